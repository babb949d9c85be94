// What the regions of the subscriber machine share: its memory, its delays, its vocabulary.
import { setup } from "xstate";
import type { EnrichedEvent } from "../domain/directory.ts";
import { MINUTE_MS } from "../domain/time.ts";

/**
 * Cells as LAC and CI, 0–65535, both 0 when never seen; times in ms; each …SinceMs belongs to its
 * region.
 */
export interface SubscriberContext {
  /** Cell of the last sighting, and when it was. */
  readonly lac: number;
  readonly ci: number;
  readonly seenMs: number;
  /** The cell before, and the last sighting in it. */
  readonly beforeLac: number;
  readonly beforeCi: number;
  readonly leftMs: number;
  /** When the phone was first seen in its cell, returns to the cell before not counted. */
  readonly arrivedMs: number;
  readonly powerSinceMs: number;
  readonly mobilitySinceMs: number;
  readonly callingSinceMs: number;
  readonly messagingSinceMs: number;
  readonly handsetSinceMs: number;
}

export const INITIAL_CONTEXT: SubscriberContext = {
  lac: 0,
  ci: 0,
  seenMs: 0,
  beforeLac: 0,
  beforeCi: 0,
  leftMs: 0,
  arrivedMs: 0,
  powerSinceMs: 0,
  mobilitySinceMs: 0,
  callingSinceMs: 0,
  messagingSinceMs: 0,
  handsetSinceMs: 0,
};

/**
 * Three cells within this time are a journey; fewer, or a return, may be the radio changing its
 * mind.
 */
export const JOURNEY_MS = 15 * MINUTE_MS;

/** The times after which a state fades by itself. All *assumed*. */
export const FADES = {
  /** No further cell for so long: no longer moving. */
  journeyEnds: 10 * MINUTE_MS,
  /** No further message for so long: no longer texting. */
  textingEnds: 2 * MINUTE_MS,
} as const;

export interface SubscriberStep {
  readonly context: SubscriberContext;
  readonly event: EnrichedEvent;
}

export const subscriberSetup = setup({
  types: { context: {} as SubscriberContext, events: {} as EnrichedEvent },
  delays: FADES,
});
