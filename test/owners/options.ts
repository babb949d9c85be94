// A seed becomes a run: how large, what weather, what goes wrong when. All of it is in a failure's message.
import type { Weather } from "./network.ts";
import { Draws } from "./scheduler.ts";

export type Fault =
  | { readonly kind: "crash node"; readonly node: number; readonly backMs: number }
  | { readonly kind: "suspend node"; readonly node: number; readonly forMs: number }
  | {
      readonly kind: "stop node";
      readonly node: number;
      readonly backMs: number;
      /** Told twice. */
      readonly again: boolean;
    }
  | {
      readonly kind: "cut from log" | "cut from store";
      readonly node: number;
      readonly forMs: number;
    }
  | { readonly kind: "crash store"; readonly downMs: number; readonly lostMs: number }
  | { readonly kind: "crash log"; readonly downMs: number; readonly tell: boolean };

export interface Options {
  readonly seed: number;
  readonly partitions: number;
  readonly subscribers: number;
  /** In the log before anybody starts, and appended over {@link stormMs} by batches. */
  readonly backlog: number;
  readonly batches: number;
  readonly ttlMs: number;
  readonly checkpointMs: number;
  /** Time that an entry takes to be applied. */
  readonly applyMs: number;
  /** Entries that a reader gives at once, at most. */
  readonly readMax: number;
  /** When each node starts, and its clock. */
  readonly nodes: readonly {
    readonly startMs: number;
    readonly offsetMs: number;
    readonly rate: number;
  }[];
  readonly weather: Weather;
  /** Faults and weather end then. */
  readonly stormMs: number;
  readonly faults: readonly (Fault & { readonly atMs: number })[];
}

/** A process manager kills what has not stopped after so long. */
export const KILLED_MS = 10_000;

/** When the storm is over and all nodes are back, awake and connected. */
export function quietMs({ stormMs, nodes, faults }: Options): number {
  const ends = faults.map((fault) => {
    if (fault.kind === "stop node") return fault.atMs + KILLED_MS + fault.backMs;
    if ("backMs" in fault) return fault.atMs + fault.backMs;
    return fault.atMs + ("forMs" in fault ? fault.forMs : fault.downMs);
  });
  return Math.max(stormMs, ...nodes.map(({ startMs }) => startMs), ...ends);
}

export function optionsOf(seed: number): Options {
  const draws = new Draws(seed, 1);
  const count = draws.oneOf([1, 2, 2, 3, 3, 4]);
  const stormMs = draws.whole(5, 15) * 1_000;
  const rough = draws.oneOf([0, 0.3, 1]);
  return {
    seed,
    partitions: draws.whole(1, 6),
    subscribers: draws.whole(2, 12),
    backlog: draws.oneOf([0, 0, 50, 300]),
    batches: draws.whole(5, 40),
    ttlMs: draws.oneOf([1_000, 3_000]),
    checkpointMs: draws.oneOf([200, 1_000, 5_000]),
    applyMs: draws.oneOf([0, 0, 1, 20]),
    readMax: draws.oneOf([1, 20, 300]),
    nodes: Array.from({ length: count }, (_, node) => ({
      startMs: node === 0 ? 0 : draws.oneOf([0, draws.whole(0, 8_000)]),
      offsetMs: draws.whole(0, 1_000_000),
      rate: draws.between(0.98, 1.02),
    })),
    weather: {
      delayMsMax: draws.oneOf([1, 20, 200]),
      lost: rough * draws.between(0, 0.1),
      mute: draws.oneOf([0, 0.3]),
      repeated: rough * draws.between(0, 0.2),
      slow: rough * draws.between(0, 0.05),
      torn: rough * draws.between(0, 0.2),
    },
    stormMs,
    faults: Array.from({ length: draws.whole(0, 6) }, () => ({
      atMs: draws.whole(200, stormMs),
      ...faultOf(draws, count),
    })).sort((a, b) => a.atMs - b.atMs),
  };
}

function faultOf(draws: Draws, nodes: number): Fault {
  const node = draws.whole(0, nodes - 1);
  const ms = draws.oneOf([draws.whole(50, 1_000), draws.whole(1_000, 8_000)]);
  switch (draws.whole(0, 6)) {
    case 0:
      return { kind: "crash node", node, backMs: ms };
    case 1:
      return { kind: "suspend node", node, forMs: ms };
    case 2:
      return { kind: "stop node", node, backMs: ms, again: draws.chance(0.3) };
    case 3:
      return { kind: "cut from log", node, forMs: ms };
    case 4:
      return { kind: "cut from store", node, forMs: ms };
    case 5:
      return { kind: "crash store", downMs: draws.whole(0, 2_000), lostMs: draws.whole(0, 3_000) };
    default:
      return { kind: "crash log", downMs: draws.whole(0, 4_000), tell: draws.chance(0.5) };
  }
}
