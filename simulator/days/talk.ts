// Calls and messages of one day: both ends compute the same ones, each from its own side.

import { fraction, hashWords } from "../../domain/hash.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { CALL_CAUSE } from "../../signaling/messages/dtap-elements.ts";
import { draw, normal, PURPOSE, poisson } from "../random.ts";
import { EMPTY_ROW } from "./columns.ts";
import { LEAD_MS, LEG, type Leg, Legs, TAIL_MS } from "./legs.ts";
import type { OffSpans } from "./power.ts";
import type { Setting } from "./setting.ts";
import { TIE_SLOTS, TIE_WEIGHTS, type Ties } from "./ties.ts";

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
/** Mean of √(a·b) over pairs of people, activities lognormal with sigma 0.7. */
const PAIR_ACTIVITY_MEAN = Math.exp(0.7 ** 2 / 4);
/** Share of sessions by hour (assumed shapes; targets C2 and C15 of traffic.md). */
const CALL_HOURS = [
  0.35, 0.2, 0.12, 0.1, 0.1, 0.2, 0.6, 1.6, 3.4, 5.4, 6.8, 6.8, 5.5, 4.6, 5, 5.6, 6, 6.8, 7.4, 7.4,
  7, 5.6, 3.2, 1.2,
];
const MESSAGE_HOURS = [
  1.2, 0.7, 0.35, 0.2, 0.15, 0.25, 0.7, 1.6, 2.8, 4, 4.6, 5, 5.2, 4.4, 4.2, 4.4, 4.8, 5.4, 6, 7, 8,
  8.2, 6.6, 3.2,
];
/** No session starts later than this, and every call ends within its day. */
const LAST_START_MS = DAY_MS - 4 * MINUTE_MS;
const LAST_RELEASE_MS = DAY_MS - 20 * SECOND_MS;
/** A phone that has just been switched on is busy with its attach for so long (assumed). */
const ATTACH_MS = 8_000;

/** Outcomes of calls that reach the phone (traffic.md: 68 % answered; the rest assumed). */
const ANSWERED = 0.68;
const REFUSED = 0.05;
const DURATION = { mu: 3.75, sigma: 1.05 };
const RING = { mu: Math.log(7), sigma: 0.55 };

export class Talk {
  readonly #setting: Setting;
  readonly #ties: Ties;
  readonly #day: number;
  readonly #powerOf: (subscriber: number) => OffSpans;
  readonly #legs: Legs;
  readonly #scratch: Leg[] = [];
  #count = 0;

  constructor(
    setting: Setting,
    ties: Ties,
    day: number,
    powerOf: (subscriber: number) => OffSpans,
  ) {
    this.#setting = setting;
    this.#ties = ties;
    this.#day = day;
    this.#powerOf = powerOf;
    this.#legs = new Legs(setting.population.count);
  }

  get legs(): Legs {
    return this.#legs;
  }

  /** First row of a subscriber's candidate legs in `legs`; computed when first asked for. */
  rowOf(subscriber: number): number {
    if (this.#legs.offset[subscriber] === EMPTY_ROW) this.#compute(subscriber);
    return this.#legs.offset[subscriber]!;
  }

  /**
   * Whether a candidate leg takes place. Of two that overlap at either end the later one does not,
   * by the candidates alone, so that both ends come to the same answer.
   */
  takesPlace(subscriber: number, row: number): boolean {
    const legs = this.#legs;
    const kind = legs.kind[row]!;
    const peer = legs.peer[row]!;
    if (kind === LEG.received) {
      const sent = this.#find(peer, legs.id[row]!);
      return sent >= 0 && !this.#isBlocked(peer, sent);
    }
    if (kind === LEG.sent) return !this.#isBlocked(subscriber, row);
    return !this.#isBlocked(subscriber, row) && !this.#isBlocked(peer, row);
  }

  #find(subscriber: number, id: number): number {
    const first = this.rowOf(subscriber);
    for (let row = first; row < first + this.#legs.length[subscriber]!; row++) {
      if (this.#legs.id[row] === id) return row;
    }
    return -1;
  }

  #isBlocked(subscriber: number, row: number): boolean {
    const first = this.rowOf(subscriber);
    const legs = this.#legs;
    const [id, from, to] = [legs.id[row]!, legs.fromMs[row]!, legs.toMs[row]!];
    for (let other = first; other < first + legs.length[subscriber]!; other++) {
      const otherFrom = legs.fromMs[other]!;
      if (otherFrom > from) return false;
      if (legs.kind[other] === LEG.missed || legs.kind[other] === LEG.received) continue;
      const otherId = legs.id[other]!;
      if (otherId === id || legs.toMs[other]! <= from || otherFrom >= to) continue;
      if (otherFrom < from || otherId < id) return true;
    }
    return false;
  }

