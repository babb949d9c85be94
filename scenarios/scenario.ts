// A scenario: everything that a run needs besides a seed override.
import type { CampaignBook, Segment, Words } from "../campaigns/campaign.ts";
import type { FeedName } from "../domain/feed-events.ts";
import type { FeedParameters } from "../domain/feed-parameters.ts";
import type { ImportedNetwork } from "../domain/imported-network.ts";
import type { NumberPlan } from "../domain/number-plan.ts";
import type { Calendar } from "./calendar.ts";
import type { ExpectationBlock } from "./expectation.ts";
import type { SubscriberColumn } from "./network.ts";

/** Paths as the scenario has them: they count from its own folder. */
export interface NetworkFiles {
  readonly cells: string;
  readonly zones?: string;
  readonly baseMap?: string;
  readonly subscribers?: {
    readonly file: string;
    /** What each column is called in the file. */
    readonly columns: Readonly<Partial<Record<SubscriberColumn, string>>>;
  };
}

/** A list that the analysts' feed loads: the people who match, and a part of them if it says so. */
export interface SegmentList {
  readonly name: string;
  readonly who: Segment;
  /** Of the run, from 0. */
  readonly day: number;
  /** ms after midnight. */
  readonly atMs: number;
  /** 0 to 1, by stable hash. */
  readonly share: number;
}

/** Where a scenario comes from: a system of the catalogue, a row of it, its own words. */
export interface Source {
  readonly system: "s0" | "s1" | "s2" | "s3" | "kairos";
  readonly row?: string;
  readonly words?: string;
}

export interface Scenario extends CampaignBook {
  readonly name: string;
  readonly title: Words;
  readonly source?: Source;
  /** What is put in, and what comes out. */
  readonly notes?: { readonly calibrated?: string; readonly emerges?: string };
  /** statistics: nothing is sent, moments are counted by where people come from. Absent: offers. */
  readonly kind?: "offers" | "statistics";
  /** Default seed, any text. */
  readonly seed: string;
  /** ISO date of day 0. */
  readonly start: string;
  readonly days: number;
  readonly subscribers: number;
  readonly network: {
    readonly mcc: string;
    readonly mnc: string;
    /** Periodic location update timer T3212, ms (3GPP TS 24.008 §4.4.2). */
    readonly t3212Ms: number;
    /** Extent of the generated land, whole km. */
    readonly size: { readonly widthKm: number; readonly heightKm: number };
    /** Radio sites of it, about; by its size when it is not said. */
    readonly sites?: number;
    /** How many location areas, or how large one is. */
    readonly locationAreas: number | { readonly cells: number } | { readonly people: number };
    /** Where a real network comes from, in place of a generated one. */
    readonly files?: NetworkFiles;
    /** What those files hold, once they are read. */
    readonly imported?: ImportedNetwork;
  };
  /** Rates of the generated people; every default is documented in scenarios/scenario.schema.json. */
  readonly people: {
    /** Calls that a person starts in a day, answered or not: mean over people and days. */
    readonly callsPerDay: number;
    /** Short messages that a person sends in a day: mean over people and days. */
    readonly messagesPerDay: number;
    /** Share of people who switch off at night. */
    readonly nightOffShare: number;
    /** Handset replacements per subscriber and year. */
    readonly handsetChangesPerYear: number;
    /** Intercity train trips per subscriber and day. */
    readonly trainTripsPerDay: number;
    readonly ringbackToneShare: number;
    /** Times in a day that a person sends one text to several friends. */
    readonly manyMessagesPerDay: number;
  };
  readonly calendar: Calendar;
  /** What of a number may pass the tap. */
  readonly numbers: NumberPlan;
  /** What the operator's other systems tell, how late, of whom. */
  readonly feeds: Readonly<Record<FeedName, FeedParameters>>;
  /** Absent: none. */
  readonly lists?: readonly SegmentList[];
  /** As written; metrics/goals.ts reads them. Absent: none. */
  readonly goals?: readonly string[];
  readonly expectation?: Readonly<ExpectationBlock>;
}
