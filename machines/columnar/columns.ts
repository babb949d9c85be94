// Where a row's fields lie: one record per row in one buffer, so that a step touches one cache
// line.
import type { ColumnType, NumberType } from "./colony.ts";

/** Largest value of a u40: 34 years of milliseconds; the 256th part of the range means "empty". */
export const U40_MAX = 255 * 2 ** 32 - 1;
/** Largest buffer of records: positions in it stay small integers. */
const BYTES_MAX = 2 ** 31;
/**
 * Bytes before the first record. The platform puts a large buffer 16 bytes after the start of a
 * page, so that from here on a record of 64 bytes fills a line of the cache, and never lies on two.
 */
const LEAD = 48;
/** Different strings of one colony, over all its string fields. */
const STRINGS_MAX = 2 ** 20;

export interface Column {
  readonly name: string;
  readonly type: NumberType | "boolean" | "string" | "any";
  /** The one value beside the numbers that it may have. */
  readonly empty: { readonly value: null | undefined } | undefined;
  /** In elements of its type from the record's start; of an "any" column, its place among these. */
  readonly offset: number;
  /** Byte of a u40's high part. */
  readonly highByte: number;
}

export interface Layout {
  readonly columns: readonly Column[];
  readonly wordsPerRow: number;
  /** Of the configuration: u16 or u32, in elements of its type. */
  readonly stateType: "u16" | "u32";
  readonly stateOffset: number;
  /** Of the timer slots: words of the low parts, bytes of the high parts and of the flags. */
  readonly lowWord: number;
  readonly highByte: number;
  readonly flagByte: number;
}

/** Types that context fields without a declared one get, by their first value. */
export function inferredType(value: unknown): ColumnType {
  if (typeof value === "number") return "f64";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "string" ? "string" : "any";
}

export const COLUMN_TYPES = [
  "u8",
  "u16",
  "u32",
  "u40",
  "i32",
  "f32",
  "f64",
  "boolean",
  "string",
  "any",
] as const satisfies readonly ColumnType[];

/** Whether it is one: declarations become a part of generated code. */
export function isColumnType(type: unknown): type is ColumnType {
  const names: readonly unknown[] = COLUMN_TYPES;
  if (typeof type !== "object" || type === null) return names.includes(type);
  const { type: number, empty } = type as { type?: unknown; empty?: unknown };
  return names.includes(number) && typeof number === "string" && number in WIDTH && empty == null;
}

const WIDTH = { u8: 1, u16: 2, u32: 4, i32: 4, u40: 4, f32: 4, f64: 8 } as const;

function widthOf(type: Column["type"]): number {
  if (type === "boolean") return 1;
  if (type === "any") return 0;
  return type === "string" ? WIDTH.u32 : WIDTH[type];
}

/** Packs the fields from the widest to the narrowest; no field crosses a multiple of its width. */
export function layoutOf(
  types: Readonly<Record<string, ColumnType>>,
  { stateType, slotCount }: { readonly stateType: "u16" | "u32"; readonly slotCount: number },
): Layout {
  const wanted = Object.entries(types).map(([name, declared]) => ({
    name,
    type: typeof declared === "object" ? declared.type : declared,
    empty: typeof declared === "object" ? { value: declared.empty } : undefined,
  }));
  const offsets = new Map<string, number>();
  let bytes = 0;
  const place = (name: string, width: number, count = 1): void => {
    offsets.set(name, bytes / width);
    bytes += width * count;
  };
  const ofWidth = (width: number): void => {
    for (const { name, type } of wanted) if (widthOf(type) === width) place(`=${name}`, width);
  };
  ofWidth(8);
  ofWidth(4);
  place("low", 4, slotCount);
  if (stateType === "u32") place("state", 4);
  ofWidth(2);
  if (stateType === "u16") place("state", 2);
  ofWidth(1);
  for (const { name, type } of wanted) if (type === "u40") place(`high ${name}`, 1);
  place("high", 1, slotCount);
  place("flag", 1, slotCount);
  const alignment = wanted.some(({ type }) => type === "f64") ? 8 : 4;
  const anyColumns = wanted.filter(({ type }) => type === "any").map(({ name }) => name);
  return {
    columns: wanted.map((column) => ({
      ...column,
      offset: offsets.get(`=${column.name}`) ?? anyColumns.indexOf(column.name),
      highByte: offsets.get(`high ${column.name}`) ?? 0,
    })),
    wordsPerRow: (Math.ceil(bytes / alignment) * alignment) / 4,
    stateType,
    stateOffset: offsets.get("state")!,
    lowWord: offsets.get("low")!,
    highByte: offsets.get("high")!,
    flagByte: offsets.get("flag")!,
  };
}

