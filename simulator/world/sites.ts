// Radio sites: close together where people live, far apart elsewhere, and some in every zone.
import type { Point } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import { isInside } from "./contours.ts";
import { distance } from "./curves.ts";
import type { Density } from "./density.ts";
import { clamp, HALF_KM, HEIGHT_KM, lengthOf, pixelAt, WIDTH_KM } from "./grid.ts";
import type { Terrain } from "./terrain.ts";
import type { LaidZone } from "./zones.ts";

export interface Site {
  readonly at: Point;
  /** Index of the zone it stands in, −1 for none. */
  readonly zone: number;
}

const SITES_MAX = 2900;
const DARTS = 90_000;
/** Zones with a larger radius than this get a circle of sites besides the one in their middle. */
const LARGE_ZONE_KM = 0.75;

/** Dart throwing with a radius that shrinks where people live, after the zones' own sites. */
export function createSites(
  key: RunKey,
  terrain: Terrain,
  density: Density,
  zones: readonly LaidZone[],
): readonly Site[] {
  const sites: Site[] = [];
  const board = createBoard();
  for (const [zone, laid] of zones.entries()) {
    for (const at of zoneSites(laid)) {
      sites.push({ at, zone });
      board.add(at, 0.4);
    }
  }
  const guards = zones.map(guardOf);
  for (let dart = 0; dart < DARTS && sites.length < SITES_MAX; dart++) {
    const x = uniform(key, 0, PURPOSE.sitePlace, dart * 3) * WIDTH_KM;
    const y = uniform(key, 0, PURPOSE.sitePlace, dart * 3 + 1) * HEIGHT_KM;
    if (!terrain.isDryLand(x, y)) continue;
    const perKm2 = density.perKm2[pixelAt(HALF_KM, x, y)]!;
    const chance = clamp(0.05 + (perKm2 / 3000) ** 0.45, 0, 1);
    if (uniform(key, 0, PURPOSE.sitePlace, dart * 3 + 2) > chance) continue;
    const at: Point = [x, y];
    const radius = clamp(36 / Math.sqrt(perKm2 + 5), 0.4, 5.6);
    if (board.isCrowded(at, radius)) continue;
    if (guards.some((guard) => distance(guard.at, at) < guard.radiusKm)) continue;
    sites.push({ at, zone: -1 });
    board.add(at, radius);
  }
  return sites;
}

/** The middle; for large zones also points of a circle, as far as they lie inside. */
function zoneSites({ at, ring, radiusKm }: LaidZone): Point[] {
  const sites: Point[] = [at];
  if (radiusKm < LARGE_ZONE_KM) return sites;
  for (let turn = 0; turn < 6; turn++) {
    const angle = (turn * Math.PI) / 3 + 0.3;
    const x = at[0] + Math.cos(angle) * radiusKm * 0.62;
    const y = at[1] + Math.sin(angle) * radiusKm * 0.62;
    if (isInside(ring, x, y)) sites.push([x, y]);
  }
  return sites;
}

/** The circle that other sites keep out of, so that the whole zone is nearest to its own sites. */
function guardOf(zone: LaidZone): { at: Point; radiusKm: number } {
  const own = zoneSites(zone);
  const farthest = Math.max(
    ...zone.ring.map((corner) => Math.min(...own.map((site) => distance(site, corner)))),
  );
  return { at: zone.at, radiusKm: zone.radiusKm + farthest };
}

/** Bucket size, km, and the bucket grid's columns and rows. */
const BUCKET_KM = 2;
const BUCKET_COLUMNS = Math.ceil(WIDTH_KM / BUCKET_KM);
const BUCKET_ROWS = Math.ceil(HEIGHT_KM / BUCKET_KM);

/** Sites so far, with the radius that each keeps clear of others. */
function createBoard() {
  const buckets: { at: Point; radius: number }[][] = Array.from(
    { length: BUCKET_COLUMNS * BUCKET_ROWS },
    () => [],
  );
  const column = (x: number): number => clamp(Math.floor(x / BUCKET_KM), 0, BUCKET_COLUMNS - 1);
  const row = (y: number): number => clamp(Math.floor(y / BUCKET_KM), 0, BUCKET_ROWS - 1);
  return {
    add: (at: Point, radius: number): void => {
      buckets[row(at[1]) * BUCKET_COLUMNS + column(at[0])]!.push({ at, radius });
    },
    isCrowded: ([x, y]: Point, radius: number): boolean => {
      for (let r = row(y - radius); r <= row(y + radius); r++) {
        for (let c = column(x - radius); c <= column(x + radius); c++) {
          for (const near of buckets[r * BUCKET_COLUMNS + c]!) {
            const clear = Math.min(radius, near.radius);
            if (lengthOf(near.at[0] - x, near.at[1] - y) < clear) return true;
          }
        }
      }
      return false;
    },
  };
}
