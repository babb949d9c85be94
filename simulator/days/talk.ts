// Calls and messages of one day: both ends compute the same ones, each from its own side.

import { fraction, hashWords } from "../../domain/hash.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { draw, normal, PURPOSE, poisson } from "../random.ts";
import {
  type CallTimes,
  FATE,
  readCall,
  releaseOf,
  setUpAtCallee,
  unreachedRelease,
} from "./call-fate.ts";
import { grown } from "./columns.ts";
import { LEAD_MS, LEG, LegDraft, Legs, TAIL_MS } from "./legs.ts";
import type { OffSpans } from "./power.ts";
import type { Setting } from "./setting.ts";
import { TieList, type Ties } from "./ties.ts";
import { WordSet } from "./word-set.ts";

// Sessions are bursty trains: numbers of traffic.md 2.4, repeats of calls lowered (calibrated to
// 40–55 events a day at the default rates).
const CALL_REPEAT = 0.22;
const CALL_REPEAT_WHEN_OFF = 0.6;
const CALL_GAP = { mu: 5.0, sigma: 1.4 };
const CALL_GAP_MS_MIN = 45 * SECOND_MS;
const CALL_TURNS = 0.45;
const MESSAGE_REPEAT = 0.6;
const MESSAGE_GAP = { mu: 4.4, sigma: 1.1 };
const MESSAGE_GAP_MS_MIN = 20 * SECOND_MS;
const MESSAGE_TURNS = 0.7;
const SESSION_CALLS_MAX = 8;
const SESSION_MESSAGES_MAX = 20;
/** Share of sessions by hour (assumed shapes; targets C2 and C15 of traffic.md). */
const CALL_HOURS = [
  0.35, 0.2, 0.12, 0.1, 0.1, 0.2, 0.6, 1.6, 3.4, 5.4, 6.8, 6.8, 5.5, 4.6, 5, 5.6, 6, 6.8, 7.4, 7.4,
  7, 5.6, 3.2, 1.2,
];
const MESSAGE_HOURS = [
  1.2, 0.7, 0.35, 0.2, 0.15, 0.25, 0.7, 1.6, 2.8, 4, 4.6, 5, 5.2, 4.4, 4.2, 4.4, 4.8, 5.4, 6, 7, 8,
  8.2, 6.6, 3.2,
];
/** No session starts later than this, so that calls end within their day. */
const LAST_START_MS = DAY_MS - 4 * MINUTE_MS;
/** A phone that has just been switched on is busy with its attach for so long (assumed). */
const ATTACH_MS = 8_000;
/** From RP-ACK at the sender to the first attempt at the receiver: least and span (assumed). */
const TRANSIT_MS = 1_500;
const TRANSIT_SPAN_MS = 3_000;
const TRANSIT = 3;

/** Sessions of a person's tie on this day, as both ends see it. */
export class Talk {
  readonly legs: Legs;
  readonly #setting: Setting;
  readonly #ties: Ties;
  readonly #powerOf: (subscriber: number, day: number) => OffSpans;
  readonly #draft = new LegDraft();
  readonly #list = new TieList();
  readonly #gone = new WordSet();
  readonly #leg = { kind: 0, id: 0, fromMs: 0, toMs: 0 };
  #found = new Uint32Array(1024);
  #foundCount = 0;
  #day = 0;
  #owner = 0;
  #partner = 0;
  #owned: readonly number[] = NEVER_OFF;
  #peered: readonly number[] = NEVER_OFF;

  /** `powerOf` must be pure: it is asked about people of other shards too. */
  constructor(
    setting: Setting,
    ties: Ties,
    powerOf: (subscriber: number, day: number) => OffSpans,
  ) {
    this.#setting = setting;
    this.#ties = ties;
    this.#powerOf = powerOf;
    this.legs = new Legs(setting.population.count);
  }

  /** Begins a day: forgets the one before, keeps its memory. */
  begin(day: number): void {
    this.#day = day;
    this.legs.clear();
    this.#gone.clear();
    this.#foundCount = 0;
  }

