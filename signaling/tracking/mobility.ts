// Mobility management: who is on a connection, where, attached or not, with which handset.
import type { Imsi, SubscriberIndex } from "../../domain/identity.ts";
import type { Bssmap } from "../messages/bssmap.ts";
import type { DtapMessage } from "../messages/dtap.ts";
import { LOCATION_UPDATING_TYPE } from "../messages/dtap-tables.ts";
import type { CellIdentifier } from "../messages/location.ts";
import type { MobileIdentity } from "../messages/mobile-identity.ts";
import type { Connection } from "./connections.ts";
import { localTmsi } from "./identities.ts";
import { introductionOf } from "./introduction.ts";
import { attribute, emit, type Tracker } from "./state.ts";

/** LACs that stand for "no location area", 3GPP TS 23.003 §4.1. */
const NO_AREA: ReadonlySet<number> = new Set([0x0000, 0xfffe]);
/** The two lower bits of the location updating type; bit 4 is the follow-on request. */
const UPDATING_TYPE_MASK = 0x3;

type MobilityMessage = Extract<DtapMessage, { protocol: "mobilityManagement" }>;
type RadioMessage = Extract<DtapMessage, { protocol: "radioResource" }>;

/** Moves the connection to a cell. An identifier without LAC keeps the LAC that is known. */
export function moveTo(connection: Connection, cell: CellIdentifier): void {
  if ("lac" in cell) connection.lac = cell.lac;
  if ("ci" in cell) connection.ci = cell.ci;
}

function subscriberOf(tracker: Tracker, imsi: Imsi): SubscriberIndex {
  const { registry, tokenise } = tracker;
  return registry.ofImsi(tokenise("imsi", imsi), () => introductionOf(imsi, undefined, tokenise));
}

/** The IMSI of a connection is known for certain. */
export function reveal(tracker: Tracker, connection: Connection, imsi: Imsi): void {
  const subscriber = subscriberOf(tracker, imsi);
  if (subscriber >= 0 && subscriber === connection.subscriber) return;
  attribute(tracker, connection, subscriber);
  if (subscriber < 0) return;
  if (connection.spoken !== undefined) tracker.tmsis.settle(connection.spoken, subscriber);
  if (connection.assigned !== undefined) tracker.tmsis.learn(connection.assigned, subscriber);
}

export function onMobilityManagement(
  tracker: Tracker,
  connection: Connection,
  message: MobilityMessage | RadioMessage,
): void {
  switch (message.message) {
    case "locationUpdatingRequest": {
      const { lac } = message.locationAreaIdentification;
      identify(tracker, connection, message.mobileIdentity, lac);
      const type = message.locationUpdatingType & UPDATING_TYPE_MASK;
      connection.update = { type, fromLac: NO_AREA.has(lac) ? 0 : lac };
      break;
    }
    case "locationUpdatingAccept":
      assign(tracker, connection, message.locationAreaIdentification.lac, message.mobileIdentity);
      concludeUpdate(tracker, connection);
      break;
    case "locationUpdatingReject":
      connection.update = undefined;
      break;
    case "tmsiReallocationCommand":
      assign(tracker, connection, message.locationAreaIdentification.lac, message.mobileIdentity);
      break;
    case "tmsiReallocationComplete":
      if (connection.assigned !== undefined && connection.subscriber >= 0) {
        tracker.tmsis.settle(connection.assigned, connection.subscriber);
      }
      break;
    case "imsiDetachIndication":
      identify(tracker, connection, message.mobileIdentity, connection.lac);
      emit(tracker, connection, { type: "power.turnedOff", ...cellOf(connection) });
      break;
    case "cmServiceRequest":
    case "pagingResponse":
    case "notificationResponse":
    case "cmReestablishmentRequest":
      identify(tracker, connection, message.mobileIdentity, connection.lac);
      break;
    case "identityResponse":
      identify(tracker, connection, message.mobileIdentity, connection.lac);
      onHandset(tracker, connection, message.mobileIdentity);
      break;
    case "cipheringModeComplete":
      onHandset(tracker, connection, message.mobileIdentity);
      break;
  }
}

/** PAGING names IMSI and TMSI together: a pairing in clear. */
export function onPaging(tracker: Tracker, message: Bssmap<"paging">): void {
  if (message.tmsi === undefined) return;
  const subscriber = subscriberOf(tracker, message.imsi);
  if (subscriber < 0) return;
  for (const area of message.cellIdentifierList) {
    if ("lac" in area) tracker.tmsis.learn(localTmsi(area.lac, message.tmsi), subscriber);
  }
}

/** Current cell of a connection, as events carry it. */
export function cellOf(connection: Connection): { readonly lac: number; readonly ci: number } {
  return { lac: connection.lac, ci: connection.ci };
}

function identify(
  tracker: Tracker,
  connection: Connection,
  identity: MobileIdentity,
  lac: number,
): void {
  if (identity.type === "imsi") reveal(tracker, connection, identity.digits);
  if (identity.type !== "tmsi") return;
  connection.spoken = localTmsi(lac, identity.tmsi);
  const subscriber = tracker.tmsis.subscriberOf(connection.spoken);
  if (subscriber < 0 || connection.subscriber >= 0) return;
  tracker.tmsis.settle(connection.spoken, subscriber);
  attribute(tracker, connection, subscriber);
}

/** The network gives a TMSI, takes it away by answering with the IMSI, or lets it stand. */
function assign(
  tracker: Tracker,
  connection: Connection,
  lac: number,
  identity: MobileIdentity | undefined,
): void {
  const { subscriber } = connection;
  if (identity?.type === "tmsi") {
    connection.assigned = localTmsi(lac, identity.tmsi);
    if (subscriber >= 0) tracker.tmsis.learn(connection.assigned, subscriber);
  } else if (identity?.type === "imsi") {
    if (subscriber >= 0) tracker.tmsis.forget(subscriber);
  } else if (connection.spoken !== undefined && subscriber >= 0) {
    // The phone keeps its TMSI, from now on valid in the new location area.
    tracker.tmsis.learn(localTmsi(lac, connection.spoken % 2 ** 32), subscriber);
  }
}

function concludeUpdate(tracker: Tracker, connection: Connection): void {
  const { update } = connection;
  if (update === undefined) return;
  connection.update = undefined;
  const { type, fromLac } = update;
  const cell = cellOf(connection);
  if (type === LOCATION_UPDATING_TYPE.imsiAttach) {
    emit(tracker, connection, { type: "power.turnedOn", fromLac, ...cell });
    return;
  }
  const updatingType = type === LOCATION_UPDATING_TYPE.periodic ? "periodic" : "normal";
  emit(tracker, connection, { type: "location.updated", updatingType, fromLac, ...cell });
}

/** TAC and serial number are the first 14 digits of IMEI and IMEISV (3GPP TS 23.003 §6.2). */
function onHandset(
  tracker: Tracker,
  connection: Connection,
  identity: MobileIdentity | undefined,
): void {
  if (identity?.type !== "imei" && identity?.type !== "imeisv") return;
  const tac = Number(identity.digits.slice(0, 8));
  const handset = tracker.tokenise("imei", identity.digits.slice(0, 14));
  emit(tracker, connection, { type: "handset.seen", tac, handset, ...cellOf(connection) });
}
