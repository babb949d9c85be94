// Behind the delivery service: reads what owners say, closes windows, keeps what the map shows of them.
import type { Contact, Digests, Standing, WindowClosed } from "../batches.ts";
import { Totals } from "../counters.ts";
import type { EventLog, LogReader, Output } from "../log/event-log.ts";
import { type Atlas, Chronicle } from "../moments.ts";
import { decodeOutput } from "../owners/partition-output.ts";
import type { Wall } from "../pacer.ts";
import { Contacts } from "./contacts.ts";
import { Windows } from "./windows.ts";

/** Pause before the log is asked again after it has failed. */
const PAUSE_MS = 250;
/** Whoever waits for a window is answered by then, so that a stop waits for nobody. */
const ANSWER_MS = 1_000;

export interface ClosingOptions {
  readonly log: EventLog;
  readonly atlas: Atlas;
  readonly wall: Wall;
  /** Only for tests. */
  readonly heldOctetsMax?: number;
  /** Told of each window once, in order; of all that the log still has, after a start. */
  onClosed(window: WindowClosed): void;
  /** The log fails; it is asked again. */
  onFailure(error: Error): void;
}

export class Closing {
  readonly #options: ClosingOptions;
  readonly #windows: Windows;
  readonly #totals: Totals;
  readonly #chronicle: Chronicle;
  readonly #contacts = new Contacts();
  #waiting: { readonly toMs: number; resolve(): void }[] = [];
  #reader: LogReader<Output> | undefined;
  #stopped = false;

  constructor(options: ClosingOptions) {
    this.#options = options;
    this.#windows = new Windows(options.log.partitions, options.heldOctetsMax);
    this.#totals = new Totals(options.atlas.campaigns.length);
    this.#chronicle = new Chronicle(options.atlas);
  }

  /** Reads from the oldest output that the log has, until stop(). */
  async run(): Promise<void> {
    const { log, wall, onFailure } = this.#options;
    while (!this.#stopped) {
      try {
        this.#windows.rewind();
        this.#reader = await log.outputs();
        await this.#read(this.#reader);
        await this.#reader.close();
      } catch (error) {
        if (this.#stopped) break;
        onFailure(error as Error);
        await wall.wait(PAUSE_MS);
      }
    }
    await this.#reader?.close();
  }

  stop(): void {
    this.#stopped = true;
    this.#reader?.close().catch(() => undefined);
  }

  /** Resolves with how far it is: when every window up to `toMs` is closed, or after a while. */
  async reached(toMs: number): Promise<number> {
    if (this.#windows.closedMs < toMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const waiting = { toMs, resolve };
      this.#waiting.push(waiting);
      await Promise.race([promise, this.#options.wall.wait(ANSWER_MS)]);
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
    }
    return this.#windows.closedMs;
  }

  /** Newest first. */
  contacts(subscriber: number): readonly Contact[] {
    return this.#contacts.of(subscriber);
  }

  get standing(): Standing {
    return {
      toMs: this.#windows.closedMs,
      totals: this.#totals.sums,
      history: this.#chronicle.history,
    };
  }

  get digests(): Digests {
    return this.#windows.digests;
  }

  /** Until there is nothing more, or what is needed next was passed over. */
  async #read(reader: LogReader<Output>): Promise<void> {
    while (!this.#stopped) {
      const outputs = await reader.next();
      if (outputs.length === 0) return;
      for (const { octets } of outputs) this.#take(octets);
      if (this.#windows.starved) return;
    }
  }

  #take(octets: Uint8Array): void {
    const output = decodeOutput(octets);
    const merged = this.#windows.add(output, octets.length);
    if (merged === undefined) return;
    const { causes: _, ...window } = merged;
    this.#contacts.add(merged);
    this.#totals.add(window);
    this.#chronicle.add(window);
    this.#options.onClosed(window);
    const closedMs = window.toMs;
    for (const { toMs, resolve } of this.#waiting) if (toMs <= closedMs) resolve();
    this.#waiting = this.#waiting.filter(({ toMs }) => toMs > closedMs);
  }
}
