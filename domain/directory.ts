// What the operator knows without the tap: subscriber master, number plan, TAC table, zones of cells.
import { type EventValues, valuesOf } from "./event-values.ts";
import { NO_TOKEN, type SubscriberIndex, type SubscriberRegistry } from "./identity.ts";
import type { ZoneIndex, ZoneKind } from "./location.ts";
import type { Product } from "./product.ts";
import type { SubscriberEvent } from "./subscriber-event.ts";

/** Brands of the published systems: 全球通 GoTone, 动感地带 M-Zone, 神州行 Easyown. */
export const BRANDS = ["gotone", "mzone", "easyown"] as const;
export type Brand = (typeof BRANDS)[number];

/** Value tiers of the value model (campaigns.md K2), best first. */
export const VALUE_TIERS = ["A1", "A2", "B1", "B2", "C", "D"] as const;
export type ValueTier = (typeof VALUE_TIERS)[number];

/** The operator's tariffs: fictional, named after brand and monthly fee in yuan. */
export const TARIFFS = [
  "gotone-58",
  "gotone-88",
  "gotone-188",
  "gotone-388",
  "mzone-16",
  "mzone-28",
  "mzone-48",
  "easyown-0",
  "easyown-15",
  "easyown-30",
] as const;
export type Tariff = (typeof TARIFFS)[number];

