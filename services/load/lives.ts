// The people behind a load: their events window by window, as columns of each partition.
import type { EventColumns } from "../../domain/event-columns.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { ColumnWriter } from "../../simulator/days/column-writer.ts";
import { DayPlan } from "../../simulator/days/day-plan.ts";
import { EventRows } from "../../simulator/days/event-rows.ts";
import { createNeighbours } from "../../simulator/days/serving.ts";
import type { Setting } from "../../simulator/days/setting.ts";
import { Signals } from "../../simulator/days/signals.ts";
import { Ties } from "../../simulator/days/ties.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { createOperator } from "../../simulator/operator.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";

export interface LivesOptions {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  readonly tokenise: Tokenise;
  readonly partitions: number;
  /** Partitions whose events are made. */
  readonly own: readonly number[];
}

/** Longest window that is made at once, ms. */
const WINDOW_MS = 900_000;

/** Made of the same parts as a rehearsal's shard, but for what comes after the events. */
export class Lives {
  readonly #options: LivesOptions;
  readonly #plan: DayPlan;
  readonly #signals: Signals;
  readonly #rows = new EventRows();
  readonly #writers: ReadonlyMap<number, ColumnWriter>;
  #reachedMs = 0;

  constructor(options: LivesOptions) {
    const { scenario, seed, subscribers, tokenise, partitions, own } = options;
    const key = runKey(seed);
    const world = createWorld(key, scenario.network);
    const population = createPopulation(key, world, scenario, subscribers);
    const setting: Setting = {
      key,
      world,
      population,
      scenario,
      timetable: createTimetable(world),
    };
    const { door } = createOperator(setting, tokenise);
    this.#options = options;
    this.#plan = new DayPlan(setting, new Ties(setting));
    this.#signals = new Signals(setting, createNeighbours(world));
    this.#writers = new Map(
      own.map((index) => [index, new ColumnWriter(setting, door, { index, of: partitions })]),
    );
  }

  /** All before this time was made. */
  get reachedMs(): number {
    return this.#reachedMs;
  }

  /**
   * Goes on to the end of the next window, at most to `toMs`; the columns of each own partition are
   * good until the next call.
   */
  window(toMs: number, take: (partition: number, columns: EventColumns) => void): void {
    const fromMs = this.#reachedMs;
    const day = Math.floor(fromMs / DAY_MS);
    if (day !== this.#plan.day) this.#begin(day);
    const midnightMs = day * DAY_MS;
    const untilMs = Math.min(toMs, fromMs + WINDOW_MS, midnightMs + DAY_MS);
    this.#signals.open(this.#plan, fromMs - midnightMs, untilMs - midnightMs);
    const { subscribers, partitions } = this.#options;
    for (const [partition, writer] of this.#writers) {
      this.#rows.count = 0;
      for (let subscriber = partition; subscriber < subscribers; subscriber += partitions) {
        this.#signals.visit(subscriber, this.#rows);
      }
      take(partition, writer.write(this.#rows));
    }
    this.#reachedMs = untilMs;
  }

  #begin(day: number): void {
    this.#plan.begin(day);
    for (let subscriber = 0; subscriber < this.#options.subscribers; subscriber++) {
      this.#plan.make(subscriber);
    }
    this.#plan.settle([this.#plan.talk.conflicts()]);
  }
}
