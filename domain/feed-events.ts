// What feeds say: typed events from the operator's systems, beside what the tap sees of people.
import type { OtherParty } from "./number-plan.ts";
import type { EventHead } from "./subscriber-event.ts";

/**
 * The operator's systems that tell Kairos something (campaigns.md §5.1). BOSS: orders, counters,
 * points; BI: lists; balance: online charging; HLR: roaming; care: complaints.
 */
export const FEEDS = [
  "boss",
  "bi",
  "balance",
  "ringbackTone",
  "mmsc",
  "wapGateway",
  "usage",
  "hlr",
  "ivr",
  "web",
  "calendar",
  "care",
] as const;
export type FeedName = (typeof FEEDS)[number];

export function isFeedName(name: unknown): name is FeedName {
  return (FEEDS as readonly unknown[]).includes(name);
}

/** What every event of a feed has; `timeMs` is when it reached Kairos. It never shows a cell. */
export interface FeedHead extends EventHead {
  readonly source: "feed";
  readonly feed: FeedName;
  /** When it really happened, ms since the start; not after `timeMs`, and below 0 before it. */
  readonly happenedMs: number;
}

/** One of these words. */
interface ChoiceField {
  readonly kind: "choice";
  readonly choices: readonly string[];
}

/** An id: of a product, a shop, a list. Letters, digits and hyphens; "" for none. */
interface NameField {
  readonly kind: "name";
}

/** An integer, both limits included. */
interface QuantityField {
  readonly kind: "quantity";
  readonly unit: string;
  readonly from: number;
  readonly to: number;
}

/** A listed service number, and keys to it: "" where they may not pass (domain/number-plan.ts). */
interface ListedField {
  readonly kind: "serviceNumber" | "menuPath";
}

export type FeedField = ChoiceField | NameField | QuantityField | ListedField;

interface FeedEventShape {
  readonly feed: FeedName;
  /** Whether the event names another party: peer, numberClass, number. */
  readonly party: boolean;
  /** In the order of their words in digests; at most four, the other party counted. */
  readonly fields: Readonly<Record<string, FeedField>>;
}

const NAME = { kind: "name" } as const;
const U32_MAX = 4_294_967_295;
const I32 = { from: -2_147_483_648, to: 2_147_483_647 } as const;

const choice = <const T extends readonly string[]>(...choices: T) =>
  ({ kind: "choice", choices }) as const;
const quantity = <const U extends string>(unit: U, { from = 0, to = U32_MAX } = {}) =>
  ({ kind: "quantity", unit, from, to }) as const;

/** What people come to a counter for. */
const BUSINESS = choice("payment", "order", "handset", "points", "complaint", "other");
/** The way a service was used: a call to a number, a message to one, the web, WAP, a person. */
const WAY = choice("call", "message", "ussd", "web", "wap", "agent");

/**
 * Every feed event: its one feed and its fields with their units. Events are named after what
 * happened, and their code in digests is their place here: new ones come last.
 */
