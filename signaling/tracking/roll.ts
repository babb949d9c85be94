// The second stage of the tracker: what is known of each subscriber, and the events in its life.
import {
  NO_TOKEN,
  type SubscriberIndex,
  type SubscriberRegistry,
  type Token,
} from "../../domain/identity.ts";
import { type OtherParty, WITHHELD } from "../../domain/number-plan.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { isRefusal } from "../messages/dtap-elements.ts";
import { type Attempted, addresseeOf, type Observation, type Particulars } from "./observations.ts";
import { Pages, UNANSWERED_MS } from "./pages.ts";

/** Rows at first; they double. */
const ROWS_MIN = 64;

export interface RollOptions {
  readonly registry: Pick<SubscriberRegistry, "ofNumber" | "numberOf">;
  /**
   * Rolls that share the subscribers by the remainder of their index; this one has those of one
   * remainder. Default 1: all of them.
   */
  readonly rolls?: number;
}

/** The second stage; made by {@link createRoll}, changed by nobody else. */
export interface Roll {
  readonly registry: RollOptions["registry"];
  readonly rolls: number;
  readonly pages: Pages;
  /** By row: events so far; whether the phone detached and no event but of its identity followed. */
  sequences: Uint32Array;
  detached: Uint8Array;
  /** By row: time of the last SETUP to the phone, plus 1; 0 for none. */
  terminated: Float64Array;
  timeMs: number;
  events: SubscriberEvent[];
}

export function createRoll({ registry, rolls = 1 }: RollOptions): Roll {
  return {
    registry,
    rolls,
    pages: new Pages(),
    sequences: new Uint32Array(ROWS_MIN),
    detached: new Uint8Array(ROWS_MIN),
    terminated: new Float64Array(ROWS_MIN),
    timeMs: 0,
    events: [],
  };
}

/** Enters an observation; events stay in the roll until {@link takeEvents}. In their order only. */
export function enter(roll: Roll, observation: Observation): void {
  const { timeMs } = observation;
  if (timeMs >= roll.pages.dueMs) findUnanswered(roll, timeMs);
  if (timeMs > roll.timeMs) roll.timeMs = timeMs;
  switch (observation.kind) {
    case "concluded":
      onConcluded(roll, observation.subscriber, observation.event, observation.causeFrame);
      break;
    case "appeared":
      roll.pages.answer(observation.subscriber, observation.openedMs);
      break;
    case "paged":
      roll.pages.page(observation.subscriber, timeMs, observation.frame);
      break;
    case "attempted":
      onAttempted(roll, observation);
      break;
  }
}

/** Lets time pass up to `toMs`, inclusive, without an observation. */
export function settle(roll: Roll, toMs: number): void {
  if (toMs >= roll.pages.dueMs) findUnanswered(roll, toMs);
  if (toMs > roll.timeMs) roll.timeMs = toMs;
}

const NO_EVENTS: readonly SubscriberEvent[] = [];

/** The events since the last call, in order of time and, for each subscriber, of sequence. */
export function takeEvents(roll: Roll): readonly SubscriberEvent[] {
  if (roll.events.length === 0) return NO_EVENTS;
  const { events } = roll;
  roll.events = [];
  return events;
}

function onConcluded(
  roll: Roll,
  subscriber: SubscriberIndex,
  event: Particulars,
  frame: number,
): void {
  const row = rowOf(roll, subscriber);
  const wasDetached = roll.detached[row] === 1;
  if (event.type === "location.updated" && wasDetached) {
    // A phone that wakes in another location area updates normally (TS 24.008 §4.4.3).
    const { fromLac, lac, ci } = event;
    push(roll, subscriber, frame, { type: "power.turnedOn", lac, ci, fromLac });
  } else {
    push(roll, subscriber, frame, event);
  }
  if (event.type === "power.turnedOff") roll.detached[row] = 1;
  // The identity is asked for within the update that brings the phone back, which is yet to come.
  else if (wasDetached && event.type !== "handset.seen") roll.detached[row] = 0;
  if (event.type === "call.setUp" && event.direction === "terminated") {
    roll.terminated[row] = roll.timeMs + 1;
  }
}

/** The caller's leg is all that shows of a call whose other leg is not there (campaigns.md §5.3). */
function onAttempted(roll: Roll, attempted: Attempted): void {
  const called = addresseeOf(roll.registry, attempted);
  if (called < 0) return;
  const why = whyMissed(roll, rowOf(roll, called), attempted);
  if (why === undefined) return;
  const { caller, causeFrame } = attempted;
  const party = callerAs(caller < 0 ? NO_TOKEN : roll.registry.numberOf(caller));
  push(roll, called, causeFrame, { type: "call.missed", lac: 0, ci: 0, why, ...party });
}

function whyMissed(
  roll: Roll,
  row: number,
  { alerted, cause24008, setUpMs }: Attempted,
): "off" | "rejected" | "noAnswer" | undefined {
  if (roll.detached[row] === 1) return alerted ? undefined : "off";
  if (roll.terminated[row]! > setUpMs) return undefined;
  if (isRefusal(cause24008)) return "rejected";
  return alerted ? "noAnswer" : undefined;
}

/** A caller whom the registry knows, as the called party sees her. */
function callerAs(peer: Token): OtherParty {
  return peer === NO_TOKEN ? WITHHELD : { peer, numberClass: "onNet", number: "" };
}

function findUnanswered(roll: Roll, toMs: number): void {
  for (;;) {
    const unanswered = roll.pages.takeUnanswered(toMs);
    if (unanswered === undefined) return;
    const [subscriber, { lastMs, lastFrame }] = unanswered;
    if (lastMs + UNANSWERED_MS > roll.timeMs) roll.timeMs = lastMs + UNANSWERED_MS;
    push(roll, subscriber, lastFrame, { type: "paging.unanswered", lac: 0, ci: 0 });
  }
}

function push(roll: Roll, subscriber: SubscriberIndex, frame: number, event: Particulars): void {
  const row = rowOf(roll, subscriber);
  const sequence = roll.sequences[row]!;
  roll.sequences[row] = sequence + 1;
  const cause = { frame };
  const { timeMs } = roll;
  roll.events.push({
    ...event,
    timeMs,
    subscriber,
    sequence,
    source: "tap",
    cause,
  } as SubscriberEvent);
}

function rowOf(roll: Roll, subscriber: SubscriberIndex): number {
  const row = roll.rolls === 1 ? subscriber : Math.floor(subscriber / roll.rolls);
  if (row >= roll.sequences.length) grow(roll, row);
  return row;
}

function grow(roll: Roll, row: number): void {
  let rows = roll.sequences.length;
  while (rows <= row) rows *= 2;
  const { sequences, detached, terminated } = roll;
  roll.sequences = new Uint32Array(rows);
  roll.sequences.set(sequences);
  roll.detached = new Uint8Array(rows);
  roll.detached.set(detached);
  roll.terminated = new Float64Array(rows);
  roll.terminated.set(terminated);
}
