// A BSSAP message as one flat JSON object: what `kairos decode --json` prints, one a line.
import type { TappedMessage } from "./capture.ts";
import type { BssapMessage } from "./messages/bssap.ts";
import type { BssmapMessage } from "./messages/bssmap.ts";
import type { DtapMessage, ProtocolName } from "./messages/dtap.ts";
import type { CellIdentifier } from "./messages/location.ts";
import type { MobileIdentity } from "./messages/mobile-identity.ts";
import type { RelayMessage } from "./messages/sms.ts";
import { addressOf } from "./messages/tpdu.ts";

/** What a value that names or quotes a person is. */
export type RedactedKind = "imsi" | "tmsi" | "imei" | "imeisv" | "number" | "text";

/** Gives the token that stands for a value; the same value should get the same token. */
export type Redact = (kind: RedactedKind, digits: string) => string;

/** A cell or area as far as the message names it; MCC and MNC as digits, "001" ≠ "01". */
export interface NamedCell {
  readonly mcc?: string;
  readonly mnc?: string;
  readonly lac?: number;
  readonly ci?: number;
}

/** Fields are absent where the message has none. */
export interface DecodedLine {
  readonly frame: number;
  /** Whole milliseconds since the first frame. */
  readonly timeMs: number;
  readonly opc: number;
  readonly dpc: number;
  readonly sccp: TappedMessage["sccp"];
  readonly layer: "bssmap" | "dtap";
  /** The specification's name in camelCase. */
  readonly message: string;
  /** DTAP only: whose message it is, for some names occur in two protocols. */
  readonly protocol?: ProtocolName;
  /** The DTAP message inside a BSSMAP message; its fields are among those below. */
  readonly layer3Message?: string;
  readonly imsi?: string;
  /** Eight hexadecimal digits. */
  readonly tmsi?: string;
  readonly imei?: string;
  readonly imeisv?: string;
  /** The cell that the message is about; HANDOVER REQUEST: the serving one. */
  readonly cell?: NamedCell;
  /** All cells or areas, in order, of messages that have a list or two cells. */
  readonly cells?: readonly NamedCell[];
  readonly lai?: { readonly mcc: string; readonly mnc: string; readonly lac: number };
  /** BSSMAP, call control, reject, CP or RP cause: whichever the message has. */
  readonly cause?: number;
  readonly rrCause?: number;
  readonly locationUpdatingType?: number;
  readonly cmServiceType?: number;
  readonly calledNumber?: string;
  readonly callingNumber?: string;
  readonly connectedNumber?: string;
  /** Relay layer message in a CP-DATA. */
  readonly relayMessage?: string;
  readonly sms?: {
    readonly type: "submit" | "deliver" | "statusReport";
    readonly address: string;
    readonly text?: string;
    /** Service centre, in RP-DATA. */
    readonly smsc?: string;
  };
  readonly ussd?: string;
}

type Fields = { -readonly [K in keyof DecodedLine]?: DecodedLine[K] };

/** Undefined for an SCCP message without BSSAP. @param redact  replaces identities and texts */
export function decodedLine(message: TappedMessage, redact?: Redact): DecodedLine | undefined {
  const { frame, timeMs, opc, dpc, sccp, bssap } = message;
  if (bssap === undefined) return undefined;
  const head: Fields = { frame, timeMs, opc, dpc, sccp, layer: bssap.layer };
  head.message = bssap.message;
  const fields = fieldsOf(bssap);
  if (redact !== undefined) redactFields(fields, redact);
  return { ...head, ...fields } as DecodedLine;
}

function fieldsOf(message: BssapMessage): Fields {
  const fields: Fields = {};
  if (message.layer === "bssmap") addBssmap(fields, message);
  else {
    fields.protocol = message.protocol;
    addDtap(fields, message);
  }
  return fields;
}

