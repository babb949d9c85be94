// A scenario for tests of the generator: defaults of the schema, no campaigns needed.
import { fileURLToPath } from "node:url";
import type { Scenario } from "../../scenarios/scenario.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

/** The quickstart scenario, with some of its habits changed. */
export function exampleScenario(people: Partial<Scenario["people"]> = {}): Scenario {
  const file = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));
  const scenario = readScenarioFile(file);
  return { ...scenario, people: { ...scenario.people, ...people } };
}

/** The same with at most so many offers of each campaign in a day. */
export function limited(scenario: Scenario, offersPerDay: number): Scenario {
  const campaigns = scenario.campaigns.map((campaign) => ({
    ...campaign,
    what: { ...campaign.what, offersPerDay },
  }));
  return { ...scenario, campaigns };
}
