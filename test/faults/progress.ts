// How far the owners have come, as their outputs say: the tests wait for this, not for the clock.
import type { EventLog } from "../../services/log/event-log.ts";
import { decodeOutput } from "../../services/owners/partition-output.ts";

/** Follows the outputs through every loss of the server. */
export class OutputsSeen {
  readonly #log: EventLog;
  readonly #toMs: Float64Array;
  readonly #windowMs: number;
  readonly #howFar: (...toMs: readonly number[]) => number;
  readonly #waiting: { readonly windows: number; resolve(): void }[] = [];
  #stopped = false;

  /** `howFar` says how far all are, from how far each partition is. */
  constructor(log: EventLog, windowMs: number, howFar: typeof Math.min = Math.min) {
    this.#log = log;
    this.#windowMs = windowMs;
    this.#howFar = howFar;
    this.#toMs = new Float64Array(log.partitions);
    void this.#follow();
  }

  /** Resolves once the partitions, every one unless told otherwise, have said something of this many windows. */
  reached(windows: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ windows, resolve });
      this.#tell();
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  async #follow(): Promise<void> {
    while (!this.#stopped) {
      try {
        const reader = await this.#log.outputs();
        while (!this.#stopped) {
          const outputs = await reader.next();
          for (const { octets } of outputs) {
            const { partition, toMs } = decodeOutput(octets);
            this.#toMs[partition] = Math.max(this.#toMs[partition]!, toMs);
          }
          this.#tell();
        }
      } catch {
        // The server is down: a new reader, from the beginning.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  #tell(): void {
    const windows = this.#howFar(...this.#toMs) / this.#windowMs;
    for (let at = this.#waiting.length - 1; at >= 0; at--) {
      if (this.#waiting[at]!.windows > windows) continue;
      this.#waiting[at]!.resolve();
      this.#waiting.splice(at, 1);
    }
  }
}
