// A BSSAP message as one flat JSON object: what `kairos decode --json` prints, one a line.
import type { TappedMessage } from "./capture.ts";
import type { BssapMessage } from "./messages/bssap.ts";
import type { BssmapMessage } from "./messages/bssmap.ts";
import type { DtapMessage } from "./messages/dtap.ts";
import { newDestinationOf } from "./messages/dtap-elements.ts";
import type { Component, Facility } from "./messages/facility.ts";
import type { CellIdentifier } from "./messages/location.ts";
import type { MobileIdentity } from "./messages/mobile-identity.ts";
import type { RelayMessage } from "./messages/sms.ts";
import { addressOf, type TransferPdu } from "./messages/tpdu.ts";
import {
  type Concatenation,
  concatenationOf,
  userDataHeader,
} from "./messages/user-data-header.ts";
import { type PushContent, pushContentOf } from "./messages/wap-push.ts";

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
  readonly protocol?: DtapMessage["protocol"];
  /** Message "unknown": its type number. */
  readonly messageType?: number;
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
  readonly redirectingNumber?: string;
  /** The number to dial instead, in cause 22. */
  readonly newNumber?: string;
  /** Of a progress indicator: 8 = a tone or an announcement can be heard. */
  readonly progressDescription?: number;
  /** The key of START DTMF; "?" when redacted, for a token would spell as well as the key. */
  readonly keypadDigit?: string;
  /** Relay layer message in a CP-DATA. */
  readonly relayMessage?: string;
  readonly sms?: DecodedSms;
  readonly ussd?: string;
  /** The first component of a Facility element. */
  readonly ss?: {
    readonly component: Component["component"];
    readonly operation?: number;
    readonly ssCode?: number;
    /** Of a return error. */
    readonly error?: number;
  };
  readonly forwardedToNumber?: string;
}

/** A transfer PDU that has an address. */
export interface DecodedSms {
  readonly type: "submit" | "deliver" | "statusReport" | "command";
  readonly address: string;
  readonly text?: string;
  /** Service centre, in RP-DATA. */
  readonly smsc?: string;
  /** Of a message in parts. */
  readonly concatenation?: Concatenation;
  /** Of a WAP push. */
  readonly push?: PushContent;
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
  if (message.message === "unknown") fields.messageType = message.type;
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
  if ("imei" in message) addIdentity(fields, message.imei);
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
  if ("cause" in message && message.cause !== undefined) {
    fields.cause = message.cause.value;
    const newNumber = newDestinationOf(message.cause);
    if (newNumber !== undefined) fields.newNumber = newNumber.digits;
  }
  if ("locationUpdatingType" in message) {
    fields.locationUpdatingType = message.locationUpdatingType;
  }
  if ("cmServiceType" in message) fields.cmServiceType = message.cmServiceType;
  if (message.protocol === "callControl") addCallControl(fields, message);
  if ("facility" in message && message.facility !== undefined) {
    addFacility(fields, message.facility);
  }
  if ("cpUserData" in message) addRelay(fields, message.cpUserData);
}

function addCallControl(
  fields: Fields,
  message: Extract<DtapMessage, { protocol: "callControl" }>,
): void {
  if ("calledPartyBcdNumber" in message && message.calledPartyBcdNumber) {
    fields.calledNumber = message.calledPartyBcdNumber.digits;
  }
  if ("callingPartyBcdNumber" in message && message.callingPartyBcdNumber) {
    fields.callingNumber = message.callingPartyBcdNumber.digits;
  }
  if ("redirectingPartyBcdNumber" in message && message.redirectingPartyBcdNumber) {
    fields.redirectingNumber = message.redirectingPartyBcdNumber.digits;
  }
  if ("connectedNumber" in message && message.connectedNumber) {
    fields.connectedNumber = message.connectedNumber.digits;
  }
  if ("progressIndicator" in message && message.progressIndicator) {
    const { progressIndicator } = message;
    if ("description" in progressIndicator) {
      fields.progressDescription = progressIndicator.description;
    }
  }
  if ("keypadFacility" in message) fields.keypadDigit = message.keypadFacility;
}

function addFacility(fields: Fields, facility: Facility): void {
  const first = facility.component === "several" ? facility.components[0]! : facility;
  if (first.component === "other") return;
  const operation = "operation" in first ? first.operation : undefined;
  const ssCode =
    "service" in first
      ? first.service.ssCode
      : "forwarding" in first
        ? first.forwarding.ssCode
        : undefined;
  fields.ss = {
    component: first.component,
    ...(operation === undefined ? {} : { operation }),
    ...(ssCode === undefined ? {} : { ssCode }),
    ...("error" in first ? { error: first.error } : {}),
  };
  if ("ussd" in first) fields.ussd = first.ussd.text;
  const forwardedTo =
    "service" in first
      ? first.service.forwardedToNumber
      : "forwarding" in first
        ? first.forwarding.features.find((feature) => feature.forwardedToNumber)?.forwardedToNumber
        : undefined;
  if (forwardedTo !== undefined) fields.forwardedToNumber = forwardedTo.digits;
}

function addRelay(fields: Fields, relay: RelayMessage): void {
  fields.relayMessage = relay.message;
  if (relay.message === "rpError") fields.cause = relay.cause;
  if (relay.message !== "rpData") return;
  const smsc = (relay.destinationAddress ?? relay.originatorAddress)?.digits;
  const sms = smsOf(relay.userData);
  if (sms !== undefined) fields.sms = smsc === undefined ? sms : { ...sms, smsc };
}

function smsOf(pdu: TransferPdu): DecodedSms | undefined {
  switch (pdu.type) {
    case "other":
    case "deliverReport":
    case "submitReport":
      return undefined;
    case "command":
      return { type: pdu.type, address: addressOf(pdu) };
  }
  const { userData } = pdu;
  const head = { type: pdu.type, address: addressOf(pdu) };
  if (userData === undefined) return head;
  const text = userData.text === undefined ? {} : { text: userData.text };
  if (userData.header === undefined) return { ...head, ...text };
  const concatenation = concatenationOf(userDataHeader(userData.header));
  const push = pushContentOf(userData);
  return {
    ...head,
    ...text,
    ...(concatenation === undefined ? {} : { concatenation }),
    ...(push === undefined ? {} : { push }),
  };
}

function addIdentity(fields: Fields, identity: MobileIdentity | undefined): void {
  if (identity === undefined) return;
  if (identity.type === "tmsi") fields.tmsi = hexTmsi(identity.tmsi);
  else if ("digits" in identity) fields[identity.type] = identity.digits;
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

/** Fields that hold a telephone number. */
const NUMBERS = [
  "calledNumber",
  "callingNumber",
  "connectedNumber",
  "redirectingNumber",
  "newNumber",
  "forwardedToNumber",
] as const;

function redactFields(fields: Fields, redact: Redact): void {
  for (const kind of ["imsi", "tmsi", "imei", "imeisv"] as const) {
    const value = fields[kind];
    if (value !== undefined) fields[kind] = redact(kind, value);
  }
  for (const name of NUMBERS) {
    const value = fields[name];
    if (value !== undefined) fields[name] = redact("number", value);
  }
  if (fields.keypadDigit !== undefined) fields.keypadDigit = "?";
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
