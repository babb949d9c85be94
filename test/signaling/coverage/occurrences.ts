// Which messages, elements and values occur in a corpus: what a coverage page may claim.
import type { SccpMessage } from "../../../signaling/carriers/sccp.ts";
import type { BssapMessage } from "../../../signaling/messages/bssap.ts";
import { INFORMATION_ELEMENTS } from "../../../signaling/messages/bssmap-tables.ts";
import type { DtapMessage } from "../../../signaling/messages/dtap.ts";
import { PROTOCOLS } from "../../../signaling/messages/dtap-tables.ts";
import type { Component, Facility } from "../../../signaling/messages/facility.ts";
import { decodeHandoverCommand, type HandoverCommand } from "../../../signaling/messages/rr.ts";
import type { RelayMessage } from "../../../signaling/messages/sms.ts";
import { OPERATION, SS_CODE, SS_ERROR } from "../../../signaling/messages/ss-tables.ts";
import type { TransferPdu, UserData } from "../../../signaling/messages/tpdu.ts";
import { HEADER_ELEMENT, userDataHeader } from "../../../signaling/messages/user-data-header.ts";
import { pushContentOf } from "../../../signaling/messages/wap-push.ts";

/** Names with dots: "bssmap.paging", "bssmap.paging.imsi", "element.imsi", "tpdu.submit". */
export type Occurrences = Set<string>;

/** The name of a number in a table of numbers; "other" for one that is not in it. */
function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(table).find((name) => table[name] === value) ?? "other";
}

export function noteSccp(seen: Occurrences, message: SccpMessage): void {
  const { type, ...fields } = message;
  seen.add(`sccp.${type}`);
  for (const field of Object.keys(fields)) seen.add(`sccp.${type}.${field}`);
  for (const party of ["called", "calling"] as const) {
    const address = (fields as Partial<Record<typeof party, object>>)[party];
    for (const part of Object.keys(address ?? {})) seen.add(`address.${part}`);
  }
}

export function noteBssap(seen: Occurrences, message: BssapMessage): void {
  seen.add(`bssap.${message.layer}`);
  if (message.layer === "dtap") {
    if (message.dlci !== undefined) seen.add("bssap.dlci");
    noteDtap(seen, message);
    return;
  }
  seen.add(`bssmap.${message.message}`);
  for (const [name, value] of Object.entries(message)) {
    if (!(name in INFORMATION_ELEMENTS)) continue;
    seen.add(`bssmap.${message.message}.${name}`);
    seen.add(`element.${name}`);
    noteValue(seen, value);
    if (name === "layer3InformationOctets") noteCommand(seen, decoded(value as Uint8Array));
  }
}

function decoded(octets: Uint8Array): HandoverCommand | undefined {
  try {
    return decodeHandoverCommand(octets);
  } catch {
    return undefined;
  }
}

export function noteCommand(seen: Occurrences, command: HandoverCommand | undefined): void {
  if (command === undefined) return;
  seen.add("radio.handoverCommand");
  for (const name of Object.keys(command)) seen.add(`radio.handoverCommand.${name}`);
}

/** Values that several elements have: identities, cells, messages within messages. */
function noteValue(seen: Occurrences, value: unknown): void {
  if (Array.isArray(value)) for (const each of value) noteValue(seen, each);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  if ("layer" in value) noteDtap(seen, value as DtapMessage);
  if ("discriminator" in value) seen.add(`cell.${String(value.discriminator)}`);
  if ("type" in value) seen.add(`identity.${String(value.type)}`);
  if ("content" in value) seen.add(`channel.${String(value.content)}`);
}

function noteDtap(seen: Occurrences, message: DtapMessage): void {
  const { protocol } = message;
  seen.add(`dtap.${protocol}.${message.message}`);
  if (protocol === "other" || message.message === "unknown") return;
  const { messages } = PROTOCOLS[protocol];
  const { elements } = (messages as Record<string, { elements: readonly { name: string }[] }>)[
    message.message
  ]!;
  const fields = message as unknown as Readonly<Record<string, unknown>>;
  for (const { name } of elements) {
    const value = fields[name];
    if (value === undefined) continue;
    seen.add(`dtap.${protocol}.${message.message}.${name}`);
    seen.add(`element.${protocol}.${name}`);
    if (name === "cpUserData") noteRelay(seen, value as RelayMessage);
    else if (isFacility(value)) noteFacility(seen, value);
    else noteValue(seen, value);
  }
}

function isFacility(value: unknown): value is Facility {
  return typeof value === "object" && value !== null && "component" in value;
}

function noteFacility(seen: Occurrences, facility: Facility): void {
  seen.add(`component.${facility.component}`);
  if (facility.component === "several") {
    for (const component of facility.components) noteComponent(seen, component);
  } else if (facility.component !== "other") noteComponent(seen, facility);
}

function noteComponent(seen: Occurrences, component: Component): void {
  seen.add(`component.${component.component}`);
  if (component.component === "reject") seen.add(`problem.${component.problem}`);
  if (component.component === "returnError") {
    seen.add(`error.${nameOf(SS_ERROR, component.error)}`);
  }
  if (!("operation" in component) || component.operation === undefined) return;
  const operation = nameOf(OPERATION, component.operation);
  seen.add(`operation.${operation}`);
  const form = "parameters" in component ? "octets" : "typed";
  seen.add(`operation.${operation}.${component.component}.${form}`);
  if ("service" in component) seen.add(`service.${nameOf(SS_CODE, component.service.ssCode)}`);
  if ("ussd" in component) {
    seen.add(component.ussd.dataCodingScheme === 0x48 ? "ussd.ucs2" : "ussd.gsm7");
  }
}

function noteRelay(seen: Occurrences, relay: RelayMessage): void {
  const up = "direction" in relay && relay.direction === "up";
  seen.add(`relay.${relay.message}`);
  if (relay.message !== "other") seen.add(`relay.${relay.message}.${up ? "up" : "down"}`);
  if ("userData" in relay && relay.userData !== undefined) noteTransferPdu(seen, relay.userData);
}

function noteTransferPdu(seen: Occurrences, pdu: TransferPdu): void {
  seen.add(`tpdu.${pdu.type}`);
  for (const name of Object.keys(pdu)) seen.add(`tpdu.${pdu.type}.${name}`);
  if ("userData" in pdu && pdu.userData !== undefined) noteUserData(seen, pdu, pdu.userData);
}

function noteUserData(seen: Occurrences, pdu: TransferPdu, userData: UserData): void {
  const scheme = "dataCodingScheme" in pdu ? (pdu.dataCodingScheme ?? 0) : 0;
  const text = (scheme & 0xcc) === 0x08 ? "ucs2" : "gsm7";
  seen.add(`text.${userData.octets === undefined ? text : "octets"}`);
  if (/[\^{}\\[~\]|€]/.test(userData.text ?? "") && text === "gsm7") seen.add("text.extension");
  if (userData.header !== undefined) {
    for (const { identifier } of userDataHeader(userData.header)) {
      seen.add(`header.${nameOf(HEADER_ELEMENT, identifier)}`);
    }
  }
  const content = contentOf(userData);
  if (content !== undefined) seen.add(`push.${content}`);
}

function contentOf(userData: UserData): string | undefined {
  try {
    return pushContentOf(userData);
  } catch {
    return undefined;
  }
}
