// Which rows there are, and the state of each: a configuration, free, or in quarantine.
import { Changes } from "./changes.ts";
import type { Row } from "./colony.ts";
import type { Records } from "./columns.ts";
import type { Configuration } from "./configurations.ts";
import { UNARMED } from "./timers.ts";

/** Events whose records are fetched from memory together, a power of two. */
export const READ_AHEAD = 32;

export class Rows {
  /** Rows that have ever been given out. */
  declare count: number;
  /** Configuration ids, a view of the records: row r at r × stride + offset. */
  declare states: Uint16Array | Uint32Array;
  declare readonly stride: number;
  declare readonly offset: number;
  /** States from this on are no configuration. */
  declare readonly quarantinedState: number;
  declare readonly freeState: number;
  readonly quarantine = new Map<Row, Error>();
  /** Where the rows in quarantine were when they failed, and still are. */
  readonly #stuck = new Map<Row, Configuration>();
  readonly changes = new Changes();
  /** Of the rows that are done. */
  readonly outputs = new Map<Row, unknown>();
  /** Keeps what is only read ahead from being left out as of no use. */
  declare touched: number;
  readonly #free: Row[] = [];
  readonly #records: Records;
  readonly #moved: () => void;

  /** `moved` is called when the records have got a new buffer. */
  constructor(records: Records, moved: () => void) {
    const { layout } = records;
    const isNarrow = layout.stateType === "u16";
    this.#records = records;
    this.#moved = moved;
    this.count = 0;
    this.touched = 0;
    this.states = records[layout.stateType];
    this.stride = layout.wordsPerRow * (isNarrow ? 2 : 1);
    this.offset = layout.stateOffset;
    this.freeState = isNarrow ? 2 ** 16 - 1 : 2 ** 32 - 1;
    this.quarantinedState = this.freeState - 1;
  }

  /** A free row with an empty record, still in the state "free". Throws when there is no room. */
  take(): Row {
    const row = this.#free.pop() ?? this.#next();
    this.#empty(row);
    return row;
  }

  /** Makes room for so many rows, the new ones free. Throws when there is none. */
  reserve(count: number): void {
    if (count > this.#records.rowsMax) throw this.#noRoom(this.#records.rowsMax);
    const first = this.count;
    while (this.count < count) this.#empty(this.#next());
    for (let row = count - 1; row >= first; row--) this.#free.push(row);
  }

  /** Makes room for so many rows; the new ones are to be written, and then {@link refreshFree}d. */
  append(count: number): void {
    if (count > this.#records.rowsMax) throw this.#noRoom(this.#records.rowsMax);
    while (this.count < count) this.#next();
  }

  /** Empties a range of rows that there is room for. */
  overwrite(from: Row, to: Row, disarm: (row: Row) => void): void {
    for (let row = from; row < to; row++) {
      disarm(row);
      this.outputs.delete(row);
      this.setState(row, this.freeState);
    }
  }

  /**
   * Finds the free rows of a range anew, after {@link overwrite}; `order` are those of them that
   * were given back in an order of their own, as {@link freeOrder} told it.
   */
  refreshFree(from: Row, to: Row, order: readonly Row[] = []): void {
    const outside = this.#free.filter((row) => row < from || row >= to);
    this.#free.length = 0;
    for (const row of outside) this.#free.push(row);
    if (order.length > 0) for (const row of order) this.#free.push(row);
    else for (let row = to - 1; row >= from; row--) if (this.isFree(row)) this.#free.push(row);
  }

  /** The free rows of a range, the one that is given out next last; none if that is the first. */
  freeOrder(from: Row, to: Row): readonly Row[] {
    const order = this.#free.filter((row) => row >= from && row < to);
    return order.every((row, place) => place === 0 || row < order[place - 1]!) ? [] : order;
  }

  /** Takes a row back. */
  give(row: Row): void {
    this.setState(row, this.freeState);
    this.outputs.delete(row);
    for (const list of this.#records.lists) list[row] = undefined;
    this.#free.push(row);
  }

  has(row: Row): boolean {
    return row >>> 0 === row && row < this.count && !this.isFree(row);
  }

  isFree(row: Row): boolean {
    return this.stateOf(row) === this.freeState;
  }

  stateOf(row: Row): number {
    return this.states[row * this.stride + this.offset]!;
  }

  /**
   * Touches the records of rows[from … to − 1], both ends of each, as a record may lie on two lines
   * of the cache: misses overlap here that would be waited for one by one later.
   */
  readAhead(rows: Uint32Array, from: number, to: number): void {
    const { u32, layout } = this.#records;
    const last = to < rows.length ? to : rows.length;
    let sum = 0;
    for (let index = from; index < last; index++) {
      const word = rows[index]! * layout.wordsPerRow;
      sum += u32[word]! + u32[word + layout.wordsPerRow - 1]!;
    }
    this.touched = sum;
  }

  /** The same for rows[places[from … to − 1]]. */
  readAheadAt(rows: Uint32Array, places: Uint32Array, from: number, to: number): void {
    const { u32, layout } = this.#records;
    const { wordsPerRow } = layout;
    let sum = 0;
    for (let index = from; index < to; index++) {
      const word = rows[places[index]!]! * wordsPerRow;
      sum += u32[word]! + u32[word + wordsPerRow - 1]!;
    }
    this.touched = sum;
  }

  /** Of a row that is in a configuration. */
  moveTo(row: Row, configuration: number): void {
    this.states[row * this.stride + this.offset] = configuration;
  }

  /** Also takes the row out of quarantine. */
  setState(row: Row, state: number): void {
    this.changes.mark(row);
    this.states[row * this.stride + this.offset] = state;
    if (this.quarantine.size === 0) return;
    this.quarantine.delete(row);
    this.#stuck.delete(row);
  }

  isolate(row: Row, error: Error, at: Configuration): void {
    this.setState(row, this.quarantinedState);
    this.quarantine.set(row, error);
    this.#stuck.set(row, at);
  }

  /** Of a row that is in quarantine. */
  stuckAt(row: Row): Configuration {
    return this.#stuck.get(row)!;
  }

  #next(): Row {
    const records = this.#records;
    if (this.count === records.capacity) {
      const capacity = Math.min(Math.max(64, this.count * 2), records.rowsMax);
      if (capacity === this.count) throw this.#noRoom(this.count);
      records.grow(capacity);
      this.states = records[records.layout.stateType];
      this.#moved();
    }
    return this.count++;
  }

  #noRoom(rows: number): Error {
    return new RangeError(`${rows} rows, as many as fit into one buffer of records`);
  }

  #empty(row: Row): void {
    const { u8, u32, layout } = this.#records;
    const base = row * layout.wordsPerRow;
    u32.fill(0, base, base + layout.wordsPerRow);
    u8.fill(UNARMED, base * 4 + layout.highByte, base * 4 + layout.flagByte);
    this.setState(row, this.freeState);
  }
}
