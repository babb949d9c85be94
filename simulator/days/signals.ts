// What a day looks like at the tap: one subscriber's life as events in order of time.

import { fraction, hashWords } from "../../domain/hash.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../../domain/time.ts";
import { isRefusal } from "../../signaling/messages/dtap-elements.ts";
import { HANDSETS, SERVICE_CODES, SERVICE_SENDERS } from "../people-tables.ts";
import { handsetModel, handsetSerial } from "../population.ts";
import { draw, PURPOSE, poisson } from "../random.ts";
import { emptyCall } from "./call-fate.ts";
import { CallSpans } from "./call-spans.ts";
import type { Carry, Errand } from "./carry.ts";
import { EventRows, NO_CELL, TYPE, WHY } from "./event-rows.ts";
import { handoversOf } from "./handovers.ts";
import { LEG, TAIL_MS } from "./legs.ts";
import { handsetChangeMs, isOff, type OffSpans } from "./power.ts";
import { type Neighbours, Serving } from "./serving.ts";
import type { Setting } from "./setting.ts";
import type { Talk } from "./talk.ts";
import type { Waypoints } from "./waypoints.ts";

/** What the network does (assumed): it asks for the IMEI at each power-on and in one call of ten. */
const IDENTITY_IN_CALLS = 0.1;
/** From IDENTITY RESPONSE to the event that follows it on the connection. */
const IDENTITY_MS = 350;
/** From CM SERVICE REQUEST or PAGING RESPONSE to SETUP at most. */
const SETUP_MS = 1_400;
/** Messages of service providers (12321 survey of 2010: about 1.7 a day) and queries (assumed). */
const SERVICE_MESSAGES_PER_DAY = 1.7;
const QUERIES_PER_DAY = 0.06;
const SERVICE_FROM_MS = 8.5 * HOUR_MS;
const SERVICE_SPAN_MS = 13 * HOUR_MS;
/** Time from the first message of a transaction to its event: least, and span (assumed). */
const UPDATE_LEAD = [1_400, 1_200] as const;
const ATTACH_LEAD = [1_500, 1_500] as const;
const MESSAGE_LEAD = [3_000, 1_600] as const;
const QUERY_LEAD = [900, 700] as const;
/** From the crossing of a location area's border to the request (assumed). */
const BORDER_LEAD = [1_000, 7_000] as const;
/** Everything of a day must be over by then. */
const LAST_EVENT_MS = DAY_MS - SECOND_MS;

/** The day's sources that other modules have made. */
export interface DaySources {
  readonly day: number;
  readonly waypoints: Waypoints;
  readonly talk: Talk;
  powerOf(subscriber: number): OffSpans;
}

/** Turns days into event rows, subscriber by subscriber, in whatever order they come. */
export class Signals {
  readonly #setting: Setting;
  readonly #carry: Carry;
  readonly #serving: Serving;
  readonly #sources: DaySources;
  readonly #call = emptyCall();
  readonly rows: EventRows;
  readonly calls: CallSpans;
  #subscriber = 0;
  #swapMs = -1;
  #errands: Errand[] = [];
  #errand = 0;
  #cursorMs = 0;
  #activeMs = 0;
  /** Rows of calls that rang in vain: they say again what a release says, and draw nothing. */
  #untaken = 0;

  constructor(setting: Setting, carry: Carry, sources: DaySources, neighbours: Neighbours) {
    const { key, world, population } = setting;
    this.#setting = setting;
    this.#carry = carry;
    this.#sources = sources;
    this.#serving = new Serving(key, world, neighbours);
    this.rows = new EventRows(population.count);
    this.calls = new CallSpans(population.count);
  }

