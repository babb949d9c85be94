// What a measure needs to know of its run: how many people, how many days, which are weekdays.
import { civilDate, DAY_MS, HOUR_MS } from "../../domain/time.ts";

export interface Span {
  readonly people: number;
  readonly days: number;
  /** Day → whether it is a working day: Monday to Friday. */
  readonly isWorkday: readonly boolean[];
  /** Day → weekday, 0 = Sunday. */
  readonly weekday: readonly number[];
}

export function createSpan(start: string, people: number, days: number): Span {
  const weekday = Array.from({ length: days }, (_, day) => civilDate(start, day)!.weekday);
  return { people, days, weekday, isWorkday: weekday.map((day) => day !== 0 && day !== 6) };
}

/** Hour since the start of the run. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS);
}

/** Hour of the day, 0 to 23. */
export function hourOfDay(timeMs: number): number {
  return Math.floor((timeMs % DAY_MS) / HOUR_MS);
}

/** Mean of an hourly series over the working days, one value per hour of the day. */
export function workdayHours(hourly: ArrayLike<number>, { isWorkday }: Span): Float64Array {
  return meanHours(hourly, isWorkday);
}

/** Mean over the days that a list marks. */
export function meanHours(hourly: ArrayLike<number>, marked: readonly boolean[]): Float64Array {
  const hours = new Float64Array(24);
  let days = 0;
  marked.forEach((isMarked, day) => {
    if (!isMarked) return;
    days++;
    for (let hour = 0; hour < 24; hour++) hours[hour]! += hourly[day * 24 + hour]!;
  });
  return hours.map((sum) => sum / days);
}
