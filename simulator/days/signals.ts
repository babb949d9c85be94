// What life looks like at the tap: each subscriber's events of a window, made where she stands.
import type { Shard } from "../../domain/digest.ts";
import { fraction, hashWords } from "../../domain/hash.ts";
import { DAY_MS, SECOND_MS } from "../../domain/time.ts";
import { isRefusal } from "../../signaling/messages/dtap-elements.ts";
import { FeedNames } from "../feed-names.ts";
import { Feeds } from "../feeds.ts";
import { HANDSETS } from "../people-tables.ts";
import { handsetMarket, handsetModel, handsetSerial } from "../population.ts";
import { draw, PURPOSE } from "../random.ts";
import { emptyCall } from "./call-fate.ts";
import type { CallSpans } from "./call-spans.ts";
import { type Carry, createCarry, turnDay } from "./carry.ts";
import type { DayPlan } from "./day-plan.ts";
import {
  ErrandRuns,
  IDENTITY_IN_CALLS,
  IDENTITY_MS,
  MESSAGE_LEAD,
  type Phone,
} from "./errand-runs.ts";
import { Errands } from "./errands.ts";
import { type EventRows, NO_CELL, TYPE, WHY } from "./event-rows.ts";
import { FeedStore } from "./feed-rows.ts";
import { handoversOf } from "./handovers.ts";
import { HoldOver } from "./hold-over.ts";
import { Intentions } from "./intentions.ts";
import { LEG, TAIL_MS } from "./legs.ts";
import { TEXT_OF_MANY, textOfMany } from "./many-messages.ts";
import { PersonRows } from "./person-rows.ts";
import { handsetChangeMs, type OffSpans } from "./power.ts";
import { type Neighbours, Serving } from "./serving.ts";
import type { Setting } from "./setting.ts";
import { Telling } from "./telling.ts";

/** From CM SERVICE REQUEST or PAGING RESPONSE to SETUP at most. */
const SETUP_MS = 1_400;
/** Time from the first message of a transaction to its event: least, and span (assumed). */
const UPDATE_LEAD = [1_400, 1_200] as const;
const ATTACH_LEAD = [1_500, 1_500] as const;
/** From the crossing of a location area's border to the request (assumed). */
const BORDER_LEAD = [1_000, 7_000] as const;
/** Everything of a day but what feeds say late must be over by then. */
const LAST_EVENT_MS = DAY_MS - SECOND_MS;

/** Phases of a time with power; {@link Carry.stage} is three times its number and one of these. */
const ATTACHES = 0;
const LIVES = 1;

/**
 * Walks through people's days. Everybody is visited once in each window, always in the same order;
 * windows follow one another, and none goes beyond midnight. What is told depends neither on the
 * length of windows nor on the order of people.
 */
export class Signals implements Phone {
  readonly #setting: Setting;
  readonly #shard: Shard;
  readonly #carry: Carry;
  readonly #serving: Serving;
  readonly #errands: Errands;
  readonly #runs: ErrandRuns;
  readonly #intentions: Intentions;
  readonly #store = new FeedStore();
  readonly #holdOver = new HoldOver();
  readonly #rows = new PersonRows();
  readonly #call = emptyCall();
  #plan!: DayPlan;
  #calls: CallSpans | undefined;
  #fromMs = 0;
  #toMs = 0;
  #dayMs = 0;
  #subscriber = 0;
  /** Place of the subscriber in the shard, and so in the carry. */
  #row = 0;
  #spans: OffSpans = [];
  #cursorMs = 0;
  #activeMs = 0;

