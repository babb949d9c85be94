// Which cell serves a person at each moment of a day, idle reselection included.
import { fraction, hashWords } from "../../domain/hash.ts";
import { MINUTE_MS } from "../../domain/time.ts";
import { draw, PURPOSE, type RunKey } from "../random.ts";
import { lengthOf } from "../world/grid.ts";
import type { World } from "../world/world.ts";
import { PLACE, type Waypoints } from "./waypoints.ts";

/** Two neighbours per cell of the same location area and zone; the cell itself where there is none. */
export type Neighbours = Uint16Array;

/** Neighbours further away than this are never heard, km. */
const HEARD_KM = 8;

export function createNeighbours({ cells }: World): Neighbours {
  const neighbours = new Uint16Array(cells.count * 2);
  for (let cell = 0; cell < cells.count; cell++) {
    let [first, second] = [cell, cell];
    let [firstKm, secondKm] = [HEARD_KM, HEARD_KM];
    for (let other = 0; other < cells.count; other++) {
      if (other === cell || cells.lac[other] !== cells.lac[cell]) continue;
      if (cells.zone[other] !== cells.zone[cell]) continue;
      const km = lengthOf(cells.x[other]! - cells.x[cell]!, cells.y[other]! - cells.y[cell]!);
      if (km < firstKm) {
        [second, secondKm, first, firstKm] = [first, firstKm, other, km];
      } else if (km < secondKm) {
        [second, secondKm] = [other, km];
      }
    }
    neighbours[cell * 2] = first;
    neighbours[cell * 2 + 1] = second;
  }
  return neighbours;
}

/** At rest, a phone camps on a neighbour cell for this share of its time (traffic.md 2.3). */
const ELSEWHERE_SHARE = 0.22;
/**
 * A neighbour is an equal of the nearest cell within this distance or this multiple of the way to
 * the nearest one: 14 dB of fading at 35 dB a decade (assumed).
 */
const EQUAL_WITHIN_KM = 1.2;
const EQUAL_RATIO = 2.5;
const SLOT_MS = 20 * MINUTE_MS;
const SLOTS_PER_DAY = 72;
/** Step along a way when looking for cell borders, km. */
const STEP_KM = 0.35;

const MOVES = 0;
const RESTS = 4;

/** The cells along one person's day. One object serves person after person: call `follow` first. */
export class Serving {
  readonly #key: RunKey;
  readonly #world: World;
  readonly #neighbours: Neighbours;
  #subscriber = 0;
  #day = 0;
  #count = 0;
  #hint = 0;
  #startMs = new Uint32Array(256);
  #cell = new Uint16Array(256);
  /** {@link MOVES}, or {@link RESTS} with a bit for each of the two neighbours that is an equal. */
  #rests = new Uint8Array(256);

  constructor(key: RunKey, world: World, neighbours: Neighbours) {
    this.#key = key;
    this.#world = world;
    this.#neighbours = neighbours;
  }

  /** Takes up a planned day. */
  follow(waypoints: Waypoints, subscriber: number, day: number): void {
    this.#subscriber = subscriber;
    this.#day = day;
    this.#count = 0;
    this.#hint = 0;
    const first = waypoints.offset[subscriber]!;
    const last = first + waypoints.length[subscriber]! - 1;
    for (let row = first; row <= last; row++) {
      const rests =
        row === last ||
        (waypoints.place[row]! > PLACE.enRoute && waypoints.place[row] !== PLACE.train);
      const [x, y] = [waypoints.x[row]!, waypoints.y[row]!];
      const cell = this.#world.cellAt(x, y);
      this.#push(waypoints.timeMs[row]!, cell, rests ? RESTS | this.#equals(cell, x, y) : MOVES);
      if (!rests) this.#walk(waypoints, row);
    }
  }

