// Mobility management: where a phone is, attached or not, with which handset.

import type { DtapMessage } from "../messages/dtap.ts";
import { LOCATION_UPDATING_TYPE } from "../messages/dtap-tables.ts";
import type { CellIdentifier } from "../messages/location.ts";
import type { MobileIdentity } from "../messages/mobile-identity.ts";
import { conclude } from "./attribution.ts";
import { type Connection, NO_UPDATE } from "./connection.ts";
import { acknowledge, assign, identify, identifyAnew } from "./identity.ts";
import type { Links } from "./links.ts";
import { returns } from "./reestablishment.ts";
import { isRepeated } from "./repeats.ts";

/** LACs that stand for "no location area", 3GPP TS 23.003 §4.1. */
const NO_AREA: ReadonlySet<number> = new Set([0x0000, 0xfffe]);
/** The two lower bits of the location updating type; bit 4 is the follow-on request. */
const UPDATING_TYPE_MASK = 0x3;
/** Type allocation code, and with the serial number what identifies a handset (23.003 §6.2). */
const TAC_DIGITS = 8;
const HANDSET_DIGITS = 14;

type MobilityMessage = Extract<DtapMessage, { protocol: "mobilityManagement" }>;
type RadioMessage = Extract<DtapMessage, { protocol: "radioResource" }>;

/** Moves the connection to a cell. An identifier without LAC keeps the LAC that is known. */
export function moveTo(links: Links, connection: Connection, cell: CellIdentifier): void {
  if ("lac" in cell) connection.lac = cell.lac;
  if ("ci" in cell) connection.ci = cell.ci;
  if ("mcc" in cell) links.exchanges.serve(connection.exchange, cell);
}

export function onMobilityManagement(
  links: Links,
  connection: Connection,
  message: MobilityMessage | RadioMessage,
): void {
  switch (message.message) {
    case "locationUpdatingRequest": {
      const { locationAreaIdentification: area, mobileIdentity, locationUpdatingType } = message;
      const here = links.exchanges.serves(connection.exchange, area);
      // A TMSI of another network's area is nobody's here, though the numbers may be the same.
      if (here || mobileIdentity.type !== "tmsi") {
        identify(links, connection, mobileIdentity, area.lac);
      }
      connection.updateType = locationUpdatingType & UPDATING_TYPE_MASK;
      connection.updateFromLac = NO_AREA.has(area.lac) ? 0 : area.lac;
      break;
    }
    case "locationUpdatingAccept":
      assign(links, connection, message.locationAreaIdentification, message.mobileIdentity);
      concludeUpdate(links, connection);
      break;
    case "locationUpdatingReject":
      connection.updateType = NO_UPDATE;
      break;
    case "tmsiReallocationCommand":
      assign(links, connection, message.locationAreaIdentification, message.mobileIdentity);
      break;
    case "tmsiReallocationComplete":
      acknowledge(links, connection);
      break;
    case "imsiDetachIndication": {
      identify(links, connection, message.mobileIdentity, connection.lac);
      const { lac, ci } = connection;
      conclude(links, connection, { type: "power.turnedOff", lac, ci });
      break;
    }
    case "cmServiceRequest":
    case "pagingResponse":
    case "notificationResponse":
      identify(links, connection, message.mobileIdentity, connection.lac);
      break;
    case "cmReestablishmentRequest": {
      const area = message.locationAreaIdentification ?? connection;
      returns(links, connection);
      identify(links, connection, message.mobileIdentity, area.lac);
      break;
    }
    case "identityResponse":
      if (message.mobileIdentity.type === "imsi") {
        identifyAnew(links, connection, message.mobileIdentity.digits);
      }
      onHandset(links, connection, message.mobileIdentity);
      break;
    case "cipheringModeComplete":
      onHandset(links, connection, message.mobileIdentity);
      break;
  }
}

function concludeUpdate(links: Links, connection: Connection): void {
  const { updateType, updateFromLac: fromLac, lac, ci } = connection;
  if (updateType === NO_UPDATE) return;
  connection.updateType = NO_UPDATE;
  if (updateType === LOCATION_UPDATING_TYPE.imsiAttach) {
    conclude(links, connection, { type: "power.turnedOn", lac, ci, fromLac });
    return;
  }
  const updatingType = updateType === LOCATION_UPDATING_TYPE.periodic ? "periodic" : "normal";
  conclude(links, connection, { type: "location.updated", lac, ci, updatingType, fromLac });
}

function onHandset(
  links: Links,
  connection: Connection,
  identity: MobileIdentity | undefined,
): void {
  if (identity?.type !== "imei" && identity?.type !== "imeisv") return;
  if (isRepeated(links, connection)) return;
  const tac = Number(identity.digits.slice(0, TAC_DIGITS));
  const handset = links.tokenise("imei", identity.digits.slice(0, HANDSET_DIGITS));
  const { lac, ci } = connection;
  conclude(links, connection, { type: "handset.seen", lac, ci, tac, handset });
}