  /** Writes a subscriber's events of the day, and what she takes into the next one. */
  make(subscriber: number): void {
    const { rows, calls } = this;
    const carry = this.#carry;
    const { day, talk, waypoints } = this.#sources;
    rows.offset[subscriber] = rows.count;
    calls.open(subscriber);
    this.#subscriber = subscriber;
    this.#serving.follow(waypoints, subscriber, day);
    this.#swapMs = handsetChangeMs(this.#setting.key, this.#setting.scenario, subscriber, day);
    this.#cursorMs = carry.busyMs[subscriber]!;
    this.#activeMs = carry.activeMs[subscriber]!;
    this.#untaken = 0;
    const spans = this.#sources.powerOf(subscriber);
    const missed: number[] = [];
    const taken: number[] = [];
    const first = talk.firstRow(subscriber);
    this.#errands = [...(carry.errands.get(subscriber) ?? []), ...this.#services(spans)];
    this.#errand = 0;
    for (let row = first; row < first + talk.legs.length[subscriber]!; row++) {
      if (!talk.takesPlace(row)) continue;
      const kind = talk.legs.kind[row];
      if (kind === LEG.missed) missed.push(row);
      else if (kind !== LEG.received) taken.push(row);
      else {
        const atMs = talk.startMs(row);
        this.#errands.push({ kind: "message", atMs, peer: talk.legs.peer[row]! });
      }
    }
    this.#errands.sort((a, b) => a.atMs - b.atMs || a.peer - b.peer);
    this.#live(spans, taken, missed);
    calls.close(subscriber);
    rows.length[subscriber] = rows.count - rows.offset[subscriber]!;
    carry.transactions[subscriber]! += rows.length[subscriber]! - this.#untaken;
    carry.activeMs[subscriber] = this.#activeMs - DAY_MS;
    carry.busyMs[subscriber] = Math.max(0, this.#cursorMs - DAY_MS);
    if (this.#swapMs >= 0) carry.replacements[subscriber]!++;
    const left = this.#errands.slice(this.#errand);
    if (left.length === 0) carry.errands.delete(subscriber);
    else
      carry.errands.set(
        subscriber,
        left.map((errand) => ({ ...errand, atMs: 0 })),
      );
  }

  /** Walks through the spans with power; what needs a phone happens there, missed calls between. */
  #live(spans: OffSpans, taken: readonly number[], missed: number[]): void {
    const { legs } = this.#sources.talk;
    missed.sort((a, b) => legs.toMs[a]! - legs.toMs[b]! || legs.peer[a]! - legs.peer[b]!);
    let leg = 0;
    let miss = 0;
    for (let index = -1; index < spans.length; index += 2) {
      const onMs = index < 0 ? 0 : spans[index]!;
      const offMs = spans[index + 1] ?? DAY_MS;
      if (onMs >= DAY_MS) break;
      if (index >= 0) this.#attach(onMs);
      if (offMs > 0) {
        for (; leg < taken.length && legs.fromMs[taken[leg]!]! < offMs; leg++) {
          this.#idle(legs.fromMs[taken[leg]!]!);
          this.#takePart(taken[leg]!);
        }
        this.#idle(Math.min(offMs, LAST_EVENT_MS));
        if (offMs < DAY_MS) this.rows.push(offMs, TYPE["power.turnedOff"], this.#cell(offMs));
      }
      const untilMs = spans[index + 2] ?? DAY_MS;
      for (; miss < missed.length && legs.toMs[missed[miss]!]! - TAIL_MS < untilMs; miss++) {
        const row = missed[miss]!;
        const { "call.missed": type } = TYPE;
        this.rows.push(legs.toMs[row]! - TAIL_MS, type, NO_CELL, legs.peer[row]!, WHY.off);
      }
    }
  }

  #cell(timeMs: number): number {
    return this.#serving.cellAt(timeMs);
  }

  /** A duration of the transaction that comes next, keyed by its number. */
  #lead([least, span]: readonly [number, number], salt = 0): number {
    return least + (this.#word(salt) % span);
  }

  #word(salt: number): number {
    const { rows } = this;
    const made = rows.count - rows.offset[this.#subscriber]! - this.#untaken;
    const counter = (this.#carry.transactions[this.#subscriber]! + made) * 4 + salt;
    return draw(this.#setting.key, this.#subscriber, PURPOSE.transaction, counter);
  }

  #attach(onMs: number): void {
    const eventMs = onMs + this.#lead(ATTACH_LEAD);
    const cell = this.#cell(onMs);
    const fromLac = this.#carry.registeredLac[this.#subscriber]!;
    this.#showHandset(eventMs - IDENTITY_MS, cell);
    this.rows.push(eventMs, TYPE["power.turnedOn"], cell, fromLac);
    this.#registered(cell);
    this.#done(eventMs);
  }

  #registered(cell: number): void {
    this.#carry.registeredLac[this.#subscriber] = this.#setting.world.cells.lac[cell]!;
  }

  #done(eventMs: number): void {
    this.#activeMs = eventMs;
    this.#cursorMs = eventMs + TAIL_MS;
  }

