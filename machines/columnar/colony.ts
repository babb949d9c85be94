// A colony: many rows that run one XState machine, whatever executes them.
import type { AnyActor, EventObject, MachineContext, SnapshotStatus, StateValue } from "xstate";
import type { Changes } from "./changes.ts";
import type { CreateError } from "./errors.ts";
import type { BatchWindow } from "./windows.ts";

/**
 * Index of one instance of the machine inside its colony: 0, 1, 2, …; released rows are given out
 * again.
 */
export type Row = number;

/** from ≤ row < to */
export interface RowRange {
  readonly from: Row;
  readonly to: Row;
}

/** What is visible of a row; immutable, a later step makes a new one. */
export interface RowSnapshot<TContext extends MachineContext = MachineContext> {
  readonly value: StateValue;
  readonly context: TContext;
  /**
   * "done" once the machine has reached a top-level final state: the row ignores events from then
   * on.
   */
  readonly status: SnapshotStatus;
}

/** A delayed event that has not happened yet: an `after` or a delayed `raise`. */
export interface PendingTimer {
  readonly dueMs: number;
  readonly event: EventObject;
  /** The name by which `cancel` finds it; "" when it has none. */
  readonly id: string;
  /** Whether `cancel(id)` would still find it: XState finds the timer of a name armed last. */
  readonly cancellable: boolean;
}

/** Numbers as they are, or codes of any values: `values[codes[i] - firstCode]`. */
export type BatchField = NumberArray | CodedField;

export interface CodedField {
  readonly codes: NumberArray;
  readonly values: readonly unknown[];
  /** Code of the first value; 0 if not given. −1, say, where the codes use it for "none". */
  readonly firstCode?: number;
}

export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * Events as typed arrays, position i of each being one event. For `sendBatch` times must not go
 * back; for `walkBatch` each row's events stand together.
 */
export interface EventBatch {
  readonly size: number;
  readonly rows: Uint32Array;
  /** Integer milliseconds. */
  readonly timesMs: Float64Array;
  /** Event type of each, as its place in `typeNames`. */
  readonly types: Uint8Array | Uint16Array;
  readonly typeNames: readonly string[];
  /** What guards and actions read as `event.<name>`, beside `event.type`. */
  readonly fields: Readonly<Record<string, BatchField>>;
}

/**
 * Times are integer milliseconds and never go back: an earlier time is taken as the colony's own
 * time. A re-entrant call (from `onEmit`, or `self.send` in an action) is allowed: events wait
 * until the step under way is finished.
 */
export interface Colony<
  TEvent extends EventObject = EventObject,
  TContext extends MachineContext = MachineContext,
> {
  /**
   * Event descriptors that the machine mentions anywhere, from its definition; see
   * `accepting`.
   */
  readonly accepts: ReadonlySet<string>;
  /** When the next delayed transition of any row is due; Infinity when none is pending. */
  readonly nextDueMs: number;
  /**
   * Rows whose action or guard has thrown, with the error: they take no more events until released
   * or restored.
   */
  readonly quarantine: ReadonlyMap<Row, Error>;
  /**
   * Starts a row at the colony's time. `input` replaces the colony's own for this row.
   *
   * @throws machine.failed when a guard or action of the start throws: then there is no row;
   * colony.full.
   */
  allocate(input?: unknown): Row;
  /**
   * Stops a row and forgets it, with its timers.
   *
   * @throws colony.no-such-row, as all that takes a row does for one that is not allocated.
   */
  release(row: Row): void;
  /**
   * Fires what is due ≤ timeMs in all rows, then sends the event.
   *
   * @throws machine.failed without `onFailure`; what `onEmit` throws.
   */
  send(row: Row, event: TEvent, timeMs: number): void;
  /** Fires every delayed transition due ≤ toMs, in the order of (due time, row, arming). */
  advance(toMs: number): void;
  snapshot(row: Row): RowSnapshot<TContext>;
  /** In the order in which they will fire. */
  timers(row: Row): readonly PendingTimer[];
  /** Equals `actor.getPersistedSnapshot()` of an actor with the same history. */
  persisted(row: Row): unknown;
  /**
   * A genuine started XState actor in this row's state, on an XState `SimulatedClock`, its timers
   * armed.
   */
  materialise(row: Row): AnyActor;
}

/** Turns a row of another version of the machine into one of this. */
export type Migrate = (old: MigratedRow & { readonly row: Row }) => MigratedRow;

export interface MigratedRow {
  /** As `persisted` gives it. */
  readonly snapshot: unknown;
  readonly timers: readonly PendingTimer[];
}

/** A colony in typed arrays, as {@link compile} makes it. */
export interface ColumnarColony<
  TEvent extends EventObject = EventObject,
  TContext extends MachineContext = MachineContext,
