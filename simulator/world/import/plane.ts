// Degrees to kilometres: one plane for a network, with north up and the origin in the north-west.
import type { Point } from "../../../domain/scene.ts";

/** Km of a degree of latitude, and of longitude at the equator (WGS 84, rounded). */
const KM_PER_LAT = 110.574;
const KM_PER_LON = 111.32;
/** Room around a network, km. */
const MARGIN_KM = 5;
/** Longest side of a network, km: farther apart, one plane would bend the map too much. */
export const SIDE_KM_MAX = 900;

export interface Degrees {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

export interface Plane {
  /** Whole km. */
  readonly widthKm: number;
  readonly heightKm: number;
  place(lon: number, lat: number): Point;
  contains(point: Point): boolean;
}

export function extentOf(lon: ArrayLike<number>, lat: ArrayLike<number>): Degrees {
  let [west, east, south, north] = [180, -180, 90, -90];
  for (let index = 0; index < lon.length; index++) {
    west = Math.min(west, lon[index]!);
    east = Math.max(east, lon[index]!);
    south = Math.min(south, lat[index]!);
    north = Math.max(north, lat[index]!);
  }
  return { west, east, south, north };
}

/**
 * Equirectangular about the middle latitude: true to 0.1 % in distances over 100 km, 2 % over 900 km
 * north to south at 45°.
 */
export function createPlane({ west, east, south, north }: Degrees): Plane {
  const perLon = KM_PER_LON * Math.cos((((south + north) / 2) * Math.PI) / 180);
  const widthKm = Math.ceil((east - west) * perLon + 2 * MARGIN_KM);
  const heightKm = Math.ceil((north - south) * KM_PER_LAT + 2 * MARGIN_KM);
  return {
    widthKm,
    heightKm,
    place: (lon, lat) => [
      (lon - west) * perLon + MARGIN_KM,
      (north - lat) * KM_PER_LAT + MARGIN_KM,
    ],
    contains: ([x, y]) => x >= 0 && y >= 0 && x <= widthKm && y <= heightKm,
  };
}
