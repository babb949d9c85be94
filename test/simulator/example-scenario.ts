// A scenario for tests of the generator: defaults of the schema, no campaigns needed.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readScenario } from "../../scenarios/parse.ts";
import type { Scenario } from "../../scenarios/scenario.ts";

/** The quickstart scenario, with some of its habits changed. */
export function exampleScenario(people: Partial<Scenario["people"]> = {}): Scenario {
  const file = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));
  const read = readScenario(readFileSync(file, "utf8"), file);
  if ("errors" in read) throw read.errors[0];
  return { ...read.scenario, people: { ...read.scenario.people, ...people } };
}

/** The same with at most so many offers of each campaign in a day. */
export function limited(scenario: Scenario, offersPerDay: number): Scenario {
  const campaigns = scenario.campaigns.map((campaign) => ({
    ...campaign,
    what: { ...campaign.what, offersPerDay },
  }));
  return { ...scenario, campaigns };
}
