// Calls and messages of one day: both ends compute the same ones, each from its own side.

import { hashWords } from "../../domain/hash.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { draw, normalOf, PURPOSE, poisson } from "../random.ts";
import {
  type CallTimes,
  FATE,
  OUTCOME,
  outcomeOf,
  readCall,
  releaseOf,
  setUpAtCallee,
  TALK_SCALES,
  unreachedRelease,
} from "./call-fate.ts";
import { grown } from "./columns.ts";
import { LEAD_MS, LEG, LegDraft, Legs, TAIL_MS } from "./legs.ts";
import { sendingOf } from "./many-messages.ts";
import { PASSING_SLOTS, Passing } from "./passing.ts";
import { PhoneDay } from "./phone-day.ts";
import type { OffSpans } from "./power.ts";
import { DAY_FACTORS, HABITS, habitWord, SHAPE, sessionMs } from "./rhythm.ts";
import { Robots } from "./robots.ts";
import { isWorkday, type Setting } from "./setting.ts";
import { TieList, type Ties } from "./ties.ts";
import { WordSet } from "./word-set.ts";

// Sessions are bursty trains (traffic.md 2.4). Shares and gaps ASSUMED unless said otherwise.
/** Beside the outcomes of a call that reaches the phone. */
const OFF = 3;
/** By outcome, OFF last: share of calls that another one of the same two people follows, */
const REPEAT = [0.3, 0.52, 0.52, 0.35];
/** By outcome: share of those in which the other one calls: who was missed is called back. */
const TURNS = [0.45, 0.55, 0.55, 0];
/**
 * Pause before the next call: Weibull of this shape, from half a minute to hours. CALIBRATED (C8,
 * C9: gaps of one person are Weibull, bursts).
 */
const CALL_GAP_MS = 3_000 * SECOND_MS;
const CALL_GAP_SHAPE = 1 / 4;
const CALL_GAP_MS_MIN = 11 * SECOND_MS;
/** Share of the sessions of calls that strangers have. CALIBRATED (C10: weights of mutual ties). */
const PASSING_SHARE = 0.55;
const MESSAGE_REPEAT = 0.6;
const MESSAGE_GAP = { mu: 4.4, sigma: 1.1 };
const MESSAGE_GAP_MS_MIN = 20 * SECOND_MS;
const MESSAGE_TURNS = 0.7;
const SESSION_CALLS_MAX = 8;
const SESSION_MESSAGES_MAX = 20;
/**
 * Calls and messages of a session that take place, on average. CALIBRATED: makes the mean person
 * start as many as the scenario says.
 */
const CALLS_PER_SESSION = 1.17;
const MESSAGES_PER_SESSION = 2.3;
/** No session starts later than this, so that calls end within their day. */
const LAST_START_MS = DAY_MS - 4 * MINUTE_MS;
/** From RP-ACK at the sender to the first attempt at the receiver: least and span (ASSUMED). */
const TRANSIT_MS = 1_500;
const TRANSIT_SPAN_MS = 3_000;
const TRANSIT = 3;