  #compute(subscriber: number): void {
    const { key, population, scenario } = this.#setting;
    const { callsPerDay, messagesPerDay } = scenario.people;
    this.#count = 0;
    for (let slot = 0; slot < TIE_SLOTS; slot++) {
      const partner = this.#ties.partner(subscriber, slot);
      if (partner < 0) continue;
      const tie = this.#ties.tieOf(subscriber, partner, slot);
      const pair = Math.sqrt(population.activity[subscriber]! * population.activity[partner]!);
      const rate = 2 * TIE_WEIGHTS[slot]! * pair;
      const messageRate = (messagesPerDay * (1 - MESSAGE_REPEAT)) / PAIR_ACTIVITY_MEAN;
      const calls = poisson(rate * callsPerDay, key, tie, PURPOSE.session, this.#day * 2);
      for (let session = 0; session < calls; session++) {
        this.#callSession(subscriber, partner, hashWords(tie, this.#day, session, 1));
      }
      const texts = poisson(rate * messageRate, key, tie, PURPOSE.session, this.#day * 2 + 1);
      for (let session = 0; session < texts; session++) {
        this.#messageSession(subscriber, partner, hashWords(tie, this.#day, session, 2));
      }
    }
    const legs = this.#scratch.slice(0, this.#count);
    legs.sort((a, b) => a.fromMs - b.fromMs || a.id - b.id);
    this.#legs.write(subscriber, legs, this.#count);
  }

  #startOf(session: number, hours: readonly number[], a: number, b: number): number {
    const { key, population } = this.#setting;
    const shift = (population.shiftMs[a]! + population.shiftMs[b]!) / 4;
    const share = fraction(draw(key, session, PURPOSE.session, 0));
    return Math.round(timeOfShare(hours, share) + shift);
  }

