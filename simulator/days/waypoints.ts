// Where people are on one day: waypoints in flat arrays, straight lines between them.
import { clamp, type Frame } from "../world/grid.ts";
import { EMPTY_ROW, fitted, grown } from "./columns.ts";

/** What a person does from a waypoint to the next; zones count from {@link ZONE_PLACE}. */
export const PLACE = { enRoute: -1, home: 0, work: 1, elsewhere: 2, train: 3 } as const;
export const ZONE_PLACE = 16;

/** Units of a stored coordinate across the frame: 4.6 m each in a world of 300 km. */
const UNITS = 65_535;

const WAYPOINTS_FIRST = 4096;

/** Waypoints of many subscribers for one day, 10 octets each. */
export class Waypoints {
  declare count: number;
  /** ms of the day. */
  declare timeMs: Uint32Array;
  /** Units of 1/65,535 of the frame's width and height; {@link xOf} and {@link yOf} are in km. */
  declare x: Uint16Array;
  declare y: Uint16Array;
  declare place: Int16Array;
  /** First waypoint of each subscriber, {@link EMPTY_ROW} before it is planned. */
  declare readonly offset: Uint32Array;
  declare readonly length: Uint16Array;

  declare readonly widthKm: number;
  declare readonly heightKm: number;

  constructor(subscribers: number, { widthKm, heightKm }: Pick<Frame, "widthKm" | "heightKm">) {
    this.widthKm = widthKm;
    this.heightKm = heightKm;
    const capacity = WAYPOINTS_FIRST;
    this.count = 0;
    this.timeMs = new Uint32Array(capacity);
    this.x = new Uint16Array(capacity);
    this.y = new Uint16Array(capacity);
    this.place = new Int16Array(capacity);
    this.offset = new Uint32Array(subscribers).fill(EMPTY_ROW);
    this.length = new Uint16Array(subscribers);
  }

  /** Forgets everybody's day and keeps the memory. */
  clear(): void {
    this.count = 0;
    this.offset.fill(EMPTY_ROW);
    this.length.fill(0);
  }

  /** Gives back what is not used. */
  fit(): void {
    this.timeMs = fitted(this.timeMs, this.count);
    this.x = fitted(this.x, this.count);
    this.y = fitted(this.y, this.count);
    this.place = fitted(this.place, this.count);
  }

  /** Starts a subscriber's day. */
  open(subscriber: number): void {
    this.offset[subscriber] = this.count;
  }

  /** Adds a waypoint; x and y in km. */
  push(timeMs: number, x: number, y: number, place: number): void {
    const row = this.count++;
    if (row >= this.timeMs.length) {
      this.timeMs = grown(this.timeMs);
      this.x = grown(this.x);
      this.y = grown(this.y);
      this.place = grown(this.place);
    }
    this.timeMs[row] = timeMs;
    this.x[row] = Math.round((clamp(x, 0, this.widthKm) / this.widthKm) * UNITS);
    this.y[row] = Math.round((clamp(y, 0, this.heightKm) / this.heightKm) * UNITS);
    this.place[row] = place;
  }

  close(subscriber: number): void {
    this.length[subscriber] = this.count - this.offset[subscriber]!;
  }

  /** Km from the western edge. */
  xOf(row: number): number {
    return (this.x[row]! / UNITS) * this.widthKm;
  }

  /** Km from the northern edge. */
  yOf(row: number): number {
    return (this.y[row]! / UNITS) * this.heightKm;
  }

  /** The waypoint at or before a moment of the day; `hint` is a guess that makes it quick. */
  rowAt(subscriber: number, timeMs: number, hint = 0): number {
    const first = this.offset[subscriber]!;
    const last = first + this.length[subscriber]! - 1;
    let row = hint >= first && hint <= last && this.timeMs[hint]! <= timeMs ? hint : first;
    while (row < last && this.timeMs[row + 1]! <= timeMs) row++;
    return row;
  }

  /** Share of the way from a waypoint to the next one, 0 to 1; 0 at the last. */
  shareAt(subscriber: number, row: number, timeMs: number): number {
    const last = this.offset[subscriber]! + this.length[subscriber]! - 1;
    if (row >= last) return 0;
    const span = this.timeMs[row + 1]! - this.timeMs[row]!;
    return span <= 0 ? 0 : Math.min(1, Math.max(0, (timeMs - this.timeMs[row]!) / span));
  }
}
