// Which decision's offer is at each row of a delivery: as much of it as its outcomes say.
import type { Offered } from "../domain/decision.ts";
import type { PackedArray } from "../machines/packed-arrays.ts";
import { grown } from "./ledger.ts";

/** Of a decision only what its outcomes say: the rest need not be kept until they come. */
export type UnderWay = Pick<Offered, "subscriber" | "sequence" | "campaign">;

const ROWS_MIN = 64;

/** Offers by row, in typed arrays that double: 12 octets a row. */
export class OffersUnderWay {
  /** 1 + subscriber; 0 for a row without an offer. */
  #subscribers = new Uint32Array(ROWS_MIN);
  #sequences = new Uint32Array(ROWS_MIN);
  #campaigns = new Uint32Array(ROWS_MIN);
  #size = 0;

  /** Offers that there are. */
  get size(): number {
    return this.#size;
  }

  /** Puts an offer at a row that has none. */
  set(row: number, { subscriber, sequence, campaign }: UnderWay): void {
    this.#reserve(row + 1);
    this.#subscribers[row] = subscriber + 1;
    this.#sequences[row] = sequence;
    this.#campaigns[row] = campaign;
    this.#size++;
  }

  /** Of a row that has an offer. */
  at(row: number): UnderWay {
    return {
      subscriber: this.#subscribers[row]! - 1,
      sequence: this.#sequences[row]!,
      campaign: this.#campaigns[row]!,
    };
  }

  delete(row: number): void {
    this.#subscribers[row] = 0;
    this.#size--;
  }

  /** All rows below `rows` as they are now, for {@link load}. */
  capture(rows: number): readonly PackedArray[] {
    this.#reserve(rows);
    return this.#columns.map((column) => column.slice(0, rows));
  }

  /** Takes the rows from 0 on, which have no offers yet, from what was captured of them. */
  load(columns: readonly PackedArray[]): void {
    const [subscribers] = columns;
    this.#reserve(subscribers!.length);
    for (const [place, column] of this.#columns.entries()) column.set(columns[place]!);
    for (const subscriber of subscribers!) if (subscriber > 0) this.#size++;
  }

  get #columns(): readonly Uint32Array[] {
    return [this.#subscribers, this.#sequences, this.#campaigns];
  }

  #reserve(rows: number): void {
    if (rows <= this.#subscribers.length) return;
    this.#subscribers = grown(this.#subscribers, 2 * rows);
    this.#sequences = grown(this.#sequences, 2 * rows);
    this.#campaigns = grown(this.#campaigns, 2 * rows);
  }
}
