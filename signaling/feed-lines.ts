// What feeds say as text: NDJSON, or CSV with a line of column names, through the same door as all.
import { FEED_EVENT_TYPES, feedShapeOf, isFeedEventType } from "../domain/feed-events.ts";
import { parseToken, type SubscriberRegistry, type Tokenise } from "../domain/identity.ts";
import { EMPTY_PLAN, type NumberPlan, normalise } from "../domain/number-plan.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import { DAY_MS, epochMs } from "../domain/time.ts";
import { type LineRecord, malformed, particularsOf, show, subscriberIn } from "./event-fields.ts";
import { headOf, LINE_LENGTH_MAX, parseLine } from "./event-lines.ts";

export const FEED_FORMATS = ["ndjson", "csv"] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

export interface FeedLinesOptions {
  readonly registry: SubscriberRegistry;
  readonly tokenise: Tokenise;
  /** Default: the plan of nobody; then no service number or menu path passes. */
  readonly numbers?: NumberPlan;
  /** The feed's file or subject, for messages. */
  readonly place: string;
  readonly format: FeedFormat;
  /** Of lines that do not name their event. */
  readonly event?: string;
  /** ISO date of the run's first day, which times of day count from; default: only `timeMs` will do. */
  readonly start?: string;
  /** Default: true. A live feed may be late in its own order. */
  readonly ordered?: boolean;
}

/** What was read of a feed. */
export interface FeedCounts {
  /** Lines with an event. */
  read: number;
  /** Of these: nobody knows the person. */
  unknown: number;
}

/** Beside the fields of an event's line: a person by number, and times as calendars write them. */
const OWN_COLUMNS = ["msisdn", "time", "happened"];
const HEAD_COLUMNS = ["kind", "timeMs", "subscriber", "name", "sequence", "source", "feed"];

/**
 * Reads a feed line by line. Digits become tokens here; an error names file and line, never what
 * stands there if it may be somebody's.
 */