/** Ways to deal with the operator (campaigns.md K4). */
export const CHANNELS = ["sms", "call", "web", "counter"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What the ring-back tone platform says; dormant: unused or not renewed for three months. */
export const RINGBACK_STATES = ["none", "active", "dormant"] as const;
export type RingbackState = (typeof RINGBACK_STATES)[number];

/** What somebody uses beside the plan (K6): A far below it, B below, C about it, D far above it. */
export const PLAN_FITS = ["A", "B", "C", "D"] as const;
export type PlanFit = (typeof PLAN_FITS)[number];

/** Generations of cards. */
export const SIM_GENERATIONS = [2, 3, 4] as const;
export type SimGeneration = (typeof SIM_GENERATIONS)[number];

/** Stars of a customer (campaigns.md K3), 0 to so many. */
export const STARS_MAX = 5;

/** What somebody has agreed to. */
export interface Consent {
  readonly marketing: boolean;
  readonly location: boolean;
  readonly profiling: boolean;
}
export const CONSENTS = [
  "marketing",
  "location",
  "profiling",
] as const satisfies readonly (keyof Consent)[];

/** What the records hold of somebody and one product; days before the run's first day, from 0. */
export interface ProductHistory {
  /** Has it now. */
  readonly ordered?: true;
  /** Had a trial and did not order. */
  readonly triedDaysAgo?: number;
  /** Had it and gave it up, whoever did so. */
  readonly cancelledDaysAgo?: number;
  /** Taken off it: by her own wish, or with many in one batch. */
  readonly unsubscribedDaysAgo?: number;
  readonly unsubscribedBy?: "self" | "batch";
  readonly complainedAbout?: true;
}

/**
 * What mining makes of the records (campaigns.md W5), each 0 to 1: how much somebody is likely to
 * need a product and to refuse it, and how well it fits. Noisy, and never the hidden need itself.
 */
export interface ProductScores {
  readonly need: number;
  readonly refusal: number;
  readonly fit: number;
}

/** What a handset can do; bits of {@link HandsetType.capabilities}. */
export const CAPABILITY = { mms: 1, wap: 2, threeG: 4, fourG: 8 } as const;
export type Capability = keyof typeof CAPABILITY;

/** One line of the TAC table. */
export interface HandsetType {
  readonly tac: number;
  /** A fictional model name. */
  readonly model: string;
  /** Sum of {@link CAPABILITY} bits. */
  readonly capabilities: number;
}

/** A named place and its kind, with both names for the two interface languages. */
export interface Zone {
  readonly name: { readonly en: string; readonly zh: string };
  readonly kind: ZoneKind;
}

/** The subscriber master's static row: never ground truth, only what billing and customer care hold. */
export interface Profile {
  readonly brand: Brand;
  readonly tariff: Tariff;
  readonly monthlyFeeFen: number;
  readonly valueTier: ValueTier;
  readonly tenureMonths: number;
  readonly ageBand: "under18" | "18-24" | "25-34" | "35-49" | "50plus";
  /** Mean of the last three bills, 0.01 yuan. */
  readonly monthlySpendFen: number;
  /** When the run begins, 0.01 yuan; later the balance feed knows better. */
  readonly balanceFen: number;
  readonly points: number;
  /** Month 1 to 12 and day of the month. */
  readonly birthday: { readonly month: number; readonly day: number };
  /** Days from the run's first day to the end of a contract, −1 for none. */
  readonly contractEndsInDays: number;
  readonly preferredChannel: Channel;
  /** TAC of the handset that the records name; the tap may know of a newer one. */
  readonly tac: number;
  /** What that handset can do: {@link CAPABILITY} bits. */
  readonly capabilities: number;
  /** Town that the number belongs to, "" when there is none. */
  readonly homeCity: string;
  readonly ringbackTone: RingbackState;
  /** Months since a dormant tone was last used or renewed; 0 for the other states. */
  readonly ringbackToneDormantMonths: number;
  /** Whether callers hear a tone: its state is active. */
  readonly hasRingbackTone: boolean;
  readonly hasMissedCallAlert: boolean;
  readonly usesMms: boolean;
  readonly usesWap: boolean;
  readonly readsMobileNewspaper: boolean;
  readonly doNotDisturb: boolean;
  readonly history: Readonly<Partial<Record<Product, ProductHistory>>>;
  /** Days from the last contact in any channel to the run's first day, −1 for none. */
  readonly contactedDaysAgo: number;
  /** The same of telemarketing and the like alone. */
  readonly telemarketedDaysAgo: number;
  readonly consent: Consent;
  /** 0 to {@link STARS_MAX}. */
  readonly star: number;
  readonly planFit: PlanFit;
  /** Whether data of any account stands on the last bills. */
  readonly usesMobileData: boolean;
  readonly simGeneration: SimGeneration;
  readonly scores: Readonly<Record<Product, ProductScores>>;
  /** Of the operator's own staff or test numbers: never contacted. */
  readonly redListed: boolean;
  /** Zones where this subscriber is found on three of the last fourteen days or more (campaigns.md 5.3). */
  readonly regularZones: readonly ZoneIndex[];
}

/** Lookups that enrich events and qualify decisions; none of them reads the world's hidden truth. */
export interface Directory extends SubscriberRegistry {
  readonly subscribers: number;
  readonly zones: readonly Zone[];
  /** Zone of a cell, −1 for none or an unknown cell. */
  zoneOf(lac: number, ci: number): ZoneIndex;
  /** Row of the TAC table, undefined for a TAC that it lacks. */
  handsetType(tac: number): HandsetType | undefined;
  /** Undefined when the subscriber is not in the master (a roamer, or a capture without a scenario). */
  profile(subscriber: SubscriberIndex): Profile | undefined;
}

/** What is added to an event before any machine sees it: by the directory, and its fields as codes. */
export interface Enrichment extends EventValues {
  /** Zone of the event's cell, −1 for none. */
  readonly zone: ZoneIndex;
  /** "" when zone is −1. */
  readonly zoneKind: ZoneKind | "";
  /** Its name in English, "" when zone is −1. */
  readonly zoneName: string;
  /** Whether the subscriber is a regular of that zone. */
  readonly regular: boolean;
  /** handset.seen: capabilities of the TAC, −1 when the table lacks it; −1 on other events. */
  readonly capabilities: number;
  /** call.setUp: whether the other party has a ring-back tone; false when unknown. */
  readonly peerHasRingbackTone: boolean;
  /** Whether this subscriber has one in use; and its state. */
  readonly hasRingbackTone: boolean;
  readonly ringbackTone: RingbackState;
}

export type EnrichedEvent = SubscriberEvent & Enrichment;

/** Joins an event with the directory, once, so that a machine never looks anybody up. */
export function enrich(event: SubscriberEvent, directory: Directory): EnrichedEvent {
  const zone = event.ci === 0 && event.lac === 0 ? -1 : directory.zoneOf(event.lac, event.ci);
  const profile = directory.profile(event.subscriber);
  let capabilities = -1;
  let peerHasRingbackTone = false;
  if (event.type === "handset.seen") {
    capabilities = directory.handsetType(event.tac)?.capabilities ?? -1;
  } else if (event.type === "call.setUp") {
    const peer = event.peer === NO_TOKEN ? -1 : directory.ofNumber(event.peer);
    peerHasRingbackTone = peer >= 0 && directory.profile(peer)?.hasRingbackTone === true;
  }
  return {
    ...event,
    ...valuesOf(event),
    zone,
    zoneKind: zone < 0 ? "" : directory.zones[zone]!.kind,
    zoneName: zone < 0 ? "" : directory.zones[zone]!.name.en,
    regular: zone >= 0 && profile !== undefined && profile.regularZones.includes(zone),
    capabilities,
    peerHasRingbackTone,
    hasRingbackTone: profile?.hasRingbackTone ?? false,
    ringbackTone: toneOf(profile),
  };
}

function toneOf(profile: Profile | undefined): RingbackState {
  if (profile === undefined) return "none";
  if (profile.hasRingbackTone) return "active";
  return profile.ringbackTone === "dormant" ? "dormant" : "none";
}
