// Which cell serves a person at each moment of a day, idle reselection included.
import { fraction } from "../../domain/hash.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { draw, PURPOSE, type RunKey } from "../random.ts";
import { lengthOf, pixelAt } from "../world/grid.ts";
import type { World } from "../world/world.ts";
import { CLEARANCE_PER_KM, LISTED, type Neighbours } from "./neighbours.ts";
import { PLACE, type Waypoints } from "./waypoints.ts";

export { createNeighbours, type Neighbours } from "./neighbours.ts";

/**
 * At rest, a phone camps on a neighbour cell for this share of its time: 0.20–0.25 on average
 * (traffic.md 2.3), less by night, when nothing moves. CALIBRATED on M9.
 */
const ELSEWHERE_SHARE = 0.08;
const ELSEWHERE_AT_NIGHT = 0.04;
/** Slots of the night: until 6 h, and from 23 h on. */
const NIGHT_UNTIL_SLOT = 18;
const NIGHT_FROM_SLOT = 69;
/**
 * A neighbour is an equal of the nearest cell within this distance or this multiple of the way to
 * the nearest one: 14 dB of fading at 35 dB a decade (assumed).
 */
const EQUAL_WITHIN_KM = 1.4;
const EQUAL_RATIO = 2.5;
/** A phone may reselect in each slot; the cell that it may go to holds for a block (assumed). */
const SLOT_MS = 20 * MINUTE_MS;
const SLOTS_PER_DAY = 72;
const BLOCK_MS = 6 * HOUR_MS;
const BLOCKS_PER_DAY = 4;
/** So many are considered; one after the other day by day, never two of them in a short time. */
const EQUALS_MAX = 8;
/** Near a border of location areas, so many handovers at rest lead across it (assumed). */
const ACROSS_SHARE = 0.5;
/** Step along a way when looking for cell borders, km. */
const STEP_KM = 0.2;
/**
 * Borders of location areas are looked for in every fourth stretch: reselection across them hesitates
 * (CELL_RESELECT_HYSTERESIS, 3GPP TS 45.008 §6.6.2). CALIBRATED on T3 of traffic.md.
 */
const AREA_STRETCHES = 4;
/** No way in a straight line meets so many location areas; the last one would be taken for the rest. */
const AREAS_MAX = 512;

/**
 * The cells along one person's day. One object serves person after person: call `follow` first.
 * Nothing is worked out before it is asked for, and every answer is a function of the day alone:
 * not of where `follow` began, nor of what was asked before.
 */
export class Serving {
  readonly #key: RunKey;
  readonly #world: World;
  readonly #neighbours: Neighbours;
  #waypoints!: Waypoints;
  #subscriber = 0;
  #day = 0;
  #first = 0;
  #last = 0;
  /** The waypoint looked at last, whether the person rests there, and the way to the next one. */
  #row = 0;
  #rests = true;
  #x = 0;
  #y = 0;
  #dx = 0;
  #dy = 0;
  #fromMs = 0;
  #lengthMs = 0;
  /** Stretches of about {@link STEP_KM} on that way. */
  #stretches = 1;
  /** The cell of a stretch or of the resting place, −1 when not yet asked for. */
  #stretch = -1;
  #cell = -1;
  /** Location areas met on the way so far, the stretches where they begin, and where to go on. */
  readonly #areaLac = new Uint16Array(AREAS_MAX);
  readonly #areaStretch = new Uint16Array(AREAS_MAX);
  #areas = 0;
  #searched = 0;
  /** Equals at the resting place; none when not yet asked for. */
  readonly #equals = new Uint16Array(EQUALS_MAX);
  #equalCount = 0;

  constructor(key: RunKey, world: World, neighbours: Neighbours) {
    this.#key = key;
    this.#world = world;
    this.#neighbours = neighbours;
  }

  /** Takes up a planned day; `fromMs`, ms of the day, says where the first questions will be. */
  follow(waypoints: Waypoints, subscriber: number, day: number, fromMs = 0): void {
    this.#waypoints = waypoints;
    this.#subscriber = subscriber;
    this.#day = day;
    this.#first = waypoints.offset[subscriber]!;
    this.#last = this.#first + waypoints.length[subscriber]! - 1;
    this.#enter(waypoints.rowAt(subscriber, fromMs));
  }

