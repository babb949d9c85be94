// What feeds tell of an act, when it has been done: one act, none, one or several events.
import { FEED_EVENT_TYPES, FEED_EVENTS, type FeedEventType } from "../../domain/feed-events.ts";
import { hashWords } from "../../domain/hash.ts";
import type { NumberPlan } from "../../domain/number-plan.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { pointsOf } from "../account.ts";
import { COUNTER_PRODUCTS, type FeedNames, keywordIdAt, labelAt, pathAt } from "../feed-names.ts";
import { type Feeds, NEVER } from "../feeds.ts";
import { between, SERVICE_PARTY } from "./act-columns.ts";
import {
  ACT,
  COMPLAINT_CLOSED_AFTER_MS,
  COMPLAINTS,
  DATA_LEVELS_KB,
  LISTS,
  ROAMING_PLACES,
  SITES,
  TOPICS,
} from "./act-tables.ts";
import { type DateAsked, datesAsked } from "./dates-ahead.ts";
import { NO_CELL } from "./event-rows.ts";
import { type FeedStore, FIRST_FEED_TYPE } from "./feed-rows.ts";
import type { PersonRows } from "./person-rows.ts";
import type { Setting } from "./setting.ts";

const TYPE = Object.fromEntries(FEED_EVENT_TYPES.map((type, place) => [type, place])) as Record<
  FeedEventType,
  number
>;
const { action: ORDER } = FEED_EVENTS["order.recorded"].fields;
const { business: BUSINESS } = FEED_EVENTS["counter.opened"].fields;
const { reason: POINTS } = FEED_EVENTS["points.changed"].fields;
const { reason: BALANCE } = FEED_EVENTS["balance.changed"].fields;
const { action: TONE, by: WAY } = FEED_EVENTS["ringbackTone.changed"].fields;
const { result: RESULT } = FEED_EVENTS["menu.chosen"].fields;
const { occasion: OCCASION } = FEED_EVENTS["date.reached"].fields;
const { verdict: VERDICT } = FEED_EVENTS["complaint.closed"].fields;

const place = <T extends string>(
  { choices }: { readonly choices: readonly T[] },
  word: T,
): number => choices.indexOf(word);

/** Of a hundred callers: who hangs up in the menu. ASSUMED. */
const ABANDONED = 10;
/** Of a hundred complaints: solved, and not. ASSUMED; of the rest nobody knows. */
const SOLVED = 75;
const UNSOLVED = 90;
/** Part of the points that a visit to the counter for points spends. ASSUMED. */
const SPENT_AT_COUNTER = 0.3;

/** Writes rows of feed events that will arrive; facts go to `store`, and the row's `a` says where. */
export class Telling {
  readonly #setting: Setting;
  readonly #feeds: Pick<Feeds, "arrivalMs">;
  readonly #names: FeedNames;
  readonly #store: FeedStore;
  readonly #rows: PersonRows;
  readonly #sites: readonly number[];
  readonly #topics: readonly number[];
  readonly #lists: readonly number[];
  readonly #dates: readonly DateAsked[];
  readonly #places: readonly number[];
  #subscriber = 0;
  #party = 0;

  constructor(
    setting: Setting,
    feeds: Pick<Feeds, "arrivalMs">,
    names: FeedNames,
    to: { readonly store: FeedStore; readonly rows: PersonRows },
  ) {
    this.#setting = setting;
    this.#feeds = feeds;
    this.#names = names;
    this.#store = to.store;
    this.#rows = to.rows;
    const numbersOf = (texts: readonly string[]): readonly number[] =>
      texts.map((text) => names.of(text));
    this.#sites = numbersOf(SITES);
    this.#topics = numbersOf(TOPICS);
    this.#lists = numbersOf([...LISTS, ...(setting.scenario.lists ?? []).map(({ name }) => name)]);
    this.#dates = datesAsked(setting.scenario.definitions);
    this.#places = numbersOf(ROAMING_PLACES);
  }

  /**
   * Tells of an act that was done at `happenedMs` (a call: ended then), ms since the start. Columns
   * as {@link ACT} has them.
   */
  tell(subscriber: number, act: number, party: number, a: number, b: number, happenedMs: number) {
    this.#subscriber = subscriber;
    this.#party = party;
    const names = this.#names;
    switch (act) {
      case ACT.mmsSent:
        this.#event("mms.sent", happenedMs, party, a);
        break;
      case ACT.mmsNotified:
        this.#event("mms.received", happenedMs, party, a);
        break;
      case ACT.wapOpened:
        this.#event("wap.opened", happenedMs, this.#sites[a]!, b);
        break;
      case ACT.dataUsed:
        this.#event("data.used", happenedMs, a, b, levelCrossed(b - a, b));
        break;
      case ACT.queriedByCall:
      case ACT.hotlineCalled:
        this.#menu(a, happenedMs);
        break;
      case ACT.queriedByWeb:
        this.#event("bill.queried", happenedMs, this.#topics[a]!, place(WAY, "web"));
        break;
      case ACT.toneChangedByCall:
        this.#tone(a, "call", happenedMs);
        break;
      case ACT.toneChangedByMessage:
        this.#tone(a, "message", happenedMs);
        break;
      case ACT.toneChangedOnline:
        this.#tone(a, b === 1 ? "wap" : "web", happenedMs);
        break;
      case ACT.counterVisited:
        this.#counter(a >> 3, a & 7, b, happenedMs);
        break;
      case ACT.orderedByMessage:
        this.#order(names.of(keywordIdAt(this.#service(), a)), happenedMs);
        break;
      case ACT.pointsRedeemed:
        this.#event("points.changed", happenedMs, place(POINTS, "redeemed"), a, b);
        break;
      case ACT.recharged:
        this.#event("balance.changed", happenedMs, place(BALANCE, "recharged"), a, b);
        break;
      case ACT.balanceFell:
        this.#event("balance.changed", happenedMs, place(BALANCE, "charged"), a, b);
        break;
      case ACT.complained:
        this.#complaint(a, happenedMs);
        break;
      case ACT.birthdayReached:
        this.#date("birthday", a, happenedMs);
        break;
      case ACT.tenureReached:
        this.#date("tenure", a, happenedMs);
        break;
      case ACT.contractEnded:
        this.#date("contractEnd", 0, happenedMs);
        break;
      case ACT.holidayBegan:
        this.#date("holiday", 0, happenedMs, names.ofHoliday(a));
        break;
      case ACT.dateAsked: {
        const { occasion, subject, daysBefore } = this.#dates[a]!;
        const what = occasion as (typeof OCCASION)["choices"][number];
        this.#date(what, b, happenedMs, names.of(subject), daysBefore);
        break;
      }
      case ACT.roamedOut: {
        const { mcc, mnc } = this.#setting.scenario.network;
        const at = this.#places[a]!;
        this.#event("roamed.out", happenedMs, Number(mcc), Number(mnc), at);
        break;
      }
      case ACT.roamedHome:
        this.#event("roamed.home", happenedMs, this.#places[a]!);
        break;
      case ACT.listLoaded:
        this.#event("list.loaded", happenedMs, this.#lists[a]!, b);
        break;
    }
  }

