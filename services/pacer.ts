// Virtual time at the pace of the wall clock: 1 to 600 times, paused, honest when it falls behind.
import type { ClockCommand } from "../domain/map-frame.ts";

/** The wall clock, injected so that tests need none. Times in ms, from any origin. */
export interface Wall {
  now(): number;
  /** Resolves after `ms`; 0 lets waiting I/O run first. */
  wait(ms: number): Promise<void>;
}

export const WALL: Wall = {
  now: () => performance.now(),
  wait: (ms) =>
    new Promise((resolve) => {
      if (ms <= 0) setImmediate(resolve);
      else setTimeout(resolve, ms);
    }),
};

export interface ClockState {
  /** Virtual time, ms since the scenario's start. */
  readonly timeMs: number;
  readonly paused: boolean;
  /** Asked for, 1 to 600. */
  readonly speed: number;
  /** Reached over the last {@link MEASURED_MS}; 0 while paused. */
  readonly realSpeed: number;
}

export const SPEED_MIN = 1;
export const SPEED_MAX = 600;
/** Wall time between two beats: ticks and people go out four times a second. */
export const BEAT_MS = 250;
/** Wall time between two turns of the loop when it keeps up. */
const TURN_MS = 75;
/** One turn should not hold the event loop longer than this. */
const TURN_MS_MAX = 50;
/** Smallest and largest virtual time that one turn covers. */
const STEP_MS_MIN = 100;
const STEP_MS_MAX = 600_000;
/** Smallest virtual time that one turn of a fast forward covers: nobody watches it. */
const FORWARD_MS_MIN = 10_000;
/** Wall time by which the clock may lag before the lost time is given up. */
const LAG_MS_MAX = 500;
/** Wall time over which the real speed is measured. */
const MEASURED_MS = 3_000;

export interface PacerOptions {
  readonly wall: Wall;
  readonly speed: number;
  readonly paused: boolean;
  /** Brings the network to this virtual time; the next call waits for it. */
  advance(toMs: number): Promise<void>;
  /** Called every {@link BEAT_MS}, also while paused. */
  beat(state: ClockState): void;
}

/** Drives `advance` in turns short enough that the event loop stays free in between. */
export class Pacer {
  readonly #wall: Wall;
  readonly #advance: PacerOptions["advance"];
  readonly #beat: PacerOptions["beat"];
  #timeMs = 0;
  #speed: number;
  #paused: boolean;
  #stopped = false;
  #begun = false;
  #running: Promise<void> = Promise.resolve();
  #stepMs = STEP_MS_MAX / 8;
  /** Where virtual and wall time last met. */
  #anchor = { wallMs: 0, timeMs: 0 };
  #samples: { wallMs: number; timeMs: number }[] = [];

  constructor(options: PacerOptions) {
    this.#wall = options.wall;
    this.#advance = options.advance;
    this.#beat = options.beat;
    this.#speed = clamp(options.speed, SPEED_MIN, SPEED_MAX);
    this.#paused = options.paused;
  }

  get state(): ClockState {
    return {
      timeMs: this.#timeMs,
      paused: this.#paused,
      speed: this.#speed,
      realSpeed: this.#paused ? 0 : this.#measured(),
    };
  }

  command({ paused, speed }: ClockCommand): void {
    if (paused !== undefined) this.#paused = paused;
    if (speed !== undefined) this.#speed = clamp(speed, SPEED_MIN, SPEED_MAX);
    this.#meet();
  }

  /** Goes to a virtual time as fast as the machine can; `onTurn` after every turn. */
  async fastForward(toMs: number, onTurn?: (timeMs: number) => void): Promise<void> {
    while (this.#timeMs < toMs && !this.#stopped) {
      const stepMs = Math.max(this.#stepMs, FORWARD_MS_MIN);
      await this.#turn(Math.min(toMs, this.#timeMs + stepMs));
      onTurn?.(this.#timeMs);
      await this.#wall.wait(0);
    }
  }

  /** Paces until stop(); rejects with the error of a failed `advance`. */
  run(): Promise<void> {
    this.#begun = true;
    this.#running = this.#loop();
    return this.#running;
  }

  /**
   * For an `advance` that waits for others: once run() has begun, beats go on meanwhile, so that
   * whoever watches sees the clock wait.
   */
  async waitFor(others: Promise<void>): Promise<void> {
    let over = false;
    const ended = others.finally(() => {
      over = true;
    });
    while (this.#begun && !over) {
      await Promise.race([ended, this.#wall.wait(BEAT_MS)]);
      if (!over) this.#tell(this.#wall.now());
    }
    await ended;
  }

  /** Ends after the turn in flight. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running.catch(() => undefined);
  }

  async #loop(): Promise<void> {
    this.#meet();
    let nextBeatMs = this.#wall.now();
    while (!this.#stopped) {
      const startedMs = this.#wall.now();
      if (startedMs >= nextBeatMs) {
        this.#tell(startedMs);
        nextBeatMs = Math.max(nextBeatMs + BEAT_MS, startedMs);
      }
      const behindMs = this.#paused ? 0 : this.#behind(startedMs);
      if (behindMs >= STEP_MS_MIN) {
        await this.#turn(this.#timeMs + Math.floor(Math.min(behindMs, this.#stepMs)));
      }
      const caughtUp = behindMs <= this.#stepMs;
      await this.#wall.wait(caughtUp ? TURN_MS - (this.#wall.now() - startedMs) : 0);
    }
  }

  async #turn(toMs: number): Promise<void> {
    const startedMs = this.#wall.now();
    const advanced = this.#advance(toMs);
    // While it waits for others the loop is free; smaller turns would only make more waits.
    const tookMs = this.#wall.now() - startedMs;
    await advanced;
    this.#timeMs = toMs;
    if (tookMs > TURN_MS_MAX) this.#stepMs = Math.max(STEP_MS_MIN, this.#stepMs / 2);
    else if (tookMs < TURN_MS_MAX / 3) this.#stepMs = Math.min(STEP_MS_MAX, this.#stepMs * 1.5);
    this.#stepMs = Math.floor(this.#stepMs);
  }

  /** Virtual time that is due; what exceeds {@link LAG_MS_MAX} of wall time is given up. */
  #behind(wallMs: number): number {
    const dueMs = this.#anchor.timeMs + (wallMs - this.#anchor.wallMs) * this.#speed;
    const lagMsMax = LAG_MS_MAX * this.#speed;
    if (dueMs - this.#timeMs <= lagMsMax) return dueMs - this.#timeMs;
    this.#anchor = { wallMs, timeMs: this.#timeMs + lagMsMax };
    return lagMsMax;
  }

  /** Virtual and wall time meet here and now; measuring starts anew. */
  #meet(): void {
    this.#anchor = { wallMs: this.#wall.now(), timeMs: this.#timeMs };
    this.#samples = [];
  }

  #tell(wallMs: number): void {
    this.#sample(wallMs);
    this.#beat(this.state);
  }

  #sample(wallMs: number): void {
    this.#samples.push({ wallMs, timeMs: this.#timeMs });
    while (this.#samples.length > 2 && wallMs - this.#samples[1]!.wallMs >= MEASURED_MS) {
      this.#samples.shift();
    }
  }

  /** The speed asked for until there is something to measure; catching up is not faster. */
  #measured(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.wallMs - first.wallMs < BEAT_MS * 2) {
      return this.#speed;
    }
    return Math.min(this.#speed, (last.timeMs - first.timeMs) / (last.wallMs - first.wallMs));
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
