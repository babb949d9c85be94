// One line on stderr that says how far a run has come; silent when stderr is no terminal.
import { formatDuration } from "../domain/time.ts";

export interface Progress {
  readonly phase: string;
  /** 0 to 1. */
  readonly share: number;
  readonly events: number;
}

/** Rewrites one terminal line at most ten times a second. */
export class ProgressLine {
  readonly #startedMs = performance.now();
  readonly #terminal = process.stderr.isTTY === true;
  #lastMs = Number.NEGATIVE_INFINITY;

  show({ phase, share, events }: Progress): void {
    const now = performance.now();
    if (!this.#terminal || now - this.#lastMs < 100) return;
    this.#lastMs = now;
    const elapsedMs = now - this.#startedMs;
    const rate = elapsedMs > 0 ? Math.round((events / elapsedMs) * 1000) : 0;
    const left = share > 0.02 ? `, ${formatDuration((elapsedMs / share) * (1 - share))} left` : "";
    const percent = `${Math.floor(share * 100)} %`;
    process.stderr.write(`\r\x1b[K${phase} ${percent}, ${grouped(rate)} events/s${left}`);
  }

  done(): void {
    if (this.#terminal) process.stderr.write("\r\x1b[K");
  }
}

/** 1234567 → "1,234,567". */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
