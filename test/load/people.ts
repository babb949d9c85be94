// The people of the load tests: few of them, of the quickstart scenario.
import type { Scenario } from "../../scenarios/scenario.ts";
import type { LoadOrder } from "../../services/load/perform.ts";
import { parsePlace } from "../../services/load/place.ts";
import { parseProfile } from "../../services/load/profile.ts";
import { QUICKSTART_CITY, readScenarioFile } from "../scenarios/scenario-file.ts";

export const SUBSCRIBERS = 2_000;
export const quickstart = (): Scenario => readScenarioFile(QUICKSTART_CITY);

/** An order for all partitions from seven in the morning on. */
export async function orderFor(target: string, profile: string): Promise<LoadOrder> {
  const scenario = quickstart();
  return {
    scenario,
    seed: scenario.seed,
    subscribers: SUBSCRIBERS,
    place: parsePlace(target),
    profile: parseProfile(profile),
    profileText: profile,
    share: { index: 0, of: 1 },
    fromMs: 7 * 3_600_000,
    tickMs: 20,
    warmUpMs: 500,
    thresholds: [],
    findKnee: false,
    namespace: "kairos-load-test",
  };
}
