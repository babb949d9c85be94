// Rows of feed events: what stands in them as numbers, kept until they arrive, and as events again.
import { NO_CAUSE } from "../../domain/cause.ts";
import { partyWord } from "../../domain/digest.ts";
import { VALUE_NAMES } from "../../domain/event-values.ts";
import { feedFirstWord, feedSecondWord } from "../../domain/feed-digest.ts";
import {
  FEED_EVENT_TYPES,
  type FeedEvent,
  type FeedField,
  feedShapeOf,
} from "../../domain/feed-events.ts";
import { TAP_EVENT_TYPES } from "../../domain/subscriber-event.ts";
import type { Door } from "../door.ts";
import type { FeedNames } from "../feed-names.ts";
import { grown } from "./columns.ts";

/** Row types from here on are feed events: this and their place in FEED_EVENT_TYPES. */
export const FIRST_FEED_TYPE = TAP_EVENT_TYPES.length;

const FACTS_FIRST = 64;

/**
 * Facts of feed events, 24 octets each: when it happened, ms since the start, and its values in the
 * order of the vocabulary. A value is the place of a choice, the number of a name, a quantity modulo
 * 2³², or the code of a party.
 */
export class FeedFacts {
  count = 0;
  happenedMs = new Float64Array(FACTS_FIRST);
  first = new Uint32Array(FACTS_FIRST);
  second = new Uint32Array(FACTS_FIRST);
  third = new Uint32Array(FACTS_FIRST);
  fourth = new Uint32Array(FACTS_FIRST);

  /** A free place for one event's facts. */
  claim(): number {
    if (this.count === this.first.length) {
      this.happenedMs = grown(this.happenedMs);
      this.first = grown(this.first);
      this.second = grown(this.second);
      this.third = grown(this.third);
      this.fourth = grown(this.fourth);
    }
    return this.count++;
  }

  /** Takes over one event's facts from another store. */
  copy(from: FeedFacts, place: number): number {
    const own = this.claim();
    this.happenedMs[own] = from.happenedMs[place]!;
    this.first[own] = from.first[place]!;
    this.second[own] = from.second[place]!;
    this.third[own] = from.third[place]!;
    this.fourth[own] = from.fourth[place]!;
    return own;
  }
}

/** Facts of events that have not arrived yet; places are used again. */
export class FeedStore extends FeedFacts {
  #free = new Uint32Array(FACTS_FIRST);
  #freed = 0;

  override claim(): number {
    return this.#freed > 0 ? this.#free[--this.#freed]! : super.claim();
  }

  release(place: number): void {
    if (this.#freed === this.#free.length) this.#free = grown(this.#free);
    this.#free[this.#freed++] = place;
  }
}

/** Where the numbers of a row are looked up. */
export interface FeedWords {
  readonly door: Pick<Door, "partyOf">;
  readonly feedNames: FeedNames;
}

const FIELDS = FEED_EVENT_TYPES.map((type) => {
  const { party, fields } = feedShapeOf(type);
  return { party, list: Object.entries(fields) };
});

/** Both words of a row in digests, as feedWords makes them of its event; the second by `second`. */
export function feedRowWord(
  facts: FeedFacts,
  place: number,
  type: number,
  which: "first" | "second",
  { door, feedNames }: FeedWords,
): number {
  const { party, list } = FIELDS[type]!;
  const shift = party ? 1 : 0;
  const codeOf = (at: number, value: number): number => {
    if (at < shift) return partyWord(door.partyOf(value));
    const field = list[at - shift]?.[1];
    if (field === undefined) return 0;
    return field.kind === "choice" || field.kind === "quantity" ? value : feedNames.wordOf(value);
  };
  if (which === "first") {
    const first = codeOf(0, facts.first[place]!);
    return feedFirstWord(facts.happenedMs[place]!, first, codeOf(1, facts.second[place]!));
  }
  return feedSecondWord(codeOf(2, facts.third[place]!), codeOf(3, facts.fourth[place]!));
}

/** A row's values as codes, as domain/event-values.ts makes them of its event, to `into`. */
export function feedRowValues(
  facts: FeedFacts,
  place: number,
  type: number,
  { feedNames }: Pick<FeedWords, "feedNames">,
  into: { [index: number]: number },
): void {
  const { party, list } = FIELDS[type]!;
  const shift = party ? 1 : 0;
  for (let at = 0; at < VALUE_NAMES.length; at++) {
    const field = list[at]?.[1];
    const value = field === undefined ? 0 : valueAt(facts, place, at + shift);
    const isNumber = field?.kind === "choice" || field?.kind === "quantity";
    into[at] = field === undefined || isNumber ? value : feedNames.wordOf(value);
  }
}

function valueAt(facts: FeedFacts, place: number, at: number): number {
  if (at === 0) return facts.first[place]!;
  if (at === 1) return facts.second[place]!;
  return at === 2 ? facts.third[place]! : facts.fourth[place]!;
}

/** The event of a row. */
export function feedEventOf(
  facts: FeedFacts,
  place: number,
  head: {
    readonly type: number;
    readonly timeMs: number;
    readonly subscriber: number;
    readonly sequence: number;
  },
  { door, feedNames }: FeedWords,
): FeedEvent {
  const type = FEED_EVENT_TYPES[head.type]!;
  const { party, list } = FIELDS[head.type]!;
  const values = [
    facts.first[place]!,
    facts.second[place]!,
    facts.third[place]!,
    facts.fourth[place]!,
  ];
  const own: Record<string, unknown> = party ? { ...door.partyOf(values.shift()!) } : {};
  for (const [at, [name, field]] of list.entries()) {
    own[name] = valueOfCode(field, values[at]!, feedNames);
  }
  const { timeMs, subscriber, sequence } = head;
  const { feed } = feedShapeOf(type);
  const common = { timeMs, subscriber, sequence, source: "feed", cause: NO_CAUSE, lac: 0, ci: 0 };
  return { ...common, type, feed, happenedMs: facts.happenedMs[place]!, ...own } as FeedEvent;
}

function valueOfCode(field: FeedField, value: number, names: FeedNames): string | number {
  if (field.kind === "choice") return field.choices[value]!;
  if (field.kind !== "quantity") return names.textOf(value);
  return field.from < 0 ? value | 0 : value;
}
