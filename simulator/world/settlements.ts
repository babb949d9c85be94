// Where people settled: a capital on a river bend, cities, towns and townships by rank and size.
import type { Named, Point } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import { distance } from "./curves.ts";
import { clamp, type Frame, lengthOf, pixelAt } from "./grid.ts";
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

/** People in the capital's area at scale 1, before rank-size scaling; sets the level of the land. */
const CAPITAL_POPULATION = 10.2e6;

interface Round {
  readonly rank: Rank;
  readonly count: number;
  /** Gap to all earlier places. */
  readonly gapKm: number;
  /** Candidates tried. */
  readonly tries: number;
}

/**
 * A larger land has more places at the same distance; a smaller one has fewer, which stand closer,
 * as around a large city. At least two cities, so that there are trains.
 */
function roundsOf({ scale }: Frame): readonly Round[] {
  const closeness = Math.min(1, Math.sqrt(scale));
  const count = (atScale1: number, least: number, most: number): number =>
    clamp(Math.round(atScale1 * scale * Math.max(1, scale)), least, most);
  return [
    { rank: 1, count: count(12, 2, 24), gapKm: 31 * closeness, tries: 300 },
    { rank: 2, count: count(54, 6, 200), gapKm: 12 * closeness, tries: 70 },
    { rank: 3, count: count(360, 20, 1500), gapKm: 4.6 * closeness, tries: 14 },
  ];
}

/** @param near where the capital looks for its place. */
export function createSettlements(key: RunKey, terrain: Terrain, near: Point): readonly Place[] {
  const appeal = createAppeal(key, terrain);
  const { scale } = terrain.frame;
  const rounds = roundsOf(terrain.frame);
  const sites: { at: Point; rank: Rank }[] = [{ at: capitalSite(key, terrain, near), rank: 0 }];
  for (const { rank, count, gapKm, tries } of rounds) {
    for (let round = 0; round < count; round++) {
      const at = bestCandidate(key, sites, { gapKm, tries, terrain, appeal });
      if (at !== undefined) sites.push({ at, rank });
    }
  }
  const names = settlementNames(key, rounds[0]!.count, rounds[1]!.count);
  return sites.map(({ at, rank }, index) => {
    const share = rank < 2 ? (index + 1) ** -1.12 : 0.92 * (index + 1) ** -1.08;
    const spread = 0.9 + 0.2 * uniform(key, index, PURPOSE.settlementSize);
    const population = CAPITAL_POPULATION * scale * share * spread;
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

/** About two kilometres (at scale 1) from a river, on level ground, near the sketch's place. */
function capitalSite(key: RunKey, terrain: Terrain, near: Point): Point {
  const { half, scale } = terrain.frame;
  let best = near;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let candidate = 0; candidate < 3000; candidate++) {
    const reach = 44 * scale;
    const x = near[0] + (uniform(key, 0, PURPOSE.settlementPlace, 2 * candidate) - 0.5) * reach;
    const y = near[1] + (uniform(key, 0, PURPOSE.settlementPlace, 2 * candidate + 1) - 0.5) * reach;
    if (!isBuildable(terrain, x, y)) continue;
    const pixel = pixelAt(half, x, y);
    const river = terrain.riverKm[pixel]!;
    const score =
      Math.exp(-Math.abs(river / Math.min(1, scale) - 2.2)) +
      0.3 * Math.exp(-lengthOf(x - near[0], y - near[1]) / (12 * scale)) -
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

/** Share of the surroundings (12 km at scale 1) that is lake or sea. */
function stillWaterShare(terrain: Terrain, x: number, y: number): number {
  const { half } = terrain.frame;
  let count = 0;
  for (let ring = 4; ring <= 12; ring += 4) {
    for (let turn = 0; turn < 8; turn++) {
      const angle = (turn * Math.PI) / 4;
      const km = ring * Math.min(1, terrain.frame.scale);
      const pixel = pixelAt(half, x + Math.cos(angle) * km, y + Math.sin(angle) * km);
      if (terrain.water[pixel]! > 1) count++;
    }
  }
  return count / 24;
}

type Appeal = (x: number, y: number) => number;

/** Water draws people, mountains and the border do not. */
function createAppeal(key: RunKey, terrain: Terrain): Appeal {
  const noise = createNoise(key, NOISE_FIELD.appeal);
  const { half, scale } = terrain.frame;
  return (x, y) => {
    const pixel = pixelAt(half, x, y);
    return (
      0.5 * Math.exp(-terrain.riverKm[pixel]! / 7) +
      0.2 * Math.exp(-terrain.waterKm[pixel]! / 4) -
      1.3 * terrain.relief[pixel]! +
      0.55 * noise(x / (34 * scale), y / (34 * scale), 3) +
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
  const { widthKm, heightKm } = search.terrain.frame;
  let best: Point | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let candidate = 0; candidate < search.tries; candidate++) {
    const counter = candidate * 3;
    const x = uniform(key, entity, PURPOSE.settlementPlace, counter) * widthKm;
    const y = uniform(key, entity, PURPOSE.settlementPlace, counter + 1) * heightKm;
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
