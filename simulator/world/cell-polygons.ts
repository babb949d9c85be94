// The areas of sites as polygons, for pictures of the map.
import { Delaunay } from "d3-delaunay";
import type { Point } from "../../domain/scene.ts";
import type { World } from "./world.ts";

/** Area beyond the frame in which areas are computed, km. */
const BEYOND_KM = 20;

/** A site's area and how many people live on a km² of it. */
export interface SiteArea {
  readonly ring: readonly Point[];
  readonly perKm2: number;
}

export function siteAreas({ frame, sites, cells }: World): readonly SiteArea[] {
  const places = Float64Array.from({ length: 2 * sites.count }, (_, index) =>
    index % 2 === 0 ? sites.x[index >> 1]! : sites.y[index >> 1]!,
  );
  const voronoi = new Delaunay(places).voronoi([
    -BEYOND_KM,
    -BEYOND_KM,
    frame.widthKm + BEYOND_KM,
    frame.heightKm + BEYOND_KM,
  ]);
  return Array.from(sites.x, (_, site) => {
    const [first, last] = [sites.firstCell[site]!, sites.firstCell[site + 1]!];
    let persons = 0;
    let km2 = 0;
    for (let cell = first; cell < last; cell++) {
      persons += cells.persons[cell]!;
      km2 += cells.perKm2[cell]! > 0 ? cells.persons[cell]! / cells.perKm2[cell]! : 0;
    }
    const ring = (voronoi.cellPolygon(site) as Point[] | null) ?? [];
    return { ring: ring.slice(1), perKm2: km2 > 0 ? persons / km2 : 0 };
  });
}