function addBssmap(fields: Fields, message: BssmapMessage): void {
  if ("cellIdentifier" in message && message.cellIdentifier !== undefined) {
    fields.cell = named(message.cellIdentifier);
  }
  if (message.message === "handoverRequest") {
    fields.cell = named(message.cellIdentifierServing);
    fields.cells = [fields.cell, named(message.cellIdentifierTarget)];
  }
  if ("cellIdentifierList" in message && message.cellIdentifierList !== undefined) {
    fields.cells = message.cellIdentifierList.map(named);
    const first = fields.cells.find(({ ci }) => ci !== undefined);
    if (fields.cell === undefined && first !== undefined) fields.cell = first;
  }
  if ("imsi" in message && message.imsi !== undefined) fields.imsi = message.imsi;
  if ("tmsi" in message && message.tmsi !== undefined) fields.tmsi = hexTmsi(message.tmsi);
  if ("mobileIdentity" in message) addIdentity(fields, message.mobileIdentity);
  if ("cause" in message && message.cause !== undefined) fields.cause = message.cause;
  if ("rrCause" in message && message.rrCause !== undefined) fields.rrCause = message.rrCause;
  const inner =
    message.message === "completeLayer3Information"
      ? message.layer3Information
      : message.message === "cipherModeComplete"
        ? message.layer3MessageContents
        : undefined;
  if (inner === undefined) return;
  fields.layer3Message = inner.message;
  addDtap(fields, inner);
}

function addDtap(fields: Fields, message: DtapMessage): void {
  if ("mobileIdentity" in message) addIdentity(fields, message.mobileIdentity);
  if ("locationAreaIdentification" in message && message.locationAreaIdentification) {
    fields.lai = message.locationAreaIdentification;
  }
  if ("rejectCause" in message) fields.cause = message.rejectCause;
  if ("cpCause" in message) fields.cause = message.cpCause;
  if ("cause" in message && message.cause !== undefined) fields.cause = message.cause.value;
  if ("locationUpdatingType" in message) {
    fields.locationUpdatingType = message.locationUpdatingType;
  }
  if ("cmServiceType" in message) fields.cmServiceType = message.cmServiceType;
  if ("calledPartyBcdNumber" in message && message.calledPartyBcdNumber) {
    fields.calledNumber = message.calledPartyBcdNumber.digits;
  }
  if ("callingPartyBcdNumber" in message && message.callingPartyBcdNumber) {
    fields.callingNumber = message.callingPartyBcdNumber.digits;
  }
  if ("connectedNumber" in message && message.connectedNumber) {
    fields.connectedNumber = message.connectedNumber.digits;
  }
  if ("facility" in message && message.facility !== undefined && "ussd" in message.facility) {
    fields.ussd = message.facility.ussd.text;
  }
  if ("cpUserData" in message) addRelay(fields, message.cpUserData);
}

function addRelay(fields: Fields, relay: RelayMessage): void {
  fields.relayMessage = relay.message;
  if (relay.message === "rpError") fields.cause = relay.cause;
  if (relay.message !== "rpData" || relay.userData.type === "other") return;
  const pdu = relay.userData;
  const smsc = (relay.destinationAddress ?? relay.originatorAddress)?.digits;
  const text = "userData" in pdu ? pdu.userData.text : undefined;
  fields.sms = {
    type: pdu.type,
    address: addressOf(pdu),
    ...(text === undefined ? {} : { text }),
    ...(smsc === undefined ? {} : { smsc }),
  };
}

function addIdentity(fields: Fields, identity: MobileIdentity | undefined): void {
  if (identity === undefined || identity.type === "other") return;
  if (identity.type === "tmsi") fields.tmsi = hexTmsi(identity.tmsi);
  else fields[identity.type] = identity.digits;
}

function hexTmsi(tmsi: number): string {
  return tmsi.toString(16).padStart(8, "0");
}

function named(cell: CellIdentifier): NamedCell {
  const { mcc, mnc, lac, ci } = { ...cell } as NamedCell;
  return {
    ...(mcc === undefined ? {} : { mcc }),
    ...(mnc === undefined ? {} : { mnc }),
    ...(lac === undefined ? {} : { lac }),
    ...(ci === undefined ? {} : { ci }),
  };
}

function redactFields(fields: Fields, redact: Redact): void {
  for (const kind of ["imsi", "tmsi", "imei", "imeisv"] as const) {
    const value = fields[kind];
    if (value !== undefined) fields[kind] = redact(kind, value);
  }
  for (const name of ["calledNumber", "callingNumber", "connectedNumber"] as const) {
    const value = fields[name];
    if (value !== undefined) fields[name] = redact("number", value);
  }
  if (fields.ussd !== undefined) fields.ussd = redact("text", fields.ussd);
  if (fields.sms !== undefined) {
    const { address, text, smsc } = fields.sms;
    fields.sms = {
      ...fields.sms,
      address: redact("number", address),
      ...(text === undefined ? {} : { text: redact("text", text) }),
      ...(smsc === undefined ? {} : { smsc: redact("number", smsc) }),
    };
  }
}
