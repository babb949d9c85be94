// The Facility element of supplementary services: components, both ways (3GPP TS 24.080 §3.6).
import { KairosError } from "../../domain/errors.ts";
import { type OctetReader, sameOctets } from "../octets.ts";
import type { PartyNumber } from "./bcd.ts";
import type { Codec } from "./elements.ts";
import { fitsGsmAlphabet } from "./gsm-alphabet.ts";
import {
  type BasicService,
  type ForwardingInformation,
  readForwarding,
  readService,
  readUssd,
  type ServiceArgument,
  type UssdString,
  writeForwarding,
  writeService,
  writeUssd,
} from "./ss-arguments.ts";
import { BerWriter, enter, readOctet, UNIVERSAL } from "./ss-ber.ts";
import { OPERATION, PROBLEM_TAG } from "./ss-tables.ts";

export type {
  BasicService,
  ForwardingFeature,
  ForwardingInformation,
  ServiceArgument,
  UssdString,
} from "./ss-arguments.ts";
export { OPERATION, SS_CODE, SS_ERROR, SS_STATUS } from "./ss-tables.ts";

interface OfComponent {
  /** 0–255, as the octet stands; a reject may lack it. */
  readonly invokeId: number;
}

/** The string of an operation 59 to 61, and what follows it in its sequence. */
interface WithUssd {
  readonly ussd: UssdString;
  /** Alerting pattern, MSISDN. */
  readonly further?: Uint8Array;
}

/** The component type invoke, 3GPP TS 24.080 §3.6.1; `operation` as {@link OPERATION} names it. */
export type Invoke = OfComponent & {
  readonly component: "invoke";
  readonly linkedId?: number;
  readonly operation: number;
} & (
    | WithUssd
    /** Operations 10 to 14. */
    | { readonly service: ServiceArgument }
    /** Of any other operation or form: everything after the operation code. */
    | { readonly parameters: Uint8Array }
  );

export type ReturnResultLast = OfComponent & { readonly component: "returnResultLast" } & (
    | ({ readonly operation: number } & WithUssd)
    /** Operations 10 to 14, when the service is a forwarding. */
    | { readonly operation: number; readonly forwarding: ForwardingInformation }
    | { readonly operation: number; readonly parameters: Uint8Array }
    /** Success, and nothing more to say. */
    | { readonly operation?: undefined }
  );

export type ReturnError = OfComponent & {
  readonly component: "returnError";
  /** {@link SS_ERROR}. */
  readonly error: number;
  readonly parameters?: Uint8Array;
};

export type Reject = Omit<OfComponent, "invokeId"> & {
  readonly component: "reject";
  /** Absent when the sender could not read it. */
  readonly invokeId?: number;
  readonly problem: keyof typeof PROBLEM_TAG;
  readonly code: number;
};

export type Component = Invoke | ReturnResultLast | ReturnError | Reject;

/** A Facility element: one component as a rule; octets that are no components stay octets. */
export type Facility =
  | Component
  | { readonly component: "several"; readonly components: readonly Component[] }
  | { readonly component: "other"; readonly octets: Uint8Array };

/** Component type tags, 3GPP TS 24.080 §3.6.2. */
const TAG = { invoke: 0xa1, returnResultLast: 0xa2, returnError: 0xa3, reject: 0xa4 } as const;
/** Linked ID, 3GPP TS 24.080 §3.6.3. */
const LINKED_ID = 0x80;
/** Components of one element that are told apart; more are kept as octets. */
const COMPONENTS_MAX = 8;
/** The GSM 7-bit default alphabet, language unspecified (3GPP TS 23.038 §5). */
const USSD_GSM_7BIT = 0x0f;
/** UCS2, uncompressed, no message class (3GPP TS 23.038 §5). */
const USSD_UCS2 = 0x48;
/** One writer for all: encoding neither waits nor calls itself. */
const WRITER = new BerWriter();

/** Facility, 3GPP TS 24.008 §10.5.4.15 and TS 24.080 §3.6. */
export const facility: Codec<Facility> = {
  read(reader) {
    const { offset: start, limit: outer, exact } = reader;
    try {
      const components = readComponents(reader);
      if (components?.length === 1) return components[0]!;
      if (components !== undefined) return { component: "several", components };
    } catch (error) {
      if (!(error instanceof KairosError)) throw error;
    }
    reader.limit = outer;
    reader.offset = start;
    reader.exact = exact;
    return { component: "other", octets: reader.rest() };
  },
  write(writer, value) {
    if (value.component === "other") {
      writer.put(value.octets);
    } else if (value.component === "several") {
      for (const component of value.components) writer.put(octetsOf(component));
    } else {
      writer.put(octetsOf(value));
    }
  },
};

