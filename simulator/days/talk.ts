// Calls and messages of one day: both ends compute the same ones, each from its own side.

import { fraction, hashWords } from "../../domain/hash.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { draw, normal, PURPOSE, poisson } from "../random.ts";
import {
  type CallTimes,
  FATE,
  isAnswered,
  readCall,
  releaseOf,
  setUpAtCallee,
  TALK_SCALES,
  unreachedRelease,
} from "./call-fate.ts";
import { grown } from "./columns.ts";
import { LEAD_MS, LEG, LegDraft, Legs, TAIL_MS } from "./legs.ts";
import { lognormalPoints } from "./lognormal-points.ts";
import { PhoneDay } from "./phone-day.ts";
import type { OffSpans } from "./power.ts";
import { DAY_FACTORS, HABITS, habitWord, SHAPE, sessionMs } from "./rhythm.ts";
import { Robots } from "./robots.ts";
import { isWorkday, type Setting } from "./setting.ts";
import { TieList, type Ties } from "./ties.ts";
import { WordSet } from "./word-set.ts";

// Sessions are bursty trains (traffic.md 2.4). Shares and gaps ASSUMED unless said otherwise.
/** Share of calls that another one of the same two people follows, by what became of it. */
const REPEAT = { answered: 0.3, vain: 0.52, off: 0.6 };
/** Share of those in which the other one calls: who was missed is called back. */
const TURNS = { answered: 0.45, vain: 0.55, off: 0 };
/** Pause before the next call, as of a logarithm of seconds. CALIBRATED (C9: burstiness). */
const CALL_GAP = { mu: 5.3, sigma: 1.3 };
const CALL_GAP_MS_MIN = 45 * SECOND_MS;
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
const CALLS_PER_SESSION = 1.45;
const MESSAGES_PER_SESSION = 2.3;
/**
 * People have more to tell each other on some days than on others: equally likely factors of the
 * sessions of a tie and day, and of a tie and seven days. CALIBRATED (C9: bursts that outlast the
 * rhythm of the day).
 */
const DAY_MOODS = lognormalPoints(0.6);
const WEEK_MOODS = lognormalPoints(0.3);
/** No session starts later than this, so that calls end within their day. */
const LAST_START_MS = DAY_MS - 4 * MINUTE_MS;
/** From RP-ACK at the sender to the first attempt at the receiver: least and span (ASSUMED). */
const TRANSIT_MS = 1_500;
const TRANSIT_SPAN_MS = 3_000;
const TRANSIT = 3;
/** Draws of a session. */
const PART = { start: 0, first: 1 } as const;

