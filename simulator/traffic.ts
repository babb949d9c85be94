// The generated network: its world, its people, and what the tap sees of them, window by window.
import { KairosError } from "../domain/errors.ts";
import { fictionalTokens } from "../domain/fictional-tokens.ts";
import type { Tokenise } from "../domain/identity.ts";
import type { Inspection, PeopleFrame } from "../domain/map-frame.ts";
import type { NumberPlan } from "../domain/number-plan.ts";
import type { Named, Point } from "../domain/scene.ts";
import type { CallDirection, SubscriberEvent } from "../domain/subscriber-event.ts";
import { DAY_MS, dayOf, HOUR_MS } from "../domain/time.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { createCarry } from "./days/carry.ts";
import { type Calendar, Day } from "./days/day.ts";
import { eventOf } from "./days/event-rows.ts";
import { createResponses, type PeopleResponses } from "./days/response.ts";
import { createNeighbours } from "./days/serving.ts";
import { Ties } from "./days/ties.ts";
import { createTimetable } from "./days/timetable.ts";
import { PLACE, ZONE_PLACE } from "./days/waypoints.ts";
import { createDirectory, type PeopleDirectory } from "./directory.ts";
import { createDoor } from "./door.ts";
import { createParties } from "./parties.ts";
import { createPopulation } from "./population.ts";
import { runKey } from "./random.ts";
import { signalsBehind } from "./signal-view.ts";
import { type Spoken, spokenByPeople } from "./spoken.ts";
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
  /** Makes only every `of`-th subscriber's events, from `index`; the world and its people stay whole. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** Makes the tokens of all that these people are called. Default: tokens without a key. */
  readonly tokenise?: Tokenise;
}

/** From this time of day on the next day is made ahead, a part with each window. */
const AHEAD_FROM_MS = 2 * HOUR_MS;

