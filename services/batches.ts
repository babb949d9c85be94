// What travels between the services: batches with their times, questions and their answers.
import type { Decision } from "../domain/decision.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { CampaignChange, CampaignCount, History, Inspection } from "../domain/map-frame.ts";
import type { Outcome, OutcomeKind } from "../domain/offer.ts";
import type { Named } from "../domain/scene.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";

/** Items after which a batch is closed, so that one is a short piece of work for every service. */
export const BATCH_ITEMS = 1_000;

/**
 * Where in virtual time a batch stands: it holds all that happens from `fromMs` on and before `toMs`.
 * Each batch begins where the one before it ended; the same batch may come again.
 */
export interface BatchHead {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Up to when something has come, ms of virtual time. */
export interface Reached {
  readonly toMs: number;
}

export interface EventBatch extends BatchHead {
  /** In total order. */
  readonly events: readonly SubscriberEvent[];
}

/** A frame of a signalling link: an MTP3 message signal unit from SIO on, in base64. */
export interface TappedFrame {
  readonly timeMs: number;
  readonly octets: string;
}

export interface FrameBatch extends BatchHead {
  /** In order of time. */
  readonly frames: readonly TappedFrame[];
  /** What feeds tell beside the link, in total order; absent: nothing. */
  readonly feeds?: readonly SubscriberEvent[];
}

/** What the traffic has made so far, whoever listened. */
export interface Generated {
  /** Of the events, or of the frames where the tap is fed with octets. */
  readonly digest: string;
  /** Of those items: in the log, and taken by nobody. */
  readonly sent: number;
  readonly dropped: number;
}

/** Digests of the three streams, over all that is closed. */
export interface Digests {
  readonly events: string;
  readonly triggers: string;
  readonly decisions: string;
}

/** What became of a window, told when every partition has finished with it. */
export interface WindowClosed extends BatchHead {
  readonly events: number;
  /** In the order of time. */
  readonly decisions: readonly Decision[];
  readonly outcomes: readonly Outcome[];
}

/** The sums of all windows, and those of the last network minute. */
export interface Sums {
  readonly events: number;
  readonly byCampaign: readonly CampaignCount[];
  readonly recent: readonly { readonly toMs: number; readonly events: number }[];
}

/** All that windows have told by `toMs`: a map that comes late begins with it. */
export interface Standing {
  readonly toMs: number;
  readonly totals: Sums;
  readonly history: History;
}

/** Holds a campaign's offers back, or lets them go again. */
export interface CampaignOrder extends CampaignChange {
  /** Its name in the scenario. */
  readonly campaign: string;
}

/** Places of a part of the population, from person `first` on: little-endian arrays in base64. */
export interface PeopleMoved {
  readonly timeMs: number;
  readonly first: number;
  readonly total: number;
  readonly x: string;
  readonly y: string;
  readonly state: string;
}

export interface SubscriberQuestion {
  readonly subscriber: SubscriberIndex;
}

/** What the twin believes about one subscriber. */
export interface Belief {
  readonly timeMs: number;
  readonly regions: Inspection["regions"];
  /** The last events, oldest first. */
  readonly events: readonly SubscriberEvent[];
  /** Cells in which the network saw the subscriber, at the first sight there, oldest first. */
  readonly sightings: readonly Sighting[];
}

export interface Sighting {
  readonly timeMs: number;
  readonly lac: number;
  readonly ci: number;
}

/** One decision about a subscriber, and how its offer stands. */
export interface Contact {
  readonly decision: Decision;
  readonly outcome?: OutcomeKind;
  /** When its message, not a reminder, was delivered. */
  readonly deliveredMs?: number;
  /** The event that led to the trigger, as long as it is remembered. */
  readonly event?: SubscriberEvent;
}

/** Asks for what only the world knows: about a person, and about messages behind some events. */
export interface TruthQuestion extends SubscriberQuestion {
  readonly events: readonly SubscriberEvent[];
}

export interface Truth {
  readonly person: Named;
  readonly track: Inspection["track"];
  /** For each event of the question, the messages behind it, oldest first. */
  readonly signals: readonly Inspection["signals"][];
}

/** A run on its own, beside the live one. One of `text` and `name` says which scenario. */
export interface Rehearsal {
  readonly text?: string;
  /** Of a file in scenarios/, without ".yaml". */
  readonly name?: string;
  readonly seed?: string;
  readonly subscribers?: number;
  readonly days?: number;
}
