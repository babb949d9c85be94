// One load after the other on the same target: prepared, sent, measured.
import type { Wall } from "../pacer.ts";
import type { LoadSource } from "./arrivals.ts";
import { Measurement } from "./measurement.ts";
import type { Pacing } from "./profile.ts";
import { send } from "./sender.ts";
import type { OpenTarget, Target } from "./target.ts";
import type { OnPrepare } from "./tick.ts";

export interface SessionOptions {
  readonly wall: Wall;
  readonly source: LoadSource;
  readonly signal?: AbortSignal;
  readonly onPrepare?: OnPrepare;
  /** Called after each tick that is due, with its end on the wall, ms. */
  onTick?(measurement: Measurement, wallMs: number): void;
}

/** What is sent, and how it is measured. */
export interface Leg {
  readonly pacing: Pacing;
  readonly warmUpMs: number;
  readonly graceMs: number;
}

export class Session {
  readonly #options: SessionOptions;
  #measurement: Measurement | undefined;
  #target: Target | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get target(): Target {
    return this.#target!;
  }

  /** Opens the target that all legs are sent to. */
  async open(openTarget: OpenTarget): Promise<void> {
    this.#target = await openTarget({
      confirmed: (events) => this.#measurement?.confirmedEvents(events),
      failed: (events, error) => this.#measurement?.failedEvents(events, error),
      returned: (returned) => this.#measurement?.come(returned),
    });
    // Whoever sends takes notice; between two legs nobody does.
    this.#target.failure.catch(() => undefined);
  }

  async run({ pacing, warmUpMs, graceMs }: Leg): Promise<Measurement> {
    const { wall, source, signal, onPrepare = () => {}, onTick } = this.#options;
    const target = this.target;
    const prepared = await source.prepare(pacing, onPrepare);
    const { returns, paced } = target;
    const measurement = new Measurement({ wall, warmUpMs, returns, paced });
    this.#measurement = measurement;
    try {
      await send({
        wall,
        prepared,
        target,
        measurement,
        graceMs,
        ...(signal === undefined ? {} : { signal }),
        onTick: (ticks) => onTick?.(measurement, ticks * prepared.timeline.tickMs),
      });
    } finally {
      await prepared.close();
    }
    return measurement;
  }

  async close(): Promise<void> {
    await this.#target?.close();
    await this.#options.source.close();
  }
}
