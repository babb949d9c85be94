// Drives rows of a colony and genuine XState actors through the same steps, and compares all there
// is to see after each.
import type { AnyStateMachine, EventObject } from "xstate";
import type {
  BatchField,
  Colony,
  ColumnarColony,
  CompileOptions,
  PendingTimer,
  Row,
} from "../../../machines/columnar/colony.ts";
import { Journal } from "./journal.ts";
import { InvalidMachine, loggerOf, Partner, type ReplyingEvent } from "./partner.ts";
import { same } from "./same.ts";
import type { Letter, Step } from "./steps.ts";

/** What the reference executor cannot do is optional. */
export type TestedColony = Colony &
  Partial<Pick<ColumnarColony, "restore" | "slab" | "loadSlab" | "sendBatch">>;

export interface TestedExecutor {
  readonly name: string;
  create(machine: AnyStateMachine, options: CompileOptions): TestedColony;
  /** Without `onLog` and `self.send`. */
  readonly plain?: boolean;
}

export interface DifferentialRun {
  /** Called once for the rows and once for the actors. */
  build(journal: Journal): AnyStateMachine;
  /** One for each slot, a row with its actor. */
  readonly inputs: readonly unknown[];
  readonly steps: readonly Step[];
  readonly options: Partial<CompileOptions>;
  readonly executor: TestedExecutor;
  /** Whether events carry the time as `timeMs`. */
  readonly dated?: boolean;
}

export interface Tally {
  /** One row after one step, with all that is compared. */
  comparisons: number;
  /** Rows that went into quarantine. */
  failures: number;
  /** Rows that reached a final state. */
  done: number;
  moves: number;
}

/** The row is not as its actor. */
export class Difference extends Error {
  readonly step: number;
  readonly what: string;
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(step: number, what: string, expected: unknown, actual: unknown) {
    super(`step ${step}: ${what}`);
    this.name = "Difference";
    this.step = step;
    this.what = what;
    this.expected = expected;
    this.actual = actual;
  }
}

/** Throws a {@link Difference}, or {@link InvalidMachine}, or whatever the colony throws. */
export function runDifferential(run: DifferentialRun): Tally {
  const differential = new Differential(run);
  differential.start();
  for (const [index, step] of run.steps.entries()) differential.step(index, step);
  return differential.tally;
}

/** A materialised actor that walks along, with its own journal. */
interface Ghost {
  readonly partner: Partner;
  readonly journal: Journal;
}

interface Slot {
  readonly slot: number;
  row: Row;
  partner: Partner;
  ghost: Ghost | undefined;
  isCounted: boolean;
}

class Differential {
  readonly tally: Tally = { comparisons: 0, failures: 0, done: 0, moves: 0 };
  readonly #run: DifferentialRun;
  readonly #tested = new Journal();
  readonly #expected = new Journal();
  readonly #machine: AnyStateMachine;
  readonly #reference: AnyStateMachine;
  readonly #slots: Slot[] = [];
  #slotOfRow = new Map<Row, number>();
  #colony!: TestedColony;
  /** The slot whose row is being allocated: it emits before its row is known. */
  #allocating = 0;
  #nowMs = 0;
  #step = -1;

  constructor(run: DifferentialRun) {
    this.#run = run;
    try {
      this.#reference = run.build(this.#expected);
      this.#machine = run.build(this.#tested);
    } catch (thrown) {
      throw new InvalidMachine("XState refuses the definition", { cause: thrown });
    }
  }

  start(): void {
    const partners = this.#run.inputs.map((_input, slot) => this.#startedPartner(slot));
    const failed = partners.find(({ status }) => status === "error");
    this.#colony = this.#createColony();
    for (const [slot, partner] of partners.entries()) {
      const row = failed === undefined ? this.#allocate(slot) : this.#allocateFailing(slot, failed);
      this.#slots.push({ slot, row, partner, ghost: undefined, isCounted: false });
    }
    for (const slot of this.#slots) this.#compare(slot);
  }

  /** What fails on start in an actor may be refused, or else stands in quarantine. */
  #allocateFailing(slot: number, { error }: Partner): Row {
    try {
      return this.#allocate(slot);
    } catch {
      throw new InvalidMachine("the machine fails on start", { cause: error });
    }
  }

