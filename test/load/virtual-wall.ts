// A wall clock that only goes on when everybody waits: minutes of load in milliseconds of test.
import type { Wall } from "../../services/pacer.ts";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly ring: () => void;
}

export class VirtualWall implements Wall {
  #nowMs = 0;
  #order = 0;
  #timers: Timer[] = [];

  now(): number {
    return this.#nowMs;
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.#nowMs + Math.max(0, ms), resolve));
  }

  /** Calls back at a time. */
  at(atMs: number, ring: () => void): void {
    this.#timers.push({ atMs, order: this.#order++, ring });
  }

  /** Lets time pass until this promise settles. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = promise.finally(() => {
      settled = true;
    });
    done.catch(() => undefined);
    while (!settled) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) break;
      const next = this.#timers.reduce<Timer | undefined>(
        (first, timer) =>
          first === undefined ||
          timer.atMs < first.atMs ||
          (timer.atMs === first.atMs && timer.order < first.order)
            ? timer
            : first,
        undefined,
      );
      if (next === undefined) throw new Error("Everybody waits, and nobody for the time.");
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.ring();
    }
    return await done;
  }
}
