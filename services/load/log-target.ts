// A log as a target: each tick is one append, and what owners say of its blocks comes back.
import type { Append } from "../log/event-log.ts";
import type { Target, TargetEars } from "./target.ts";
import type { Tick } from "./tick.ts";

/** Octets handed over and not yet confirmed; more must wait, or the heap would grow. */
const IN_FLIGHT_MAX = 64 * 1024 * 1024;

export interface LogTargetOptions {
  readonly name: string;
  /** Whether owners read this log. */
  readonly returns: boolean;
  readonly ears: TargetEars;
  /** Resolves when all are durable. */
  append(entries: readonly Append[]): Promise<unknown>;
  readonly failure: Promise<never>;
  close(): Promise<void>;
}

export function createLogTarget(options: LogTargetOptions): Target {
  return new LogTarget(options);
}

class LogTarget implements Target {
  readonly name: string;
  readonly returns: boolean;
  readonly paced = true;
  readonly failure: Promise<never>;
  readonly #options: LogTargetOptions;
  #inFlight = 0;
  #waiting: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(options: LogTargetOptions) {
    this.#options = options;
    this.name = options.name;
    this.returns = options.returns;
    this.failure = options.failure;
  }

  offer({ events, blocks }: Tick): boolean {
    if (this.#inFlight > IN_FLIGHT_MAX) return false;
    const octets = blocks.reduce((sum, block) => sum + block.octets.length, 0);
    this.#inFlight += octets;
    const { ears, append } = this.#options;
    append(blocks)
      .then(
        () => ears.confirmed(events),
        (error: Error) => ears.failed(events, error),
      )
      .finally(() => {
        this.#inFlight -= octets;
        if (this.#inFlight > IN_FLIGHT_MAX) return;
        this.#waiting?.resolve();
        this.#waiting = undefined;
      });
    return true;
  }

  room(): Promise<void> {
    this.#waiting ??= Promise.withResolvers<void>();
    return this.#waiting.promise;
  }

  close(): Promise<void> {
    return this.#options.close();
  }
}