/** A view that holds until the next call. */
function octetsOf(component: Component): Uint8Array {
  WRITER.clear();
  writeComponent(WRITER, component);
  return WRITER.view;
}

/** Undefined for none, for too many, and for octets that are no component of this file. */
function readComponents(reader: OctetReader): Component[] | undefined {
  const components: Component[] = [];
  while (reader.remaining > 0) {
    if (components.length === COMPONENTS_MAX) return undefined;
    const start = reader.offset;
    const component = readComponent(reader);
    if (component === undefined) return undefined;
    // Long lengths and another order are not in the values.
    const octets = reader.octets.subarray(start, reader.offset);
    if (!sameOctets(octetsOf(component), octets)) reader.exact = false;
    components.push(component);
  }
  return components.length === 0 ? undefined : components;
}

function readComponent(reader: OctetReader): Component | undefined {
  const tag = reader.peek();
  const outer = enter(reader, tag);
  if (outer < 0) return undefined;
  const component = readContents(reader, tag);
  if (component === undefined || reader.remaining > 0) return undefined;
  reader.widen(outer);
  return component;
}

function readContents(reader: OctetReader, tag: number): Component | undefined {
  if (tag === TAG.reject) return readReject(reader);
  const invokeId = readOctet(reader, UNIVERSAL.integer);
  if (invokeId < 0) return undefined;
  switch (tag) {
    case TAG.invoke:
      return readInvoke(reader, invokeId);
    case TAG.returnResultLast:
      return readResult(reader, invokeId);
    case TAG.returnError: {
      const error = readOctet(reader, UNIVERSAL.integer);
      if (error < 0) return undefined;
      const plain = { component: "returnError", invokeId, error } as const;
      return reader.remaining === 0 ? plain : { ...plain, parameters: reader.rest() };
    }
    default:
      return undefined;
  }
}

function readInvoke(reader: OctetReader, invokeId: number): Invoke | undefined {
  const linkedId = readOctet(reader, LINKED_ID);
  const operation = readOctet(reader, UNIVERSAL.integer);
  if (operation < 0) return undefined;
  const head =
    linkedId < 0
      ? ({ component: "invoke", invokeId, operation } as const)
      : ({ component: "invoke", invokeId, linkedId, operation } as const);
  if (isUnstructured(operation)) {
    const ussd = wholly(reader, readUssd);
    if (ussd !== undefined) return { ...head, ...ussd };
  } else if (isServiceOperation(operation)) {
    const service = wholly(reader, readService);
    if (service !== undefined) return { ...head, service };
  }
  return { ...head, parameters: reader.rest() };
}

function readResult(reader: OctetReader, invokeId: number): ReturnResultLast | undefined {
  const component = "returnResultLast";
  if (reader.remaining === 0) return { component, invokeId };
  const outer = enter(reader, UNIVERSAL.sequence);
  if (outer < 0) return undefined;
  const operation = readOctet(reader, UNIVERSAL.integer);
  if (operation < 0) return undefined;
  const head = { component, invokeId, operation } as const;
  const ussd = isUnstructured(operation) ? wholly(reader, readUssd) : undefined;
  const forwarding = isServiceOperation(operation) ? wholly(reader, readForwarding) : undefined;
  const result: ReturnResultLast =
    ussd !== undefined
      ? { ...head, ...ussd }
      : forwarding !== undefined
        ? { ...head, forwarding }
        : { ...head, parameters: reader.rest() };
  reader.widen(outer);
  return result;
}

/** What `read` makes of everything up to the limit; undefined, the reader unmoved, if not so. */
function wholly<T>(reader: OctetReader, read: (reader: OctetReader) => T | undefined) {
  const start = reader.offset;
  const outer = reader.limit;
  const value = read(reader);
  if (value !== undefined && reader.offset === outer) return value;
  reader.limit = outer;
  reader.offset = start;
  return undefined;
}

function readReject(reader: OctetReader): Reject | undefined {
  const invokeId = readOctet(reader, UNIVERSAL.integer);
  if (invokeId < 0) {
    const outer = enter(reader, UNIVERSAL.null);
    if (outer < 0) return undefined;
    reader.widen(outer);
  }
  const head = invokeId < 0 ? {} : { invokeId };
  for (const problem of PROBLEMS) {
    const code = readOctet(reader, PROBLEM_TAG[problem]);
    if (code >= 0) return { component: "reject", ...head, problem, code };
  }
  return undefined;
}

const PROBLEMS = ["general", "invoke", "returnResult", "returnError"] as const;

