// The messages behind an event as the map's inspector lists them.
import type { Inspection } from "../domain/map-frame.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { BssapMessage } from "../signaling/messages/bssap.ts";
import type { DtapMessage } from "../signaling/messages/dtap.ts";
import type { CellIdentifier } from "../signaling/messages/location.ts";
import { type LadderContext, ladder } from "./procedures.ts";
import { veiledOctets } from "./veil.ts";

export type Signal = Inspection["signals"][number];

/**
 * The messages of one event in order of time, by the specification's names; the one that concludes
 * it with its BSSAP octets, in which all that names or quotes somebody is covered. SCCP's own
 * messages are left out. Empty for call.missed.
 */
export function signalsBehind(event: SubscriberEvent, context: LadderContext): readonly Signal[] {
  return ladder(event, context).flatMap(({ timeMs, direction, bssap, concludes }) => {
    if (bssap === undefined) return [];
    const signal = { timeMs, direction, message: nameOf(bssap), note: noteOf(bssap) };
    return [concludes ? { ...signal, octets: veiledOctets(bssap) } : signal];
  });
}

/** "LOCATION UPDATING REQUEST"; of a wrapped message the inner name: RP-ACK, not CP-DATA. */
function nameOf(message: BssapMessage): string {
  const inner = innerOf(message);
  const name = inner.message === "cpData" ? inner.cpUserData.message : inner.message;
  const words = name.replace(/([A-Z]|\d+)/g, " $1").toUpperCase();
  return words.replace(/^([CR]P) /, "$1-");
}

function innerOf(message: BssapMessage): Exclude<BssapMessage, Wrapper> {
  return message.message === "completeLayer3Information" ? message.layer3Information : message;
}

type Wrapper = Extract<BssapMessage, { message: "completeLayer3Information" }>;

/** What a reader looks for in this message; "" when the name says all. */
function noteOf(message: BssapMessage): string {
  if (message.layer === "dtap") return noteOfLayer3(message);
  switch (message.message) {
    case "completeLayer3Information": {
      const { cellIdentifier } = message;
      const cell = "ci" in cellIdentifier ? `cell ${cellIdentifier.ci}` : "";
      return joined(cell, noteOfLayer3(message.layer3Information));
    }
    case "cipherModeComplete":
      return message.layer3MessageContents === undefined ? "" : "IMEISV seen";
    case "handoverRequired":
      return noteOfCell(message.cellIdentifierList?.[0]);
    case "handoverRequest":
      return noteOfCell(message.cellIdentifierTarget);
    case "handoverPerformed":
      return noteOfCell(message.cellIdentifier);
    case "paging": {
      const [area] = message.cellIdentifierList;
      return area !== undefined && "lac" in area ? `LAC ${area.lac}` : "";
    }
    default:
      return "";
  }
}

/** Of the cell that a handover leads to. */
function noteOfCell(cell: CellIdentifier | undefined): string {
  return cell !== undefined && "lac" in cell && "ci" in cell
    ? `to cell ${cell.lac}/${cell.ci}`
    : "";
}

const UPDATING_TYPES = ["normal", "periodic", "IMSI attach"];

function noteOfLayer3(message: DtapMessage): string {
  switch (message.message) {
    case "locationUpdatingRequest": {
      const type = UPDATING_TYPES[message.locationUpdatingType] ?? "";
      return joined(type, `old LAC ${message.locationAreaIdentification.lac}`);
    }
    case "locationUpdatingAccept":
      return `LAC ${message.locationAreaIdentification.lac}`;
    case "identityResponse": {
      const { mobileIdentity } = message;
      return "digits" in mobileIdentity ? `${mobileIdentity.type.toUpperCase()} seen` : "";
    }
    case "progress": {
      const { progressIndicator } = message;
      return "description" in progressIndicator ? `${progressIndicator.description}` : "";
    }
    case "disconnect":
    case "release":
    case "releaseComplete":
      return message.cause === undefined ? "" : `cause ${message.cause.value}`;
    case "cpData": {
      const { cpUserData } = message;
      if (cpUserData.message !== "rpData") return "";
      const { type } = cpUserData.userData;
      return type === "submit" ? "SMS-SUBMIT" : type === "deliver" ? "SMS-DELIVER" : "";
    }
    default:
      return "";
  }
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}
