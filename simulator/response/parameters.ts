// The parameters of the response model as its files hold them: a value, its unit, and where it is from.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";

/**
 * calibrated: set so that a published number comes out; measured: read off records; assumed: neither.
 */
export const MARKS = ["calibrated", "assumed", "measured"] as const;
export type Mark = (typeof MARKS)[number];

/** One number of a file, or one for each hour of the day. */
export interface Parameter<Value = number> {
  readonly value: Value;
  readonly unit: string;
  readonly mark: string;
  readonly source: string;
}

/** A file: parameters, named by the keys that lead to them; words such as a table's name between. */
export interface ParameterFile {
  readonly [name: string]: Parameter<number | readonly number[]> | ParameterFile | string;
}

const TIMES: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};

/** A time in ms; its unit is s, min, h or d. */
export function millisecondsOf({ value, unit }: Parameter): number {
  return value * TIMES[unit]!;
}

/** All parameters of a file in its order, each with its keys. */
export function parametersOf(
  file: ParameterFile,
  path: readonly string[] = [],
): {
  readonly path: readonly string[];
  readonly parameter: Parameter<number | readonly number[]>;
}[] {
  return Object.entries(file).flatMap(([name, entry]) => {
    if (typeof entry === "string") return [];
    const own = [...path, name];
    return "mark" in entry && "value" in entry
      ? [{ path: own, parameter: entry as Parameter<number | readonly number[]> }]
      : parametersOf(entry as ParameterFile, own);
  });
}
