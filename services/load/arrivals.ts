// From generated lives to ticks of blocks: who sends how many events when is settled beforehand.
import { setImmediate as breathe } from "node:timers/promises";
import { encodeRecord } from "../log/record-codec.ts";
import { Lives, type LivesOptions } from "./lives.ts";
import { PendingColumns } from "./pending-columns.ts";
import type { Pacing } from "./profile.ts";
import { Spool } from "./spool.ts";
import { type Block, type OnPrepare, type Prepared, TICK_MS, type Tick, Timeline } from "./tick.ts";

/** Where ticks come from, one part of a session after the other. */
export interface LoadSource {
  /** Makes the ticks that follow those of the last call. */
  prepare(pacing: Pacing, onPrepare: OnPrepare): Promise<Prepared>;
  close(): Promise<void>;
}

export interface ArrivalsOptions extends LivesOptions {
  /** What happens before is left out; ms since the scenario's start. */
  readonly fromMs: number;
  readonly tickMs?: number;
  readonly signal?: AbortSignal;
}

/** Blocks of the partitions that this process sends, in the order of the network's time. */
export class Arrivals implements LoadSource {
  readonly #options: ArrivalsOptions;
  readonly #tickMs: number;
  readonly #pending: ReadonlyMap<number, PendingColumns>;
  #lives: Lives | undefined;
  #fromMs: number;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
    this.#tickMs = options.tickMs ?? TICK_MS;
    this.#fromMs = options.fromMs;
    this.#pending = new Map(options.own.map((partition) => [partition, new PendingColumns()]));
  }

  /** @throws the signal's reason once it is aborted; KairosError file.not-writable */
  async prepare(pacing: Pacing, onPrepare: OnPrepare): Promise<Prepared> {
    const spool = new Spool(new Timeline(this.#fromMs, this.#tickMs));
    try {
      const lives = await this.#reach(onPrepare);
      const ticks = Math.max(1, Math.round(pacing.durationMs / this.#tickMs));
      while (spool.timeline.ticks < ticks) {
        await this.#pause();
        for (const tick of this.#ticks(this.#cuts(pacing, spool, ticks))) await spool.add(tick);
        onPrepare("preparing the load", spool.timeline.ticks / ticks, spool.events);
        if (spool.timeline.ticks < ticks) this.#live(lives);
      }
      await spool.finish();
      return spool;
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#lives = undefined;
  }

  /** The people, at the moment from which on their events count. */
  async #reach(onPrepare: OnPrepare): Promise<Lives> {
    if (this.#lives !== undefined) return this.#lives;
    onPrepare("making the world", 0, 0);
    await this.#pause();
    const lives = new Lives(this.#options);
    this.#lives = lives;
    const { fromMs } = this.#options;
    while (lives.reachedMs < fromMs) {
      onPrepare("living until then", lives.reachedMs / fromMs, 0);
      await this.#pause();
      lives.window(fromMs, () => {});
    }
    return lives;
  }

  #live(lives: Lives): void {
    lives.window(Number.POSITIVE_INFINITY, (partition, columns) => {
      this.#pending.get(partition)!.append(columns);
    });
  }

  /**
   * Ends of the ticks that can be cut of what was made. They never fall; a tick that ends where the
   * last one did is empty, or a slow load would be faster than it should, by 1 ms each.
   */
  #cuts(pacing: Pacing, { timeline, events }: Spool, ticks: number): number[] {
    const reachedMs = this.#lives!.reachedMs;
    const cuts: number[] = [];
    const first = timeline.ticks;
    let lastMs = timeline.untilMs;
    if (pacing.by === "time") {
      for (let tick = first; tick < ticks; tick++) {
        const wallMs = (tick + 1) * this.#tickMs;
        const cutMs = timeline.fromMs + Math.round(wallMs * pacing.speed);
        if (cutMs > reachedMs) break;
        cuts.push(cutMs);
      }
      return cuts;
    }
    const times = this.#times();
    for (let tick = first; tick < ticks; tick++) {
      const wanted = Math.round(pacing.eventsBy((tick + 1) * this.#tickMs)) - events;
      if (wanted > times.length) break;
      // The last one that is wanted lies before the cut.
      const cutMs = wanted <= 0 ? lastMs : Math.max(lastMs, times[wanted - 1]! + 1);
      if (cutMs > reachedMs) break;
      cuts.push(cutMs);
      lastMs = cutMs;
    }
    return cuts;
  }

  /** Times of all that is pending, in their order. */
  #times(): Float64Array {
    const columns = [...this.#pending.values()];
    const times = new Float64Array(columns.reduce((sum, { size }) => sum + size, 0));
    let at = 0;
    for (const { timeMs } of columns) {
      times.set(timeMs, at);
      at += timeMs.length;
    }
    return times.sort();
  }

  #ticks(cuts: readonly number[]): Tick[] {
    if (cuts.length === 0) return [];
    const blocks: Block[][] = cuts.map(() => []);
    const starts = [this.#fromMs, ...cuts];
    for (const [partition, pending] of this.#pending) {
      pending.cut(cuts, (place, columns) => {
        const [fromMs, toMs] = [starts[place]!, cuts[place]!];
        if (toMs === fromMs) return;
        const block = { kind: "events", fromMs, toMs, columns } as const;
        blocks[place]!.push({
          partition,
          events: columns.size,
          id: `b:${partition}:${fromMs}`,
          octets: encodeRecord(block),
        });
      });
    }
    this.#fromMs = cuts.at(-1)!;
    return cuts.map((toMs, place) => ({
      fromMs: starts[place]!,
      toMs,
      events: blocks[place]!.reduce((sum, block) => sum + block.events, 0),
      blocks: blocks[place]!,
    }));
  }

  async #pause(): Promise<void> {
    await breathe();
    this.#options.signal?.throwIfAborted();
  }
}
