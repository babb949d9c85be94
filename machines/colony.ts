// A colony: many rows that run one XState machine, whatever executes them.
import type { AnyActor, EventObject, MachineContext, SnapshotStatus, StateValue } from "xstate";
import type { KairosError } from "../domain/errors.ts";

/**
 * Index of one instance of the machine inside its colony: 0, 1, 2, …; released rows are given out
 * again.
 */
export type Row = number;

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
  /** The name by which `cancel` finds it. */
  readonly id: string;
}

/**
 * Times are integer milliseconds and never go back: an earlier time is taken as the colony's own
 * time. A re-entrant call (from `onEmit`) is allowed: events wait until the step under way is
 * finished.
 */
export interface Colony<
  TEvent extends EventObject = EventObject,
  TContext extends MachineContext = MachineContext,
> {
  /**
   * Event descriptors that the machine mentions anywhere, from its definition; see {@link
   * accepting}.
   */
  readonly accepts: ReadonlySet<string>;
  /** When the next delayed transition of any row is due; Infinity when none is pending. */
  readonly nextDueMs: number;
  /**
   * Rows whose action or guard has thrown, with the error: they take no more events until
   * released.
   */
  readonly quarantine: ReadonlyMap<Row, KairosError>;
  /** Starts a row at the colony's time. `input` replaces the colony's own for this row. */
  allocate(input?: unknown): Row;
  /** Stops a row and forgets it, with its timers. */
  release(row: Row): void;
  /** Fires what is due ≤ timeMs in all rows, then sends the event. */
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
  readonly onFailure?: (row: Row, error: KairosError) => void;
}

/**
 * Whether a machine with these descriptors could react to the event type ("call.*" and "*" match
 * by prefix).
 */
export function accepting(accepts: ReadonlySet<string>, type: string): boolean {
  if (accepts.has(type) || accepts.has("*")) return true;
  for (let dot = type.indexOf("."); dot >= 0; dot = type.indexOf(".", dot + 1)) {
    if (accepts.has(`${type.slice(0, dot)}.*`)) return true;
  }
  return accepts.has(`${type}.*`);
}
