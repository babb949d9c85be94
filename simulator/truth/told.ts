// What feeds should tell, when it really happened: as if none were late, partial or lossy.
import { textWord } from "../../domain/digest.ts";
import { VALUE_NAMES, valueOfField } from "../../domain/event-values.ts";
import { FEED_EVENT_TYPES, FEED_EVENTS, type FeedEventType } from "../../domain/feed-events.ts";
import { FEED_LATENCY_MAX_MS } from "../../domain/feed-parameters.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { conditionsOf } from "../../machines/triggers/feed-received.ts";
import { TOLERANCE } from "../../metrics/tolerance.ts";
import type { Acts } from "../days/act-columns.ts";
import { FeedStore, FIRST_FEED_TYPE, feedRowValues } from "../days/feed-rows.ts";
import { PersonRows } from "../days/person-rows.ts";
import type { Setting } from "../days/setting.ts";
import { Telling } from "../days/telling.ts";
import { FeedNames } from "../feed-names.ts";
import { Tally } from "./tally.ts";
import { type Tell, wantedOf } from "./wanted.ts";

type Values = ArrayLike<number>;

interface Told {
  readonly definition: number;
  /** Place in FEED_EVENT_TYPES. */
  readonly type: number;
  readonly count: number;
  readonly withinMs: number;
  readonly earlyMs: number;
  readonly lateMs: number;
  isMeant(values: Values, place: number, happenedMs: number): boolean;
  dueMsOf(happenedMs: number): number;
}

const EVERY = { count: 1, withinMs: 0 } as const;

/** Remembers from day to day what counts together, and which levels are passed. */
export class Feeding {
  readonly #wanted: readonly Told[];
  readonly #store = new FeedStore();
  readonly #rows = new PersonRows();
  readonly #names: FeedNames;
  readonly #telling: Telling;
  readonly #tally = new Tally();
  readonly #values = new Uint32Array(VALUE_NAMES.length);

  constructor(setting: Setting, definitions: readonly TriggerParameters[], places: number) {
    this.#names = new FeedNames(setting.scenario);
    const atOnce = { arrivalMs: (_person: number, _type: number, timeMs: number) => timeMs };
    const to = { store: this.#store, rows: this.#rows };
    this.#telling = new Telling(setting, atOnce, this.#names, to);
    this.#wanted = [
      ...receivedOf(definitions),
      ...listsOf(definitions),
      ...datesOf(definitions),
      ...roamingOf(definitions),
      ...thresholdsOf(definitions, places),
    ];
  }

  get isWanted(): boolean {
    return this.#wanted.length > 0;
  }

