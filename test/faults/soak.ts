// npm run soak -- faults [--minutes M] [--seed S]: day after day of faults, in an order that a seed draws.
import { parseArgs } from "node:util";
import { integerBelow, runKey } from "../../simulator/random.ts";
import { drive, FAULTS, type Fault } from "./drive.ts";

const { values: asked } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string", default: "0" } },
});
const DAY = { subscribers: 2_000, partitions: 16, windows: 288 };
/** Windows between two faults. */
const EVERY = 24;
const started = Date.now();
const end = started + Number(asked.minutes) * 60_000;

let events = 0;
let commits = 0;
for (let seed = Number(asked.seed); Date.now() < end; seed++) {
  const key = runKey(`faults ${seed}`);
  const drawn = Array.from(
    { length: Math.floor(DAY.windows / EVERY) - 2 },
    (_, at): Fault => FAULTS[integerBelow(FAULTS.length, key, at, 0)]!,
  );
  // There is nothing to restore before a copy was kept.
  const order: Fault[] = ["keep a copy of Redis", ...drawn];
  const faults = new Map(order.map((fault, at) => [(at + 1) * EVERY, fault]));
  const { verdict, fed, errors } = await drive({ ...DAY, faults, fenced: true });
  events += fed.events;
  commits += verdict.commits;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `seed ${seed}: ${verdict.violations.length} violations; ${events} events, ${commits} commits, ${seconds} s`,
  );
  if (verdict.violations.length === 0) continue;
  console.log(`Again: npm run soak -- faults --seed ${seed}\n${order.join(", ")}`);
  console.log([...verdict.violations.slice(0, 20), ...errors].join("\n"));
  process.exit(1);
}
