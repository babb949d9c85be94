// Who is really on the way past many cells, and sends a message meanwhile.
import { DAY_MS } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { TOLERANCE } from "../../metrics/tolerance.ts";
import { Acts } from "../days/act-columns.ts";
import { PROCEDURE, PROCEDURE_OF } from "../days/act-tables.ts";
import { Acting } from "../days/acts.ts";
import type { DayPlan } from "../days/day-plan.ts";
import { LEG } from "../days/legs.ts";
import { powerOf } from "../days/power.ts";
import type { Setting } from "../days/setting.ts";
import { PLACE, type Waypoints } from "../days/waypoints.ts";
import { lengthOf } from "../world/grid.ts";
import type { World } from "../world/world.ts";
import { type Tell, type Wanted, wantedOf } from "./wanted.ts";

/** Step along a way, km; as in days/serving.ts. */
const STEP_KM = 0.2;
/** Cells looked back at; none of the triggers wants so many. */
const CELLS_MAX = 64;
const NONE = -1;

/** Looks at one person's ways of one day, one after the other. */
export class Rides {
  readonly #world: World;
  readonly #wanted: readonly Wanted<"cells.changedRapidly">[];
  readonly #cell = new Int32Array(CELLS_MAX);
  readonly #seenMs = new Float64Array(CELLS_MAX);
  /** The longest time that a definition gives a message. */
  readonly #messageMs: number;
  readonly #acting: Acting;
  readonly #acts = new Acts();
  /** Messages sent on the way or soon after it, ms of the day, in order. */
  #sentMs = new Float64Array(64);
  #sent = 0;
  #waypoints!: Waypoints;
  #first = 0;
  #last = 0;
  /** The ride under way, ms of the day: rests shorter than a definition's time do not end it. */
  #startMs = 0;
  #endMs = 0;

  constructor(setting: Setting, definitions: readonly TriggerParameters[]) {
    this.#world = setting.world;
    this.#wanted = wantedOf(definitions, "cells.changedRapidly");
    this.#messageMs = Math.max(0, ...this.#wanted.map((wanted) => wanted.andMessageWithinMs));
    this.#acting = new Acting(setting, (subscriber, day) => powerOf(setting, subscriber, day));
  }

  get isWanted(): boolean {
    return this.#wanted.length > 0;
  }

