// What travels between the services: batches with their time marks, questions and their answers.
import type { Decision, Offered } from "../domain/decision.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { Inspection } from "../domain/map-frame.ts";
import type { Outcome, OutcomeKind } from "../domain/offer.ts";
import type { Named } from "../domain/scene.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { Trigger } from "../domain/trigger.ts";

/** Items after which a batch is closed, so that one is a short piece of work for every service. */
export const BATCH_ITEMS = 1_000;

/** Batches of one run are numbered from 0; a receiver takes n + 1 after n and nothing else. */
export interface BatchHead {
  readonly number: number;
  /** All that happens before or at this virtual time is in this batch or in an earlier one. */
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
  /** Of those items: taken by the whole chain, and taken by nobody. */
  readonly sent: number;
  readonly dropped: number;
}

export interface NoticedTrigger {
  readonly trigger: Trigger;
  /** The event that led to it, as long as it is remembered. */
  readonly event?: SubscriberEvent;
}

export interface TriggerBatch extends BatchHead {
  /** Number of events that the batch came from. */
  readonly events: number;
  /** In the order in which the twin noticed them; their times never go back. */
  readonly triggers: readonly NoticedTrigger[];
}

export interface OfferBatch {
  readonly toMs: number;
  /** In the order in which the desk made them. */
  readonly offers: readonly Offered[];
}

/** What became of one batch, told when the whole chain has finished with it. */
export interface WindowClosed {
  readonly toMs: number;
  readonly events: number;
  readonly decisions: readonly Decision[];
  readonly outcomes: readonly Outcome[];
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
