// What the browser draws of the province: everything thinned and rounded, ready for JSON.
import type {
  Lake,
  MapWorld,
  Named,
  Point,
  Relief,
  River,
  Road,
  Settlement,
} from "../../domain/scene.ts";
import { type Cells, drawnRadio, type Sites } from "./cells.ts";
import { isInside } from "./contours.ts";
import { roundCorners, roundKm, roundPoints, simplify } from "./curves.ts";
import type { Frame } from "./grid.ts";
import type { LakeShape } from "./lakes.ts";
import { CANAL_NAME, LAKE_NAMES, PROVINCE_NAME, RIVER_NAMES, SEA_NAME } from "./names-tables.ts";
import type { Outline } from "./outline.ts";
import { drawnRailway, type RailwayLine } from "./railways.ts";
import type { Course } from "./rivers.ts";
import type { Place } from "./settlements.ts";
import type { LaidZone } from "./zones.ts";

export interface Geography {
  readonly frame: Frame;
  readonly outline: Outline;
  readonly rivers: readonly Course[];
  readonly lakes: readonly LakeShape[];
  readonly settlements: readonly Place[];
  readonly roads: readonly Road[];
  readonly streets: readonly Road[];
  readonly tracks: readonly RailwayLine[];
  readonly zones: readonly LaidZone[];
  readonly sites: Sites;
  readonly cells: Cells;
  /** 0 to 1 on the half-km grid. */
  readonly relief: Float32Array;
}

/** How far a drawn line may lie beside the true one, km. */
const RIVER_TOLERANCE_KM = 0.02;
const ROAD_TOLERANCE_KM = 0.02;
const LOCAL_TOLERANCE_KM = 0.06;
const STREET_TOLERANCE_KM = 0.012;

export function drawMap(geography: Geography): MapWorld {
  const { frame, outline, sites, cells } = geography;
  return {
    name: PROVINCE_NAME,
    width: frame.widthKm,
    height: frame.heightKm,
    relief: drawnRelief(frame, geography.relief),
    province: roundPoints(outline.province),
    sea: roundPoints(outline.sea),
    seaName: { name: SEA_NAME, at: middleOfSea(frame, outline, geography.rivers[0]!) },
    rivers: geography.rivers.map((river, index) =>
      drawnRiver(river, index === geography.rivers.length - 1 ? CANAL_NAME : RIVER_NAMES[index]),
    ),
    lakes: geography.lakes.map((lake, index) => drawnLake(lake, LAKE_NAMES[index])),
    settlements: geography.settlements.flatMap(drawnSettlement),
    roads: [...geography.roads, ...geography.streets].map(drawnRoad),
    railways: geography.tracks.map((track) => {
      const railway = drawnRailway(track);
      return {
        name: railway.name,
        points: roundPoints(simplify(railway.points, 0.01)),
        stations: railway.stations.map(({ name, at }) => ({ name, at: roundPoint(at) })),
      };
    }),
    zones: geography.zones.map(({ kind, name, at, ring }) => ({
      kind,
      name,
      at: roundPoint(at),
      ring: roundPoints(ring),
    })),
    ...drawnRadio(sites, cells),
  };
}

/** How far from the river's mouth and from the frame the sea's name keeps, km at scale 1. */
const MOUTH_GAP_KM = 30;
const FRAME_GAP_KM = 40;

/** The middle of the widest stretch of sea inside the frame, west to east, away from the mouth. */
function middleOfSea(
  { widthKm, heightKm, scale }: Frame,
  outline: Outline,
  mainRiver: Course,
): Point {
  const mouthY = mainRiver.points[mainRiver.points.length - 1]!.y;
  let best: Point = [widthKm, heightKm / 2];
  let widest = 0;
  const gap = FRAME_GAP_KM * scale;
  for (let y = gap; y <= heightKm - gap; y += 5 * scale) {
    if (Math.abs(y - mouthY) < MOUTH_GAP_KM * scale) continue;
    let x = widthKm;
    while (x > 0 && isInside(outline.sea, x - 1, y)) x--;
    if (widthKm - x <= widest) continue;
    widest = widthKm - x;
    best = [(x + widthKm) / 2, y];
  }
  return best;
}

/** The mean of each km² in hundredths: fine enough for shading. */
function drawnRelief({ one, half }: Frame, relief: Float32Array): Relief {
  const { columns, rows } = one;
  const heights = Array.from({ length: columns * rows }, (_, pixel) => {
    const corner = 2 * Math.floor(pixel / columns) * half.columns + 2 * (pixel % columns);
    const below = corner + half.columns;
    const sum = relief[corner]! + relief[corner + 1]! + relief[below]! + relief[below + 1]!;
    return Math.round(sum * 25);
  });
  return { columns, rows, heights };
}

function drawnRiver(river: Course, name: Named | undefined): River {
  const points = river.points.map(({ x, y, widthKm }) => [x, y, widthKm] as const);
  return {
    ...(name === undefined ? {} : { name }),
    points: simplify(points, RIVER_TOLERANCE_KM).map(([x, y, width]) => [
      roundKm(x),
      roundKm(y),
      roundKm(width),
    ]),
  };
}

function drawnLake(lake: LakeShape, name: Named | undefined): Lake {
  return {
    ...(name === undefined ? {} : { name }),
    at: roundPoint(lake.at),
    rings: lake.rings.map(roundPoints),
  };
}

function drawnSettlement({ name, at, rank, population }: Place): Settlement[] {
  if (rank === 3 || name === undefined) return [];
  return [{ name, at: roundPoint(at), rank, population }];
}

function drawnRoad({ class: kind, points }: Road): Road {
  switch (kind) {
    case "expressway":
    case "highway":
      return { class: kind, points: thinned(roundCorners(points, 2), ROAD_TOLERANCE_KM) };
    case "local":
      return { class: kind, points: thinned(points, LOCAL_TOLERANCE_KM) };
    case "ring":
      return { class: kind, points: thinned(points, ROAD_TOLERANCE_KM / 2) };
    case "arterial":
    case "street":
      return { class: kind, points: thinned(points, STREET_TOLERANCE_KM) };
  }
}

function thinned(points: readonly Point[], toleranceKm: number): Point[] {
  return roundPoints(simplify(points, toleranceKm));
}

function roundPoint([x, y]: Point): Point {
  return [roundKm(x), roundKm(y)];
}
