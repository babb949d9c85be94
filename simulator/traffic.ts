// The generated network: its world, its people, and what the tap sees of them, window by window.
import { KairosError } from "../domain/errors.ts";
import { fictionalTokens } from "../domain/fictional-tokens.ts";
import type { Tokenise } from "../domain/identity.ts";
import type { Inspection, PeopleFrame } from "../domain/map-frame.ts";
import type { NumberPlan } from "../domain/number-plan.ts";
import type { Named, Point } from "../domain/scene.ts";
import type { CallDirection, SubscriberEvent } from "../domain/subscriber-event.ts";
import { DAY_MS, dayOf, HOUR_MS } from "../domain/time.ts";
import type { Expectations } from "../metrics/scorecard.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { CallSpans } from "./days/call-spans.ts";
import { DayPlan } from "./days/day-plan.ts";
import { EventRows, eventOf, inTotalOrder } from "./days/event-rows.ts";
import { createMoments } from "./days/moments.ts";
import { createResponses, type PeopleResponses } from "./days/response.ts";
import { createNeighbours } from "./days/serving.ts";
import type { Setting } from "./days/setting.ts";
import { Signals } from "./days/signals.ts";
import { Ties } from "./days/ties.ts";
import { createTimetable } from "./days/timetable.ts";
import { Whereabouts } from "./days/whereabouts.ts";
import type { PeopleDirectory } from "./directory.ts";
import { FeedNames } from "./feed-names.ts";
import { createOperator } from "./operator.ts";
import { createParties } from "./parties.ts";
import { createPopulation } from "./population.ts";
import { runKey } from "./random.ts";
import { signalsBehind } from "./signal-view.ts";
import { type Spoken, spokenByPeople } from "./spoken.ts";
import { Truth } from "./truth/truth.ts";
import { createWorld, type World } from "./world/world.ts";

export interface Traffic {
  readonly world: World;
  readonly directory: PeopleDirectory;
  readonly responses: PeopleResponses;
  readonly subscribers: number;
  /** What of a number passes the door, and what it becomes there. */
  readonly numbers: NumberPlan;
  readonly tokenise: Tokenise;
  /** What stands behind the tokens of the events, for what makes signalling of them. */
  readonly spoken: Spoken;
  /**
   * Events with fromMs ≤ timeMs < toMs in the total order. Windows are asked one after the other,
   * from 0.
   *
   * @throws KairosError "batch.out-of-order" when a window does not begin where the last one ended.
   */
  events(fromMs: number, toMs: number): readonly SubscriberEvent[];
  /** Tells a scorecard what triggers should notice on a day; days follow one another from the first. */
  moments(day: number, out: Expectations): void;
  /** Where everybody really is; any time from the day of the last window on, or the day before. */
  people(atMs: number): PeopleFrame;
  /** Where one person really is, km; at the same times. */
  positionOf(subscriber: number, atMs: number): Point;
  /** The messages of the A interface behind one of these events, oldest first. */
  signals(event: SubscriberEvent): Inspection["signals"];
  /** "Ms Lin, salesperson" */
  person(subscriber: number): Named;
  /** Where somebody really went that day until `atMs`, oldest first. */
  track(subscriber: number, atMs: number): Inspection["track"];
}

export interface TrafficOptions {
  /** Any text. */
  readonly seed: string;
  /** Default: the scenario's. */
  readonly subscribers?: number;
  /** Makes the tokens of all that these people are called. Default: tokens without a key. */
  readonly tokenise?: Tokenise;
  /** The world of this seed and network, when another run has made it already. */
  readonly world?: World;
}

/** From this time of day on the next day is made ahead, a part with each window. */
const AHEAD_FROM_MS = 2 * HOUR_MS;
/** Of the next day's people; the last of them are planned when it begins. */
const ALMOST_ALL = 0.999;

