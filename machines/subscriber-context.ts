// What the subscriber machine remembers, beside the states of its regions.
import type { ColumnType } from "./columnar/colony.ts";

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

/** With the states and the timers of the two fades 64 bytes a subscriber (`npm run bench`). */
export const SUBSCRIBER_COLUMNS: Readonly<Record<keyof SubscriberContext, ColumnType>> = {
  lac: "u16",
  ci: "u16",
  seenMs: "u40",
  beforeLac: "u16",
  beforeCi: "u16",
  leftMs: "u40",
  arrivedMs: "u40",
  powerSinceMs: "u40",
  mobilitySinceMs: "u40",
  callingSinceMs: "u40",
  messagingSinceMs: "u40",
  handsetSinceMs: "u40",
};
