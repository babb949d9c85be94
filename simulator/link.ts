// The A interface as a stream of frames: events become messages, messages become MTP transfers.
import { type FeedEvent, isFeedEvent } from "../domain/feed-events.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import { MINUTE_MS } from "../domain/time.ts";
import { encodeMtp3, type MtpTransfer } from "../signaling/carriers/mtp3.ts";
import type { BssapMessage } from "../signaling/messages/bssap.ts";
import type { Direction } from "../signaling/messages/sms.ts";
import { Dialogues } from "./link/dialogues.ts";
import { type Connection, createConnection, Ends, type Sent } from "./link/ends.ts";
import { Schedule } from "./link/schedule.ts";
import { createParties } from "./parties.ts";
import { bscOf } from "./procedures/radio.ts";
import { type Forced, LADDER_LEAD_MS, type ProcedureName, type WireMessage } from "./procedures.ts";
import { runKey } from "./random.ts";
import type { Traffic } from "./traffic.ts";

/** A frame of a signalling link, and what it is for. */
export interface WireFrame {
  /** ms since the scenario's start. */
  readonly timeMs: number;
  /** What an MTP3 frame, M3UA or SCCPlite carries; {@link mtp3Of} for the first. */
  readonly transfer: MtpTransfer;
  /** What the encoder was given; absent in frames without BSSAP and in all parts but the last. */
  readonly bssap?: BssapMessage;
  /** Absent where no subscriber is behind the frame. */
  readonly subscriber?: number;
  readonly procedure: ProcedureName;
  /** The subscriber event that the frame is a part of. */
  readonly event?: Pick<SubscriberEvent, "type" | "sequence">;
  /** Whether the event is known from this frame on. */
  readonly concludes: boolean;
}

/** What the link needs of the traffic. */
export interface WireSource
  extends Pick<Traffic, "events" | "directory" | "world" | "spoken" | "numbers" | "tokenise"> {
  /** Forms that an event's procedure must take; undefined: as its word draws them. */
  formsOf?(event: SubscriberEvent): Forced | undefined;
}

export interface LinkOptions {
  /** Of the run: it draws the TMSIs. */
  readonly seed: string;
  /** ISO date of day 0, for time stamps. */
  readonly start: string;
  /** End of the run, ms: nothing is looked for beyond it. */
  readonly untilMs: number;
  /** Begins with a RESET of every BSC; default: false. */
  readonly reset?: boolean;
  /** Told of every event of a feed as it is passed by: no link carries it. */
  onFeed?(event: FeedEvent): void;
  /** Which of several links beside each other this one is, whose references must not meet. */
  readonly shard?: { readonly index: number; readonly of: number };
}

export interface Link {
  /** Frames of consecutive windows from 0 on, in order of time. */
  frames(fromMs: number, toMs: number): Iterable<WireFrame>;
}

/** An MTP3 frame (DLT 141). */
export function mtp3Of({ transfer }: Pick<WireFrame, "transfer">): Uint8Array {
  return encodeMtp3(transfer);
}

interface Pending {
  readonly timeMs: number;
  readonly order: number;
  readonly subscriber: number;
  /** A message, or the side whose time for an inactivity test it is. */
  readonly message: WireMessage | Direction;
  readonly connection: Connection;
  readonly procedure: ProcedureName;
  readonly event?: Pick<SubscriberEvent, "type" | "sequence">;
  readonly concludes: boolean;
}

/** Events are asked for, and expanded, in steps of this. */
const STEP_MS = 60_000;
const NOBODY = -1;
/** Order of what comes behind all else of its time. */
const LAST = Number.MAX_SAFE_INTEGER;
/** T(ias) of SCCP, after which an end says that it is still there (Q.714 annex C: 5 to 10 min). */
const INACTIVITY_MS = 6 * MINUTE_MS;
/** Procedures whose connections may be silent for longer. */
const CALLS: ReadonlySet<ProcedureName> = new Set([
  "originatedCall",
  "terminatedCall",
  "handoverBetweenBscs",
]);
/** Between the RESETs of two BSCs, and until each is acknowledged, ms. */
const RESET_EACH_MS = 1;
const RESET_ACKNOWLEDGED_MS = 12;
/** Reset cause: equipment failure (48.008 §3.2.2.5). */
const EQUIPMENT_FAILURE = 0x20;

/**
 * What a tap on the A interface sees of the source's events. Frames come as they are asked for;
 * what is held is what the ladders of the next seconds need.
 */
