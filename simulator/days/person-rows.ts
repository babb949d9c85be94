// What is made of one subscriber in one window, before it is told: event rows in order of time.
import { grown } from "./columns.ts";
import { FIRST_FEED_TYPE } from "./feed-rows.ts";

const ROWS_FIRST = 64;

/**
 * One object serves person after person. `a` and `b` by type: turnedOn LAC before, − · updated LAC
 * before, 1 = periodic · seen TAC, serial · setUp peer, 1 = terminated · released cause, − · missed
 * peer, why · sent peer, 1 + place of the keyword or 0 · received peer, 1 + service sender or 0 ·
 * handedOver cell before, − · announcement description, − · key party, as ErrandRuns codes it · push
 * party, content · ussd place in the plan's codes, − · forwarding party, condition × 2 + active · feed
 * events place of their facts, −. A peer or party may be a service of the number plan.
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
    // Rows come nearly in order; those of one moment stay in the order in which they were made, but
    // for feeds, which follow the tap.
    let row = this.count++;
    for (; row > 0 && this.#comesAfter(row - 1, timeMs, type); row--) this.#move(row - 1, row);
    this.timeMs[row] = timeMs;
    this.type[row] = type;
    this.cell[row] = cell;
    this.a[row] = a;
    this.b[row] = b;
  }

  #comesAfter(row: number, timeMs: number, type: number): boolean {
    const other = this.timeMs[row]!;
    if (other !== timeMs) return other > timeMs;
    return type < FIRST_FEED_TYPE && this.type[row]! >= FIRST_FEED_TYPE;
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
