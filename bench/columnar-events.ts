// A seeded stream of subscriber events in typed arrays, in the proportions of the simulator's days.

import type { EnrichedEvent } from "../domain/directory.ts";
import { mix32 } from "../domain/hash.ts";
import { SUBSCRIBER_EVENT_TYPES, type SubscriberEventType } from "../domain/subscriber-event.ts";
import { DAY_MS } from "../domain/time.ts";
import type { EventBatch } from "../machines/columnar/colony.ts";

/** Events as hand-written code takes them. */
export interface SubscriberEvents {
  readonly size: number;
  readonly rows: Uint32Array;
  readonly timesMs: Float64Array;
  /** Places in `SUBSCRIBER_EVENT_TYPES`. */
  readonly types: Uint8Array;
  readonly lacs: Uint16Array;
  readonly cis: Uint16Array;
  /** Places in {@link DIRECTIONS}. */
  readonly directions: Uint8Array;
  readonly capabilities: Int8Array;
}

export const DIRECTIONS = ["", "originated", "terminated"] as const;

/** Events that are sent at once. */
const BATCH_SIZE = 4096;

/**
 * Of a thousand events, by `bench/machines.bench.ts`'s people over a whole day: 63.3 events each.
 * Calls go through set up, alerted, answered and released in their order.
 */
const CALLS = 462;
const PER_MILLE: readonly (readonly [type: SubscriberEventType, perMille: number])[] = [
  ["location.updated", 317],
  ["call.handedOver", 80],
  ["message.received", 71],
  ["message.sent", 43],
  ["handset.seen", 16],
  ["power.turnedOff", 5],
  ["power.turnedOn", 3],
  ["call.missed", 2],
  ["ussd.requested", 1],
];
export const EVENTS_A_DAY = 63;
/** Of a hundred sightings, by the same day: where the phone was before, in the cell before that. */
const SAME_CELL = 72;
const RETURNS = 13;
/** Cells of one person: median 5 in the same day. */
const CELLS_EACH = 5;
const NO_CELL = 255;
/**
 * Capabilities of handsets, drawn evenly: none, WAP, WAP with MMS, 3G too, not in the TAC table.
 */
const HANDSETS = [0, 0, 0, 0, 0, 2, 2, 2, 3, 3, 3, 3, 7, -1];

const code = (type: SubscriberEventType): number => SUBSCRIBER_EVENT_TYPES.indexOf(type);
const CALL = ["call.setUp", "call.alerted", "call.answered", "call.released"] as const;
const [SET_UP, ALERTED, , RELEASED] = CALL.map(code);
const HANDSET_SEEN = code("handset.seen");
const MISSED = code("call.missed");
/** Type of each thousandth; those of calls come out as call.setUp. */
const TYPES = Uint8Array.from([
  ...new Array<number>(CALLS).fill(SET_UP!),
  ...PER_MILLE.flatMap(([type, perMille]) => new Array<number>(perMille).fill(code(type))),
]);

export interface StreamOptions {
  readonly rows: number;
  readonly seed: number;
  /** Of each row, on average. Default 63. */
  readonly eventsADay?: number;
  /** Times are multiples of this. Default 1. */
  readonly grainMs?: number;
}

/**
 * Each event goes to a row drawn evenly; the same options give the same events, however they are
 * cut into chunks.
 */
export class EventStream {
  readonly #options: Required<StreamOptions>;
  /** Of each row, the indices of its last two cells among its own. */
  readonly #cell: Uint8Array;
  readonly #cellBefore: Uint8Array;
  /** Of each row, the event type of its call that comes next. */
  readonly #nextOfCall: Uint8Array;
  #count = 0;

  constructor({ rows, seed, eventsADay = EVENTS_A_DAY, grainMs = 1 }: StreamOptions) {
    this.#options = { rows, seed, eventsADay, grainMs };
    this.#cell = new Uint8Array(rows).fill(NO_CELL);
    this.#cellBefore = new Uint8Array(rows).fill(NO_CELL);
    this.#nextOfCall = new Uint8Array(rows).fill(SET_UP!);
  }

  /** Replaces what is in the chunk by the events that come next. */
  fill(chunk: SubscriberEvents): void {
    const { rows, seed, eventsADay, grainMs } = this.#options;
    const grains = DAY_MS / eventsADay / rows / grainMs;
    for (let i = 0; i < chunk.size; i++) {
      const count = this.#count++;
      const which = mix32(count ^ seed);
      const what = mix32(which + 1);
      const row = Math.floor((which / 2 ** 32) * rows);
      chunk.rows[i] = row;
      chunk.timesMs[i] = Math.floor(count * grains) * grainMs;
      const type = this.#typeOf(row, what % 1000, mix32(what + 1));
      chunk.types[i] = type;
      chunk.directions[i] = type === SET_UP ? 1 + (what & 1) : 0;
      chunk.capabilities[i] = type === HANDSET_SEEN ? handsetOf(row, what) : -1;
      this.#place(chunk, i, type === MISSED ? -1 : mix32(what + 2));
    }
  }

