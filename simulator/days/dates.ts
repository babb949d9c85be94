// Dates of a person that the operator knows: birthdays, years as a customer, contracts, lists.
import { hashWords } from "../../domain/hash.ts";
import { type CivilDate, civilDate, DAY_MS } from "../../domain/time.ts";
import { contractEndsInDays, monthlyRate, tenureMonths } from "../account.ts";
import { FLAG, TRAIT } from "../population.ts";
import { draw, integerBelow, PURPOSE } from "../random.ts";
import { type Acts, between, NOBODY } from "./act-columns.ts";
import {
  ACT,
  LIST_DAY_OF_MONTH,
  LIST_MS,
  LISTS,
  OFTEN,
  ROAMED_AFTER_MS,
  ROAMING_WEIGHTS,
  TRIAL_SHARE,
} from "./act-tables.ts";
import { roamOf } from "./away.ts";
import { DatesAhead } from "./dates-ahead.ts";
import { weightTable } from "./draws.ts";
import { ScenarioLists } from "./scenario-lists.ts";
import type { Setting } from "./setting.ts";

const PLACES = weightTable(ROAMING_WEIGHTS);

/** First days of months in a year of 365 days, from 0. */
const MONTH_STARTS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
/** A subscription begins on one of these days of a month. */
const TENURE_DAYS = 28;
const MONTHS = 12;
/** Counter of purpose `account`: the day of the month on which the subscription began. */
const TENURE_DAY = 1;
const TRIAL = 2;
/** Youngest age of a band, years; the oldest band reaches to 75 (ASSUMED). */
const AGES = [12, 18, 25, 35, 50, 75];

export class Dates {
  readonly #setting: Setting;
  readonly #start: CivilDate | undefined;
  readonly #ahead: DatesAhead;
  readonly #lists: ScenarioLists;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#start = civilDate(setting.scenario.start);
    this.#ahead = new DatesAhead(setting);
    this.#lists = new ScenarioLists(setting);
  }

  /** @param date  of `day` */
  add(subscriber: number, day: number, date: CivilDate, out: Acts): void {
    const { key } = this.#setting;
    const dayOfYear = MONTH_STARTS[date.month - 1]! + date.day - 1;
    const leapDay = date.month === 2 && date.day === 29;
    const born = integerBelow(365, key, subscriber, PURPOSE.personTrait, TRAIT.birthday);
    if (born === dayOfYear && !leapDay) {
      out.push(ACT.birthdayReached, 0, NOBODY, this.#ageOf(subscriber));
    }
    const began = draw(key, subscriber, PURPOSE.account, TENURE_DAY) % TENURE_DAYS;
    if (began === date.day - 1) this.#celebrate(subscriber, date, out);
    if (contractEndsInDays(this.#setting, subscriber) === day) {
      out.push(ACT.contractEnded, 0, NOBODY);
    }
    const { holidays } = this.#setting.scenario.calendar;
    for (let place = 0; place < holidays.length; place++) {
      if (holidays[place]!.fromDay === day) out.push(ACT.holidayBegan, 0, NOBODY, place);
    }
    const { asked } = this.#ahead;
    for (let place = 0; place < asked.length; place++) {
      const years = this.#ahead.yearsOn(subscriber, day, place);
      if (years >= 0) out.push(ACT.dateAsked, 0, NOBODY, place, years);
    }
    this.#roam(subscriber, day, out);
    this.#lists.add(subscriber, day, out);
    if (date.day === LIST_DAY_OF_MONTH) this.#load(subscriber, day, out);
  }

  /** Other networks tell the home register that they serve her. */
  #roam(subscriber: number, day: number, out: Acts): void {
    const roaming = roamOf(this.#setting, subscriber, day);
    if (roaming === undefined) return;
    const { leftMs, backMs } = roaming;
    const word = hashWords(subscriber, leftMs);
    const place = PLACES[word & 255]!;
    const goneMs = leftMs + between(ROAMED_AFTER_MS.out, word >>> 8) - day * DAY_MS;
    const homeMs = backMs + between(ROAMED_AFTER_MS.home, word >>> 4) - day * DAY_MS;
    if (goneMs >= 0 && goneMs < DAY_MS) out.push(ACT.roamedOut, goneMs, NOBODY, place);
    if (homeMs >= 0 && homeMs < DAY_MS) out.push(ACT.roamedHome, homeMs, NOBODY, place);
  }

  #ageOf(subscriber: number): number {
    const { key, population } = this.#setting;
    const band = population.ageBand[subscriber]!;
    const [least, next] = [AGES[band]!, AGES[band + 1]!];
    return least + (draw(key, subscriber, PURPOSE.account, TRIAL) % (next - least));
  }

  /** A whole number of years as a customer on this day. */
  #celebrate(subscriber: number, date: CivilDate, out: Acts): void {
    const start = this.#start ?? date;
    const passed = (date.year - start.year) * MONTHS + date.month - start.month;
    const months = tenureMonths(this.#setting, subscriber) + passed;
    if (months % MONTHS === 0) out.push(ACT.tenureReached, 0, NOBODY, months / MONTHS);
  }

  /** Whose habits or state put them on a list of last month. */
  #load(subscriber: number, day: number, out: Acts): void {
    const { key, population } = this.#setting;
    const flags = population.flags[subscriber]!;
    const asOf = day - LIST_DAY_OF_MONTH;
    const put = (list: (typeof LISTS)[number]): void =>
      out.push(ACT.listLoaded, LIST_MS, NOBODY, LISTS.indexOf(list), asOf);
    if (flags & FLAG.ringbackDormant) put("ringbackToneDormant");
    if (monthlyRate(this.#setting, subscriber, "mms") >= OFTEN.mms) put("mmsOften");
    if (monthlyRate(this.#setting, subscriber, "query") >= OFTEN.query) put("queriesOften");
    const drawn = draw(key, subscriber, PURPOSE.account, TRIAL) / 4294967296;
    if (!(flags & FLAG.usesWap) && drawn < TRIAL_SHARE) put("wapTrial");
  }
}