  #showHandset(timeMs: number, cell: number): void {
    const { key } = this.#setting;
    const swapped = this.#swapMs >= 0 && timeMs > this.#swapMs ? 1 : 0;
    const replacements = this.#carry.replacements[this.#subscriber]! + swapped;
    const { tac } = HANDSETS[handsetModel(key, this.#subscriber, replacements)]!;
    const serial = handsetSerial(key, this.#subscriber, replacements);
    this.rows.push(timeMs, TYPE["handset.seen"], cell, tac, serial);
  }

  /** Time with nothing fixed, up to `untilMs`: updates of location, messages, queries. */
  #idle(untilMs: number): void {
    const { t3212Ms } = this.#setting.scenario.network;
    for (;;) {
      const borderMs = this.#nextBorder(untilMs);
      const periodicMs = Math.max(this.#cursorMs, this.#activeMs + t3212Ms);
      const errand = this.#errands[this.#errand];
      const errandMs = errand ? Math.max(this.#cursorMs, errand.atMs) : Number.POSITIVE_INFINITY;
      if (errand !== undefined && errandMs < borderMs && errandMs < periodicMs) {
        if (!this.#run(errand, errandMs, untilMs)) return;
        this.#errand++;
        continue;
      }
      const beginMs = Math.min(borderMs, periodicMs);
      const eventMs = beginMs + this.#lead(UPDATE_LEAD);
      if (eventMs + TAIL_MS > untilMs) return;
      const cell = this.#cell(beginMs);
      const fromLac = this.#carry.registeredLac[this.#subscriber]!;
      const periodic = fromLac === this.#setting.world.cells.lac[cell] ? 1 : 0;
      this.rows.push(eventMs, TYPE["location.updated"], cell, fromLac, periodic);
      this.#registered(cell);
      this.#done(eventMs);
    }
  }

  /** When the phone will ask for a normal update: it is, and remains, outside its location area. */
  #nextBorder(untilMs: number): number {
    const lac = this.#carry.registeredLac[this.#subscriber]!;
    let fromMs = this.#cursorMs;
    while (fromMs < untilMs) {
      const crossingMs = this.#serving.nextOutside(lac, fromMs, untilMs);
      if (crossingMs >= untilMs) break;
      const word = hashWords(this.#subscriber, crossingMs, this.#sources.day);
      const requestMs = crossingMs + BORDER_LEAD[0] + (word % BORDER_LEAD[1]);
      if (this.#setting.world.cells.lac[this.#cell(requestMs)] !== lac) return requestMs;
      fromMs = requestMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  #run(errand: Errand, beginMs: number, untilMs: number): boolean {
    const query = errand.kind === "query";
    const eventMs = beginMs + this.#lead(query ? QUERY_LEAD : MESSAGE_LEAD);
    if (eventMs + TAIL_MS > untilMs) return false;
    const cell = this.#cell(beginMs);
    if (query) this.rows.push(eventMs, TYPE["ussd.requested"], cell, errand.peer);
    else {
      const service = errand.kind === "service";
      const sender = service ? errand.peer + 1 : 0;
      this.rows.push(eventMs, TYPE["message.received"], cell, service ? 0 : errand.peer, sender);
    }
    this.#done(eventMs);
    return true;
  }

  #takePart(row: number): void {
    const { talk } = this.#sources;
    const { legs } = talk;
    const startMs = talk.startMs(row);
    if (legs.kind[row] === LEG.sent) {
      const cell = this.#cell(startMs - MESSAGE_LEAD[0]);
      this.rows.push(startMs, TYPE["message.sent"], cell, legs.peer[row]!);
      this.#done(startMs);
      return;
    }
    this.#talk(row, this.#cell(startMs - SETUP_MS));
  }

  #talk(row: number, firstCell: number): void {
    const { rows } = this;
    const { legs } = this.#sources.talk;
    const { key } = this.#setting;
    const call = this.#call;
    this.#sources.talk.call(row, call);
    const { startMs, alertMs, answerMs, releaseMs } = call;
    if (fraction(this.#word(1)) < IDENTITY_IN_CALLS) {
      this.#showHandset(startMs - IDENTITY_MS, firstCell);
    }
    const terminated = legs.kind[row] === LEG.terminated ? 1 : 0;
    rows.push(startMs, TYPE["call.setUp"], firstCell, legs.peer[row]!, terminated);
    let cell = firstCell;
    if (alertMs > 0) {
      rows.push(alertMs, TYPE["call.alerted"], cell);
      const span = { fromMs: alertMs + 500, toMs: releaseMs - 900, answerMs };
      const on = { subscriber: this.#subscriber, id: legs.id[row]!, cell };
      let answered = answerMs === 0;
      for (const handover of handoversOf(key, this.#serving, span, on)) {
        if (!answered && handover.timeMs > answerMs) {
          rows.push(answerMs, TYPE["call.answered"], cell);
          answered = true;
        }
        rows.push(handover.timeMs, TYPE["call.handedOver"], handover.cell, cell);
        cell = handover.cell;
      }
      if (!answered) rows.push(answerMs, TYPE["call.answered"], cell);
    }
    rows.push(releaseMs, TYPE["call.released"], cell, call.cause);
    if (terminated === 1 && answerMs === 0) this.#miss(row, cell);
    this.calls.push(startMs, releaseMs);
    this.#done(releaseMs);
  }

  /** A call that rang here and was not taken: the phone refused it, or nobody answered. */
  #miss(row: number, cell: number): void {
    const { legs } = this.#sources.talk;
    const why = isRefusal(this.#call.cause) ? WHY.rejected : WHY.noAnswer;
    this.rows.push(this.#call.releaseMs, TYPE["call.missed"], cell, legs.peer[row]!, why);
    this.#untaken++;
  }

  #services(spans: OffSpans): Errand[] {
    const { key } = this.#setting;
    const { day } = this.#sources;
    const errands: Errand[] = [];
    const add = (
      kind: "service" | "query",
      perDay: number,
      choices: number,
      salt: number,
    ): void => {
      const entity = hashWords(this.#subscriber, day, salt);
      const count = poisson(perDay, key, entity, PURPOSE.service, 0);
      for (let item = 0; item < count; item++) {
        const word = draw(key, entity, PURPOSE.service, 1 + item);
        const atMs = Math.round(SERVICE_FROM_MS + fraction(word) * SERVICE_SPAN_MS);
        if (kind === "query" && isOff(spans, atMs)) continue;
        errands.push({ kind, atMs, peer: hashWords(word) % choices });
      }
    };
    add("service", SERVICE_MESSAGES_PER_DAY, SERVICE_SENDERS.length, 1);
    add("query", QUERIES_PER_DAY, SERVICE_CODES.length, 2);
    return errands;
  }
}
