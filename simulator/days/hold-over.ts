// Rows that a window has made but that belong to a later one: a call that goes on, a late feed.
import { grown } from "./columns.ts";
import type { PersonRows } from "./person-rows.ts";

/**
 * Everybody must be asked for once in each window, always in the same order: then what is kept in
 * one window is found again in the next by reading on.
 */
export class HoldOver {
  #kept = new Shelf();
  #keeping = new Shelf();
  #read = 0;

  /** A new window begins. */
  turn(): void {
    [this.#kept, this.#keeping] = [this.#keeping, this.#kept];
    this.#keeping.count = 0;
    this.#read = 0;
  }

  /** Moves what was kept of a subscriber to the rows of this window. */
  take(subscriber: number, rows: PersonRows): void {
    const { count, subscriber: owners, timeMs, type, cell, a, b } = this.#kept;
    for (; this.#read < count && owners[this.#read] === subscriber; this.#read++) {
      const row = this.#read;
      rows.push(timeMs[row]!, type[row]!, cell[row]!, a[row]!, b[row]!);
    }
  }

  /** Keeps the rows of a subscriber from one on. */
  keep(subscriber: number, rows: PersonRows, from: number): void {
    const shelf = this.#keeping;
    for (let row = from; row < rows.count; row++) {
      if (shelf.count === shelf.type.length) shelf.grow();
      const place = shelf.count++;
      shelf.subscriber[place] = subscriber;
      shelf.timeMs[place] = rows.timeMs[row]!;
      shelf.type[place] = rows.type[row]!;
      shelf.cell[place] = rows.cell[row]!;
      shelf.a[place] = rows.a[row]!;
      shelf.b[place] = rows.b[row]!;
    }
  }
}

const SHELF_FIRST = 256;

class Shelf {
  count = 0;
  subscriber = new Uint32Array(SHELF_FIRST);
  timeMs = new Float64Array(SHELF_FIRST);
  type = new Uint8Array(SHELF_FIRST);
  cell = new Uint16Array(SHELF_FIRST);
  a = new Uint32Array(SHELF_FIRST);
  b = new Uint32Array(SHELF_FIRST);

  grow(): void {
    this.subscriber = grown(this.subscriber);
    this.timeMs = grown(this.timeMs);
    this.type = grown(this.type);
    this.cell = grown(this.cell);
    this.a = grown(this.a);
    this.b = grown(this.b);
  }
}
