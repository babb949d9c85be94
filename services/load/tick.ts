// What is sent at a time: the blocks of all partitions of one short step of the network's time.

/** Wall time from one sending to the next, unless another was asked for. */
export const TICK_MS = 20;

/** Events of one partition, ready to be sent. */
export interface Block {
  readonly partition: number;
  readonly events: number;
  /** Name of the append, from partition and time: said twice it is one. */
  readonly id: string;
  /** A record of the log; for a tap, frames of one connection. */
  readonly octets: Uint8Array;
}

/** fromMs ≤ time of the events < toMs, ms since the scenario's start. When both are one, it is empty. */
export interface Tick {
  readonly fromMs: number;
  readonly toMs: number;
  readonly events: number;
  readonly blocks: readonly Block[];
}

/**
 * Where the network's time lies on the wall: tick k holds [cut k, cut k + 1) and is sent when it is
 * over, {@link Timeline.sendMs} after the start. Wall times are ms since sending began.
 */
export class Timeline {
  readonly tickMs: number;
  /** Network's time at which each tick begins, and the last one ends. */
  readonly #cuts: number[];

  constructor(fromMs: number, tickMs: number = TICK_MS) {
    this.tickMs = tickMs;
    this.#cuts = [fromMs];
  }

  get ticks(): number {
    return this.#cuts.length - 1;
  }

  /** End of the last tick in the network's time. */
  get untilMs(): number {
    return this.#cuts.at(-1)!;
  }

  get fromMs(): number {
    return this.#cuts[0]!;
  }

  /** Appends a tick that ends at this time of the network. */
  add(toMs: number): void {
    this.#cuts.push(toMs);
  }

  cut(tick: number): number {
    return this.#cuts[tick]!;
  }

  /** When a tick is to be sent. */
  sendMs(tick: number): number {
    return (tick + 1) * this.tickMs;
  }

  /**
   * When something at this time of the network is intended; undefined before and after all. A timer
   * that is due when its block ends fires with that block, whatever empty ticks there are then.
   */
  intendedMs(timeMs: number, blockEndMs?: number): number | undefined {
    const cuts = this.#cuts;
    if (timeMs < cuts[0]! || timeMs > this.untilMs) return undefined;
    if (timeMs === blockEndMs) return this.#firstAt(timeMs) * this.tickMs;
    let low = 0;
    let high = cuts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (cuts[middle]! <= timeMs) low = middle;
      else high = middle;
    }
    const from = cuts[low]!;
    const to = cuts[low + 1] ?? from;
    const share = to > from ? (timeMs - from) / (to - from) : 0;
    return (low + share) * this.tickMs;
  }

  /** The first of the cuts that do not lie before a time. */
  #firstAt(timeMs: number): number {
    let low = 0;
    let high = this.#cuts.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#cuts[middle]! < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Ticks that wait to be sent, and where they lie on the wall. */
export interface Prepared {
  readonly timeline: Timeline;
  readonly events: number;
  /** Events of the first `ticks` ticks. */
  eventsUntil(ticks: number): number;
  /** Asked for one after the other; the octets are good until two further ticks were asked for. */
  tick(tick: number): Promise<Tick>;
  close(): Promise<void>;
}

/** Told how far a preparation has come, 0 to 1. */
export type OnPrepare = (phase: string, share: number, events: number) => void;
