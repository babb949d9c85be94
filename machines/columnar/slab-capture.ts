// Ranges of rows as they are at one moment, and the slabs that are made of them later.
import type { PendingTimer, Row, RowRange } from "./colony.ts";
import type { Configuration } from "./configurations.ts";
import { madeOnce } from "./made-once.ts";
import { encodeSlab, type SlabConfiguration, type SlabRows } from "./slab-format.ts";
import { kindOf, type SlabParts } from "./slab-kind.ts";
import { renumberStates, renumberStrings, unqueue, writtenIn } from "./slab-numbers.ts";
import { borrow } from "./spare-memory.ts";
import type { Timers } from "./timers.ts";

/** Rows as they were at one moment; what others have too is never changed in place. */
interface Captured extends Pick<SlabRows, "from" | "to" | "nowMs" | "outputs" | "timers"> {
  readonly free: readonly Row[];
  readonly stuck: readonly (readonly [Row, message: string, at: Configuration])[];
  /** A copy, in which the slab's own numbers take the place of the colony's. */
  readonly records: Uint8Array;
  /** Of "any" columns, by column and place in the range. */
  readonly lists: readonly (readonly unknown[])[];
}

/**
 * Rows of ranges, which must exist, as they are now. What is returned for each makes a slab of it,
 * whatever happens to its rows before it is called. It can be called once.
 */
export function captureSlabs(
  parts: SlabParts,
  ranges: readonly RowRange[],
): readonly (() => Uint8Array)[] {
  const { u8, layout } = parts.scope.records;
  const bytesPerRow = layout.wordsPerRow * 4;
  const count = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const copy = borrow(count * bytesPerRow);
  let at = 0;
  const captured = ranges.map((range) => {
    const begin = at;
    const own = u8.subarray(range.from * bytesPerRow, range.to * bytesPerRow);
    copy.set(own, begin);
    at += own.length;
    return capturedOf(parts, range, copy.subarray(begin, at));
  });
  return madeOnce(captured, copy, {
    make: (rows) => writeSlab(parts, rows),
    fail: parts.fail,
    place: `machine ${parts.scope.machine.id}`,
  });
}

function capturedOf(parts: SlabParts, { from, to }: RowRange, copy: Uint8Array): Captured {
  const { scope, rows } = parts;
  const { records, timers, frame } = scope;
  const inRange = <T>(map: ReadonlyMap<Row, T>): [Row, T][] =>
    map.size === 0 ? [] : [...map].filter(([row]) => row >= from && row < to);
  return {
    from,
    to,
    nowMs: frame.nowMs,
    outputs: inRange(rows.outputs),
    timers: timers.areInRecords ? [] : generalIn(timers, from, to),
    free: rows.freeOrder(from, to),
    stuck: inRange(rows.quarantine).map(([row, { message }]) => [row, message, rows.stuckAt(row)]),
    records: copy,
    lists: records.lists.map((list) => list.slice(from, to)),
  };
}

/**
 * Configurations and strings are numbered within the slab, so that the same rows have the same
 * records whatever the colony went through before.
 */
function writeSlab(parts: SlabParts, captured: Captured): Uint8Array {
  const { scope, program, fail } = parts;
  const { records, timers, machine } = scope;
  const { free, stuck, lists, ...rest } = captured;
  const count = captured.to - captured.from;
  const written = writtenIn(captured.records, records.layout);
  unqueue(written, count, timers.layout.slots.length);
  const places = stuck.map(([, , at]) => at);
  const configurations = renumberStates(written, count, program.configurations.all, places);
  const head: Omit<SlabRows, "lists"> = {
    from: rest.from,
    to: rest.to,
    nowMs: rest.nowMs,
    configurations: configurations.map((one, id) => ({ ...described(one), id })),
    strings: renumberStrings(written, count, records.strings.values),
    outputs: rest.outputs,
    timers: rest.timers,
    quarantine: stuck.map(([row, message, at]) => [row, message, configurations.indexOf(at)]),
    ...(free.length > 0 ? { free } : {}),
  };
  try {
    return encodeSlab(kindOf(parts), head, { lists, records: captured.records });
  } catch (thrown) {
    throw fail("colony.snapshot-refused", {
      place: `machine ${machine.id}, rows ${rest.from} to ${rest.to - 1}`,
      got: (thrown as Error).message,
      wanted: "context, events and output of plain data",
      remedy: "Keep such values outside of the machine.",
    });
  }
}

function described({ id, nodes, history, value, done }: Configuration): SlabConfiguration {
  return {
    id,
    nodes: nodes.map((node) => node.id),
    history: Object.fromEntries(
      Object.entries(history).map(([key, active]) => [key, active.map((node) => node.id)]),
    ),
    value,
    done,
  };
}

function generalIn(timers: Timers, from: Row, to: Row): [Row, PendingTimer[]][] {
  return Array.from({ length: to - from }, (_, place) => from + place)
    .map((row): [Row, PendingTimer[]] => [row, timers.pendingGeneral(row)])
    .filter(([, pending]) => pending.length > 0);
}
