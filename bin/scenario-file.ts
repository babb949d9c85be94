// A scenario from a file named on the command line.

import { readScenario } from "../scenarios/parse.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { readTextFile } from "../services/files.ts";
import { withNetworkFiles } from "../services/network-files.ts";
import { openScenario } from "../services/open-scenario.ts";

/**
 * Reads and validates a scenario file, those that it extends, and the files of the network that it
 * names. What those files hold that is not used is said on stderr.
 *
 * @throws KairosError when the file is missing or unreadable
 * @throws AggregateError of every KairosError in an invalid scenario or network file, in file order
 */
export async function loadScenario(path: string): Promise<Scenario> {
  const result = readScenario(await readTextFile(path), path, openScenario);
  if ("errors" in result)
    throw new AggregateError(result.errors, `${path} is not a valid scenario`);
  const scenario = await withNetworkFiles(result.scenario, path);
  for (const note of scenario.network.imported?.notes ?? []) console.error(note);
  return scenario;
}
