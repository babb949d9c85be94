// The reference for colonies: XState's own transition function, with one scope for all rows.
import type {
  AnyActor,
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  EventObject,
} from "xstate";
import type {
  Colony,
  ColonyOptions,
  PendingTimer,
  Row,
  RowSnapshot,
} from "../../machines/columnar/colony.ts";
import { acceptedEvents, nodesOf } from "../../machines/columnar/definition.ts";
import { ColonyError } from "../../machines/columnar/errors.ts";
import { actorOf, type PersistedSnapshot } from "../../machines/columnar/snapshots.ts";

/** A colony whose rows are XState snapshots: slow, and as simple as it can be. */
export function interpret(machine: AnyStateMachine, options: ColonyOptions): Colony {
  for (const node of nodesOf(machine.root)) {
    if (node.invoke.length > 0) throw unsupported(node.id);
  }
  return new Interpreter(machine, options);
}

interface Scheduler {
  schedule(from: unknown, to: unknown, event: EventObject, delayMs: number, id?: string): void;
  cancel(from: unknown, id: string): void;
}

interface WaitingEvent {
  readonly row: Row;
  readonly generation: number;
  readonly event: EventObject;
}

interface ArmedTimer {
  readonly row: Row;
  readonly dueMs: number;
  readonly event: EventObject;
  readonly id: string | undefined;
  named: boolean;
}

class Interpreter implements Colony {
  readonly accepts: ReadonlySet<string>;
  readonly quarantine = new Map<Row, Error>();
  readonly #machine: AnyStateMachine;
  readonly #options: ColonyOptions;
  readonly #scope: AnyActorScope;
  /** In the order in which they will fire. */
  #timers: ArmedTimer[] = [];
  /** Undefined for a released row. */
  readonly #snapshots: (AnyMachineSnapshot | undefined)[] = [];
  /** Counts the releases of a row, so that nothing meant for the old one reaches the new one. */
  readonly #generations: number[] = [];
  readonly #released: Row[] = [];
  /** Effects that XState defers to the end of the macrostep; a nested macrostep uses the end. */
  readonly #effects: (() => void)[] = [];
  readonly #waiting: WaitingEvent[] = [];
  #now = 0;
  /** The row whose macrostep is under way. */
  #row: Row = -1;
  #busy = false;

  constructor(machine: AnyStateMachine, options: ColonyOptions) {
    this.accepts = acceptedEvents(machine);
    this.#machine = machine;
    this.#options = options;
    this.#scope = this.#createScope();
  }

  get nextDueMs(): number {
    return this.#timers[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  allocate(input?: unknown): Row {
    const firstEffect = this.#effects.length;
    const start = this.#machine.getInitialSnapshot(this.#scope, input ?? this.#options.input);
    if (start.status === "error") {
      this.#effects.length = firstEffect;
      throw this.#failed("a new row", start, "xstate.init", start.error);
    }
    const row = this.#released.pop() ?? this.#snapshots.length;
    this.#snapshots[row] = start;
    this.#generations[row] ??= 0;
    const nested = this.#busy;
    this.#busy = true;
    try {
      this.#conclude(row, start, firstEffect);
    } finally {
      this.#busy = nested;
    }
    if (!nested) this.#drain();
    return row;
  }

  release(row: Row): void {
    this.#snapshotOf(row);
    this.#cancelAll(row);
    this.#snapshots[row] = undefined;
    this.#generations[row]!++;
    this.quarantine.delete(row);
    this.#released.push(row);
  }

  send(row: Row, event: EventObject, timeMs: number): void {
    this.#snapshotOf(row);
    if (this.#busy) {
      this.#waiting.push({ row, generation: this.#generations[row]!, event });
      return;
    }
    this.advance(timeMs);
    this.#deliver(row, event);
  }