  #service(): NumberPlan["services"][number] {
    return this.#setting.scenario.numbers.services[this.#party - SERVICE_PARTY]!;
  }

  #menu(path: number, happenedMs: number): void {
    const service = this.#service();
    const keys = service.menu ? pathAt(service, path) : "";
    const label = labelAt(service, path);
    const drawn = hashWords(this.#subscriber, happenedMs) % 100;
    const result = label === "agent" ? "agent" : drawn < ABANDONED ? "abandoned" : "served";
    const names = this.#names;
    const [number, menu, about] = [names.of(service.number), names.of(keys), names.of(label)];
    this.#event("menu.chosen", happenedMs, number, menu, about, place(RESULT, result));
  }

  #tone(tone: number, by: "call" | "message" | "web" | "wap", happenedMs: number): void {
    const name = this.#names.ofTone(tone);
    const changed = place(TONE, "changed");
    this.#event("ringbackTone.changed", happenedMs, changed, place(WAY, by), name);
  }

  #counter(shop: number, business: number, seconds: number, openedMs: number): void {
    const name = this.#names.ofShop(shop);
    const closedMs = openedMs + seconds * SECOND_MS;
    this.#event("counter.opened", openedMs, name, business);
    this.#event("counter.closed", closedMs, name, business, seconds);
    if (business === place(BUSINESS, "order")) {
      const word = hashWords(this.#subscriber, openedMs);
      const product = COUNTER_PRODUCTS[word % COUNTER_PRODUCTS.length]!;
      this.#order(this.#names.of(product), closedMs);
    } else if (business === place(BUSINESS, "points")) {
      const points = pointsOf(this.#setting, this.#subscriber);
      const spent = Math.floor(points * SPENT_AT_COUNTER);
      if (spent === 0) return;
      this.#event("points.changed", closedMs, place(POINTS, "redeemed"), spent, points - spent);
    }
  }

  #order(product: number, happenedMs: number): void {
    this.#event("order.recorded", happenedMs, place(ORDER, "ordered"), product);
  }

  #complaint(path: number, happenedMs: number): void {
    const word = hashWords(this.#subscriber, happenedMs, ACT.complained);
    const about = this.#names.of(COMPLAINTS[word % COMPLAINTS.length]!);
    this.#menu(path, happenedMs);
    this.#event("complaint.opened", happenedMs, about, place(WAY, "call"));
    const closedMs = happenedMs + between(COMPLAINT_CLOSED_AFTER_MS, word >>> 4);
    const drawn = hashWords(word) % 100;
    const verdict = drawn < SOLVED ? "solved" : drawn < UNSOLVED ? "unsolved" : "unknown";
    this.#event("complaint.closed", closedMs, about, place(VERDICT, verdict));
  }

  #date(
    occasion: (typeof OCCASION)["choices"][number],
    years: number,
    happenedMs: number,
    subject = 0,
    daysBefore = 0,
  ): void {
    this.#event("date.reached", happenedMs, place(OCCASION, occasion), years, subject, daysBefore);
  }

  #event(
    type: FeedEventType,
    happenedMs: number,
    first: number,
    second = 0,
    third = 0,
    fourth = 0,
  ): void {
    const code = TYPE[type];
    const timeMs = this.#feeds.arrivalMs(this.#subscriber, code, happenedMs);
    if (timeMs === NEVER) return;
    const store = this.#store;
    const at = store.claim();
    store.happenedMs[at] = happenedMs;
    store.first[at] = first;
    store.second[at] = second;
    store.third[at] = third;
    store.fourth[at] = fourth;
    this.#rows.push(timeMs, FIRST_FEED_TYPE + code, NO_CELL, at, 0);
  }
}

/** The highest alert level between two volumes of a month, 0 for none. */
function levelCrossed(beforeKb: number, sinceKb: number): number {
  let crossed = 0;
  for (const level of DATA_LEVELS_KB) if (beforeKb < level && sinceKb >= level) crossed = level;
  return crossed;
}
