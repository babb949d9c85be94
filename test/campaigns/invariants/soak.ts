// npm run soak -- invariants [--decisions 10000000] [--seed 1]: random campaigns until so many are decided.
import { parseArgs } from "node:util";
import { breachesOf } from "./checker.ts";
import { notesOf } from "./run.ts";
import { worldOf } from "./world.ts";

const HAPPENINGS = 400;
const TELL_EVERY = 1_000_000;

const { values } = parseArgs({
  options: {
    decisions: { type: "string", default: "10000000" },
    seed: { type: "string", default: "1000000" },
  },
});
const wanted = Number(values.decisions);
let decisions = 0;
let sent = 0;
let told = 0;
for (let seed = Number(values.seed); decisions < wanted; seed++) {
  const world = worldOf(seed, HAPPENINGS);
  const notes = notesOf(world);
  const broken = [...breachesOf(world, notes)];
  if (broken.length > 0) {
    console.error(
      `invariants: seed ${seed} of ${HAPPENINGS} happenings breaks ${broken.join(", ")}`,
    );
    process.exit(1);
  }
  for (const { kind } of notes) {
    if (kind === "decision") decisions++;
    else if (kind === "sent") sent++;
  }
  if (decisions - told < TELL_EVERY) continue;
  told = decisions;
  console.log(`invariants: ${decisions} decisions, ${sent} messages, none against a rule`);
}
console.log(`invariants: done, ${decisions} decisions, ${sent} messages, 0 violations`);
