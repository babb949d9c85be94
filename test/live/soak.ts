// npm run soak -- live [--minutes M]: a live node under its fastest clock, with a viewer that never reads; its memory must stand.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";

const { values: asked } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const KAIROS = fileURLToPath(new URL("../../bin/kairos.js", import.meta.url));
const SCENARIO = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));
/** Network days pass at 600 times the pace: one in 2.4 minutes. */
const FLAGS = ["--port", "0", "--speed", "600", "--subscribers", "20000"];
/**
 * Eight network days: the contacts of a week, which policies count, what the inspector keeps and
 * open offers have come to what they need. It does not count.
 */
const WARM_UP_MS = 1_200_000;
const SAMPLE_MS = 1_000;
/** The least of so many samples: what is left between collections of garbage. */
const BUCKET = 30;
/** Share of the resident set by which it may grow in ten minutes. */
const SLOPE_MAX = 0.01;
const TEN_MINUTES = 600_000 / (SAMPLE_MS * BUCKET);

/** Garbage that nobody has collected yet is not what the node holds. */
const COLLECTING = ["--expose-gc", "--import", new URL("collecting.ts", import.meta.url).href];

const folder = await mkdtemp(join(tmpdir(), "kairos-soak-"));
const node = spawn(
  process.execPath,
  [...COLLECTING, KAIROS, "start", SCENARIO, ...FLAGS, "--data", folder],
  { stdio: ["ignore", "pipe", "inherit"] },
);
try {
  const [url] = (await once(createInterface(node.stdout), "line")) as [string];
  const stream = `${url.replace("http", "ws")}api/stream`;
  const deaf = new WebSocket(stream);
  await once(deaf, "open");
  deaf.pause();
  const hearing = new WebSocket(stream);
  hearing.on("message", () => {});
  deaf.on("error", () => {});
  await wait(WARM_UP_MS);
  const least: number[] = [];
  const buckets = Math.ceil((Number(asked.minutes) * 60_000) / (SAMPLE_MS * BUCKET));
  while (least.length < buckets) {
    let bytes = Number.POSITIVE_INFINITY;
    for (let sample = 0; sample < BUCKET; sample++) {
      await wait(SAMPLE_MS);
      bytes = Math.min(bytes, await residentBytes(node.pid!));
    }
    least.push(bytes);
    console.log(`${((least.length * BUCKET) / 60).toFixed(1)} min  ${mega(bytes)} MB`);
  }
  const { slope, mean } = lineThrough(least);
  const growth = (slope * TEN_MINUTES) / mean;
  const verdict = growth < SLOPE_MAX ? "stands" : "grows";
  console.log(
    `Resident set ${mega(mean)} MB, ${(growth * 100).toFixed(2)} % in ten minutes: it ${verdict} (< ${SLOPE_MAX * 100} %).`,
  );
  process.exitCode = growth < SLOPE_MAX ? 0 : 1;
  hearing.terminate();
  deaf.terminate();
} finally {
  const gone = once(node, "exit");
  node.kill("SIGTERM");
  await gone;
  await rm(folder, { recursive: true, force: true });
}

async function residentBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)![1]) * 1024;
}

/** Least squares through values at 0, 1, 2, …: growth from one to the next. */
function lineThrough(values: readonly number[]): { slope: number; mean: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = (values.length - 1) / 2;
  let above = 0;
  let below = 0;
  for (const [at, value] of values.entries()) {
    above += (at - middle) * (value - mean);
    below += (at - middle) ** 2;
  }
  return { slope: below === 0 ? 0 : above / below, mean };
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
