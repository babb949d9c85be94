// npm run soak -- mutations [--count N | --minutes M] [--seed S] [--workers W] [--only TARGET …]
// [--block B]: mutated messages, frames and files, as long as wanted; a crasher goes into a file.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { BLOCK_MUTATIONS, errorOf, inputsOf, type Tally, targetOf } from "./campaign.ts";
import { shrink } from "./shrink.ts";
import { TARGETS, type Target } from "./targets.ts";
import type { Word, Work } from "./worker.ts";

const FOLDER = ".kairos/crashers";
/** Crashers that are shrunk and written; more are counted. */
const CRASHERS_MAX = 20;
/** One mutation takes microseconds: a worker that stands still for so long hangs. */
const HANG_MS = 20_000;
const WATCH_MS = 1_000;
const PROGRESS_MS = 10_000;

const { values: asked } = parseArgs({
  options: {
    count: { type: "string" },
    minutes: { type: "string" },
    seed: { type: "string" },
    workers: { type: "string" },
    only: { type: "string", multiple: true, default: [] },
    /** The number of the first block of this run, and how far the next one is. */
    first: { type: "string", default: "0" },
    every: { type: "string", default: "1" },
    /** One block again, of a crasher's report. */
    block: { type: "string" },
    /** The result as one line of JSON at the end. */
    json: { type: "boolean", default: false },
  },
});

const seed = Number(asked.seed ?? Date.now() % 2 ** 31);
const targets = TARGETS.filter(({ name }) => asked.only.length === 0 || asked.only.includes(name));
if (targets.length === 0) {
  console.error(`No such target. There are: ${TARGETS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const workers = Number(asked.workers ?? availableParallelism());
const blocks =
  asked.block !== undefined
    ? 1
    : asked.count === undefined
      ? Number.MAX_SAFE_INTEGER
      : Math.ceil(Number(asked.count) / BLOCK_MUTATIONS / workers);
const first = Number(asked.block ?? asked.first);
const started = Date.now();
const totals = new Map<string, Tally>();
const crashers: string[] = [];
let crashes = 0;
let running = 0;

if (!asked.json) console.log(`Seed ${seed}; the same run again: --seed ${seed}.`);
const count = asked.block === undefined ? workers : 1;
for (let worker = 0; worker < count; worker++) start(worker);
const progressTimer = setInterval(() => {
  if (!asked.json) console.log(progress());
}, PROGRESS_MS);
if (asked.minutes !== undefined) {
  setTimeout(finish, Number(asked.minutes) * 60_000).unref();
}
process.on("SIGINT", finish);

function start(index: number): void {
  const at = new Int32Array(new SharedArrayBuffer(8));
  const every = Number(asked.every);
  const work: Work = {
    seed,
    first: first + index * every,
    every: every * count,
    blocks,
    only: targets.map(({ name }) => name),
    at,
  };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: work });
  running++;
  let before = "";
  let still = Date.now();
  const watch = setInterval(() => {
    const now = at.join(" ");
    if (now !== before) still = Date.now();
    before = now;
    if (Date.now() - still < HANG_MS) return;
    clearInterval(watch);
    onHang(at[0]!, at[1]!);
    void worker.terminate();
  }, WATCH_MS);
  worker.on("message", (word: Word) => {
    if (word.kind === "tallies") add(word.tallies);
    else if (word.kind === "crash") onCrash(word);
  });
  worker.on("error", (error) => {
    console.error(error);
    process.exitCode = 1;
  });
  worker.on("exit", () => {
    clearInterval(watch);
    if (--running === 0) finish();
  });
}

function add(tallies: ReadonlyMap<string, Tally>): void {
  for (const [name, { mutations, accepted }] of tallies) {
    const total = totals.get(name) ?? { mutations: 0, accepted: 0 };
    total.mutations += mutations;
    total.accepted += accepted;
    totals.set(name, total);
  }
}

function onCrash({ target: name, block, error, inputs }: Extract<Word, { kind: "crash" }>): void {
  if (++crashes > CRASHERS_MAX) return;
  const target = TARGETS.find((candidate) => candidate.name === name)!;
  const smallest = shrink(target, inputs);
  report(target, { block, error: `${error}\n${stackOf(target, smallest)}`, inputs: smallest });
}

/** What hangs cannot be shrunk here; its octets are made again, without the check. */
function onHang(block: number, mutation: number): void {
  crashes++;
  const target = targetOf(targets, seed, block);
  const inputs = inputsOf(target, { seed, block }, mutation);
  report(target, { block, error: `mutation ${mutation} does not come to an end`, inputs });
}

interface Found {
  readonly block: number;
  readonly error: string;
  readonly inputs: readonly Uint8Array[];
}

function report(target: Target, { block, error, inputs }: Found): void {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${target.name.replaceAll(" ", "-")}-${seed}-${block}.txt`);
  const hex = inputs.map((octets) => `"${Buffer.from(octets).toString("hex")}"`).join(", ");
  const text = [
    `Broken promise: ${target.promise}.`,
    error,
    "",
    `Again: npm run soak -- mutations --seed ${seed} --block ${block}${onlyFlags()}`,
    "Keep it: mend the decoder, and add to CRASHERS in test/signaling/mutations/crashers.ts",
    `  { target: "${target.name}", title: "what was wrong, as a fact", inputs: [${hex}] },`,
    "",
  ].join("\n");
  writeFileSync(path, text);
  crashers.push(path);
  if (!asked.json) console.log(`${path}\n${text}`);
}

function onlyFlags(): string {
  return asked.only.map((name) => ` --only "${name}"`).join("");
}

function stackOf(target: Target, inputs: readonly Uint8Array[]): string {
  const error = errorOf(target.start(), inputs);
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}

function progress(): string {
  const seconds = (Date.now() - started) / 1000;
  const mutations = [...totals.values()].reduce((sum, tally) => sum + tally.mutations, 0);
  const rate = Math.round(mutations / seconds / 1000);
  return `${mutations} mutations, ${crashes} crashes, ${Math.round(seconds)} s, ${rate},000 a second`;
}

function finish(): void {
  clearInterval(progressTimer);
  const seconds = (Date.now() - started) / 1000;
  if (asked.json) {
    console.log(JSON.stringify({ seed, seconds, crashes, crashers, totals: [...totals] }));
  } else {
    console.log(progress());
    for (const [name, { mutations, accepted }] of totals) {
      console.log(
        `  ${name}: ${mutations}, ${Math.round((accepted / mutations) * 100)} % accepted`,
      );
    }
  }
  process.exit(crashes > 0 ? 1 : (process.exitCode ?? 0));
}