function isUnstructured(operation: number): boolean {
  return (
    operation >= OPERATION.processUnstructuredSsRequest &&
    operation <= OPERATION.unstructuredSsNotify
  );
}

function isServiceOperation(operation: number): boolean {
  return operation >= OPERATION.registerSs && operation <= OPERATION.interrogateSs;
}

/** From its last element to its first: {@link BerWriter}. */
function writeComponent(writer: BerWriter, component: Component): void {
  switch (component.component) {
    case "invoke":
      if ("ussd" in component) writeUssd(writer, component.ussd, component.further);
      else if ("service" in component) writeService(writer, component.service);
      else writer.put(component.parameters);
      writer.octet(UNIVERSAL.integer, component.operation);
      if (component.linkedId !== undefined) writer.octet(LINKED_ID, component.linkedId);
      break;
    case "returnResultLast":
      writeResult(writer, component);
      break;
    case "returnError":
      if (component.parameters !== undefined) writer.put(component.parameters);
      writer.octet(UNIVERSAL.integer, component.error);
      break;
    case "reject":
      writer.octet(PROBLEM_TAG[component.problem], component.code);
      break;
  }
  if (component.invokeId !== undefined) writer.octet(UNIVERSAL.integer, component.invokeId);
  else writer.string(UNIVERSAL.null, NOTHING);
  writer.close(TAG[component.component], 0);
}

const NOTHING = new Uint8Array();

function writeResult(writer: BerWriter, result: ReturnResultLast): void {
  if (result.operation === undefined) return;
  if ("ussd" in result) writeUssd(writer, result.ussd, result.further);
  else if ("forwarding" in result) {
    writeForwarding(writer, result.forwarding, result.operation === OPERATION.interrogateSs);
  } else writer.put(result.parameters);
  writer.octet(UNIVERSAL.integer, result.operation);
  writer.close(UNIVERSAL.sequence, 0);
}

/** A USSD request as the phone sends it. */
export function ussdRequest(text: string, invokeId = 1): Invoke {
  const operation = OPERATION.processUnstructuredSsRequest;
  return { component: "invoke", invokeId, operation, ussd: ussdString(text) };
}

/** A text as a USSD string: GSM 7-bit where its characters allow, else UCS2. */
export function ussdString(text: string): UssdString {
  return { dataCodingScheme: fitsGsmAlphabet(text) ? USSD_GSM_7BIT : USSD_UCS2, text };
}

/** Registers a forwarding, which also activates it. */
export function registerSs(service: {
  /** {@link SS_CODE}. */
  readonly ssCode: number;
  readonly forwardedTo: PartyNumber;
  /** Seconds, 5–30; for no reply only. */
  readonly noReplyConditionTime?: number;
  readonly basicService?: BasicService;
  readonly invokeId?: number;
}): Invoke {
  const { ssCode, forwardedTo, noReplyConditionTime, basicService, invokeId } = service;
  return ofService(OPERATION.registerSs, invokeId, {
    ssCode,
    ...(basicService && { basicService }),
    forwardedToNumber: forwardedTo,
    ...(noReplyConditionTime === undefined ? {} : { noReplyConditionTime }),
  });
}

export function eraseSs(ssCode: number, invokeId?: number): Invoke {
  return ofService(OPERATION.eraseSs, invokeId, { ssCode });
}

export function activateSs(ssCode: number, invokeId?: number): Invoke {
  return ofService(OPERATION.activateSs, invokeId, { ssCode });
}

export function deactivateSs(ssCode: number, invokeId?: number): Invoke {
  return ofService(OPERATION.deactivateSs, invokeId, { ssCode });
}

export function interrogateSs(ssCode: number, invokeId?: number): Invoke {
  return ofService(OPERATION.interrogateSs, invokeId, { ssCode });
}

function ofService(operation: number, invokeId = 1, service: ServiceArgument): Invoke {
  return { component: "invoke", invokeId, operation, service };
}

/** The answer to an invoke: with a USSD text, with what is forwarded where, or plain success. */
export function result(
  invoke: { readonly invokeId: number; readonly operation: number },
  content?: { readonly text: string } | { readonly forwarding: ForwardingInformation },
): ReturnResultLast {
  const component = "returnResultLast";
  const { invokeId, operation } = invoke;
  if (content === undefined) return { component, invokeId };
  if ("text" in content) {
    return { component, invokeId, operation, ussd: ussdString(content.text) };
  }
  return { component, invokeId, operation, forwarding: content.forwarding };
}

/** The refusal of an invoke. @param error  {@link SS_ERROR} */
export function returnError(invoke: { readonly invokeId: number }, error: number): ReturnError {
  return { component: "returnError", invokeId: invoke.invokeId, error };
}