export class FeedLines {
  readonly counts: FeedCounts = { read: 0, unknown: 0 };
  readonly #options: FeedLinesOptions;
  #columns: readonly string[] | undefined;
  #line = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(options: FeedLinesOptions) {
    const { event, place } = options;
    if (event !== undefined && !isFeedEventType(event)) {
      throw malformed(place, `the event "${event}"`, `one of ${FEED_EVENT_TYPES.join(", ")}`);
    }
    this.#options = options;
  }

  /**
   * The event of the next line; undefined for an empty line, a line of column names, one of another
   * kind (a summary), and one about nobody whom the registry knows.
   *
   * @throws KairosError `events.malformed` with `place:line`
   */
  read(raw: string): SubscriberEvent | undefined {
    const { format, place, event, ordered = true } = this.#options;
    const at = `${place}:${++this.#line}`;
    if (raw.trim() === "") return undefined;
    const record = format === "csv" ? this.#row(raw, at) : parseLine(raw, at);
    if (record === undefined || (record["kind"] ?? "event") !== "event") return undefined;
    record["name"] ??= event;
    if (typeof record["name"] !== "string" || !isFeedEventType(record["name"])) {
      const wanted = `one of ${FEED_EVENT_TYPES.join(", ")}`;
      throw malformed(`${at}: name`, show(record["name"]), wanted);
    }
    record["timeMs"] ??= this.#timeIn(record, "time", at);
    record["happenedMs"] ??= this.#timeIn(record, "happened", at);
    const head = headOf(record, at);
    if (ordered && head.timeMs < this.#lastMs) {
      const wanted = `${this.#lastMs} or later: lines stand in the order of time`;
      throw malformed(`${at}: timeMs`, `${head.timeMs}`, wanted);
    }
    this.#lastMs = head.timeMs;
    const { registry, tokenise, numbers = EMPTY_PLAN } = this.#options;
    const particulars = particularsOf(head.type, record, { tokenise, numbers }, at);
    this.counts.read++;
    const subscriber = this.#whoIn(record, registry, at);
    if (subscriber < 0) {
      this.counts.unknown++;
      return undefined;
    }
    return { ...head, subscriber, sequence: this.#line, ...particulars } as SubscriberEvent;
  }

  /** Index of the person that a line is about, by number or by IMSI; −1 for nobody known. */
  #whoIn(record: LineRecord, registry: SubscriberRegistry, at: string): number {
    const { tokenise, numbers = EMPTY_PLAN } = this.#options;
    const msisdn = record["msisdn"];
    if (msisdn === undefined) {
      const { token, introduce } = subscriberIn(record, tokenise, at);
      return registry.ofImsi(token, introduce);
    }
    const said = typeof msisdn === "number" ? String(msisdn) : msisdn;
    const token = typeof said === "string" ? parseToken(said) : undefined;
    if (token !== undefined) return registry.ofNumber(token);
    const match = typeof said === "string" ? /^(\+?)(\d{5,20})$/.exec(said) : null;
    if (match === null) throw malformed(`${at}: msisdn`, show(msisdn), "a number or its token");
    const typeOfNumber = match[1] === "" ? 0 : 1;
    const { digits } = normalise(numbers, { digits: match[2]!, typeOfNumber });
    return registry.ofNumber(tokenise("number", digits));
  }

  /** "2008-06-10T08:30:00" (China Standard Time, or with Z or an offset) as ms since the start. */
  #timeIn(record: LineRecord, column: string, at: string): number | undefined {
    const value = record[column];
    if (value === undefined) return undefined;
    const { start } = this.#options;
    const wanted = 'a date and time such as "2008-06-10T08:30:00"';
    const match = typeof value === "string" ? TIME.exec(value) : null;
    if (match === null) throw malformed(`${at}: ${column}`, show(value), wanted);
    if (start === undefined) {
      throw malformed(`${at}: ${column}`, show(value), `${column}Ms: only a scenario has dates`);
    }
    const [, date, hours, minutes, seconds = "0", millis = "0", zone = "+08:00"] = match;
    const ofDay = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1_000;
    const ms = ofDay + Number(millis.padEnd(3, "0"));
    const days = epochMs(date!) - epochMs(start);
    if (!Number.isFinite(days) || ofDay >= DAY_MS)
      throw malformed(`${at}: ${column}`, show(value), wanted);
    return days + ms + CHINA_MS - offsetOf(zone);
  }

  #row(raw: string, at: string): LineRecord | undefined {
    if (raw.length > LINE_LENGTH_MAX) {
      throw malformed(at, `a line of ${raw.length} characters`, `up to ${LINE_LENGTH_MAX}`);
    }
    const cells = cellsOf(raw.replace(/\r$/, ""), at);
    if (this.#columns === undefined) {
      this.#columns = this.#columnsOf(cells, at);
      return undefined;
    }
    if (cells.length !== this.#columns.length) {
      const wanted = `${this.#columns.length}, as the first line names them`;
      throw malformed(at, `${cells.length} cells`, wanted);
    }
    const record: LineRecord = {};
    for (const [place, column] of this.#columns.entries()) {
      const cell = cells[place]!;
      // An empty cell is a field that is left out; texts may be empty, so that means the same.
      if (cell !== "") record[column] = QUANTITIES.has(column) ? numberIn(cell) : cell;
    }
    return record;
  }

  #columnsOf(cells: readonly string[], at: string): readonly string[] {
    const known = [...OWN_COLUMNS, ...HEAD_COLUMNS, ...FIELDS];
    const wrong = cells.find((cell) => !known.includes(cell));
    if (wrong !== undefined) {
      throw malformed(`${at}: column`, show(wrong), `names of fields: ${known.join(", ")}`);
    }
    const twice = cells.find((cell, place) => cells.indexOf(cell) < place);
    if (twice !== undefined) throw malformed(`${at}: column`, `${twice} again`, "each column once");
    return cells;
  }
}

const FIELDS = [
  ...new Set([
    ...FEED_EVENT_TYPES.flatMap((type) => Object.keys(feedShapeOf(type).fields)),
    "happenedMs",
    "peer",
    "numberClass",
    "number",
  ]),
];
/** Columns whose cells are numbers. */
const QUANTITIES: ReadonlySet<string> = new Set([
  "timeMs",
  "happenedMs",
  ...FEED_EVENT_TYPES.flatMap((type) =>
    Object.entries(feedShapeOf(type).fields).flatMap(([name, { kind }]) =>
      kind === "quantity" ? [name] : [],
    ),
  ),
]);

const TIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:\d{2})?$/;
const CHINA_MS = 8 * 3_600_000;

function offsetOf(zone: string): number {
  if (zone === "Z") return 0;
  const [hours, minutes] = zone.slice(1).split(":").map(Number);
  return (zone.startsWith("-") ? -1 : 1) * (hours! * 60 + minutes!) * 60_000;
}

/** The number, or the text as it is, which its field then refuses. */
function numberIn(cell: string): number | string {
  return /^-?\d{1,15}$/.test(cell) ? Number(cell) : cell;
}

/** Cells of a line, RFC 4180: commas, and quotes around what holds them. */
function cellsOf(line: string, at: string): string[] {
  if (!line.includes('"')) return line.split(",").map((cell) => cell.trim());
  const cells: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"\s*|([^",]*))(,|$)/y;
  let ended = false;
  while (!ended) {
    const match = cell.exec(line);
    if (match === null) throw malformed(at, "a quote that does not close", "cells as in RFC 4180");
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]!.trim());
    ended = match[3] === "";
  }
  return cells;
}