  #walk(waypoints: Waypoints, row: number): void {
    const [x, y] = [waypoints.x[row]!, waypoints.y[row]!];
    const [dx, dy] = [waypoints.x[row + 1]! - x, waypoints.y[row + 1]! - y];
    const fromMs = waypoints.timeMs[row]!;
    const lengthMs = waypoints.timeMs[row + 1]! - fromMs;
    const steps = Math.floor(lengthOf(dx, dy) / STEP_KM);
    for (let step = 1; step <= steps; step++) {
      const share = step / (steps + 1);
      const cell = this.#world.cellAt(x + dx * share, y + dy * share);
      this.#push(Math.round(fromMs + lengthMs * (share - 0.5 / (steps + 1))), cell, MOVES);
    }
  }

  /** A bit for each of the cell's neighbours that may serve in its place at a point. */
  #equals(cell: number, x: number, y: number): number {
    const { cells } = this.#world;
    const kmTo = (other: number): number => lengthOf(cells.x[other]! - x, cells.y[other]! - y);
    const withinKm = Math.max(EQUAL_WITHIN_KM, EQUAL_RATIO * kmTo(cell));
    let bits = 0;
    for (const side of [0, 1]) {
      if (kmTo(this.#neighbours[cell * 2 + side]!) <= withinKm) bits |= 1 << side;
    }
    return bits;
  }

  /** Notes a change of cell, or of rest and motion. */
  #push(timeMs: number, cell: number, rests: number): void {
    const last = this.#count - 1;
    if (last >= 0 && this.#cell[last] === cell && this.#rests[last] === rests) return;
    if (this.#count === this.#cell.length) {
      this.#startMs = larger(this.#startMs, new Uint32Array(this.#count * 2));
      this.#cell = larger(this.#cell, new Uint16Array(this.#count * 2));
      this.#rests = larger(this.#rests, new Uint8Array(this.#count * 2));
    }
    this.#startMs[this.#count] = timeMs;
    this.#cell[this.#count] = cell;
    this.#rests[this.#count] = rests;
    this.#count++;
  }

  #rowAt(timeMs: number): number {
    let row = this.#startMs[this.#hint]! <= timeMs ? this.#hint : 0;
    while (row + 1 < this.#count && this.#startMs[row + 1]! <= timeMs) row++;
    this.#hint = row;
    return row;
  }

  /** Index of the cell that serves at a moment of the day. */
  cellAt(timeMs: number): number {
    const row = this.#rowAt(timeMs);
    const cell = this.#cell[row]!;
    if (this.#rests[row] === MOVES) return cell;
    const slot = Math.floor(timeMs / SLOT_MS);
    const counter = this.#day * SLOTS_PER_DAY + slot;
    const word = draw(this.#key, this.#subscriber, PURPOSE.reselection, counter);
    return fraction(word) < ELSEWHERE_SHARE ? this.#neighbour(row, hashWords(word) & 1) : cell;
  }

  /** Another cell than `cell` that is heard where the person rests; `cell` when there is none. */
  otherCellAt(timeMs: number, cell: number, word: number): number {
    const row = this.#rowAt(timeMs);
    const side = word & 1;
    const heard = [this.#neighbour(row, side), this.#neighbour(row, 1 - side), this.#cell[row]!];
    return heard.find((other) => other !== cell) ?? cell;
  }

  /** One of the two neighbours at a resting place; the place's own cell when it is no equal. */
  #neighbour(row: number, side: number): number {
    const cell = this.#cell[row]!;
    return (this.#rests[row]! >> side) & 1 ? this.#neighbours[cell * 2 + side]! : cell;
  }

  /** Whether the person is at rest at a moment. */
  restsAt(timeMs: number): boolean {
    return this.#rests[this.#rowAt(timeMs)] !== MOVES;
  }

  /** First moment ≥ timeMs when the location area is not `lac`; Infinity when it is all day. */
  nextOutside(lac: number, timeMs: number): number {
    const { cells } = this.#world;
    for (let row = this.#rowAt(timeMs); row < this.#count; row++) {
      if (cells.lac[this.#cell[row]!] !== lac) return Math.max(timeMs, this.#startMs[row]!);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** First moment > timeMs when another cell begins to serve on the way; Infinity for none. */
  nextCrossing(timeMs: number): number {
    const row = this.#rowAt(timeMs) + 1;
    return row < this.#count ? this.#startMs[row]! : Number.POSITIVE_INFINITY;
  }
}

function larger<T extends Uint8Array | Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
