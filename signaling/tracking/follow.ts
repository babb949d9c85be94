// The first stage of the tracker: follows messages along their connections, and says what they show.
import type { BssmapMessage } from "../messages/bssmap.ts";
import type { DtapMessage } from "../messages/dtap.ts";
import type { Direction } from "../messages/sms.ts";
import type { TappedMessage } from "../tapped-message.ts";
import { onCallControl } from "./calls.ts";
import { type Connection, isUp } from "./connection.ts";
import { close, end, endAllBetween } from "./endings.ts";
import { completeHandover, onClearCommand, onHandover } from "./handovers.ts";
import { onPaging, reveal } from "./identity.ts";
import { type Links, NO_OCTETS } from "./links.ts";
import { moveTo, onMobilityManagement } from "./mobility.ts";
import type { Observation } from "./observations.ts";
import { confirm, open, orient } from "./openings.ts";
import { onClearRequest } from "./reestablishment.ts";
import { onShortMessage } from "./short-messages.ts";
import { onSupplementaryService } from "./supplementary.ts";
import { runTimers } from "./timers.ts";

const NOTHING: readonly Observation[] = [];
/** A connection ends without CLEAR COMMAND, or with one that was lost. */
const NO_CAUSE = -1;

/**
 * Follows the next message of the tap and returns what it shows, in order, behind what the time
 * before it does. A message older than one before it counts as of the later time.
 */
export function follow(links: Links, message: TappedMessage): readonly Observation[] {
  if (message.timeMs >= links.dueMs) runTimers(links, message.timeMs);
  if (message.timeMs > links.timeMs) links.timeMs = message.timeMs;
  links.frame = message.frame;
  links.octets = message.octets;
  onSccp(links, message);
  links.octets = NO_OCTETS;
  return taken(links);
}

/** Lets time pass without a message up to `toMs`, inclusive, and returns what that shows. */
export function elapse(links: Links, toMs: number): readonly Observation[] {
  if (toMs >= links.dueMs) runTimers(links, toMs);
  if (toMs > links.timeMs) links.timeMs = toMs;
  return taken(links);
}

function taken(links: Links): readonly Observation[] {
  if (links.observations.length === 0) return NOTHING;
  const { observations } = links;
  links.observations = [];
  return observations;
}

function onSccp(links: Links, message: TappedMessage): void {
  switch (message.sccp.type) {
    case "DT1": {
      const connection = links.connections.find(message);
      if (connection === undefined) links.counts.unconnected++;
      else onMessage(links, connection, message);
      break;
    }
    case "UDT":
    case "XUDT":
      onConnectionless(links, message);
      break;
    case "CR": {
      const connection = open(links, message);
      if (connection !== undefined) onMessage(links, connection, message);
      break;
    }
    case "CC": {
      const connection = confirm(links, message);
      if (connection !== undefined) onMessage(links, connection, message);
      break;
    }
    case "IT": {
      const connection = links.connections.find(message);
      if (connection === undefined) links.counts.unconnected++;
      else links.connections.touch(connection, links.timeMs, links.frame);
      break;
    }
    case "RLSD":
    case "CREF":
    case "RLC":
    case "ERR": {
      const connection = links.connections.find(message);
      if (connection === undefined) break;
      onMessage(links, connection, message);
      onClearCommand(links, connection, NO_CAUSE);
      if (message.sccp.type === "RLSD") close(links, connection);
      else end(links, connection);
      break;
    }
    default:
      break;
  }
}

function onConnectionless(links: Links, message: TappedMessage): void {
  const { bssap } = message;
  if (bssap?.layer !== "bssmap") return;
  if (bssap.message === "paging") onPaging(links, message.opc, bssap);
  else if (bssap.message === "reset") endAllBetween(links, message);
}

function onMessage(links: Links, connection: Connection, message: TappedMessage): void {
  links.connections.touch(connection, links.timeMs, links.frame);
  const { bssap } = message;
  if (bssap === undefined) return;
  if (bssap.layer === "bssmap") {
    orient(links, connection, message, bssap);
    onBssmap(links, connection, bssap);
    return;
  }
  if (connection.bss < 0) {
    links.counts.unconnected++;
    return;
  }
  // The phone speaks on the channel that a handover has set up: it has arrived.
  if (connection.handover !== undefined) completeHandover(links, connection);
  onDtap(links, connection, bssap, isUp(connection, message) ? "up" : "down");
}

function onBssmap(links: Links, connection: Connection, message: BssmapMessage): void {
  switch (message.message) {
    case "completeLayer3Information":
      moveTo(links, connection, message.cellIdentifier);
      if (message.imsi !== undefined) reveal(links, connection, message.imsi);
      onDtap(links, connection, message.layer3Information, "up");
      break;
    case "commonId":
      reveal(links, connection, message.imsi);
      break;
    case "cipherModeComplete":
      if (message.layer3MessageContents !== undefined) {
        onDtap(links, connection, message.layer3MessageContents, "up");
      }
      break;
    case "assignmentRequest":
      if (message.callIdentifier !== undefined) connection.callIdentifier = message.callIdentifier;
      break;
    case "assignmentComplete":
      if (message.cellIdentifier !== undefined) moveTo(links, connection, message.cellIdentifier);
      break;
    case "clearRequest":
      onClearRequest(links, connection, message.cause);
      break;
    case "clearCommand":
      onClearCommand(links, connection, message.cause);
      break;
    default:
      onHandover(links, connection, message);
  }
}

function onDtap(
  links: Links,
  connection: Connection,
  message: DtapMessage,
  direction: Direction,
): void {
  switch (message.protocol) {
    case "mobilityManagement":
    case "radioResource":
      onMobilityManagement(links, connection, message);
      break;
    case "callControl":
      onCallControl(links, connection, message, direction);
      break;
    case "shortMessageService":
      onShortMessage(links, connection, message, direction);
      break;
    case "supplementaryServices":
      onSupplementaryService(links, connection, message, direction);
      break;
  }
}
