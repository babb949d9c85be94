// A scenario from its file, for benches that need no command line.
import { readFileSync } from "node:fs";
import { readScenario } from "../scenarios/parse.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** @throws AggregateError of every mistake in it */
export function readScenarioFile(file: string): Scenario {
  const result = readScenario(readFileSync(file, "utf8"), file);
  if ("errors" in result) throw new AggregateError(result.errors);
  return result.scenario;
}
