// What is made of one subscriber in one window, before it is told: event rows in order of time.
import { grown } from "./columns.ts";

const ROWS_FIRST = 64;

/**
 * One object serves person after person. `a` and `b` by type: turnedOn LAC before, − · updated LAC
 * before, 1 = periodic · seen TAC, serial · setUp peer, 1 = terminated · released cause, − · missed
 * peer, why · sent peer, − · received peer, 1 + service sender or 0 · handedOver cell before, −.
 */
export class PersonRows {
  declare count: number;
  /** ms since the scenario's start. */
  declare timeMs: Float64Array;
  declare type: Uint8Array;
  declare cell: Uint16Array;
  declare a: Uint32Array;
  declare b: Uint32Array;

  constructor() {
    this.count = 0;
    this.timeMs = new Float64Array(ROWS_FIRST);
    this.type = new Uint8Array(ROWS_FIRST);
    this.cell = new Uint16Array(ROWS_FIRST);
    this.a = new Uint32Array(ROWS_FIRST);
    this.b = new Uint32Array(ROWS_FIRST);
  }

  push(timeMs: number, type: number, cell: number, a: number, b: number): void {
    if (this.count === this.type.length) this.#grow();
    // Rows come nearly in order; those of one moment stay in the order in which they were made.
    let row = this.count++;
    for (; row > 0 && this.timeMs[row - 1]! > timeMs; row--) this.#move(row - 1, row);
    this.timeMs[row] = timeMs;
    this.type[row] = type;
    this.cell[row] = cell;
    this.a[row] = a;
    this.b[row] = b;
  }

  #move(from: number, to: number): void {
    this.timeMs[to] = this.timeMs[from]!;
    this.type[to] = this.type[from]!;
    this.cell[to] = this.cell[from]!;
    this.a[to] = this.a[from]!;
    this.b[to] = this.b[from]!;
  }

  #grow(): void {
    this.timeMs = grown(this.timeMs);
    this.type = grown(this.type);
    this.cell = grown(this.cell);
    this.a = grown(this.a);
    this.b = grown(this.b);
  }
}