/** The strings of a colony by number, so that a field of them is a number. */
export class Strings {
  readonly values: string[] = [];
  readonly #codes = new Map<string, number>();

  codeOf(value: string): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    if (this.values.length === STRINGS_MAX) {
      throw new Error(
        `string fields have had ${STRINGS_MAX} different values, the most there may be; ` +
          'declare a field whose values vary as "any"',
      );
    }
    this.values.push(value);
    this.#codes.set(value, this.values.length - 1);
    return this.values.length - 1;
  }
}

/** Most rows that there can be. */
export function rowsMax({ wordsPerRow }: Layout): number {
  return Math.floor(BYTES_MAX / (wordsPerRow * 4));
}

/** The records of all rows. The views change when the rows outgrow their buffer. */
export class Records {
  readonly layout: Layout;
  readonly strings = new Strings();
  /** Values of "any" columns, by column and row. */
  readonly lists: readonly unknown[][];
  declare capacity: number;
  declare u8: Uint8Array;
  declare u16: Uint16Array;
  declare u32: Uint32Array;
  declare i32: Int32Array;
  declare f32: Float32Array;
  declare f64: Float64Array;

  constructor(layout: Layout, capacity: number) {
    this.layout = layout;
    const anyColumns = layout.columns.filter(({ type }) => type === "any");
    // Arrays that grow by themselves take more than they need.
    this.lists = anyColumns.map(() => new Array<unknown>(capacity).fill(undefined));
    this.#make(capacity);
  }

  get bytes(): number {
    return this.u8.length;
  }

  get rowsMax(): number {
    return rowsMax(this.layout);
  }

  grow(capacity: number): void {
    const { u8 } = this;
    this.#make(capacity);
    this.u8.set(u8);
  }

  read(column: Column, row: number): unknown {
    const { type, empty, offset } = column;
    const word = row * this.layout.wordsPerRow;
    if (type === "any") return this.lists[offset]![row];
    if (type === "boolean") return this.u8[word * 4 + offset] === 1;
    if (type === "string") return this.strings.values[this.u32[word + offset]!];
    const value = this.#number(type, word, column);
    return empty !== undefined && Object.is(value, SENTINEL[type]) ? empty.value : value;
  }

  /** Throws an Error when the column cannot hold the value. */
  write(column: Column, row: number, value: unknown): void {
    const { type, empty, offset } = column;
    const word = row * this.layout.wordsPerRow;
    if (!fits(column, value)) throw new Error(misfitOf(column, value));
    if (type === "any") this.lists[offset]![row] = value;
    else if (type === "boolean") this.u8[word * 4 + offset] = value === true ? 1 : 0;
    else if (type === "string") this.u32[word + offset] = this.strings.codeOf(value as string);
    else {
      const isEmpty = empty !== undefined && value === empty.value;
      this.#setNumber(type, word, column, isEmpty ? SENTINEL[type] : (value as number));
    }
  }

