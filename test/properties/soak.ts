// npm run soak -- properties [--rounds N] [--seed S]: properties with other values in each round,
// until one fails. Those with a seed of their own, which count what it covers, stay as they are.
import { execFileSync, spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values: asked } = parseArgs({
  options: { rounds: { type: "string", default: "10" }, seed: { type: "string" } },
});
const first = Number(asked.seed ?? Date.now() % 2 ** 31);
const rounds = Number(asked.rounds);
if (!Number.isInteger(first) || !(Number.isInteger(rounds) && rounds > 0)) {
  console.error(
    `soak: got --seed ${asked.seed ?? first} --rounds ${asked.rounds}, expected whole numbers, rounds from 1. Remedy: --rounds 10 --seed 7.`,
  );
  process.exit(2);
}

const search = ["grep", "-lE", 'from "(fast-check|.*-properties.ts)"', "--", "test/**/*.test.ts"];
const files = execFileSync("git", search, { encoding: "utf8" }).trim().split("\n");
for (let round = 0; round < rounds; round++) {
  const seed = first + round;
  console.log(`Round ${round + 1} of ${rounds}: ${files.length} files with seed ${seed}.`);
  const { status } = spawnSync("npm", ["test", "--", ...files], {
    stdio: "inherit",
    env: { ...process.env, KAIROS_PROPERTY_SEED: String(seed) },
  });
  if (status !== 0) {
    console.error(
      `Seed ${seed} fails; the same again: npm run soak -- properties --rounds 1 --seed ${seed}.`,
    );
    process.exit(1);
  }
}
