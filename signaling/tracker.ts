// Messages in, subscriber events out: what a passive tap on the A interface can know of people.
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { TappedMessage } from "./tapped-message.ts";
import { elapse, follow } from "./tracking/follow.ts";
import {
  createLinks,
  type Links,
  type LinksOptions,
  type TrackerCounts,
} from "./tracking/links.ts";
import type { Observation } from "./tracking/observations.ts";
import { createRoll, enter, type Roll, settle, takeEvents } from "./tracking/roll.ts";

export { elapse, follow } from "./tracking/follow.ts";
export { createLinks, type Links, type TrackerCounts } from "./tracking/links.ts";
export { addresseeOf, byOccurrence, type Observation } from "./tracking/observations.ts";
export { createRoll, enter, type Roll, settle, takeEvents } from "./tracking/roll.ts";

/**
 * Both stages in one: links are followed and yield observations, of which the roll of subscribers
 * makes events. To share the work among workers, give each exchange's links to one first stage and
 * each remainder of subscriber indices to one second stage, and put the observations of all first
 * stages in order ({@link byOccurrence}) window by window, each after `elapse` to the window's end.
 */
export interface Tracker {
  readonly links: Links;
  readonly roll: Roll;
  readonly counts: TrackerCounts;
}

/** What the tracker asks of the world around it. */
export type TrackerOptions = LinksOptions;

export function createTracker(options: TrackerOptions): Tracker {
  const links = createLinks(options);
  return { links, roll: createRoll(options), counts: links.counts };
}

/**
 * Takes the next message of the tap and returns the events that it concludes, in order, behind those
 * that the time before it does.
 *
 * An event's time is that of the message; a message older than one before it counts as of the
 * later time. Events of a connection whose subscriber is not known yet are held, and come out at
 * the time at which the IMSI is revealed, with the frame that concluded them as their cause.
 */
export function track(tracker: Tracker, message: TappedMessage): readonly SubscriberEvent[] {
  return entered(tracker, follow(tracker.links, message));
}

/**
 * Lets time pass without a message, up to `toMs` inclusive; returns what its passing concludes, in
 * order. Each event has the time of its own end: how often this is called changes nothing.
 */
export function advance(tracker: Tracker, toMs: number): readonly SubscriberEvent[] {
  return entered(tracker, elapse(tracker.links, toMs));
}

function entered(
  { links, roll }: Tracker,
  observations: readonly Observation[],
): readonly SubscriberEvent[] {
  for (const observation of observations) enter(roll, observation);
  settle(roll, links.timeMs);
  return takeEvents(roll);
}
