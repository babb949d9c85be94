// BSSMAP: messages between BSS and MSC, read and written by the tables of bssmap-tables.ts.
import { KairosError } from "../../domain/errors.ts";
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

/** Any BSSMAP message; narrow it by `message`. */
export type BssmapMessage = { [N in BssmapMessageName]: MessageOf<N> }[BssmapMessageName];

/** A BSSMAP message by its name. */
export type Bssmap<N extends BssmapMessageName> = Extract<BssmapMessage, { message: N }>;

interface CompiledMessage {
  readonly name: string;
  readonly type: number;
  readonly plan: Plan;
}

/** Octets of a value after its tag, −1: a length octet follows. */
const VALUE_OCTETS = new Int16Array(256).fill(-1);
for (const element of Object.values(INFORMATION_ELEMENTS)) {
  if (element.format !== "TLV") VALUE_OCTETS[element.tag] = element.length;
}
/** APDU, 3GPP TS 48.008 §3.2.2.68: the one element with a length of two octets. */
const APDU = 0x49;

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
  return tag === APDU ? reader.u16() : reader.u8();
}

/** Reads a BSSMAP message up to the reader's limit. @throws KairosError */
export function decodeBssmap(reader: OctetReader): BssmapMessage {
  const type = reader.u8();
  const compiled = BY_TYPE[type];
  if (compiled === undefined) {
    throw new KairosError("message.unknown", {
      place: `${reader.place}, octet ${reader.offset}`,
      got: `BSSMAP message type 0x${type.toString(16).padStart(2, "0")}`,
      wanted: "a message of 3GPP TS 48.008 in bssmap-tables.ts",
      remedy: "The frame is skipped; add the message to the table",
    });
  }
  const message: FieldValues = { layer: "bssmap", message: compiled.name };
  readElements(reader, compiled.plan, message);
  return message as unknown as BssmapMessage;
}

/** Writes a BSSMAP message. @throws KairosError `message.not-encodable` */
export function encodeBssmap(writer: OctetWriter, message: BssmapMessage): void {
  const compiled = BY_NAME.get(message.message);
  if (compiled === undefined) {
    throw notEncodable("BSSMAP message", String(message.message), "one of bssmap-tables.ts");
  }
  writer.u8(compiled.type);
  writeElements(writer, compiled.plan, message as unknown as FieldValues);
}
