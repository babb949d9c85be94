// npm run soak [-- --machines N --from SEED | --minutes M | --seed SEED]: random statecharts against
// actors for as long as wanted.
import { parseArgs } from "node:util";
import { PRODUCT_MACHINES } from "../machines-under-test.ts";
import { runDifferential, type Tally } from "./differential.ts";
import { COLUMNAR, columnarOf, INTERPRETER } from "./executors.ts";
import { InvalidMachine } from "./partner.ts";
import { describeFailure, failureOf, reportOf } from "./report.ts";
import { productRun, randomScenario, runScenario } from "./scenario.ts";

const PROGRESS_EVERY = 1000;
/** Of every so many machines one is a product machine. */
const PRODUCT_EVERY = 50;
const FAILURES_MAX = 20;

const { values: asked } = parseArgs({
  options: {
    machines: { type: "string", default: "20000" },
    from: { type: "string", default: "0" },
    minutes: { type: "string" },
    seed: { type: "string" },
    /** A compile.ts in the place of machines/columnar/compile.ts. */
    compile: { type: "string" },
    interpreter: { type: "boolean", default: false },
    /** Prints seeds and differences alone, and goes on. */
    brief: { type: "boolean", default: false },
  },
});
const executor =
  asked.compile !== undefined
    ? await columnarOf(asked.compile, "columnar, a copy")
    : asked.interpreter
      ? INTERPRETER
      : COLUMNAR;

if (asked.seed !== undefined) {
  const failure = failureOf(randomScenario(Number(asked.seed)), executor);
  if (asked.brief) console.log(failure === undefined ? "no difference" : describeFailure(failure));
  else console.log(reportOf(Number(asked.seed), executor));
  process.exit(failure === undefined ? 0 : 1);
}

const started = Date.now();
const end = asked.minutes === undefined ? Infinity : started + Number(asked.minutes) * 60_000;
const count = asked.minutes === undefined ? Number(asked.machines) : Infinity;
const total: Tally = { comparisons: 0, failures: 0, done: 0, moves: 0 };
let invalid = 0;
const found: number[] = [];

for (let index = 0; index < count && Date.now() < end; index++) {
  const seed = Number(asked.from) + index;
  take(seed, () => runScenario(randomScenario(seed), executor));
  if (index % PRODUCT_EVERY === 0) {
    const under = PRODUCT_MACHINES[(index / PRODUCT_EVERY) % PRODUCT_MACHINES.length]!;
    take(seed, () => runDifferential(productRun(under, seed, executor)), under.name);
  }
  if ((index + 1) % PROGRESS_EVERY === 0) console.log(progress(index + 1));
  if (found.length === FAILURES_MAX && !asked.brief) break;
}
console.log(progress(count));
if (found.length > 0) {
  console.log(`Seeds with differences: ${found.join(", ")}`);
  if (!asked.brief) console.log(reportOf(found[0]!, executor));
  process.exit(1);
}

function take(seed: number, run: () => Tally, product?: string): void {
  try {
    const tally = run();
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
  } catch (thrown) {
    if (thrown instanceof InvalidMachine) {
      invalid++;
      return;
    }
    if (product === undefined) found.push(seed);
    else process.exitCode = 1;
    const what = thrown as Error;
    const text = describeFailure(what)
      .slice(0, product === undefined ? 120 : 2000)
      .split("\n")[0];
    console.log(`seed ${seed}${product === undefined ? "" : ` of ${product}`}: ${text}`);
  }
}

function progress(machines: number): string {
  const { comparisons, failures, done, moves } = total;
  const seconds = Math.round((Date.now() - started) / 1000);
  return (
    `${Number.isFinite(machines) ? machines : "all"} machines, ${comparisons} comparisons, ` +
    `${found.length} differences, ${invalid} not valid, ${done} rows done, ${failures} in ` +
    `quarantine, ${moves} moves, ${seconds} s`
  );
}
