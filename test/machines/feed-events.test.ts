// What feeds say passes the machines untouched: none of them waits for it yet.
import { expect, test } from "vitest";
import { FEED_EVENT_TYPES, feedShapeOf } from "../../domain/feed-events.ts";
import { openDirectory } from "../../domain/open-directory.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import { min, story } from "./stories.ts";

const HEAD = { source: "feed", cause: {}, lac: 0, ci: 0, happenedMs: 0 } as const;

test("no event of a feed changes what the twin believes, or fires anything", () => {
  const triggers: Trigger[] = [];
  const twin = createTwin({
    directory: openDirectory(undefined),
    definitions: [
      { name: "powered.on", offForMs: 0, missedCalls: 0 },
      { name: "handset.changed", gains: "any", settleMs: min(1) },
    ],
    onTrigger: (trigger) => triggers.push(trigger),
  });
  const events: SubscriberEvent[] = story([0, "power.turnedOn"], [min(1), "message.sent"]);
  for (const event of events) twin.apply(event);
  const believed = [twin.regions(0), twin.lastSeen(0), triggers.length];
  FEED_EVENT_TYPES.forEach((type, index) => {
    const { feed, fields } = feedShapeOf(type);
    const own = Object.entries(fields).map(([name, field]) => [
      name,
      field.kind === "choice" ? field.choices[0] : field.kind === "quantity" ? 1 : "",
    ]);
    const head = {
      ...HEAD,
      type,
      feed,
      subscriber: 0,
      sequence: 2 + index,
      timeMs: min(1) + index,
    };
    twin.apply({ ...head, ...Object.fromEntries(own) } as SubscriberEvent);
  });
  expect([twin.regions(0), twin.lastSeen(0), triggers.length]).toEqual(believed);
});