export const FEED_EVENTS = {
  "order.recorded": {
    feed: "boss",
    party: false,
    fields: { action: choice("ordered", "renewed", "cancelled"), product: NAME },
  },
  "counter.opened": { feed: "boss", party: false, fields: { shop: NAME, business: BUSINESS } },
  "counter.closed": {
    feed: "boss",
    party: false,
    fields: { shop: NAME, business: BUSINESS, servedSeconds: quantity("s") },
  },
  "points.changed": {
    feed: "boss",
    party: false,
    fields: {
      reason: choice("earned", "redeemed", "expired"),
      points: quantity("points"),
      balancePoints: quantity("points"),
    },
  },
  "list.loaded": {
    feed: "bi",
    party: false,
    fields: { list: NAME, asOfDay: quantity("days since the start", { from: -100_000, to: 1e5 }) },
  },
  "balance.changed": {
    feed: "balance",
    party: false,
    fields: {
      reason: choice("charged", "recharged", "corrected"),
      amountFen: quantity("0.01 yuan"),
      balanceFen: quantity("0.01 yuan", I32),
    },
  },
  "ringbackTone.changed": {
    feed: "ringbackTone",
    party: false,
    fields: { action: choice("subscribed", "changed", "copied", "cancelled"), by: WAY, tone: NAME },
  },
  "mms.sent": { feed: "mmsc", party: true, fields: { kilobytes: quantity("kB") } },
  "mms.received": { feed: "mmsc", party: true, fields: { kilobytes: quantity("kB") } },
  "wap.opened": {
    feed: "wapGateway",
    party: false,
    fields: { site: NAME, kilobytes: quantity("kB") },
  },
  "data.used": {
    feed: "usage",
    party: false,
    fields: {
      kilobytes: quantity("kB"),
      monthKilobytes: quantity("kB"),
      levelKilobytes: quantity("kB"),
    },
  },
  "roamed.out": {
    feed: "hlr",
    party: false,
    fields: {
      mcc: quantity("mobile country code", { to: 999 }),
      mnc: quantity("mobile network code", { to: 999 }),
      place: NAME,
    },
  },
  "roamed.home": { feed: "hlr", party: false, fields: { place: NAME } },
  "menu.chosen": {
    feed: "ivr",
    party: false,
    fields: {
      number: { kind: "serviceNumber" },
      path: { kind: "menuPath" },
      label: NAME,
      result: choice("served", "agent", "abandoned"),
    },
  },
  "bill.queried": { feed: "web", party: false, fields: { about: NAME, by: WAY } },
  "date.reached": {
    feed: "calendar",
    party: false,
    fields: {
      occasion: choice("birthday", "tenure", "contractEnd", "trialEnd", "holiday", "season"),
      years: quantity("years", { to: 200 }),
      subject: NAME,
      daysBefore: quantity("days", { to: 60 }),
    },
  },
  "complaint.opened": { feed: "care", party: false, fields: { about: NAME, by: WAY } },
  "complaint.closed": {
    feed: "care",
    party: false,
    fields: { about: NAME, verdict: choice("solved", "unsolved", "unknown") },
  },
} as const satisfies Record<string, FeedEventShape>;

export type FeedEventType = keyof typeof FEED_EVENTS;

/** In the order of their codes. */
export const FEED_EVENT_TYPES = Object.keys(FEED_EVENTS) as readonly FeedEventType[];

type Shapes = typeof FEED_EVENTS;
type ValueOf<F> = F extends { readonly choices: readonly (infer C)[] }
  ? C
  : F extends { readonly unit: string }
    ? number
    : string;
type Fields<T extends FeedEventType> = {
  readonly [N in keyof Shapes[T]["fields"]]: ValueOf<Shapes[T]["fields"][N]>;
};
type Party<T extends FeedEventType> = Shapes[T]["party"] extends true ? OtherParty : unknown;

/** A feed event of one type. */
export type FeedEventOf<T extends FeedEventType> = FeedHead & {
  readonly type: T;
  readonly feed: Shapes[T]["feed"];
} & Fields<T> &
  Party<T>;

export type FeedEvent = { [T in FeedEventType]: FeedEventOf<T> }[FeedEventType];

export function isFeedEventType(type: string): type is FeedEventType {
  return Object.hasOwn(FEED_EVENTS, type);
}

/** Whether only a feed can tell this; what the tap sees may also come from a feed. */
export function isFeedEvent(event: { readonly type: string }): event is FeedEvent {
  return isFeedEventType(event.type);
}

/** The shape of an event type, without its literal types. */
export function feedShapeOf(type: FeedEventType): FeedEventShape {
  return FEED_EVENTS[type];
}

/** Letters, digits and hyphens, never so many digits in a row that they could be somebody's. */
const NAME_PATTERN = /^(?!.*\d{5})[A-Za-z0-9][A-Za-z0-9-]{0,39}$/;

/** Whether a text may stand in a field of kind "name". */
export function isFeedNameValue(text: string): boolean {
  return text === "" || NAME_PATTERN.test(text);
}
