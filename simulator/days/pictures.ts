// MMS: sent over GPRS to friends, announced by a push to the one, reported by a push to the other.
import { CAPABILITY } from "../../domain/directory.ts";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { HABITS, HANDSETS } from "../people-tables.ts";
import { FLAG, handsetModel } from "../population.ts";
import { type Acts, between, NOBODY } from "./act-columns.ts";
import {
  ACT,
  HOURS,
  MMS_KILOBYTES,
  MMS_REPORTED,
  MMS_TRANSIT_MS,
  NEWSPAPER_KILOBYTES,
  NEWSPAPER_MS,
  NEWSPAPER_SPAN_MS,
} from "./act-tables.ts";
import { type Draws, hoursTable } from "./draws.ts";
import { isOff, type OffSpans } from "./power.ts";
import type { ServicesInUse } from "./services-in-use.ts";
import type { Setting } from "./setting.ts";

/** Friends to whom somebody sends on one day: a colleague, and somebody who lives near. */
const FRIENDS = 2;
const LEISURE = hoursTable(HOURS.leisure);
const MOST_PER_DAY = (HABITS.mms.perMonth / 30) * Math.exp(2.6 * HABITS.mms.sigma) * 2;
/** Counter of draws for what goes to the second friend. */
const SECOND_FRIEND = ACT.mmsReported;

/** Both ends work out the same messages: whom somebody sends to is found from either. */
export class Pictures {
  readonly #setting: Setting;
  readonly #draws: Draws;
  readonly #powerOf: (subscriber: number, day: number) => OffSpans;
  readonly #centre: number;
  readonly #newspaper: number;

  constructor(
    setting: Setting,
    draws: Draws,
    { party }: ServicesInUse,
    powerOf: (subscriber: number, day: number) => OffSpans,
  ) {
    this.#setting = setting;
    this.#draws = draws;
    this.#powerOf = powerOf;
    this.#centre = party("mmsCentre");
    this.#newspaper = party("newspaper");
  }

  add(subscriber: number, day: number, off: OffSpans, out: Acts): void {
    const flags = this.#setting.population.flags[subscriber]!;
    for (let slot = 0; slot < FRIENDS; slot++) {
      const friend = slot === 0 ? this.colleagueOf(subscriber, day) : this.neighbourOf(subscriber);
      if (friend < 0) continue;
      if (flags & FLAG.usesMms) this.#send(subscriber, friend, slot, day, off, out);
      this.#receive(subscriber, friend, slot, day, out);
    }
    if (flags & FLAG.newspaper && this.#newspaper !== NOBODY) this.#read(out);
  }

  #send(
    subscriber: number,
    friend: number,
    slot: number,
    day: number,
    off: OffSpans,
    out: Acts,
  ): void {
    const draws = this.#draws;
    const act = slot === 0 ? ACT.mmsSent : SECOND_FRIEND;
    for (let item = this.#count(subscriber, act); item > 0; item--) {
      const atMs = draws.moment(act, item, LEISURE);
      if (isOff(off, atMs)) continue;
      const word = draws.detail(act, item, 1);
      out.push(ACT.mmsSent, atMs, friend, between(MMS_KILOBYTES, word));
      const asked = word >>> 24 < MMS_REPORTED * 256;
      if (!asked || this.#centre === NOBODY || !this.#canShow(friend)) continue;
      const announcedMs = atMs + between(MMS_TRANSIT_MS, word >>> 4);
      const fetchedMs = onSince(this.#powerOf(friend, day), announcedMs) + MINUTE_MS;
      // What is fetched after midnight is reported to nobody here.
      if (fetchedMs < LAST_REPORT_MS) out.push(ACT.mmsReported, fetchedMs, this.#centre);
    }
  }

  #receive(subscriber: number, friend: number, slot: number, day: number, out: Acts): void {
    const { flags } = this.#setting.population;
    if (!(flags[friend]! & FLAG.usesMms) || this.#centre === NOBODY) return;
    const draws = this.#draws;
    const act = slot === 0 ? ACT.mmsSent : SECOND_FRIEND;
    let item = this.#count(friend, act);
    if (item === 0 || !this.#canShow(subscriber)) return;
    const off = this.#powerOf(friend, day);
    for (; item > 0; item--) {
      const atMs = draws.momentOf(friend, act, item, LEISURE);
      if (isOff(off, atMs)) continue;
      const word = draws.detailOf(friend, act, item, 1);
      const announcedMs = atMs + between(MMS_TRANSIT_MS, word >>> 4);
      out.push(ACT.mmsNotified, announcedMs, friend, between(MMS_KILOBYTES, word));
    }
  }

  /** The newspaper, in the morning and in the evening. */
  #read(out: Acts): void {
    if (this.#centre === NOBODY) return;
    for (let item = 0; item < NEWSPAPER_MS.length; item++) {
      const word = this.#draws.detail(ACT.mmsNotified, item, 0);
      const atMs = NEWSPAPER_MS[item]! + between([0, NEWSPAPER_SPAN_MS], word);
      out.push(ACT.mmsNotified, atMs, this.#newspaper, between(NEWSPAPER_KILOBYTES, word >>> 4));
    }
  }

  /** Half of a person's MMS go to each of the two friends. */
  #count(subscriber: number, act: number): number {
    return this.#draws.habitOf(subscriber, act, "mms", MOST_PER_DAY, 1 / 30 / FRIENDS);
  }

  #canShow(subscriber: number): boolean {
    const model = HANDSETS[handsetModel(this.#setting.key, subscriber, 0)]!;
    return (model.capabilities & CAPABILITY.mms) !== 0;
  }

  /** The colleague whose turn it is on this day, and whose turn this person is; −1 for none. */
  colleagueOf(subscriber: number, day: number): number {
    const { groupFirst, groupSize, groupPlace, colleagues } = this.#setting.population;
    const size = groupSize[subscriber]!;
    if (size === 0) return -1;
    const own = groupPlace[subscriber]!;
    const place = (day - own + 256 * size) % size;
    return place === own ? -1 : colleagues[groupFirst[subscriber]! + place]!;
  }

  /** The person next door in the order of homes; −1 for none. */
  neighbourOf(subscriber: number): number {
    const { rank, atRank, count } = this.#setting.population;
    const place = rank[subscriber]! ^ 1;
    return place < count ? atRank[place]! : -1;
  }
}

/** Reports of the last minutes of a day would come on the next. */
const LAST_REPORT_MS = 24 * 60 * MINUTE_MS - 30 * SECOND_MS;

/** The first moment from `timeMs` on at which the phone is on. */
function onSince(off: OffSpans, timeMs: number): number {
  for (let index = 0; index < off.length; index += 2) {
    if (timeMs >= off[index]! && timeMs < off[index + 1]!) return off[index + 1]!;
  }
  return timeMs;
}
