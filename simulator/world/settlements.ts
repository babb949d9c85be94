// Where people settled: a capital on a river bend, cities, towns and townships by rank and size.
import type { Named, Point } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import { distance } from "./curves.ts";
import { HALF_KM, HEIGHT_KM, lengthOf, pixelAt, WIDTH_KM } from "./grid.ts";
import { settlementNames } from "./names.ts";
import { createNoise, NOISE_FIELD } from "./noise.ts";
import type { Terrain } from "./terrain.ts";

/** 0 capital, 1 city, 2 town, 3 township (without a name on the map). */
export type Rank = 0 | 1 | 2 | 3;

export interface Place {
  readonly at: Point;
  readonly rank: Rank;
  /** Undefined for townships. */
  readonly name: Named | undefined;
  readonly population: number;
  /** Radius of the built-up core, km. */
  readonly radiusKm: number;
}

const CITIES = 12;
const TOWNS = 54;
const TOWNSHIPS = 360;
/** People in the capital's area before rank-size scaling; sets the level of the province. */
const CAPITAL_POPULATION = 10.2e6;

/** Gaps to all earlier places (km) and candidates tried, per rank. */
const ROUNDS = [
  { rank: 1, count: CITIES, gapKm: 31, tries: 300 },
  { rank: 2, count: TOWNS, gapKm: 12, tries: 70 },
  { rank: 3, count: TOWNSHIPS, gapKm: 4.6, tries: 14 },
] as const;

/** @param near where the capital looks for its place. */
export function createSettlements(key: RunKey, terrain: Terrain, near: Point): readonly Place[] {
  const appeal = createAppeal(key, terrain);
  const sites: { at: Point; rank: Rank }[] = [{ at: capitalSite(key, terrain, near), rank: 0 }];
  for (const { rank, count, gapKm, tries } of ROUNDS) {
    for (let round = 0; round < count; round++) {
      const at = bestCandidate(key, sites, { gapKm, tries, terrain, appeal });
      if (at !== undefined) sites.push({ at, rank });
    }
  }
  const names = settlementNames(key, CITIES, TOWNS);
  return sites.map(({ at, rank }, index) => {
    const share = rank < 2 ? (index + 1) ** -1.12 : 0.92 * (index + 1) ** -1.08;
    const spread = 0.9 + 0.2 * uniform(key, index, PURPOSE.settlementSize);
    const population = CAPITAL_POPULATION * share * spread;
    return {
      at,
      rank,
      name: rank === 3 ? undefined : names[index]!,
      population: Math.round(population),
      radiusKm: 0.42 * (population / 1e4) ** 0.405,
    };
  });
}

function isBuildable(terrain: Terrain, x: number, y: number): boolean {
  return terrain.isDryLand(x, y) && terrain.borderField(x, y) > 0.03;
}

/** About two kilometres from a river, on level ground, near the sketch's place. */
function capitalSite(key: RunKey, terrain: Terrain, near: Point): Point {
  let best = near;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let candidate = 0; candidate < 3000; candidate++) {
    const x = near[0] + (uniform(key, 0, PURPOSE.settlementPlace, 2 * candidate) - 0.5) * 44;
    const y = near[1] + (uniform(key, 0, PURPOSE.settlementPlace, 2 * candidate + 1) - 0.5) * 44;
    if (!isBuildable(terrain, x, y)) continue;
    const pixel = pixelAt(HALF_KM, x, y);
    const river = terrain.riverKm[pixel]!;
    const score =
      Math.exp(-Math.abs(river - 2.2)) +
      0.3 * Math.exp(-lengthOf(x - near[0], y - near[1]) / 12) -
      2 * terrain.relief[pixel]! -
      (terrain.waterKm[pixel]! < 1 ? 1 : 0) -
      0.5 * stillWaterShare(terrain, x, y);
    if (score > bestScore) {
      bestScore = score;
      best = [x, y];
    }
  }
  return best;
}

/** Share of the surroundings (12 km) that is lake or sea. */
function stillWaterShare(terrain: Terrain, x: number, y: number): number {
  let count = 0;
  for (let ring = 4; ring <= 12; ring += 4) {
    for (let turn = 0; turn < 8; turn++) {
      const angle = (turn * Math.PI) / 4;
      const pixel = pixelAt(HALF_KM, x + Math.cos(angle) * ring, y + Math.sin(angle) * ring);
      if (terrain.water[pixel]! > 1) count++;
    }
  }
  return count / 24;
}

type Appeal = (x: number, y: number) => number;

/** Water draws people, mountains and the border do not. */
function createAppeal(key: RunKey, terrain: Terrain): Appeal {
  const noise = createNoise(key, NOISE_FIELD.appeal);
  return (x, y) => {
    const pixel = pixelAt(HALF_KM, x, y);
    return (
      0.5 * Math.exp(-terrain.riverKm[pixel]! / 7) +
      0.2 * Math.exp(-terrain.waterKm[pixel]! / 4) -
      1.3 * terrain.relief[pixel]! +
      0.55 * noise(x / 34, y / 34, 3) +
      (terrain.borderField(x, y) > 0.15 ? 0.2 : 0)
    );
  };
}

function bestCandidate(
  key: RunKey,
  sites: readonly { at: Point; rank: Rank }[],
  search: { gapKm: number; tries: number; terrain: Terrain; appeal: Appeal },
): Point | undefined {
  const entity = sites.length;
  let best: Point | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let candidate = 0; candidate < search.tries; candidate++) {
    const counter = candidate * 3;
    const x = uniform(key, entity, PURPOSE.settlementPlace, counter) * WIDTH_KM;
    const y = uniform(key, entity, PURPOSE.settlementPlace, counter + 1) * HEIGHT_KM;
    if (!isBuildable(search.terrain, x, y)) continue;
    const crowded = sites.some(
      (site) => distance(site.at, [x, y]) < search.gapKm * (site.rank === 0 ? 1.25 : 1),
    );
    if (crowded) continue;
    const luck = 0.35 * uniform(key, entity, PURPOSE.settlementPlace, counter + 2);
    const score = search.appeal(x, y) + luck;
    if (score > bestScore) {
      bestScore = score;
      best = [x, y];
    }
  }
  return best;
}