  /** Plans a subscriber's candidate legs, once a day, and finds what overlaps at her end. */
  plan(subscriber: number): void {
    const { key } = this.#setting;
    const list = this.#list;
    const draft = this.#draft;
    draft.size = 0;
    this.#owner = subscriber;
    this.#owned = [...this.#powerOf(subscriber, this.#day)];
    this.#ties.read(subscriber, list);
    for (let index = 0; index < list.size; index++) {
      const tie = list.tie[index]!;
      const { session } = PURPOSE;
      const calls = poisson(list.callRate[index]!, key, tie, session, this.#day * 2);
      const texts = poisson(list.messageRate[index]!, key, tie, session, this.#day * 2 + 1);
      if (calls + texts === 0) continue;
      this.#partner = list.partner[index]!;
      this.#peered = [...this.#powerOf(this.#partner, this.#day)];
      for (let one = 0; one < calls; one++) this.#callSession(hashWords(tie, this.#day, one, 1));
      for (let one = 0; one < texts; one++) this.#messageSession(hashWords(tie, this.#day, one, 2));
    }
    draft.sort();
    draft.writeTo(this.legs, subscriber);
    this.#findConflicts(subscriber);
  }

  /** Ids of what cannot take place because of overlaps at the ends that were planned here. */
  conflicts(): Uint32Array {
    return this.#found.slice(0, this.#foundCount);
  }

  /** Takes the conflicts of all shards, those found here included; once, when all have planned. */
  settle(conflicts: readonly Uint32Array[]): void {
    for (const ids of conflicts) {
      for (let index = 0; index < ids.length; index++) this.#gone.add(ids[index]!);
    }
  }

  /** Whether a candidate leg takes place; known after {@link settle}, the same at both ends. */
  takesPlace(row: number): boolean {
    return !this.#gone.has(this.legs.id[row]!);
  }

  /** First row of a planned subscriber in `legs`; she has `legs.length[subscriber]` of them. */
  firstRow(subscriber: number): number {
    return this.legs.offset[subscriber]!;
  }

  /**
   * When a leg begins at the tap, ms of the day: SETUP of a call on this leg, RP-ACK of a sent
   * message, the first attempt to deliver a received one.
   */
  startMs(row: number): number {
    const { kind, id, fromMs } = this.legs;
    const atMs = fromMs[row]! + LEAD_MS;
    if (kind[row] === LEG.received) {
      const word = draw(this.#setting.key, id[row]!, PURPOSE.messageFate, TRANSIT);
      return atMs + TRANSIT_MS + (word % TRANSIT_SPAN_MS);
    }
    return kind[row] === LEG.terminated ? setUpAtCallee(this.#setting.key, id[row]!, atMs) : atMs;
  }

  /** Reads the times of a call, from its id and its span; of a missed one too. */
  call(row: number, out: CallTimes): void {
    const { legs } = this;
    const leg = this.#leg;
    leg.kind = legs.kind[row]!;
    leg.id = legs.id[row]!;
    leg.fromMs = legs.fromMs[row]!;
    leg.toMs = legs.toMs[row]!;
    readCall(this.#setting.key, leg, out);
  }

  /**
   * Of two legs that overlap the later one cannot take place. Candidates alone decide, even those
   * that do not take place themselves: so neither end needs to know more than its own.
   */
  #findConflicts(subscriber: number): void {
    const { kind, id, fromMs, toMs, offset, length } = this.legs;
    const first = offset[subscriber]!;
    const last = first + length[subscriber]!;
    let takenMs = 0;
    for (let row = first; row < last; row++) {
      if (kind[row] === LEG.missed || kind[row] === LEG.received) continue;
      if (fromMs[row]! < takenMs) {
        if (this.#foundCount >= this.#found.length) this.#found = grown(this.#found);
        this.#found[this.#foundCount++] = id[row]!;
      }
      takenMs = Math.max(takenMs, toMs[row]!);
    }
  }

  #startOf(session: number, hours: readonly number[]): number {
    const { key, population } = this.#setting;
    const { shiftMs } = population;
    const shift = (shiftMs[this.#owner]! + shiftMs[this.#partner]!) / 4;
    const share = fraction(draw(key, session, PURPOSE.session, 0));
    return Math.round(timeOfShare(hours, share) + shift);
  }

  #callSession(session: number): void {
    const { key } = this.#setting;
    const ownerIsLow = this.#owner < this.#partner;
    let lowCalls = (draw(key, session, PURPOSE.session, 1) & 1) === 0;
    let startMs = this.#startOf(session, CALL_HOURS);
    for (let index = 0; index < SESSION_CALLS_MAX; index++) {
      const id = hashWords(session, index, 3);
      if (startMs < LEAD_MS || startMs > LAST_START_MS) return;
      const owner = lowCalls === ownerIsLow;
      const caller = owner ? this.#owned : this.#peered;
      const callee = owner ? this.#peered : this.#owned;
      const off = offThrough(callee, startMs - 3_000, startMs + 30_000);
      const callerFreeMs = freeUntil(caller, startMs);
      let releaseMs = 0;
      if (off) {
        releaseMs = unreachedRelease(key, id, startMs);
        if (releaseMs + TAIL_MS > callerFreeMs) releaseMs = 0;
      } else {
        releaseMs = releaseOf(key, id, startMs, Math.min(callerFreeMs, freeUntil(callee, startMs)));
      }
      const reached = owner ? LEG.originated : LEG.terminated;
      const unreached = owner ? LEG.unreached : LEG.missed;
      if (releaseMs > 0) {
        const kind = off ? unreached : reached;
        this.#draft.push(kind, this.#partner, id, startMs - LEAD_MS, releaseMs + TAIL_MS);
      }
      const vain = off && releaseMs > 0;
      const repeats = vain ? CALL_REPEAT_WHEN_OFF : CALL_REPEAT;
      if (fraction(draw(key, id, PURPOSE.callFate, FATE.repeats)) >= repeats) return;
      const z = normal(key, id, PURPOSE.callFate, FATE.gap);
      const gapMs = SECOND_MS * Math.exp(CALL_GAP.mu + CALL_GAP.sigma * z);
      const turns = fraction(draw(key, id, PURPOSE.callFate, FATE.turns)) < CALL_TURNS;
      // Whoever found the other one switched off tries again.
      if (turns && !vain) lowCalls = !lowCalls;
      startMs = Math.round((releaseMs || startMs) + Math.max(CALL_GAP_MS_MIN, gapMs));
    }
  }

  #messageSession(session: number): void {
    const { key } = this.#setting;
    const ownerIsLow = this.#owner < this.#partner;
    let lowSends = (draw(key, session, PURPOSE.session, 1) & 1) === 0;
    let atMs = this.#startOf(session, MESSAGE_HOURS);
    for (let index = 0; index < SESSION_MESSAGES_MAX; index++) {
      if (atMs < LEAD_MS || atMs > LAST_START_MS) return;
      const id = hashWords(session, index, 4);
      const owner = lowSends === ownerIsLow;
      if (atMs + TAIL_MS <= freeUntil(owner ? this.#owned : this.#peered, atMs)) {
        const kind = owner ? LEG.sent : LEG.received;
        this.#draft.push(kind, this.#partner, id, atMs - LEAD_MS, atMs + TAIL_MS);
      }
      if (fraction(draw(key, id, PURPOSE.messageFate, 0)) >= MESSAGE_REPEAT) return;
      const z = normal(key, id, PURPOSE.messageFate, 1);
      const gapMs = SECOND_MS * Math.exp(MESSAGE_GAP.mu + MESSAGE_GAP.sigma * z);
      if (fraction(draw(key, id, PURPOSE.messageFate, 2)) < MESSAGE_TURNS) lowSends = !lowSends;
      atMs += Math.round(Math.max(MESSAGE_GAP_MS_MIN, gapMs));
    }
  }
}

const NEVER_OFF: readonly number[] = [];

/** Until when a phone that is on and attached at a moment stays so; 0 when it is not. */
function freeUntil(spans: readonly number[], timeMs: number): number {
  for (let index = 0; index < spans.length; index += 2) {
    if (timeMs < spans[index]!) return spans[index]!;
    if (timeMs - LEAD_MS < spans[index + 1]! + ATTACH_MS) return 0;
  }
  return DAY_MS;
}

function offThrough(spans: readonly number[], fromMs: number, toMs: number): boolean {
  for (let index = 0; index < spans.length; index += 2) {
    if (fromMs >= spans[index]! && toMs < spans[index + 1]!) return true;
  }
  return false;
}

/** Inverse of the cumulated hourly shares, ms of the day. */
function timeOfShare(hours: readonly number[], share: number): number {
  let sum = 0;
  for (const weight of hours) sum += weight;
  let rest = share * sum;
  for (let hour = 0; hour < hours.length; hour++) {
    if (rest < hours[hour]!) return (hour + rest / hours[hour]!) * HOUR_MS;
    rest -= hours[hour]!;
  }
  return DAY_MS - 1;
}
