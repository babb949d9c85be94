// NDJSON of subscriber events: the second source beside captures, for networks without an A interface.
import { KairosError } from "../domain/errors.ts";
import { isFeedEventType } from "../domain/feed-events.ts";
import { formatToken, type SubscriberRegistry, type Tokenise } from "../domain/identity.ts";
import { EMPTY_PLAN, type NumberPlan } from "../domain/number-plan.ts";
import {
  byTotalOrder,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
  type SubscriberEventType,
} from "../domain/subscriber-event.ts";
import {
  integer,
  type LineRecord,
  malformed,
  particularsOf,
  show,
  subscriberIn,
} from "./event-fields.ts";

/** Longest line that is read, in characters: an event needs about 300. */
export const LINE_LENGTH_MAX = 4_096;

/** Fields that hold tokens, which stand as text in a line. */
const TOKEN_FIELDS = ["peer", "handset", "body"] as const;

/** One event as a line of `kairos replay --json`: `{kind: "event", timeMs, subscriber, name, …}`. */
export function eventLine(event: SubscriberEvent, subscriber: string): string {
  const { type, timeMs, sequence, subscriber: _index, source, cause, lac, ci, ...rest } = event;
  const head = { kind: "event", timeMs, subscriber, name: type, sequence, source, cause, lac, ci };
  const line: Record<string, unknown> = { ...head, ...rest };
  for (const field of TOKEN_FIELDS) {
    if (field in line) line[field] = formatToken(line[field] as number);
  }
  return JSON.stringify(line);
}

/** The door that lines pass: what tokenises them, and where they come from. */
export interface EventLinesOptions {
  readonly registry: SubscriberRegistry;
  readonly tokenise: Tokenise;
  /** Default: the plan of nobody; then no service number, keyword or code passes. */
  readonly numbers?: NumberPlan;
  /** The file's name, for messages. */
  readonly place: string;
}

/**
 * Reads NDJSON of subscriber events into total order; lines of other kinds (`trigger`, `summary`)
 * and empty lines are passed over, so the output of `kairos replay --json` is valid input.
 * Digits and texts become tokens here, and only what the number plan lists passes as it is.
 *
 * @throws KairosError `events.malformed` with `place:line` for the first line that is no event.
 */
export function readEventLines(text: string, options: EventLinesOptions): SubscriberEvent[] {
  const { registry, tokenise, place } = options;
  const door = { tokenise, numbers: options.numbers ?? EMPTY_PLAN };
  const events: SubscriberEvent[] = [];
  let line = 0;
  for (const raw of text.split("\n")) {
    line++;
    if (raw.trim() === "") continue;
    const at = `${place}:${line}`;
    const record = parseLine(raw, at);
    if (record["kind"] !== undefined && record["kind"] !== "event") continue;
    const { token, introduce } = subscriberIn(record, tokenise, at);
    const subscriber = registry.ofImsi(token, introduce);
    if (subscriber < 0) continue;
    const head = headOf(record, at);
    const particulars = particularsOf(head.type, record, door, at);
    events.push({ ...head, subscriber, sequence: line, ...particulars } as SubscriberEvent);
  }
  if (events.length === 0) {
    throw new KairosError("events.malformed", {
      place,
      got: "no subscriber event",
      wanted: 'lines such as {"timeMs":0,"subscriber":"t1-5f2c0a9be31d","name":"power.turnedOn"}',
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

/** @throws KairosError `events.malformed` */
export function parseLine(raw: string, place: string): LineRecord {
  let value: unknown;
  try {
    if (raw.length <= LINE_LENGTH_MAX) value = JSON.parse(raw);
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    // The line itself is not quoted: it may hold what must not be printed.
    throw malformed(place, `a line of ${raw.length} characters`, "one JSON object per line");
  }
  return value as LineRecord;
}

/**
 * What a line says of every event but whom it is about.
 *
 * @throws KairosError `events.malformed`
 */
export function headOf(record: LineRecord, place: string) {
  const type = record["name"] as SubscriberEventType;
  if (!SUBSCRIBER_EVENT_TYPES.includes(type)) {
    throw malformed(`${place}: name`, show(type), `one of ${SUBSCRIBER_EVENT_TYPES.join(", ")}`);
  }
  const told = isFeedEventType(type);
  const source = record["source"] ?? (told ? "feed" : "tap");
  if (source !== "feed" && (source !== "tap" || told)) {
    throw malformed(`${place}: source`, show(source), told ? '"feed"' : '"tap" or "feed"');
  }
  const cause = record["cause"];
  const frame =
    typeof cause === "object" && cause !== null ? Reflect.get(cause, "frame") : undefined;
  return {
    type,
    timeMs: integer(record["timeMs"], Number.MAX_SAFE_INTEGER, `${place}: timeMs`),
    source,
    cause: typeof frame === "number" ? { frame } : {},
    lac: told ? 0 : integer(record["lac"] ?? 0, 65_535, `${place}: lac`),
    ci: told ? 0 : integer(record["ci"] ?? 0, 65_535, `${place}: ci`),
  } as const;
}
