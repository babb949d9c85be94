// The open loop: ticks go out when they are intended, whatever has become of those before.
import type { Wall } from "../pacer.ts";
import type { Measurement } from "./measurement.ts";
import type { Target } from "./target.ts";
import type { Prepared } from "./tick.ts";

export interface SenderOptions {
  readonly wall: Wall;
  readonly prepared: Prepared;
  readonly target: Target;
  readonly measurement: Measurement;
  /** How long what was sent may take to come back after the last tick, ms. */
  readonly graceMs: number;
  readonly signal?: AbortSignal;
  /** Called after every tick that is due. */
  onTick?(ticks: number): void;
}

/** Longest wait before another look at what may have gone wrong, ms. */
const LOOK_MS = 100;
/** What clocks lose by subtracting large numbers, and no timer can wait for, ms. */
const NOTHING_MS = 0.001;

/**
 * Sends all ticks. Each is due when the network's time that it holds is over; a tick that the
 * target has no room for waits, and its latency grows, but none is due later for that.
 *
 * @throws the signal's reason; the error of a target that is lost
 */
export async function send(options: SenderOptions): Promise<void> {
  const sender = new Sender(options);
  await sender.sendAll();
  await sender.settle();
}

class Sender {
  readonly #options: SenderOptions;
  #lost: Error | undefined;
  /** Ticks that are due, and ticks handed over. */
  #due = 0;
  #next = 0;
  /** Whether the oldest tick that is due waits, or waited, because the target had no room. */
  #excused = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    options.target.failure.catch((error: Error) => {
      this.#lost = error;
    });
  }

  async sendAll(): Promise<void> {
    const { wall, prepared, target, measurement } = this.#options;
    const { timeline } = prepared;
    measurement.begin(prepared, wall.now());
    while (this.#next < timeline.ticks) {
      this.#look();
      this.#makeDue();
      if (this.#next === this.#due) {
        this.#excused = false;
        await wall.wait(Math.max(0, timeline.sendMs(this.#due) - measurement.nowMs));
      } else if (await this.#handOver()) {
        // Sockets have their turn between two ticks that are both due.
        if (this.#next < this.#due || !target.paced) await wall.wait(0);
      } else {
        this.#excused = true;
        await Promise.race([target.room(), wall.wait(timeline.tickMs)]);
      }
    }
  }

  /** Waits until all that was sent has come to its end, or the grace is over. */
  async settle(): Promise<void> {
    const { wall, measurement, graceMs } = this.#options;
    const untilMs = measurement.nowMs + graceMs;
    while (!measurement.settled && measurement.nowMs < untilMs) {
      this.#look();
      const leftMs = Math.max(1, untilMs - measurement.nowMs);
      await Promise.race([measurement.change(), wall.wait(Math.min(LOOK_MS, leftMs))]);
    }
  }

  #look(): void {
    this.#options.signal?.throwIfAborted();
    if (this.#lost !== undefined) throw this.#lost;
  }

  #makeDue(): void {
    const { prepared, target, measurement } = this.#options;
    const { timeline } = prepared;
    const isDue = (): boolean =>
      target.paced
        ? timeline.sendMs(this.#due) <= measurement.nowMs + NOTHING_MS
        : this.#due === this.#next;
    while (this.#due < timeline.ticks && isDue()) {
      measurement.due(this.#due++);
      this.#options.onTick?.(this.#due);
    }
  }

  /** False when the target has no room. */
  async #handOver(): Promise<boolean> {
    const { prepared, target, measurement } = this.#options;
    const tick = await prepared.tick(this.#next);
    // One in which the network's time stands still has nothing to send.
    const isEmpty = tick.toMs === tick.fromMs;
    if (!isEmpty && !target.offer(tick)) return false;
    const { nowMs } = measurement;
    const dueMs = prepared.timeline.sendMs(this.#next);
    // What waited for room is the target's doing, not the tool's.
    const readyMs = this.#excused ? nowMs : dueMs;
    measurement.handed(this.#next, target.paced ? nowMs - readyMs : 0);
    this.#next++;
    return true;
  }
}
