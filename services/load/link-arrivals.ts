// From generated lives to frames of the A interface: ticks for a tap, one block for each connection.
import { setImmediate as breathe } from "node:timers/promises";
import { isFeedEvent } from "../../domain/feed-events.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { MINUTE_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { writeSccp, writeTimeMark } from "../../signaling/carriers/ipa-frames.ts";
import { OctetWriter } from "../../signaling/octets.ts";
import { bscPointCode, MSC } from "../../simulator/link/ends.ts";
import { createLink, type Link, type WireFrame } from "../../simulator/link.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import type { LoadSource } from "./arrivals.ts";
import type { Pacing } from "./profile.ts";
import { Spool } from "./spool.ts";
import { type Block, type OnPrepare, type Prepared, TICK_MS, type Tick, Timeline } from "./tick.ts";

/** A BSC's connection in one direction, as a tap that mirrors both sees it. */
export interface LinkConnection {
  readonly bsc: number;
  readonly direction: "up" | "down";
}

export interface LinkArrivalsOptions {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  readonly tokenise: Tokenise;
  readonly fromMs: number;
  readonly tickMs?: number;
  readonly signal?: AbortSignal;
}

const WINDOW_MS = 5 * MINUTE_MS;

/** Frames of all BSCs of the generated network; what feeds tell passes no link and is left out. */
export class LinkArrivals implements LoadSource {
  /** The same order as that of the blocks of a tick. */
  readonly connections: readonly LinkConnection[];
  readonly #options: LinkArrivalsOptions;
  readonly #tickMs: number;
  readonly #link: Link;
  readonly #places: ReadonlyMap<number, number>;
  /** Times of events that no tick has yet, in order; those of the link's look ahead included. */
  readonly #times: number[] = [];
  #frames: WireFrame[] = [];
  #reachedMs = 0;
  #fromMs: number;
  #order = 0;

  constructor(options: LinkArrivalsOptions) {
    const { scenario, seed, subscribers, tokenise, fromMs } = options;
    const traffic = createTraffic(scenario, { seed, subscribers, tokenise });
    this.#options = options;
    this.#tickMs = options.tickMs ?? TICK_MS;
    this.#fromMs = fromMs;
    const source = {
      ...traffic,
      events: (from: number, to: number) => {
        const events = traffic.events(from, to);
        for (const event of events) {
          if (event.timeMs >= fromMs && !isFeedEvent(event)) this.#times.push(event.timeMs);
        }
        return events;
      },
    };
    const untilMs = Number.MAX_SAFE_INTEGER;
    this.#link = createLink(source, { seed, start: scenario.start, untilMs });
    const bscs = [...new Set([...traffic.world.cells.lac].map(bscPointCode))].sort((a, b) => a - b);
    this.connections = bscs.flatMap((bsc) => [
      { bsc, direction: "up" } as const,
      { bsc, direction: "down" } as const,
    ]);
    this.#places = new Map(bscs.map((bsc, index) => [bsc, index * 2]));
  }

  async prepare(pacing: Pacing, onPrepare: OnPrepare): Promise<Prepared> {
    const spool = new Spool(new Timeline(this.#fromMs, this.#tickMs));
    const ticks = Math.max(1, Math.round(pacing.durationMs / this.#tickMs));
    while (spool.timeline.ticks < ticks) {
      await breathe();
      this.#options.signal?.throwIfAborted();
      for (const tick of this.#cut(pacing, spool, ticks)) await spool.add(tick);
      const living = this.#reachedMs < this.#fromMs;
      const share = living ? this.#reachedMs / this.#fromMs : spool.timeline.ticks / ticks;
      onPrepare(living ? "living until then" : "preparing the load", share, spool.events);
      if (spool.timeline.ticks < ticks) this.#live();
    }
    await spool.finish();
    return spool;
  }

  async close(): Promise<void> {
    this.#frames = [];
  }

  #live(): void {
    const toMs = this.#reachedMs + WINDOW_MS;
    for (const frame of this.#link.frames(this.#reachedMs, toMs)) {
      if (frame.timeMs >= this.#fromMs) this.#frames.push(frame);
    }
    this.#reachedMs = toMs;
  }

  *#cut(pacing: Pacing, { timeline, events }: Spool, ticks: number): Generator<Tick> {
    const first = timeline.ticks;
    const startMs = timeline.fromMs;
    let told = 0;
    let at = 0;
    for (let tick = first; tick < ticks; tick++) {
      const wallMs = (tick + 1) * this.#tickMs;
      const toMs = this.#endOf(pacing, { wallMs, startMs, wanted: events, told });
      if (toMs === undefined || toMs > this.#reachedMs) break;
      const from = this.#fromMs;
      const before = told;
      while (told < this.#times.length && this.#times[told]! < toMs) told++;
      const begin = at;
      while (at < this.#frames.length && this.#frames[at]!.timeMs < toMs) at++;
      const blocks = toMs === from ? [] : this.#blocks(this.#frames.slice(begin, at), toMs);
      this.#fromMs = toMs;
      yield { fromMs: from, toMs, events: told - before, blocks };
    }
    this.#times.splice(0, told);
    this.#frames.splice(0, at);
  }

  /** Where in the network's time a tick ends; undefined when that is not known yet. */
  #endOf(
    pacing: Pacing,
    at: {
      readonly wallMs: number;
      readonly startMs: number;
      readonly wanted: number;
      readonly told: number;
    },
  ): number | undefined {
    if (pacing.by === "time") return at.startMs + Math.round(at.wallMs * pacing.speed);
    const wanted = Math.round(pacing.eventsBy(at.wallMs)) - at.wanted;
    if (wanted <= at.told) return this.#fromMs;
    const timeMs = this.#times[wanted - 1];
    return timeMs === undefined ? undefined : Math.max(this.#fromMs, timeMs + 1);
  }

  /** What each connection sends: frames behind their times, and up to when that is all. */
  #blocks(frames: readonly WireFrame[], toMs: number): Block[] {
    const writers = this.connections.map(() => new OctetWriter());
    for (const { timeMs, transfer } of frames) {
      const up = transfer.dpc === MSC;
      const place = this.#places.get(up ? transfer.opc : transfer.dpc)! + (up ? 0 : 1);
      const writer = writers[place]!;
      writeTimeMark(writer, timeMs, this.#order++ % 2 ** 32);
      writeSccp(writer, transfer.userData);
    }
    return writers.map((writer, partition) => {
      writeTimeMark(writer, toMs, 0);
      return { partition, events: 0, id: `${toMs}`, octets: writer.finish() };
    });
  }
}
