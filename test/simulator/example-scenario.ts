// A scenario for tests of the generator: defaults of the schema, no campaigns needed.
import type { Scenario } from "../../scenarios/scenario.ts";
import { QUICKSTART_CITY, readScenarioFile } from "../scenarios/scenario-file.ts";

/** The quickstart scenario on a small land, with some of its habits changed. */
export function exampleScenario(people: Partial<Scenario["people"]> = {}): Scenario {
  const scenario = readScenarioFile(QUICKSTART_CITY);
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
