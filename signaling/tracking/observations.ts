// What the first stage of the tracker tells the second: facts, each about one subscriber.
import type { SubscriberIndex, SubscriberRegistry, Token } from "../../domain/identity.ts";
import type { EventHead, SubscriberEvent } from "../../domain/subscriber-event.ts";

type HeadFilledLater = "timeMs" | "subscriber" | "sequence" | "source" | "cause";
type WithoutHead<E> = E extends EventHead ? Omit<E, HeadFilledLater> : never;

/** An event but for what only the second stage can say: whose which one it is, and when. */
export type Particulars = WithoutHead<SubscriberEvent>;

/** When something was observed, so that what several trackers observe can be put in order. */
export interface Occurrence {
  readonly timeMs: number;
  /** Frame that shows it; when time alone does, the frame that set the timer. */
  readonly frame: number;
  /** Whether a timer ran out; that comes before all frames of its time. */
  readonly overdue: boolean;
}

/** A connection concluded an event. */
export interface Concluded extends Occurrence {
  readonly kind: "concluded";
  readonly subscriber: SubscriberIndex;
  readonly event: Particulars;
  /** Frame that concluded it: not `frame` when the event waited for its subscriber's IMSI. */
  readonly causeFrame: number;
}

/** A connection is known to be the subscriber's. */
export interface Appeared extends Occurrence {
  readonly kind: "appeared";
  readonly subscriber: SubscriberIndex;
  /** When the connection was opened. */
  readonly openedMs: number;
}

/** The network looks for the subscriber. */
export interface Paged extends Occurrence {
  readonly kind: "paged";
  readonly subscriber: SubscriberIndex;
}

/** A call that nobody answered is over, as its caller's leg shows it. */
export interface Attempted extends Occurrence {
  readonly kind: "attempted";
  /** Token of the called number, which names the addressee. */
  readonly number: Token;
  /** −1 when the caller is not known. */
  readonly caller: SubscriberIndex;
  readonly setUpMs: number;
  readonly alerted: boolean;
  readonly cause24008: number;
  readonly causeFrame: number;
}

export type Observation = Concluded | Appeared | Paged | Attempted;

/** The order of observations of several first stages, for a stable sort. */
export function byOccurrence(a: Occurrence, b: Occurrence): number {
  return a.timeMs - b.timeMs || Number(b.overdue) - Number(a.overdue) || a.frame - b.frame;
}

/** Whom an observation is about, −1 for nobody known: it goes to that subscriber's second stage. */
export function addresseeOf(
  registry: Pick<SubscriberRegistry, "ofNumber">,
  observation: Observation,
): SubscriberIndex {
  return observation.kind === "attempted"
    ? registry.ofNumber(observation.number)
    : observation.subscriber;
}
