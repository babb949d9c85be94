// What every day needs: the run's key, the world, the people, the trains, the calendar.
import { civilDate } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { Population } from "../population.ts";
import { bernoulli, PURPOSE, type RunKey } from "../random.ts";
import type { World } from "../world/world.ts";
import type { Timetable } from "./timetable.ts";

export interface Setting {
  readonly key: RunKey;
  readonly world: World;
  readonly population: Population;
  readonly scenario: Scenario;
  readonly timetable: Timetable;
}

/** Monday to Friday; public holidays are not modelled. */
export function isWorkday(scenario: Scenario, day: number): boolean {
  const weekday = civilDate(scenario.start, day)?.weekday ?? 1;
  return weekday >= 1 && weekday <= 5;
}

/** How often a stadium holds a match on a day (assumed). */
const MATCH_SHARE = 0.35;

/** Stadium zones with a match on the evening of this day. */
export function matchesOn({ key, world }: Setting, day: number): readonly number[] {
  return world.zones.flatMap((zone, index) =>
    zone.kind === "stadium" && bernoulli(MATCH_SHARE, key, index, PURPOSE.match, day)
      ? [index]
      : [],
  );
}
