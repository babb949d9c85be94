// `kairos up --cluster` for real: servers and nodes on the loopback, killed and ended by their pids.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isAlive } from "../../services/up/child.ts";
import { ended } from "../services/servers.ts";
import { collected, kairos, startKairos, startKairosIn } from "./kairos-process.ts";

const SMALL = ["--subscribers", "200", "--port", "0", "--admin-port", "0"];

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "kairos-up-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Starts `kairos up --cluster`, and collects what it says. */
function up(place: string, ...args: readonly string[]) {
  const child = startKairos("up", "--cluster", "--data", place, ...SMALL, ...args);
  onTestFinished(async () => void (await ended(child)));
  let stdout = "";
  let stderr = "";
  const looks = new Set<() => void>();
  const look = (): void => {
    for (const one of looks) one();
  };
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    look();
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    look();
  });
  child.once("close", look);
  /** Resolves when stderr matches; rejects when the process ends before. */
  const says = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (pattern.test(stderr)) resolve(stderr);
        else if (child.exitCode !== null) reject(new Error(`it ended: ${stderr}`));
        else return;
        looks.delete(check);
      };
      looks.add(check);
      check();
    });
  return { child, says, table: () => rowsOf(stdout), said: () => stdout };
}

function rowsOf(stdout: string) {
  return stdout
    .split("\n\n")[0]!
    .split("\n")
    .slice(1)
    .map((line) => {
      const [name = "", pid = "", address = "", runs = ""] = line.split(/ {2,}/);
      return { name, pid: Number(pid), address, runs };
    });
}

/** Of a node that owns all that there are. */
async function partitionsOf(admin: string): Promise<string[]> {
  while (!(await fetch(`${admin}/readyz`)).ok) await new Promise((go) => setImmediate(go));
  const text = await (await fetch(`${admin}/metrics`)).text();
  const owned = [...text.matchAll(/^kairos_partition_owner\{partition="(\d+)"/gm)];
  return owned.map((match) => match[1]!).sort();
}

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
}

describe("kairos up --cluster", () => {
  test("two nodes and their servers run, a killed node is replaced, SIGTERM ends them all", async () => {
    const place = await folder();
    const { child, says, table, said } = up(place, "--nodes", "2");
    await says(/everything runs/);
    const rows = table();
    expect(rows.map(({ name }) => name)).toEqual([
      "nats-server",
      "redis-server",
      "node-1",
      "node-2",
    ]);
    expect(rows.every(({ pid }) => isAlive(pid))).toBe(true);
    expect(rows[3]!.runs).toMatch(/^subscriber/);
    const [nats, redis] = rows.map(({ address }) => address);
    expect(said()).toContain(`--target ${nats} --redis ${redis}`);
    expect(said()).toContain(`KAIROS_TRANSPORTER=${nats} KAIROS_STORE=${redis} kairos simulate`);
    const url = /^map +(\S+)/m.exec(said())![1]!;
    expect((await fetch(url)).status).toBe(200);

    const refused = await kairos("up", "--cluster", "--data", place);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain(`process ${child.pid}`);

    process.kill(rows[3]!.pid, "SIGKILL");
    await says(/node-2 is started again in 0\.25 s\. .*SIGKILL/);
    expect(await ended(child)).toBe(130);
    expect(rows.filter(({ pid }) => isAlive(pid))).toEqual([]);
  });

  test("nothing outlives a killed kairos up, and the next one takes its folder", async () => {
    const place = await folder();
    const first = up(
      place,
      "--nodes",
      "1",
      "--no-traffic",
      "--partitions",
      "3",
      "--checkpoint",
      "1m",
    );
    await first.says(/everything runs/);
    const environment = await readFile(`/proc/${first.table()[2]!.pid}/environ`, "utf8");
    expect(environment.split("\0")).toContain("KAIROS_CHECKPOINT=60s");
    expect(await partitionsOf(first.table()[2]!.address)).toEqual(["0", "1", "2"]);
    await ended(first.child, "SIGKILL");
    const second = up(place, "--nodes", "1", "--no-traffic");
    await second.says(/everything runs/);
    await gone(first.table().map(({ pid }) => pid));
    expect(second.table()).toHaveLength(3);
    expect(await readFile(join(place, "up.pid"), "utf8")).toContain(`${second.child.pid}\n`);
    expect(await ended(second.child)).toBe(130);
  });

  test("without a server's program it ends with 3 and the line that installs it", async () => {
    const child = startKairosIn({ PATH: "/nowhere" }, "up", "--cluster");
    const { code, stderr } = await collected(child);
    expect(code).toBe(3);
    // Debian has nats-server in /usr/sbin, where it is found whatever the PATH is.
    expect(stderr).toMatch(/"apt-get install -y --no-install-recommends (nats|redis)-server"/);
  });

  test.each([
    [["--nodes", "3", "--partitions", "1"], "--partitions: got 1, for 3 nodes"],
    [["--partitions", "2"], "expected at least 3: a node owns whole partitions"],
    [["--partitions", "257"], "--partitions"],
    [["--checkpoint", "1s"], "Give a duration from 2s to 1m"],
  ])("with %j it ends with 2", async (flags, wanted) => {
    const { code, stderr } = await kairos("up", "--cluster", ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(wanted);
  });

  test("a node with a checkpoint that is none ends with 2, before anything is opened", async () => {
    const place = await folder();
    const child = startKairosIn(
      { KAIROS_CHECKPOINT: "soon" },
      ...["start", "--data", place, "--port", "0", "--subscribers", "200"],
    );
    const { code, stdout, stderr } = await collected(child);
    expect([code, stdout]).toEqual([2, ""]);
    expect(await readdir(place)).toEqual([]);
    expect(stderr).toContain('KAIROS_CHECKPOINT: got "soon", expected a duration from 2s to 1m');
  });

  test("without --cluster it names the command for one process", async () => {
    const { code, stderr } = await kairos("up");
    expect(code).toBe(2);
    expect(stderr).toContain("type kairos start");
  });
});
