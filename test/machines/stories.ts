// Short notation for stories of one subscriber: what happened when, as machines get to see it.
import type { EnrichedEvent } from "../../domain/directory.ts";
import { valuesOf } from "../../domain/event-values.ts";
import { FEED_EVENT_TYPES, feedShapeOf } from "../../domain/feed-events.ts";
import type { OtherParty } from "../../domain/number-plan.ts";
import type { MessageShape, SubscriberEventType } from "../../domain/subscriber-event.ts";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";

export const s = (seconds: number): number => seconds * SECOND_MS;
export const min = (minutes: number): number => minutes * MINUTE_MS;

/** [time in ms, event type, fields that differ from the defaults]. */
export type Line = readonly [
  timeMs: number,
  type: SubscriberEventType,
  more?: Readonly<Record<string, unknown>>,
];

const DEFAULTS = {
  subscriber: 0,
  source: "tap",
  cause: {},
  lac: 1,
  ci: 1,
  zone: -1,
  zoneKind: "",
  regular: false,
  capabilities: -1,
  peerHasRingbackTone: false,
  hasRingbackTone: false,
  ringbackTone: "none",
  zoneName: "",
} as const;

/** The other party is subscriber 1 of the tests' directories: the token is the index. */
export const FRIEND: OtherParty = { peer: 1, numberClass: "onNet", number: "" };
const SHAPE: MessageShape = { body: 77, length: 20, coding: "gsm7", part: 1, parts: 1 };

/** What feeds tell, with the first value of each field. */
const TOLD = FEED_EVENT_TYPES.map((type) => {
  const { party, fields } = feedShapeOf(type);
  const own = Object.entries(fields).map(([name, field]) => [
    name,
    field.kind === "choice" ? field.choices[0] : field.kind === "quantity" ? 0 : "",
  ]);
  const told = { source: "feed", happenedMs: 0, lac: 0, ci: 0 };
  return [type, { ...told, ...(party ? FRIEND : {}), ...Object.fromEntries(own) }];
});

const PARTICULARS: Partial<Record<SubscriberEventType, object>> = {
  ...Object.fromEntries(TOLD),
  "power.turnedOn": { fromLac: 1 },
  "location.updated": { updatingType: "normal", fromLac: 1 },
  "handset.seen": { tac: 35_000_000, handset: 1 },
  "call.setUp": { direction: "originated", ...FRIEND, carrierPrefix: "" },
  "call.released": { cause24008: 16 },
  "call.missed": { why: "off", ...FRIEND, lac: 0, ci: 0 },
  "message.sent": { ...FRIEND, ...SHAPE, keyword: "" },
  "message.received": { ...FRIEND, ...SHAPE },
  "ussd.requested": { code: "*100#" },
  "call.handedOver": { fromLac: 1, fromCi: 1 },
  "announcement.heard": { description: 8 },
  "key.pressed": { phase: "talking", number: "", path: "" },
  "paging.unanswered": { lac: 0, ci: 0 },
  "push.received": { ...FRIEND, content: "mmsNotification" },
  "forwarding.set": { ...FRIEND, condition: "unconditional", active: true },
};

/** The events of a story; sequence counts from 0. */
export function story(...lines: readonly Line[]): EnrichedEvent[] {
  return lines.map(([timeMs, type, more], sequence) => {
    const shown = { ...DEFAULTS, ...PARTICULARS[type], ...more, type, timeMs, sequence };
    return { ...shown, ...valuesOf(shown as EnrichedEvent) } as EnrichedEvent;
  });
}
