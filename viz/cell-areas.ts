// The areas of cells: each site's Voronoi area, cut between the points of its cells.
import { Delaunay } from "d3";
import type { MapWorld, Point } from "../domain/scene.ts";

export interface CellAreas {
  /** Corners of each cell's area, km; empty where a site stands in another's place. */
  readonly polygons: readonly (readonly Point[])[];
  /** Borders between sites, and between the cells of a site. */
  readonly siteLines: Path2D;
  readonly sectorLines: Path2D;
  /** The cell that serves a place, as the network has it. */
  cellAt(at: Point): number;
}

/** Area beyond the province in which cell areas are computed, km. */
const BEYOND_KM = 20;

export function createCellAreas({ sites, cells, width, height }: MapWorld): CellAreas {
  const masts = sites.x.map((x, site): Point => [x, sites.y[site]!]);
  const delaunay = Delaunay.from(masts as [number, number][]);
  const voronoi = delaunay.voronoi([-BEYOND_KM, -BEYOND_KM, width + BEYOND_KM, height + BEYOND_KM]);
  const siteLines = new Path2D();
  voronoi.render(siteLines);
  const sectorLines = new Path2D();
  const placeOf = (cell: number): Point => [cells.x[cell]!, cells.y[cell]!];
  const polygons = masts.flatMap((mast, site): (readonly Point[])[] => {
    const own = Array.from(
      { length: sites.firstCell[site + 1]! - sites.firstCell[site]! },
      (_, sector) => placeOf(sites.firstCell[site]! + sector),
    );
    const area = voronoi.cellPolygon(site)?.slice(1) as Point[] | undefined;
    if (area === undefined) return own.map(() => []);
    if (own.length > 1) {
      for (const [sector, at] of own.entries()) {
        drawBorder(sectorLines, { mast, area, at, next: own[(sector + 1) % own.length]! });
      }
    }
    return own.map((at) =>
      own.reduce<readonly Point[]>(
        (rest, other) => (other === at ? rest : nearerPart(rest, at, other)),
        area,
      ),
    );
  });
  return {
    polygons,
    siteLines,
    sectorLines,
    cellAt: ([x, y]) => {
      const site = delaunay.find(x, y);
      let best = sites.firstCell[site]!;
      for (let cell = best + 1; cell < sites.firstCell[site + 1]!; cell++) {
        if (squareTo(placeOf(cell), x, y) < squareTo(placeOf(best), x, y)) best = cell;
      }
      return best;
    },
  };
}

function squareTo([x0, y0]: Point, x: number, y: number): number {
  return (x - x0) ** 2 + (y - y0) ** 2;
}

/** The part of a convex polygon that is nearer to one place than to another. */
function nearerPart(polygon: readonly Point[], near: Point, far: Point): readonly Point[] {
  const [nx, ny] = [far[0] - near[0], far[1] - near[1]];
  const level = (nx * (near[0] + far[0]) + ny * (near[1] + far[1])) / 2;
  const beyond = ([x, y]: Point): number => nx * x + ny * y - level;
  return polygon.flatMap((corner, index): Point[] => {
    const before = polygon[(index + polygon.length - 1) % polygon.length]!;
    const [a, b] = [beyond(before), beyond(corner)];
    const kept: Point[] = [];
    if (a < 0 !== b < 0) {
      const share = a / (a - b);
      kept.push([
        before[0] + (corner[0] - before[0]) * share,
        before[1] + (corner[1] - before[1]) * share,
      ]);
    }
    if (b <= 0) kept.push(corner);
    return kept;
  });
}

/** The border between two cells of a mast: from the mast to the edge of its area. */
function drawBorder(
  path: Path2D,
  { mast, area, at, next }: { mast: Point; area: readonly Point[]; at: Point; next: Point },
): void {
  const [ux, uy] = [(at[0] + next[0]) / 2 - mast[0], (at[1] + next[1]) / 2 - mast[1]];
  let reach = 0;
  for (const [index, [x1, y1]] of area.entries()) {
    const [x2, y2] = area[(index + 1) % area.length]!;
    const [ex, ey] = [x2 - x1, y2 - y1];
    const across = ux * ey - uy * ex;
    if (across === 0) continue;
    const share = ((x1 - mast[0]) * ey - (y1 - mast[1]) * ex) / across;
    const along = ((x1 - mast[0]) * uy - (y1 - mast[1]) * ux) / across;
    if (share > 0 && along >= 0 && along <= 1) reach = share;
  }
  path.moveTo(mast[0], mast[1]);
  path.lineTo(mast[0] + ux * reach, mast[1] + uy * reach);
}