  /** Her acts of a day, done as she means to. */
  read(acts: Acts, subscriber: number, place: number, day: number, tell: Tell): void {
    const dayMs = day * DAY_MS;
    for (let act = 0; act < acts.size; act++) {
      const { kind, party, a, b, atMs } = acts;
      const happenedMs = dayMs + atMs[act]!;
      this.#telling.tell(subscriber, kind[act]!, party[act]!, a[act]!, b[act]!, happenedMs);
    }
    const { count, timeMs, type } = this.#rows;
    for (let row = 0; row < count; row++) {
      const code = type[row]! - FIRST_FEED_TYPE;
      const facts = this.#rows.a[row]!;
      const happenedMs = timeMs[row]!;
      feedRowValues(this.#store, facts, code, { feedNames: this.#names }, this.#values);
      for (const wanted of this.#wanted) {
        if (wanted.type !== code || !wanted.isMeant(this.#values, place, happenedMs)) continue;
        if (!this.#tally.isLast(wanted, place, happenedMs)) continue;
        const dueMs = wanted.dueMsOf(happenedMs);
        tell(wanted.definition, happenedMs - wanted.earlyMs, dueMs, dueMs + wanted.lateMs);
      }
      this.#store.release(facts);
    }
    this.#rows.count = 0;
  }
}

function placeOf(type: FeedEventType): number {
  return FEED_EVENT_TYPES.indexOf(type);
}

const asItHappens = (happenedMs: number): number => happenedMs;

/** So late may a feed be, and so long may somebody be out of reach. */
function lateMsOf(name: keyof typeof TOLERANCE, reachable: boolean, expiresMs: number): number {
  const tolerance = TOLERANCE[name] as { readonly lateMs: number };
  return FEED_LATENCY_MAX_MS + tolerance.lateMs + (reachable ? expiresMs : 0);
}

function receivedOf(definitions: readonly TriggerParameters[]): Told[] {
  return wantedOf(definitions, "feed.received").map((wanted) => {
    const { definition, type, where, count, withinMs, reachable, expiresMs } = wanted;
    const conditions = conditionsOf(type, where).map(
      ([name, code]) => [VALUE_NAMES.indexOf(name), code] as const,
    );
    return {
      definition,
      type: placeOf(type),
      count,
      withinMs,
      earlyMs: TOLERANCE["feed.received"].earlyMs,
      lateMs: lateMsOf("feed.received", reachable, expiresMs),
      isMeant: (values) => conditions.every(([place, code]) => values[place] === code),
      dueMsOf: asItHappens,
    };
  });
}

function listsOf(definitions: readonly TriggerParameters[]): Told[] {
  return wantedOf(definitions, "list.loaded").map((wanted) => {
    const { definition, list, reachable, expiresMs } = wanted;
    const word = textWord(list);
    return {
      ...EVERY,
      definition,
      type: placeOf("list.loaded"),
      earlyMs: 0,
      lateMs: lateMsOf("list.loaded", reachable, expiresMs),
      isMeant: (values) => values[0] === word,
      dueMsOf: asItHappens,
    };
  });
}

function datesOf(definitions: readonly TriggerParameters[]): Told[] {
  const { choices } = FEED_EVENTS["date.reached"].fields.occasion;
  return wantedOf(definitions, "date.reached").map((wanted) => {
    const { definition, occasion, subject = "", daysBefore, leastYears, mostYears } = wanted;
    const isAny =
      subject === "" && daysBefore === 0 && (occasion === "holiday" || occasion === "season");
    const word = textWord(subject);
    const place = choices.indexOf(occasion);
    return {
      ...EVERY,
      definition,
      type: placeOf("date.reached"),
      earlyMs: 0,
      lateMs: lateMsOf("date.reached", wanted.reachable, wanted.expiresMs),
      isMeant: (values) =>
        values[0] === place &&
        values[1]! >= leastYears &&
        values[1]! <= mostYears &&
        (isAny || values[2] === word) &&
        values[3] === daysBefore,
      dueMsOf: (happenedMs) => happenedMs + wanted.atMs,
    };
  });
}

function roamingOf(definitions: readonly TriggerParameters[]): Told[] {
  return (["roamed.out", "roamed.home"] as const).flatMap((name) =>
    wantedOf(definitions, name).map(({ definition }) => ({
      ...EVERY,
      definition,
      type: placeOf(name),
      earlyMs: 0,
      lateMs: lateMsOf(name, false, 0),
      isMeant: () => true,
      dueMsOf: asItHappens,
    })),
  );
}

function thresholdsOf(definitions: readonly TriggerParameters[], places: number): Told[] {
  return wantedOf(definitions, "threshold.crossed").map((wanted) => {
    const { definition, type, field, levels, direction, fromDay } = wanted;
    const at = VALUE_NAMES.indexOf(valueOfField(type, field)!);
    const isSigned = type === "balance.changed";
    const passed = new Uint8Array(places);
    return {
      ...EVERY,
      definition,
      type: placeOf(type),
      earlyMs: 0,
      lateMs: lateMsOf("threshold.crossed", false, 0),
      isMeant: (values, place, happenedMs) => {
        if (happenedMs < fromDay * DAY_MS) return false;
        const value = isSigned ? values[at]! | 0 : values[at]!;
        const beyond = levels.filter((level) =>
          direction === "rises" ? value >= level : value < level,
        ).length;
        const isMore = beyond > passed[place]!;
        passed[place] = beyond;
        return isMore;
      },
      dueMsOf: asItHappens,
    };
  });
}
