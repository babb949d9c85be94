// Names in feed events as numbers, so that rows of them hold no text: fixed ones, and the scenario's.
import { feedValueCode } from "../domain/feed-digest.ts";
import type { FeedField } from "../domain/feed-events.ts";
import type { ServiceNumber } from "../domain/number-plan.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { COMPLAINTS, LISTS, ROAMING_PLACES, SHOPS, SITES, TOPICS } from "./days/act-tables.ts";
import { datesAsked, idOfName } from "./days/dates-ahead.ts";
import { TONES } from "./people-tables.ts";

/** What is ordered at a counter, and what ends with a contract. */
export const COUNTER_PRODUCTS = ["dataPack", "missedCallAlert", "mobileNewspaper"] as const;

const NAME: FeedField = { kind: "name" };

/** The texts that stand in feed events of a scenario, by number, the same in every process; 0 is "". */
export class FeedNames {
  readonly #texts: string[] = [""];
  readonly #words: number[] = [0];
  readonly #numbers = new Map<string, number>([["", 0]]);
  readonly #tones: number;
  readonly #shops: number;
  readonly #holidays: readonly number[];

  constructor({
    numbers,
    calendar,
    definitions,
    lists = [],
  }: Pick<Scenario, "numbers" | "calendar" | "definitions" | "lists">) {
    for (const names of [SITES, TOPICS, COMPLAINTS, LISTS, ROAMING_PLACES, COUNTER_PRODUCTS]) {
      for (const text of names) this.#add(text);
    }
    this.#tones = this.#texts.length;
    for (let tone = 1; tone <= TONES; tone++) this.#add(`tone-${tone}`);
    this.#shops = this.#texts.length;
    for (let shop = 1; shop <= SHOPS; shop++) this.#add(`shop-${shop}`);
    for (const { number, keywords, paths = {} } of numbers.services) {
      for (const text of [number, ...Object.values(keywords)]) this.#add(text);
      for (const text of Object.entries(paths).flat()) this.#add(text);
    }
    this.#holidays = calendar.holidays.map(({ name }) => this.#add(idOfName(name.en)));
    for (const { subject } of datesAsked(definitions)) this.#add(subject);
    for (const { name } of lists) this.#add(name);
  }

  #add(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    this.#numbers.set(text, number);
    this.#texts.push(text);
    this.#words.push(feedValueCode(NAME, text));
    return number;
  }

  /** The number of a text of the tables or the scenario. */
  of(text: string): number {
    return this.#numbers.get(text)!;
  }

  /** @param place  among the scenario's holidays */
  ofHoliday(place: number): number {
    return this.#holidays[place]!;
  }

  /** @param tone  from 1 */
  ofTone(tone: number): number {
    return this.#tones + tone - 1;
  }

  /** @param shop  from 0 */
  ofShop(shop: number): number {
    return this.#shops + shop;
  }

  textOf(number: number): string {
    return this.#texts[number]!;
  }

  /** The text's word in digests. */
  wordOf(number: number): number {
    return this.#words[number]!;
  }
}

/** Id of a service's keyword, by its place. */
export function keywordIdAt({ keywords }: ServiceNumber, place: number): string {
  return Object.values(keywords)[place] ?? "";
}

/** Keys of one of a service's paths, by its place; "" for none. */
export function pathAt({ paths = {} }: ServiceNumber, place: number): string {
  return Object.keys(paths)[place] ?? "";
}

/** Id of what that path leads to. */
export function labelAt({ paths = {} }: ServiceNumber, place: number): string {
  return Object.values(paths)[place] ?? "";
}
