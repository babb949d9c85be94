// Handovers: inside a BSS a notice afterwards, between two BSS a second connection to be joined.

import type { Bssmap, BssmapMessage } from "../messages/bssmap.ts";
import type { CellIdentifier } from "../messages/location.ts";
import { sameOctets } from "../octets.ts";
import type { Connection } from "./connections.ts";
import { cellOf, moveTo, reveal } from "./mobility.ts";
import { attribute, emit, type Tracker } from "./state.ts";

/**
 * Follows the handover messages of 3GPP TS 48.008 §3.1.5. The two connections share no reference
 * for certain: they are joined by IMSI, else by Call Identifier, else by Layer 3 Information that
 * is the same in HANDOVER REQUEST ACKNOWLEDGE and HANDOVER COMMAND.
 */
export function onHandover(tracker: Tracker, connection: Connection, message: BssmapMessage): void {
  switch (message.message) {
    case "handoverPerformed":
      onPerformed(tracker, connection, message.cellIdentifier);
      break;
    case "handoverRequired":
      tracker.leaving.add(connection);
      break;
    case "handoverRequest":
      onRequest(tracker, connection, message);
      break;
    case "handoverRequestAcknowledge":
      if (connection.handover !== undefined) {
        connection.handover.octets = message.layer3InformationOctets;
      }
      break;
    case "handoverCommand":
      onCommand(tracker, connection, message.layer3InformationOctets);
      break;
    case "handoverComplete":
      onComplete(tracker, connection);
      break;
    case "handoverFailure":
    case "handoverRequiredReject":
      abandon(tracker, connection);
      break;
  }
}

/** Forgets what a connection has to do with handovers: it failed, or the connection ended. */
export function abandon(tracker: Tracker, connection: Connection): void {
  connection.handover = undefined;
  tracker.arriving.delete(connection);
  tracker.leaving.delete(connection);
  for (const target of tracker.arriving) {
    if (target.handover?.source === connection) target.handover.source = undefined;
  }
}

function onPerformed(tracker: Tracker, connection: Connection, cell: CellIdentifier): void {
  const { lac: fromLac, ci: fromCi } = connection;
  moveTo(connection, cell);
  if (connection.lac === fromLac && connection.ci === fromCi) return;
  emit(tracker, connection, { type: "call.handedOver", fromLac, fromCi, ...cellOf(connection) });
}

function onRequest(
  tracker: Tracker,
  connection: Connection,
  message: Bssmap<"handoverRequest">,
): void {
  const serving = message.cellIdentifierServing;
  const target = message.cellIdentifierTarget;
  const fromLac = "lac" in serving ? serving.lac : 0;
  connection.handover = {
    source: undefined,
    lac: "lac" in target ? target.lac : fromLac,
    ci: "ci" in target ? target.ci : 0,
    fromLac,
    fromCi: "ci" in serving ? serving.ci : 0,
    octets: undefined,
  };
  connection.callIdentifier = message.callIdentifier;
  if (message.imsi !== undefined) reveal(tracker, connection, message.imsi);
  tracker.arriving.add(connection);
  connection.handover.source = sourceOf(tracker, connection);
}

function sourceOf(tracker: Tracker, target: Connection): Connection | undefined {
  const { subscriber, callIdentifier } = target;
  const candidates = [...tracker.leaving].filter((source) => source !== target);
  return (
    (subscriber >= 0 ? candidates.find((source) => source.subscriber === subscriber) : undefined) ??
    (callIdentifier === undefined
      ? undefined
      : candidates.find((source) => source.callIdentifier === callIdentifier))
  );
}

function onCommand(tracker: Tracker, source: Connection, octets: Uint8Array): void {
  for (const { handover } of tracker.arriving) {
    if (handover?.source === source) return;
  }
  for (const { handover } of tracker.arriving) {
    if (handover?.source !== undefined || handover?.octets === undefined) continue;
    if (!sameOctets(handover.octets, octets)) continue;
    handover.source = source;
    return;
  }
}

/** The phone is on the new channel: the target connection takes over, the source only closes. */
function onComplete(tracker: Tracker, target: Connection): void {
  const { handover } = target;
  if (handover === undefined) return;
  const { source, lac, ci } = handover;
  let { fromLac, fromCi } = handover;
  if (source !== undefined) {
    if (source.lac !== 0 || source.ci !== 0) ({ lac: fromLac, ci: fromCi } = source);
    takeOver(tracker, target, source);
  }
  tracker.arriving.delete(target);
  target.handover = undefined;
  target.lac = lac;
  target.ci = ci;
  emit(tracker, target, { type: "call.handedOver", fromLac, fromCi, lac, ci });
}

function takeOver(tracker: Tracker, target: Connection, source: Connection): void {
  tracker.leaving.delete(source);
  target.held = [...source.held, ...target.held];
  target.calls = source.calls;
  target.relays = source.relays;
  target.callIdentifier ??= source.callIdentifier;
  source.held = [];
  source.calls = [];
  source.relays = [];
  const subscriber = target.subscriber >= 0 ? target.subscriber : source.subscriber;
  if (subscriber >= 0) attribute(tracker, target, subscriber);
}