export function createLink(source: WireSource, options: LinkOptions): Link {
  const { seed, start, untilMs, shard = { index: 0, of: 1 } } = options;
  const { directory, world, spoken } = source;
  const dialogues = new Dialogues({
    partyOf: createParties(runKey(seed), world, directory),
    subscribers: directory.subscribers,
    spoken,
    start,
    numberOf: (subscriber) => directory.numberOf(subscriber),
    formsOf: (event) => source.formsOf?.(event),
  });
  const ends = new Ends(shard);
  const schedule = new Schedule<Pending>();
  let order = 0;
  let expandedMs = 0;
  if (options.reset === true) {
    for (const item of resets(world.cells.lac)) schedule.add({ ...item, order: order++ });
  }
  const expand = (event: SubscriberEvent): void => {
    const expanded = dialogues.expand(event);
    if (expanded === undefined) return;
    const { procedure, connections, handset } = expanded;
    const { subscriber } = event;
    procedure.messages.forEach((message, index) => {
      const about = message.showsHandset && handset !== undefined ? handset : event;
      const { timeMs } = message;
      schedule.add({
        timeMs,
        order: order++,
        subscriber,
        message,
        connection: connections[index]!,
        procedure: procedure.name,
        event: { type: about.type, sequence: about.sequence },
        concludes: message.concludes || message.showsHandset,
      });
    });
  };
  const send = (pending: Pending): readonly WireFrame[] => {
    const frames = framesOf(pending, ends);
    for (const test of testsAfter(pending)) schedule.add(test);
    return frames;
  };
  return {
    *frames(_fromMs, toMs) {
      const aheadMs = Math.max(expandedMs, Math.min(untilMs, toMs + LADDER_LEAD_MS));
      for (;;) {
        const safeMs = expandedMs < aheadMs ? Math.min(toMs, expandedMs - LADDER_LEAD_MS) : toMs;
        for (let due = schedule.take(safeMs); due !== undefined; due = schedule.take(safeMs)) {
          for (const pending of due) for (const frame of send(pending)) yield frame;
        }
        if (expandedMs >= aheadMs) return;
        const nextMs = Math.min(aheadMs, expandedMs + STEP_MS);
        for (const event of source.events(expandedMs, nextMs)) {
          if (isFeedEvent(event)) options.onFeed?.(event);
          else expand(event);
        }
        expandedMs = nextMs;
      }
    },
  };
}

const NO_FRAMES: readonly WireFrame[] = [];

function framesOf(pending: Pending, ends: Ends): readonly WireFrame[] {
  const { timeMs, message, connection, concludes } = pending;
  if (typeof message !== "string") {
    const sent = ends.send(message, connection);
    return sent.map((part, index) =>
      frameOf(pending, part, concludes && index === sent.length - 1),
    );
  }
  if (timeMs < connection.sentMs[message] + INACTIVITY_MS) return NO_FRAMES;
  return [frameOf(pending, ends.test(connection, message, timeMs), false)];
}

function frameOf(
  { timeMs, subscriber, procedure, event }: Pending,
  { transfer, bssap }: Sent,
  concludes: boolean,
): WireFrame {
  if (event === undefined) {
    const frame = { timeMs, transfer, procedure, concludes };
    return bssap === undefined ? frame : { ...frame, bssap };
  }
  return bssap === undefined
    ? { timeMs, transfer, subscriber, procedure, event, concludes }
    : { timeMs, transfer, bssap, subscriber, procedure, event, concludes };
}

/** Nothing is behind most messages. */
const NO_TESTS: readonly Pending[] = [];

/** When the two sides of a connection with a call look at it again; never, if it is over. */
function testsAfter(pending: Pending): readonly Pending[] {
  const { message, procedure, connection } = pending;
  const isTest = typeof message === "string";
  if (!isTest && (message.sccp !== "CC" || !CALLS.has(procedure))) return NO_TESTS;
  const sides = isTest ? [message] : (["up", "down"] as const);
  return sides
    .map((side) => ({ side, timeMs: connection.sentMs[side] + INACTIVITY_MS }))
    .filter(({ timeMs }) => timeMs < Number.POSITIVE_INFINITY)
    .map(({ side, timeMs }) => ({
      ...pending,
      message: side,
      timeMs,
      order: LAST,
      concludes: false,
    }));
}

/** Each BSC says that it begins anew, one after the other (48.008 §3.1.4). */
function* resets(lacs: Iterable<number>): Generator<Omit<Pending, "order">> {
  const areas = new Map([...new Set(lacs)].map((lac) => [bscOf(lac), lac]));
  let index = 0;
  for (const lac of areas.values()) {
    const timeMs = index++ * RESET_EACH_MS;
    const connection = createConnection(lac);
    const shared = { sccp: "UDT", concludes: false, showsHandset: false, path: 0, lac } as const;
    const head = { subscriber: NOBODY, connection, procedure: "reset", concludes: false } as const;
    const answeredMs = timeMs + RESET_ACKNOWLEDGED_MS;
    const reset = { layer: "bssmap", message: "reset", cause: EQUIPMENT_FAILURE } as const;
    const acknowledge = { layer: "bssmap", message: "resetAcknowledge" } as const;
    yield {
      ...head,
      timeMs,
      message: { ...shared, timeMs, direction: "up", bssap: reset },
    };
    yield {
      ...head,
      timeMs: answeredMs,
      message: { ...shared, timeMs: answeredMs, direction: "down", bssap: acknowledge },
    };
  }
}
