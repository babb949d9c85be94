// Runs competitors turn by turn on the same events: speed, memory, time to make, longest pause.
import { PerformanceObserver } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { EnrichedEvent } from "../domain/directory.ts";
import type { EventBatch } from "../machines/columnar/colony.ts";
import {
  batchOf,
  createChunk,
  EventStream,
  eventObjects,
  piecesOf,
  type SubscriberEvents,
} from "./columnar-events.ts";
import { digest } from "./hand-written.ts";
import { median } from "./median.ts";

/** The same events in all the forms that competitors take. */
export interface Chunk {
  readonly events: SubscriberEvents;
  readonly pieces: readonly SubscriberEvents[];
  /** The pieces as a colony takes them. */
  readonly batches: readonly EventBatch[];
  /** Empty in lanes that do not ask for them. */
  readonly objects: readonly EnrichedEvent[];
}

export interface Runner {
  send(chunk: Chunk): void;
  read(row: number, into: Float64Array): void;
  /** Of typed arrays, by its own count. */
  readonly bytes?: () => number;
}

export interface Competitor {
  readonly name: string;
  create(rows: number): Runner;
}

/** Competitors that get the same chunks; at the end all must be in the same state. */
export interface Lane {
  readonly competitors: readonly Competitor[];
  readonly eventsARound: number;
  readonly takesObjects?: boolean;
  /** How often each is made; the median time counts. */
  readonly makings: number;
}

export interface Figures {
  readonly name: string;
  readonly rows: number;
  readonly nanoseconds: number;
  readonly makingSeconds: number;
  /** What the process needs less once it is gone, by row. */
  readonly bytesEach: number;
  /** The same by the competitor's own count, 0 without one. */
  readonly countedBytesEach: number;
  readonly longestPauseMs: number;
}

const ROUNDS = 5;
const SEED = 20_050_601;
/** Before the first round: events of each row, but at least so many in all. */
const WARM_UP_EACH = 3;
const WARM_UP_EVENTS = 500_000;

// Forced collections count as the passing of time, after which V8 forgets code.
setFlagsFromString("--no-flush-bytecode");
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** A competitor at work. */
interface Entry {
  readonly name: string;
  readonly makingSeconds: number;
  readonly seconds: number[];
  readonly windows: Window[];
  /** Undefined once its memory has been measured. */
  runner: Runner | undefined;
}

/** Figures at so many rows, by lane and competitor. */
export async function measure(rows: number, lanes: readonly Lane[]): Promise<Figures[][]> {
  const pauses: Window[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      pauses.push({ startMs: startTime, endMs: startTime + duration });
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  const running = lanes.map((lane) => new RunningLane(rows, lane));
  for (let round = 0; round < ROUNDS; round++) for (const lane of running) lane.round(round);
  // Pauses are reported later than they happen.
  await setImmediate();
  await setImmediate();
  observer.disconnect();
  for (const lane of running) lane.check();
  const lists: Figures[][] = [];
  for (const { entries } of running) {
    const list: Figures[] = [];
    for (const entry of entries) list.push(await figures(entry, rows, pauses));
    lists.push(list);
  }
  return lists;
}

class RunningLane {
  readonly entries: readonly Entry[];
  readonly #rows: number;
  readonly #takesObjects: boolean;
  readonly #stream: EventStream;
  readonly #arrays: Omit<Chunk, "objects">;

  constructor(rows: number, { competitors, eventsARound, takesObjects, makings }: Lane) {
    this.#rows = rows;
    this.#takesObjects = takesObjects ?? false;
    this.#stream = new EventStream({ rows, seed: SEED });
    const events = createChunk(eventsARound);
    const pieces = piecesOf(events);
    this.#arrays = { events, pieces, batches: pieces.map(batchOf) };
    this.entries = competitors.map((competitor) => made(competitor, rows, makings));
    const warmUp = Math.max(WARM_UP_EVENTS, WARM_UP_EACH * rows);
    for (let sent = 0; sent < warmUp; sent += eventsARound) {
      const chunk = this.#next();
      for (const { runner } of this.entries) runner!.send(chunk);
    }
  }

  /** All competitors once, each time another first. */
  round(round: number): void {
    const chunk = this.#next();
    // Whoever was before leaves no garbage to be collected in the time of these.
    collectGarbage();
    for (let turn = 0; turn < this.entries.length; turn++) {
      const { runner, seconds, windows } = this.entries[(turn + round) % this.entries.length]!;
      const startMs = performance.now();
      runner!.send(chunk);
      const endMs = performance.now();
      windows.push({ startMs, endMs });
      seconds.push((endMs - startMs) / 1000 / chunk.events.size);
    }
  }

  /** Throws unless every row of all competitors has the same states and context. */
  check(): void {
    const sums = this.entries.map(({ runner }) => digest(runner!, { rows: this.#rows }));
    if (new Set(sums).size === 1) return;
    const told = this.entries.map(({ name }, i) => `${name}: ${sums[i]!.toString(16)}`);
    throw new Error(`bench columnar: ${this.#rows} rows differ at the end: ${told.join(", ")}`);
  }

  #next(): Chunk {
    const { events } = this.#arrays;
    this.#stream.fill(events);
    return { ...this.#arrays, objects: this.#takesObjects ? eventObjects(events) : [] };
  }
}

function made({ name, create }: Competitor, rows: number, makings: number): Entry {
  const seconds: number[] = [];
  let runner: Runner | undefined;
  for (let making = 0; making < makings; making++) {
    runner = undefined;
    collectGarbage();
    const startMs = performance.now();
    runner = create(rows);
    seconds.push((performance.now() - startMs) / 1000);
  }
  return { name, makingSeconds: median(seconds), seconds: [], windows: [], runner };
}

async function figures(entry: Entry, rows: number, pauses: readonly Window[]): Promise<Figures> {
  const counted = entry.runner?.bytes?.() ?? 0;
  const before = await bytesInUse();
  entry.runner = undefined;
  const overlapping = pauses.filter(({ startMs, endMs }) =>
    entry.windows.some((window) => startMs < window.endMs && endMs > window.startMs),
  );
  return {
    name: entry.name,
    rows,
    nanoseconds: median(entry.seconds) * 1e9,
    makingSeconds: entry.makingSeconds,
    countedBytesEach: counted / rows,
    bytesEach: (before - (await bytesInUse())) / rows,
    longestPauseMs: Math.max(0, ...overlapping.map(({ startMs, endMs }) => endMs - startMs)),
  };
}

async function bytesInUse(): Promise<number> {
  // What this turn has held is garbage in the next one.
  await setImmediate();
  collectGarbage();
  await setImmediate();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
