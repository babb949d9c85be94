// A scenario from a file named on the command line.

import { readScenario } from "../scenarios/parse.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { readTextFile } from "../services/files.ts";

/**
 * Reads and validates a scenario file.
 *
 * @throws KairosError when the file is missing or unreadable
 * @throws AggregateError of every KairosError in an invalid scenario, in file order
 */
export async function loadScenario(path: string): Promise<Scenario> {
  const result = readScenario(await readTextFile(path), path);
  if ("errors" in result)
    throw new AggregateError(result.errors, `${path} is not a valid scenario`);
  return result.scenario;
}
