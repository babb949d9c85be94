// Handovers: inside a BSS a notice afterwards, between two BSS a second connection to be joined.
import type { Bssmap, BssmapMessage } from "../messages/bssmap.ts";
import type { CellIdentifier } from "../messages/location.ts";
import { sameOctets } from "../octets.ts";
import { attribute, conclude, takeHeld } from "./attribution.ts";
import { type Connection, UNKNOWN_SUBSCRIBER } from "./connection.ts";
import { forgetHandover } from "./endings.ts";
import { reveal } from "./identity.ts";
import { dueAt, type Links, watch } from "./links.ts";
import { moveTo } from "./mobility.ts";

/**
 * How long after HANDOVER REQUEST its completion is waited for, ms. Assumed: the timers of MSC and
 * BSS that watch a handover (3GPP TS 48.008 §3.1.5.2.1) are the operator's, and of some seconds.
 */
export const HANDOVER_MS = 30_000;
/** Cause of CLEAR COMMAND that ends a call, 3GPP TS 48.008 §3.2.2.5. */
const CALL_CONTROL = 0x09;

/**
 * Follows the handover messages of 3GPP TS 48.008 §3.1.5. The two connections share no reference
 * for certain: they are joined by IMSI, else by Call Identifier, else by Layer 3 Information that
 * is the same in HANDOVER REQUEST ACKNOWLEDGE and HANDOVER COMMAND.
 */
export function onHandover(links: Links, connection: Connection, message: BssmapMessage): void {
  switch (message.message) {
    case "handoverPerformed":
      onPerformed(links, connection, message.cellIdentifier);
      break;
    case "handoverRequired":
      watch(links.leaving, connection, (oldest) => links.leaving.delete(oldest));
      break;
    case "handoverRequest":
      onRequest(links, connection, message);
      break;
    case "handoverRequestAcknowledge":
      if (connection.handover !== undefined) {
        connection.handover.octets = message.layer3InformationOctets.slice();
      }
      break;
    case "handoverCommand":
      connection.commanded = true;
      onCommand(links, connection, message.layer3InformationOctets);
      break;
    case "handoverComplete":
      completeHandover(links, connection);
      break;
    case "handoverFailure":
    case "handoverRequiredReject":
      forgetHandover(links, connection);
      break;
  }
}

/** The phone is on the new channel: the target connection takes over, the source only closes. */
export function completeHandover(links: Links, target: Connection): void {
  const { handover } = target;
  if (handover === undefined) return;
  const { source, lac, ci } = handover;
  let { fromLac, fromCi } = handover;
  if (source !== undefined) {
    if (source.lac !== 0 || source.ci !== 0) ({ lac: fromLac, ci: fromCi } = source);
    takeOver(links, target, source);
  }
  links.arriving.delete(target);
  target.handover = undefined;
  target.lac = lac;
  target.ci = ci;
  conclude(links, target, { type: "call.handedOver", lac, ci, fromLac, fromCi });
}

/**
 * CLEAR COMMAND to a connection that a handover was commanded on, in a call and not for its end: the
 * phone has arrived, even if HANDOVER COMPLETE was lost.
 */
export function onClearCommand(links: Links, source: Connection, cause: number): void {
  if (!source.commanded) return;
  if (cause === CALL_CONTROL || source.calls.length === 0) {
    source.commanded = false;
    return;
  }
  for (const target of links.arriving) {
    if (target.handover?.source === source) completeHandover(links, target);
  }
}

/** The handover never completed: its connections go on by themselves. */
export function abandonHandover(links: Links, target: Connection): void {
  target.handover = undefined;
  links.arriving.delete(target);
}

function onPerformed(links: Links, connection: Connection, cell: CellIdentifier): void {
  const { lac: fromLac, ci: fromCi } = connection;
  moveTo(links, connection, cell);
  const { lac, ci } = connection;
  if (lac === fromLac && ci === fromCi) return;
  conclude(links, connection, { type: "call.handedOver", lac, ci, fromLac, fromCi });
}

function onRequest(links: Links, connection: Connection, message: Bssmap<"handoverRequest">): void {
  if (connection.handover !== undefined) return;
  const serving = message.cellIdentifierServing;
  const target = message.cellIdentifierTarget;
  const fromLac = "lac" in serving ? serving.lac : 0;
  // First: an IMSI that contradicts what was known of the connection begins it anew.
  if (message.imsi !== undefined) reveal(links, connection, message.imsi);
  connection.callIdentifier = message.callIdentifier ?? -1;
  connection.handover = {
    source: sourceOf(links, connection),
    sinceMs: links.timeMs,
    sinceFrame: links.frame,
    lac: "lac" in target ? target.lac : fromLac,
    ci: "ci" in target ? target.ci : 0,
    fromLac,
    fromCi: "ci" in serving ? serving.ci : 0,
    octets: undefined,
  };
  watch(links.arriving, connection, (oldest) => abandonHandover(links, oldest));
  dueAt(links, links.timeMs + HANDOVER_MS);
}

/** The one connection that asked for a handover and is this subscriber's, or this call's. */
function sourceOf(links: Links, target: Connection): Connection | undefined {
  const { subscriber, callIdentifier, exchange } = target;
  let byCall: Connection | undefined;
  let calls = 0;
  for (const source of links.leaving) {
    if (source === target || source.exchange !== exchange) continue;
    if (subscriber >= 0 && source.subscriber === subscriber) return source;
    const may = subscriber < 0 || source.subscriber === UNKNOWN_SUBSCRIBER;
    if (!may || callIdentifier < 0 || source.callIdentifier !== callIdentifier) continue;
    byCall = source;
    calls++;
  }
  return calls === 1 ? byCall : undefined;
}

function onCommand(links: Links, source: Connection, octets: Uint8Array): void {
  let found: Connection | undefined;
  let same = 0;
  for (const target of links.arriving) {
    const { handover } = target;
    if (handover?.source === source) return;
    if (handover?.source !== undefined || handover?.octets === undefined) continue;
    if (target.exchange !== source.exchange || !sameOctets(handover.octets, octets)) continue;
    const known = target.subscriber >= 0 && source.subscriber >= 0;
    if (known && target.subscriber !== source.subscriber) continue;
    found = target;
    same++;
  }
  if (same === 1) found!.handover!.source = source;
}

function takeOver(links: Links, target: Connection, source: Connection): void {
  links.leaving.delete(source);
  links.lost.delete(source);
  source.commanded = false;
  source.radioLost = false;
  takeHeld(links, target, source);
  target.calls = source.calls;
  target.relays = source.relays;
  target.requests = source.requests;
  if (target.callIdentifier < 0) target.callIdentifier = source.callIdentifier;
  source.calls = [];
  source.relays = [];
  source.requests = [];
  const known = target.subscriber >= 0 ? target : source;
  if (known.subscriber >= 0) attribute(links, target, known.subscriber, known.certain);
}