> extends Colony<TEvent, TContext> {
  /**
   * As many `send`s in order. Guards and actions see one reused event object: never keep it.
   *
   * @throws colony.misused for a batch that contradicts itself, before anything has happened, and
   * during a step; else as `send`: the events after the one that failed are then not sent.
   */
  sendBatch(batch: EventBatch): void;
  /**
   * Takes a window of time row after row: each row's events stand together in the order of time, the
   * rows in any order. A row's own timers fire between its events, all that are due ≤ toMs at the end.
   * Each row lives as if the events had been sent in the order of time, and `advance(toMs)` after
   * them; the next window begins at `toMs`.
   *
   * @throws colony.misused for a batch that contradicts itself or the window, before anything has
   * happened; during a step; and to `onEmit` when it sends an event to another row. Else as `send`:
   * the rows after the one that failed have then not been walked, and the window is still open.
   */
  walkBatch(batch: EventBatch, toMs: number): void;
  /**
   * A part of a window: as `walkBatch`, of a batch that {@link Windows} has checked, for several
   * colonies one after the other. The rows of the batch live until its end, the colony's time stays
   * where it was; `advance(toMs)` after the last part ends the window for all rows. No row may be in
   * two parts.
   */
  walkWindow(window: BatchWindow): void;
  /**
   * In `onEmit`, while a batch is walked: the place of the event under way; −1 − n for a timer that
   * fires before event n, or after the row's last event, which is n − 1.
   */
  readonly place: number;
  /**
   * Puts an allocated row into the state of a persisted snapshot; the timers replace its own, and
   * are armed in their order. Takes the row out of quarantine.
   *
   * @throws colony.snapshot-refused for one that the machine cannot have; the row is then as before.
   */
  restore(row: Row, snapshot: unknown, timers: readonly PendingTimer[]): void;
  /**
   * Rows from ≤ row < to, free ones included, as bytes: see docs/columnar.md.
   *
   * @throws colony.snapshot-refused for values that are no plain data.
   */
  slab(from: Row, to: Row): Uint8Array;
  /**
   * Notes ranges of rows as they are now, in a fraction of the time: what is returned for each makes
   * the bytes that `slab` would have given, whatever happens to the rows before it is called. It
   * throws what `slab` throws, and colony.misused when it is called again.
   */
  capture(ranges: readonly RowRange[]): readonly (() => Uint8Array)[];
  /**
   * Puts a slab's rows where they were, in the place of what is there. Throws
   * `colony.snapshot-refused` for bytes that are damaged, of another machine, or of a version
   * without a declared migration.
   */
  loadSlab(bytes: Uint8Array): void;
  /** Runs of rows that have changed since `changes.keep`, each to be written as a slab of its own. */
  readonly changes: Changes;
  /** Bytes of typed arrays in use for rows and timers. */
  readonly bytes: number;
  /** Bytes that a capture of all rows copies, those that there is room for included. */
  readonly bytesCaptured: number;
}

export interface ColonyOptions<TEmitted extends EventObject = EventObject> {
  /** Input of every row that is allocated without its own. */
  readonly input?: unknown;
  /**
   * Called for each emitted event after its macrostep, in XState's order. `timeMs` = time of that
   * step.
   */
  onEmit(row: Row, emitted: TEmitted, timeMs: number): void;
  /**
   * Takes the error of a row that goes into quarantine; without it the error is thrown to the
   * caller.
   */
  readonly onFailure?: (row: Row, error: Error) => void;
}

/** Integers of 8, 16, 32 or 40 bits (40 bits: milliseconds for 34 years), or floating point. */
export type NumberType = "u8" | "u16" | "u32" | "u40" | "i32" | "f32" | "f64";

/**
 * How a context field is kept. Every write is checked: what does not fit is an error and never cut
 * off; f32 alone rounds, as Math.fround. `empty` is the one value beside the numbers that the field
 * may have. "string" is interned, for few different values; "any" keeps whatever it is given.
 */
export type ColumnType =
  | NumberType
  | "boolean"
  | "string"
  | "any"
  | { readonly type: NumberType; readonly empty: null | undefined };

export interface CompileOptions<TEmitted extends EventObject = EventObject>
  extends ColonyOptions<TEmitted> {
  /** Rows for which room is made at once; more are made room for as they come. Default 1024. */
  readonly capacity?: number;
  /**
   * Types of context fields; the others are inferred from the initial context: number → f64,
   * boolean, string, else any. Must name every field when the context cannot be made from `input`.
   */
  readonly columns?: Readonly<Record<string, ColumnType>>;
  /** Takes what `log` actions write. */
  readonly onLog?: (row: Row, value: unknown, label: string | undefined) => void;
  /** False: closures instead of generated code. Default: generated code where it is allowed. */
  readonly codegen?: boolean;
  /** True: a guard or action that keeps `context` or a batch's `event` is found out, slowly. */
  readonly debug?: boolean;
  /** Microsteps of one event before it counts as a runaway loop. Default 1000. */
  readonly microstepsMax?: number;
  /** Version of slabs; default the machine's own `version`. */
  readonly version?: string;
  /** How rows of slabs of older versions become rows of this one, by old version. */
  readonly migrations?: Readonly<Record<string, Migrate>>;
  /** Makes the errors; default {@link ColonyError}. */
  readonly createError?: CreateError;
}
