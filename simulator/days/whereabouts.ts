// Where people really are, as the map shows it: positions, states, tracks of a planned day.
import { type Inspection, PERSON_STATE, type PeopleFrame } from "../../domain/map-frame.ts";
import type { Named, Point } from "../../domain/scene.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { World } from "../world/world.ts";
import type { CallSpans } from "./call-spans.ts";
import type { DayPlan } from "./day-plan.ts";
import { isOff } from "./power.ts";
import { PLACE, ZONE_PLACE } from "./waypoints.ts";

/** A planned day and the calls of it that have begun. Times are ms since the scenario's start. */
export class Whereabouts {
  readonly #plan: DayPlan;
  readonly #calls: CallSpans;
  /** The waypoint that was asked for last, by subscriber. */
  readonly #hint: Uint32Array;

  constructor(plan: DayPlan, calls: CallSpans) {
    this.#plan = plan;
    this.#calls = calls;
    this.#hint = new Uint32Array(plan.waypoints.offset.length);
  }

  /** All people; the end of the day is shown as the moment before it. */
  frame(atMs: number, { width, height }: World["map"]): PeopleFrame {
    const { length } = this.#hint;
    const x = new Uint16Array(length);
    const y = new Uint16Array(length);
    const state = new Uint8Array(length);
    const place = (subscriber: number, px: number, py: number, how: number): void => {
      x[subscriber] = Math.round((px / width) * 65_535);
      y[subscriber] = Math.round((py / height) * 65_535);
      state[subscriber] = how;
    };
    const timeMs = this.#timeOfDay(atMs);
    for (let subscriber = 0; subscriber < length; subscriber++) {
      this.#locate(subscriber, timeMs, place);
    }
    return { timeMs: atMs, x, y, state };
  }

  /** One person, km. */
  position(subscriber: number, atMs: number): Point {
    let position: Point = [0, 0];
    this.#locate(subscriber, this.#timeOfDay(atMs), (_subscriber, x, y) => {
      position = [x, y];
    });
    return position;
  }

  /** Where somebody went that day until `atMs`, oldest first. */
  track(subscriber: number, atMs: number, { zones }: World): Inspection["track"] {
    const { day, waypoints } = this.#plan;
    const track: Inspection["track"][number][] = [];
    const first = waypoints.offset[subscriber]!;
    let before: number = PLACE.enRoute;
    for (let row = first; row < first + waypoints.length[subscriber]!; row++) {
      const timeMs = day * DAY_MS + waypoints.timeMs[row]!;
      if (timeMs > atMs) break;
      const place = waypoints.place[row]!;
      const label = place >= ZONE_PLACE ? zones[place - ZONE_PLACE]!.name : LABELS[place];
      const at = [waypoints.xOf(row), waypoints.yOf(row)] as const;
      track.push({ timeMs, at, ...(label !== undefined && place !== before ? { label } : {}) });
      before = place;
    }
    track.push({ timeMs: atMs, at: this.position(subscriber, atMs) });
    return track;
  }

  #timeOfDay(atMs: number): number {
    return Math.min(atMs - this.#plan.day * DAY_MS, DAY_MS - 1);
  }

  /** `visit` spares an object per person. */
  #locate(
    subscriber: number,
    timeMs: number,
    visit: (subscriber: number, x: number, y: number, state: number) => void,
  ): void {
    const { waypoints } = this.#plan;
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
    if (isOff(this.#plan.powerOf(subscriber), timeMs)) state = PERSON_STATE.off;
    else if (this.#calls.covers(subscriber, timeMs)) state = PERSON_STATE.call;
    visit(subscriber, x, y, state);
  }
}

const LABELS: Record<number, Named> = {
  [PLACE.home]: { en: "home", zh: "家" },
  [PLACE.work]: { en: "work", zh: "工作地点" },
  [PLACE.elsewhere]: { en: "out", zh: "外出" },
  [PLACE.train]: { en: "train", zh: "火车" },
};
