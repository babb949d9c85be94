// Events of one partition that were made and not yet cut into ticks.
import { COLUMN_ARRAYS, type EventColumns, roomForEvents } from "../../domain/event-columns.ts";

const ROOM_FIRST = 4_096;
const NAMES = Object.keys(COLUMN_ARRAYS) as (keyof typeof COLUMN_ARRAYS)[];

/** Windows of columns go in, one after the other; ticks come out, each subscriber's events together. */
export class PendingColumns {
  #columns: EventColumns = roomForEvents(ROOM_FIRST);
  #gathered: EventColumns = roomForEvents(ROOM_FIRST);
  /** Where the rows of the last window begin: they stand by subscriber already. */
  #lastWindow = 0;

  get size(): number {
    return this.#columns.size;
  }

  /** Times of the events, a view. */
  get timeMs(): Float64Array {
    return this.#columns.timeMs.subarray(0, this.size);
  }

  append(columns: EventColumns): void {
    const { size } = this.#columns;
    const wanted = size + columns.size;
    if (wanted > this.#columns.timeMs.length) this.#grow(wanted);
    for (const name of NAMES) {
      this.#columns[name].set(columns[name].subarray(0, columns.size), size);
    }
    this.#lastWindow = size;
    this.#columns.size = wanted;
  }

  /**
   * Cuts at these times, which rise: calls `take` with the columns before each of them, good until
   * the next call. What lies at the last cut or behind stays.
   */
  cut(cuts: readonly number[], take: (place: number, columns: EventColumns) => void): void {
    const { timeMs, size } = this.#columns;
    const places = new Uint32Array(size);
    const ends = new Uint32Array(cuts.length + 2);
    for (let row = 0; row < size; row++) {
      const place = placeOf(cuts, timeMs[row]!);
      places[row] = place;
      ends[place + 1]!++;
    }
    for (let place = 1; place < ends.length; place++) ends[place]! += ends[place - 1]!;
    const order = new Uint32Array(size);
    const next = ends.slice();
    for (let row = 0; row < size; row++) order[next[places[row]!]!++] = row;
    for (let place = 0; place < cuts.length; place++) {
      take(place, this.#gather(this.#bySubscriber(order.subarray(ends[place], ends[place + 1]))));
    }
    this.#keep(order.subarray(ends[cuts.length]));
  }

  /** Rows of several windows are brought together, the order of each subscriber's kept. */
  #bySubscriber(rows: Uint32Array): Uint32Array {
    if (rows.length === 0 || rows[0]! >= this.#lastWindow) return rows;
    const { subscriber } = this.#columns;
    return rows.sort((a, b) => subscriber[a]! - subscriber[b]! || a - b);
  }

  #gather(rows: Uint32Array): EventColumns {
    if (rows.length > this.#gathered.timeMs.length) this.#gathered = roomForEvents(rows.length * 2);
    for (const name of NAMES) {
      const from = this.#columns[name];
      const to = this.#gathered[name];
      for (let place = 0; place < rows.length; place++) to[place] = from[rows[place]!]!;
    }
    this.#gathered.size = rows.length;
    return this.#gathered;
  }

  /** Rows rise, so that they can be moved in place. */
  #keep(rows: Uint32Array): void {
    for (const name of NAMES) {
      const column = this.#columns[name];
      for (let place = 0; place < rows.length; place++) column[place] = column[rows[place]!]!;
    }
    this.#columns.size = rows.length;
    this.#lastWindow = rows.length;
  }

  #grow(wanted: number): void {
    const grown = roomForEvents(Math.ceil(wanted * 1.5));
    for (const name of NAMES) grown[name].set(this.#columns[name].subarray(0, this.size));
    grown.size = this.size;
    this.#columns = grown;
  }
}

/** Number of cuts at or before a time. */
function placeOf(cuts: readonly number[], timeMs: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
