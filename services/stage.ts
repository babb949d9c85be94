// What each process makes for itself from scenario and seed, so that none of it need travel.
import { cellKey } from "../domain/location.ts";
import type { Point, Scene } from "../domain/scene.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { createTraffic, type Traffic } from "../simulator/traffic.ts";
import type { Atlas } from "./moments.ts";
import { tokeniserOfSeed } from "./tokens.ts";

/** The same in every process of a run: a pure function of scenario, seed and population. */
export interface Stage {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly traffic: Traffic;
  readonly scene: Scene;
  readonly atlas: Atlas;
}

/** Which run this is. */
export interface Run {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
}

/** The live network has no last day; each next day is made ahead, so that midnight is no pause. */
const DAYS_MAX = 36_500;

/**
 * Makes world and people, and the first day where traffic is generated. Takes a few seconds and
 * holds the thread meanwhile, so it belongs before the broker starts to count heartbeats.
 */
export function createStage({ scenario, seed, subscribers }: Run, generates: boolean): Stage {
  const tokenise = tokeniserOfSeed(seed);
  const traffic = createTraffic({ ...scenario, days: DAYS_MAX }, { seed, subscribers, tokenise });
  if (generates) traffic.people(0);
  const { cells, map } = traffic.world;
  const sites = new Map<number, Point>();
  for (let cell = 0; cell < cells.count; cell++) {
    sites.set(cellKey(cells.lac[cell]!, cells.ci[cell]!), [cells.x[cell]!, cells.y[cell]!]);
  }
  return {
    scenario,
    seed,
    traffic,
    atlas: {
      campaigns: scenario.campaigns,
      directory: traffic.directory,
      siteOf: (lac, ci) => sites.get(cellKey(lac, ci)),
    },
    scene: {
      scenario: scenario.name,
      title: scenario.title,
      seed,
      subscribers: traffic.subscribers,
      start: scenario.start,
      days: scenario.days,
      quietHours: scenario.policy.quietHours,
      campaigns: scenario.campaigns.map(({ name, title, field }) => ({
        name,
        title,
        ...(field === undefined ? {} : { field }),
      })),
      ...storyOf(scenario, seed, traffic.subscribers),
      world: map,
    },
  };
}

/** People of an expectation that does not say how many. */
const EXPECTED_MAX = 2_000;

/** The person for whom the scenario expects a moment, where this run has the same people. */
function storyOf(own: Scenario, seed: string, subscribers: number) {
  const { expectation } = own;
  if (expectation?.firesFor === undefined) return {};
  const expected = expectation.subscribers ?? Math.min(own.subscribers, EXPECTED_MAX);
  const same = seed === (expectation.seed ?? own.seed) && subscribers === expected;
  const [person] = [expectation.firesFor].flat();
  return same && person !== undefined ? { story: person } : {};
}
