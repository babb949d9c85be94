// kairos simulate --cluster as a process: what it says, and what it leaves behind, which is nothing.
import { expect, test } from "vitest";
import { isAlive } from "../../services/up/child.ts";
import { collected, kairos, startKairos, startKairosIn } from "../cli/kairos-process.ts";

const SIMULATE = ["simulate", "scenarios/quickstart.yaml", "--subscribers", "300"];

test.each([
  ["--nodes 2", /--nodes 2 without --cluster/],
  ["--cluster --wire", /--wire with --cluster/],
])("%s is refused with exit code 2", async (flags, reason) => {
  const { code, stderr } = await kairos(...SIMULATE, ...flags.split(" "));
  expect(stderr).toMatch(reason);
  expect(code).toBe(2);
});

test("a server that is not there is named, with exit code 3", async () => {
  const nobody = { KAIROS_TRANSPORTER: "nats://127.0.0.1:1" };
  const { code, stderr } = await collected(startKairosIn(nobody, ...SIMULATE, "--cluster"));
  expect(stderr).toMatch(/nats:\/\/127\.0\.0\.1:1: got ECONNREFUSED/);
  expect(code).toBe(3);
});

test.each([
  ["SIGINT", 130],
  ["SIGKILL", null],
] as const)("%s leaves no node behind", async (signal, wanted) => {
  const child = startKairos(...SIMULATE, "--days", "30", "--cluster", "--nodes", "1");
  const finished = collected(child);
  const line = await new Promise<string>((resolve) => {
    let text = "";
    child.stderr!.on("data", (more: string) => {
      text += more;
      if (text.includes("\n")) resolve(text);
    });
  });
  const pid = Number(/on 1 node \(.*-(\d+)\) over/.exec(line)?.[1]);
  expect(isAlive(pid)).toBe(true);
  child.kill(signal);
  expect((await finished).code).toBe(wanted);
  // Of a killed process the watchman takes care, when it notices.
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
});