  #typeOf(row: number, thousandth: number, draw: number): number {
    const type = TYPES[thousandth]!;
    if (type !== SET_UP) return type;
    const next = this.#nextOfCall[row]!;
    // A third of the calls that ring are never answered.
    const after = next === ALERTED && draw % 3 === 0 ? RELEASED! : next + 1;
    this.#nextOfCall[row] = next === RELEASED ? SET_UP! : after;
    return next;
  }

  #place(chunk: SubscriberEvents, i: number, draw: number): void {
    const row = chunk.rows[i]!;
    if (draw >= 0) this.#move(row, draw);
    const own = draw < 0 ? NO_CELL : this.#cell[row]!;
    const cell = own === NO_CELL ? 0 : mix32(row * CELLS_EACH + own + 1);
    // Few location areas, many cells, both never 0.
    chunk.lacs[i] = own === NO_CELL ? 0 : 10_700 + (cell >>> 26);
    chunk.cis[i] = own === NO_CELL ? 0 : 1 + (cell & 0x7fff);
  }

  #move(row: number, draw: number): void {
    const cell = this.#cell[row]!;
    const before = this.#cellBefore[row]!;
    const percent = draw % 100;
    if (percent < SAME_CELL && cell !== NO_CELL) return;
    this.#cellBefore[row] = cell;
    if (percent < SAME_CELL + RETURNS && before !== NO_CELL) this.#cell[row] = before;
    else {
      let other = (draw >>> 8) % CELLS_EACH;
      while (other === cell || other === before) other = (other + 1) % CELLS_EACH;
      this.#cell[row] = other;
    }
  }
}

/** Nearly always the row's own handset. */
function handsetOf(row: number, draw: number): number {
  const which = (draw >>> 4) % 8 === 0 ? draw >>> 8 : mix32(row);
  return HANDSETS[which % HANDSETS.length]!;
}

export function createChunk(size: number): SubscriberEvents {
  return {
    size,
    rows: new Uint32Array(size),
    timesMs: new Float64Array(size),
    types: new Uint8Array(size),
    lacs: new Uint16Array(size),
    cis: new Uint16Array(size),
    directions: new Uint8Array(size),
    capabilities: new Int8Array(size),
  };
}

/** Views of the chunk, in pieces; they show whatever the chunk is filled with later. */
export function piecesOf(chunk: SubscriberEvents): SubscriberEvents[] {
  const pieces: SubscriberEvents[] = [];
  for (let from = 0; from < chunk.size; from += BATCH_SIZE) {
    const to = Math.min(from + BATCH_SIZE, chunk.size);
    pieces.push({
      size: to - from,
      rows: chunk.rows.subarray(from, to),
      timesMs: chunk.timesMs.subarray(from, to),
      types: chunk.types.subarray(from, to),
      lacs: chunk.lacs.subarray(from, to),
      cis: chunk.cis.subarray(from, to),
      directions: chunk.directions.subarray(from, to),
      capabilities: chunk.capabilities.subarray(from, to),
    });
  }
  return pieces;
}

/** The same arrays as `colony.sendBatch` takes them. */
export function batchOf(events: SubscriberEvents): EventBatch {
  const { size, rows, timesMs, types, directions, capabilities } = events;
  return {
    size,
    rows,
    timesMs,
    types,
    typeNames: SUBSCRIBER_EVENT_TYPES,
    fields: {
      timeMs: timesMs,
      lac: events.lacs,
      ci: events.cis,
      direction: { codes: directions, values: DIRECTIONS },
      capabilities,
    },
  };
}

/** One shape for all types, so that guards see few. */
class SubscriberEventObject {
  declare readonly type: string;
  declare readonly timeMs: number;
  declare readonly lac: number;
  declare readonly ci: number;
  declare readonly direction: string;
  declare readonly capabilities: number;

  constructor(chunk: SubscriberEvents, i: number) {
    this.type = SUBSCRIBER_EVENT_TYPES[chunk.types[i]!]!;
    this.timeMs = chunk.timesMs[i]!;
    this.lac = chunk.lacs[i]!;
    this.ci = chunk.cis[i]!;
    this.direction = DIRECTIONS[chunk.directions[i]!]!;
    this.capabilities = chunk.capabilities[i]!;
  }
}

/** The chunk as objects, with what the subscriber machine reads. */
export function eventObjects(chunk: SubscriberEvents): EnrichedEvent[] {
  const objects: unknown[] = [];
  for (let i = 0; i < chunk.size; i++) objects.push(new SubscriberEventObject(chunk, i));
  return objects as EnrichedEvent[];
}
