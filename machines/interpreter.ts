// The first executor: steps XState's own transition function, with one scope for all rows of a
// colony.
import {
  type AnyActor,
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type ContextFrom,
  createActor,
  type EmittedFrom,
  type EventFromLogic,
  type EventObject,
  SimulatedClock,
} from "xstate";
import { KairosError } from "../domain/errors.ts";
import type { Colony, ColonyOptions, PendingTimer, Row, RowSnapshot } from "./colony.ts";
import { acceptedEvents, refuseOtherActors } from "./definition.ts";
import { failedAction, failedStep } from "./failures.ts";
import { Shortcut } from "./shortcut.ts";
import { TimerHeap } from "./timers.ts";

export interface InterpreterOptions<TEmitted extends EventObject = EventObject>
  extends ColonyOptions<TEmitted> {
  /**
   * False: every step is `machine.transition` and nothing else, the reference for all other
   * executors.
   */
  readonly shortcut?: boolean;
}

/**
 * A colony whose rows are XState snapshots; throws `machine.unsupported` for machines with child
 * actors.
 */
export function createColony<TMachine extends AnyStateMachine>(
  machine: TMachine,
  options: InterpreterOptions<EmittedFrom<TMachine>>,
): Colony<EventFromLogic<TMachine>, ContextFrom<TMachine>> {
  refuseOtherActors(machine);
  return new Interpreter(machine, options as InterpreterOptions) as unknown as Colony<
    EventFromLogic<TMachine>,
    ContextFrom<TMachine>
  >;
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

class Interpreter implements Colony {
  declare readonly accepts: ReadonlySet<string>;
  declare readonly quarantine: Map<Row, KairosError>;
  readonly #machine: AnyStateMachine;
  readonly #options: ColonyOptions;
  readonly #scope: AnyActorScope;
  readonly #shortcut: Shortcut | undefined;
  readonly #timers = new TimerHeap();
  /** Undefined for a released row. */
  readonly #snapshots: (AnyMachineSnapshot | undefined)[] = [];
  /** Counts the releases of a row, so that nothing meant for the old one reaches the new one. */
  readonly #generations: number[] = [];
  readonly #released: Row[] = [];
  /**
   * Effects that XState defers to the end of the macrostep; a nested macrostep uses the list's
   * end.
   */
  readonly #effects: (() => void)[] = [];
  readonly #waiting: WaitingEvent[] = [];
  /** The start of every row with the colony's input, when starting has no effects. */
  #sharedStart: AnyMachineSnapshot | undefined;
  #now = 0;
  /** The row whose macrostep is under way. */
  #row: Row = -1;
  #busy = false;
  #executed = false;

  constructor(machine: AnyStateMachine, options: InterpreterOptions) {
    this.accepts = acceptedEvents(machine);
    this.quarantine = new Map();
    this.#machine = machine;
    this.#options = options;
    this.#scope = this.#createScope();
    this.#shortcut = options.shortcut === false ? undefined : new Shortcut(machine, this.#scope);
  }

  get nextDueMs(): number {
    return this.#timers.nextDueMs;
  }

  allocate(input?: unknown): Row {
    const shared = input === undefined ? this.#sharedStart : undefined;
    if (shared !== undefined) return this.#occupy(shared);
    const firstEffect = this.#effects.length;
    this.#executed = false;
    const start = this.#machine.getInitialSnapshot(this.#scope, input ?? this.#options.input);
    if (start.status === "error") {
      this.#effects.length = firstEffect;
      const { error: thrown } = start;
      throw failedStep({ who: "a new row", at: start, type: "xstate.init", thrown });
    }
    if (input === undefined && !this.#executed) this.#sharedStart = start;
    const row = this.#occupy(start);
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
    this.#timers.cancelAll(row);
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
    while (this.#timers.nextDueMs <= toMs) {
      const { dueMs, row, event } = this.#timers.pop();
      if (dueMs > this.#now) this.#now = dueMs;
      this.#deliver(row, event);
    }
    if (toMs > this.#now) this.#now = toMs;
  }

  snapshot(row: Row): RowSnapshot {
    return this.#snapshotOf(row);
  }

  timers(row: Row): readonly PendingTimer[] {
    this.#snapshotOf(row);
    return this.#timers.pending(row);
  }

  persisted(row: Row): unknown {
    return this.#machine.getPersistedSnapshot(this.#snapshotOf(row));
  }

  materialise(row: Row): AnyActor {
    const clock = new SimulatedClock();
    clock.set(this.#now);
    const snapshot = structuredClone(this.persisted(row)) as never;
    const actor = createActor(this.#machine, { snapshot, clock }).start();
    // XState 5.33 does not restore pending delayed events from a snapshot, so they are armed anew.
    const { scheduler } = actor.system as unknown as { scheduler: Scheduler };
    for (const { event, dueMs, id } of this.#timers.pending(row)) {
      scheduler.schedule(actor, actor, event, dueMs - this.#now, id === "" ? undefined : id);
    }
    return actor;
  }

  #occupy(snapshot: AnyMachineSnapshot): Row {
    const row = this.#released.pop() ?? this.#snapshots.length;
    this.#snapshots[row] = snapshot;
    this.#generations[row] ??= 0;
    return row;
  }

  #snapshotOf(row: Row): AnyMachineSnapshot {
    const snapshot = this.#snapshots[row];
    if (snapshot !== undefined) return snapshot;
    throw new KairosError("colony.no-such-row", {
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
      after =
        this.#shortcut?.next(before, event) ??
        this.#machine.transition(before, event as never, this.#scope);
    } catch (thrown) {
      this.#effects.length = firstEffect;
      this.#isolate(row, failedStep({ who: `row ${row}`, at: before, type: event.type, thrown }));
      return;
    }
    this.#snapshots[row] = after;
    this.#conclude(row, after, firstEffect);
  }

  /** Timers and emitted events of the macrostep, in XState's order: all after its actions. */
  #conclude(row: Row, snapshot: AnyMachineSnapshot, firstEffect: number): void {
    const last = this.#effects.length;
    if (last > firstEffect) {
      const generation = this.#generations[row];
      const outer = this.#row;
      this.#row = row;
      try {
        for (let index = firstEffect; index < last; index++) {
          this.#effects[index]!();
          if (this.#generations[row] !== generation) return;
        }
      } finally {
        this.#row = outer;
        this.#effects.length = firstEffect;
      }
    }
    if (snapshot.status !== "active") this.#timers.cancelAll(row);
  }

  #isolate(row: Row, error: KairosError): void {
    this.#timers.cancelAll(row);
    this.quarantine.set(row, error);
    if (this.#options.onFailure === undefined) throw error;
    this.#options.onFailure(row, error);
  }

  /** What XState wants of an actor, for whichever row is under way. */
  #createScope(): AnyActorScope {
    const scheduler: Scheduler = {
      schedule: (_from, _to, event, delayMs, id) => {
        const dueMs = delayMs > 0 ? this.#now + delayMs : this.#now;
        this.#timers.arm(this.#row, dueMs, event, id);
      },
      cancel: (_from, id) => this.#timers.cancel(this.#row, id),
    };
    const ignore = (): void => {};
    return {
      self: { id: this.#machine.id, sessionId: this.#machine.id },
      id: this.#machine.id,
      sessionId: this.#machine.id,
      logger: ignore,
      stopChild: ignore,
      system: { scheduler, _sendInspectionEvent: ignore },
      defer: (effect: () => void) => {
        this.#executed = true;
        this.#effects.push(effect);
      },
      emit: (emitted: EventObject) => this.#options.onEmit(this.#row, emitted, this.#now),
      actionExecutor: (action: Parameters<AnyActorScope["actionExecutor"]>[0]) => {
        this.#executed = true;
        const { type, exec, info, params } = action;
        try {
          exec?.(info as never, params as never);
        } catch (thrown) {
          const isNamed = Object.hasOwn(this.#machine.implementations.actions, type);
          throw failedAction(isNamed ? type : undefined, thrown);
        }
      },
    } as unknown as AnyActorScope;
  }
}
