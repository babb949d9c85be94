// Dates that the calendar tells only when a campaign asks: days before, kinds of contracts, trials.
import { hashWords } from "../../domain/hash.ts";
import { type CivilDate, civilDate } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { birthdayOf, contractEndsInDays, tenureMonths } from "../account.ts";
import { householdOf } from "../population.ts";
import { draw, PURPOSE } from "../random.ts";
import type { Setting } from "./setting.ts";

/** Kinds of contracts, by weight, of those who have one. ASSUMED. */
export const CONTRACT_KINDS = ["annual-plan", "bundle", "handset"] as const;
const CONTRACT_WEIGHTS = [45, 30, 25] as const;
/** Who has a trial when the run begins, and within how many days it ends. ASSUMED. */
const TRIAL = { share: 0.06, days: 30 } as const;

/** First months of seasons, and what the calendar calls them; they begin on the first day. */
const SEASONS: Readonly<Record<number, string>> = {
  3: "spring",
  6: "summer",
  9: "autumn",
  12: "winter",
};

const MONTHS = 12;
/** Subscriptions begin on one of these days of a month; as simulator/days/dates.ts has it. */
const TENURE_DAYS = 28;
/** Counters of purpose `account`, as simulator/days/dates.ts counts them, and two more. */
const COUNTER = { tenureDay: 1, trialRunning: 16, trialEnd: 17, contractKind: 18 } as const;
const NOT_REACHED = -1;

export interface DateAsked {
  readonly occasion: string;
  /** As the calendar names it, "" for any. */
  readonly subject: string;
  readonly daysBefore: number;
}

/** What definitions ask beyond what the calendar always tells, each once. */
export function datesAsked(definitions: readonly TriggerParameters[]): readonly DateAsked[] {
  const asked = new Map<string, DateAsked>();
  for (const { name, ...parameters } of definitions) {
    if (name !== "date.reached") continue;
    const occasion = String(parameters["occasion"]);
    const subject = String(parameters["subject"] ?? "");
    const daysBefore = Number(parameters["daysBefore"] ?? 0);
    if (isAlwaysTold(occasion, subject, daysBefore)) continue;
    // Told by name, a season that begins is one date to those who ask for it and for any.
    const isAnySeason = occasion === "season" && subject === "" && daysBefore === 0;
    for (const one of isAnySeason ? Object.values(SEASONS) : [subject]) {
      asked.set(`${occasion} ${one} ${daysBefore}`, { occasion, subject: one, daysBefore });
    }
  }
  return [...asked.values()];
}

function isAlwaysTold(occasion: string, subject: string, daysBefore: number): boolean {
  if (daysBefore > 0 || occasion === "trialEnd" || occasion === "season") return false;
  return subject === "" || occasion === "holiday";
}

/** The date of a day of the run; the first of January where the calendar ends. */
const NO_DATE: CivilDate = { year: 0, month: 1, day: 1, weekday: 0 };

/** Knows of each person which of these dates a day is; a pure function. */
export class DatesAhead {
  readonly asked: readonly DateAsked[];
  readonly #setting: Setting;
  #day = Number.NaN;
  readonly #dates: CivilDate[] = [];

  constructor(setting: Setting) {
    this.#setting = setting;
    this.asked = datesAsked(setting.scenario.definitions);
  }

  /** Years of a birthday or anniversary, 0 for other dates; −1 when it is not this day. */
  yearsOn(subscriber: number, day: number, place: number): number {
    const { occasion, subject, daysBefore } = this.asked[place]!;
    if (day !== this.#day) this.#turnTo(day);
    const date = this.#dates[place]!;
    const target = day + daysBefore;
    switch (occasion) {
      case "birthday":
        return this.#birthday(subscriber, subject, date);
      case "tenure":
        return this.#tenure(subscriber, date);
      case "contractEnd":
        return this.#contract(subscriber, subject, target);
      case "trialEnd":
        return trialEndsInDays(this.#setting, subscriber) === target ? 0 : NOT_REACHED;
      case "holiday":
        return isHolidayBegun(this.#setting.scenario, subject, target) ? 0 : NOT_REACHED;
      default: {
        const season = date.day === 1 ? SEASONS[date.month] : undefined;
        const isMeant = season !== undefined && (subject === "" || subject === season);
        return isMeant ? 0 : NOT_REACHED;
      }
    }
  }

  #turnTo(day: number): void {
    this.#day = day;
    const { start } = this.#setting.scenario;
    for (const [place, { daysBefore }] of this.asked.entries()) {
      this.#dates[place] = civilDate(start, day + daysBefore) ?? NO_DATE;
    }
  }

  #birthday(subscriber: number, subject: string, { month, day }: CivilDate): number {
    const { key, population } = this.#setting;
    const isBorn = (person: number): boolean => {
      const born = birthdayOf({ key }, person);
      return born.month === month && born.day === day;
    };
    if (subject !== "family") return isBorn(subscriber) ? 0 : NOT_REACHED;
    const household = householdOf(key, subscriber);
    const first = subscriber - (subscriber % 4);
    for (let person = first; person < Math.min(first + 4, population.count); person++) {
      if (person === subscriber || householdOf(key, person) !== household) continue;
      if (isBorn(person)) return 0;
    }
    return NOT_REACHED;
  }

  #tenure(subscriber: number, { year, month, day }: CivilDate): number {
    const { key, scenario } = this.#setting;
    const began = draw(key, subscriber, PURPOSE.account, COUNTER.tenureDay) % TENURE_DAYS;
    if (began !== day - 1) return NOT_REACHED;
    const start = civilDate(scenario.start) ?? NO_DATE;
    const passed = (year - start.year) * MONTHS + month - start.month;
    const months = tenureMonths(this.#setting, subscriber) + passed;
    return months % MONTHS === 0 ? months / MONTHS : NOT_REACHED;
  }

  #contract(subscriber: number, subject: string, day: number): number {
    if (contractEndsInDays(this.#setting, subscriber) !== day) return NOT_REACHED;
    const isMeant = subject === "" || subject === contractKindOf(this.#setting, subscriber);
    return isMeant ? 0 : NOT_REACHED;
  }
}

/** Of those who have a contract. */
export function contractKindOf({ key }: Pick<Setting, "key">, subscriber: number): string {
  let rest = draw(key, subscriber, PURPOSE.account, COUNTER.contractKind) % 100;
  for (const [place, weight] of CONTRACT_WEIGHTS.entries()) {
    rest -= weight;
    if (rest < 0) return CONTRACT_KINDS[place]!;
  }
  return CONTRACT_KINDS[0];
}

/** Days from the run's first day to the end of a trial, −1 without one. */
export function trialEndsInDays({ key }: Pick<Setting, "key">, subscriber: number): number {
  const drawn = draw(key, subscriber, PURPOSE.account, COUNTER.trialRunning) / 4294967296;
  if (drawn >= TRIAL.share) return NOT_REACHED;
  return hashWords(draw(key, subscriber, PURPOSE.account, COUNTER.trialEnd)) % TRIAL.days;
}

function isHolidayBegun(
  { calendar }: Pick<Scenario, "calendar">,
  subject: string,
  day: number,
): boolean {
  return calendar.holidays.some(
    ({ fromDay, name }) => fromDay === day && (subject === "" || subject === idOfName(name.en)),
  );
}

/** "Spring Festival" → "spring-festival": a name as feeds may carry it. */
export function idOfName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40);
}
