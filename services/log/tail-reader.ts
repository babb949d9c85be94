// Readers of a log in the same process: those at its end wait, and appends wake them.
import type { LogReader } from "./event-log.ts";

/** The readers that wait for one stream. */
export class Tails {
  readonly #waiting = new Set<() => void>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Resolves at the next wake; at once when all is closed. */
  wait(): { readonly woken: Promise<void>; readonly wake: () => void } {
    let wake = (): void => {};
    const woken = new Promise<void>((resolve) => {
      wake = () => {
        this.#waiting.delete(wake);
        resolve();
      };
    });
    if (this.#closed) wake();
    else this.#waiting.add(wake);
    return { woken, wake };
  }

  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  close(): void {
    this.#closed = true;
    this.wake();
  }
}

/** Reads what there is with `more`, and waits while that is nothing. */
export class TailReader<T> implements LogReader<T> {
  readonly #tails: Tails;
  readonly #more: () => readonly T[];
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(tails: Tails, more: () => readonly T[]) {
    this.#tails = tails;
    this.#more = more;
  }

  async next(): Promise<readonly T[]> {
    while (!this.#closed && !this.#tails.closed) {
      const found = this.#more();
      if (found.length > 0) return found;
      const { woken, wake } = this.#tails.wait();
      this.#wake = wake;
      await woken;
    }
    return [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
  }
}
