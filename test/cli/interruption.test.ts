// Ctrl-C ends a run at once, with its own exit code and nothing half printed.
import { mkdtempSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collected, firstLine, startKairos } from "./kairos-process.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-interrupted-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(["SIGINT", "SIGTERM"] as const)("%s during simulate exits 130", async (signal) => {
  const watcher = watch(folder);
  // The run begins when it has made its folder.
  const begun = new Promise((resolve) => watcher.once("change", resolve));
  const child = startKairos(
    ...["simulate", "scenarios/quickstart.yaml", "--days", "30", "--json"],
    ...["--out", join(folder, signal)],
  );
  const finished = collected(child);
  await begun;
  watcher.close();
  child.kill(signal);
  const { code, stdout, stderr } = await finished;
  expect(stdout).toBe("");
  expect(stderr).not.toContain("internal error");
  expect(code).toBe(130);
});

test("SIGINT while start brings the network to its opening time exits 130", async () => {
  const child = startKairos("start", "--port", "0", "--data", folder);
  const finished = collected(child);
  const url = await firstLine(child);
  // The page is served, and 202 says that the warm-up is under way.
  expect((await fetch(`${url}api/scene`)).status).toBe(202);
  child.kill("SIGINT");
  const { code, stderr } = await finished;
  expect(stderr).not.toContain("internal error");
  expect(code).toBe(130);
  await expect(fetch(url)).rejects.toThrow();
});
