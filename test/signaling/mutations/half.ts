// Half of the mutations of npm test, in a process of its own: two test files share the work.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Tally } from "./campaign.ts";
import { TARGETS } from "./targets.ts";

/** Mutations of one half. */
const HALF_MUTATIONS = 2_500_000;
/** Any number: each is another five million; `npm run soak -- mutations` draws its own. */
const SEED = 20_261_122;
const SOAK = fileURLToPath(new URL("./soak.ts", import.meta.url));
/** A process that goes on for longer has lost its watchdog. */
const PROCESS_MS_MAX = 900_000;

interface Half {
  readonly crashes: number;
  /** Files that say how to see each crash again. */
  readonly crashers: readonly string[];
  readonly totals: ReadonlyMap<string, Tally>;
  /** What it said besides. */
  readonly complaints: string;
}

/** Runs a half: no decoder breaks its promise, hangs or throws anything but a KairosError. */
export async function expectPromisesKept(half: 0 | 1): Promise<void> {
  const { crashes, crashers, totals, complaints } = await runHalf(half);
  expect(complaints).toBe("");
  expect({ crashes, crashers }).toEqual({ crashes: 0, crashers: [] });
  expect([...totals.keys()].sort()).toEqual(TARGETS.map(({ name }) => name).sort());
  const tallies = [...totals.values()];
  expect(tallies.reduce((sum, { mutations }) => sum + mutations, 0)).toBe(HALF_MUTATIONS);
  for (const [name, { mutations, accepted }] of totals) {
    // Mutations that are all refused, or none where refusing is possible, would test little.
    expect(accepted, name).toBeGreaterThan(mutations / 20);
  }
}

/** Runs every second block, from the first or the second one on. */
async function runHalf(half: 0 | 1): Promise<Half> {
  const process_ = spawn(
    process.execPath,
    [
      ...[SOAK, "--json", "--workers", "1", "--seed", String(SEED)],
      ...["--count", String(HALF_MUTATIONS), "--first", String(half), "--every", "2"],
    ],
    { stdio: ["ignore", "pipe", "pipe"], timeout: PROCESS_MS_MAX },
  );
  const texts = await Promise.all([textOf(process_.stdout), textOf(process_.stderr)]);
  const [said, complaints] = texts as [string, string];
  const last = said.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) return { crashes: -1, crashers: [], totals: new Map(), complaints };
  const { crashes, crashers, totals } = JSON.parse(last) as {
    crashes: number;
    crashers: string[];
    totals: [string, Tally][];
  };
  return { crashes, crashers, totals: new Map(totals), complaints };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const piece of stream) text += piece.toString();
  return text;
}
