// What people are going to do on one day: where they go, when their phones are off, whom they call.
import { planDay } from "./plan.ts";
import type { OffSpans } from "./power.ts";
import { PowerSpans } from "./power-spans.ts";
import { isWorkday, matchesOn, type Setting } from "./setting.ts";
import { Talk } from "./talk.ts";
import type { Ties } from "./ties.ts";
import { Waypoints } from "./waypoints.ts";

/** Made person by person, in any order; used once all that `talk` needs is settled. */
export class DayPlan {
  readonly waypoints: Waypoints;
  readonly talk: Talk;
  day = -1;
  readonly #setting: Setting;
  readonly #power: PowerSpans;
  #kind: Parameters<typeof planDay>[3] = { day: -1, workday: true, matches: [] };

  /** For this day, when it is given; else for the one that {@link begin} names. */
  constructor(setting: Setting, ties: Ties, day?: number) {
    this.#setting = setting;
    this.#power = new PowerSpans(setting);
    this.waypoints = new Waypoints(setting.population.count, setting.world.frame);
    this.talk = new Talk(setting, ties, (subscriber) => this.powerOf(subscriber));
    if (day !== undefined) this.begin(day);
  }

  /** Forgets the day before and keeps its memory. */
  begin(day: number): void {
    this.day = day;
    this.#kind = {
      day,
      workday: isWorkday(this.#setting.scenario, day),
      matches: matchesOn(this.#setting, day),
    };
    this.#power.begin(day);
    this.waypoints.clear();
    this.talk.begin(day);
  }

  /** Plans one subscriber's day, once. */
  make(subscriber: number): void {
    planDay(this.#setting, this.waypoints, subscriber, this.#kind);
    this.talk.plan(subscriber);
  }

  /** Takes the conflicts of all shards, once everybody is planned; see {@link Talk.settle}. */
  settle(conflicts: readonly Uint32Array[]): void {
    this.talk.settle(conflicts);
    this.talk.legs.fit();
    this.waypoints.fit();
  }

  /** When a phone is off, ms of the day; of anybody, planned here or not. */
  powerOf(subscriber: number): OffSpans {
    return this.#power.of(subscriber);
  }
}
