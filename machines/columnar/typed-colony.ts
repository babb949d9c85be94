// The colony that `compile` makes: rows in records, stepped one event after the other.
import type { AnyActor, EventObject } from "xstate";
import type { Backend } from "./backend.ts";
import { BatchReaders } from "./batch.ts";
import type { Changes } from "./changes.ts";
import type {
  ColumnarColony,
  CompileOptions,
  EventBatch,
  PendingTimer,
  Row,
  RowRange,
  RowSnapshot,
} from "./colony.ts";
import { Complaints } from "./complaints.ts";
import type { Configuration } from "./configurations.ts";
import { acceptedEvents } from "./definition.ts";
import type { CreateError } from "./errors.ts";
import type { Program } from "./program.ts";
import { READ_AHEAD, Rows } from "./rows.ts";
import type { Scope } from "./scope.ts";
import { captureSlabs } from "./slab-capture.ts";
import { readSlab } from "./slab-read.ts";
import {
  actorOf,
  contextOf,
  type PersistedSnapshot,
  persistedOf,
  restoreRow,
} from "./snapshots.ts";
import { Stepper } from "./stepper.ts";
import type { Undo } from "./undo.ts";
import { Walk } from "./walk.ts";
import { type BatchWindow, Windows } from "./windows.ts";

/** What `compile` has made of a machine and its options. */
export interface Compiled {
  readonly scope: Scope;
  readonly undo: Undo;
  readonly backend: Backend;
  readonly program: Program;
  readonly options: CompileOptions;
  readonly fail: CreateError;
  /** The first context of a row with this input. */
  firstContext(input: unknown): Readonly<Record<string, unknown>>;
  /** Whether the first context is the same object for all rows. */
  readonly hasOneContext: boolean;
}

export class TypedColony implements ColumnarColony {
  declare readonly accepts: ReadonlySet<string>;
  declare readonly quarantine: ReadonlyMap<Row, Error>;
  readonly #compiled: Compiled;
  readonly #scope: Scope;
  readonly #rows: Rows;
  readonly #stepper: Stepper;
  readonly #complaints: Complaints;
  readonly #readers: BatchReaders;
  readonly #walk: Walk;
  #windows: Windows | undefined;
  /** The record and "any" fields of a row that has just started, when all start alike. */
  #beginning: { readonly words: Uint32Array; readonly values: readonly unknown[] } | undefined;

