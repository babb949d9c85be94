// What every day needs: the run's key, the world, the people, the trains, the calendar.
import { civilDate } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { Population } from "../population.ts";
import type { RunKey } from "../random.ts";
import type { World } from "../world/world.ts";
import type { Timetable } from "./timetable.ts";

export { matchesOn } from "./crowds.ts";

export interface Setting {
  readonly key: RunKey;
  readonly world: World;
  readonly population: Population;
  readonly scenario: Scenario;
  readonly timetable: Timetable;
}

/** What kind of day it is. */
export interface DayKind {
  readonly day: number;
  /** Most people work or learn. */
  readonly workday: boolean;
  /** Zones that draw a crowd in the afternoon or evening. */
  readonly matches: readonly number[];
}

/** Monday to Friday, but for public holidays. */
export function isWorkday(scenario: Pick<Scenario, "start" | "calendar">, day: number): boolean {
  const weekday = weekdayOf(scenario, day);
  return weekday >= 1 && weekday <= 5 && !isHoliday(scenario, day);
}

/** 0 = Sunday. */
export function weekdayOf({ start }: Pick<Scenario, "start">, day: number): number {
  return civilDate(start, day)?.weekday ?? 1;
}

/** Whether a day is one of the scenario's public holidays. */
export function isHoliday({ calendar }: Pick<Scenario, "calendar">, day: number): boolean {
  return calendar.holidays.some(({ fromDay, toDay }) => day >= fromDay && day <= toDay);
}
