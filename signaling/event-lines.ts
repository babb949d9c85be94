// NDJSON of subscriber events: the second source beside captures, for networks without an A interface.
import { KairosError } from "../domain/errors.ts";
import type { SubscriberRegistry } from "../domain/identity.ts";
import {
  byTotalOrder,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
  type SubscriberEventType,
} from "../domain/subscriber-event.ts";

type FieldKind = "u16" | "u32" | "text" | "updatingType" | "direction" | "why";

/** The fields of each event beside its head. */
const FIELDS: Record<SubscriberEventType, Record<string, FieldKind>> = {
  "power.turnedOn": { fromLac: "u16" },
  "power.turnedOff": {},
  "location.updated": { updatingType: "updatingType", fromLac: "u16" },
  "handset.seen": { tac: "u32", serial: "u32" },
  "call.setUp": { direction: "direction", number: "text" },
  "call.alerted": {},
  "call.answered": {},
  "call.released": { cause24008: "u16" },
  "call.missed": { why: "why", number: "text" },
  "message.sent": { number: "text" },
  "message.received": { number: "text" },
  "ussd.requested": { code: "text" },
  "call.handedOver": { fromLac: "u16", fromCi: "u16" },
};

const CHOICES: Partial<Record<FieldKind, readonly string[]>> = {
  updatingType: ["normal", "periodic"],
  direction: ["originated", "terminated"],
  why: ["off"],
};

/** Longest line that is read, in characters: an event needs about 200. */
export const LINE_LENGTH_MAX = 4_096;

/** One event as a line of `kairos replay --json`: `{kind: "event", timeMs, subscriber, name, …}`. */
export function eventLine(event: SubscriberEvent, subscriber: string): string {
  const { type, timeMs, sequence, subscriber: _index, source, cause, lac, ci, ...rest } = event;
  const head = { kind: "event", timeMs, subscriber, name: type, sequence, source, cause, lac, ci };
  return JSON.stringify({ ...head, ...rest });
}

/**
 * Reads NDJSON of subscriber events into total order; lines of other kinds (`trigger`, `summary`)
 * and empty lines are passed over, so the output of `kairos replay --json` is valid input.
 *
 * @throws KairosError `events.malformed` with `place:line` for the first line that is no event.
 */
export function readEventLines(
  text: string,
  registry: SubscriberRegistry,
  place: string,
): SubscriberEvent[] {
  const events: SubscriberEvent[] = [];
  let line = 0;
  for (const raw of text.split("\n")) {
    line++;
    if (raw.trim() === "") continue;
    const record = parseLine(raw, `${place}:${line}`);
    if (record["kind"] !== undefined && record["kind"] !== "event") continue;
    const subscriber = registry.ofImsi(requiredName(record, `${place}:${line}`));
    if (subscriber < 0) continue;
    events.push(toEvent(record, { subscriber, sequence: line, place: `${place}:${line}` }));
  }
  if (events.length === 0) {
    throw new KairosError("events.malformed", {
      place,
      got: "no subscriber event",
      wanted: 'lines such as {"timeMs":0,"subscriber":"46000…","name":"power.turnedOn"}',
      remedy: "See docs/events.md for the vocabulary.",
    });
  }
  return numbered(events.sort(byTotalOrder));
}

/** Counts each subscriber's events from 0, in total order and not as the lines stood. */
function numbered(events: readonly SubscriberEvent[]): SubscriberEvent[] {
  const sequences = new Map<number, number>();
  return events.map((event) => {
    const sequence = sequences.get(event.subscriber) ?? 0;
    sequences.set(event.subscriber, sequence + 1);
    return { ...event, sequence };
  });
}

function parseLine(raw: string, place: string): Record<string, unknown> {
  let value: unknown;
  try {
    if (raw.length <= LINE_LENGTH_MAX) value = JSON.parse(raw);
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(place, JSON.stringify(raw.slice(0, 60)), "one JSON object per line");
  }
  return value as Record<string, unknown>;
}

function requiredName(record: Record<string, unknown>, place: string): string {
  const name = record["subscriber"];
  if (typeof name === "string" && name !== "" && name.length <= 64) return name;
  if (typeof name === "number" && Number.isSafeInteger(name) && name >= 0) return String(name);
  throw malformed(`${place}: subscriber`, show(name), "an IMSI or token as text");
}

function toEvent(
  record: Record<string, unknown>,
  at: { subscriber: number; sequence: number; place: string },
): SubscriberEvent {
  const type = record["name"] as SubscriberEventType;
  if (!SUBSCRIBER_EVENT_TYPES.includes(type)) {
    throw malformed(`${at.place}: name`, show(type), `one of ${SUBSCRIBER_EVENT_TYPES.join(", ")}`);
  }
  const source = record["source"] ?? "tap";
  if (source !== "tap" && source !== "feed") {
    throw malformed(`${at.place}: source`, show(source), '"tap" or "feed"');
  }
  const cause = record["cause"];
  const frame =
    typeof cause === "object" && cause !== null ? Reflect.get(cause, "frame") : undefined;
  const fields: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(FIELDS[type])) {
    fields[name] = field(record[name], kind, `${at.place}: ${name}`);
  }
  return {
    type,
    timeMs: integer(record["timeMs"], Number.MAX_SAFE_INTEGER, `${at.place}: timeMs`),
    subscriber: at.subscriber,
    sequence: at.sequence,
    source,
    cause: typeof frame === "number" ? { frame } : {},
    lac: integer(record["lac"] ?? 0, 65_535, `${at.place}: lac`),
    ci: integer(record["ci"] ?? 0, 65_535, `${at.place}: ci`),
    ...fields,
  } as SubscriberEvent;
}

function field(value: unknown, kind: FieldKind, place: string): unknown {
  const choices = CHOICES[kind];
  if (choices !== undefined) {
    if (choices.includes(value as string)) return value;
    throw malformed(place, show(value), choices.map((choice) => `"${choice}"`).join(" or "));
  }
  if (kind === "u16") return integer(value ?? 0, 65_535, place);
  if (kind === "u32") return integer(value, 4_294_967_295, place);
  if (typeof value === "string") return value;
  throw malformed(place, show(value), "text");
}

function integer(value: unknown, maximum: number, place: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= maximum) {
    return value;
  }
  throw malformed(place, show(value), `an integer from 0 to ${maximum}`);
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function malformed(place: string, got: string, wanted: string): KairosError {
  return new KairosError("events.malformed", {
    place,
    got,
    wanted,
    remedy: "See docs/events.md for the vocabulary.",
  });
}
