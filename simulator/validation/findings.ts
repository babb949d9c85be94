// What measures hand back: a value per row of the table, and the series that the plots show.

/** Points of a line, x ascending. */
export type Line = readonly (readonly [number, number])[];

export interface Findings {
  /** Row id → measured value; NaN when this run is too small to say. */
  readonly values: Readonly<Record<string, number>>;
  /** Plot name → line name → points. */
  readonly plots: Readonly<Record<string, Readonly<Record<string, Line>>>>;
}

/** Hours or days as points: [index, value]. */
export function lineOf(values: ArrayLike<number>, first = 0): Line {
  return Array.from(values, (value, index) => [index + first, value] as const);
}
