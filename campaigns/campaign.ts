// A campaign: who it is for, what it offers, when and where its moment comes.
import type {
  Brand,
  Capability,
  Channel,
  Profile,
  RingbackState,
  Tariff,
  ValueTier,
} from "../domain/directory.ts";
import type { TriggerParameters } from "../domain/trigger.ts";

export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** Predicate over the static profile; every given field must match. Empty = everybody. */
export interface Segment {
  readonly brands?: readonly Brand[];
  readonly valueTiers?: readonly ValueTier[];
  readonly ageBands?: readonly Profile["ageBand"][];
  readonly tariffs?: readonly Tariff[];
  readonly preferredChannels?: readonly Channel[];
  readonly ringbackTone?: readonly RingbackState[];
  readonly minimumTenureMonths?: number;
  readonly minimumPoints?: number;
  /** Yuan. */
  readonly balanceBelow?: number;
  /** 1 to 12. */
  readonly birthMonths?: readonly number[];
  /** Days from the run's first day; somebody without a contract never matches. */
  readonly contractEndsWithinDays?: number;
  /** All of these. */
  readonly handsetCan?: readonly Capability[];
  /** None of these. */
  readonly handsetCannot?: readonly Capability[];
  readonly hasRingbackTone?: boolean;
  readonly hasMissedCallAlert?: boolean;
  readonly usesMms?: boolean;
  readonly usesWap?: boolean;
  readonly readsMobileNewspaper?: boolean;
}

/** What people need or not, and campaigns sell. */
export const PRODUCTS = [
  "mms",
  "wap",
  "missedCallAlert",
  "mobileNewspaper",
  "ringbackTone",
  "other",
] as const;
export type Product = (typeof PRODUCTS)[number];

/** Assumed response to one offer; rates are probabilities, marked *calibrated* or *assumed* in the scenario file. */
export interface Response {
  /** Chance of acceptance when the offer arrives at once and unfatigued. */
  readonly accept: number;
  /** Chance that the same person converts with no message at all. */
  readonly unprompted: number;
  /** Chance of a complaint. */
  readonly complain: number;
}

export interface Campaign {
  readonly name: string;
  readonly title: Words;
  readonly who: Segment;
  readonly what: {
    /** How the sentence names the offer: "trial MMS offered". */
    readonly offer: Words;
    readonly channel: "sms";
    /** What is sold; the simulated people's hidden need for it. Absent: the trigger's usual one. */
    readonly product?: Product;
    /** The text that would be sent. */
    readonly text: Words;
    readonly expiresAfterMs: number;
    /** At most so many offers between two midnights, to all people together; absent: no limit. */
    readonly offersPerDay?: number;
    readonly response: Response;
  };
  readonly whenAndWhere: {
    /** Index into the scenario's list of distinct trigger definitions. */
    readonly definition: number;
    /** Hours of the day in which the campaign runs, ms after midnight; from > to wraps midnight. */
    readonly hours: { readonly fromMs: number; readonly toMs: number };
  };
}

/** The contact policy of the whole scenario. */
export interface ContactPolicy {
  /** No contact between these times of day; from > to wraps midnight; equal = none. */
  readonly quietHours: { readonly fromMs: number; readonly toMs: number };
  /** Least time between two contacts of one person, all campaigns together. */
  readonly minimumGapMs: number;
  /** At most `offers` contacts within any `withinMs`. */
  readonly cap: { readonly offers: number; readonly withinMs: number };
  readonly respectDoNotDisturb: boolean;
  readonly excludeRedList: boolean;
  /** After a complaint about anything, never again in this run. */
  readonly excludeComplained: boolean;
  /** After accepting a campaign's offer, not that campaign again. */
  readonly excludeAccepted: boolean;
}

/** All that deciding needs; campaigns compete in list order, first is most important. */
export interface CampaignBook {
  readonly definitions: readonly TriggerParameters[];
  readonly campaigns: readonly Campaign[];
  readonly policy: ContactPolicy;
  /** The control group: its moments are decided like all others, and then nothing is sent. */
  readonly control: {
    /** 0 ≤ share < 1 of all subscribers, by stable hash of (salt, subscriber). */
    readonly share: number;
    readonly salt: number;
  };
}
