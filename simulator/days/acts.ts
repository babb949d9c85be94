// What a person does with services on a day: messages with pictures, menus, counters, dates.
import { fraction } from "../../domain/hash.ts";
import { type CivilDate, civilDate, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { preferredChannel } from "../account.ts";
import { HABITS, type Habit } from "../people-tables.ts";
import { FLAG } from "../population.ts";
import { type Acts, between, NOBODY } from "./act-columns.ts";
import {
  ACT,
  AGENT_SECONDS,
  BUSINESS_WEIGHTS,
  FAVOURITE_SHARE,
  FORWARDING_ACTIVE,
  FORWARDING_WEIGHTS,
  HOURS,
  MENU_SECONDS,
  PER_MONTH,
  QUERY_WAYS,
  SERVED_SECONDS,
  SERVICE_CALLS,
  SHOPS,
  SITE_WEIGHTS,
  TONE_WAYS,
  TOPICS,
  VAIN_ANNOUNCED,
  VAIN_CAUSES,
  WAP_KILOBYTES,
  WEEKEND,
} from "./act-tables.ts";
import { Dates } from "./dates.ts";
import { Draws, hoursTable, weightTable } from "./draws.ts";
import { Money } from "./money.ts";
import { Pictures } from "./pictures.ts";
import { isOff, type OffSpans } from "./power.ts";
import { type ServicesInUse, servicesInUse } from "./services-in-use.ts";
import { isWorkday, type Setting } from "./setting.ts";

const DAYS_PER_MONTH = 30;
/** A person does nothing more often than this many times as often as the median (of the law's tail). */
const HABIT_DEVIATIONS = 2.6;
const ACTIVITY_FACTOR = 2;

const LEISURE = hoursTable(HOURS.leisure);
const BUSINESS = hoursTable(HOURS.business);
const SHOP = hoursTable(HOURS.shop);
const WAYS = weightTable(QUERY_WAYS);
const TONES = weightTable(TONE_WAYS);
const SITES = weightTable(SITE_WEIGHTS);
const FORWARDINGS = weightTable(FORWARDING_WEIGHTS);
const ERRANDS_AT_COUNTER = weightTable(BUSINESS_WEIGHTS);

/** Rates above which nobody goes, a day. */
const MOST_PER_DAY = Object.fromEntries(
  Object.entries(HABITS).map(([habit, { perMonth, sigma }]) => [
    habit,
    (perMonth / DAYS_PER_MONTH) * Math.exp(HABIT_DEVIATIONS * sigma) * ACTIVITY_FACTOR,
  ]),
) as Readonly<Record<Habit, number>>;

/** Makes {@link Acts}: a pure function of person and day. */
export class Acting {
  readonly #setting: Setting;
  readonly #draws: Draws;
  readonly #pictures: Pictures;
  readonly #money: Money;
  readonly #dates: Dates;
  readonly #services: ServicesInUse;
  readonly #serviceCalls: Uint8Array;
  /** What day it is, looked up once. */
  #day = Number.NaN;
  #date: CivilDate = { year: 0, month: 1, day: 1, weekday: 0 };
  #weekend = false;

  /** @param powerOf  when a phone is off, of anybody and any day */
  constructor(setting: Setting, powerOf: (subscriber: number, day: number) => OffSpans) {
    this.#setting = setting;
    this.#services = servicesInUse(setting.scenario.numbers);
    this.#draws = new Draws(setting);
    this.#pictures = new Pictures(setting, this.#draws, this.#services, powerOf);
    this.#money = new Money(setting, this.#draws);
    this.#dates = new Dates(setting);
    const { party } = this.#services;
    this.#serviceCalls = weightTable(
      SERVICE_CALLS.map(({ role, weight }) => (party(role) === NOBODY ? 0 : weight)),
    );
  }

  /** Writes what `subscriber` does on `day`; `off` is when her phone is off. */
  actsOf(subscriber: number, day: number, off: OffSpans, out: Acts): void {
    out.size = 0;
    this.#draws.begin(subscriber, day);
    const { population } = this.#setting;
    if (day !== this.#day) this.#turnTo(day);
    const weekend = this.#weekend;
    const uses = population.flags[subscriber]!;
    this.#pictures.add(subscriber, day, off, out);
    if (uses & FLAG.usesWap) this.#openWap(off, out);
    this.#money.add(subscriber, day, this.#date.day, out);
    this.#query(subscriber, weekend ? WEEKEND.query : 1, off, out);
    if (uses & FLAG.ringbackTone) this.#changeTone(off, out);
    this.#callServices(off, out);
    this.#callHotline(weekend ? WEEKEND.hotline : 1, off, out);
    this.#forward(subscriber, off, out);
    this.#visit(subscriber, weekend ? WEEKEND.counter : 1, out);
    this.#order(off, out);
    this.#complain(off, out);
    this.#dates.add(subscriber, day, this.#date, out);
  }

  /** Of these only what she asks, orders and changes, her messages to services among it. */
  messagesOf(subscriber: number, day: number, off: OffSpans, out: Acts): void {
    out.size = 0;
    this.#draws.begin(subscriber, day);
    if (day !== this.#day) this.#turnTo(day);
    this.#query(subscriber, this.#weekend ? WEEKEND.query : 1, off, out);
    const uses = this.#setting.population.flags[subscriber]!;
    if (uses & FLAG.ringbackTone) this.#changeTone(off, out);
    this.#order(off, out);
  }

  #turnTo(day: number): void {
    const { scenario } = this.#setting;
    this.#day = day;
    this.#date = civilDate(scenario.start, day) ?? this.#date;
    this.#weekend = !isWorkday(scenario, day);
  }

  /** How often today, at `perMonth` or as the habit has it. */
  #habit(act: number, habit: Habit, factor = 1): number {
    return this.#draws.habit(act, habit, MOST_PER_DAY[habit], factor / DAYS_PER_MONTH);
  }

  #openWap(off: OffSpans, out: Acts): void {
    const draws = this.#draws;
    for (let item = this.#habit(ACT.wapOpened, "wap"); item > 0; item--) {
      const atMs = draws.moment(ACT.wapOpened, item, LEISURE);
      if (isOff(off, atMs)) continue;
      const word = draws.detail(ACT.wapOpened, item, 1);
      const site = SITES[word & 255]!;
      out.push(ACT.wapOpened, atMs, NOBODY, site, between(WAP_KILOBYTES, word >>> 8));
    }
  }

  #query(subscriber: number, factor: number, off: OffSpans, out: Acts): void {
    const draws = this.#draws;
    for (let item = this.#habit(ACT.queriedByMessage, "query", factor); item > 0; item--) {
      const atMs = draws.moment(ACT.queriedByMessage, item, BUSINESS);
      const word = draws.detail(ACT.queriedByMessage, item, 1);
      const way = this.#wayOf(subscriber, word);
      if (way === WAY.web) {
        out.push(ACT.queriedByWeb, atMs, NOBODY, (word >>> 16) % TOPICS.length);
      } else if (!isOff(off, atMs)) {
        this.#ask(way, atMs, word >>> 16, out);
      }
    }
  }

  #wayOf(subscriber: number, word: number): number {
    if ((word & 255) >= FAVOURITE_SHARE * 256) return WAYS[(word >>> 8) & 255]!;
    const favourite = preferredChannel(this.#setting, subscriber);
    if (favourite === "sms") return WAY.message;
    if (favourite === "call") return WAY.call;
    return favourite === "web" ? WAY.web : WAYS[(word >>> 8) & 255]!;
  }

  #ask(way: number, atMs: number, word: number, out: Acts): void {
    const { hotline, questions, codes, questionPaths } = this.#services;
    if (way === WAY.message && questions.length > 0) {
      out.push(ACT.queriedByMessage, atMs, hotline, questions[word % questions.length]!);
      out.push(ACT.answered, atMs + 12 * SECOND_MS + (word % 20) * SECOND_MS, hotline);
    } else if (way === WAY.call && hotline !== NOBODY) {
      const path = questionPaths.length === 0 ? -1 : questionPaths[word % questionPaths.length]!;
      out.push(ACT.queriedByCall, atMs, hotline, path, between(MENU_SECONDS, word));
    } else if (way === WAY.ussd && codes > 0) {
      out.push(ACT.queriedByUssd, atMs, NOBODY, word % codes);
    }
  }

  #changeTone(off: OffSpans, out: Acts): void {
    const draws = this.#draws;
    const platform = this.#services.party("ringbackTones");
    for (let item = this.#habit(ACT.toneChangedByCall, "toneChange"); item > 0; item--) {
      const atMs = draws.moment(ACT.toneChangedByCall, item, LEISURE);
      const word = draws.detail(ACT.toneChangedByCall, item, 1);
      const tone = draws.tone(draws.detail(ACT.toneChangedByCall, item, 2));
      const way = TONES[word & 255]!;
      if (way >= TONE.web) {
        out.push(ACT.toneChangedOnline, atMs, NOBODY, tone, way - TONE.web);
        if (platform !== NOBODY) out.push(ACT.answered, atMs + 40 * SECOND_MS, platform);
      } else if (platform !== NOBODY && !isOff(off, atMs)) {
        const seconds = between(MENU_SECONDS, word >>> 8);
        if (way === TONE.message) out.push(ACT.toneChangedByMessage, atMs, platform, tone);
        else out.push(ACT.toneChangedByCall, atMs, platform, tone, seconds);
      }
    }
  }

  #callServices(off: OffSpans, out: Acts): void {
    if (this.#serviceCalls.length === 0) return;
    const draws = this.#draws;
    for (let item = this.#habit(ACT.serviceCalled, "voiceService"); item > 0; item--) {
      const atMs = draws.moment(ACT.serviceCalled, item, BUSINESS);
      if (isOff(off, atMs)) continue;
      const word = draws.detail(ACT.serviceCalled, item, 1);
      const { role, seconds, keys } = SERVICE_CALLS[this.#serviceCalls[word & 255]!]!;
      const party = this.#services.party(role);
      if (role === "retired") {
        const announced = fraction(word << 8) < VAIN_ANNOUNCED;
        const causes: readonly number[] = announced ? VAIN_CAUSES.announced : VAIN_CAUSES.silent;
        const cause = causes[(word >>> 8) % causes.length]!;
        out.push(ACT.retiredCalled, atMs, party, announced ? 1 : 0, cause);
      } else {
        out.push(ACT.serviceCalled, atMs, party, keys, between(seconds, word >>> 8));
      }
    }
  }

  #callHotline(factor: number, off: OffSpans, out: Acts): void {
    const { hotline, otherPaths } = this.#services;
    if (hotline === NOBODY) return;
    const draws = this.#draws;
    for (let item = this.#habit(ACT.hotlineCalled, "hotline", factor); item > 0; item--) {
      const atMs = draws.moment(ACT.hotlineCalled, item, BUSINESS);
      if (isOff(off, atMs)) continue;
      const word = draws.detail(ACT.hotlineCalled, item, 1);
      const path = otherPaths.length === 0 ? -1 : otherPaths[(word & 255) % otherPaths.length]!;
      out.push(ACT.hotlineCalled, atMs, hotline, path, between(AGENT_SECONDS, word >>> 8));
    }
  }

  #forward(subscriber: number, off: OffSpans, out: Acts): void {
    const draws = this.#draws;
    if (draws.count(ACT.forwardingSet, PER_MONTH.forwarding / DAYS_PER_MONTH) === 0) return;
    const atMs = draws.moment(ACT.forwardingSet, 1, LEISURE);
    if (isOff(off, atMs)) return;
    const word = draws.detail(ACT.forwardingSet, 1, 1);
    const active = fraction(word << 8) < FORWARDING_ACTIVE;
    const friend = this.#pictures.colleagueOf(subscriber, 0);
    const party = active && friend >= 0 ? friend : NOBODY;
    const condition = FORWARDINGS[word & 255]!;
    out.push(ACT.forwardingSet, atMs, party, condition * 2 + (active ? 1 : 0));
  }

  #visit(subscriber: number, factor: number, out: Acts): void {
    const draws = this.#draws;
    if (this.#habit(ACT.counterVisited, "counterVisit", factor) === 0) return;
    const { rank, count } = this.#setting.population;
    const word = draws.detail(ACT.counterVisited, 1, 1);
    const shop = Math.floor((rank[subscriber]! / count) * SHOPS);
    const business = ERRANDS_AT_COUNTER[word & 255]!;
    const atMs = draws.moment(ACT.counterVisited, 1, SHOP);
    const seconds = between(SERVED_SECONDS, word >>> 8);
    out.push(ACT.counterVisited, atMs, NOBODY, shop * 8 + business, seconds);
  }

  #order(off: OffSpans, out: Acts): void {
    const { hotline, orders } = this.#services;
    if (orders.length === 0) return;
    const draws = this.#draws;
    if (draws.count(ACT.orderedByMessage, PER_MONTH.order / DAYS_PER_MONTH) === 0) return;
    const atMs = draws.moment(ACT.orderedByMessage, 1, LEISURE);
    if (isOff(off, atMs)) return;
    const word = draws.detail(ACT.orderedByMessage, 1, 1);
    out.push(ACT.orderedByMessage, atMs, hotline, orders[word % orders.length]!);
    out.push(ACT.answered, atMs + MINUTE_MS, hotline);
  }

  #complain(off: OffSpans, out: Acts): void {
    const { hotline, agentPath } = this.#services;
    if (hotline === NOBODY || this.#habit(ACT.complained, "complaint") === 0) return;
    const draws = this.#draws;
    const atMs = draws.moment(ACT.complained, 1, BUSINESS);
    if (isOff(off, atMs)) return;
    const seconds = between(AGENT_SECONDS, draws.detail(ACT.complained, 1, 1));
    out.push(ACT.complained, atMs, hotline, agentPath, seconds);
  }
}

const WAY = { message: 0, call: 1, ussd: 2, web: 3 } as const;
const TONE = { call: 0, message: 1, web: 2, wap: 3 } as const;
