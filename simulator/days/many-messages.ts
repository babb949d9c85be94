// One text to several friends: a greeting, an invitation; both ends find it from the sender alone.
import { hashWords } from "../../domain/hash.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { bernoulli, draw, PURPOSE, uniform } from "../random.ts";
import type { Setting } from "./setting.ts";

/** In the evening (campaigns.md A3), least and span, ms of the day. ASSUMED. */
const EVENING_MS = [19 * HOUR_MS, 2.5 * HOUR_MS] as const;
/** Friends who get it: least and span; and the time from one message to the next. ASSUMED. */
const FRIENDS = [3, 6] as const;
const GAP_MS = [15 * SECOND_MS, 25 * SECOND_MS] as const;
const PARTS = 4;
/** Low bits of a message's id: which text it is. */
const TEXT_BITS = 5;

/** What a message's row holds: 1 + the place of a keyword below this, and a text from here on. */
export const TEXT_OF_MANY = 0x10000;

/** The text of a message to many, by its id: the same number in all of one sending. */
export function textOfMany(id: number): number {
  return id & (2 ** TEXT_BITS - 1);
}

/** When somebody sends one text to so many friends. */
export interface Sending {
  readonly friends: number;
  /** ms of the day. */
  atMs(friend: number): number;
  id(friend: number): number;
}

/** Undefined on most days of most people; the rate is people.manyMessagesPerDay. */
export function sendingOf(setting: Setting, sender: number, day: number): Sending | undefined {
  const { key, scenario } = setting;
  const { manyMessagesPerDay } = scenario.people;
  const counter = day * PARTS;
  if (manyMessagesPerDay === 0) return undefined;
  if (!bernoulli(manyMessagesPerDay, key, sender, PURPOSE.manyMessages, counter)) return undefined;
  const begin = uniform(key, sender, PURPOSE.manyMessages, counter + 1);
  const word = draw(key, sender, PURPOSE.manyMessages, counter + 2);
  const firstMs = Math.round(EVENING_MS[0] + begin * EVENING_MS[1]);
  const gapMs = GAP_MS[0] + (word % GAP_MS[1]);
  return {
    friends: FRIENDS[0] + ((word >>> 16) % FRIENDS[1]),
    atMs: (friend) => Math.min(firstMs + friend * gapMs, 24 * HOUR_MS - MINUTE_MS),
    id: (friend) => {
      const own = hashWords(sender, day, friend, 7) >>> TEXT_BITS;
      return ((own << TEXT_BITS) | textOfMany(word >>> 8)) >>> 0;
    },
  };
}
