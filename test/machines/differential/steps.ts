// The random walk of a differential run: events, passing time, and rows that move house on the way.
import type { EventObject } from "xstate";
import { Draws } from "./draws.ts";

export interface Letter {
  readonly slot: number;
  readonly pauseMs: number;
  readonly event: EventObject;
}

export type Step =
  | { readonly do: "send"; readonly letter: Letter }
  | { readonly do: "batch"; readonly letters: readonly Letter[] }
  | { readonly do: "wait"; readonly pauseMs: number }
  /** Persisted and restored, into the same row or all rows of a fresh colony. */
  | { readonly do: "restore"; readonly slot: number; readonly asJson: boolean }
  | { readonly do: "move" }
  /** A genuine actor of the row walks along from now on. */
  | { readonly do: "materialise"; readonly slot: number }
  /** All rows as bytes, into a fresh colony or the same. */
  | { readonly do: "slab"; readonly fresh: boolean }
  /** Released, and allocated anew. */
  | { readonly do: "replace"; readonly slot: number };

export interface Walk {
  readonly slots: number;
  readonly steps: number;
  readonly pauses: readonly number[];
  readonly event: (draws: Draws) => EventObject;
}

/** The same seed, the same steps. */
export function drawSteps(seed: number, { slots, steps, pauses, event }: Walk): Step[] {
  const draws = new Draws(seed ^ 0x5eed);
  const moves = draws.chance(0.6) ? 1 : 0;
  const letter = (): Letter => ({
    slot: draws.below(slots),
    pauseMs: draws.chance(0.5) ? 0 : draws.pick(pauses),
    event: event(draws),
  });
  return draws.some(steps, (): Step => {
    const kind = draws.weighted({
      send: 68,
      batch: 6,
      wait: 16,
      restore: 2.5 * moves,
      move: 0.8 * moves,
      materialise: 2 * moves,
      slab: 1.5 * moves,
      replace: 2.5 * moves,
    });
    switch (kind) {
      case "send":
        return { do: kind, letter: letter() };
      case "batch":
        return { do: kind, letters: draws.some(draws.between(2, 7), letter) };
      case "wait":
        return { do: kind, pauseMs: draws.pick(pauses) };
      case "slab":
        return { do: kind, fresh: draws.chance(0.7) };
      case "move":
        return { do: kind };
      case "restore":
        return { do: kind, slot: draws.below(slots), asJson: draws.chance(0.5) };
      default:
        return { do: kind, slot: draws.below(slots) };
    }
  });
}