/** Candidate legs of a day, of the people whom one shard owns; used again from day to day. */
export class Talk {
  readonly legs: Legs;
  readonly #setting: Setting;
  readonly #ties: Ties;
  readonly #robots: Robots;
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
  #ownHabit = 0;
  #peerHabit = 0;
  readonly #ownOff = new PhoneDay();
  readonly #peerOff = new PhoneDay();
  #workday = true;
  #rest = 0;
  /** Sessions of the mean tie's end, today. */
  #callSessions = 0;
  #messageSessions = 0;
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
    this.#robots = new Robots(setting.key, setting.population.count);
  }

  /** Begins a day: forgets the one before, keeps its memory. */
  begin(day: number): void {
    const { callsPerDay, messagesPerDay } = this.#setting.scenario.people;
    this.#day = day;
    this.#workday = isWorkday(this.#setting.scenario, day);
    this.#rest = this.#workday ? 0 : 1;
    const byPeople = Math.max(0, callsPerDay - this.#robots.callsPerPersonDay);
    this.#callSessions = (byPeople * DAY_FACTORS.calls[this.#rest]!) / CALLS_PER_SESSION;
    const { messages } = DAY_FACTORS;
    this.#messageSessions = (messagesPerDay * messages[this.#rest]!) / MESSAGES_PER_SESSION;
    this.legs.clear();
    this.#gone.clear();
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
      const mood = this.#moodOf(tie);
      const wanted = mood * list.calls[index]! * this.#callSessions;
      const calls = poisson(wanted, key, tie, session, day * 2);
      const messages = mood * list.messages[index]! * this.#messageSessions;
      const texts = poisson(messages, key, tie, session, day * 2 + 1);
      if (calls + texts === 0) continue;
      this.#meet(list.partner[index]!);
      for (let one = 0; one < calls; one++) this.#callSession(hashWords(tie, day, one, 1));
      for (let one = 0; one < texts; one++) this.#messageSession(hashWords(tie, day, one, 2));
    }
    if (this.#workday && this.#setting.scenario.people.callsPerDay > 0)
      this.#planRobots(subscriber);
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

  #callSession(session: number): void {
    const { key } = this.#setting;
    let ownCalls = this.#ownBegins(session);
    let startMs = this.#startOf(session, ownCalls, SHAPE.calls);
    for (let index = 0; index < SESSION_CALLS_MAX; index++) {
      if (startMs < LEAD_MS || startMs > LAST_START_MS) return;
      // Even: not a robot's.
      const id = hashWords(session, index, 3) & ~1;
      const outcome = this.#attempt(id >>> 0, ownCalls, startMs);
      if (fraction(draw(key, id, PURPOSE.callFate, FATE.repeats)) >= REPEAT[outcome]) return;
      const z = normal(key, id, PURPOSE.callFate, FATE.gap);
      const gapMs = SECOND_MS * Math.exp(CALL_GAP.mu + CALL_GAP.sigma * z);
      if (fraction(draw(key, id, PURPOSE.callFate, FATE.turns)) < TURNS[outcome]) {
        ownCalls = !ownCalls;
      }
      startMs = Math.round(this.#endMs + Math.max(CALL_GAP_MS_MIN, gapMs));
    }
  }

  /** One call: adds its leg, unless power forbids it, and tells what came of it. */
  #attempt(id: number, ownCalls: boolean, setUpMs: number): keyof typeof REPEAT {
    const { key } = this.#setting;
    const caller = ownCalls ? this.#ownOff : this.#peerOff;
    const callee = ownCalls ? this.#peerOff : this.#ownOff;
    const callerFreeMs = caller.freeUntil(setUpMs);
    const off = callee.isOffThrough(setUpMs - 3_000, setUpMs + 30_000);
    let releaseMs = 0;
    if (off) {
      const atMs = unreachedRelease(key, id, setUpMs);
      if (atMs + TAIL_MS <= callerFreeMs) releaseMs = atMs;
    } else {
      const freeMs = Math.min(callerFreeMs, callee.freeUntil(setUpMs));
      const scale = TALK_SCALES[this.#ownHabit >>> 26]! * TALK_SCALES[this.#peerHabit >>> 26]!;
      releaseMs = freeMs === 0 ? 0 : releaseOf(key, id, setUpMs, freeMs, scale);
    }
    this.#endMs = releaseMs || setUpMs;
    if (releaseMs === 0) return "vain";
    const reached = ownCalls ? LEG.originated : LEG.terminated;
    const unreached = ownCalls ? LEG.unreached : LEG.missed;
    const kind = off ? unreached : reached;
    this.#draft.push(kind, this.#partner, id, setUpMs - LEAD_MS, releaseMs + TAIL_MS);
    if (off) return "off";
    return isAnswered(key, id) ? "answered" : "vain";
  }

  #messageSession(session: number): void {
    const { key } = this.#setting;
    let ownSends = this.#ownBegins(session);
    let atMs = this.#startOf(session, ownSends, SHAPE.messages);
    for (let index = 0; index < SESSION_MESSAGES_MAX; index++) {
      if (atMs < LEAD_MS || atMs > LAST_START_MS) return;
      const id = hashWords(session, index, 4);
      const sender = ownSends ? this.#ownOff : this.#peerOff;
      if (atMs + TAIL_MS <= sender.freeUntil(atMs)) {
        const kind = ownSends ? LEG.sent : LEG.received;
        this.#draft.push(kind, this.#partner, id, atMs - LEAD_MS, atMs + TAIL_MS);
      }
      if (fraction(draw(key, id, PURPOSE.messageFate, 0)) >= MESSAGE_REPEAT) return;
      const z = normal(key, id, PURPOSE.messageFate, 1);
      const gapMs = SECOND_MS * Math.exp(MESSAGE_GAP.mu + MESSAGE_GAP.sigma * z);
      if (fraction(draw(key, id, PURPOSE.messageFate, 2)) < MESSAGE_TURNS) ownSends = !ownSends;
      atMs += Math.round(Math.max(MESSAGE_GAP_MS_MIN, gapMs));
    }
  }

  /** Calls of a robot to its list of the day, or the one that a robot makes to this person. */
  #planRobots(subscriber: number): void {
    const robots = this.#robots;
    const place = robots.placeOf(subscriber);
    if (robots.isRobot(place)) {
      for (let position = 1; position <= robots.positions; position++) {
        const atMs = robots.callMs(subscriber, position, this.#day);
        if (atMs < 0) continue;
        this.#meet(robots.targetOf(place, position, this.#day));
        this.#attempt(robots.numberOf(subscriber, position, this.#day), true, atMs);
      }
      return;
    }
    const robot = robots.robotOf(place, this.#day);
    if (robot < 0) return;
    const position = robots.positionOf(place);
    const atMs = robots.callMs(robot, position, this.#day);
    if (atMs < 0) return;
    this.#meet(robot);
    this.#attempt(robots.numberOf(robot, position, this.#day), false, atMs);
  }

  #moodOf(tie: number): number {
    const { key } = this.#setting;
    const ofDay = draw(key, tie, PURPOSE.tieMood, 2 * this.#day) & 63;
    const ofWeek = draw(key, tie, PURPOSE.tieMood, 2 * Math.floor(this.#day / 7) + 1) & 63;
    return DAY_MOODS[ofDay]! * WEEK_MOODS[ofWeek]!;
  }

  #meet(partner: number): void {
    this.#partner = partner;
    this.#peerHabit = habitWord(this.#setting.key, partner);
    this.#peerOff.read(this.#powerOf(partner, this.#day));
  }

  /** Whether the owner begins a session: the same pair, the same answer from both ends. */
  #ownBegins(session: number): boolean {
    const low = (draw(this.#setting.key, session, PURPOSE.session, PART.first) & 1) === 0;
    return low === this.#owner < this.#partner;
  }

  /** A session's start by the habits of the one who begins it, ms of the day. */
  #startOf(session: number, ownBegins: boolean, shape: number): number {
    const { key, population } = this.#setting;
    const habit = ownBegins ? this.#ownHabit : this.#peerHabit;
    const shiftMs = population.shiftMs[ownBegins ? this.#owner : this.#partner]!;
    const word = draw(key, session, PURPOSE.session, PART.start);
    const atMs = sessionMs(shape + this.#rest, habit % HABITS, word) + shiftMs;
    if (atMs < 0) return atMs + DAY_MS;
    return atMs < DAY_MS ? atMs : atMs - DAY_MS;
  }
}
