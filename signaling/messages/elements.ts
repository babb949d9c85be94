// Information elements by table: one row per element, one engine that reads and writes them all.
import { inRange, notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";

/** Reads and writes one element's value; the reader is narrowed to that value. */
export interface Codec<T> {
  read(reader: OctetReader): T;
  write(writer: OctetWriter, value: T): void;
}

/**
 * Element formats of 3GPP TS 24.007 §11.2.1.1: value only, half an octet, with length, with tag.
 * "TH" is a tag in the upper and the value in the lower half of one octet; "TLV-E" has a length of
 * two octets.
 */
export type Format = "V" | "half" | "LV" | "TV" | "TH" | "TLV" | "TLV-E" | "T";

/** One information element of a message. */
export interface Row<Name extends string, T, Presence extends "M" | "O"> {
  readonly name: Name;
  readonly presence: Presence;
  readonly format: Format;
  /** −1 for formats without a tag. */
  readonly tag: number;
  /** Octets of the value for V and TV; 0 = up to the end of the message. */
  readonly length: number;
  readonly codec: Codec<T>;
  /** Where the element is specified. */
  readonly clause: string;
}

export type AnyRow = Row<string, unknown, "M" | "O">;

type ValueOf<R> = R extends Row<string, infer T, "M" | "O"> ? T : never;

/** The fields that a list of rows gives a message: mandatory ones required, others optional. */
export type Fields<R extends readonly AnyRow[]> = {
  readonly [E in R[number] as E["presence"] extends "M" ? E["name"] : never]: ValueOf<E>;
} & {
  readonly [E in R[number] as E["presence"] extends "O" ? E["name"] : never]?: ValueOf<E>;
} & {
  /** Only where it is needed so that encoding gives the same octets again. */
  readonly arrangement?: Arrangement;
};

/**
 * How the elements of a message stand when it is not as in the table: names in the order seen, and
 * whole unknown elements as octets. Or all octets of the elements, when one holds what its value
 * does not tell; encoding then takes these, whatever the values are.
 */
export type Arrangement = readonly (string | Uint8Array)[] | Uint8Array;

/** A message as the engine sees it. */
export type FieldValues = Record<string, unknown>;

/** Rows prepared for decoding. */
export interface Plan {
  /** Rows without a tag, which come first. */
  readonly leading: readonly AnyRow[];
  readonly tagged: readonly AnyRow[];
  /** Index in `tagged` of the first row with each tag octet, −1 for none. */
  readonly rowOfTag: Int16Array;
  /** Index in `tagged` of the next row with the same tag, −1 for none. */
  readonly nextOfTag: Int16Array;
  readonly mandatory: readonly string[];
  /**
   * Octets of an unknown element's value after its tag; it may read the reader's length octet, of
   * which there is at least one.
   */
  readonly lengthOfUnknown: (tag: number, reader: OctetReader) => number;
}

export function compilePlan(
  rows: readonly AnyRow[],
  lengthOfUnknown: Plan["lengthOfUnknown"],
): Plan {
  const leading = rows.filter((row) => row.tag < 0);
  const tagged = rows.filter((row) => row.tag >= 0);
  const rowOfTag = new Int16Array(256).fill(-1);
  const nextOfTag = new Int16Array(tagged.length).fill(-1);
  for (let index = tagged.length - 1; index >= 0; index--) {
    const row = tagged[index]!;
    nextOfTag[index] = rowOfTag[row.tag]!;
    for (let low = 0; low < (row.format === "TH" ? 16 : 1); low++) rowOfTag[row.tag + low] = index;
  }
  const mandatory = tagged.filter((row) => row.presence === "M").map((row) => row.name);
  return { leading, tagged, rowOfTag, nextOfTag, mandatory, lengthOfUnknown };
}

/** Reads a message's elements up to the reader's limit into `target`. */
export function readElements(reader: OctetReader, plan: Plan, target: FieldValues): void {
  const first = reader.offset;
  const outerExact = reader.exact;
  reader.exact = true;
  readLeading(reader, plan.leading, target);
  let arrangement: (string | Uint8Array)[] | undefined;
  let previous = -1;
  let highest = -1;
  let missing = plan.mandatory.length;
  while (reader.remaining > 0) {
    const start = reader.offset;
    const tag = reader.u8();
    // Beyond all rows seen there is nothing to look for: this one is free.
    const next = plan.rowOfTag[tag]!;
    const index = next > highest ? next : nextRow(plan, tag, target, previous);
    if (arrangement === undefined && (index < 0 || index < previous)) {
      arrangement = plan.tagged
        .filter((row) => target[row.name] !== undefined)
        .map((row) => row.name);
    }
    if (index < 0) {
      skipUnknown(reader, plan, tag);
      arrangement!.push(reader.octets.subarray(start, reader.offset));
      continue;
    }
    const row = plan.tagged[index]!;
    target[row.name] = readTagged(reader, row, tag);
    arrangement?.push(row.name);
    previous = index;
    if (index > highest) highest = index;
    if (row.presence === "M") missing--;
  }
  if (missing > 0) {
    const name = plan.mandatory.find((candidate) => target[candidate] === undefined);
    throw reader.malformed(`no ${name}`, "this mandatory element");
  }
  if (!reader.exact) target["arrangement"] = reader.octets.subarray(first, reader.offset);
  else if (arrangement !== undefined) target["arrangement"] = arrangement;
  reader.exact = outerExact;
}

/** Nobody knows how an unknown element says its length: one that would end too late ends there. */
function skipUnknown(reader: OctetReader, plan: Plan, tag: number): void {
  reader.skip(Math.min(lengthOfSkipped(reader, plan, tag), reader.remaining));
}

/** One of a known tag, but once too often, has the length of its row. */
function lengthOfSkipped(reader: OctetReader, plan: Plan, tag: number): number {
  const row = plan.tagged[plan.rowOfTag[tag]!];
  if (row?.format === "TV") return row.length;
  return reader.remaining === 0 ? 0 : plan.lengthOfUnknown(tag, reader);
}

/** The row of a tag that is still free, by preference after the one before; −1 for none. */
function nextRow(plan: Plan, tag: number, target: FieldValues, previous: number): number {
  let free = -1;
  for (let index = plan.rowOfTag[tag]!; index >= 0; index = plan.nextOfTag[index]!) {
    if (target[plan.tagged[index]!.name] !== undefined) continue;
    if (index > previous) return index;
    if (free < 0) free = index;
  }
  return free;
}

function readLeading(reader: OctetReader, leading: readonly AnyRow[], target: FieldValues): void {
  let upperHalf = -1;
  for (const row of leading) {
    if (row.format === "half") {
      const octet: number = upperHalf >= 0 ? upperHalf : reader.u8();
      const half = octet & 0xf;
      if (half !== 0 || row.presence === "M") target[row.name] = half;
      upperHalf = upperHalf >= 0 ? -1 : octet >>> 4;
      continue;
    }
    const length = row.format === "LV" ? reader.u8() : row.length || reader.remaining;
    target[row.name] = readValue(reader, row, length);
  }
}

function readTagged(reader: OctetReader, row: AnyRow, tag: number): unknown {
  switch (row.format) {
    case "T":
      return true;
    case "TH":
      return tag & 0xf;
    case "TV":
      return readValue(reader, row, row.length);
    case "TLV-E":
      return readValue(reader, row, reader.u16());
    default:
      return readValue(reader, row, reader.u8());
  }
}

function readValue(reader: OctetReader, row: AnyRow, length: number): unknown {
  const outer = reader.narrow(length);
  const value = row.codec.read(reader);
  if (reader.offset !== reader.limit) reader.exact = false;
  reader.widen(outer);
  return value;
}

/** Writes a message's elements in the table's order, or as its `arrangement` says. */
export function writeElements(writer: OctetWriter, plan: Plan, source: FieldValues): void {
  const arrangement = source["arrangement"] as Arrangement | undefined;
  if (arrangement instanceof Uint8Array) {
    writer.put(arrangement);
    return;
  }
  writeLeading(writer, plan.leading, source);
  if (arrangement === undefined) {
    for (const row of plan.tagged) {
      const value = source[row.name];
      if (value !== undefined) writeTagged(writer, row, value);
      else if (row.presence === "M") throw missing(row.name);
    }
    return;
  }
  for (const item of arrangement) {
    if (typeof item !== "string") {
      writer.put(item);
      continue;
    }
    const row = plan.tagged.find((candidate) => candidate.name === item);
    const value = source[item];
    if (row === undefined || value === undefined) throw missing(item);
    writeTagged(writer, row, value);
  }
}

function writeLeading(writer: OctetWriter, leading: readonly AnyRow[], source: FieldValues): void {
  let lowerHalf = -1;
  for (const row of leading) {
    const value = source[row.name];
    if (row.format === "half") {
      const half = inRange(row.name, (value as number | undefined) ?? 0, 0xf);
      if (lowerHalf >= 0) writer.u8(lowerHalf | (half << 4));
      lowerHalf = lowerHalf >= 0 ? -1 : half;
      continue;
    }
    if (value === undefined) throw missing(row.name);
    if (row.format === "LV") writeWithLength(writer, row, value);
    else writeFixed(writer, row, value);
  }
}

function writeTagged(writer: OctetWriter, row: AnyRow, value: unknown): void {
  switch (row.format) {
    case "T":
      if (value === true) writer.u8(row.tag);
      break;
    case "TH":
      writer.u8(row.tag | inRange(row.name, value as number, 0xf));
      break;
    case "TV":
      writer.u8(row.tag);
      writeFixed(writer, row, value);
      break;
    case "TLV-E": {
      writer.u8(row.tag);
      const at = writer.openLongLength();
      row.codec.write(writer, value);
      writer.closeLongLength(at);
      break;
    }
    default:
      writer.u8(row.tag);
      writeWithLength(writer, row, value);
  }
}

function writeFixed(writer: OctetWriter, row: AnyRow, value: unknown): void {
  const start = writer.length;
  row.codec.write(writer, value);
  if (row.length > 0 && writer.length - start !== row.length) {
    throw notEncodable(row.name, `${writer.length - start} octets`, `${row.length}`);
  }
}

function writeWithLength(writer: OctetWriter, row: AnyRow, value: unknown): void {
  const at = writer.openLength();
  row.codec.write(writer, value);
  writer.closeLength(at);
}

function missing(name: string): Error {
  return notEncodable(name, "nothing", "a value for this mandatory element");
}

/** A value that stays as it comes. */
export const octets: Codec<Uint8Array> = {
  read: (reader) => reader.rest(),
  write: (writer, value) => writer.put(value),
};

/** One octet, 0–255. */
export const octet: Codec<number> = {
  read: (reader) => reader.u8(),
  write: (writer, value) => writer.u8(value),
};

/** Two octets, 0–65535. */
export const twoOctets: Codec<number> = {
  read: (reader) => reader.u16(),
  write: (writer, value) => writer.u16(value),
};

/** Four octets, 0–4294967295. */
export const fourOctets: Codec<number> = {
  read: (reader) => reader.u32(),
  write: (writer, value) => writer.u32(value),
};

/** Four octets, the least significant first. */
export const fourOctetsLittleEndian: Codec<number> = {
  read: (reader) => reader.u32LittleEndian(),
  write: (writer, value) => writer.u32LittleEndian(value),
};

/** An element whose presence is its value. */
export const flag: Codec<true> = {
  read: () => true,
  write: () => undefined,
};

/**
 * A codec whose value is octets wherever `read` gives undefined or leaves octets over: a value
 * always encodes to the octets that it came from. Encoding takes either.
 */
export function orOctets<T extends object>(codec: {
  readonly read: (reader: OctetReader) => T | undefined;
  readonly write: (writer: OctetWriter, value: T) => void;
}): Codec<T | Uint8Array> {
  return {
    read(reader) {
      const start = reader.offset;
      const value = codec.read(reader);
      if (value !== undefined && reader.remaining === 0) return value;
      reader.offset = start;
      return reader.rest();
    },
    write(writer, value) {
      if (value instanceof Uint8Array) writer.put(value);
      else codec.write(writer, value);
    },
  };
}
