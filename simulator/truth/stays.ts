// Who really is in a place that a campaign names, since when and until when.
import { DAY_MS } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { TOLERANCE } from "../../metrics/tolerance.ts";
import type { Setting } from "../days/setting.ts";
import { PLACE, type Waypoints, ZONE_PLACE } from "../days/waypoints.ts";
import { isInside } from "../world/contours.ts";
import { pixelAt } from "../world/grid.ts";
import type { World } from "../world/world.ts";
import { type Tell, type Wanted, wantedOf } from "./wanted.ts";

const NOWHERE = -1;
/** Of a pixel with more than one zone near. */
const SEVERAL = 0xffff;

/** Remembers from day to day who stays where. */
export class Stays {
  readonly #setting: Setting;
  readonly #wanted: readonly Wanted<"area.dwelled">[];
  readonly #entered: readonly Wanted<"area.entered">[];
  readonly #zones: ZonesNear;
  /** Zone and beginning of each person's stay; before the run for one that it begins with. */
  readonly #zone: Int16Array;
  readonly #sinceMs: Float64Array;
  /** Zones to which the person under way has come today. */
  readonly #told = new Set<number>();
  #subscriber = 0;
  #dayMs = 0;
  #tell!: Tell;

  constructor(setting: Setting, definitions: readonly TriggerParameters[], places: number) {
    this.#setting = setting;
    this.#wanted = wantedOf(definitions, "area.dwelled");
    this.#entered = wantedOf(definitions, "area.entered");
    this.#zones = new ZonesNear(
      setting.world,
      [...this.#wanted, ...this.#entered].map(({ zone }) => zone),
    );
    this.#zone = new Int16Array(this.isWanted ? places : 0).fill(NOWHERE);
    this.#sinceMs = new Float64Array(this.isWanted ? places : 0);
  }

  get isWanted(): boolean {
    return this.#wanted.length + this.#entered.length > 0;
  }

