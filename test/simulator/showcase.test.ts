// The showcase: everything there is, for everybody in it, the same by way of octets.
import { describe, expect, test } from "vitest";
import { NUMBER_CLASSES } from "../../domain/number-plan.ts";
import {
  FORWARDING_CONDITIONS,
  MISSED_WHY,
  PUSH_CONTENTS,
  type SubscriberEvent,
  TAP_EVENT_TYPES,
  TEXT_CODINGS,
} from "../../domain/subscriber-event.ts";
import { MINUTE_MS } from "../../domain/time.ts";
import { createTwin } from "../../machines/twin.ts";
import { createShowcase, type Showcase } from "../../simulator/showcase.ts";
import { createWire } from "../../simulator/wire.ts";
import { exampleScenario } from "./example-scenario.ts";

const scenario = exampleScenario();
const OPTIONS = { scenario, seed: "showcase", subscribers: 6, population: 1_000 } as const;
const showcase: Showcase = createShowcase(OPTIONS);
const events = showcase.events(0, showcase.untilMs);

/** All values that a field has in events of a type. */
function seen(type: SubscriberEvent["type"], field: string): unknown[] {
  const values = events
    .filter((event) => event.type === type)
    .map((event) => (event as unknown as Record<string, unknown>)[field]);
  return [...new Set(values)];
}

describe("the showcase", () => {
  test("is the same by way of octets, window by window", () => {
    const again = createShowcase(OPTIONS);
    const { start } = scenario;
    const wire = createWire(again, { seed: OPTIONS.seed, start, untilMs: again.untilMs });
    const wired: SubscriberEvent[] = [];
    for (let fromMs = 0; fromMs < again.untilMs; fromMs += 7 * MINUTE_MS) {
      wired.push(...wire.events(fromMs, Math.min(again.untilMs, fromMs + 7 * MINUTE_MS)));
    }
    const withoutCause = (event: SubscriberEvent) => ({ ...event, cause: {} });
    expect(wired.map(withoutCause)).toEqual(events.map(withoutCause));
  });

  test("has every event, with every value that an event can have", () => {
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(TAP_EVENT_TYPES));
    expect(seen("call.missed", "why").toSorted()).toEqual([...MISSED_WHY].sort());
    expect(seen("push.received", "content").toSorted()).toEqual([...PUSH_CONTENTS].sort());
    expect(seen("message.sent", "coding").toSorted()).toEqual([...TEXT_CODINGS].sort());
    expect(seen("message.received", "coding").toSorted()).toEqual([...TEXT_CODINGS].sort());
    expect(seen("forwarding.set", "condition").toSorted()).toEqual(
      [...FORWARDING_CONDITIONS].sort(),
    );
    expect(seen("forwarding.set", "active")).toHaveLength(2);
    expect(seen("announcement.heard", "description").toSorted()).toEqual([1, 8]);
    expect(seen("key.pressed", "phase").toSorted()).toEqual(["ringing", "talking"]);
    expect(seen("location.updated", "updatingType").toSorted()).toEqual(["normal", "periodic"]);
    expect(Math.max(...(seen("message.sent", "parts") as number[]))).toBeGreaterThan(2);
    expect(seen("message.sent", "keyword").length).toBeGreaterThan(1);
    expect(seen("ussd.requested", "code").length).toBeGreaterThan(1);
    expect(seen("call.setUp", "carrierPrefix")).toContain(scenario.numbers.carrierPrefixes[0]);
    const causes = [1, 3, 16, 17, 18, 19, 20, 21, 22, 28, 31, 47, 102, 127];
    expect(seen("call.released", "cause24008")).toEqual(expect.arrayContaining(causes));
  });

  test("meets other parties of every class", () => {
    const classes = events.flatMap((event) => ("numberClass" in event ? [event.numberClass] : []));
    expect(new Set(classes)).toEqual(new Set(NUMBER_CLASSES));
  });

  test("takes every player through the same story", () => {
    const shapeOf = (player: number) => {
      const own = events.filter(({ subscriber }) => subscriber === player);
      return TAP_EVENT_TYPES.map((type) => own.filter((e) => e.type === type).length);
    };
    const [first, second, ...others] = showcase.players.map(shapeOf);
    expect(showcase.players).toHaveLength(OPTIONS.subscribers);
    expect(first!.every((count) => count > 0)).toBe(true);
    for (const [index, shape] of others.entries()) {
      for (const [type, count] of shape.entries()) {
        const usual = (index % 2 === 0 ? first! : second!)[type]!;
        expect(Math.abs(count - usual)).toBeLessThanOrEqual(4);
      }
    }
  });

  test("fires every trigger for its first two players", () => {
    const fired = new Set<string>();
    const twin = createTwin({
      directory: showcase.directory,
      definitions: scenario.definitions,
      onTrigger: ({ facts, subscriber }) => {
        if (showcase.players.slice(0, 2).includes(subscriber)) fired.add(facts.name);
      },
    });
    for (const event of events) twin.apply(event);
    twin.advance(showcase.untilMs);
    expect(fired).toEqual(new Set(scenario.definitions.map(({ name }) => name)));
  });

  test("is in the total order, numbered without a gap, and over when it says", () => {
    const next = new Map<number, number>();
    let before: SubscriberEvent | undefined;
    for (const event of events) {
      const { timeMs, subscriber, sequence } = event;
      expect(sequence).toBe(next.get(subscriber) ?? 0);
      next.set(subscriber, sequence + 1);
      if (before !== undefined && timeMs === before.timeMs) {
        expect(subscriber).toBeGreaterThanOrEqual(before.subscriber);
      } else if (before !== undefined) expect(timeMs).toBeGreaterThan(before.timeMs);
      before = event;
    }
    expect(before!.timeMs).toBeLessThan(showcase.untilMs);
  });
});
