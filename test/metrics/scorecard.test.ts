// Scores against brute force, parts that add up, and what a planted defect does to them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { DelayHistogram } from "../../metrics/delay-histogram.ts";
import { Scorecard, scoresOf } from "../../metrics/scorecard.ts";
import { triggerAt } from "../campaigns/samples.ts";

const DEFINITIONS: readonly TriggerParameters[] = [
  { name: "ringback.heard", minimumRingMs: 6_000 },
  { name: "powered.on", offForMs: 600_000, missedCalls: 1 },
];
const DAY = 1_000;

interface Moment {
  readonly subscriber: number;
  readonly definition: number;
  readonly fromMs: number;
  readonly dueMs: number;
  readonly untilMs: number;
}

interface Fired {
  readonly subscriber: number;
  readonly definition: number;
  readonly timeMs: number;
}

const place = { subscriber: fc.nat(4), definition: fc.nat(1) };
/** Windows may reach into the next days, never into those before. */
const moments = fc.array(
  fc
    .record({ ...place, dayMs: fc.nat(2).map((day) => day * DAY), due: fc.nat(DAY - 1) })
    .chain(({ dayMs, due, ...who }) =>
      fc.record({ early: fc.nat(due), late: fc.nat(1_500) }).map(({ early, late }): Moment => {
        const dueMs = dayMs + due;
        return { ...who, fromMs: dueMs - early, dueMs, untilMs: dueMs + late };
      }),
    ),
  { maxLength: 24 },
);
const fired = fc.array(fc.record({ ...place, timeMs: fc.nat(4 * DAY) }), { maxLength: 24 });

function trigger({ subscriber, definition, timeMs }: Fired) {
  return { ...triggerAt(timeMs, subscriber, 0), definition };
}

/** Scores as a run does: the moments of a day, then its triggers in the order of time. */
function scored(all: readonly Moment[], triggers: readonly Fired[], shard = { index: 0, of: 1 }) {
  const card = new Scorecard(DEFINITIONS, shard.of);
  const own = (one: Moment | Fired): boolean => one.subscriber % shard.of === shard.index;
  const inOrder = triggers.filter(own).toSorted((a, b) => a.timeMs - b.timeMs);
  for (let day = 0; day < 5; day++) {
    const isToday = (timeMs: number): boolean => Math.floor(timeMs / DAY) === day;
    card.forget(day * DAY);
    for (const moment of all.filter(own).filter(({ dueMs }) => isToday(dueMs))) {
      const { subscriber, definition, fromMs, dueMs, untilMs } = moment;
      card.expect(subscriber, definition, fromMs, dueMs, untilMs);
    }
    for (const one of inOrder) if (isToday(one.timeMs)) card.trigger(trigger(one));
  }
  return card.part();
}

/** The most matches that any choice has, by augmenting paths. */
function mostMatches(all: readonly Moment[], triggers: readonly Fired[]): number {
  const fits = (moment: Moment, one: Fired): boolean =>
    moment.subscriber === one.subscriber &&
    moment.definition === one.definition &&
    moment.fromMs <= one.timeMs &&
    one.timeMs <= moment.untilMs;
  const takenBy = new Map<Moment, Fired>();
  const augment = (one: Fired, seen: Set<Moment>): boolean =>
    all.some((moment) => {
      if (seen.has(moment) || !fits(moment, one)) return false;
      seen.add(moment);
      const other = takenBy.get(moment);
      if (other !== undefined && !augment(other, seen)) return false;
      takenBy.set(moment, one);
      return true;
    });
  return triggers.filter((one) => augment(one, new Set())).length;
}

describe("a scorecard", () => {
  test("counts moments, triggers and as many matches as any choice could have", () => {
    fc.assert(
      fc.property(moments, fired, (all, triggers) => {
        for (const [definition, score] of scoresOf([scored(all, triggers)]).entries()) {
          const own = all.filter((one) => one.definition === definition);
          const theirs = triggers.filter((one) => one.definition === definition);
          const matched = mostMatches(own, theirs);
          expect(score).toMatchObject({
            moments: own.length,
            triggers: theirs.length,
            matched,
            precision: theirs.length === 0 ? null : matched / theirs.length,
            recall: own.length === 0 ? null : matched / own.length,
          });
        }
      }),
    );
  });

  test("is the same in parts, and in whatever order people are planned", () => {
    fc.assert(
      fc.property(moments, fired, fc.integer({ min: 2, max: 7 }), (all, triggers, of) => {
        const whole = scoresOf([scored(all, triggers)]);
        const shards = Array.from({ length: of }, (_, index) =>
          scored(all, triggers, { index, of }),
        );
        expect(scoresOf(shards)).toEqual(whole);
        expect(scoresOf([scored(all.toReversed(), triggers)])).toEqual(whole);
      }),
    );
  });

  test("gives a moment to one trigger alone, and an early trigger no delay", () => {
    const moment = { subscriber: 3, definition: 1, fromMs: 100, dueMs: 200, untilMs: 300 };
    const at = (timeMs: number): Fired => ({ subscriber: 3, definition: 1, timeMs });
    const [, score] = scoresOf([scored([moment], [at(150), at(250)])]);
    expect(score).toEqual({
      trigger: "powered.on",
      parameters: { offForMs: 600_000, missedCalls: 1 },
      moments: 1,
      triggers: 2,
      matched: 1,
      precision: 0.5,
      recall: 1,
      delayMs: { median: 0, p90: 0 },
    });
  });

  test("without triggers or moments has no shares", () => {
    const [score] = scoresOf([scored([], [])]);
    expect(score).toMatchObject({ precision: null, recall: null, delayMs: null });
  });
});

describe("a histogram of delays", () => {
  const delays = fc.array(fc.nat(10 * 86_400_000), { minLength: 1, maxLength: 60 });

  test("gives quantiles at most 1.6 % below the true ones", () => {
    fc.assert(
      fc.property(delays, fc.constantFrom(0.5, 0.9, 1), (all, share) => {
        const histogram = new DelayHistogram();
        for (const delay of all) histogram.add(delay);
        const truth = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1]!;
        const quantile = histogram.quantile(share)!;
        expect(quantile).toBeLessThanOrEqual(truth);
        expect(quantile).toBeGreaterThanOrEqual(truth * (1 - 1 / 64));
      }),
    );
  });

  test("of two halves is that of the whole", () => {
    fc.assert(
      fc.property(delays, delays, (some, others) => {
        const of = (all: readonly number[]): DelayHistogram => {
          const histogram = new DelayHistogram();
          for (const delay of all) histogram.add(delay);
          return histogram;
        };
        const merged = DelayHistogram.of(of(some).counts);
        merged.merge(of(others).counts);
        expect(merged.counts).toEqual(of([...some, ...others]).counts);
        expect(merged.total).toBe(some.length + others.length);
      }),
    );
  });

  test("of nothing has no quantile", () => {
    expect(new DelayHistogram().quantile(0.5)).toBeUndefined();
  });
});
