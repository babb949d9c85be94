// The fabric of cities: ring roads, arterials and streets, cut where few people live.
import type { Point, Road } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import type { Density } from "./density.ts";
import { lengthOf, pixelAt } from "./grid.ts";
import { createNoise, NOISE_FIELD } from "./noise.ts";
import type { Course } from "./rivers.ts";
import type { Place } from "./settlements.ts";
import { type Terrain, WATER } from "./terrain.ts";

/** Ring roads of a capital of usual size, km; the six largest cities have one each. */
const CAPITAL_RINGS_KM = [3.2, 6.6, 11.5];
const CAPITAL_RADIUS_KM = 6.95;
const RINGED_CITIES = 6;

/** A family of parallel and crossing lines about a centre. */
interface Mesh {
  readonly kind: "arterial" | "street";
  readonly extentKm: number;
  readonly stepKm: number;
  /** Persons per km² below which a line is cut. */
  readonly densityMin: number;
  readonly angle: number;
}

export function createStreets(
  key: RunKey,
  places: readonly Place[],
  ground: { terrain: Terrain; density: Density; mainRiver: Course },
): readonly Road[] {
  const lay = createMeshLayer(key, ground.terrain, ground.density);
  const roads: Road[] = [];
  const ringNoise = createNoise(key, NOISE_FIELD.ringRoad);
  for (const [index, place] of places.slice(0, 1 + RINGED_CITIES).entries()) {
    if (place.rank > 1) continue;
    const radii =
      index === 0 ? CAPITAL_RINGS_KM.map((km) => km * sizeOf(place)) : [place.radiusKm * 1.15];
    for (const radius of radii) {
      const whole = ring(place.at, radius, ringNoise);
      for (const points of dryRuns(whole, ground.terrain)) roads.push({ class: "ring", points });
    }
  }
  for (const [index, place] of places.entries()) {
    if (place.rank === 3) continue;
    for (const mesh of meshesOf(key, place, index, ground.mainRiver)) {
      roads.push(...lay(place.at, index, mesh));
    }
  }
  return roads;
}

/** How large a capital is, 1 as usual. */
export function sizeOf({ radiusKm }: Place): number {
  return radiusKm / CAPITAL_RADIUS_KM;
}

function meshesOf(key: RunKey, place: Place, index: number, river: Course): readonly Mesh[] {
  const turn = uniform(key, index, PURPOSE.streetJitter, 1_000_000) * 1.2;
  if (place.rank === 0) {
    const angle = riverAngle(place.at, river) * 0.6;
    const size = sizeOf(place);
    return [
      { kind: "arterial", extentKm: 16 * size, stepKm: 1.35, densityMin: 1500, angle },
      { kind: "street", extentKm: 13 * size, stepKm: 0.45, densityMin: 3000, angle },
    ];
  }
  const r = place.radiusKm;
  if (place.rank === 1) {
    return [
      { kind: "arterial", extentKm: r * 2.6, stepKm: 1.1, densityMin: 1600, angle: turn },
      { kind: "street", extentKm: r * 2, stepKm: 0.45, densityMin: 2600, angle: turn },
    ];
  }
  return [{ kind: "street", extentKm: r * 2.2, stepKm: 0.7, densityMin: 1100, angle: turn }];
}

/** Angle of the main street grid of a city, radians: the river's where it passes. */
export function riverAngle(at: Point, river: Course): number {
  const { points } = river;
  let nearest = 0;
  let nearestKm = Number.POSITIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const km = lengthOf(point.x - at[0], point.y - at[1]);
    if (km < nearestKm) {
      nearestKm = km;
      nearest = index;
    }
  }
  const before = points[Math.max(0, nearest - 8)]!;
  const after = points[Math.min(points.length - 1, nearest + 8)]!;
  return Math.atan2(after.y - before.y, after.x - before.x);
}

/** An oval a little wider than high, ±13 % uneven. */
function ring(
  [x0, y0]: Point,
  radiusKm: number,
  noise: (x: number, y: number, octaves: number) => number,
): Point[] {
  const points: Point[] = [];
  for (let step = 0; step <= 96; step++) {
    const cos = Math.cos((step / 48) * Math.PI);
    const sin = Math.sin((step / 48) * Math.PI);
    const uneven = radiusKm * (1 + 0.13 * noise(cos * 1.2 + x0, sin * 1.2 + y0, 3));
    points.push([x0 + cos * uneven * 1.12, y0 + sin * uneven * 0.92]);
  }
  return points;
}

/** A ring road whole, or without its stretches over a lake or the sea; rivers have bridges. */
function dryRuns(points: readonly Point[], { frame, water }: Terrain): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    const still = water[pixelAt(frame.half, point[0], point[1])]! > WATER.river;
    if (!still) runs[runs.length - 1]!.push(point);
    else if (runs[runs.length - 1]!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length >= VERTICES_MIN);
}

/** Step along a line, km, and the fewest vertices worth drawing. */
const WALK_KM = 0.2;
const VERTICES_MIN = 6;
/** Every third arterial has bridges. */
const BRIDGE_EVERY = 3;

function createMeshLayer(key: RunKey, terrain: Terrain, density: Density) {
  const bend = createNoise(key, NOISE_FIELD.streetBend);
  const cut = createNoise(key, NOISE_FIELD.streetCut);
  const carries = (x: number, y: number, line: number, mesh: Mesh): boolean => {
    if (terrain.isWater(x, y)) {
      const still = terrain.water[pixelAt(terrain.frame.half, x, y)]! > 1;
      return !still && mesh.kind === "arterial" && line % BRIDGE_EVERY === 0;
    }
    const wanted = mesh.densityMin * (0.7 + 0.6 * (cut(x / 1.5, y / 1.5, 2) + 0.5));
    return density.smoothed[pixelAt(terrain.frame.half, x, y)]! > wanted;
  };
  return (centre: Point, entity: number, mesh: Mesh): Road[] => {
    const roads: Road[] = [];
    const cos = Math.cos(mesh.angle);
    const sin = Math.sin(mesh.angle);
    const lines = Math.floor(mesh.extentKm / mesh.stepKm);
    const walk = Math.floor(mesh.extentKm / WALK_KM);
    for (let family = 0; family < 2; family++) {
      for (let line = -lines; line <= lines; line++) {
        const counter = (line + 500) * 4 + family * 2 + (mesh.kind === "street" ? 1 : 0);
        const jitter = uniform(key, entity, PURPOSE.streetJitter, counter) - 0.5;
        const across = (line + jitter * 0.35) * mesh.stepKm;
        let run: Point[] = [];
        const finish = (): void => {
          if (run.length >= VERTICES_MIN) roads.push({ class: mesh.kind, points: run });
          run = [];
        };
        for (let step = -walk; step <= walk; step++) {
          const along = step * WALK_KM;
          const a = family === 0 ? across : along;
          const b = family === 0 ? along : across;
          const wave = 0.25 * bend(a / 3, b / 3, 2);
          const x = centre[0] + (a + wave) * cos - (b + wave) * sin;
          const y = centre[1] + (a + wave) * sin + (b + wave) * cos;
          if (carries(x, y, line, mesh)) run.push([x, y]);
          else finish();
        }
        finish();
      }
    }
    return roads;
  };
}