  #number(type: NumberType, word: number, { offset, highByte }: Column): number {
    if (type === "u8") return this.u8[word * 4 + offset]!;
    if (type === "u16") return this.u16[word * 2 + offset]!;
    if (type === "f64") return this.f64[word / 2 + offset]!;
    if (type === "u40") return this.u32[word + offset]! + this.u8[word * 4 + highByte]! * 2 ** 32;
    return this[type][word + offset]!;
  }

  #setNumber(type: NumberType, word: number, { offset, highByte }: Column, value: number): void {
    if (type === "u8") this.u8[word * 4 + offset] = value;
    else if (type === "u16") this.u16[word * 2 + offset] = value;
    else if (type === "f64") this.f64[word / 2 + offset] = value;
    else {
      this[type === "u40" ? "u32" : type][word + offset] = value;
      if (type === "u40") this.u8[word * 4 + highByte] = value / 2 ** 32;
    }
  }

  #make(capacity: number): void {
    const bytes = Math.max(8, capacity * this.layout.wordsPerRow * 4);
    const buffer = new ArrayBuffer(LEAD + bytes);
    this.capacity = capacity;
    this.u8 = new Uint8Array(buffer, LEAD);
    this.u16 = new Uint16Array(buffer, LEAD);
    this.u32 = new Uint32Array(buffer, LEAD);
    this.i32 = new Int32Array(buffer, LEAD);
    this.f32 = new Float32Array(buffer, LEAD);
    this.f64 = new Float64Array(buffer, LEAD, Math.floor(bytes / 8));
  }
}

/** Stands for the empty value; the numbers themselves may then not be it. */
export const SENTINEL: Readonly<Record<NumberType, number>> = {
  u8: 2 ** 8 - 1,
  u16: 2 ** 16 - 1,
  u32: 2 ** 32 - 1,
  u40: 2 ** 40 - 1,
  i32: -(2 ** 31),
  f32: Number.NaN,
  f64: Number.NaN,
};

const RANGE: Readonly<Record<NumberType, string>> = {
  u8: "integers from 0 to 255",
  u16: "integers from 0 to 65535",
  u32: "integers from 0 to 4294967295",
  u40: `integers from 0 to ${U40_MAX}`,
  i32: "integers from -2147483648 to 2147483647",
  f32: "numbers",
  f64: "numbers",
};

/** Beside an empty value, which takes a number's place. */
const RANGE_BESIDE_EMPTY: Readonly<Record<NumberType, string>> = {
  u8: "integers from 0 to 254",
  u16: "integers from 0 to 65534",
  u32: "integers from 0 to 4294967294",
  u40: RANGE.u40,
  i32: "integers from -2147483647 to 2147483647",
  f32: "numbers other than NaN",
  f64: "numbers other than NaN",
};

/** Whether the column can hold the value. */
export function fits({ type, empty }: Column, value: unknown): boolean {
  if (type === "any") return true;
  if (type === "boolean" || type === "string") return typeof value === type;
  if (empty !== undefined && value === empty.value) return true;
  if (typeof value !== "number") return false;
  if (empty !== undefined && Object.is(value, SENTINEL[type])) return false;
  if (type === "f32" || type === "f64") return true;
  if (type === "i32") return (value | 0) === value;
  return Number.isInteger(value) && value >= 0 && value <= MAX[type];
}

const MAX = { u8: SENTINEL.u8, u16: SENTINEL.u16, u32: SENTINEL.u32, u40: U40_MAX } as const;

/** What is wrong when a value does not fit. */
export function misfitOf({ name, type, empty }: Column, value: unknown): string {
  const shown = typeof value === "object" && value !== null ? "an object" : String(value);
  const range = empty === undefined ? RANGE : RANGE_BESIDE_EMPTY;
  const wanted = type === "boolean" || type === "string" ? `${type}s` : range[type as NumberType];
  const except = empty === undefined ? "" : `, or ${empty.value} for none`;
  return `context field "${name}" cannot be ${shown}: its column holds ${wanted}${except}`;
}
