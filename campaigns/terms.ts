// The terms of offers that scenarios may name: products, channels, arms, moments of delivery, history.
import { CONTACT_CHANNELS, type ContactChannel } from "../domain/decision.ts";
import { DAY_MS } from "../domain/time.ts";
import type { Product, Words } from "./campaign.ts";

export { CONTACT_CHANNELS, type ContactChannel };

/** What a channel can take, of all campaigns together; absent numbers: no limit. */
export interface ChannelTerms {
  /** Yuan for each contact. */
  readonly cost?: number;
  /** sms, mms, wapPush: messages a second; those of one second may come at once. */
  readonly perSecond?: number;
  /** call: agents, each of whom is busy for `handlingMs` with each call. */
  readonly seats?: number;
  readonly handlingMs?: number;
  /** counter: places, each busy for `serviceMs`; offers are made while fewer than `queueBelow` wait. */
  readonly counters?: number;
  readonly serviceMs?: number;
  readonly queueBelow?: number;
}

/** One line of the product table (campaigns.md K17). */
export interface ProductRecord {
  readonly id: string;
  readonly title: Words;
  /** What people need of it: history, scores and response go by this class. */
  readonly need: Product;
  /** Yuan a month: its value in arbitration. */
  readonly price?: number;
  /** Yuan a month to the operator; counts in reports alone. */
  readonly cost?: number;
  /** The handset must be able to do all of these. */
  readonly handset?: readonly ("mms" | "wap" | "threeG" | "fourG")[];
  /** At most so many offers of it between two midnights, all campaigns together. */
  readonly pushesPerDay?: number;
  /** Greater is more important: it wins a moment before score and order are asked; absent: 0. */
  readonly priority?: number;
  /** Ids or need classes that a person must have. */
  readonly prerequisites?: readonly string[];
  /** Ids or need classes that a person must not have. */
  readonly excludes?: readonly string[];
  readonly scripts?: Readonly<Partial<Record<ContactChannel, Words>>>;
}

/**
 * When a decided offer is sent: at once; some time after the trigger; when a second trigger of the
 * book fires for the same person ("next idle"); at the next such time of day.
 */
export type DeliveryMoment =
  | { readonly kind: "now" }
  | { readonly kind: "after"; readonly afterMs: number }
  | { readonly kind: "nextIdle"; readonly definition: number }
  | { readonly kind: "at"; readonly timeOfDayMs: number };

/** A second message to somebody who has not answered, under all rules of that moment. */
export interface FollowUp {
  /** After the message before it was sent. */
  readonly afterMs: number;
  readonly text: Words;
}

/** The most that one person may be contacted, in one channel or in all. */
export interface ContactCap {
  readonly channel?: ContactChannel;
  readonly offers: number;
  readonly withinMs: number;
}

/** Whom past contacts with a product exclude (campaigns.md W2, W3); absent: the rule is not asked. */
export interface HistoryPolicy {
  /** Who has the product, also through an offer of this run. */
  readonly ordered?: boolean;
  /** Who tried it so recently and did not order. */
  readonly triedMs?: number;
  /** Who opened and cancelled it so recently. */
  readonly cancelledMs?: number;
  readonly batchUnsubscribedMs?: number;
  readonly selfUnsubscribedMs?: number;
  /** Who has ever complained about it. */
  readonly complainedAbout?: boolean;
  /** Whom anybody contacted so recently, in any channel, before or in this run. */
  readonly contactedMs?: number;
  /** Whom an agent called so recently, before or in this run. */
  readonly telemarketedMs?: number;
}

/** The published policies; months of 30 days, a year of 365. */
export const HISTORY_PRESETS = {
  w2: { cancelledMs: 90 * DAY_MS, telemarketedMs: 60 * DAY_MS },
  w3: {
    ordered: true,
    triedMs: 180 * DAY_MS,
    batchUnsubscribedMs: 180 * DAY_MS,
    selfUnsubscribedMs: 365 * DAY_MS,
    complainedAbout: true,
    contactedMs: 90 * DAY_MS,
  },
} as const satisfies Record<string, HistoryPolicy>;

/** Purposes that somebody agrees to. */
export type ConsentPurpose = "marketing" | "location" | "profiling";

/** Who wins a moment that several campaigns of products of one priority want. */
export interface Arbitration {
  /**
   * order: the first of the list; score: the highest fit × need × value − refusalWeight × refusal,
   * from the scores of the records and the product's price (yuan a month, 1 when it has none), the
   * first of the list on a tie.
   */
  readonly by: "order" | "score";
  readonly refusalWeight: number;
}
