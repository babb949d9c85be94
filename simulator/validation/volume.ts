// Rows of volume: how much of each kind happens in which hour, per attached subscriber.
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { bscOf } from "../procedures/radio.ts";
import type { Findings } from "./findings.ts";
import { lineOf } from "./findings.ts";
import { CALL_SHAPE, MESSAGE_SHAPE } from "./shape-tables.ts";
import { hourOf, type Span, workdayHours } from "./span.ts";
import { divergence, sharesOf } from "./statistics/relations.ts";

/** What is counted, one hourly series each. */
const SERIES = [
  "originated",
  "terminated",
  "messagesSent",
  "messagesReceived",
  "serviceMessages",
  "normalUpdates",
  "periodicUpdates",
  "attaches",
  "detaches",
  "handovers",
  "handoversBetweenBscs",
  "records",
  "conversationMs",
  "offMs",
] as const;
type Series = (typeof SERIES)[number];

/** Back in the area that was left less than this ago: ping-pong. */
const PING_PONG_MS = 10 * MINUTE_MS;
/** BHCA of a classic MSC, the middle of 300 to 500 thousand. */
const MSC_BHCA = 400_000;
const MILLION = 1_000_000;
const DAYS_A_MONTH = 30;
const PERSONAL: ReadonlySet<string> = new Set(["onNet", "offNet", "withheld", "international"]);

/** 14 hourly series, and 30 octets a person. */
export class Volume {
  readonly #span: Span;
  readonly #t3212Ms: number;
  readonly #hourly: Readonly<Record<Series, Float64Array>>;
  readonly #offMs: Float64Array;
  readonly #answeredMs: Float64Array;
  readonly #updatedMs: Float64Array;
  readonly #leftLac: Uint16Array;
  readonly #powerSeen: Uint8Array;
  #pingPongs = 0;

