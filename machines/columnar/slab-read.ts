// Slabs read back: into the same version of the machine as they are, into a later one by its migration.
import type { AnyStateNode } from "xstate";
import type { Migrate, MigratedRow, PendingTimer, Row } from "./colony.ts";
import { type Layout, Records } from "./columns.ts";
import type { Configuration } from "./configurations.ts";
import { nodesOf } from "./definition.ts";
import type { Program } from "./program.ts";
import { decodeSlab, type Slab, type SlabConfiguration, type SlabRows } from "./slab-format.ts";
import { kindOf, type SlabParts, versionOf } from "./slab-kind.ts";
import { translateStates } from "./slab-numbers.ts";
import { contextOf, persistedOf, refused } from "./snapshots.ts";
import { Timers } from "./timers.ts";

/** What the colony does for a slab. */
export interface SlabReader {
  /** Makes room for so many rows. Throws `colony.full`. */
  reserve(count: number): void;
  /** The same; what is in the new rows is yet to be written, and which of them are free. */
  append(count: number): void;
  restore(row: Row, snapshot: unknown, timers: readonly PendingTimer[]): void;
}

/**
 * Puts a slab's rows where they were. Throws `colony.snapshot-refused`, or what a migration throws:
 * nothing has changed then. If what a migration gives is refused, the rows before that row are
 * done, and it and those after it are free.
 */
export function readSlab(parts: SlabParts, bytes: Uint8Array, reader: SlabReader): void {
  const { scope, options, fail } = parts;
  const { machine } = scope;
  const kind = kindOf(parts);
  let slab: Slab;
  try {
    slab = decodeSlab(bytes, kind);
  } catch (thrown) {
    throw refused(machine, "slab", (thrown as Error).message, fail, "Take it from a sound copy.");
  }
  const { head } = slab;
  const [stuck] = head.quarantine;
  if (head.machine !== machine.id) {
    throw refused(machine, "slab", `rows of machine ${head.machine}`, fail, "Use its own colony.");
  }
  const isSame = head.version === kind.version && head.fingerprint === kind.fingerprint;
  const migrate = options.migrations?.[head.version];
  if (!isSame && migrate === undefined) throw otherVersion(parts, head.version);
  if (!isSame && stuck !== undefined) {
    const got = `row ${stuck[0]} in quarantine (${stuck[1]})`;
    throw refused(machine, "slab", got, fail, "Release such rows before a slab is migrated.");
  }
  if (isSame) copyRows(parts, slab, reader);
  else migrateRows(parts, slab, migrate!, reader);
}

/** Makes way for a slab's rows. */
function clear(
  { scope: { frame, timers }, rows }: SlabParts,
  { from, to, nowMs }: SlabRows,
  reader: SlabReader,
): void {
  frame.nowMs = Math.max(frame.nowMs, nowMs);
  reader.reserve(to);
  rows.overwrite(from, to, (row) => timers.cancelAll(row));
}

/** Records of the same layout: only configurations and strings may have other numbers here. */
function copyRows(parts: SlabParts, { head, records: written }: Slab, reader: SlabReader): void {
  const { scope, rows, program } = parts;
  const { records, timers, machine } = scope;
  const { layout } = records;
  const { from, to } = head;
  // Not getStateNodeById, which takes the dots of an id for a path.
  const nodes = new Map(nodesOf(machine.root).map((node) => [node.id, node]));
  const configurations = new Map(
    head.configurations.map((described) => [described.id, revived(nodes, program, described)]),
  );
  const numbers = new Map([...configurations].map(([id, here]) => [id, here.id]));
  const codes = new Map(head.strings.map(([code, value]) => [code, records.strings.codeOf(value)]));
  if (rows.count === from) {
    scope.frame.nowMs = Math.max(scope.frame.nowMs, head.nowMs);
    reader.append(to);
  } else {
    clear(parts, head, reader);
  }
  records.u8.set(written, from * layout.wordsPerRow * 4);
  translateStates(records, [from, to], numbers);
  translateStrings(records, head, codes);
  for (const [list, values] of head.lists.entries()) {
    const here = records.lists[list]!;
    for (const [place, value] of values.entries()) {
      here[from + place] = Array.isArray(value) && value.length === 0 ? NO_ITEMS : value;
    }
  }
  if (timers.layout.slots.length > 0) for (let row = from; row < to; row++) timers.adopt(row);
  for (const [row, pending] of head.timers) for (const timer of pending) timers.rearm(row, timer);
  for (const [row, output] of head.outputs) rows.outputs.set(row, output);
  for (const [row, message, id] of head.quarantine) {
    rows.isolate(row, new Error(message), configurations.get(id)!);
  }
  rows.refreshFree(from, to, head.free);
  rows.changes.settle(from, to);
}

