// When phones really come on after calls have missed them, and when another handset is really in use.
import { CAPABILITY } from "../../domain/directory.ts";
import { DAY_MS, dayOf } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { TOLERANCE } from "../../metrics/tolerance.ts";
import { roamOf } from "../days/away.ts";
import type { DayPlan } from "../days/day-plan.ts";
import { LEAD_MS, LEG } from "../days/legs.ts";
import { handsetChangeMs } from "../days/power.ts";
import type { Setting } from "../days/setting.ts";
import { HANDSETS } from "../people-tables.ts";
import { handsetMarket, handsetModel } from "../population.ts";
import { type Tell, type Wanted, wantedOf } from "./wanted.ts";

const ON = -1;
/** For which switching off is counted. */
const OFTEN_MS = 30 * DAY_MS;

/** Remembers from day to day who is off since when, and whose new handset still waits to be on. */
export class Phones {
  readonly #setting: Setting;
  readonly #powered: readonly Wanted<"powered.on">[];
  readonly #changed: readonly Wanted<"handset.changed">[];
  readonly #market: 0 | 1;
  /** ms since the run's first midnight, {@link ON} for a phone that is on. */
  readonly #offSinceMs: Float64Array;
  readonly #missed: Uint16Array;
  /** Handsets replaced so far, and how many of those replacements have really been used. */
  readonly #replaced: Uint8Array;
  readonly #used: Uint8Array;
  /** When phones went off, by place, where a definition counts that. */
  readonly #offs = new Map<number, number[]>();
  readonly #isOften: boolean;
  #plan!: DayPlan;
  #subscriber = 0;
  #place = 0;
  #tell!: Tell;

  constructor(setting: Setting, definitions: readonly TriggerParameters[], places: number) {
    this.#setting = setting;
    this.#powered = wantedOf(definitions, "powered.on");
    this.#isOften = this.#powered.some(({ offsIn30d }) => offsIn30d !== undefined);
    this.#changed = wantedOf(definitions, "handset.changed");
    this.#market = handsetMarket(setting.scenario.start);
    this.#offSinceMs = new Float64Array(this.isWanted ? places : 0).fill(ON);
    this.#missed = new Uint16Array(this.isWanted ? places : 0);
    this.#replaced = new Uint8Array(this.#changed.length > 0 ? places : 0);
    this.#used = new Uint8Array(this.#changed.length > 0 ? places : 0);
  }

  get isWanted(): boolean {
    return this.#powered.length + this.#changed.length > 0;
  }

  /** `place`: hers among those who are looked at here. */
  read(plan: DayPlan, subscriber: number, place: number, tell: Tell): void {
    this.#plan = plan;
    this.#subscriber = subscriber;
    this.#place = place;
    this.#tell = tell;
    const { day } = plan;
    const spans = plan.powerOf(subscriber);
    const { key, scenario } = this.#setting;
    const dayMs = day * DAY_MS;
    let swapMs = this.#changed.length > 0 ? handsetChangeMs(key, scenario, subscriber, day) : ON;
    if (this.#offSinceMs[place]! !== ON && spans[0] !== 0) this.#comesOn(dayMs);
    for (let index = 0; index < spans.length; index += 2) {
      const [from, to] = [spans[index]!, spans[index + 1]!];
      if (swapMs >= 0 && swapMs < from) {
        this.#replaced[place]!++;
        this.#takesIntoUse(dayMs + swapMs);
        swapMs = ON;
      }
      if (this.#offSinceMs[place]! === ON) {
        this.#offSinceMs[place] = dayMs + from;
        this.#missed[place] = 0;
      }
      this.#missed[place]! += this.#missedBetween(from, to);
      if (swapMs >= 0 && swapMs < to) {
        this.#replaced[place]!++;
        swapMs = ON;
      }
      if (to < DAY_MS) this.#comesOn(dayMs + to);
    }
    if (swapMs >= 0) {
      this.#replaced[place]!++;
      this.#takesIntoUse(dayMs + swapMs);
    }
  }

  /** Calls really made to the phone in a span, ms of the day, in which it is off. */
  #missedBetween(from: number, to: number): number {
    if (this.#powered.length === 0) return 0;
    const subscriber = this.#subscriber;
    const { talk } = this.#plan;
    const { legs } = talk;
    const first = talk.firstRow(subscriber);
    let missed = 0;
    for (let row = first; row < first + legs.length[subscriber]!; row++) {
      const atMs = legs.fromMsOf(row) + LEAD_MS;
      if (atMs >= to) break;
      if (legs.kindOf(row) === LEG.missed && atMs >= from) missed++;
    }
    return missed;
  }

  #comesOn(timeMs: number): void {
    const place = this.#place;
    const offMs = timeMs - this.#offSinceMs[place]!;
    const { earlyMs, lateMs } = TOLERANCE["powered.on"];
    const offs = this.#isOften ? this.#offsBefore(timeMs) : 0;
    for (const { definition, offForMs, missedCalls, offsIn30d } of this.#powered) {
      if (offsIn30d !== undefined && offs < offsIn30d) continue;
      if (offMs < offForMs || this.#missed[place]! < missedCalls || this.#roamed(timeMs)) continue;
      this.#tell(definition, timeMs - earlyMs, timeMs, timeMs + lateMs);
    }
    this.#offSinceMs[place] = ON;
    if (this.#changed.length > 0) this.#takesIntoUse(timeMs);
  }

  /** How often she has switched off in thirty days, now included. */
  #offsBefore(timeMs: number): number {
    const place = this.#place;
    const offs = (this.#offs.get(place) ?? []).filter((one) => timeMs - one <= OFTEN_MS);
    offs.push(this.#offSinceMs[place]!);
    this.#offs.set(place, offs);
    return offs.length;
  }

  /** Whether the phone was not off but in another network. */
  #roamed(timeMs: number): boolean {
    const place = this.#place;
    const roaming = roamOf(this.#setting, this.#subscriber, this.#plan.day);
    if (roaming === undefined) return false;
    return roaming.leftMs < timeMs && roaming.backMs > this.#offSinceMs[place]!;
  }

  /** The phone is on: with another handset than before? */
  #takesIntoUse(timeMs: number): void {
    const subscriber = this.#subscriber;
    const place = this.#place;
    const [before, now] = [this.#used[place]!, this.#replaced[place]!];
    if (before === now) return;
    this.#used[place] = now;
    const gained = this.#capabilities(subscriber, now) & ~this.#capabilities(subscriber, before);
    const { earlyMs, lateMs } = TOLERANCE["handset.changed"];
    for (const { definition, gains, settleMs } of this.#changed) {
      if (gains !== "any" && (gained & CAPABILITY[gains]) === 0) continue;
      const dueMs = timeMs + settleMs;
      if (this.#changesAgain(timeMs, dueMs)) continue;
      this.#tell(definition, dueMs - earlyMs, dueMs, dueMs + lateMs);
    }
  }

  #capabilities(subscriber: number, replacements: number): number {
    const { key } = this.#setting;
    return HANDSETS[handsetModel(key, subscriber, replacements, this.#market)]!.capabilities;
  }

  #changesAgain(afterMs: number, untilMs: number): boolean {
    const { key, scenario } = this.#setting;
    const subscriber = this.#subscriber;
    for (let day = dayOf(afterMs) + 1; day <= dayOf(untilMs); day++) {
      const atMs = handsetChangeMs(key, scenario, subscriber, day);
      if (atMs >= 0 && day * DAY_MS + atMs < untilMs) return true;
    }
    return false;
  }
}