  constructor(compiled: Compiled) {
    const { scope } = compiled;
    const { frame, machine, args } = scope;
    this.accepts = acceptedEvents(machine);
    this.#compiled = compiled;
    this.#complaints = new Complaints(machine.id, compiled.fail);
    this.#readers = new BatchReaders(compiled.backend.reader, (got, wanted) =>
      this.#complaints.batch(got, wanted),
    );
    this.#scope = scope;
    this.#rows = new Rows(scope.records, () => this.#rebind());
    this.#stepper = new Stepper({ ...compiled, rows: this.#rows });
    this.#walk = new Walk({ ...compiled, rows: this.#rows, stepper: this.#stepper });
    this.quarantine = this.#rows.quarantine;
    this.#bindContext();
    args.self.send = (event) => {
      if (frame.row >= 0) this.#stepper.wait(frame.row, event);
      else throw this.#complaints.noSuchRow("no row under way: `self` was kept beyond its step");
    };
  }

  get nextDueMs(): number {
    return this.#scope.timers.nextDueMs;
  }

  get bytes(): number {
    return this.#scope.records.bytes + this.#scope.timers.bytes;
  }

  get bytesCaptured(): number {
    return this.#scope.records.bytes;
  }

  allocate(input?: unknown): Row {
    this.#refuseInStep("allocate");
    const row = this.#room(() => this.#rows.take());
    if (this.#beginning !== undefined && input === undefined) {
      const { records } = this.#scope;
      records.u32.set(this.#beginning.words, row * records.layout.wordsPerRow);
      for (const [list, values] of records.lists.entries()) {
        values[row] = this.#beginning.values[list];
      }
      return row;
    }
    const used = input === undefined ? this.#compiled.options.input : input;
    try {
      this.#stepper.start(row, used, () => this.#writeFirst(row, used));
    } catch (thrown) {
      // Nobody would know its number.
      if (this.#rows.has(row)) this.release(row);
      else this.#rows.give(row);
      throw thrown;
    }
    if (this.#compiled.hasOneContext && this.#compiled.program.startsQuietly) this.#keep(row);
    return row;
  }

  release(row: Row): void {
    this.#check(row);
    this.#refuseInStep("release");
    this.#scope.timers.cancelAll(row);
    this.#rows.give(row);
    this.#stepper.forget(row);
  }

  send(row: Row, event: EventObject, timeMs: number): void {
    this.#check(row);
    if (this.#stepper.busy) {
      if (this.#walk.isUnderWay && row !== this.#stepper.rowUnderWay) {
        throw this.#complaints.otherRow(row, this.#stepper.rowUnderWay);
      }
      this.#stepper.wait(row, event);
      return;
    }
    this.#stepper.settle();
    const { frame, timers } = this.#scope;
    const nowMs = timeMs > frame.nowMs ? timeMs : frame.nowMs;
    if (timers.headDueMs <= nowMs) this.advance(nowMs);
    frame.nowMs = nowMs;
    this.#stepper.deliver(row, event, this.#compiled.program.classOf(event.type));
  }

  sendBatch(batch: EventBatch): void {
    this.#refuseWhileBusy("sendBatch", "Use send there.");
    this.#stepper.settle();
    const { frame, timers } = this.#scope;
    const { program } = this.#compiled;
    const { size, rows, timesMs, types, typeNames } = batch;
    const { cursor, view } = this.#readers.of(batch);
    this.#stepper.reused = view;
    const classes = Uint16Array.from(typeNames, (name) => program.classOf(name));
    for (let index = 0; index < size; index++) {
      if ((index & (READ_AHEAD - 1)) === 0) this.#rows.readAhead(rows, index, index + READ_AHEAD);
      const timeMs = timesMs[index]!;
      const row = rows[index]!;
      if (row >= this.#rows.count || this.#rows.isFree(row)) this.#check(row);
      const nowMs = timeMs > frame.nowMs ? timeMs : frame.nowMs;
      if (timers.headDueMs <= nowMs) this.advance(nowMs);
      frame.nowMs = nowMs;
      cursor.index = index;
      this.#stepper.deliver(row, view, classes[types[index]!]!);
    }
  }

  walkBatch(batch: EventBatch, toMs: number): void {
    this.#refuseWhileBusy("walkBatch", "Walk the next window when this one has ended.");
    this.#stepper.settle();
    this.#windows ??= new Windows({
      ...this.#compiled.options,
      place: this.#complaints.place,
      createError: this.#compiled.fail,
    });
    this.walkWindow(this.#windows.of(batch, this.#scope.frame.nowMs, toMs));
    this.advance(toMs);
  }

  walkWindow(window: BatchWindow): void {
    this.#refuseWhileBusy("walkWindow", "Walk the next window when this one has ended.");
    this.#stepper.settle();
    const { fromMs, reader } = window;
    const { frame } = this.#scope;
    if (reader.isBusy) throw this.#complaints.window("a window that another colony walks");
    if (fromMs !== frame.nowMs) {
      throw this.#complaints.window(`a window from ${fromMs} ms at ${frame.nowMs} ms`);
    }
    this.#stepper.reused = reader.view;
    reader.isBusy = true;
    try {
      this.#walk.through(window, (row) => this.#check(row));
    } finally {
      reader.isBusy = false;
      this.#walk.leave();
    }
  }

  get changes(): Changes {
    return this.#rows.changes;
  }

  get place(): number {
    return this.#walk.place;
  }

  advance(toMs: number): void {
    if (this.#stepper.busy) return;
    this.#stepper.settle();
    const { frame, timers } = this.#scope;
    const untilMs = toMs > frame.nowMs ? toMs : frame.nowMs;
    let [lastRow, lastDueMs, firings] = [-1, -1, 0];
    while (timers.popDue(untilMs)) {
      const { dueMs, row, event } = timers;
      this.#rows.changes.markAgain(row);
      firings = row === lastRow && dueMs === lastDueMs ? firings + 1 : 0;
      [lastRow, lastDueMs] = [row, dueMs];
      if (dueMs > frame.nowMs) frame.nowMs = dueMs;
      if (firings > this.#stepper.limit) this.#stepper.stall(row, event.type, firings);
      else this.#stepper.deliver(row, event, this.#compiled.program.classOf(event.type));
    }
    // Until all is done: time stands where the last timer has fired.
    if (untilMs !== Number.POSITIVE_INFINITY) frame.nowMs = untilMs;
  }

  snapshot(row: Row): RowSnapshot {
    const { value, done } = this.#configurationOf(row);
    const context = contextOf(this.#scope.records, row);
    return { value, context, status: done ? "done" : "active" };
  }

  timers(row: Row): readonly PendingTimer[] {
    this.#check(row);
    return this.#scope.timers.pending(row);
  }

  persisted(row: Row): PersistedSnapshot {
    const configuration = this.#configurationOf(row);
    const context = contextOf(this.#scope.records, row);
    return persistedOf(configuration, context, this.#rows.outputs.get(row));
  }

  materialise(row: Row): AnyActor {
    const { machine, frame, timers } = this.#scope;
    return actorOf(machine, this.persisted(row), timers.pending(row), frame.nowMs);
  }

  restore(row: Row, snapshot: unknown, timers: readonly PendingTimer[]): void {
    this.#check(row);
    this.#refuseInStep("restore");
    const { program, fail } = this.#compiled;
    const parts = { ...this.#scope, configurations: program.configurations, fail };
    const configuration = restoreRow(row, snapshot, timers, parts);
    this.#scope.timers.cancelAll(row);
    for (const timer of timers) this.#scope.timers.rearm(row, timer);
    this.#rows.setState(row, configuration.id);
    if (configuration.done) this.#rows.outputs.set(row, (snapshot as PersistedSnapshot).output);
    else this.#rows.outputs.delete(row);
  }

  slab(from: Row, to: Row): Uint8Array {
    return this.capture([{ from, to }])[0]!();
  }

  capture(ranges: readonly RowRange[]): readonly (() => Uint8Array)[] {
    for (const { from, to } of ranges) {
      const isRange = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to;
      if (!isRange || to > this.#rows.count) {
        throw this.#complaints.noSuchRow(`rows ${from} to ${to - 1} of ${this.#rows.count}`);
      }
    }
    return captureSlabs({ ...this.#compiled, rows: this.#rows }, ranges);
  }

  loadSlab(bytes: Uint8Array): void {
    this.#refuseWhileBusy("loadSlab", "Call it when the colony's own call has returned.");
    const parts = { ...this.#compiled, rows: this.#rows };
    readSlab(parts, bytes, {
      reserve: (count) => this.#room(() => this.#rows.reserve(count)),
      append: (count) => this.#room(() => this.#rows.append(count)),
      restore: (row, snapshot, timers) => this.restore(row, snapshot, timers),
    });
  }

  #room<T>(make: () => T): T {
    try {
      return make();
    } catch (thrown) {
      throw this.#complaints.full((thrown as Error).message);
    }
  }

  #writeFirst(row: Row, input: unknown): void {
    const { records, columns } = this.#scope;
    const context = this.#compiled.firstContext(input);
    for (const field of Object.keys(context)) {
      if (!columns.has(field)) throw new Error(`the first context has a new field "${field}"`);
    }
    for (const column of columns.values()) records.write(column, row, context[column.name]);
  }

  #keep(row: Row): void {
    const { u32, lists, layout } = this.#scope.records;
    const base = row * layout.wordsPerRow;
    this.#beginning = {
      words: u32.slice(base, base + layout.wordsPerRow),
      values: lists.map((list) => list[row]),
    };
  }

  /** After the records have moved. */
  #rebind(): void {
    const { records, timers } = this.#scope;
    timers.rebind(records.u8, records.u32);
    this.#compiled.backend.rebind();
    this.#bindContext();
  }

  #bindContext(): void {
    this.#stepper.context = this.#compiled.backend.context();
    this.#scope.args.context = this.#stepper.context;
  }

  #configurationOf(row: Row): Configuration {
    this.#check(row);
    const state = this.#rows.stateOf(row);
    return this.#compiled.program.configurations.all[state] ?? this.#rows.stuckAt(row);
  }

  #check(row: Row): void {
    if (!this.#rows.has(row)) throw this.#complaints.noSuchRow(`row ${row}`);
  }

  #refuseInStep(what: string): void {
    if (this.#scope.frame.row >= 0) throw this.#complaints.inStep(what);
  }

  #refuseWhileBusy(what: string, remedy: string): void {
    if (this.#stepper.busy) throw this.#complaints.busy(what, remedy);
  }
}
