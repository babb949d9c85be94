// Messages in, subscriber events out: what a passive tap on the A interface can know of people.
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { TappedMessage } from "./capture.ts";
import type { BssmapMessage } from "./messages/bssmap.ts";
import type { DtapMessage } from "./messages/dtap.ts";
import type { Direction } from "./messages/sms.ts";
import { onCallControl, onSupplementaryService, releaseOpenCalls } from "./tracking/calls.ts";
import { type Connection, createConnection, isUp } from "./tracking/connections.ts";
import { abandon, onHandover } from "./tracking/handovers.ts";
import { moveTo, onMobilityManagement, onPaging, reveal } from "./tracking/mobility.ts";
import { onShortMessage } from "./tracking/short-messages.ts";
import type { Tracker } from "./tracking/state.ts";

export {
  createTracker,
  type Tracker,
  type TrackerCounts,
  type TrackerOptions,
} from "./tracking/state.ts";

const NO_EVENTS: readonly SubscriberEvent[] = [];

/**
 * Takes the next message of the tap and returns the events that it concludes, in order.
 *
 * An event's time is that of the message; a message older than one before it counts as of the
 * later time. Events of a connection whose subscriber is not known yet are held, and come out at
 * the time at which the IMSI is revealed, with the frame that concluded them as their cause.
 */
export function track(tracker: Tracker, message: TappedMessage): readonly SubscriberEvent[] {
  tracker.timeMs = Math.max(tracker.timeMs, message.timeMs);
  tracker.frame = message.frame;
  switch (message.sccp.type) {
    case "UDT":
      onConnectionless(tracker, message);
      break;
    case "CR": {
      const connection = createConnection(message.sccp.slr ?? 0);
      endIfAny(tracker, tracker.connections.add(message, connection));
      onBssap(tracker, connection, message);
      break;
    }
    case "CC":
    case "DT1": {
      const connection = tracker.connections.find(message);
      if (connection === undefined) {
        tracker.counts.unconnected++;
        break;
      }
      if (message.sccp.type === "CC") {
        endIfAny(tracker, tracker.connections.add(message, connection));
      }
      onBssap(tracker, connection, message);
      break;
    }
    case "CREF":
    case "RLSD":
    case "RLC":
    case "ERR": {
      const connection = tracker.connections.find(message);
      if (connection === undefined) break;
      onBssap(tracker, connection, message);
      end(tracker, connection);
      break;
    }
    case "IT":
      break;
  }
  if (tracker.events.length === 0) return NO_EVENTS;
  const events = tracker.events;
  tracker.events = [];
  return events;
}

/** Lets time pass without a message, up to `toMs`; returns what its passing concludes, in order. */
export function advance(tracker: Tracker, toMs: number): readonly SubscriberEvent[] {
  tracker.timeMs = Math.max(tracker.timeMs, toMs);
  return NO_EVENTS;
}

function onConnectionless(tracker: Tracker, message: TappedMessage): void {
  const bssap = message.bssap;
  if (bssap?.layer !== "bssmap") return;
  if (bssap.message === "paging") onPaging(tracker, bssap);
  if (bssap.message !== "reset") return;
  // Either side has lost its connections with the other (3GPP TS 48.008 §3.1.4.1).
  for (const connection of tracker.connections.between(message.opc, message.dpc)) {
    end(tracker, connection);
  }
}

function endIfAny(tracker: Tracker, connection: Connection | undefined): void {
  if (connection !== undefined) end(tracker, connection);
}

function end(tracker: Tracker, connection: Connection): void {
  releaseOpenCalls(tracker, connection);
  tracker.counts.dropped += connection.held.length;
  connection.held = [];
  abandon(tracker, connection);
  tracker.connections.remove(connection);
}

function onBssap(tracker: Tracker, connection: Connection, message: TappedMessage): void {
  const { bssap } = message;
  if (bssap === undefined) return;
  if (bssap.layer === "bssmap") {
    if (bssap.message === "completeLayer3Information") connection.bss = message.opc;
    if (bssap.message === "handoverRequest") {
      connection.bss = message.dpc;
      connection.openedByBss = false;
    }
    onBssmap(tracker, connection, bssap);
  } else {
    onDtap(tracker, connection, bssap, isUp(connection, message) ? "up" : "down");
  }
}

function onBssmap(tracker: Tracker, connection: Connection, message: BssmapMessage): void {
  switch (message.message) {
    case "completeLayer3Information":
      moveTo(connection, message.cellIdentifier);
      if (message.imsi !== undefined) reveal(tracker, connection, message.imsi);
      onDtap(tracker, connection, message.layer3Information, "up");
      break;
    case "commonId":
      reveal(tracker, connection, message.imsi);
      break;
    case "cipherModeComplete":
      if (message.layer3MessageContents !== undefined) {
        onDtap(tracker, connection, message.layer3MessageContents, "up");
      }
      break;
    case "assignmentRequest":
      connection.callIdentifier = message.callIdentifier;
      break;
    case "assignmentComplete":
      if (message.cellIdentifier !== undefined) moveTo(connection, message.cellIdentifier);
      break;
    default:
      onHandover(tracker, connection, message);
  }
}

function onDtap(
  tracker: Tracker,
  connection: Connection,
  message: DtapMessage,
  direction: Direction,
): void {
  switch (message.protocol) {
    case "mobilityManagement":
    case "radioResource":
      onMobilityManagement(tracker, connection, message);
      break;
    case "callControl":
      onCallControl(tracker, connection, message, direction);
      break;
    case "shortMessageService":
      onShortMessage(tracker, connection, message);
      break;
    case "supplementaryServices":
      onSupplementaryService(tracker, connection, message, direction);
      break;
  }
}