/** Context is never changed in place, so that one will do for all rows. */
const NO_ITEMS: readonly unknown[] = [];

function translateStrings(
  { layout, u32 }: Records,
  { from, to }: SlabRows,
  codes: ReadonlyMap<number, number>,
): void {
  for (const { type, offset } of layout.columns) {
    if (type !== "string") continue;
    for (let row = from; row < to; row++) {
      const word = row * layout.wordsPerRow + offset;
      u32[word] = codes.get(u32[word]!) ?? 0;
    }
  }
}

/** Each row as the persisted snapshot that it was, handed to the migration. */
function migrateRows(parts: SlabParts, slab: Slab, migrate: Migrate, reader: SlabReader): void {
  const { rows, program } = parts;
  const { from, to } = slab.head;
  const migrated = oldRows(slab).map((old) => ({ row: old.row, ...migrate(old) }));
  const { before } = program.start();
  clear(parts, slab.head, reader);
  try {
    for (const { row, snapshot, timers } of migrated) {
      rows.setState(row, before.id);
      try {
        reader.restore(row, snapshot, timers);
      } catch (thrown) {
        rows.setState(row, rows.freeState);
        throw thrown;
      }
    }
  } finally {
    rows.refreshFree(from, to);
  }
}

function oldRows({ head, records: written }: Slab): (MigratedRow & { readonly row: Row })[] {
  const { from, to, layout } = head;
  const old = oldRecords(layout, head, written);
  const configurations = new Map(head.configurations.map((known) => [known.id, known]));
  const outputs = new Map(head.outputs);
  const general = new Map(head.timers);
  const slots = head.slots.map((id) => ({ id, event: { type: id }, constantDelay: false }));
  const timers = new Timers({ ...layout, slots }, old.u8, old.u32);
  const states = old[layout.stateType];
  const stride = layout.wordsPerRow * (layout.stateType === "u16" ? 2 : 1);
  const found: (MigratedRow & { readonly row: Row })[] = [];
  for (let row = from; row < to; row++) {
    const configuration = configurations.get(states[(row - from) * stride + layout.stateOffset]!);
    if (configuration === undefined) continue;
    const { value, done } = configuration;
    const history = Object.fromEntries(
      Object.entries(configuration.history).map(([id, ids]) => [id, ids.map((i) => ({ id: i }))]),
    );
    const context = contextOf(old, row - from);
    const pending = [...timers.pending(row - from), ...(general.get(row) ?? [])];
    found.push({
      row,
      snapshot: persistedOf({ value, done, history }, context, outputs.get(row)),
      timers: pending.sort((a, b) => (a.dueMs < b.dueMs ? -1 : a.dueMs > b.dueMs ? 1 : 0)),
    });
  }
  return found;
}

function oldRecords(
  layout: Layout,
  { strings, lists, from, to }: Slab["head"],
  written: Uint8Array,
): Records {
  const old = new Records(layout, to - from);
  old.u8.set(written);
  for (const [code, value] of strings) old.strings.values[code] = value;
  for (const [list, values] of lists.entries()) {
    for (const [row, value] of values.entries()) old.lists[list]![row] = value;
  }
  return old;
}

function revived(
  byId: ReadonlyMap<string, AnyStateNode>,
  { configurations }: Program,
  { nodes, history, done }: SlabConfiguration,
): Configuration {
  const nodeOf = (id: string): AnyStateNode => byId.get(id)!;
  const remembered = Object.entries(history).map(([key, ids]) => [key, ids.map(nodeOf)]);
  return configurations.of(nodes.map(nodeOf), Object.fromEntries(remembered), done);
}

function otherVersion({ scope, options, fail }: SlabParts, version: string): Error {
  const own = versionOf(scope.machine, options);
  return version === own
    ? refused(
        scope.machine,
        "slab",
        `a machine of the same version "${own}", but with other states, transitions or columns`,
        fail,
        `Give the changed machine a new version, and declare a migration from "${own}".`,
      )
    : refused(
        scope.machine,
        "slab",
        `version "${version}", where this is "${own}"`,
        fail,
        `Declare a migration from "${version}".`,
      );
}