/** Candidate legs of a day, of the people whom one shard owns; used again from day to day. */
export class Talk {
  readonly legs: Legs;
  readonly #setting: Setting;
  readonly #ties: Ties;
  readonly #robots: Robots;
  readonly #passing: Passing;
  readonly #powerOf: (subscriber: number, day: number) => OffSpans;
  readonly #draft = new LegDraft();
  readonly #list = new TieList();
  readonly #theirs = new TieList();
  readonly #leg = { kind: 0, id: 0, fromMs: 0, toMs: 0 };
  #found = new Uint32Array(1024);
  #foundCount = 0;
  #day = 0;
  #owner = 0;
  #partner = 0;
  #ownHabit = 0;
  #peerHabit = 0;
  readonly #ownOff = new PhoneDay();
  readonly #peerOff = new PhoneDay();
  #workday = true;
  #rest = 0;
  /** Sessions of the mean tie's end, today. */
  #callSessions = 0;
  #messageSessions = 0;
  /** The same of strangers' calls: both ends of them. */
  #passingSessions = 0;
  readonly #attempted = { setUpMs: 0, freeMs: 0, scale: 1 };
  /** Release of the last attempt. */
  #endMs = 0;

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
    this.#passing = new Passing(setting, ties.cityBits);
    this.#robots = new Robots(setting.key, setting.population.count);
  }

  /** Begins a day: forgets the one before, keeps its memory. */
  begin(day: number): void {
    const { callsPerDay, messagesPerDay } = this.#setting.scenario.people;
    this.#day = day;
    this.#workday = isWorkday(this.#setting.scenario, day);
    this.#rest = this.#workday ? 0 : 1;
    const byPeople = Math.max(0, callsPerDay - this.#robots.callsPerPersonDay);
    const sessions = (byPeople * DAY_FACTORS.calls[this.#rest]!) / CALLS_PER_SESSION;
    this.#callSessions = (1 - PASSING_SHARE) * sessions;
    this.#passingSessions = 2 * PASSING_SHARE * sessions;
    this.#passing.begin(day);
    const { messages } = DAY_FACTORS;
    this.#messageSessions = (messagesPerDay * messages[this.#rest]!) / MESSAGES_PER_SESSION;
    this.legs.clear();
    this.#foundCount = 0;
  }

  /** Plans a subscriber's candidate legs, once a day, and finds what overlaps at her end. */
  plan(subscriber: number): void {
    const { key } = this.#setting;
    const list = this.#list;
    const draft = this.#draft;
    const day = this.#day;
    draft.size = 0;
    this.#owner = subscriber;
    this.#ownHabit = habitWord(key, subscriber);
    this.#ownOff.read(this.#powerOf(subscriber, day));
    this.#ties.read(subscriber, list);
    for (let index = 0; index < list.size; index++) {
      const tie = list.tie[index]!;
      const { session } = PURPOSE;
      const wanted = list.calls[index]! * this.#callSessions;
      const calls = poisson(wanted, key, tie, session, day * 2);
      const messages = list.messages[index]! * this.#messageSessions;
      const texts = poisson(messages, key, tie, session, day * 2 + 1);
      if (calls + texts === 0) continue;
      this.#meet(list.partner[index]!);
      for (let one = 0; one < calls; one++) {
        this.#callSession(hashWords(tie, day, one, 1), undefined, true);
      }
      for (let one = 0; one < texts; one++) this.#messageSession(hashWords(tie, day, one, 2));
    }
    if (this.#passingSessions > 0) this.#planStrangers(subscriber);
    if (this.#setting.scenario.people.manyMessagesPerDay > 0) this.#planMany(subscriber);
    draft.sort();
    draft.writeTo(this.legs, subscriber);
    this.#findConflicts(subscriber);
  }

  /** Ids of what cannot take place because of overlaps at the ends that were planned here. */
  conflicts(): Uint32Array {
    return this.#found.slice(0, this.#foundCount);
  }

  /**
   * Takes the conflicts of all shards, those found here included; once, when all have planned. What
   * cannot take place is dropped: the legs that stay do, and the same ones at both ends.
   */
  settle(conflicts: readonly Uint32Array[]): void {
    const gone = new WordSet();
    for (const ids of conflicts) {
      for (let index = 0; index < ids.length; index++) gone.add(ids[index]!);
    }
    this.legs.drop(gone);
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
    const { legs } = this;
    const id = legs.id[row]!;
    const kind = legs.kindOf(row);
    const atMs = legs.fromMsOf(row) + LEAD_MS;
    if (kind === LEG.received) {
      const word = draw(this.#setting.key, id, PURPOSE.messageFate, TRANSIT);
      return atMs + TRANSIT_MS + (word % TRANSIT_SPAN_MS);
    }
    return kind === LEG.terminated ? setUpAtCallee(this.#setting.key, id, atMs) : atMs;
  }

  /** Reads the times of a call, from its id and its span; of a missed one too. */
  call(row: number, out: CallTimes): void {
    const { legs } = this;
    const leg = this.#leg;
    leg.kind = legs.kindOf(row);
    leg.id = legs.id[row]!;
    leg.fromMs = legs.fromMsOf(row);
    leg.toMs = legs.toMsOf(row);
    readCall(this.#setting.key, leg, out);
  }

  /**
   * Of two legs that overlap the later one cannot take place. Candidates alone decide, even those
   * that do not take place themselves: so neither end needs to know more than its own.
   */
  #findConflicts(subscriber: number): void {
    const { legs } = this;
    const first = legs.offset[subscriber]!;
    const last = first + legs.length[subscriber]!;
    let takenMs = 0;
    for (let row = first; row < last; row++) {
      const kind = legs.kindOf(row);
      if (kind === LEG.missed || kind === LEG.received) continue;
      if (legs.fromMsOf(row) < takenMs) {
        if (this.#foundCount >= this.#found.length) this.#found = grown(this.#found);
        this.#found[this.#foundCount++] = legs.id[row]!;
      }
      takenMs = Math.max(takenMs, legs.toMsOf(row));
    }
  }

  /** `ownBegins`: undefined where chance decides. */
  #callSession(session: number, ownBegins: boolean | undefined, turns: boolean): void {
    const { key } = this.#setting;
    const word = draw(key, session, PURPOSE.session);
    let ownCalls = ownBegins ?? this.#ownBegins(word);
    let startMs = this.#startOf(word, ownCalls, SHAPE.calls);
    for (let index = 0; index < SESSION_CALLS_MAX; index++) {
      if (startMs < LEAD_MS || startMs > LAST_START_MS) return;
      // Even: not a robot's.
      const id = hashWords(session, index, 3) & ~1;
      const outcome = this.#attempt(id >>> 0, ownCalls, startMs);
      const next = draw(key, id, PURPOSE.callFate, FATE.next);
      if (next >>> 16 >= REPEAT[outcome]! * 0x10000) return;
      const gap = (draw(key, id, PURPOSE.callFate, FATE.gap) + 0.5) / 4_294_967_296;
      const gapMs = CALL_GAP_MS * (-Math.log(gap)) ** (1 / CALL_GAP_SHAPE);
      if (turns && (next & 0xffff) < TURNS[outcome]! * 0x10000) ownCalls = !ownCalls;
      startMs = Math.round(this.#endMs + Math.max(CALL_GAP_MS_MIN, gapMs));
    }
  }

  /** One call: adds its leg, unless power forbids it; returns its OUTCOME, or {@link OFF}. */
  #attempt(id: number, ownCalls: boolean, setUpMs: number): number {
    const { key } = this.#setting;
    const caller = ownCalls ? this.#ownOff : this.#peerOff;
    const callee = ownCalls ? this.#peerOff : this.#ownOff;
    const callerFreeMs = caller.freeUntil(setUpMs);
    const off = callee.isOffThrough(setUpMs - 3_000, setUpMs + 30_000);
    let outcome: number = OFF;
    let releaseMs: number;
    if (off) {
      releaseMs = unreachedRelease(key, id, setUpMs);
      if (releaseMs + TAIL_MS > callerFreeMs) releaseMs = 0;
    } else {
      outcome = outcomeOf(key, id);
      const plan = this.#attempted;
      plan.setUpMs = setUpMs;
      plan.freeMs = Math.min(callerFreeMs, callee.freeUntil(setUpMs));
      plan.scale = TALK_SCALES[this.#ownHabit >>> 26]! * TALK_SCALES[this.#peerHabit >>> 26]!;
      releaseMs = releaseOf(key, id, outcome, plan);
    }
    this.#endMs = releaseMs || setUpMs;
    if (releaseMs === 0) return OUTCOME.unanswered;
    const reached = ownCalls ? LEG.originated : LEG.terminated;
    const unreached = ownCalls ? LEG.unreached : LEG.missed;
    const kind = off ? unreached : reached;
    this.#draft.push(kind, this.#partner, id, setUpMs - LEAD_MS, releaseMs + TAIL_MS);
    return outcome;
  }

  #messageSession(session: number): void {
    const { key } = this.#setting;
    const word = draw(key, session, PURPOSE.session);
    let ownSends = this.#ownBegins(word);
    let atMs = this.#startOf(word, ownSends, SHAPE.messages);
    for (let index = 0; index < SESSION_MESSAGES_MAX; index++) {
      if (atMs < LEAD_MS || atMs > LAST_START_MS) return;
      const id = hashWords(session, index, 4);
      const sender = ownSends ? this.#ownOff : this.#peerOff;
      if (atMs + TAIL_MS <= sender.freeUntil(atMs)) {
        const kind = ownSends ? LEG.sent : LEG.received;
        this.#draft.push(kind, this.#partner, id, atMs - LEAD_MS, atMs + TAIL_MS);
      }
      const next = draw(key, id, PURPOSE.messageFate, 0);
      if (next >>> 16 >= MESSAGE_REPEAT * 0x10000) return;
      const z = normalOf(draw(key, id, PURPOSE.messageFate, 1));
      const gapMs = SECOND_MS * Math.exp(MESSAGE_GAP.mu + MESSAGE_GAP.sigma * z);
      if ((next & 0xffff) < MESSAGE_TURNS * 0x10000) ownSends = !ownSends;
      atMs += Math.round(Math.max(MESSAGE_GAP_MS_MIN, gapMs));
    }
  }

  /** One text to her first friends, and those of friends who send one to her. */
  #planMany(subscriber: number): void {
    const list = this.#list;
    const sending = sendingOf(this.#setting, subscriber, this.#day);
    for (let friend = 0; friend < Math.min(sending?.friends ?? 0, list.size); friend++) {
      const atMs = sending!.atMs(friend);
      if (atMs + TAIL_MS > this.#ownOff.freeUntil(atMs)) continue;
      const peer = list.partner[friend]!;
      const id = sending!.id(friend);
      this.#draft.push(LEG.sentToMany, peer, id, atMs - LEAD_MS, atMs + TAIL_MS);
    }
    for (let index = 0; index < list.size; index++) this.#receiveOfMany(list.partner[index]!);
  }

  #receiveOfMany(sender: number): void {
    const sending = sendingOf(this.#setting, sender, this.#day);
    if (sending === undefined) return;
    const theirs = this.#theirs;
    this.#ties.read(sender, theirs);
    const friend = theirs.partner.subarray(0, theirs.size).indexOf(this.#owner);
    if (friend < 0 || friend >= sending.friends) return;
    this.#meet(sender);
    const atMs = sending.atMs(friend);
    if (atMs + TAIL_MS > this.#peerOff.freeUntil(atMs)) return;
    this.#draft.push(LEG.received, sender, sending.id(friend), atMs - LEAD_MS, atMs + TAIL_MS);
  }

  /** Calls with people whom she does not know, and of robots. */
  #planStrangers(subscriber: number): void {
    const place = this.#robots.placeOf(subscriber);
    const isRobot = this.#robots.isRobot(place);
    if (this.#workday && isRobot) this.#planRobot(subscriber, place);
    else if (this.#workday) this.#planCalled(place);
    if (!isRobot) this.#planPassing(subscriber);
  }

  /** Calls of a robot to its list of the day. */
  #planRobot(robot: number, place: number): void {
    const robots = this.#robots;
    for (let position = 1; position <= robots.positions; position++) {
      const atMs = robots.callMs(robot, position, this.#day);
      if (atMs < 0) continue;
      this.#meet(robots.targetOf(place, position, this.#day));
      this.#attempt(robots.numberOf(robot, position, this.#day), true, atMs);
    }
  }

  /** The call of the robot that has a person's place on its list. */
  #planCalled(place: number): void {
    const robots = this.#robots;
    const robot = robots.robotOf(place, this.#day);
    if (robot < 0) return;
    const position = robots.positionOf(place);
    const atMs = robots.callMs(robot, position, this.#day);
    if (atMs < 0) return;
    this.#meet(robot);
    this.#attempt(robots.numberOf(robot, position, this.#day), false, atMs);
  }

  /** Calls with strangers: always of the same one of two, so never returned. */
  #planPassing(subscriber: number): void {
    const passing = this.#passing;
    for (let slot = 0; slot < PASSING_SLOTS; slot++) {
      const other = passing.find(subscriber, slot);
      if (other < 0) continue;
      const { pair } = passing;
      const wanted = passing.sessions(subscriber, other, this.#passingSessions);
      const calls = poisson(wanted, this.#setting.key, pair, PURPOSE.session, 2);
      if (calls === 0 || this.#robots.isRobot(this.#robots.placeOf(other))) continue;
      this.#meet(other);
      const customer = passing.customer(subscriber, other);
      for (let one = 0; one < calls; one++) {
        this.#callSession(hashWords(pair, one, 6), customer === subscriber, false);
      }
    }
  }

  #meet(partner: number): void {
    this.#partner = partner;
    this.#peerHabit = habitWord(this.#setting.key, partner);
    this.#peerOff.read(this.#powerOf(partner, this.#day));
  }

  /** Whether the owner begins a session: the same pair, the same answer from both ends. */
  #ownBegins(word: number): boolean {
    return ((word & 1) === 0) === this.#owner < this.#partner;
  }

  /** A session's start by the habits of the one who begins it, ms of the day. */
  #startOf(word: number, ownBegins: boolean, shape: number): number {
    const habit = ownBegins ? this.#ownHabit : this.#peerHabit;
    const person = ownBegins ? this.#owner : this.#partner;
    const shiftMs = this.#setting.population.shiftMs[person]!;
    const atMs = sessionMs(shape + this.#rest, habit % HABITS, word) + shiftMs;
    if (atMs < 0) return atMs + DAY_MS;
    return atMs < DAY_MS ? atMs : atMs - DAY_MS;
  }
}
