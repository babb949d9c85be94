// A model of a system under load: one server that takes so long for each event, and may stall.
import type { LoadSource } from "../../services/load/arrivals.ts";
import type { Pacing } from "../../services/load/profile.ts";
import type { OpenTarget } from "../../services/load/target.ts";
import { type Prepared, type Tick, Timeline } from "../../services/load/tick.ts";
import type { VirtualWall } from "./virtual-wall.ts";

/** Poisson arrivals of a seed at a pacing's rate; the network's time is the wall's. */
export class PoissonSource implements LoadSource {
  #fromMs = 0;
  readonly #random: () => number;
  readonly #tickMs: number;

  constructor(seed: number, tickMs = 20) {
    this.#random = uniform(seed);
    this.#tickMs = tickMs;
  }

  async prepare(pacing: Pacing): Promise<Prepared> {
    if (pacing.by !== "events") throw new Error("by events only");
    const timeline = new Timeline(this.#fromMs, this.#tickMs);
    const startMs = this.#fromMs;
    const counts: number[] = [];
    const until = [0];
    for (let tick = 0; tick < pacing.durationMs / this.#tickMs; tick++) {
      const at = (ms: number): number => pacing.eventsBy(ms);
      const mean = at((tick + 1) * this.#tickMs) - at(tick * this.#tickMs);
      counts.push(this.#poisson(mean));
      until.push(until.at(-1)! + counts.at(-1)!);
      timeline.add(startMs + (tick + 1) * this.#tickMs);
    }
    this.#fromMs = timeline.untilMs;
    return {
      timeline,
      events: until.at(-1)!,
      eventsUntil: (ticks) => until[Math.min(ticks, until.length - 1)]!,
      tick: async (tick): Promise<Tick> => ({
        fromMs: timeline.cut(tick),
        toMs: timeline.cut(tick + 1),
        events: counts[tick]!,
        blocks: [],
      }),
      close: async () => {},
    };
  }

  async close(): Promise<void> {}

  /** Normal approximation for large means, else Knuth's product. */
  #poisson(mean: number): number {
    if (mean > 50) {
      const normal =
        Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
    }
    let count = -1;
    for (let product = 1; product > Math.exp(-mean); count++) product *= this.#random();
    return Math.max(0, count);
  }
}

export interface ModelServer {
  /** Events per second. */
  readonly capacity: number;
  /** It does nothing from one of these times on for so long, ms. */
  readonly stalls?: readonly { readonly atMs: number; readonly forMs: number }[];
  /** Ticks that it takes before earlier ones are done; default: any number. */
  readonly roomFor?: number;
}

/** Each tick comes back with one trigger, at the last moment of its time, when it is done. */
export function modelTarget(wall: VirtualWall, model: ModelServer): OpenTarget {
  return async (ears) => {
    let freeMs = 0;
    let open = 0;
    let rung: (() => void)[] = [];
    return {
      name: "model",
      returns: true,
      paced: true,
      failure: new Promise<never>(() => {}),
      offer({ events, toMs }) {
        if (open >= (model.roomFor ?? Number.POSITIVE_INFINITY)) return false;
        open++;
        let fromMs = Math.max(freeMs, wall.now());
        for (const { atMs, forMs } of model.stalls ?? []) {
          if (fromMs >= atMs && fromMs < atMs + forMs) fromMs = atMs + forMs;
        }
        freeMs = fromMs + (events * 1000) / model.capacity;
        wall.at(freeMs, () => {
          open--;
          ears.confirmed(events);
          const trigger = { timeMs: toMs - 1 };
          ears.returned({ partition: 0, toMs, events, decisions: [{ kind: "offered", trigger }] });
          for (const ring of rung) ring();
          rung = [];
        });
        return true;
      },
      room: () => new Promise((resolve) => rung.push(resolve)),
      close: async () => {},
    };
  };
}

/** mulberry32 */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