  /** For the people of a shard; default: all. */
  constructor(setting: Setting, neighbours: Neighbours, shard: Shard = { index: 0, of: 1 }) {
    this.#setting = setting;
    this.#shard = shard;
    this.#carry = createCarry(setting, shard);
    this.#serving = new Serving(setting.key, setting.world, neighbours);
    this.#errands = new Errands(this.#carry.errands.length);
    const { key, scenario } = setting;
    const names = new FeedNames(scenario);
    const to = { store: this.#store, rows: this.#rows };
    const telling = new Telling(setting, new Feeds(key, scenario.feeds), names, to);
    this.#intentions = new Intentions(setting, this.#errands, telling);
    this.#runs = new ErrandRuns(setting, this.#serving, telling, this);
  }

  /** The start of the day under way, ms since the start of all. */
  get dayMs(): number {
    return this.#dayMs;
  }

  /**
   * Begins a window of a planned day, fromMs ≤ t < toMs in ms of that day; `calls` takes note of
   * the calls that begin in it.
   */
  open(plan: DayPlan, fromMs: number, toMs: number, calls?: CallSpans): void {
    this.#plan = plan;
    this.#calls = calls;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.#dayMs = plan.day * DAY_MS;
    this.#holdOver.turn();
    if (fromMs === 0) this.#errands.turn();
  }

  /** Adds a subscriber's events of the window. */
  visit(subscriber: number, out: EventRows): void {
    const rows = this.#rows;
    const carry = this.#carry;
    const plan = this.#plan;
    rows.count = 0;
    this.#subscriber = subscriber;
    this.#row = (subscriber - this.#shard.index) / this.#shard.of;
    this.#spans = plan.powerOf(subscriber);
    if (this.#fromMs === 0) this.#beginDay();
    this.#cursorMs = carry.busyMs[this.#row]!;
    this.#activeMs = carry.activeMs[this.#row]!;
    this.#holdOver.take(subscriber, rows);
    const from = Math.min(this.#fromMs, Math.max(this.#cursorMs, carry.searchedMs[this.#row]!));
    this.#serving.follow(plan.waypoints, subscriber, plan.day, from);
    this.#live();
    carry.busyMs[this.#row] = this.#cursorMs;
    carry.activeMs[this.#row] = this.#activeMs;
    const toMs = this.#dayMs + this.#toMs;
    let told = rows.count;
    while (told > 0 && rows.timeMs[told - 1]! >= toMs) told--;
    out.add(subscriber, carry.sequence[this.#row]!, rows, told, this.#store);
    carry.sequence[this.#row]! += told;
    this.#holdOver.keep(subscriber, rows, told);
  }

  #beginDay(): void {
    const subscriber = this.#subscriber;
    const carry = this.#carry;
    const { key, scenario } = this.#setting;
    const { day } = this.#plan;
    if (day > 0 && handsetChangeMs(key, scenario, subscriber, day - 1) >= 0) {
      carry.replacements[this.#row]!++;
    }
    this.#intentions.gather(
      { subscriber, row: this.#row },
      this.#plan,
      this.#spans,
      carry.errands[this.#row]!,
    );
    turnDay(carry, this.#row);
  }

  /** Goes on with the day, from power-on to power-off to power-on, until the window's end. */
  #live(): void {
    const { stage } = this.#carry;
    const spans = this.#spans;
    for (;;) {
      const time = Math.floor(stage[this.#row]! / 3);
      const offMs = spans[2 * time] ?? DAY_MS;
      switch (stage[this.#row]! % 3) {
        case ATTACHES: {
          const onMs = spans[2 * time - 1] ?? DAY_MS;
          if (onMs >= this.#toMs) return;
          this.#attach(onMs);
          break;
        }
        case LIVES:
          if (offMs > 0 && !this.#liveUntil(offMs)) return;
          break;
        default:
          if (!this.#missUntil(spans[2 * time + 1] ?? DAY_MS)) return;
      }
      stage[this.#row]!++;
    }
  }

  /** Whether the phone's life until it goes off lies wholly before the window's end. */
  #liveUntil(offMs: number): boolean {
    const { legs } = this.#plan.talk;
    const { taken } = this.#carry;
    const subscriber = this.#subscriber;
    const count = legs.length[subscriber]!;
    for (; taken[this.#row]! < count; taken[this.#row]!++) {
      const row = legs.offset[subscriber]! + taken[this.#row]!;
      const kind = legs.kindOf(row);
      if (kind === LEG.missed || kind === LEG.received) continue;
      const fromMs = legs.fromMsOf(row);
      if (fromMs >= offMs) break;
      if (!this.#idle(fromMs) || fromMs >= this.#toMs) return false;
      this.#takePart(row);
    }
    if (!this.#idle(Math.min(offMs, LAST_EVENT_MS)) || offMs >= this.#toMs) return false;
    this.push(offMs, TYPE["power.turnedOff"], this.cellAt(offMs));
    return true;
  }

  /** Whether all calls that the phone misses until it is on again begin before the window's end. */
  #missUntil(onMs: number): boolean {
    const { talk } = this.#plan;
    const { legs } = talk;
    const { missed } = this.#carry;
    const subscriber = this.#subscriber;
    const count = legs.length[subscriber]!;
    for (; missed[this.#row]! < count; missed[this.#row]!++) {
      const row = legs.offset[subscriber]! + missed[this.#row]!;
      if (legs.kindOf(row) !== LEG.missed) continue;
      const fromMs = legs.fromMsOf(row);
      if (fromMs >= onMs) break;
      if (fromMs >= this.#toMs) return false;
      talk.call(row, this.#call);
      this.push(this.#call.releaseMs, TYPE["call.missed"], NO_CELL, legs.peerOf(row), WHY.off);
    }
    return true;
  }

  push(timeMs: number, type: number, cell: number, a = 0, b = 0): void {
    this.#rows.push(this.#dayMs + timeMs, type, cell, a, b);
    this.#carry.transactions[this.#row]!++;
  }

  cellAt(timeMs: number): number {
    return this.#serving.cellAt(timeMs);
  }

  /** A duration of the transaction that comes next, keyed by its number. */
  lead([least, span]: readonly [number, number], salt = 0): number {
    return least + (this.word(salt) % span);
  }

  word(salt: number): number {
    const counter = this.#carry.transactions[this.#row]! * 4 + salt;
    return draw(this.#setting.key, this.#subscriber, PURPOSE.transaction, counter);
  }

  #attach(onMs: number): void {
    const eventMs = onMs + this.lead(ATTACH_LEAD);
    const cell = this.cellAt(onMs);
    const fromLac = this.#carry.registeredLac[this.#row]!;
    this.showHandset(eventMs - IDENTITY_MS, cell);
    this.push(eventMs, TYPE["power.turnedOn"], cell, fromLac);
    this.#registered(cell);
    this.done(eventMs);
  }

  #registered(cell: number): void {
    this.#carry.registeredLac[this.#row] = this.#setting.world.cells.lac[cell]!;
  }

  done(eventMs: number): void {
    this.#activeMs = eventMs;
    this.#cursorMs = eventMs + TAIL_MS;
    this.#carry.searchedMs[this.#row] = 0;
  }

  showHandset(timeMs: number, cell: number): void {
    const { key, scenario } = this.#setting;
    const market = handsetMarket(scenario.start);
    const swapMs = handsetChangeMs(key, scenario, this.#subscriber, this.#plan.day);
    const swapped = swapMs >= 0 && timeMs > swapMs ? 1 : 0;
    const replacements = this.#carry.replacements[this.#row]! + swapped;
    const { tac } = HANDSETS[handsetModel(key, this.#subscriber, replacements, market)]!;
    const serial = handsetSerial(key, this.#subscriber, replacements);
    this.push(timeMs, TYPE["handset.seen"], cell, tac, serial);
  }

  /**
   * Time with nothing fixed, up to `untilMs` or the window's end: updates of location, messages,
   * queries. Whether it reaches `untilMs`.
   */
  #idle(untilMs: number): boolean {
    const { t3212Ms } = this.#setting.scenario.network;
    const { errands } = this.#carry;
    const subscriber = this.#subscriber;
    for (;;) {
      const borderMs = this.#nextBorder(untilMs);
      const periodicMs = Math.max(this.#cursorMs, this.#activeMs + t3212Ms);
      const errand = this.#errands.rowOf(this.#row, errands[this.#row]!);
      const errandMs = errand < 0 ? DAY_MS : Math.max(this.#cursorMs, this.#errands.atMs[errand]!);
      const beginMs = Math.min(borderMs, periodicMs);
      if (Math.min(beginMs, errandMs) >= this.#toMs) return untilMs <= this.#toMs;
      if (errand >= 0 && errandMs < beginMs) {
        if (!this.#runs.run(this.#errands, errand, subscriber, errandMs, untilMs)) return true;
        errands[this.#row]!++;
        continue;
      }
      const eventMs = beginMs + this.lead(UPDATE_LEAD);
      if (eventMs + TAIL_MS > untilMs) return true;
      const cell = this.cellAt(beginMs);
      const fromLac = this.#carry.registeredLac[this.#row]!;
      const periodic = fromLac === this.#setting.world.cells.lac[cell] ? 1 : 0;
      this.push(eventMs, TYPE["location.updated"], cell, fromLac, periodic);
      this.#registered(cell);
      this.done(eventMs);
    }
  }

  /**
   * When the phone will ask for a normal update: it is, and remains, outside its location area.
   * Infinity when that is not before `untilMs` and the window's end.
   */
  #nextBorder(untilMs: number): number {
    const lac = this.#carry.registeredLac[this.#row]!;
    const { searchedMs } = this.#carry;
    const endMs = Math.min(untilMs, this.#toMs);
    let fromMs = Math.max(this.#cursorMs, searchedMs[this.#row]!);
    while (fromMs < endMs) {
      const crossingMs = this.#serving.nextOutside(lac, fromMs, endMs);
      if (crossingMs >= endMs) {
        fromMs = endMs;
        break;
      }
      const word = hashWords(this.#subscriber, crossingMs, this.#plan.day);
      const requestMs = crossingMs + BORDER_LEAD[0] + (word % BORDER_LEAD[1]);
      if (this.#setting.world.cells.lac[this.cellAt(requestMs)] !== lac) {
        searchedMs[this.#row] = fromMs;
        return requestMs;
      }
      fromMs = requestMs;
    }
    searchedMs[this.#row] = fromMs;
    return Number.POSITIVE_INFINITY;
  }

  #takePart(row: number): void {
    const { talk } = this.#plan;
    const { legs } = talk;
    const startMs = talk.startMs(row);
    const kind = legs.kindOf(row);
    if (kind === LEG.sent || kind === LEG.sentToMany) {
      const cell = this.cellAt(startMs - MESSAGE_LEAD[0]);
      const text = kind === LEG.sent ? 0 : TEXT_OF_MANY + textOfMany(legs.id[row]!);
      this.push(startMs, TYPE["message.sent"], cell, legs.peerOf(row), text);
      this.done(startMs);
      return;
    }
    this.#talk(row, this.cellAt(startMs - SETUP_MS));
  }

  #talk(row: number, firstCell: number): void {
    const { legs } = this.#plan.talk;
    const { key } = this.#setting;
    this.#plan.talk.call(row, this.#call);
    const { startMs, alertMs, answerMs, releaseMs, cause } = this.#call;
    if (fraction(this.word(1)) < IDENTITY_IN_CALLS) {
      this.showHandset(startMs - IDENTITY_MS, firstCell);
    }
    const terminated = legs.kindOf(row) === LEG.terminated ? 1 : 0;
    this.push(startMs, TYPE["call.setUp"], firstCell, legs.peerOf(row), terminated);
    let cell = firstCell;
    if (alertMs > 0) {
      this.push(alertMs, TYPE["call.alerted"], cell);
      const span = { fromMs: alertMs + 500, toMs: releaseMs - 900, answerMs };
      const call = { subscriber: this.#subscriber, id: legs.id[row]!, cell };
      let answered = answerMs === 0;
      for (const handover of handoversOf(key, this.#serving, span, call)) {
        if (!answered && handover.timeMs > answerMs) {
          this.push(answerMs, TYPE["call.answered"], cell);
          answered = true;
        }
        this.push(handover.timeMs, TYPE["call.handedOver"], handover.cell, cell);
        cell = handover.cell;
      }
      if (!answered) this.push(answerMs, TYPE["call.answered"], cell);
    }
    this.push(releaseMs, TYPE["call.released"], cell, cause);
    if (terminated === 1 && answerMs === 0) this.#miss(row, cell);
    this.called(startMs, releaseMs, terminated);
    this.done(releaseMs);
  }

  called(startMs: number, releaseMs: number, terminated = 0): void {
    this.#calls?.push(this.#subscriber, startMs, releaseMs, terminated);
  }

  /** A call that rang here and was not taken: the phone refused it, or nobody answered. */
  #miss(row: number, cell: number): void {
    const peer = this.#plan.talk.legs.peerOf(row);
    const why = isRefusal(this.#call.cause) ? WHY.rejected : WHY.noAnswer;
    this.push(this.#call.releaseMs, TYPE["call.missed"], cell, peer, why);
    // It says again what the release says, and draws nothing.
    this.#carry.transactions[this.#row]!--;
  }
}
