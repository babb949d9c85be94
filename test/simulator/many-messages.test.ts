// One text to several friends: the same at both ends, in the evening, only where a scenario says so.
import { expect, test } from "vitest";
import type { MessageSent, SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { exampleScenario } from "./example-scenario.ts";

const PEOPLE = 160;

function day(manyMessagesPerDay: number): readonly SubscriberEvent[] {
  const scenario = exampleScenario({ manyMessagesPerDay });
  return createTraffic(scenario, { seed: "many", subscribers: PEOPLE }).events(0, DAY_MS);
}

/** Sendings of one text to three and more people in ten minutes. */
function sendings(events: readonly SubscriberEvent[]): MessageSent[][] {
  const bySender = new Map<string, MessageSent[]>();
  for (const event of events) {
    if (event.type !== "message.sent" || event.keyword !== "") continue;
    const key = `${event.subscriber} ${event.body}`;
    bySender.set(key, [...(bySender.get(key) ?? []), event]);
  }
  return [...bySender.values()].filter(
    (sent) =>
      new Set(sent.map(({ peer }) => peer)).size >= 3 &&
      sent[2]!.timeMs - sent[0]!.timeMs < 10 * MINUTE_MS,
  );
}

const quiet = day(0);

test("who sends one text to several friends does so in the evening, and they get it", () => {
  const events = day(0.3);
  const found = sendings(events).filter(([first]) => first!.timeMs >= 19 * HOUR_MS);
  expect(found.length).toBeGreaterThan(PEOPLE / 16);
  const received = (all: readonly SubscriberEvent[]): number =>
    all.filter(({ type }) => type === "message.received").length;
  const more = received(events) - received(quiet);
  expect(more).toBeGreaterThan(2 * found.length);
});

test("nobody does unless the scenario says so", () => {
  expect(sendings(quiet).length).toBeLessThan(PEOPLE / 50);
});
