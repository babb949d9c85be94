// Elements of call control that are more than octets: cause, progress, key (3GPP TS 24.008 §10.5.4).
import { inRange, notEncodable, OctetReader, OctetWriter } from "../octets.ts";
import { type PartyNumber, partyNumber } from "./bcd.ts";
import type { Codec } from "./elements.ts";

/** Cause values that calls end with, 3GPP TS 24.008 §10.5.4.11; "absent" is 20 of Q.850. */
export const CALL_CAUSE = {
  unassignedNumber: 1,
  noRouteToDestination: 3,
  normalClearing: 16,
  userBusy: 17,
  noUserResponding: 18,
  userAlertingNoAnswer: 19,
  subscriberAbsent: 20,
  callRejected: 21,
  numberChanged: 22,
  invalidNumberFormat: 28,
  normalUnspecified: 31,
  resourcesUnavailable: 47,
  recoveryOnTimerExpiry: 102,
  interworkingUnspecified: 127,
} as const;

/** Whether a cause value says that the called person did not want the call (campaigns.md §5.3). */
export function isRefusal(cause: number): boolean {
  return cause === CALL_CAUSE.userBusy || cause === CALL_CAUSE.callRejected;
}

/** Cause of call control, 3GPP TS 24.008 §10.5.4.11. */
export interface CallCause {
  /** 0–127, table 10.5.123. */
  readonly value: number;
  /** 0 user, 2 public network of the local user …, table 10.5.122. */
  readonly location: number;
  /** 3 = GSM, which is meant when absent. */
  readonly codingStandard?: number;
  readonly recommendation?: number;
  /** What the value needs besides: for 22 the new number, {@link newDestinationOf}. */
  readonly diagnostics?: Uint8Array;
}

/** Cause 22, "number changed": its diagnostics may hold the new one (table 10.5.123, note 3). */
const NUMBER_CHANGED = 22;
/** The identifier of Called party BCD number, which leads those diagnostics. */
const CALLED_PARTY_TAG = 0x5e;

/** 3GPP TS 24.008 §10.5.4.11. */
export const callCause: Codec<CallCause> = {
  read(reader) {
    const head = reader.u8();
    const recommendation = head < 0x80 ? reader.u8() : -1;
    const value = reader.u8();
    const codingStandard = (head >>> 5) & 0x3;
    // Spare and extension bits.
    if ((head & 0x10) !== 0 || (value & recommendation & 0x80) === 0) reader.exact = false;
    if (codingStandard === 3 && recommendation < 0 && reader.remaining === 0) {
      return { value: value & 0x7f, location: head & 0xf };
    }
    return {
      value: value & 0x7f,
      location: head & 0xf,
      ...(codingStandard === 3 ? {} : { codingStandard }),
      ...(recommendation < 0 ? {} : { recommendation: recommendation & 0x7f }),
      ...(reader.remaining > 0 ? { diagnostics: reader.rest() } : {}),
    };
  },
  write(writer, { value, location, codingStandard = 3, recommendation, diagnostics }) {
    writer.u8(
      (recommendation === undefined ? 0x80 : 0) |
        (inRange("coding standard", codingStandard, 3) << 5) |
        inRange("location", location, 15),
    );
    if (recommendation !== undefined) {
      writer.u8(0x80 | inRange("recommendation", recommendation, 0x7f));
    }
    writer.u8(0x80 | inRange("cause", value, 0x7f));
    if (diagnostics !== undefined) writer.put(diagnostics);
  },
};

/** The cause "number changed" with the number to dial instead. */
export function numberChanged(location: number, newDestination: PartyNumber): CallCause {
  const writer = new OctetWriter(32);
  writer.u8(CALLED_PARTY_TAG);
  const at = writer.openLength();
  partyNumber.write(writer, newDestination);
  writer.closeLength(at);
  return { value: NUMBER_CHANGED, location, diagnostics: writer.finish() };
}

/** The new number in the diagnostics of cause 22; undefined when there is none. */
export function newDestinationOf(cause: CallCause): PartyNumber | undefined {
  const { value, diagnostics } = cause;
  if (value !== NUMBER_CHANGED || diagnostics === undefined || diagnostics.length < 4) return;
  if (diagnostics[0] !== CALLED_PARTY_TAG || diagnostics[1] !== diagnostics.length - 2) return;
  return partyNumber.read(new OctetReader(diagnostics.subarray(2), "diagnostics"));
}

/** Progress indicator, 3GPP TS 24.008 §10.5.4.21. */
export interface ProgressIndicator {
  /** 3 = GSM. */
  readonly codingStandard: number;
  /** As in a cause: 2 public network of the local user … */
  readonly location: number;
  /** 0–127, {@link PROGRESS_DESCRIPTION}. */
  readonly description: number;
}

/** Progress descriptions, 3GPP TS 24.008 §10.5.4.21. */
export const PROGRESS_DESCRIPTION = {
  notEndToEnd: 1,
  destinationNotIsdn: 2,
  originationNotIsdn: 3,
  returnedToIsdn: 4,
  /** A tone or an announcement can be heard. */
  inBandInformation: 8,
  endToEnd: 32,
  queueing: 64,
} as const;

/** Two octets with their extension bits set and spare bit clear; anything else stays octets. */
export const progressIndicator: Codec<ProgressIndicator | Uint8Array> = {
  read(reader) {
    const octets = reader.rest();
    const head = octets[0] ?? 0;
    const tail = octets[1] ?? 0;
    if (octets.length !== 2 || (head & 0x90) !== 0x80 || tail < 0x80) return octets;
    const codingStandard = (head >>> 5) & 0x3;
    return { codingStandard, location: head & 0xf, description: tail & 0x7f };
  },
  write(writer, progress) {
    if (progress instanceof Uint8Array) {
      writer.put(progress);
      return;
    }
    const { codingStandard, location, description } = progress;
    writer.u8(
      0x80 |
        (inRange("coding standard", codingStandard, 3) << 5) |
        inRange("location", location, 15),
    );
    writer.u8(0x80 | inRange("progress description", description, 0x7f));
  },
};

/** One string for each octet, so that reading a key allocates nothing. */
const CHARACTERS: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  String.fromCharCode(octet),
);

/** Keypad facility, 3GPP TS 24.008 §10.5.4.17: an IA5 character, 0–9 * # A–D for DTMF. */
export const keypadDigit: Codec<string> = {
  read: (reader) => CHARACTERS[reader.u8()]!,
  write(writer, key) {
    const code = key.charCodeAt(0);
    if (key.length !== 1 || code > 0xff) {
      throw notEncodable("keypad facility", `${key.length} characters`, "one of 0–9 * # A–D");
    }
    writer.u8(code);
  },
};