/** Makes the world and the people of a run; events are made day by day as they are asked for. */
export function createTraffic(scenario: Scenario, options: TrafficOptions): Traffic {
  const key = runKey(options.seed);
  const subscribers = options.subscribers ?? scenario.subscribers;
  const world = options.world ?? createWorld(key, scenario.network);
  const population = createPopulation(key, world, scenario, subscribers);
  const { numbers } = scenario;
  const tokenise = options.tokenise ?? fictionalTokens;
  const setting = { key, world, population, scenario, timetable: createTimetable(world) };
  const { directory, door } = createOperator(setting, tokenise);
  const days = new Days(setting);
  const partyOf = createParties(key, world, directory);
  const names = { cells: world.cells, door, feedNames: new FeedNames(scenario) };
  const spoken = spokenByPeople(directory, door);
  const signals = new Signals(setting, createNeighbours(world));
  const rows = new EventRows();
  let truth: Truth | undefined;
  let reachedMs = 0;
  return {
    world,
    directory,
    responses: createResponses(scenario, key, createMoments(setting), directory),
    subscribers,
    numbers,
    tokenise,
    spoken,
    events(fromMs, toMs) {
      if (fromMs !== reachedMs || toMs < fromMs) throw outOfOrder(fromMs, toMs, reachedMs);
      const events: SubscriberEvent[] = [];
      while (reachedMs < toMs) {
        const day = days.of(dayOf(reachedMs));
        const untilMs = Math.min(toMs, day.startMs + DAY_MS);
        rows.count = 0;
        signals.open(day.plan, reachedMs - day.startMs, untilMs - day.startMs, day.calls);
        for (let subscriber = 0; subscriber < subscribers; subscriber++) {
          signals.visit(subscriber, rows);
        }
        for (const row of inTotalOrder(rows)) events.push(eventOf(rows, row, names));
        reachedMs = untilMs;
      }
      days.workAhead(toMs);
      return events;
    },
    moments(day, out) {
      truth ??= new Truth(setting);
      const { plan } = days.of(day);
      for (let subscriber = 0; subscriber < subscribers; subscriber++) {
        truth.read(plan, subscriber, out);
      }
    },
    people: (atMs) => days.at(atMs).whereabouts.frame(atMs, world.map),
    positionOf: (subscriber, atMs) => days.at(atMs).whereabouts.position(subscriber, atMs),
    signals: (event) =>
      signalsBehind(event, {
        party: partyOf(event.subscriber),
        start: scenario.start,
        direction: days.directionOf(event.subscriber, event.timeMs),
        spoken,
      }),
    person: (subscriber) => directory.person(subscriber),
    track: (subscriber, atMs) => days.at(atMs).whereabouts.track(subscriber, atMs, world),
  };
}

function outOfOrder(fromMs: number, toMs: number, reachedMs: number): KairosError {
  return new KairosError("batch.out-of-order", {
    place: "traffic.events",
    got: `a window from ${fromMs} to ${toMs} ms`,
    wanted: `one that begins at ${reachedMs} ms`,
    remedy: "Ask for windows one after the other, from 0.",
  });
}

/** A day in the making, or made. */
class Day {
  readonly startMs: number;
  readonly plan: DayPlan;
  readonly calls: CallSpans;
  readonly whereabouts: Whereabouts;
  readonly #count: number;
  #made = 0;

  constructor(setting: Setting, ties: Ties, day: number) {
    this.#count = setting.population.count;
    this.startMs = day * DAY_MS;
    this.plan = new DayPlan(setting, ties, day);
    this.calls = new CallSpans(this.#count);
    this.whereabouts = new Whereabouts(this.plan, this.calls);
  }

  /** Goes on until this share of the people is planned; 1: all, and the day may begin. */
  make(share: number): void {
    if (this.#made === this.#count) return;
    const wanted = Math.floor(share * this.#count);
    while (this.#made < wanted) this.plan.make(this.#made++);
    if (share === 1) this.plan.settle([this.plan.talk.conflicts()]);
  }
}

/** The days of a run: the current one, the one before, and the next in the making. */
class Days {
  readonly #setting: Setting;
  readonly #ties: Ties;
  readonly #days = new Map<number, Day>();
  #latest = -1;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#ties = new Ties(setting);
  }

  /** A whole day. */
  of(day: number): Day {
    while (this.#latest < day) {
      this.#day(++this.#latest).make(1);
      this.#days.delete(this.#latest - 2);
    }
    const made = this.#days.get(day);
    if (made === undefined) {
      throw new KairosError("batch.out-of-order", {
        place: "traffic",
        got: `day ${day}, which is over`,
        wanted: `day ${this.#latest - 1} or later`,
        remedy: "Ask for the current day or the one before.",
      });
    }
    return made;
  }

  /** The day of a moment; the end of the scenario belongs to its last day, and makes no further one. */
  at(timeMs: number): Day {
    const ends = timeMs === this.#setting.scenario.days * DAY_MS;
    return this.of(ends ? dayOf(timeMs) - 1 : dayOf(timeMs));
  }

  /** Direction of the call that a subscriber is in or was in last; of a day long past, a guess. */
  directionOf(subscriber: number, timeMs: number): CallDirection {
    const day = this.#days.get(dayOf(timeMs));
    return day?.calls.directionAt(subscriber, timeMs - day.startMs) ?? "originated";
  }

  /** Makes a part of the next day, so that midnight brings no long pause. */
  workAhead(reachedMs: number): void {
    const share = ((reachedMs % DAY_MS) - AHEAD_FROM_MS) / (DAY_MS - 2 * AHEAD_FROM_MS);
    const next = dayOf(reachedMs) + 1;
    if (share <= 0 || this.#latest !== next - 1 || next >= this.#setting.scenario.days) return;
    this.#day(next).make(Math.min(ALMOST_ALL, share));
  }

  #day(number: number): Day {
    let day = this.#days.get(number);
    if (day === undefined) {
      day = new Day(this.#setting, this.#ties, number);
      this.#days.set(number, day);
    }
    return day;
  }
}