  step(index: number, step: Step): void {
    this.#step = index;
    this.#tested.refill();
    this.#expected.refill();
    for (const { ghost } of this.#slots) ghost?.journal.refill();
    const touched = this.#take(step);
    for (const slot of touched) this.#compare(slot);
    this.#compareNextDue();
  }

  #take(step: Step): readonly Slot[] {
    switch (step.do) {
      case "send":
        return this.#send(step.letter);
      case "batch":
        return this.#batch(step.letters);
      case "wait":
        return this.#wait(step.pauseMs);
      case "restore":
        return this.#restore(this.#slots[step.slot]!, step.asJson);
      case "move":
        return this.#move();
      case "materialise":
        return this.#materialise(this.#slots[step.slot]!);
      case "slab":
        return this.#slab(step.fresh);
      case "replace":
        return this.#replace(this.#slots[step.slot]!);
    }
  }

  #send({ slot, pauseMs, event }: Letter): readonly Slot[] {
    const to = this.#slots[slot]!;
    if (to.isCounted && this.#isFailed(to)) this.#replace(to);
    this.#nowMs += pauseMs;
    const dated = this.#dated(event);
    const touched = this.#slots.filter(
      (other) => other === to || pauseMs > 0 || other.partner.nextDueMs <= this.#nowMs,
    );
    this.#lead(this.#slots);
    this.#deliver(to, dated);
    this.#colony.send(to.row, dated, this.#nowMs);
    return touched;
  }

  #batch(letters: readonly Letter[]): readonly Slot[] {
    if (this.#colony.sendBatch === undefined) {
      return letters.flatMap((letter) => this.#send(letter));
    }
    const timesMs: number[] = [];
    const events: EventObject[] = [];
    for (const { slot, pauseMs, event } of letters) {
      this.#nowMs += pauseMs;
      const dated = this.#dated(event);
      timesMs.push(this.#nowMs);
      events.push(dated);
      this.#lead(this.#slots);
      this.#deliver(this.#slots[slot]!, dated);
    }
    const typeNames = [...new Set(["unused", ...events.map(({ type }) => type)])];
    this.#colony.sendBatch({
      size: letters.length,
      rows: Uint32Array.from(letters, ({ slot }) => this.#slots[slot]!.row),
      timesMs: Float64Array.from(timesMs),
      types: Uint8Array.from(events, ({ type }) => typeNames.indexOf(type)),
      typeNames,
      fields: fieldsOf(events),
    });
    return this.#slots;
  }

  #wait(pauseMs: number): readonly Slot[] {
    this.#nowMs += pauseMs;
    this.#lead(this.#slots);
    this.#colony.advance(this.#nowMs);
    return this.#slots;
  }

  #restore(slot: Slot, asJson: boolean): readonly Slot[] {
    if (this.#colony.restore === undefined) return [];
    this.tally.moves++;
    const { snapshot, timers } = this.#kept(slot);
    // JSON drops fields that are undefined.
    const stored = asJson ? JSON.parse(JSON.stringify(snapshot)) : snapshot;
    this.#colony.restore(slot.row, stored, timers);
    this.#restorePartner(slot, timers);
    return [slot];
  }

  #move(): readonly Slot[] {
    if (this.#colony.restore === undefined) return [];
    this.tally.moves++;
    const kept = this.#slots.map((slot) => this.#kept(slot));
    const machine = this.#machine;
    this.#slotOfRow = new Map();
    this.#tested.divert(new Journal(), () => {
      this.#colony = this.#createColony(machine);
      for (const slot of this.#slots) slot.row = this.#allocate(slot.slot);
      this.#colony.advance(this.#nowMs);
    });
    for (const [index, slot] of this.#slots.entries()) {
      const { snapshot, timers } = kept[index]!;
      this.#colony.restore!(slot.row, snapshot, timers);
      this.#restorePartner(slot, timers);
    }
    return this.#slots;
  }

  /** The row goes on beside its materialised actor; all three start from the same snapshot. */
  #materialise(slot: Slot): readonly Slot[] {
    if (this.#colony.restore === undefined || this.#isFailed(slot)) return [];
    this.tally.moves++;
    const actor = this.#colony.materialise(slot.row);
    const journal = new Journal();
    const setting = this.#setting(slot.slot);
    const partner = Partner.adopted(actor, { ...setting, machine: this.#machine, journal });
    this.#restore(slot, false);
    slot.ghost = { partner, journal };
    return [slot];
  }

  #slab(fresh: boolean): readonly Slot[] {
    const { slab, loadSlab } = this.#colony;
    if (slab === undefined || loadSlab === undefined) return [];
    this.tally.moves++;
    const end = 1 + Math.max(...this.#slots.map(({ row }) => row));
    const bytes = this.#colony.slab!(0, end);
    if (fresh) {
      this.#colony = this.#createColony();
      this.#colony.advance(this.#nowMs);
    }
    this.#colony.loadSlab!(bytes);
    return this.#slots;
  }

  #replace(slot: Slot): readonly Slot[] {
    this.#colony.release(slot.row);
    this.#slotOfRow.delete(slot.row);
    slot.row = this.#allocate(slot.slot);
    slot.partner = this.#startedPartner(slot.slot);
    slot.ghost = undefined;
    slot.isCounted = false;
    return [slot];
  }

  #compare(slot: Slot): void {
    this.tally.comparisons++;
    const { partner, row } = slot;
    const expected = partner.persisted();
    const actual = this.#colony.persisted(row) as Record<string, unknown>;
    const failed = this.#isFailed(slot) ? `, where the actor fails: ${partner.error}` : "";
    this.#demand(same(actual, expected), `persisted(${row})${failed}`, expected, actual);
    const { value, context, status } = this.#colony.snapshot(row);
    const seen = { value, context, status };
    const { value: isValue, context: isContext, status: isStatus } = expected;
    const told = { value: isValue, context: isContext, status: isStatus };
    this.#demand(same(seen, told), `snapshot(${row})`, told, seen);
    if (status === "active") {
      const [order, expectedOrder] = [JSON.stringify(value), JSON.stringify(isValue)];
      this.#demand(order === expectedOrder, `order of regions(${row})`, expectedOrder, order);
    }
    if (slot.ghost !== undefined) this.#compareGhost(slot, slot.ghost);
    this.#compareJournals(slot);
    const isFailed = this.#isFailed(slot);
    const quarantined = this.#colony.quarantine.has(row);
    this.#demand(quarantined === isFailed, `quarantine(${row})`, partner.error, quarantined);
    if (!isFailed) this.#compareTimers(slot);
    this.#count(slot, isFailed);
  }

  #compareJournals({ slot, partner }: Slot): void {
    const [expected, actual] = [this.#expected.entriesOf(slot), this.#tested.entriesOf(slot)];
    if (partner.status === "error" && isRunaway(partner.error)) {
      // How many microsteps a runaway loop gets may differ by a few.
      const length = Math.min(expected.length, actual.length);
      expected.length = length;
      actual.length = length;
    }
    this.#demand(same(actual, expected), `journal of slot ${slot}`, expected, actual);
    this.#expected.forget(slot);
    this.#tested.forget(slot);
  }

  #compareTimers({ partner, row }: Slot): void {
    const expected = partner.timers();
    const actual = this.#colony.timers(row);
    const plain = (timers: readonly PendingTimer[]): unknown[] =>
      timers.map(({ dueMs, event, id, cancellable }, index) => ({
        dueMs,
        event,
        id,
        // Without a name nothing can be cancelled, whatever the flag says.
        cancellable: id === "" || actual[index]?.cancellable === undefined ? "" : cancellable,
      }));
    const [told, seen] = [plain(expected), plain(actual)];
    this.#demand(same(seen, told), `timers(${row})`, told, seen);
  }

  #compareGhost({ slot, row, partner }: Slot, { partner: ghost, journal }: Ghost): void {
    const where = `materialised row ${row}`;
    const [expected, actual] = [partner.persisted(), ghost.persisted()];
    this.#demand(same(actual, expected), where, expected, actual);
    this.#demand(ghost.status === partner.status, `${where}: status`, partner.status, ghost.status);
    const [told, seen] = [this.#expected.entriesOf(slot), journal.entriesOf(slot)];
    this.#demand(same(seen, told), `${where}: journal`, told, seen);
    journal.forget(slot);
    const dues = (of: Partner): unknown => of.timers().map(({ dueMs }) => dueMs);
    this.#demand(same(dues(ghost), dues(partner)), `${where}: timers`, dues(partner), dues(ghost));
    const ids = (of: Partner): unknown => [...of.cancellableIds()].sort();
    this.#demand(same(ids(ghost), ids(partner)), `${where}: ids`, ids(partner), ids(ghost));
  }

  #compareNextDue(): void {
    const expected = Math.min(
      ...this.#slots.map((slot) => (this.#isFailed(slot) ? Infinity : slot.partner.nextDueMs)),
    );
    const { nextDueMs } = this.#colony;
    // What is armed in a row in quarantine is the colony's own affair.
    if (this.#slots.some((slot) => this.#isFailed(slot)) && nextDueMs < expected) return;
    this.#demand(nextDueMs === expected, "nextDueMs", expected, nextDueMs);
  }

  #count(slot: Slot, isFailed: boolean): void {
    if (slot.isCounted || (slot.partner.status === "active" && !isFailed)) return;
    slot.isCounted = true;
    if (isFailed) this.tally.failures++;
    else this.tally.done++;
  }

  #demand(holds: boolean, what: string, expected: unknown, actual: unknown): void {
    if (!holds) throw new Difference(this.#step, what, expected, actual);
  }

  #isFailed({ partner }: Slot): boolean {
    return partner.status === "error";
  }

  #kept(slot: Slot): { snapshot: unknown; timers: readonly PendingTimer[] } {
    // As a store would give it back, without identity.
    const snapshot = structuredClone(this.#colony.persisted(slot.row));
    const timers = structuredClone(this.#colony.timers(slot.row)) as readonly PendingTimer[];
    return { snapshot, timers };
  }

  #restorePartner(slot: Slot, timers: readonly PendingTimer[]): void {
    const snapshot = slot.partner.persisted();
    slot.partner = Partner.restored(this.#setting(slot.slot), snapshot, timers);
    slot.ghost = undefined;
    slot.isCounted = false;
  }

  #startedPartner(slot: number): Partner {
    const { inputs, options } = this.#run;
    return Partner.started(this.#setting(slot), inputs[slot] ?? options.input);
  }

  #setting(slot: number) {
    return {
      machine: this.#reference,
      journal: this.#expected,
      slot,
      nowMs: this.#nowMs,
    };
  }

  #lead(slots: readonly Slot[]): void {
    for (const slot of slots) {
      slot.partner.lead(this.#nowMs);
      const { ghost } = slot;
      if (ghost === undefined) continue;
      this.#tested.divert(ghost.journal, () => ghost.partner.lead(this.#nowMs));
    }
  }

  #deliver({ partner, ghost }: Slot, event: EventObject): void {
    partner.send(event);
    if (ghost === undefined) return;
    this.#tested.divert(ghost.journal, () => ghost.partner.send(event));
  }

  #dated(event: EventObject): EventObject {
    return this.#run.dated === true ? ({ ...event, timeMs: this.#nowMs } as EventObject) : event;
  }

  #allocate(slot: number): Row {
    this.#allocating = slot;
    const row = this.#colony.allocate(this.#run.inputs[slot]);
    this.#slotOfRow.set(row, slot);
    return row;
  }

  #createColony(machine = this.#machine): TestedColony {
    const colony = this.#run.executor.create(machine, {
      ...this.#run.options,
      onEmit: (row, emitted, timeMs) => this.#hear(colony, row, emitted, timeMs),
      onFailure: () => {},
      onLog: (row, value, label) => this.#log(row, value, label),
    });
    return colony;
  }

  #hear(colony: TestedColony, row: Row, emitted: ReplyingEvent, timeMs: number): void {
    const slot = this.#slotOfRow.get(row) ?? this.#allocating;
    this.#tested.note(slot, ["emits", timeMs, emitted]);
    if (emitted.reply === undefined || !this.#tested.maySend(slot)) return;
    colony.send(row, { type: emitted.reply, k: 4 } as EventObject, timeMs);
  }

  #log(row: Row, value: unknown, label: string | undefined): void {
    const log = loggerOf(this.#tested, this.#slotOfRow.get(row) ?? this.#allocating);
    if (label === undefined) log(value);
    else log(label, value);
  }
}

function isRunaway(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Infinite loop");
}

/** The fields of the events as a batch carries them: numbers as they are, the others as codes. */
function fieldsOf(events: readonly EventObject[]): Record<string, BatchField> {
  const names = new Set(events.flatMap((event) => Object.keys(event)));
  names.delete("type");
  const fields: Record<string, BatchField> = {};
  for (const name of names) {
    const column = events.map((event) => (event as unknown as Record<string, unknown>)[name]);
    if (column.every((value) => typeof value === "number")) {
      fields[name] = Float64Array.from(column as number[]);
      continue;
    }
    const values = [...new Set(column)];
    fields[name] = { codes: Uint16Array.from(column, (value) => values.indexOf(value)), values };
  }
  return fields;
}
