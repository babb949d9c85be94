// What the runs behind published results give to the code that compares: numbers, and no verdict.
import type { Interval } from "../../metrics/statistics.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { RunOptions, ShardHost } from "../runs/simulation.ts";

/** One number that a run gave; the id is that of the published row it stands beside. */
export interface Measured {
  readonly id: string;
  readonly value: number;
  /** 95 %; absent where nothing was drawn. */
  readonly interval?: readonly [low: number, high: number];
  /** People, messages, orders or calls behind it; of two groups the smaller one. */
  readonly sample: number;
  /** How it came about, in words. */
  readonly how: string;
}

/** Scenarios that the runs start from, by the name of their file in scenarios/published/. */
export const PRESETS = ["ring-back-tone", "messages", "wap-push", "calls"] as const;
export type Preset = (typeof PRESETS)[number];

export interface ReproduceOptions {
  readonly presets: Readonly<Record<Preset, Scenario>>;
  /** Few people: for a look at the plumbing, most samples are too small. */
  readonly quick?: boolean;
  /** Of the runs in full traffic. */
  readonly run?: Pick<RunOptions, "shards" | "tokenise" | "signal">;
  /** Where the shards of one run are: a run ends its host. Default: this thread. */
  hostOf?(): ShardHost | undefined;
}

export function measuredAs(
  id: string,
  { estimate, low, high }: Interval,
  sample: number,
  how: string,
): Measured {
  return { id, value: estimate, interval: [low, high], sample, how };
}

/** Options of one run in full traffic. */
export function runOptions({ run, hostOf }: ReproduceOptions): RunOptions {
  const host = hostOf?.();
  return { ...run, ...(host === undefined ? {} : { host }) };
}
