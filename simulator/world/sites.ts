// Radio sites: close together where people live, far apart elsewhere, and some in every zone.
import type { Point } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import { isInside } from "./contours.ts";
import { distance } from "./curves.ts";
import type { Density } from "./density.ts";
import type { PlaceSampler } from "./gravity.ts";
import { clamp, type Frame, lengthOf, pixelAt } from "./grid.ts";
import type { Terrain } from "./terrain.ts";
import type { LaidZone } from "./zones.ts";

export interface Site {
  readonly at: Point;
  /** Index of the zone it stands in, −1 for none. */
  readonly zone: number;
}

/** All sites at scale 1, and the share of them that covers the land; the others go by people. */
const SITES = 2900;
const COVERAGE_SHARE = 1700 / 2900;
/** Darts thrown per site wanted. */
const COVERAGE_DARTS = 60_000 / 2900;
const CAPACITY_DARTS = 30_000 / 2900;

/** Sites of a network that was not told how many: one for some 11,000 people. */
export function usualSites({ scale }: Frame): number {
  return clamp(Math.round(SITES * (scale < 1 ? scale ** 1.15 : scale ** 2)), 30, 20_000);
}

/** Zones with a larger radius than this get a circle of sites besides the one in their middle. */
const LARGE_ZONE_KM = 0.75;

/**
 * Sites by dart throwing: the zones' own first, then darts thrown evenly over the land for coverage,
 * then darts thrown by population for capacity. No dart may fall too near to an earlier one.
 */
export function createSites(
  key: RunKey,
  ground: { terrain: Terrain; density: Density; samplePlace: PlaceSampler },
  plan: { zones: readonly LaidZone[]; count: number },
): readonly Site[] {
  const { terrain, density } = ground;
  const { zones, count } = plan;
  const { frame } = terrain;
  // More sites than usual stand closer, fewer farther apart.
  const closeness = Math.sqrt(usualSites(frame) / count);
  const sites: Site[] = [];
  const board = createBoard(frame);
  for (const [zone, laid] of zones.entries()) {
    for (const at of zoneSites(laid)) {
      sites.push({ at, zone });
      board.add(at, RADIUS_KM_MIN);
    }
  }
  const guards = zones.map(guardOf);
  const land = (at: Point, radius: number): void => {
    if (board.isCrowded(at, radius)) return;
    if (guards.some((guard) => distance(guard.at, at) < guard.radiusKm)) return;
    sites.push({ at, zone: -1 });
    board.add(at, radius);
  };
  const chance = (dart: number, part: number): number =>
    uniform(key, part > 2 ? 1 : 0, PURPOSE.sitePlace, dart * 3 + (part % 3));
  for (
    let dart = 0;
    dart < COVERAGE_DARTS * count && sites.length < COVERAGE_SHARE * count;
    dart++
  ) {
    const at: Point = [chance(dart, 0) * frame.widthKm, chance(dart, 1) * frame.heightKm];
    if (!terrain.isDryLand(at[0], at[1])) continue;
    const perKm2 = density.perKm2[pixelAt(frame.half, at[0], at[1])]!;
    if (chance(dart, 2) > 0.05 + (perKm2 / 3000) ** 0.45) continue;
    land(at, closeness * spacingKm(perKm2));
  }
  for (let dart = 0; dart < CAPACITY_DARTS * count && sites.length < count; dart++) {
    const at = ground.samplePlace(chance(dart, 3), chance(dart, 4));
    land(at, closeness * spacingKm(density.perKm2[pixelAt(frame.half, at[0], at[1])]!));
  }
  return sites;
}

const RADIUS_KM_MIN = 0.4;
const RADIUS_KM_MAX = 5.6;

/** Least distance between sites where so many people live, km. */
function spacingKm(perKm2: number): number {
  return clamp(36 / Math.sqrt(perKm2 + 5), RADIUS_KM_MIN, RADIUS_KM_MAX);
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

/** Bucket size, km. */
const BUCKET_KM = 2;

/** Sites so far, with the radius that each keeps clear of others. */
function createBoard({ widthKm, heightKm }: Frame) {
  const columns = Math.ceil(widthKm / BUCKET_KM);
  const rows = Math.ceil(heightKm / BUCKET_KM);
  const buckets: { at: Point; radius: number }[][] = Array.from(
    { length: columns * rows },
    () => [],
  );
  const column = (x: number): number => clamp(Math.floor(x / BUCKET_KM), 0, columns - 1);
  const row = (y: number): number => clamp(Math.floor(y / BUCKET_KM), 0, rows - 1);
  return {
    add: (at: Point, radius: number): void => {
      buckets[row(at[1]) * columns + column(at[0])]!.push({ at, radius });
    },
    isCrowded: ([x, y]: Point, radius: number): boolean => {
      for (let r = row(y - radius); r <= row(y + radius); r++) {
        for (let c = column(x - radius); c <= column(x + radius); c++) {
          for (const near of buckets[r * columns + c]!) {
            const clear = Math.min(radius, near.radius);
            if (lengthOf(near.at[0] - x, near.at[1] - y) < clear) return true;
          }
        }
      }
      return false;
    },
  };
}
