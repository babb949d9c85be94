// What the tracker remembers between messages, and how an event leaves it.
import type {
  SubscriberIndex,
  SubscriberRegistry,
  Token,
  Tokenise,
} from "../../domain/identity.ts";
import {
  EMPTY_PLAN,
  type NumberPlan,
  type OtherParty,
  WITHHELD,
} from "../../domain/number-plan.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import {
  type Connection,
  ConnectionTable,
  type Draft,
  FOREIGN_SUBSCRIBER,
  UNKNOWN_SUBSCRIBER,
} from "./connections.ts";
import { TmsiMap } from "./identities.ts";

/** What the tracker asks of the world around it. */
export interface TrackerOptions {
  readonly registry: SubscriberRegistry;
  /** The door: what the tracker keeps of digits and texts is what this makes of them. */
  readonly tokenise: Tokenise;
  /** Default: the plan of nobody, every number is a token. */
  readonly numbers?: NumberPlan;
}

/** Counters of what the tracker could not use. */
export interface TrackerCounts {
  /** Messages on a connection whose beginning was not seen. */
  unconnected: number;
  /** Events of connections that ended before their subscriber was known, or of foreign IMSIs. */
  dropped: number;
}

/** The state of {@link track}; made by {@link createTracker}, changed by nobody else. */
export interface Tracker {
  readonly registry: SubscriberRegistry;
  readonly tokenise: Tokenise;
  readonly numbers: NumberPlan;
  readonly counts: TrackerCounts;
  readonly connections: ConnectionTable;
  readonly tmsis: TmsiMap;
  /** Subscribers who detached and whom no event but an identity response has shown since. */
  readonly detached: Set<SubscriberIndex>;
  /** Events so far of each subscriber. */
  readonly sequences: number[];
  /** Connections that asked for a handover, and those that a handover has set up. */
  readonly leaving: Set<Connection>;
  readonly arriving: Set<Connection>;
  /** Time and frame of the message being tracked; the time never goes back. */
  timeMs: number;
  frame: number;
  events: SubscriberEvent[];
}

/** Events held for one connection until its subscriber is known. */
const HELD_MAX = 64;

export function createTracker({ registry, tokenise, numbers }: TrackerOptions): Tracker {
  return {
    registry,
    tokenise,
    numbers: numbers ?? EMPTY_PLAN,
    counts: { unconnected: 0, dropped: 0 },
    connections: new ConnectionTable(),
    tmsis: new TmsiMap(),
    detached: new Set(),
    sequences: [],
    leaving: new Set(),
    arriving: new Set(),
    timeMs: 0,
    frame: 0,
    events: [],
  };
}

/** Lets an event out, or holds it until the connection's subscriber is known. */
export function emit(
  tracker: Tracker,
  connection: Connection,
  event: Draft["event"],
  unreached?: Token,
): void {
  const frame = tracker.frame;
  const draft = unreached === undefined ? { event, frame } : { event, frame, unreached };
  if (connection.subscriber >= 0) conclude(tracker, connection.subscriber, draft);
  else if (connection.subscriber === UNKNOWN_SUBSCRIBER && connection.held.length < HELD_MAX) {
    connection.held.push(draft);
  } else tracker.counts.dropped++;
}

/** Gives the connection its subscriber and lets out what was held, at the present time. */
export function attribute(
  tracker: Tracker,
  connection: Connection,
  subscriber: SubscriberIndex,
): void {
  connection.subscriber = subscriber >= 0 ? subscriber : FOREIGN_SUBSCRIBER;
  const held = connection.held;
  if (held.length === 0) return;
  connection.held = [];
  if (subscriber < 0) tracker.counts.dropped += held.length;
  else for (const draft of held) conclude(tracker, subscriber, draft);
}

function conclude(tracker: Tracker, subscriber: SubscriberIndex, draft: Draft): void {
  const { event } = draft;
  const wasDetached = tracker.detached.has(subscriber);
  if (event.type === "location.updated" && wasDetached) {
    // A phone that wakes in another location area updates normally (TS 24.008 §4.4.3).
    const { fromLac, lac, ci } = event;
    push(tracker, subscriber, draft.frame, { type: "power.turnedOn", fromLac, lac, ci });
  } else {
    push(tracker, subscriber, draft.frame, event);
  }
  if (event.type === "power.turnedOff") tracker.detached.add(subscriber);
  // The identity is asked for within the update that brings the phone back, which is yet to come.
  else if (wasDetached && event.type !== "handset.seen") tracker.detached.delete(subscriber);
  if (draft.unreached !== undefined) concludeMissed(tracker, subscriber, draft);
}

/** The caller's leg is all that shows of a call to a phone that is off (campaigns.md §5.3). */
function concludeMissed(tracker: Tracker, caller: SubscriberIndex, draft: Draft): void {
  const called = tracker.registry.ofNumber(draft.unreached!);
  if (called < 0 || !tracker.detached.has(called)) return;
  const party = callerAs(tracker.registry.numberOf(caller));
  push(tracker, called, draft.frame, { type: "call.missed", why: "off", ...party, lac: 0, ci: 0 });
}

/** A caller whom the registry knows, as the called party sees her. */
function callerAs(peer: Token): OtherParty {
  return peer === 0 ? WITHHELD : { peer, numberClass: "onNet", number: "" };
}

function push(
  tracker: Tracker,
  subscriber: SubscriberIndex,
  frame: number,
  event: Draft["event"],
): void {
  const sequence = tracker.sequences[subscriber] ?? 0;
  tracker.sequences[subscriber] = sequence + 1;
  const head = { timeMs: tracker.timeMs, subscriber, sequence, source: "tap" as const };
  tracker.events.push({ ...head, cause: { frame }, ...event } as SubscriberEvent);
}
