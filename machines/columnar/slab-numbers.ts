// Makes a slab's records the same for the same rows, whatever their colony went through before.
import type { Layout, Records } from "./columns.ts";
import type { Configuration } from "./configurations.ts";
import { UNNAMED } from "./timers.ts";

/** Copied records, by their first rows. */
export type Written = Pick<Records, "layout" | "u8" | "u16" | "u32">;

/** Records in octets that begin at a word. */
export function writtenIn(records: Uint8Array, layout: Layout): Written {
  const { buffer, byteOffset, length } = records;
  return {
    layout,
    u8: records,
    u16: new Uint16Array(buffer, byteOffset, length / 2),
    u32: new Uint32Array(buffer, byteOffset, length / 4),
  };
}

/**
 * Renumbers the states of the first `count` records.
 *
 * @returns the configurations by their new numbers, those of `others` among them
 */
export function renumberStates(
  records: Written,
  count: number,
  known: readonly Configuration[],
  others: readonly Configuration[],
): readonly Configuration[] {
  const { layout } = records;
  const states = records[layout.stateType];
  const stride = layout.wordsPerRow * (layout.stateType === "u16" ? 2 : 1);
  const found = new Set(others);
  const end = layout.stateOffset + count * stride;
  let last = -1;
  for (let at = layout.stateOffset; at < end; at += stride) {
    const state = states[at]!;
    if (state === last) continue;
    last = state;
    const configuration = known[state];
    if (configuration !== undefined) found.add(configuration);
  }
  const ordered = [...found]
    .map((configuration) => ({ configuration, key: keyOf(configuration) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ configuration }) => configuration);
  const numbers = new Int32Array(known.length).fill(-1);
  for (const [number, { id }] of ordered.entries()) numbers[id] = number;
  for (let at = layout.stateOffset; at < end; at += stride) {
    // Beyond those known: free, or in quarantine.
    const state = states[at]!;
    if (state < numbers.length) states[at] = numbers[state]!;
  }
  return ordered;
}

/**
 * Renumbers the strings of the first `count` records.
 *
 * @returns them with their new numbers
 */
export function renumberStrings(
  records: Written,
  count: number,
  values: readonly string[],
): readonly (readonly [code: number, value: string])[] {
  const { columns, wordsPerRow } = records.layout;
  const offsets = columns.filter(({ type }) => type === "string").map(({ offset }) => offset);
  if (offsets.length === 0) return [];
  const { u32 } = records;
  const places = (offset: number): number[] =>
    Array.from({ length: count }, (_, row) => row * wordsPerRow + offset);
  const all = offsets.flatMap(places);
  const texts = [...new Set(all.map((word) => values[u32[word]!] ?? ""))].sort();
  const codes = new Map(texts.map((text, code) => [text, code]));
  for (const word of all) u32[word] = codes.get(values[u32[word]!] ?? "")!;
  return texts.map((text, code) => [code, text]);
}

/** Gives the states of records from ≤ row < to the numbers that these have here, by old number. */
export function translateStates(
  records: Written,
  [from, to]: readonly [number, number],
  numbers: ReadonlyMap<number, number>,
): void {
  const { layout } = records;
  const states = records[layout.stateType];
  const stride = layout.wordsPerRow * (layout.stateType === "u16" ? 2 : 1);
  const table = new Int32Array(Math.max(-1, ...numbers.keys()) + 1).fill(-1);
  for (const [old, number] of numbers) table[old] = number;
  const end = layout.stateOffset + to * stride;
  for (let at = layout.stateOffset + from * stride; at < end; at += stride) {
    // Beyond those of the table: free, or in quarantine.
    const state = states[at]!;
    if (state < table.length && table[state]! >= 0) states[at] = table[state]!;
  }
}

/** Takes from the first `count` records what only the colony's own queue of timers has use for. */
export function unqueue({ u8, layout }: Written, count: number, slots: number): void {
  const stride = layout.wordsPerRow * 4;
  for (let slot = 0; slot < slots; slot++) {
    const first = layout.flagByte + slot;
    for (let byte = first; byte < first + count * stride; byte += stride) u8[byte]! &= UNNAMED;
  }
}

const KEYS = new WeakMap<Configuration, string>();

/** Sorts configurations alike in all colonies of a machine. */
function keyOf(configuration: Configuration): string {
  const known = KEYS.get(configuration);
  if (known !== undefined) return known;
  const key = madeKey(configuration);
  KEYS.set(configuration, key);
  return key;
}

function madeKey({ nodes, history, done }: Configuration): string {
  const ids = nodes.map(({ id }) => id);
  const remembered = Object.entries(history).map(([id, kept]) => [id, kept.map((node) => node.id)]);
  return JSON.stringify([ids.toSorted(), done, ids, remembered]);
}
