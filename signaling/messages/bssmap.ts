// BSSMAP: messages between BSS and MSC, read and written by the tables of bssmap-tables.ts.
import { notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { INFORMATION_ELEMENTS, MESSAGES, type RowsOf } from "./bssmap-tables.ts";
import {
  type AnyRow,
  compilePlan,
  type Fields,
  type FieldValues,
  type Plan,
  readElements,
  writeElements,
} from "./elements.ts";

type Messages = typeof MESSAGES;
export type BssmapMessageName = keyof Messages;

type MessageOf<N extends BssmapMessageName> = {
  readonly layer: "bssmap";
  readonly message: N;
} & Fields<RowsOf<Messages[N]["elements"]>>;

/** A message whose type is in no table: it is kept as it came. */
export interface UnknownBssmap {
  readonly layer: "bssmap";
  readonly message: "unknown";
  /** Message type, 0–255, 3GPP TS 48.008 §3.2.2.1. */
  readonly type: number;
  /** What follows the type. */
  readonly octets: Uint8Array;
}

/** Any BSSMAP message; narrow it by `message`. */
export type BssmapMessage =
  | { [N in BssmapMessageName]: MessageOf<N> }[BssmapMessageName]
  | UnknownBssmap;

/** A BSSMAP message by its name. */
export type Bssmap<N extends BssmapMessageName> = Extract<BssmapMessage, { message: N }>;

interface CompiledMessage {
  readonly name: string;
  readonly type: number;
  readonly plan: Plan;
}

/** Octets of a value after its tag; or how many octets tell its length, negative. */
const VALUE_OCTETS = new Int16Array(256).fill(-1);
for (const element of Object.values(INFORMATION_ELEMENTS)) {
  const { tag, format, length } = element;
  VALUE_OCTETS[tag] = format === "TLV" ? -1 : format === "TLV-E" ? -2 : length;
}

const BY_TYPE: (CompiledMessage | undefined)[] = new Array(256).fill(undefined);
const BY_NAME = new Map<string, CompiledMessage>();
for (const [name, { type, elements }] of Object.entries(MESSAGES)) {
  const rows = elements.map(rowOf);
  const compiled = { name, type, plan: compilePlan(rows, lengthOfUnknown) };
  BY_TYPE[type] = compiled;
  BY_NAME.set(name, compiled);
}

function rowOf(mark: string): AnyRow {
  const optional = mark.endsWith("?");
  const name = (optional ? mark.slice(0, -1) : mark) as keyof typeof INFORMATION_ELEMENTS;
  const { tag, format, length, codec, clause } = INFORMATION_ELEMENTS[name];
  const presence = optional ? "O" : "M";
  return { name, presence, format, tag, length, codec, clause } as AnyRow;
}

function lengthOfUnknown(tag: number, reader: OctetReader): number {
  const octets = VALUE_OCTETS[tag]!;
  if (octets >= 0) return octets;
  return octets === -2 && reader.remaining > 1 ? reader.u16() : reader.u8();
}

/** Reads a BSSMAP message up to the reader's limit. @throws KairosError */
export function decodeBssmap(reader: OctetReader): BssmapMessage {
  const type = reader.u8();
  const compiled = BY_TYPE[type];
  if (compiled === undefined) {
    return { layer: "bssmap", message: "unknown", type, octets: reader.rest() };
  }
  const message: FieldValues = { layer: "bssmap", message: compiled.name };
  readElements(reader, compiled.plan, message);
  return message as unknown as BssmapMessage;
}

/** Writes a BSSMAP message. @throws KairosError `message.not-encodable` */
export function encodeBssmap(writer: OctetWriter, message: BssmapMessage): void {
  if (message.message === "unknown") {
    writeUnknown(writer, message);
    return;
  }
  const compiled = BY_NAME.get(message.message);
  if (compiled === undefined) {
    throw notEncodable("BSSMAP message", String(message.message), "one of bssmap-tables.ts");
  }
  writer.u8(compiled.type);
  writeElements(writer, compiled.plan, message as unknown as FieldValues);
}

function writeUnknown(writer: OctetWriter, { type, octets }: UnknownBssmap): void {
  const known = BY_TYPE[type]?.name;
  if (known !== undefined) throw notEncodable("unknown BSSMAP message", known, "another type");
  writer.u8(type);
  writer.put(octets);
}