  advance(toMs: number): void {
    if (this.#busy) return;
    const untilMs = Math.max(toMs, this.#now);
    while (this.nextDueMs <= untilMs) {
      const { dueMs, row, event, id } = this.#timers.shift()!;
      this.#unname(row, id);
      this.#now = Math.max(this.#now, dueMs);
      this.#deliver(row, event);
    }
    this.#now = untilMs;
  }

  snapshot(row: Row): RowSnapshot {
    return this.#snapshotOf(row);
  }

  timers(row: Row): readonly PendingTimer[] {
    this.#snapshotOf(row);
    return this.#timers
      .filter((timer) => timer.row === row)
      .map(({ dueMs, event, id, named }) => ({ dueMs, event, id: id ?? "", cancellable: named }));
  }

  persisted(row: Row): unknown {
    return this.#machine.getPersistedSnapshot(this.#snapshotOf(row));
  }

  materialise(row: Row): AnyActor {
    const snapshot = this.persisted(row) as PersistedSnapshot;
    return actorOf(this.#machine, snapshot, this.timers(row), this.#now);
  }

  #snapshotOf(row: Row): AnyMachineSnapshot {
    const snapshot = this.#snapshots[row];
    if (snapshot !== undefined) return snapshot;
    throw new ColonyError("colony.no-such-row", {
      place: `colony of machine ${this.#machine.id}`,
      got: `row ${row}`,
      wanted: "a row that is allocated",
      remedy: "Use rows that allocate() returned and release() has not taken back.",
    });
  }

  #deliver(row: Row, event: EventObject): void {
    this.#busy = true;
    try {
      this.#step(row, event);
    } finally {
      this.#busy = false;
      if (this.#waiting.length > 0) this.#drain();
    }
  }

  /** The events that were sent during a step, in their order. */
  #drain(): void {
    this.#busy = true;
    try {
      for (let index = 0; index < this.#waiting.length; index++) {
        const next = this.#waiting[index]!;
        if (this.#generations[next.row] === next.generation) this.#step(next.row, next.event);
      }
    } finally {
      this.#waiting.length = 0;
      this.#busy = false;
    }
  }

  /** One macrostep; a guard or action that throws leaves the row as it was. */
  #step(row: Row, event: EventObject): void {
    const before = this.#snapshots[row];
    if (before === undefined || before.status !== "active" || this.quarantine.has(row)) return;
    const firstEffect = this.#effects.length;
    let after: AnyMachineSnapshot;
    try {
      after = this.#machine.transition(before, event as never, this.#scope);
    } catch (thrown) {
      this.#effects.length = firstEffect;
      this.#isolate(row, this.#failed(`row ${row}`, before, event.type, thrown));
      return;
    }
    this.#snapshots[row] = after;
    this.#conclude(row, after, firstEffect);
  }

  /** Timers and emitted events of the macrostep, in XState's order: all after its actions. */
  #conclude(row: Row, snapshot: AnyMachineSnapshot, firstEffect: number): void {
    const generation = this.#generations[row];
    const outer = this.#row;
    this.#row = row;
    try {
      for (const effect of this.#effects.slice(firstEffect)) {
        effect();
        if (this.#generations[row] !== generation) return;
      }
    } finally {
      this.#row = outer;
      this.#effects.length = firstEffect;
    }
    if (snapshot.status !== "active") this.#cancelAll(row);
  }

  #isolate(row: Row, error: Error): void {
    this.#cancelAll(row);
    this.quarantine.set(row, error);
    if (this.#options.onFailure === undefined) throw error;
    this.#options.onFailure(row, error);
  }

  #failed(who: string, at: AnyMachineSnapshot, type: string, thrown: unknown): Error {
    const error = new ColonyError("machine.failed", {
      place: `machine ${this.#machine.id}, ${who}, state ${JSON.stringify(at.value)}`,
      got: `"${(thrown as Error).message.replaceAll("\n", " ")}" on event ${type}`,
      wanted: "guards and actions that do not throw",
      remedy: "The row keeps its state and takes no more events. Mend the guard or action.",
    });
    error.cause = thrown;
    return error;
  }

  #arm(timer: ArmedTimer): void {
    this.#unname(timer.row, timer.id);
    const isBefore = (other: ArmedTimer): boolean =>
      other.dueMs === timer.dueMs ? other.row <= timer.row : other.dueMs < timer.dueMs;
    const place = this.#timers.findLastIndex(isBefore) + 1;
    this.#timers.splice(place, 0, timer);
  }

  #unname(row: Row, id: string | undefined): void {
    for (const timer of this.#timers) {
      if (timer.row === row && timer.id === id) timer.named = false;
    }
  }

  #cancelAll(row: Row): void {
    this.#timers = this.#timers.filter((timer) => timer.row !== row);
  }

  /** What XState wants of an actor, for whichever row is under way. */
  #createScope(): AnyActorScope {
    const scheduler: Scheduler = {
      schedule: (_from, _to, event, delayMs, id) => {
        const dueMs = delayMs > 0 ? this.#now + delayMs : this.#now;
        this.#arm({ row: this.#row, dueMs, event, id, named: id !== undefined });
      },
      cancel: (_from, id) => {
        const row = this.#row;
        this.#timers = this.#timers.filter((t) => !(t.row === row && t.named && t.id === id));
      },
    };
    const ignore = (): void => {};
    return {
      self: { id: this.#machine.id, sessionId: this.#machine.id },
      id: this.#machine.id,
      sessionId: this.#machine.id,
      logger: ignore,
      stopChild: ignore,
      system: { scheduler, _sendInspectionEvent: ignore },
      defer: (effect: () => void) => this.#effects.push(effect),
      emit: (emitted: EventObject) => this.#options.onEmit(this.#row, emitted, this.#now),
      actionExecutor: (action: Parameters<AnyActorScope["actionExecutor"]>[0]) => {
        const { type, exec, info, params } = action;
        try {
          exec?.(info as never, params as never);
        } catch (thrown) {
          throw new Error(`action '${type}': ${(thrown as Error).message}`, { cause: thrown });
        }
      },
    } as unknown as AnyActorScope;
  }
}

function unsupported(state: string): Error {
  return new ColonyError("machine.unsupported", {
    place: `state ${state}`,
    got: "invoke",
    wanted: "a machine that neither starts nor addresses other actors",
    remedy: "Emit an event, and let the owner of the colony act on it.",
  });
}