  /** Index of the cell that serves at a moment of the day. */
  cellAt(timeMs: number): number {
    this.#seek(timeMs);
    if (!this.#rests) return this.#cellOn(this.#stretchAt(timeMs));
    const cell = this.#cellHere();
    const slot = Math.floor(timeMs / SLOT_MS);
    const counter = this.#day * SLOTS_PER_DAY + slot;
    const word = draw(this.#key, this.#subscriber, PURPOSE.reselection, counter);
    const night = slot < NIGHT_UNTIL_SLOT || slot >= NIGHT_FROM_SLOT;
    const share = night ? ELSEWHERE_AT_NIGHT : ELSEWHERE_SHARE;
    return fraction(word) < share ? this.#equalAt(timeMs) : cell;
  }

  /**
   * The cell to which a call of somebody at rest is handed over from `cell`; `cell` when there is
   * none. Handover knows no location areas: it may lead into another one, where an idle phone would
   * not go for so little (3GPP TS 45.008 §6.6.2, CELL_RESELECT_HYSTERESIS).
   */
  otherCellAt(timeMs: number, cell: number): number {
    this.#seek(timeMs);
    const here = this.#cellHere();
    if (cell !== here) return here;
    const across = this.#neighbours.across[cell]!;
    if (across === cell || !this.#isHeard(across)) return this.#equalAt(timeMs);
    const word = draw(this.#key, this.#subscriber, PURPOSE.reselectionBlock, -1 - timeMs);
    return fraction(word) < ACROSS_SHARE ? across : this.#equalAt(timeMs);
  }

  /** Whether the person is at rest at a moment. */
  restsAt(timeMs: number): boolean {
    this.#seek(timeMs);
    return this.#rests;
  }

  /**
   * First moment in [fromMs, untilMs[ when the location area is not `lac`; Infinity when there is
   * none. To and fro between equals at rest is not looked at: they are of one location area.
   */
  nextOutside(lac: number, fromMs: number, untilMs: number): number {
    const { lac: lacs } = this.#world.cells;
    this.#seek(fromMs);
    for (;;) {
      const outsideMs = this.#rests
        ? lacs[this.#cellHere()] === lac
          ? Number.POSITIVE_INFINITY
          : Math.max(fromMs, this.#fromMs)
        : this.#outsideOnWay(lac, fromMs);
      if (outsideMs < untilMs) return outsideMs;
      const next = this.#row + 1;
      if (next > this.#last || this.#waypoints.timeMs[next]! >= untilMs) break;
      this.#enter(next);
    }
    return Number.POSITIVE_INFINITY;
  }

  /**
   * First moment in ]timeMs, untilMs[ when another cell begins to serve on the way, or when the way
   * begins or ends; Infinity for none.
   */
  nextCrossing(timeMs: number, untilMs = Number.POSITIVE_INFINITY): number {
    this.#seek(timeMs);
    const rested = this.#rests;
    const cell = rested ? this.#cellHere() : this.#cellOn(this.#stretchAt(timeMs));
    for (;;) {
      if (!this.#rests) {
        let stretch = this.#fromMs > timeMs ? 0 : this.#stretchAt(timeMs) + 1;
        for (; stretch < this.#stretches; stretch++) {
          const startMs = this.#startOf(stretch);
          if (startMs >= untilMs) return Number.POSITIVE_INFINITY;
          if (startMs > timeMs && this.#cellOn(stretch) !== cell) return startMs;
        }
      }
      const next = this.#row + 1;
      if (next > this.#last || this.#waypoints.timeMs[next]! >= untilMs) break;
      this.#enter(next);
      const other = this.#rests ? this.#cellHere() : this.#cellOn(0);
      if (this.#rests !== rested || other !== cell) return this.#fromMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  #seek(timeMs: number): void {
    const { timeMs: times } = this.#waypoints;
    let row = this.#row;
    while (row > this.#first && times[row]! > timeMs) row--;
    while (row < this.#last && times[row + 1]! <= timeMs) row++;
    if (row !== this.#row) this.#enter(row);
  }

  #enter(row: number): void {
    const waypoints = this.#waypoints;
    const place = waypoints.place[row]!;
    this.#row = row;
    this.#rests = row === this.#last || (place > PLACE.enRoute && place !== PLACE.train);
    this.#x = waypoints.xOf(row);
    this.#y = waypoints.yOf(row);
    this.#fromMs = waypoints.timeMs[row]!;
    this.#cell = -1;
    this.#stretch = -1;
    this.#equalCount = 0;
    this.#areas = 0;
    this.#searched = 0;
    if (this.#rests) return;
    this.#dx = waypoints.xOf(row + 1) - this.#x;
    this.#dy = waypoints.yOf(row + 1) - this.#y;
    this.#lengthMs = waypoints.timeMs[row + 1]! - this.#fromMs;
    this.#stretches = Math.floor(lengthOf(this.#dx, this.#dy) / STEP_KM) + 1;
  }

  /** When a stretch of the way begins: halfway between its own sample and the one before. */
  #startOf(stretch: number): number {
    if (stretch === 0) return this.#fromMs;
    return Math.round(this.#fromMs + (this.#lengthMs * (stretch - 0.5)) / this.#stretches);
  }

  #stretchAt(timeMs: number): number {
    const share = this.#lengthMs <= 0 ? 0 : (timeMs - this.#fromMs) / this.#lengthMs;
    let stretch = Math.max(0, Math.floor(share * this.#stretches + 0.5));
    stretch = Math.min(this.#stretches - 1, stretch);
    while (stretch > 0 && this.#startOf(stretch) > timeMs) stretch--;
    while (stretch + 1 < this.#stretches && this.#startOf(stretch + 1) <= timeMs) stretch++;
    return stretch;
  }

  #cellOn(stretch: number): number {
    if (this.#stretch !== stretch) {
      const share = stretch / this.#stretches;
      this.#cell = this.#world.cellAt(this.#x + this.#dx * share, this.#y + this.#dy * share);
      this.#stretch = stretch;
    }
    return this.#cell;
  }

  /** First moment from `fromMs` on when the way under way is outside `lac`. */
  #outsideOnWay(lac: number, fromMs: number): number {
    for (let index = 0; index < this.#areas || this.#findArea(); index++) {
      if (this.#areaLac[index] === lac) continue;
      const startMs = this.#startOf(this.#areaStretch[index]!);
      if (startMs >= fromMs) return startMs;
      const more = index + 1 < this.#areas || this.#findArea();
      if (!more || this.#startOf(this.#areaStretch[index + 1]!) > fromMs) return fromMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Goes on along the way to the next location area; false at the end of the way. */
  #findArea(): boolean {
    const { clearance } = this.#neighbours;
    const { half } = this.#world.frame;
    const { lac: lacs } = this.#world.cells;
    const before = this.#areas === 0 ? -1 : this.#areaLac[this.#areas - 1]!;
    const perKm = this.#stretches / lengthOf(this.#dx, this.#dy) / CLEARANCE_PER_KM;
    while (this.#searched < this.#stretches) {
      const stretch = this.#searched;
      const share = stretch / this.#stretches;
      const [x, y] = [this.#x + this.#dx * share, this.#y + this.#dy * share];
      const lac = lacs[this.#world.cellAt(x, y)]!;
      const clear = clearance[pixelAt(half, x, y)]! * perKm;
      this.#searched = stretch + Math.max(AREA_STRETCHES, Math.min(this.#stretches, clear) | 0);
      if (lac === before || this.#areas === AREAS_MAX) continue;
      this.#areaStretch[this.#areas] = stretch;
      this.#areaLac[this.#areas++] = lac;
      return true;
    }
    return false;
  }

  #cellHere(): number {
    if (this.#cell < 0) this.#cell = this.#world.cellAt(this.#x, this.#y);
    return this.#cell;
  }

  /** The cell that may serve instead of the nearest one; the nearest one when it has no equal. */
  #equalAt(timeMs: number): number {
    if (this.#equalCount === 0) this.#findEquals();
    if (this.#equalCount === 1) return this.#equals[0]!;
    const block = this.#day * BLOCKS_PER_DAY + Math.floor(timeMs / BLOCK_MS);
    const word = draw(this.#key, this.#subscriber, PURPOSE.reselectionBlock, block);
    return this.#equals[Math.floor(fraction(word) * this.#equalCount)]!;
  }

  /** Lists what may serve instead: cells of other sites, or else other sectors of one's own. */
  #findEquals(): void {
    const { cells } = this.#world;
    const { listed } = this.#neighbours;
    const cell = this.#cellHere();
    const ownKm = lengthOf(cells.x[cell]! - this.#x, cells.y[cell]! - this.#y);
    const withinKm = Math.max(EQUAL_WITHIN_KM, EQUAL_RATIO * ownKm);
    let count = 0;
    let sector = cell;
    for (let index = cell * LISTED; index < (cell + 1) * LISTED; index++) {
      const other = listed[index]!;
      const km = lengthOf(cells.x[other]! - this.#x, cells.y[other]! - this.#y);
      if (other === cell || km > withinKm) continue;
      if (cells.site[other] === cells.site[cell]) sector = other;
      else if (count < EQUALS_MAX && this.#isNewSite(other, count)) this.#equals[count++] = other;
    }
    if (count === 0) this.#equals[count++] = sector;
    this.#equalCount = count;
  }

  /** Whether a cell may serve here as well as the nearest one. */
  #isHeard(other: number): boolean {
    const { cells } = this.#world;
    const here = this.#cellHere();
    const ownKm = lengthOf(cells.x[here]! - this.#x, cells.y[here]! - this.#y);
    const km = lengthOf(cells.x[other]! - this.#x, cells.y[other]! - this.#y);
    return km <= Math.max(EQUAL_WITHIN_KM, EQUAL_RATIO * ownKm);
  }

  #isNewSite(cell: number, count: number): boolean {
    const { site } = this.#world.cells;
    for (let index = 0; index < count; index++) {
      if (site[this.#equals[index]!] === site[cell]) return false;
    }
    return true;
  }
}
