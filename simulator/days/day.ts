// One day of all people: made subscriber by subscriber, then read by window, by place, by track.
import { PERSON_STATE } from "../../domain/map-frame.ts";
import type { CallDirection } from "../../domain/subscriber-event.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { Carry } from "./carry.ts";
import { EMPTY_ROW } from "./columns.ts";
import { TYPE } from "./event-rows.ts";
import { planDay } from "./plan.ts";
import { isOff, type OffSpans, powerOf } from "./power.ts";
import type { Neighbours } from "./serving.ts";
import { isWorkday, matchesOn, type Setting } from "./setting.ts";
import { Signals } from "./signals.ts";
import { Talk } from "./talk.ts";
import type { Ties } from "./ties.ts";
import { PLACE, Waypoints } from "./waypoints.ts";

/** What is the same for all days of a run. */
export interface Calendar {
  readonly setting: Setting;
  readonly ties: Ties;
  readonly carry: Carry;
  readonly neighbours: Neighbours;
}

/** Subscribers in one sort key beside the time: the key stays below 2⁵³. */
const KEY_SPAN = 2 ** 24;

export class Day {
  readonly day: number;
  readonly startMs: number;
  readonly waypoints: Waypoints;
  readonly signals: Signals;
  readonly #setting: Setting;
  readonly #kind: {
    readonly day: number;
    readonly workday: boolean;
    readonly matches: readonly number[];
  };
  readonly #power: (OffSpans | undefined)[];
  readonly #cursor: Uint32Array;
  readonly #hint: Uint32Array;

  constructor({ setting, ties, carry, neighbours }: Calendar, day: number) {
    const { count } = setting.population;
    this.day = day;
    this.startMs = day * DAY_MS;
    this.#setting = setting;
    this.#kind = {
      day,
      workday: isWorkday(setting.scenario, day),
      matches: matchesOn(setting, day),
    };
    this.#power = new Array<OffSpans | undefined>(count);
    this.#cursor = new Uint32Array(count);
    this.#hint = new Uint32Array(count);
    this.waypoints = new Waypoints(count);
    const powerOf = (subscriber: number): OffSpans => this.powerOf(subscriber);
    const talk = new Talk(setting, ties, powerOf);
    talk.begin(day);
    for (let subscriber = 0; subscriber < count; subscriber++) talk.plan(subscriber);
    talk.settle([talk.conflicts()]);
    const sources = { day, waypoints: this.waypoints, talk, powerOf };
    this.signals = new Signals(setting, carry, sources, neighbours);
  }

  /** Makes one subscriber's day; each subscriber once, in any order. */
  make(subscriber: number): void {
    planDay(this.#setting, this.waypoints, subscriber, this.#kind);
    this.signals.make(subscriber);
    this.#cursor[subscriber] = this.signals.rows.offset[subscriber]!;
    this.#hint[subscriber] = this.waypoints.offset[subscriber]!;
  }

  /** When this subscriber's phone is off. */
  powerOf(subscriber: number): OffSpans {
    let spans = this.#power[subscriber];
    if (spans === undefined) {
      spans = powerOf(this.#setting, subscriber, this.day);
      this.#power[subscriber] = spans;
    }
    return spans;
  }

  /**
   * Takes all events before `toMs` (ms of the day) that have not been taken yet, in the total order.
   * `visit` gets the row of `signals.rows` and its subscriber.
   */
  take(toMs: number, visit: (row: number, subscriber: number) => void): void {
    const { rows } = this.signals;
    const keys: number[] = [];
    for (let subscriber = 0; subscriber < this.#cursor.length; subscriber++) {
      if (rows.length[subscriber] === 0) continue;
      const last = rows.offset[subscriber]! + rows.length[subscriber]!;
      for (let row = this.#cursor[subscriber]!; row < last && rows.timeMs[row]! < toMs; row++) {
        keys.push(rows.timeMs[row]! * KEY_SPAN + subscriber);
      }
    }
    for (const key of Float64Array.from(keys).sort()) {
      const subscriber = key % KEY_SPAN;
      visit(this.#cursor[subscriber]!++, subscriber);
    }
  }

  /** Direction of the last call that was set up until a moment; undefined before the first. */
  directionOf(subscriber: number, timeMs: number): CallDirection | undefined {
    const { rows } = this.signals;
    const first = rows.offset[subscriber]!;
    let direction: CallDirection | undefined;
    for (let row = first; row < first + rows.length[subscriber]!; row++) {
      if (rows.timeMs[row]! > timeMs) break;
      if (rows.type[row] !== TYPE["call.setUp"]) continue;
      direction = rows.b[row] === 1 ? "terminated" : "originated";
    }
    return direction;
  }

  /** Where a subscriber is (km), and how the map draws her; `visit` spares an object per person. */
  locate(
    subscriber: number,
    timeMs: number,
    visit: (subscriber: number, x: number, y: number, state: number) => void,
  ): void {
    const { waypoints } = this;
    if (waypoints.offset[subscriber] === EMPTY_ROW) {
      planDay(this.#setting, waypoints, subscriber, this.#kind);
    }
    const row = waypoints.rowAt(subscriber, timeMs, this.#hint[subscriber]!);
    this.#hint[subscriber] = row;
    const share = waypoints.shareAt(subscriber, row, timeMs);
    let x = waypoints.xOf(row);
    let y = waypoints.yOf(row);
    let moves = false;
    if (share > 0 || waypoints.place[row]! < 0 || waypoints.place[row] === PLACE.train) {
      const next = Math.min(row + 1, waypoints.count - 1);
      const [dx, dy] = [waypoints.xOf(next) - x, waypoints.yOf(next) - y];
      moves = dx !== 0 || dy !== 0;
      x += dx * share;
      y += dy * share;
    }
    let state: number = moves ? PERSON_STATE.moving : PERSON_STATE.idle;
    if (isOff(this.powerOf(subscriber), timeMs)) state = PERSON_STATE.off;
    else if (this.signals.calls.covers(subscriber, timeMs)) state = PERSON_STATE.call;
    visit(subscriber, x, y, state);
  }
}
