// A tapped message as one line of text, for people who read a trace.
import type { TappedMessage } from "./capture.ts";
import { type DecodedLine, decodedLine, type NamedCell, type Redact } from "./decoded-line.ts";

/**
 * "7  0.043  186→185  CR  COMPLETE LAYER 3 INFORMATION · LOCATION UPDATING REQUEST  IMSI …": frame,
 * seconds, point codes, SCCP type, message, what it names. SCCP alone ends after its type.
 */
export function describe(message: TappedMessage, redact?: Redact): string {
  const { frame, timeMs, opc, dpc, sccp } = message;
  const head = `${frame}  ${(timeMs / 1000).toFixed(3)}  ${opc}→${dpc}  ${sccp.type}`;
  const line = decodedLine(message, redact);
  if (line === undefined) return head;
  return [head, nameOf(line), particularsOf(line)].filter((part) => part !== "").join("  ");
}

function nameOf(line: DecodedLine): string {
  const names = [line.message, line.layer3Message, line.relayMessage];
  return names
    .filter((name) => name !== undefined)
    .map(specificationName)
    .join(" · ");
}

/** "completeLayer3Information" → "COMPLETE LAYER 3 INFORMATION"; CP and RP keep their hyphen. */
function specificationName(name: string): string {
  const words = name.replace(/([A-Z]|\d+)/g, " $1").toUpperCase();
  return words.replace(/^([CR]P) /, "$1-");
}

function particularsOf(line: DecodedLine): string {
  const { sms, ss, lai, cell, cells } = line;
  const parts = sms?.concatenation;
  return [
    valued("type", line.messageType),
    valued("IMSI", line.imsi),
    valued("TMSI", line.tmsi),
    valued("IMEI", line.imei),
    valued("IMEISV", line.imeisv),
    valued("LAI", lai && `${lai.mcc}-${lai.mnc}-${lai.lac}`),
    valued("cell", cells === undefined ? cell && cellText(cell) : cells.map(cellText).join(" → ")),
    valued("cause", line.cause),
    valued("RR cause", line.rrCause),
    valued("type", line.locationUpdatingType ?? line.cmServiceType),
    valued("to", line.calledNumber),
    valued("from", line.callingNumber),
    valued("redirected by", line.redirectingNumber),
    valued("connected to", line.connectedNumber),
    valued("new number", line.newNumber),
    valued("progress", line.progressDescription),
    valued("key", line.keypadDigit),
    valued(sms?.type ?? "", sms?.address),
    sms?.text === undefined ? "" : JSON.stringify(sms.text),
    parts === undefined ? "" : `part ${parts.part} of ${parts.parts}`,
    valued("push", sms?.push),
    // A USSD string says what is wanted better than its operation's number.
    line.ussd === undefined ? valued("operation", ss?.operation) : "",
    valued("SS code", ss?.ssCode?.toString(16).padStart(2, "0")),
    valued("forwarded to", line.forwardedToNumber),
    valued("error", ss?.error),
    valued("USSD", line.ussd),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function valued(name: string, value: string | number | undefined): string {
  return value === undefined ? "" : `${name} ${value}`;
}

function cellText({ mcc, mnc, lac, ci }: NamedCell): string {
  return [mcc && mnc && `${mcc}-${mnc}`, lac, ci].filter((part) => part !== undefined).join("/");
}
