// Scenarios of the scenarios/ folder by name, for rehearsals and for the map's split view.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KairosError } from "../domain/errors.ts";
import { readScenario } from "../scenarios/parse.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { readTextFile } from "./files.ts";
import { withNetworkFiles } from "./network-files.ts";
import { openScenario } from "./open-scenario.ts";

const SCENARIOS = fileURLToPath(new URL("../scenarios", import.meta.url));
/** A file, or a file in a group's folder; nothing that leads out of the folder. */
const NAME = /^[a-z0-9-]+(\/[a-z0-9-]+)?$/;

/**
 * The scenario of this name, such as "quickstart" or "jiangsu/a14-ring-back-tone-friends"; undefined
 * when there is no such file.
 *
 * @throws AggregateError of every KairosError of an invalid scenario; KairosError file.unreadable
 */
export async function scenarioNamed(name: string): Promise<Scenario | undefined> {
  if (!NAME.test(name)) return undefined;
  const file = join(SCENARIOS, `${name}.yaml`);
  try {
    const result = readScenario(await readTextFile(file), file, openScenario);
    if ("scenario" in result) return await withNetworkFiles(result.scenario, file);
    const words = result.errors.map(({ message }) => message).join("\n");
    throw new AggregateError(result.errors, words);
  } catch (error) {
    if (error instanceof KairosError && error.code === "file.missing") return undefined;
    throw error;
  }
}
