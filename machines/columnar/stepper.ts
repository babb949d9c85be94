// Steps rows: one event at a time, microstep by microstep, in XState's order.
import type { EventObject } from "xstate";
import type { CompileOptions, Row } from "./colony.ts";
import type { Configuration } from "./configurations.ts";
import { type CreateError, Refusal } from "./errors.ts";
import { untilStepEnds } from "./kept.ts";
import type { Plan, Program, Selection } from "./program.ts";
import type { Rows } from "./rows.ts";
import type { Scope } from "./scope.ts";
import type { Undo } from "./undo.ts";

/** Microsteps of one event, unless the options say otherwise. */
const MICROSTEPS_MAX = 1000;
/** Delivered events that are kept before their room is used again. */
const WAITING_KEPT = 1024;

interface WaitingEvent {
  /** −1 once the row is released. */
  row: Row;
  readonly event: EventObject;
}

export interface StepperParts {
  readonly scope: Scope;
  readonly rows: Rows;
  readonly program: Program;
  readonly undo: Undo;
  readonly options: CompileOptions;
  readonly fail: CreateError;
}

export class Stepper {
  /** What guards and actions read as `context`. */
  declare context: object;
  /** The event object of batches, which is not the same event for long. */
  declare reused: EventObject | undefined;
  readonly #scope: Scope;
  readonly #rows: Rows;
  readonly #program: Program;
  readonly #undo: Undo;
  readonly #options: CompileOptions;
  readonly #fail: CreateError;
  readonly #wordsPerRow: number;
  readonly #debug: boolean;
  readonly #microstepsMax: number;
  readonly #configurations: readonly Configuration[];
  readonly #waiting: WaitingEvent[] = [];
  /** Row whose effects are under way, −1 for none. */
  #affected: Row = -1;
  #nextWaiting = 0;
  /** Whether `onEmit` is being called, or events that have waited are delivered. */
  #inEffects = false;
  /** Rows released while effects were under way. */
  readonly #gone: Row[] = [];

