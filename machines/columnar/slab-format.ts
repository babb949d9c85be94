// A slab as bytes: a head in JSON that says everything about the records, then the records.
import type { StateValue } from "xstate";
import { crc32 } from "./checksum.ts";
import type { PendingTimer, Row } from "./colony.ts";
import type { Layout } from "./columns.ts";

/** "SLAB", in the order of the bytes. */
const MAGIC = 0x42414c53;
const FORMAT = 1;
/** Magic, format, length of the head, CRC-32 of all that follows: four little-endian u32. */
const PREFIX = 16;

/** A configuration, so that both this machine and a later version can make sense of it. */
export interface SlabConfiguration {
  /** As the records' states name it. */
  readonly id: number;
  /** Ids of the active nodes, in order. */
  readonly nodes: readonly string[];
  readonly history: Readonly<Record<string, readonly string[]>>;
  readonly value: StateValue;
  readonly done: boolean;
}

/** What all slabs of a colony have in common. */
export interface SlabKind {
  readonly machine: string;
  readonly version: string;
  /** Of states, transitions and layout. */
  readonly fingerprint: string;
  readonly layout: Layout;
  /** Ids of the timer slots. */
  readonly slots: readonly string[];
}

/** What a slab says of its rows. */
export interface SlabRows {
  readonly from: Row;
  readonly to: Row;
  readonly nowMs: number;
  readonly configurations: readonly SlabConfiguration[];
  /** Strings by the code that the records have for them. */
  readonly strings: readonly (readonly [code: number, value: string])[];
  /** Values of "any" columns, by column and row. */
  readonly lists: readonly (readonly unknown[])[];
  readonly outputs: readonly (readonly [Row, unknown])[];
  /** Timers that stand in no slot. */
  readonly timers: readonly (readonly [Row, readonly PendingTimer[]])[];
  /** Free rows in the order in which they were given back; absent if that is the usual one. */
  readonly free?: readonly Row[];
  /** Rows in quarantine: the error in words, and the configuration. */
  readonly quarantine: readonly (readonly [Row, string, configuration: number])[];
}

export interface SlabHead extends SlabKind, SlabRows {}

export interface Slab {
  readonly head: SlabHead;
  readonly records: Uint8Array;
}

/** A kind with its part of the head's text, so that it need not be made and read again and again. */
export interface KnownKind extends SlabKind {
  /** What the heads of its slabs begin with. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

export function knownKind(kind: SlabKind): KnownKind {
  const text = `${JSON.stringify(kind, tagged).slice(0, -1)},`;
  return { ...kind, text, bytes: ENCODER.encode(text) };
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/**
 * `lists` by place in the range. Throws an Error for a value that is neither plain data nor
 * undefined.
 */
export function encodeSlab(
  kind: KnownKind,
  rows: Omit<SlabRows, "lists">,
  {
    lists,
    records,
  }: { readonly lists: readonly (readonly unknown[])[]; readonly records: Uint8Array },
): Uint8Array {
  const rest = JSON.stringify(rows, tagged).slice(1, -1);
  const values = lists.map((list) => `[${textOf(list, rows.to - rows.from)}]`);
  const said = ENCODER.encode(`${rest},"lists":[${values.join()}]}`);
  const headLength = kind.bytes.length + said.length;
  const bytes = new Uint8Array(PREFIX + headLength + records.length);
  bytes.set(kind.bytes, PREFIX);
  bytes.set(said, PREFIX + kind.bytes.length);
  bytes.set(records, PREFIX + headLength);
  const prefix = new DataView(bytes.buffer);
  const crc = crc32(bytes.subarray(PREFIX));
  for (const [place, word] of [MAGIC, FORMAT, headLength, crc].entries()) {
    prefix.setUint32(place * 4, word, true);
  }
  return bytes;
}

/** Without a value behind the list's last, a row has undefined. */
function textOf(list: readonly unknown[], count: number): string {
  let text = "";
  for (let place = 0; place < count; place++) {
    if (place > 0) text += ",";
    text += listed(list[place]);
  }
  return text;
}

/** Most values of lists are null, or numbers in an array that is mostly empty. */
function listed(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    if (value.every(isPlain)) return `[${value.join()}]`;
  }
  return JSON.stringify([value], tagged).slice(1, -1);
}

/** Whether JSON has the number as it is. */
function isPlain(value: unknown): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

/**
 * A slab of any kind, that of a known kind with less effort. Throws an Error that says in what way
 * the bytes are no slab.
 */
export function decodeSlab(bytes: Uint8Array, kind?: KnownKind): Slab {
  if (bytes.length < PREFIX) throw new Error(`${bytes.length} bytes`);
  const prefix = new DataView(bytes.buffer, bytes.byteOffset, PREFIX);
  const [magic, format, length, crc] = [0, 4, 8, 12].map((at) => prefix.getUint32(at, true));
  if (magic !== MAGIC) throw new Error("bytes that do not begin as a slab does");
  if (format !== FORMAT) throw new Error(`a slab of format ${format}`);
  const found = crc32(bytes.subarray(PREFIX));
  if (found !== crc) throw new Error(`a checksum of ${found}, where the slab itself says ${crc}`);
  const end = PREFIX + length!;
  if (end > bytes.length) throw new Error(`a head of ${length} bytes in ${bytes.length} bytes`);
  const head = headOf(DECODER.decode(bytes.subarray(PREFIX, end)), kind);
  const wanted = (head.to - head.from) * head.layout.wordsPerRow * 4;
  if (bytes.length - end !== wanted) {
    throw new Error(`records of ${bytes.length - end} bytes instead of ${wanted}`);
  }
  return { head, records: bytes.subarray(end) };
}

function headOf(text: string, kind: KnownKind | undefined): SlabHead {
  if (kind === undefined || !text.startsWith(kind.text)) {
    return untagged(JSON.parse(text)) as SlabHead;
  }
  const rest = text.slice(kind.text.length);
  const rows = JSON.parse(`{${rest}`) as SlabRows;
  return { ...kind, ...((rest.includes('"$"') ? untagged(rows) : rows) as SlabRows) };
}

/** What JSON lacks goes as { "$": … }, and so do objects that have such a key themselves. */
function tagged(this: Readonly<Record<string, unknown>>, key: string): unknown {
  // Not the second argument: of a Date, say, that is what its toJSON makes of it.
  const value = this[key];
  if (value === undefined) return { $: "undefined" };
  if (typeof value === "number") {
    if (Object.is(value, -0)) return { $: "-0" };
    return Number.isFinite(value) ? value : { $: String(value) };
  }
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") {
    throw new Error(`a ${typeof value}, which a slab cannot hold`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new Error(`an object of ${value.constructor.name}, which a slab cannot hold`);
  }
  return "$" in value ? { $: "entries", entries: Object.entries(value) } : value;
}

function untagged(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(untagged);
  if (!("$" in value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, untagged(part)]));
  }
  if (value.$ === "undefined") return undefined;
  if (value.$ !== "entries") return Number(value.$);
  return Object.fromEntries(untagged((value as { entries?: unknown }).entries) as []);
}
