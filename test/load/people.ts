// The people of the load tests: few of them, of the quickstart scenario.
import { fileURLToPath } from "node:url";
import { loadScenario } from "../../bin/scenario-file.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { LoadOrder } from "../../services/load/perform.ts";
import { parsePlace } from "../../services/load/place.ts";
import { parseProfile } from "../../services/load/profile.ts";

export const SUBSCRIBERS = 2_000;
export const SCENARIO: string = fileURLToPath(
  new URL("../../scenarios/quickstart.yaml", import.meta.url),
);

export const quickstart = (): Promise<Scenario> => loadScenario(SCENARIO);

/** An order for all partitions from seven in the morning on. */
export async function orderFor(target: string, profile: string): Promise<LoadOrder> {
  const scenario = await quickstart();
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
