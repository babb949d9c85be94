// The one clock of both halves: each step ends when both have lived through it.
import type { ClockCommand } from "../../domain/map-frame.ts";

/** Wall time between two steps at least, ms. */
const STEP_MS = 120;
/** Network time of one step at most, ms: what a busy machine does not reach is left out. */
const WINDOW_MAX_MS = 600_000;
/** Weight of the last step in the speed that is shown. */
const SPEED_WEIGHT = 0.2;

export interface ClockState {
  readonly timeMs: number;
  readonly paused: boolean;
  readonly speed: number;
  readonly realSpeed: number;
}

/** What the clock needs of the world around it; tests bring their own. */
export interface ClockParts {
  /** Lets both halves live on until then. */
  advance(toMs: number): Promise<void>;
  onStep(state: ClockState): void;
  now(): number;
  wait(ms: number): Promise<void>;
}

export class PairClock {
  readonly #parts: ClockParts;
  readonly #endMs: number;
  #timeMs = 0;
  #paused = false;
  #speed: number;
  #realSpeed: number;
  /** Where to go at full speed and stop; undefined: at the speed that was asked for. */
  #goalMs: number | undefined;
  #goesOn = false;

  constructor(parts: ClockParts, options: { readonly endMs: number; readonly speed: number }) {
    this.#parts = parts;
    this.#endMs = options.endMs;
    this.#speed = options.speed;
    this.#realSpeed = options.speed;
  }

  get state(): ClockState {
    return {
      timeMs: this.#timeMs,
      paused: this.#paused,
      speed: this.#speed,
      realSpeed: this.#realSpeed,
    };
  }

  command({ paused, speed }: ClockCommand): void {
    if (paused !== undefined) {
      this.#paused = paused;
      this.#goalMs = undefined;
    }
    if (speed !== undefined) this.#speed = this.#realSpeed = speed;
    this.#parts.onStep(this.state);
  }

  /** Goes there as fast as the machine can, and stands still; `goesOn`: plays on from there. */
  runTo(timeMs: number, goesOn = false): void {
    this.#goalMs = Math.min(timeMs, this.#endMs);
    this.#goesOn = goesOn;
    this.#paused = false;
  }

  /** Goes on until `signal` is aborted or a half fails. */
  async run(signal: AbortSignal): Promise<void> {
    let lastMs = this.#parts.now();
    while (!signal.aborted) {
      const nowMs = this.#parts.now();
      const passedMs = nowMs - lastMs;
      lastMs = nowMs;
      if (!this.#paused) await this.#step(passedMs);
      this.#parts.onStep(this.state);
      const spentMs = this.#parts.now() - nowMs;
      await this.#parts.wait(this.#goalMs === undefined ? Math.max(0, STEP_MS - spentMs) : 0);
    }
  }

  async #step(passedMs: number): Promise<void> {
    const goalMs = this.#goalMs;
    const wantedMs = goalMs === undefined ? passedMs * this.#speed : WINDOW_MAX_MS;
    const byMs = Math.min(wantedMs, WINDOW_MAX_MS);
    const toMs = Math.min(Math.round(this.#timeMs + byMs), goalMs ?? this.#endMs);
    if (toMs > this.#timeMs) await this.#parts.advance(toMs);
    if (passedMs > 0 && goalMs === undefined) {
      const reached = (toMs - this.#timeMs) / passedMs;
      this.#realSpeed += (reached - this.#realSpeed) * SPEED_WEIGHT;
    }
    this.#timeMs = toMs;
    if (toMs >= (goalMs ?? this.#endMs)) {
      this.#paused = goalMs === undefined || !this.#goesOn;
      this.#goalMs = undefined;
    }
  }
}
