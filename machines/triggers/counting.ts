// So many events of a kind within a time: the earlier ones are remembered, the last one fires.

/** At least so many within this time, the last one's own included. */
export interface Rule {
  readonly count: number;
  readonly withinMs: number;
}

export interface Counted {
  /** Times of those before, oldest first, fewer than the count. Never changed in place. */
  readonly earlierMs: readonly number[];
}

const NONE: readonly number[] = [];

export const NOTHING_COUNTED: Counted = { earlierMs: NONE };

/** 8 bytes a subscriber for what is seldom there. */
export const COUNTED_COLUMNS = { earlierMs: "any" } as const;

/** Fields of triggers that count; the defaults mean every single event. */
export const COUNT_FIELDS = {
  count: {
    kind: "count",
    from: 1,
    to: 1_000,
    default: 1,
    describe: "At least so many; after firing it counts anew. Default 1.",
  },
  within: {
    kind: "duration",
    minimum: "1m",
    maximum: "366d",
    default: "1d",
    describe: "All of them within this time. Default 1d.",
  },
} as const;

/** Whether one more at this time is the last of so many. */
export function isEnough({ earlierMs }: Counted, timeMs: number, rule: Rule): boolean {
  const { count, withinMs } = rule;
  if (count === 1) return true;
  const first = earlierMs.length - (count - 1);
  return first >= 0 && timeMs - earlierMs[first]! <= withinMs;
}

/** What is remembered after one more that was not the last. */
export function countedAfter({ earlierMs }: Counted, timeMs: number, rule: Rule) {
  const { count, withinMs } = rule;
  if (count === 1) return NONE;
  const recent = earlierMs.filter((earlier) => timeMs - earlier <= withinMs);
  return [...recent, timeMs].slice(1 - count);
}
