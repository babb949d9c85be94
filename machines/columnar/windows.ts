// Windows of events as several colonies walk them: checked once, read through one event object.
import { canGenerate, type EventReader, readerMaker } from "./backend.ts";
import { BatchReaders } from "./batch.ts";
import type { EventBatch } from "./colony.ts";
import { ColonyError, type CreateError } from "./errors.ts";

/** A batch of which `walkWindow` knows that it is sound, as long as nobody writes into its arrays. */
export interface BatchWindow {
  readonly batch: EventBatch;
  readonly fromMs: number;
  readonly toMs: number;
  readonly reader: EventReader;
}

export interface WindowsOptions {
  /** Of whoever has the batches, for errors. */
  readonly place: string;
  /** False: closures instead of generated code. Default: generated code where it is allowed. */
  readonly codegen?: boolean;
  /** True: rows whose events do not stand together are found out. */
  readonly debug?: boolean;
  readonly createError?: CreateError;
}

/**
 * Guards and actions that see the same event object in all colonies run faster than those that see
 * one for each.
 */
export class Windows {
  readonly #options: WindowsOptions;
  readonly #readers: BatchReaders;

  constructor(options: WindowsOptions) {
    this.#options = options;
    this.#readers = new BatchReaders(readerMaker(options.codegen ?? canGenerate()), (got, wanted) =>
      this.#error(got, wanted, "Mend the batch."),
    );
  }

  /**
   * The events of a window, row after row, for {@link ColumnarColony.walkWindow}.
   *
   * @throws colony.misused for a batch that contradicts itself or the window.
   */
  of(batch: EventBatch, fromMs: number, toMs: number): BatchWindow {
    if (!(toMs >= fromMs)) {
      const got = `a window from ${fromMs} to ${toMs} ms`;
      const remedy = "Walk windows one after the other.";
      throw this.#error(got, "a window that ends after it begins", remedy);
    }
    const reader = this.#readers.of(batch);
    this.#checkTimes(batch, fromMs, toMs);
    if (this.#options.debug === true) this.#checkRows(batch);
    return { batch, fromMs, toMs, reader };
  }

  #checkTimes({ size, rows, timesMs }: EventBatch, fromMs: number, toMs: number): void {
    let row = -1;
    let earliestMs = fromMs;
    for (let index = 0; index < size; index++) {
      if (rows[index] !== row) {
        row = rows[index]!;
        earliestMs = fromMs;
      }
      const timeMs = timesMs[index]!;
      if (!(timeMs >= earliestMs && timeMs <= toMs))
        throw this.#stray(row, timeMs, earliestMs, fromMs, toMs);
      earliestMs = timeMs;
    }
  }

  #stray(row: number, timeMs: number, earliestMs: number, fromMs: number, toMs: number): Error {
    const isOfWindow = timeMs >= fromMs && timeMs <= toMs;
    return isOfWindow
      ? this.#error(
          `an event of row ${row} at ${timeMs} ms after one at ${earliestMs} ms`,
          "each row's events in the order of time",
          "Mend the batch.",
        )
      : this.#error(
          `an event at ${timeMs} ms in the window from ${fromMs} to ${toMs} ms`,
          "events of the window",
          "Mend the batch.",
        );
  }

  #checkRows({ size, rows }: EventBatch): void {
    const done = new Set<number>();
    for (let index = 1; index < size; index++) {
      if (rows[index] === rows[index - 1]) continue;
      done.add(rows[index - 1]!);
      if (!done.has(rows[index]!)) continue;
      const got = `events of row ${rows[index]} in several places of a batch, as at ${index}`;
      throw this.#error(got, "each row's events together", "Mend the batch.");
    }
  }

  #error(got: string, wanted: string, remedy: string): Error {
    const { place, createError } = this.#options;
    const parts = { place, got, wanted, remedy };
    return createError?.("colony.misused", parts) ?? new ColonyError("colony.misused", parts);
  }
}