  constructor(span: Span, t3212Ms: number) {
    const { people, days } = span;
    this.#span = span;
    this.#t3212Ms = t3212Ms;
    this.#hourly = Object.fromEntries(
      SERIES.map((name) => [name, new Float64Array(days * 24)]),
    ) as Record<Series, Float64Array>;
    this.#offMs = new Float64Array(people).fill(-1);
    this.#answeredMs = new Float64Array(people).fill(-1);
    this.#updatedMs = new Float64Array(people).fill(Number.NEGATIVE_INFINITY);
    this.#leftLac = new Uint16Array(people);
    this.#powerSeen = new Uint8Array(people);
  }

  take(event: SubscriberEvent): void {
    const { type, timeMs, subscriber } = event;
    const hour = hourOf(timeMs);
    switch (type) {
      case "call.setUp":
        this.#answeredMs[subscriber] = -1;
        this.#count(event.direction, hour);
        return;
      case "call.answered":
        this.#answeredMs[subscriber] = timeMs;
        return;
      case "call.released": {
        const from = this.#answeredMs[subscriber]!;
        if (from >= 0) this.#spread("conversationMs", from, timeMs);
        this.#answeredMs[subscriber] = -1;
        return;
      }
      case "message.sent":
        this.#count("messagesSent", hour);
        return;
      case "message.received":
        if (!PERSONAL.has(event.numberClass)) this.#hourly.serviceMessages[hour]!++;
        this.#count("messagesReceived", hour);
        return;
      case "location.updated":
        if (event.updatingType === "periodic") this.#count("periodicUpdates", hour);
        else this.#move(subscriber, event, hour);
        return;
      case "call.handedOver":
        if (bscOf(event.lac) !== bscOf(event.fromLac)) this.#hourly.handoversBetweenBscs[hour]!++;
        this.#count("handovers", hour);
        return;
      case "power.turnedOn":
        this.#turnOn(subscriber, timeMs, hour);
        return;
      case "power.turnedOff":
        this.#offMs[subscriber] = timeMs;
        this.#powerSeen[subscriber] = 1;
        this.#count("detaches", hour);
        return;
      case "ussd.requested":
      case "call.missed":
      case "push.received":
      case "forwarding.set":
        this.#hourly.records[hour]!++;
        return;
      default:
    }
  }

  /** Hour of the day with the most talk on working days. */
  busyHour(): number {
    const talk = workdayHours(this.#hourly.conversationMs, this.#span);
    return talk.indexOf(Math.max(...talk));
  }

  /** Mean number of attached subscribers in an hour of the day. */
  attachedIn(hour: number): number {
    this.#close();
    return this.#attachedByHour()[hour]!;
  }

  findings(): Findings {
    this.#close();
    const busy = this.busyHour();
    const attached = this.#attachedByHour();
    const hours = (name: Series): Float64Array => workdayHours(this.#hourly[name], this.#span);
    const inBusyHour = (name: Series): number => hours(name)[busy]! / attached[busy]!;
    const total = (name: Series): number =>
      this.#hourly[name].reduce((sum, count) => sum + count, 0);
    const attachedDays = this.#attachedDays();
    const perDay = (name: Series): number => total(name) / attachedDays;
    const calls = total("originated") + total("terminated");
    const talk = hours("conversationMs");
    const bhca = inBusyHour("originated") + inBusyHour("terminated");
    const periodic = inBusyHour("periodicUpdates");
    const updates = hours("normalUpdates").map((count, hour) => count / attached[hour]!);
    const commute = Math.max(...updates);
    const offPeak = Math.min(...updates.subarray(10, 16));
    return {
      values: {
        C1: (perDay("conversationMs") / MINUTE_MS) * DAYS_A_MONTH,
        C2a: (talk[busy]! / HOUR_MS / attached[busy]!) * 1_000,
        C2b: talk[busy]! / talk.reduce((sum, ms) => sum + ms, 0),
        C3: bhca,
        C4: total("originated") / calls,
        C12a: perDay("messagesSent"),
        C12b: perDay("messagesReceived"),
        C12c: total("serviceMessages") / total("messagesReceived"),
        C13: total("messagesSent") / total("originated"),
        ...this.#shapes(),
        M14a: peakOf(updates, 5, 12),
        M14b: peakOf(updates, 15, 22),
        M14c:
          offPeak /
          Math.min(Math.max(...updates.subarray(5, 12)), Math.max(...updates.subarray(15, 22))),
        T1: inBusyHour("normalUpdates") + periodic,
        T2: (periodic * this.#t3212Ms) / HOUR_MS,
        T3a: perDay("normalUpdates"),
        T3b: offPeak,
        T3c: commute,
        T3d: this.#pingPongs / total("normalUpdates"),
        T4a: inBusyHour("attaches") + inBusyHour("detaches"),
        T4b: perDay("attaches") + perDay("detaches"),
        T5a: inBusyHour("messagesSent") + inBusyHour("messagesReceived"),
        T5b:
          inBusyHour("messagesReceived") /
          (inBusyHour("messagesSent") + inBusyHour("messagesReceived")),
        T6a: total("handovers") / calls,
        T6b: total("handoversBetweenBscs") / total("handovers"),
        T14: perDay("records"),
        T15: (bhca * MILLION) / MSC_BHCA,
        T16: attachedDays / (this.#span.people * this.#span.days),
        busyHour: busy,
      },
      plots: {
        calls: {
          "call legs": lineOf(
            hours("originated").map(
              (count, hour) => (count + hours("terminated")[hour]!) / attached[hour]!,
            ),
          ),
          "SMS sent": lineOf(hours("messagesSent").map((count, hour) => count / attached[hour]!)),
          "SMS received": lineOf(
            hours("messagesReceived").map((count, hour) => count / attached[hour]!),
          ),
        },
        updates: {
          normal: lineOf(updates),
          periodic: lineOf(hours("periodicUpdates").map((count, hour) => count / attached[hour]!)),
        },
        attached: { share: lineOf(attached.map((count) => count / this.#span.people)) },
      },
    };
  }

  /** Whoever is off now stays so until the end of the run. */
  #close(): void {
    this.#offMs.forEach((from, person) => {
      if (from >= 0) this.#spread("offMs", from, this.#span.days * DAY_MS);
      this.#offMs[person] = -1;
    });
  }

  /** Counts a transaction. */
  #count(name: Series, hour: number): void {
    this.#hourly[name][hour]!++;
    this.#hourly.records[hour]!++;
  }

  #move(subscriber: number, event: { timeMs: number; lac: number; fromLac: number }, hour: number) {
    this.#count("normalUpdates", hour);
    const sinceMs = event.timeMs - this.#updatedMs[subscriber]!;
    if (this.#leftLac[subscriber] === event.lac && sinceMs < PING_PONG_MS) this.#pingPongs++;
    this.#leftLac[subscriber] = event.fromLac;
    this.#updatedMs[subscriber] = event.timeMs;
  }

  #turnOn(subscriber: number, timeMs: number, hour: number): void {
    const off = this.#offMs[subscriber]!;
    const from = off >= 0 ? off : this.#powerSeen[subscriber] === 0 ? 0 : timeMs;
    this.#spread("offMs", from, timeMs);
    this.#offMs[subscriber] = -1;
    this.#powerSeen[subscriber] = 1;
    this.#count("attaches", hour);
  }

  /** Adds a span of time to the hours that it lies in. */
  #spread(name: Series, fromMs: number, toMs: number): void {
    const series = this.#hourly[name];
    for (let from = fromMs; from < toMs; ) {
      const hour = hourOf(from);
      const to = Math.min(toMs, (hour + 1) * HOUR_MS);
      if (hour < series.length) series[hour]! += to - from;
      from = to;
    }
  }

  /** Mean number of attached subscribers in each hour of a working day. */
  #attachedByHour(): Float64Array {
    const off = workdayHours(this.#hourly.offMs, this.#span);
    return off.map((ms) => this.#span.people - ms / HOUR_MS);
  }

  #attachedDays(): number {
    const off = this.#hourly.offMs.reduce((sum, ms) => sum + ms, 0);
    return this.#span.people * this.#span.days - off / DAY_MS;
  }

  #shapes(): Record<string, number> {
    const calls = sharesOf(workdayHours(this.#hourly.originated, this.#span));
    const messages = sharesOf(workdayHours(this.#hourly.messagesSent, this.#span));
    const evening = Math.max(...calls.subarray(17, 22));
    return {
      C15a: divergence(calls, sharesOf(CALL_SHAPE)),
      C15b: divergence(messages, sharesOf(MESSAGE_SHAPE)),
      C15c: calls.indexOf(Math.min(...calls)),
      C15d: Math.min(calls[10]!, calls[11]!) / evening,
      C15e: messages.indexOf(Math.max(...messages)),
    };
  }
}

/** The hour of the largest value among from ≤ hour < to. */
function peakOf(hours: Float64Array, from: number, to: number): number {
  let best = from;
  for (let hour = from; hour < to; hour++) if (hours[hour]! > hours[best]!) best = hour;
  return best;
}
