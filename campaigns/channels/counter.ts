// A shop's counters: people queue, and a recommendation takes time that those behind wait (W7).
import { serve } from "./serving.ts";

/**
 * How staff come to recommend (campaigns.md W7): on the page that opens when a number is entered;
 * after a questionnaire on needs; by an icon that flashes, which they open when they are not busy.
 */
export const COUNTER_MODES = ["number-entered", "questionnaire", "icon"] as const;
export type CounterMode = (typeof COUNTER_MODES)[number];

export interface Visit {
  readonly atMs: number;
  /** What the visit takes without a recommendation. */
  readonly serviceMs: number;
  /** Whether there is something to recommend to this visitor. */
  readonly hasMatch: boolean;
}

export interface CounterOptions {
  readonly counters: number;
  readonly mode: CounterMode;
  /** How long a recommendation takes, by mode, ms. */
  readonly recommendationMs: Readonly<Record<CounterMode, number>>;
  /** icon: only while fewer than so many wait. */
  readonly queueBelow: number;
}

export interface CounterDay {
  readonly visits: number;
  readonly recommended: number;
  readonly meanWaitMs: number;
  /** 95 of 100 wait at most so long. */
  readonly waitMs95: number;
}

/** One shop's day; visits stand in the order of arrival. */
export function counterDay(visits: readonly Visit[], options: CounterOptions): CounterDay {
  const { counters, mode, recommendationMs, queueBelow } = options;
  let recommended = 0;
  // The queue at the moment of arrival, by what those before take: nobody knows the later ones.
  const jobs: { atMs: number; serviceMs: number }[] = [];
  const starts: number[] = [];
  const freeMs = new Array<number>(counters).fill(0);
  for (const { atMs, serviceMs, hasMatch } of visits) {
    const waiting = starts.filter((startMs) => startMs > atMs).length;
    const isOffered = hasMatch && (mode !== "icon" || waiting < queueBelow);
    if (isOffered) recommended++;
    const takesMs = serviceMs + (isOffered ? recommendationMs[mode] : 0);
    const counter = freeMs.indexOf(Math.min(...freeMs));
    const startMs = Math.max(atMs, freeMs[counter]!);
    freeMs[counter] = startMs + takesMs;
    starts.push(startMs);
    jobs.push({ atMs, serviceMs: takesMs });
  }
  const waits = serve(jobs, counters)
    .served.map(({ job, startMs }) => startMs - job.atMs)
    .sort((a, b) => a - b);
  return {
    visits: visits.length,
    recommended,
    meanWaitMs: waits.reduce((sum, wait) => sum + wait, 0) / Math.max(1, waits.length),
    waitMs95: waits[Math.ceil(0.95 * waits.length) - 1] ?? 0,
  };
}
