// The scene's shapes as canvas paths in km, made once: every zoom only sets another transform.
import { curveBasis, curveBasisClosed, line, scaleThreshold } from "d3";
import type { DrawnZone, MapWorld, Point, River, Road } from "../domain/scene.ts";
import { type CellAreas, createCellAreas } from "./cell-areas.ts";
import { DENSITY_THRESHOLDS } from "./theme.ts";

/** Segments of rivers of about one width. */
interface WidthClass {
  readonly widthKm: number;
  readonly path: Path2D;
}

export interface Geometry {
  /** Width and height of the world, km. */
  readonly extent: readonly [number, number];
  readonly province: Path2D;
  readonly borders: Path2D;
  readonly sea: Path2D;
  readonly lakes: Path2D;
  readonly rivers: readonly WidthClass[];
  /** Cell areas by density class, least first. */
  readonly density: readonly Path2D[];
  readonly areas: CellAreas;
  readonly roads: Readonly<Record<Road["class"], Path2D>>;
  readonly rails: Path2D;
  readonly zones: readonly ZoneShape[];
  /** Railway stations, each once. */
  readonly stations: readonly Point[];
}

export interface ZoneShape {
  readonly zone: DrawnZone;
  readonly outline: Path2D;
  /** Runways of an airport, the pitch of a stadium. */
  readonly inner?: Path2D;
}

/** Ratio between neighbouring width classes of rivers. */
const WIDTH_STEP = 1.08;
/** Least width, km: below it the pixel minimum decides anyway. */
const WIDTH_LEAST_KM = 0.1;

export function createGeometry(world: MapWorld): Geometry {
  const areas = createCellAreas(world);
  return {
    extent: [world.width, world.height],
    province: closed([world.province, ...(world.islands ?? [])]),
    borders: open(world.borders ?? []),
    sea: closed([world.sea]),
    lakes: closed(world.lakes.flatMap((lake) => lake.rings)),
    rivers: widthClasses(world.rivers),
    density: densityPaths(world, areas),
    areas,
    roads: roadPaths(world.roads),
    rails: open(world.railways.map((railway) => railway.points)),
    zones: world.zones.map(shapeOf),
    stations: stationsOf(world),
  };
}

/** Smooth closed rings in one path; fill with the even-odd rule. */
function closed(rings: readonly (readonly Point[])[]): Path2D {
  const draw = line<Point>().curve(curveBasisClosed);
  return new Path2D(rings.map((ring) => draw([...ring])).join(""));
}

function open(lines: readonly (readonly Point[])[]): Path2D {
  const draw = line<Point>().curve(curveBasis);
  return new Path2D(lines.map((points) => draw([...points])).join(""));
}

function stationsOf({ railways }: MapWorld): Point[] {
  const stops = railways.flatMap(({ stations }) => stations.map(({ at }) => at));
  return [...new Map(stops.map((at) => [`${at[0].toFixed(1)} ${at[1].toFixed(1)}`, at])).values()];
}

function densityPaths({ cells }: MapWorld, { polygons }: CellAreas): Path2D[] {
  const classOf = scaleThreshold<number, number>()
    .domain(DENSITY_THRESHOLDS)
    .range([0, 1, 2, 3, 4, 5, 6]);
  const paths = Array.from({ length: DENSITY_THRESHOLDS.length + 1 }, () => new Path2D());
  for (const [cell, perKm2] of cells.perKm2.entries()) {
    addPolygon(paths[classOf(perKm2)]!, polygons[cell]!);
  }
  return paths;
}

function addPolygon(path: Path2D, polygon: readonly Point[]): void {
  for (const [index, [x, y]] of polygon.entries()) {
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  path.closePath();
}

/** Round-capped segments sorted by width: offset polygons would tear at tight bends. */
function widthClasses(rivers: readonly River[]): WidthClass[] {
  const classes = new Map<number, WidthClass>();
  for (const { points } of rivers) {
    for (let index = 1; index < points.length; index++) {
      const [a, b] = [points[index - 1]!, points[index]!];
      const width = Math.max(WIDTH_LEAST_KM, (a[2] + b[2]) / 2);
      const step = Math.round(Math.log(width) / Math.log(WIDTH_STEP));
      const known = classes.get(step);
      const widthClass = known ?? { widthKm: WIDTH_STEP ** step, path: new Path2D() };
      if (known === undefined) classes.set(step, widthClass);
      widthClass.path.moveTo(a[0], a[1]);
      widthClass.path.lineTo(b[0], b[1]);
    }
  }
  return [...classes.values()].sort((a, b) => a.widthKm - b.widthKm);
}

function roadPaths(roads: readonly Road[]): Record<Road["class"], Path2D> {
  const of = (name: Road["class"]): Path2D =>
    open(roads.filter((road) => road.class === name).map((road) => road.points));
  return {
    expressway: of("expressway"),
    highway: of("highway"),
    local: of("local"),
    ring: of("ring"),
    arterial: of("arterial"),
    street: of("street"),
  };
}

function shapeOf(zone: DrawnZone): ZoneShape {
  const outline = new Path2D();
  for (const ring of [zone.ring, ...(zone.parts ?? [])]) addPolygon(outline, ring);
  if (zone.kind === "airport") return { zone, outline, inner: runwaysOf(zone) };
  if (zone.kind === "stadium") return { zone, outline, inner: pitchOf(zone) };
  return { zone, outline };
}

/** Two parallel runways along the longest edge of the airport's outline. */
function runwaysOf(zone: DrawnZone): Path2D {
  const { ring, at } = zone;
  let longest = 0;
  let angle = 0;
  ring.forEach((point, index) => {
    const next = ring[(index + 1) % ring.length]!;
    const [dx, dy] = [next[0] - point[0], next[1] - point[1]];
    if (Math.hypot(dx, dy) > longest) {
      longest = Math.hypot(dx, dy);
      angle = Math.atan2(dy, dx);
    }
  });
  const [ux, uy] = [Math.cos(angle), Math.sin(angle)];
  const reachOf = (nx: number, ny: number): number =>
    Math.max(...ring.map(([x, y]) => Math.abs((x - at[0]) * nx + (y - at[1]) * ny)));
  const [half, across] = [reachOf(ux, uy), reachOf(-uy, ux)];
  const path = new Path2D();
  for (const [side, start, end] of [
    [-0.5, -0.88, 0.88],
    [0.5, -0.8, 0.66],
  ] as const) {
    const [ox, oy] = [at[0] - uy * across * side, at[1] + ux * across * side];
    path.moveTo(ox + ux * half * start, oy + uy * half * start);
    path.lineTo(ox + ux * half * end, oy + uy * half * end);
  }
  return path;
}

function pitchOf({ ring, at }: DrawnZone): Path2D {
  const path = new Path2D();
  ring.forEach(([x, y], index) => {
    const [px, py] = [at[0] + (x - at[0]) * 0.5, at[1] + (y - at[1]) * 0.48];
    if (index === 0) path.moveTo(px, py);
    else path.lineTo(px, py);
  });
  path.closePath();
  return path;
}
