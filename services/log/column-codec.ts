// A column of events as octets, in the shortest of a few ways that cost next to nothing to read.
import { COLUMN_ARRAYS, type EventColumns } from "../../domain/event-columns.ts";
import type { ArrayOf, Octets } from "./record-octets.ts";

type ColumnName = keyof typeof COLUMN_ARRAYS;
export type DecodedColumn = EventColumns[ColumnName];

/** Little-endian, after the form u32 and a number u32 that is 0 but for "sparse". */
const FORM = {
  /** One value for all: f64. */
  same: 0,
  /** The array, filled up to a multiple of 8 octets. */
  dense: 1,
  /** −1 or 0 but for so many places: these as u32, then their values, both filled up. */
  sparse: 2,
  /** Times in ms after the block's first as u32, filled up. */
  offsets: 3,
} as const;
const HEAD = 8;
const OFFSET_SPAN = 2 ** 32;

/** What an event holds that a column says nothing of. */
const RESTING: Partial<Record<ColumnName, number>> = { zone: -1, capabilities: -1 };

export interface Form {
  readonly form: number;
  /** In octets, a multiple of 8. */
  readonly length: number;
  readonly resting: number;
  readonly size: number;
  /** Values that are not `resting`. */
  readonly others: number;
}

/** How a column is best written. */
export function columnLength(
  name: ColumnName,
  values: DecodedColumn,
  size: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Form {
  const { BYTES_PER_ELEMENT: width } = COLUMN_ARRAYS[name];
  const resting = RESTING[name] ?? 0;
  const first = values[0] ?? 0;
  let others = 0;
  let same = true;
  for (let place = 0; place < size; place++) {
    const value = values[place]!;
    if (value !== resting) others++;
    if (value !== first) same = false;
  }
  const common = { resting, size, others };
  if (same) return { ...common, form: FORM.same, length: HEAD + 8 };
  if (name === "timeMs" && areOffsets(values, size, fromMs, toMs)) {
    return { ...common, form: FORM.offsets, length: HEAD + filled(size * 4) };
  }
  const dense = HEAD + filled(size * width);
  const sparse = HEAD + filled(others * 4) + filled(others * width);
  return sparse < dense
    ? { ...common, form: FORM.sparse, length: sparse }
    : { ...common, form: FORM.dense, length: dense };
}

/** Writes a column to `octets[at]` and behind, where all is 0. */
export function writeColumn(
  octets: Uint8Array,
  at: number,
  { values, form, resting, size, others }: Form & { readonly values: DecodedColumn },
  fromMs: number,
): void {
  const view = new DataView(octets.buffer, octets.byteOffset + at);
  view.setUint32(0, form, true);
  const body = octets.byteOffset + at + HEAD;
  if (form === FORM.same) {
    view.setFloat64(HEAD, values[0] ?? 0, true);
  } else if (form === FORM.dense) {
    arrayLike(values, octets.buffer, body, size).set(values.subarray(0, size));
  } else if (form === FORM.offsets) {
    const offsets = new Uint32Array(octets.buffer, body, size);
    for (let place = 0; place < size; place++) offsets[place] = values[place]! - fromMs;
  } else {
    view.setUint32(4, others, true);
    const places = new Uint32Array(octets.buffer, body, others);
    const kept = arrayLike(values, octets.buffer, body + filled(others * 4), others);
    let found = 0;
    for (let place = 0; place < size; place++) {
      if (values[place] === resting) continue;
      places[found] = place;
      kept[found++] = values[place]!;
    }
  }
}

/** The column of so many events at which the reader stands. Throws a RangeError for no such one. */
export function readColumn(
  name: ColumnName,
  reader: Octets,
  size: number,
  fromMs: number,
): DecodedColumn {
  const Of = COLUMN_ARRAYS[name] as ArrayOf<DecodedColumn>;
  const form = reader.u32();
  const others = reader.u32();
  if (form === FORM.dense) return reader.array(Of, size);
  if (size > SIZE_MAX) throw new RangeError(`${size} events in one block`);
  const values = new Of(size);
  if (form === FORM.same) {
    const value = reader.f64();
    return value === 0 ? values : values.fill(value);
  }
  if (form === FORM.offsets) {
    const offsets = reader.array<Uint32Array>(Uint32Array, size);
    for (let place = 0; place < size; place++) values[place] = fromMs + offsets[place]!;
    return values;
  }
  if (form !== FORM.sparse) throw new RangeError(`column ${name} in form ${form}`);
  const places = reader.array<Uint32Array>(Uint32Array, others);
  const kept = reader.array(Of, others);
  const resting = RESTING[name] ?? 0;
  if (resting !== 0) values.fill(resting);
  for (let place = 0; place < others; place++) values[places[place]!] = kept[place]!;
  return values;
}

/** So that a few octets cannot ask for all memory, but for 50 MB; nobody's entry has so many events. */
const SIZE_MAX = 2 ** 20;

function areOffsets(values: DecodedColumn, size: number, fromMs: number, toMs: number): boolean {
  if (toMs - fromMs >= OFFSET_SPAN) return false;
  for (let place = 0; place < size; place++) {
    const offset = values[place]! - fromMs;
    if (!(Number.isInteger(offset) && offset >= 0 && offset < OFFSET_SPAN)) return false;
  }
  return true;
}

function arrayLike(
  values: DecodedColumn,
  buffer: ArrayBufferLike,
  from: number,
  count: number,
): DecodedColumn {
  return new (values.constructor as ArrayOf<DecodedColumn>)(buffer, from, count);
}

function filled(octets: number): number {
  return Math.ceil(octets / 8) * 8;
}
