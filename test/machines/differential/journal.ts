// Where custom actions, logs and emitted events of both sides are written down, row by row.

/** How many events custom actions and listeners of one slot may send within one step. */
const LETTERS_PER_STEP = 2;

/** Guards and actions of one step before it counts as one that never ends. */
const WORK_MAX = 50_000;

/** What a loop is ended with. */
export const ENDLESS = "a step without end";

/** A slot is a place in the test: a row of the colony and its actor. */
export class Journal {
  readonly #entries = new Map<number, unknown[]>();
  readonly #letters = new Map<number, number>();
  #diverted: Journal | undefined;
  #work = 0;

  note(slot: unknown, entry: unknown): void {
    if (this.#diverted !== undefined) this.#diverted.note(slot, entry);
    else this.entriesOf(numbered(slot)).push(entry);
  }

  /** Counts; the same for equal histories, and it keeps events from going in circles. */
  maySend(slot: unknown): boolean {
    if (this.#diverted !== undefined) return this.#diverted.maySend(slot);
    const used = this.#letters.get(numbered(slot)) ?? 0;
    this.#letters.set(numbered(slot), used + 1);
    return used < LETTERS_PER_STEP;
  }

  /** A new step of the test begins: there are letters again. */
  refill(): void {
    this.#letters.clear();
    this.#work = 0;
  }

  /** Ends a loop that a defect has let loose: actors have limits of their own. */
  work(): void {
    if (this.#diverted !== undefined) this.#diverted.work();
    else if (++this.#work > WORK_MAX) throw new Error(ENDLESS);
  }

  entriesOf(slot: number): unknown[] {
    const entries = this.#entries.get(slot) ?? [];
    this.#entries.set(slot, entries);
    return entries;
  }

  forget(slot: number): void {
    this.#entries.delete(slot);
  }

  /** While `act` runs, everything goes into another journal. */
  divert<T>(to: Journal, act: () => T): T {
    const outer = this.#diverted;
    this.#diverted = to === this ? undefined : to;
    try {
      return act();
    } finally {
      this.#diverted = outer;
    }
  }
}

/** Machines without a context of their own run in one slot. */
function numbered(slot: unknown): number {
  return typeof slot === "number" ? slot : 0;
}