  read(plan: DayPlan, subscriber: number, tell: Tell): void {
    const { day, waypoints } = plan;
    this.#waypoints = waypoints;
    this.#first = waypoints.offset[subscriber]!;
    this.#last = this.#first + waypoints.length[subscriber]! - 1;
    if (!this.#movesAtAll()) return;
    if (this.#messageMs > 0) this.#gatherMessages(plan, subscriber);
    for (const wanted of this.#wanted) {
      if (wanted.andMessageWithinMs > 0) this.#withMessages(wanted, day, tell);
      else this.#withoutMessages(wanted, day, tell);
    }
  }

  /** Messages to people, and to services. */
  #gatherMessages(plan: DayPlan, subscriber: number): void {
    const { day, talk } = plan;
    const { legs } = talk;
    const first = talk.firstRow(subscriber);
    this.#sent = 0;
    for (let row = first; row < first + legs.length[subscriber]!; row++) {
      const kind = legs.kindOf(row);
      if (kind !== LEG.sent && kind !== LEG.sentToMany) continue;
      const sentMs = talk.startMs(row);
      if (this.#isOnTheWay(sentMs)) this.#addMessage(sentMs);
    }
    const acts = this.#acts;
    this.#acting.messagesOf(subscriber, day, plan.powerOf(subscriber), acts);
    for (let act = 0; act < acts.size; act++) {
      const sentMs = acts.atMs[act]!;
      if (PROCEDURE_OF[acts.kind[act]!] !== PROCEDURE.message) continue;
      if (this.#isOnTheWay(sentMs)) this.#addMessage(sentMs);
    }
  }

  /** Whether somebody is on the way, or has been a message's time ago. */
  #isOnTheWay(timeMs: number): boolean {
    const row = this.#wayAt(timeMs);
    return row !== NONE && this.#waypoints.timeMs[row + 1]! >= timeMs - this.#messageMs;
  }

  #addMessage(timeMs: number): void {
    if (this.#sent === this.#sentMs.length) {
      const more = new Float64Array(2 * this.#sent);
      more.set(this.#sentMs);
      this.#sentMs = more;
    }
    let place = this.#sent++;
    for (; place > 0 && this.#sentMs[place - 1]! > timeMs; place--) {
      this.#sentMs[place] = this.#sentMs[place - 1]!;
    }
    this.#sentMs[place] = timeMs;
  }

  /** One moment for each ride: its first message that comes in time. */
  #withMessages(wanted: Wanted<"cells.changedRapidly">, day: number, tell: Tell): void {
    let toldMs = NONE;
    for (let index = 0; index < this.#sent; index++) {
      const sentMs = this.#sentMs[index]!;
      const sinceMs = sentMs - wanted.andMessageWithinMs;
      this.#findRide(this.#wayAt(sentMs), wanted.withinMs);
      if (this.#startMs === toldMs) continue;
      if (this.#provedAt(sinceMs, sentMs, wanted) === NONE) continue;
      toldMs = this.#startMs;
      this.#moment(wanted, sentMs, day, tell);
    }
  }

  /** One moment for each ride: when it has passed so many cells. */
  #withoutMessages(wanted: Wanted<"cells.changedRapidly">, day: number, tell: Tell): void {
    let toldMs = NONE;
    for (let row = this.#first; row < this.#last; row++) {
      if (!this.#moves(row)) continue;
      this.#findRide(row, wanted.withinMs);
      if (this.#startMs === toldMs) continue;
      const provedMs = this.#provedAt(this.#startMs, this.#endMs, wanted);
      toldMs = this.#startMs;
      if (provedMs !== NONE) this.#moment(wanted, provedMs, day, tell);
    }
  }

  #moment(
    { definition, andMessageWithinMs }: Wanted<"cells.changedRapidly">,
    timeMs: number,
    day: number,
    tell: Tell,
  ): void {
    const { lateMs } = TOLERANCE["cells.changedRapidly"];
    const dayMs = day * DAY_MS;
    const untilMs = Math.max(this.#endMs, timeMs) + andMessageWithinMs + lateMs;
    tell(definition, dayMs + this.#startMs, dayMs + timeMs, dayMs + untilMs);
  }

  #movesAtAll(): boolean {
    for (let row = this.#first; row < this.#last; row++) if (this.#moves(row)) return true;
    return false;
  }

  #moves(row: number): boolean {
    const place = this.#waypoints.place[row]!;
    return row < this.#last && (place === PLACE.enRoute || place === PLACE.train);
  }

  /** The way that has been set out on last at a moment, {@link NONE} before the first one. */
  #wayAt(timeMs: number): number {
    const { timeMs: times } = this.#waypoints;
    let row = this.#last;
    while (row >= this.#first && (!this.#moves(row) || times[row]! > timeMs)) row--;
    return row < this.#first ? NONE : row;
  }

  /** Finds the ride that a way belongs to. */
  #findRide(row: number, restMs: number): void {
    const { timeMs: times } = this.#waypoints;
    this.#startMs = times[row]!;
    this.#endMs = times[row + 1]!;
    for (let before = row - 1; before >= this.#first; before--) {
      if (!this.#moves(before)) continue;
      if (this.#startMs - times[before + 1]! >= restMs) break;
      this.#startMs = times[before]!;
    }
    for (let after = row + 1; after < this.#last; after++) {
      if (!this.#moves(after)) continue;
      if (times[after]! - this.#endMs >= restMs) break;
      this.#endMs = times[after + 1]!;
    }
  }

  /**
   * A moment of [fromMs, toMs] on the way at which so many cells have been passed within the time;
   * {@link NONE} when there is none. The first one, unless the last one will do.
   */
  #provedAt(fromMs: number, toMs: number, wanted: Wanted<"cells.changedRapidly">): number {
    if (wanted.andMessageWithinMs > 0) {
      const lastMs = this.#provedAtLast(fromMs, toMs, wanted);
      if (lastMs !== NONE) return lastMs;
    }
    const { timeMs: times } = this.#waypoints;
    let count = 0;
    for (let row = this.#first; row < this.#last; row++) {
      if (!this.#moves(row) || times[row + 1]! < fromMs - wanted.withinMs) continue;
      if (times[row]! > toMs) break;
      const stretches = this.#stretchesOf(row);
      for (let stretch = 0; stretch <= stretches; stretch++) {
        const timeMs = this.#timeOf(row, stretch, stretches);
        if (timeMs < fromMs - wanted.withinMs) continue;
        if (timeMs > toMs) break;
        count = this.#see(this.#cellOf(row, stretch, stretches), timeMs, count, wanted.withinMs);
        if (count >= wanted.cells && timeMs >= fromMs) return timeMs;
      }
    }
    return NONE;
  }

  /** The same for the last moment on the way alone, looking back no farther than needed. */
  #provedAtLast(fromMs: number, toMs: number, wanted: Wanted<"cells.changedRapidly">): number {
    const { timeMs: times } = this.#waypoints;
    let lastMs = NONE;
    let count = 0;
    for (let row = this.#last - 1; row >= this.#first; row--) {
      if (!this.#moves(row) || times[row]! > toMs) continue;
      const stretches = this.#stretchesOf(row);
      for (let stretch = stretches; stretch >= 0; stretch--) {
        const timeMs = this.#timeOf(row, stretch, stretches);
        if (timeMs > toMs) continue;
        if (lastMs === NONE) lastMs = timeMs;
        if (lastMs < fromMs || timeMs < lastMs - wanted.withinMs) return NONE;
        count = this.#see(
          this.#cellOf(row, stretch, stretches),
          timeMs,
          count,
          Number.POSITIVE_INFINITY,
        );
        if (count >= wanted.cells) return lastMs;
      }
    }
    return NONE;
  }

  /** Notes a cell; the number of different ones, those forgotten that were seen too long ago. */
  #see(cell: number, timeMs: number, count: number, withinMs: number): number {
    let kept = 0;
    for (let index = 0; index < count; index++) {
      const other = this.#cell[index]!;
      if (other === cell || this.#seenMs[index]! < timeMs - withinMs) continue;
      this.#cell[kept] = other;
      this.#seenMs[kept++] = this.#seenMs[index]!;
    }
    kept = Math.min(kept, CELLS_MAX - 1);
    this.#cell[kept] = cell;
    this.#seenMs[kept] = timeMs;
    return kept + 1;
  }

  #stretchesOf(row: number): number {
    const { timeMs: times } = this.#waypoints;
    if (times[row + 1]! <= times[row]!) return 0;
    const waypoints = this.#waypoints;
    const dx = waypoints.xOf(row + 1) - waypoints.xOf(row);
    const dy = waypoints.yOf(row + 1) - waypoints.yOf(row);
    return Math.ceil(lengthOf(dx, dy) / STEP_KM);
  }

  #timeOf(row: number, stretch: number, stretches: number): number {
    const { timeMs: times } = this.#waypoints;
    if (stretches === 0) return times[row]!;
    return Math.round(times[row]! + ((times[row + 1]! - times[row]!) * stretch) / stretches);
  }

  #cellOf(row: number, stretch: number, stretches: number): number {
    const waypoints = this.#waypoints;
    const [x, y] = [waypoints.xOf(row), waypoints.yOf(row)];
    const share = stretches === 0 ? 0 : stretch / stretches;
    const dx = waypoints.xOf(row + 1) - x;
    const dy = waypoints.yOf(row + 1) - y;
    return this.#world.cellAt(x + dx * share, y + dy * share);
  }
}