/** Makes the world and the people of a run; events are made day by day as they are asked for. */
export function createTraffic(scenario: Scenario, options: TrafficOptions): Traffic {
  const key = runKey(options.seed);
  const subscribers = options.subscribers ?? scenario.subscribers;
  const world = createWorld(key, scenario.network);
  const population = createPopulation(key, world, scenario, subscribers);
  const { network, numbers } = scenario;
  const tokenise = options.tokenise ?? fictionalTokens;
  const directory = createDirectory(key, world, population, { network, numbers, tokenise });
  const door = createDoor(key, directory, { numbers, tokenise });
  const setting = { key, world, population, scenario, timetable: createTimetable(world) };
  const days = new Days(
    {
      setting,
      ties: new Ties(setting),
      carry: createCarry(setting),
      neighbours: createNeighbours(world),
    },
    options.shard,
  );
  const partyOf = createParties(key, world, directory);
  const names = { cells: world.cells, door };
  const spoken = spokenByPeople(directory, door);
  const sequences = new Uint32Array(subscribers);
  let reachedMs = 0;
  return {
    world,
    directory,
    responses: createResponses(scenario, key),
    subscribers,
    numbers,
    tokenise,
    spoken,
    events(fromMs, toMs) {
      if (fromMs !== reachedMs || toMs < fromMs) throw outOfOrder(fromMs, toMs, reachedMs);
      const events: SubscriberEvent[] = [];
      for (let day = dayOf(fromMs); day * DAY_MS < toMs; day++) {
        const made = days.of(day);
        made.take(Math.min(DAY_MS, toMs - made.startMs), (row, subscriber) => {
          const sequence = sequences[subscriber]!++;
          const head = { dayMs: made.startMs, subscriber, sequence };
          events.push(eventOf(made.signals.rows, row, head, names));
        });
      }
      reachedMs = toMs;
      days.workAhead(toMs);
      return events;
    },
    people: (atMs) => peopleAt(days.at(atMs), world, atMs),
    positionOf: (subscriber, atMs) => positionAt(days.at(atMs), subscriber, atMs),
    signals: (event) =>
      signalsBehind(event, {
        party: partyOf(event.subscriber),
        start: scenario.start,
        direction: days.directionOf(event.subscriber, event.timeMs),
        spoken,
      }),
    person: (subscriber) => directory.person(subscriber),
    track: (subscriber, atMs) => trackOf(days.at(atMs), world, subscriber, atMs),
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

/** The days of a run, made in order; the current one, the one before, and a part of the next. */
class Days {
  readonly #calendar: Calendar;
  readonly #subscribers: readonly number[];
  readonly #days = new Map<number, Day>();
  /** Days wholly made. */
  #whole = 0;
  /** Subscribers made of the day that is in work. */
  #made = 0;

  constructor(
    calendar: Calendar,
    shard: { readonly index: number; readonly of: number } = { index: 0, of: 1 },
  ) {
    const { count } = calendar.setting.population;
    this.#calendar = calendar;
    this.#subscribers = Array.from({ length: count }, (_, subscriber) => subscriber).filter(
      (subscriber) => subscriber % shard.of === shard.index,
    );
  }

  of(day: number): Day {
    while (this.#whole <= day) this.#make(this.#subscribers.length);
    const made = this.#days.get(day);
    if (made === undefined) {
      throw new KairosError("batch.out-of-order", {
        place: "traffic",
        got: `day ${day}, which is over`,
        wanted: `day ${this.#whole - 2} or later`,
        remedy: "Ask for the current day or the one before.",
      });
    }
    return made;
  }

  /** The day of a moment; the end of the scenario belongs to its last day, and makes no further one. */
  at(timeMs: number): Day {
    const ends = timeMs === this.#calendar.setting.scenario.days * DAY_MS;
    return this.of(ends ? dayOf(timeMs) - 1 : dayOf(timeMs));
  }

  /** Direction of the call that a subscriber is in or was in last; of a day long past, a guess. */
  directionOf(subscriber: number, timeMs: number): CallDirection {
    const day = this.#days.get(dayOf(timeMs));
    return day?.directionOf(subscriber, timeMs - day.startMs) ?? "originated";
  }

  /** Makes a part of the next day, so that midnight brings no long pause. */
  workAhead(reachedMs: number): void {
    const share = ((reachedMs % DAY_MS) - AHEAD_FROM_MS) / (DAY_MS - 2 * AHEAD_FROM_MS);
    const next = dayOf(reachedMs) + 1;
    if (share <= 0 || this.#whole !== next || next >= this.#calendar.setting.scenario.days) return;
    const wanted = Math.floor(Math.min(1, share) * (this.#subscribers.length - 1));
    this.#make(wanted);
  }

  /** Goes on with the day that is in work until so many subscribers of it are made. */
  #make(count: number): void {
    let day = this.#days.get(this.#whole);
    if (day === undefined) {
      day = new Day(this.#calendar, this.#whole);
      this.#days.set(this.#whole, day);
      this.#days.delete(this.#whole - 3);
    }
    while (this.#made < count) day.make(this.#subscribers[this.#made++]!);
    if (this.#made === this.#subscribers.length) {
      this.#whole++;
      this.#made = 0;
    }
  }
}

function peopleAt(day: Day, world: World, atMs: number): PeopleFrame {
  const { length } = day.waypoints.offset;
  const { width, height } = world.map;
  const x = new Uint16Array(length);
  const y = new Uint16Array(length);
  const state = new Uint8Array(length);
  const place = (subscriber: number, px: number, py: number, how: number): void => {
    x[subscriber] = Math.round((px / width) * 65_535);
    y[subscriber] = Math.round((py / height) * 65_535);
    state[subscriber] = how;
  };
  // The end of the last day is shown as the moment before it.
  const timeMs = Math.min(atMs - day.startMs, DAY_MS - 1);
  for (let subscriber = 0; subscriber < length; subscriber++) {
    day.locate(subscriber, timeMs, place);
  }
  return { timeMs: atMs, x, y, state };
}

function positionAt(day: Day, subscriber: number, atMs: number): Point {
  let position: Point = [0, 0];
  day.locate(subscriber, Math.min(atMs - day.startMs, DAY_MS - 1), (_subscriber, x, y) => {
    position = [x, y];
  });
  return position;
}

const LABELS: Record<number, Named> = {
  [PLACE.home]: { en: "home", zh: "家" },
  [PLACE.work]: { en: "work", zh: "工作地点" },
  [PLACE.elsewhere]: { en: "out", zh: "外出" },
  [PLACE.train]: { en: "train", zh: "火车" },
};

function trackOf(day: Day, world: World, subscriber: number, atMs: number): Inspection["track"] {
  const { waypoints } = day;
  const track: Inspection["track"][number][] = [];
  const first = waypoints.offset[subscriber]!;
  let before: number = PLACE.enRoute;
  for (let row = first; row < first + waypoints.length[subscriber]!; row++) {
    const timeMs = day.startMs + waypoints.timeMs[row]!;
    if (timeMs > atMs) break;
    const place = waypoints.place[row]!;
    const label = place >= ZONE_PLACE ? world.zones[place - ZONE_PLACE]!.name : LABELS[place];
    const at = [waypoints.xOf(row), waypoints.yOf(row)] as const;
    track.push({ timeMs, at, ...(label !== undefined && place !== before ? { label } : {}) });
    before = place;
  }
  day.locate(subscriber, atMs - day.startMs, (_subscriber, x, y) => {
    track.push({ timeMs: atMs, at: [x, y] });
  });
  return track;
}