  #callSession(owner: number, partner: number, session: number): void {
    const { key } = this.#setting;
    const low = Math.min(owner, partner);
    const high = Math.max(owner, partner);
    let lowCalls = (draw(key, session, PURPOSE.session, 1) & 1) === 0;
    let startMs = this.#startOf(session, CALL_HOURS, low, high);
    for (let index = 0; index < SESSION_CALLS_MAX; index++) {
      const id = hashWords(session, index, 3);
      if (startMs < LEAD_MS || startMs > LAST_START_MS) return;
      const call = this.#call(id, lowCalls ? low : high, lowCalls ? high : low, startMs);
      if (call !== undefined) this.#addCall(owner, call);
      const repeats = call?.off === true ? CALL_REPEAT_WHEN_OFF : CALL_REPEAT;
      if (fraction(draw(key, id, PURPOSE.callFate, 5)) >= repeats) return;
      const z = normal(key, id, PURPOSE.callFate, 6);
      const gapMs = SECOND_MS * Math.exp(CALL_GAP.mu + CALL_GAP.sigma * z);
      const turns = fraction(draw(key, id, PURPOSE.callFate, 7)) < CALL_TURNS;
      // Whoever found the other one switched off tries again.
      if (turns && call?.off !== true) lowCalls = !lowCalls;
      startMs = Math.round((call?.releaseMs ?? startMs) + Math.max(CALL_GAP_MS_MIN, gapMs));
    }
  }

  #addCall(owner: number, call: Call): void {
    const caller = call.caller === owner;
    const leg = this.#next();
    leg.kind = caller ? LEG.originated : call.off ? LEG.missed : LEG.terminated;
    leg.peer = caller ? call.callee : call.caller;
    leg.id = call.id;
    leg.startMs = caller ? call.setUpMs : call.paged;
    leg.alertMs = call.alertMs;
    leg.answerMs = call.answerMs;
    leg.releaseMs = call.releaseMs;
    leg.cause = call.cause;
    leg.fromMs = call.setUpMs - LEAD_MS;
    leg.toMs = call.releaseMs + TAIL_MS;
  }

  /** What becomes of one attempt; undefined when the caller's or the callee's power forbids it. */
  #call(id: number, caller: number, callee: number, setUpMs: number): Call | undefined {
    const { key } = this.#setting;
    const part = (number: number): number => fraction(draw(key, id, PURPOSE.callFate, number));
    const word = draw(key, id, PURPOSE.callFate, 0);
    const callerPower = this.#powerOf(caller);
    const callerFree = freeUntil(callerPower, setUpMs);
    const calleePower = this.#powerOf(callee);
    if (offThrough(calleePower, setUpMs - 3_000, setUpMs + 30_000)) {
      const releaseMs = setUpMs + 6_000 + Math.round(part(1) * 9_000);
      if (releaseMs + TAIL_MS > callerFree) return undefined;
      const cause = word & 1 ? CALL_CAUSE.normalClearing : CALL_CAUSE.subscriberAbsent;
      const off = true;
      return {
        id,
        caller,
        callee,
        setUpMs,
        paged: 0,
        alertMs: 0,
        answerMs: 0,
        releaseMs,
        cause,
        off,
      };
    }
    const free = Math.min(callerFree, freeUntil(calleePower, setUpMs));
    const paged = setUpMs + 1_500 + Math.round(part(1) * 1_800);
    const alertMs = paged + 700 + Math.round(part(2) * 900);
    const fate = part(3);
    let answerMs = 0;
    let releaseMs: number;
    let cause: number = CALL_CAUSE.normalClearing;
    if (fate < ANSWERED) {
      const ring = RING.mu + RING.sigma * normal(key, id, PURPOSE.callFate, 4);
      answerMs = alertMs + Math.round(1_200 + 1_000 * Math.min(40, Math.exp(ring)));
      const talk = Math.exp(DURATION.mu + DURATION.sigma * normal(key, id, PURPOSE.callFate, 8));
      releaseMs = answerMs + Math.round(2_000 + 1_000 * Math.min(3_600, talk));
      releaseMs = Math.min(releaseMs, free - TAIL_MS, LAST_RELEASE_MS);
      if (releaseMs < answerMs + 1_500) return undefined;
    } else {
      const refused = fate < ANSWERED + REFUSED;
      releaseMs =
        alertMs + Math.round(refused ? 3_000 + part(4) * 9_000 : 12_000 + part(4) * 38_000);
      if (refused) cause = CALL_CAUSE.userBusy;
      else if (part(9) < 0.3) cause = CALL_CAUSE.recoveryOnTimerExpiry;
      if (releaseMs > Math.min(free - TAIL_MS, LAST_RELEASE_MS)) return undefined;
    }
    return { id, caller, callee, setUpMs, paged, alertMs, answerMs, releaseMs, cause, off: false };
  }

  #messageSession(owner: number, partner: number, session: number): void {
    const { key } = this.#setting;
    const low = Math.min(owner, partner);
    const high = Math.max(owner, partner);
    let lowSends = (draw(key, session, PURPOSE.session, 1) & 1) === 0;
    let atMs = this.#startOf(session, MESSAGE_HOURS, low, high);
    for (let index = 0; index < SESSION_MESSAGES_MAX; index++) {
      if (atMs < LEAD_MS || atMs > LAST_START_MS) return;
      const id = hashWords(session, index, 4);
      const sender = lowSends ? low : high;
      if (atMs + TAIL_MS <= freeUntil(this.#powerOf(sender), atMs)) {
        this.#addMessage(sender === owner, owner === low ? high : low, id, atMs);
      }
      if (fraction(draw(key, id, PURPOSE.messageFate, 0)) >= MESSAGE_REPEAT) return;
      const z = normal(key, id, PURPOSE.messageFate, 1);
      const gapMs = SECOND_MS * Math.exp(MESSAGE_GAP.mu + MESSAGE_GAP.sigma * z);
      if (fraction(draw(key, id, PURPOSE.messageFate, 2)) < MESSAGE_TURNS) lowSends = !lowSends;
      atMs += Math.round(Math.max(MESSAGE_GAP_MS_MIN, gapMs));
    }
  }

  #addMessage(sends: boolean, peer: number, id: number, atMs: number): void {
    const transit = 1_500 + (draw(this.#setting.key, id, PURPOSE.messageFate, 3) % 3_000);
    const leg = this.#next();
    leg.kind = sends ? LEG.sent : LEG.received;
    leg.peer = peer;
    leg.id = id;
    leg.startMs = sends ? atMs : atMs + transit;
    leg.alertMs = 0;
    leg.answerMs = 0;
    leg.releaseMs = 0;
    leg.cause = 0;
    leg.fromMs = atMs - LEAD_MS;
    leg.toMs = atMs + TAIL_MS;
  }

  #next(): Leg {
    const index = this.#count++;
    this.#scratch[index] ??= { ...EMPTY_LEG };
    return this.#scratch[index];
  }
}

const EMPTY_LEG: Leg = {
  kind: LEG.originated,
  peer: 0,
  id: 0,
  startMs: 0,
  alertMs: 0,
  answerMs: 0,
  releaseMs: 0,
  cause: 0,
  fromMs: 0,
  toMs: 0,
};

interface Call {
  readonly id: number;
  readonly caller: number;
  readonly callee: number;
  readonly setUpMs: number;
  /** SETUP on the callee's leg. */
  readonly paged: number;
  readonly alertMs: number;
  readonly answerMs: number;
  readonly releaseMs: number;
  readonly cause: number;
  /** The callee is switched off. */
  readonly off: boolean;
}

/** Until when a phone that is on and attached at a moment stays so; 0 when it is not. */
function freeUntil(spans: OffSpans, timeMs: number): number {
  for (let index = 0; index < spans.length; index += 2) {
    if (timeMs < spans[index]!) return spans[index]!;
    if (timeMs - LEAD_MS < spans[index + 1]! + ATTACH_MS) return 0;
  }
  return DAY_MS;
}

function offThrough(spans: OffSpans, fromMs: number, toMs: number): boolean {
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