  read(waypoints: Waypoints, subscriber: number, place: number, day: number, tell: Tell): void {
    this.#subscriber = subscriber;
    this.#dayMs = day * DAY_MS;
    this.#tell = tell;
    this.#told.clear();
    const first = waypoints.offset[subscriber]!;
    const last = first + waypoints.length[subscriber]! - 1;
    let zone = this.#zone[place]!;
    let sinceMs = this.#sinceMs[place]!;
    let regular = zone !== NOWHERE && this.#isRegular(zone);
    for (let row = first; row <= last; row++) {
      const what = waypoints.place[row]!;
      const rests = row === last || (what !== PLACE.enRoute && what !== PLACE.train);
      const here = rests ? this.#zoneOf(waypoints, row) : NOWHERE;
      if (here === zone) continue;
      const timeMs = this.#dayMs + waypoints.timeMs[row]!;
      if (zone !== NOWHERE) this.#stayed(zone, sinceMs, timeMs, regular);
      zone = here;
      sinceMs = day === 0 && row === first ? Number.NEGATIVE_INFINITY : timeMs;
      regular =
        what === PLACE.home || what === PLACE.work || (zone !== NOWHERE && this.#isRegular(zone));
    }
    if (zone !== NOWHERE) this.#stayed(zone, sinceMs, Number.POSITIVE_INFINITY, regular);
    this.#zone[place] = zone;
    this.#sinceMs[place] = sinceMs;
  }

  /** Tells of a stay, over or not, the moments that lie in this day. */
  #stayed(zone: number, sinceMs: number, untilMs: number, regular: boolean): void {
    const { earlyMs, lateMs, openMs } = TOLERANCE["area.dwelled"];
    this.#cameTo(zone, sinceMs, untilMs, regular);
    for (const wanted of this.#wanted) {
      if (!this.#isMeant(zone, regular, wanted)) continue;
      const { definition, minimumStayMs, during } = wanted;
      const provedMs = sinceMs + minimumStayMs;
      const dueMs = during === undefined ? provedMs : this.#firstWithin(during, provedMs);
      if (dueMs > untilMs || dueMs < this.#dayMs || dueMs >= this.#dayMs + DAY_MS) continue;
      const endMs = untilMs === Number.POSITIVE_INFINITY ? dueMs + openMs : untilMs + lateMs;
      this.#tell(definition, dueMs - earlyMs, dueMs, endMs);
    }
  }

  #isMeant(
    zone: number,
    regular: boolean,
    wanted: { zone: string; notRegular: boolean; places?: readonly string[] },
  ): boolean {
    const { kind, name } = this.#setting.world.zones[zone]!;
    if (kind !== wanted.zone || (wanted.notRegular && regular)) return false;
    return wanted.places === undefined || wanted.places.includes(name.en);
  }

  /** The first time of this day from a moment on that lies in the hours. */
  #firstWithin({ fromMs, toMs }: { fromMs: number; toMs: number }, timeMs: number): number {
    const atMs = Math.max(timeMs, this.#dayMs) - this.#dayMs;
    const isWithin = fromMs <= toMs ? atMs >= fromMs && atMs < toMs : atMs >= fromMs || atMs < toMs;
    if (isWithin) return this.#dayMs + atMs;
    return atMs < fromMs ? this.#dayMs + fromMs : Number.POSITIVE_INFINITY;
  }

  /** Once for each zone and day. */
  #cameTo(zone: number, sinceMs: number, untilMs: number, regular: boolean): void {
    if (this.#told.has(zone)) return;
    this.#told.add(zone);
    const { earlyMs, lateMs, openMs } = TOLERANCE["area.entered"];
    const dueMs = Math.max(sinceMs, this.#dayMs);
    const endMs = untilMs === Number.POSITIVE_INFINITY ? dueMs + openMs : untilMs + lateMs;
    for (const wanted of this.#entered) {
      if (!this.#isMeant(zone, regular, wanted)) continue;
      this.#tell(wanted.definition, dueMs - earlyMs, dueMs, endMs);
    }
  }

  /** Of those who live or work there. */
  #isRegular(zone: number): boolean {
    const { homeZone, workZone } = this.#setting.population;
    return homeZone[this.#subscriber] === zone || workZone[this.#subscriber] === zone;
  }

  #zoneOf(waypoints: Waypoints, row: number): number {
    const place = waypoints.place[row]!;
    if (place >= ZONE_PLACE)
      return this.#zones.isWanted(place - ZONE_PLACE) ? place - ZONE_PLACE : NOWHERE;
    return this.#zones.at(waypoints.xOf(row), waypoints.yOf(row));
  }
}

/** Finds the zone of some kinds that a point lies in. */
class ZonesNear {
  readonly #world: World;
  readonly #wanted: readonly boolean[];
  /** By half a km: 0 for none, a zone and one, or {@link SEVERAL}. */
  readonly #near: Uint16Array;

  constructor(world: World, kinds: readonly string[]) {
    this.#world = world;
    this.#wanted = world.zones.map(({ kind }) => kinds.includes(kind));
    const { half } = world.frame;
    this.#near = new Uint16Array(kinds.length > 0 ? half.columns * half.rows : 0);
    for (const [zone, { ring }] of world.zones.entries()) {
      if (!this.#wanted[zone]) continue;
      const xs = ring.map(([x]) => x);
      const ys = ring.map(([, y]) => y);
      const first = pixelAt(half, Math.min(...xs), Math.min(...ys));
      const last = pixelAt(half, Math.max(...xs), Math.max(...ys));
      const width = (last % half.columns) - (first % half.columns);
      for (let row = first; row <= last; row += half.columns) {
        for (let pixel = row; pixel <= row + width; pixel++) {
          this.#near[pixel] = this.#near[pixel] === 0 ? zone + 1 : SEVERAL;
        }
      }
    }
  }

  isWanted(zone: number): boolean {
    return this.#wanted[zone]!;
  }

  /** {@link NOWHERE} for a point in none of them. */
  at(x: number, y: number): number {
    const near = this.#near[pixelAt(this.#world.frame.half, x, y)]!;
    if (near === 0) return NOWHERE;
    if (near !== SEVERAL)
      return isInside(this.#world.zones[near - 1]!.ring, x, y) ? near - 1 : NOWHERE;
    return this.#world.zones.findIndex(
      ({ ring }, zone) => this.#wanted[zone] && isInside(ring, x, y),
    );
  }
}