  constructor({ scope, rows, program, undo, options, fail }: StepperParts) {
    this.context = {};
    this.reused = undefined;
    this.#scope = scope;
    this.#rows = rows;
    this.#program = program;
    this.#configurations = program.configurations.all;
    this.#undo = undo;
    this.#options = options;
    this.#fail = fail;
    this.#wordsPerRow = scope.records.layout.wordsPerRow;
    this.#debug = options.debug === true;
    this.#microstepsMax = Math.min(
      options.microstepsMax ?? MICROSTEPS_MAX,
      scope.machine.options?.maxIterations ?? Number.POSITIVE_INFINITY,
    );
  }

  /** Whether a step or its effects are under way: events wait until these are done. */
  get busy(): boolean {
    return this.#scope.frame.row >= 0 || this.#inEffects;
  }

  /** The row whose step or effects are under way, −1 for none. */
  get rowUnderWay(): Row {
    const { row } = this.#scope.frame;
    return row >= 0 ? row : this.#affected;
  }

  /** Keeps an event until the step under way is finished. */
  wait(row: Row, event: EventObject): void {
    this.#waiting.push({ row, event });
  }

  /** Lets go of what is meant for a row that is released. */
  forget(row: Row): void {
    for (const waiting of this.#waiting) if (waiting.row === row) waiting.row = -1;
    if (this.busy) this.#gone.push(row);
  }

  /**
   * One macrostep and its effects; then the events that have waited for its end. Nothing happens to
   * a row that is free or in quarantine.
   */
  deliver(row: Row, event: EventObject, eventClass: number): void {
    const from = this.#configurations[this.#rows.stateOf(row)];
    if (from === undefined) return;
    let selection = from.selections[eventClass];
    if (selection === null) return;
    const { frame } = this.#scope;
    this.#rows.changes.markAgain(row);
    this.#enter(row, event);
    try {
      selection ??= this.#program.selection(from, eventClass, event.type);
      if (selection !== null) this.#step(row, from, selection);
    } catch (thrown) {
      this.#abandon(row);
      this.#isolate(row, from, event.type, thrown);
    }
    frame.row = -1;
    if (frame.emitted.length > 0) this.#flush(row);
    if (this.#waiting.length > 0) this.settle();
  }

  /**
   * Starts a free row; `begin` writes its first context. Throws `machine.failed`, and the row is
   * free as before.
   */
  start(row: Row, input: unknown, begin: () => void): void {
    const { frame } = this.#scope;
    this.#enter(row, { type: "xstate.init", input } as EventObject);
    try {
      begin();
      const { plan, before } = this.#program.start();
      this.#conclude(row, this.#macrostep(before, plan));
    } catch (thrown) {
      this.#abandon(row);
      this.forget(row);
      throw this.#failed({ who: "a new row", event: "xstate.init", thrown });
    }
    frame.row = -1;
    if (frame.emitted.length > 0) this.#flush(row);
    if (this.#waiting.length > 0) this.settle();
  }

  #enter(row: Row, event: EventObject): void {
    const { frame, args } = this.#scope;
    frame.row = row;
    frame.base = row * this.#wordsPerRow;
    frame.saved = false;
    frame.at = 0;
    args.event = event;
    if (!this.#debug) return;
    frame.step++;
    args.context = untilStepEnds(this.context, "context", frame);
    if (event === this.reused) args.event = untilStepEnds(event, "event", frame);
  }

  #step(row: Row, from: Configuration, selection: Selection): void {
    const key = selection.chooser.run();
    if (key === 0) {
      if (from.eventless !== null) this.#conclude(row, this.#macrostep(from, undefined));
      return;
    }
    const plan = selection.plans[key] ?? this.#program.plan(selection, key);
    if (!plan.isLast) {
      this.#conclude(row, this.#macrostep(from, plan));
      return;
    }
    plan.list?.run();
    if (plan.next !== from) this.#rows.moveTo(row, plan.next.id);
  }

  /** XState's macrostep, from the first microstep on; the configuration it ends in. */
  #macrostep(from: Configuration, first: Plan | undefined): Configuration {
    const { frame } = this.#scope;
    this.#scope.save();
    frame.configuration = from;
    first?.list?.run();
    let at = first?.next ?? from;
    let asksEventless = true;
    for (let microsteps = 1; !at.done; microsteps++) {
      if (microsteps > this.#microstepsMax) throw this.#runaway();
      const eventless: Plan | undefined = asksEventless
        ? this.#selected(this.#program.eventless(at))
        : undefined;
      const plan = eventless ?? this.#raised(at);
      if (plan === null) break;
      frame.configuration = at;
      frame.assigned = false;
      plan?.list?.run();
      // Without a new snapshot XState does not ask the eventless transitions again.
      asksEventless = eventless === undefined || eventless.changes || frame.assigned;
      at = plan?.next ?? at;
    }
    frame.queue.length = 0;
    frame.queueHead = 0;
    return at;
  }

  #runaway(): Error {
    this.#scope.frame.at = 0;
    return new Error(
      `more than ${this.#microstepsMax} microsteps without coming to rest: eventless transitions ` +
        "or raised events run in a circle",
    );
  }

  /** What the next raised event selects: undefined for nothing, null when none has been raised. */
  #raised(at: Configuration): Plan | undefined | null {
    const { frame, args } = this.#scope;
    if (frame.queueHead === frame.queue.length) return null;
    const event = frame.queue[frame.queueHead++]!;
    args.event = event;
    const eventClass = this.#program.classOf(event.type);
    return this.#selected(this.#program.selection(at, eventClass, event.type));
  }

  #selected(selection: Selection | null): Plan | undefined {
    const key = selection === null ? 0 : selection.chooser.run();
    return key === 0 ? undefined : this.#program.plan(selection!, key);
  }

  #conclude(row: Row, to: Configuration): void {
    this.#rows.moveTo(row, to.id);
    if (!to.done) return;
    const { frame, timers } = this.#scope;
    this.#rows.outputs.set(row, frame.output);
    frame.output = undefined;
    timers.cancelAll(row);
  }

  /** Isolates a row whose timers fire again and again at one instant: time would never go on. */
  stall(row: Row, event: string, firings: number): void {
    const at = this.#configurations[this.#rows.stateOf(row)];
    if (at === undefined) return;
    this.#scope.timers.cancelAll(row);
    this.#scope.frame.at = 0;
    const message = `${firings} timers at one instant: delays of 0 run in a circle`;
    this.#isolate(row, at, event, new Error(message));
  }

  /**
   * Microsteps of one event, and firings of one row at one instant, before it counts as runaway.
   */
  get limit(): number {
    return this.#microstepsMax;
  }

  /**
   * What the macrostep has emitted, unless the row is released meanwhile. What a listener throws
   * goes to the caller once all have been told.
   */
  #flush(row: Row): void {
    const { frame } = this.#scope;
    const events = frame.emitted.splice(0);
    let failure: { readonly thrown: unknown } | undefined;
    const outer = this.#inEffects;
    const outerRow = this.#affected;
    const gone = this.#gone.length;
    this.#inEffects = true;
    this.#affected = row;
    for (let index = 0; index < events.length; index++) {
      try {
        this.#options.onEmit(row, events[index] as never, frame.nowMs);
      } catch (thrown) {
        failure ??= { thrown };
      }
      if (this.#gone.length > gone && this.#gone.indexOf(row, gone) >= 0) break;
    }
    this.#inEffects = outer;
    this.#affected = outerRow;
    if (!outer) this.#gone.length = 0;
    if (failure !== undefined) throw failure.thrown;
  }

  /**
   * Delivers the events that were sent during a step, in their order. The outermost step does it;
   * or the next call, when an error has gone out to the caller before.
   */
  settle(): void {
    if (this.#inEffects || this.#waiting.length === 0) return;
    this.#during(() => {
      while (this.#nextWaiting < this.#waiting.length) {
        const { row, event } = this.#waiting[this.#nextWaiting++]!;
        if (this.#nextWaiting === WAITING_KEPT) {
          this.#waiting.splice(0, WAITING_KEPT);
          this.#nextWaiting = 0;
        }
        if (row >= 0) this.deliver(row, event, this.#program.classOf(event.type));
      }
      this.#waiting.length = 0;
      this.#nextWaiting = 0;
    });
  }

  #during(effects: () => void): void {
    const outer = this.#inEffects;
    this.#inEffects = true;
    try {
      effects();
    } finally {
      this.#inEffects = outer;
      if (!outer) this.#gone.length = 0;
    }
  }

  /** Leaves a step that has thrown: nothing of it stays. */
  #abandon(row: Row): void {
    const { frame, timers } = this.#scope;
    this.#undo.restore();
    frame.row = -1;
    frame.emitted.length = 0;
    frame.queue.length = 0;
    frame.queueHead = 0;
    frame.output = undefined;
    timers.cancelAll(row);
  }

  #isolate(row: Row, at: Configuration, event: string, thrown: unknown): void {
    const error = this.#failed({ who: `row ${row}`, at, event, thrown });
    this.#rows.isolate(row, error, at);
    const { onFailure } = this.#options;
    if (onFailure === undefined) throw error;
    const outerRow = this.#affected;
    this.#affected = row;
    try {
      this.#during(() => onFailure(row, error));
    } finally {
      this.#affected = outerRow;
    }
  }

  #failed({ who, at, event, thrown }: FailedStep): Error {
    const { frame } = this.#scope;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const state = at === undefined ? "" : `, state ${JSON.stringify(at.value)}`;
    const outcome =
      at === undefined ? "No row has started" : "The row keeps its state and takes no more events";
    const refusal = thrown instanceof Refusal ? thrown : undefined;
    const error = this.#fail("machine.failed", {
      place: `machine ${this.#scope.machine.id}, ${who}${state}`,
      got: `"${frame.names[frame.at]}: ${message.replaceAll("\n", " ")}" on event ${event}`,
      wanted: refusal?.wanted ?? "guards and actions that do not throw",
      remedy: `${outcome}. ${refusal?.remedy ?? "Mend the guard or action."}`,
    });
    error.cause = thrown;
    return error;
  }
}

interface FailedStep {
  readonly who: string;
  readonly at?: Configuration;
  readonly event: string;
  readonly thrown: unknown;
}
