// A campaign: who it is for, what it offers, when and where its moment comes.
import type {
  Brand,
  Capability,
  Channel,
  Consent,
  PlanFit,
  Profile,
  RingbackState,
  SimGeneration,
  Tariff,
  ValueTier,
} from "../domain/directory.ts";
import { PRODUCTS, type Product } from "../domain/product.ts";
import type { TriggerParameters } from "../domain/trigger.ts";
import type {
  Arbitration,
  ChannelTerms,
  ConsentPurpose,
  ContactCap,
  ContactChannel,
  DeliveryMoment,
  FollowUp,
  HistoryPolicy,
  ProductRecord,
} from "./terms.ts";

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
  readonly joinedWithinMonths?: number;
  readonly stars?: readonly number[];
  readonly planFits?: readonly PlanFit[];
  readonly simGenerations?: readonly SimGeneration[];
  readonly usesMobileData?: boolean;
  /** All of these purposes. */
  readonly consents?: readonly (keyof Consent)[];
  readonly homeCities?: readonly string[];
  readonly homeCitiesExcept?: readonly string[];
  /** Yuan, mean of the last three bills. */
  readonly minimumMonthlySpend?: number;
  readonly maximumMonthlySpend?: number;
  /** Any of these products. */
  readonly hasProducts?: readonly Product[];
  /** None of these. */
  readonly lacksProducts?: readonly Product[];
  /** Of any of these products a trial ended so few days ago, without an order. */
  readonly triedWithin?: ProductsWithin;
  /** Of none of these. */
  readonly notTriedWithin?: ProductsWithin;
  /** Any of these, whoever did it and why. */
  readonly hasCancelled?: readonly Product[];
  readonly hasComplained?: boolean;
  readonly notContactedWithinDays?: number;
  readonly needScoreAtLeast?: ProductScore;
  readonly refusalScoreBelow?: ProductScore;
  readonly fitScoreAtLeast?: ProductScore;
}

/** Products and a time before the run's first day. */
export interface ProductsWithin {
  readonly products: readonly Product[];
  readonly days: number;
}

/** A product and a score, 0 to 1. */
export interface ProductScore {
  readonly product: Product;
  readonly score: number;
}

export { PRODUCTS, type Product };

/** Assumed response to one offer; rates are probabilities, marked *calibrated* or *assumed* in the scenario file. */
export interface Response {
  /** Chance of acceptance when the offer arrives at once and unfatigued. */
  readonly accept: number;
  /** Chance that the same person converts with no message at all. */
  readonly unprompted: number;
  /** Chance of a complaint. */
  readonly complain: number;
  /** Where the rates hold: at this campaign's contacts (absent), or at the need's best moment. */
  readonly at?: "contact" | "peak";
  /** Chance of an answer that no more is wanted; absent: as simulator/response/answers.json has it. */
  readonly optOut?: number;
}

/** What a campaign offers, and how. */
export interface Offering {
  /** How the sentence names the offer: "trial MMS offered". */
  readonly offer: Words;
  readonly channel: ContactChannel;
  /** In order of preference, the first that the handset can take and that has room; absent: `channel` alone. */
  readonly channels?: readonly ContactChannel[];
  /** What is sold; the simulated people's hidden need for it. Absent: the trigger's usual one. */
  readonly product?: Product;
  /** Of the book's product records; its need class is `product`. Absent: of none. */
  readonly productId?: string;
  /** The text that would be sent. */
  readonly text: Words;
  readonly expiresAfterMs: number;
  /** At most so many offers between two midnights, to all people together; absent: no limit. */
  readonly offersPerDay?: number;
  /** Yuan that the campaign's contacts may cost in the whole run; absent: no limit. */
  readonly budget?: number;
  /** Absent: now. */
  readonly deliver?: DeliveryMoment;
  /**
   * An offer whose moment lies in quiet hours or outside the campaign's hours waits for the next
   * allowed hour, at most so long; absent: it is held back.
   */
  readonly holdMs?: number;
  readonly followUps?: readonly FollowUp[];
  readonly response: Response;
}

/** One variant of a campaign's offer, for a share of people by stable hash. */
export interface CampaignArm {
  readonly name: string;
  /** 0 to 1; what all arms leave gets the campaign's own offer. */
  readonly share: number;
  /** What differs from the campaign's offer; limits (offersPerDay, budget) are the campaign's. */
  readonly what: Partial<Offering>;
}

/** The ways of promotion of the model system (campaigns.md J10). */
export const STYLES = ["timely", "situational", "experience", "cross", "influence"] as const;
export type Style = (typeof STYLES)[number];
/** Its fields of application (campaigns.md J22). */
export const FIELDS = ["valueAdded", "industry", "voice", "care"] as const;
export type Field = (typeof FIELDS)[number];

export interface Campaign {
  readonly name: string;
  readonly title: Words;
  readonly who: Segment;
  readonly style?: Style;
  readonly field?: Field;
  readonly arms?: readonly CampaignArm[];
  /** Only this share of all people, by stable hash; absent: everybody. */
  readonly pilot?: { readonly share: number };
  readonly what: Offering;
  readonly whenAndWhere: {
    /** Index into the scenario's list of distinct trigger definitions. */
    readonly definition: number;
    /** A second trigger that the same person must have had within this time, in any order. */
    readonly and?: { readonly definition: number; readonly withinMs: number };
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
  /** Further caps, in one channel or in all. */
  readonly caps?: readonly ContactCap[];
  readonly respectDoNotDisturb: boolean;
  readonly excludeRedList: boolean;
  /** After a complaint about anything, never again in this run. */
  readonly excludeComplained: boolean;
  /** After accepting a campaign's offer, not that campaign again. */
  readonly excludeAccepted: boolean;
  readonly history?: HistoryPolicy;
  /** Purposes that a contact needs consent to; who is not in the master has given none. */
  readonly consent?: readonly ConsentPurpose[];
  /** Damage points that contacts and complaints of one person may add up to in the run. */
  readonly attention?: { readonly perPerson: number };
  /** Ids of the keywords by which a person withdraws from all offers; it takes effect at once. */
  readonly optOutKeywords?: readonly string[];
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
  /** Definitions whose trigger says that a person wants to hear no more. */
  readonly withdrawals?: readonly number[];
  readonly products?: readonly ProductRecord[];
  readonly channels?: Readonly<Partial<Record<ContactChannel, ChannelTerms>>>;
  /** Absent: by order. */
  readonly arbitration?: Arbitration;
}
