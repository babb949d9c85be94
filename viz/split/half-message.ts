// What the page and the worker of one half of the split say to each other.
import type { OutcomeKind } from "../../domain/offer.ts";
import type { Point, Scene } from "../../domain/scene.ts";

/** To the worker: which run; `scenario` is the gateway's JSON as it came. */
export interface BeginHalf {
  readonly kind: "begin";
  readonly scenario: unknown;
  readonly seed?: string;
  readonly subscribers?: number;
  /** Whether this half tells the true moments, which are the same in both. */
  readonly tellsMoments: boolean;
}

/** To the worker: live on until then, ms. */
export interface AdvanceHalf {
  readonly kind: "advance";
  readonly toMs: number;
}

export type HalfOrder = BeginHalf | AdvanceHalf;

/** An offer, where and when it was made. */
export interface HalfOffer {
  readonly id: string;
  readonly timeMs: number;
  readonly subscriber: number;
  readonly campaign: number;
  readonly at: Point;
}

export interface HalfOutcome {
  readonly id: string;
  readonly subscriber: number;
  readonly kind: OutcomeKind;
  readonly timeMs: number;
}

/** A group of people, and those of them who ordered. */
export interface HalfArm {
  readonly people: number;
  readonly converted: number;
}

/** Totals since the run began. */
export interface HalfCounts {
  readonly offered: number;
  readonly suppressed: number;
  readonly delivered: number;
  readonly accepted: number;
  readonly complained: number;
  readonly offeredByCampaign: readonly number[];
  readonly treated: HalfArm;
  readonly control: HalfArm;
}

/** From the worker: the run is made. */
export interface HalfReady {
  readonly kind: "ready";
  readonly scene: Scene;
  /** What the scenario says of its own numbers. */
  readonly notes?: { readonly calibrated?: string; readonly emerges?: string };
}

/** From the worker: a window is lived through. */
export interface HalfWindow {
  readonly kind: "window";
  readonly toMs: number;
  /** A people frame, packed: those who differ from the one before. */
  readonly people: ArrayBuffer;
  readonly offers: readonly HalfOffer[];
  readonly outcomes: readonly HalfOutcome[];
  /** Pairs of subscriber and time, one after the other. */
  readonly moments: Float64Array;
  readonly counts: HalfCounts;
}

export interface HalfFailed {
  readonly kind: "failed";
  readonly message: string;
}

export type HalfMessage = HalfReady | HalfWindow | HalfFailed;
