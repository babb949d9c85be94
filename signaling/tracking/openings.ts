// How connections begin: CR and CC, either of which may be lost, doubled or late.
import type { BssmapMessage } from "../messages/bssmap.ts";
import type { TappedMessage } from "../tapped-message.ts";
import { type Connection, createConnection } from "./connection.ts";
import { CONNECTIONS_MAX } from "./connections.ts";
import { end, INACTIVITY_MS } from "./endings.ts";
import { dueAt, type Links } from "./links.ts";
import { hashOctets, isBrief, REPEAT_MS } from "./repeats.ts";

/** How much later than its CC a CR may be seen, ms: two ports of a tap are not in step. */
const REORDER_MS = 1_000;

/** BSSMAP messages on connections that the BSS sends, and that the MSC sends (48.008 §3.2.1). */
const SENT_BY_BSS: ReadonlySet<string> = new Set([
  "assignmentComplete",
  "assignmentFailure",
  "cipherModeComplete",
  "cipherModeReject",
  "classmarkUpdate",
  "clearComplete",
  "clearRequest",
  "completeLayer3Information",
  "handoverComplete",
  "handoverDetect",
  "handoverFailure",
  "handoverPerformed",
  "handoverRequestAcknowledge",
  "handoverRequired",
  "queueingIndication",
  "sapiNReject",
]);
const SENT_BY_MSC: ReadonlySet<string> = new Set([
  "assignmentRequest",
  "cipherModeCommand",
  "classmarkRequest",
  "clearCommand",
  "commonId",
  "handoverCommand",
  "handoverRequest",
  "handoverRequiredReject",
  "handoverSucceeded",
]);

/** The connection that a CR opens; undefined when the CR is one that was seen before. */
export function open(links: Links, message: TappedMessage): Connection | undefined {
  const { connections, timeMs } = links;
  const openerKey = connections.sourceKey(message);
  if (openerKey < 0) {
    links.counts.unconnected++;
    return undefined;
  }
  const hash = hashOctets(message.octets);
  const known = connections.ofSource(message);
  if (known !== undefined) {
    const opens = known.openerKey === openerKey;
    if (opens && !known.heardOpening && timeMs - known.openedMs <= REORDER_MS) {
      known.heardOpening = true;
      known.openingHash = hash;
      return known;
    }
    if (opens && known.openingHash === hash && timeMs - known.openedMs <= REPEAT_MS) {
      links.counts.repeated++;
      return undefined;
    }
    end(links, known);
  } else if (isBrief(links, openerKey, hash)) {
    links.counts.repeated++;
    return undefined;
  }
  const connection = added(links, openerKey, message.sccp.slr ?? 0);
  connection.heardOpening = true;
  connection.openingHash = hash;
  return connection;
}

/**
 * The connection that a CC confirms; a new one when its CR was not seen. Connections are opened by
 * the BSS but for handovers, whose first message will say so.
 */
export function confirm(links: Links, message: TappedMessage): Connection | undefined {
  const { connections } = links;
  const openerKey = connections.destinationKey(message);
  const otherKey = connections.sourceKey(message);
  if (openerKey < 0 || otherKey < 0) {
    links.counts.unconnected++;
    return undefined;
  }
  let connection = connections.find(message);
  if (connection !== undefined && connection.openerKey === openerKey) {
    if (connection.otherKey === otherKey) return connection;
    if (connection.otherKey >= 0) {
      end(links, connection);
      connection = undefined;
    }
  } else connection = undefined;
  const stale = connections.ofSource(message);
  if (stale !== undefined && stale !== connection) end(links, stale);
  if (connection === undefined) {
    const taken = connections.find(message);
    if (taken !== undefined) end(links, taken);
    connection = added(links, openerKey, message.sccp.dlr ?? 0);
    connection.bss = message.dpc;
    connection.exchange = links.exchanges.indexOf(message.opc);
  }
  connections.confirm(connection, otherKey);
  return connection;
}

/** Notes which end is the BSS, as the kind of a message on the connection shows it. */
export function orient(
  links: Links,
  connection: Connection,
  message: TappedMessage,
  bssap: BssmapMessage,
): void {
  if (connection.oriented) return;
  const byBss = SENT_BY_BSS.has(bssap.message);
  if (!byBss && !SENT_BY_MSC.has(bssap.message)) return;
  const { opc, dpc, sccp } = message;
  connection.oriented = true;
  connection.bss = byBss ? opc : dpc;
  connection.exchange = links.exchanges.indexOf(byBss ? dpc : opc);
  connection.openedByBss = byBss === (sccp.dlr !== connection.openerReference);
}

function added(links: Links, openerKey: number, openerReference: number): Connection {
  const { connections, timeMs, frame } = links;
  if (connections.size >= CONNECTIONS_MAX) {
    const oldest = connections.oldest ?? links.closing.values().next().value;
    if (oldest !== undefined) end(links, oldest);
  }
  const connection = createConnection(openerReference, timeMs, frame);
  connection.openerKey = openerKey;
  connections.add(connection);
  dueAt(links, timeMs + INACTIVITY_MS);
  return connection;
}
