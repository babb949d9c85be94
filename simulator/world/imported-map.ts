// What the browser draws of a real network: its base map, zones and sites.
import type { ImportedNetwork } from "../../domain/imported-network.ts";
import type { Lake, MapWorld, Point } from "../../domain/scene.ts";
import { type Cells, drawnRadio, type Sites } from "./cells.ts";
import { largestRing } from "./contours.ts";
import { roundKm, roundPoints } from "./curves.ts";

export function mapOf(
  imported: ImportedNetwork,
  { sites, cells }: { readonly sites: Sites; readonly cells: Cells },
): MapWorld {
  const { baseMap, widthKm, heightKm } = imported;
  const { land, sea } = baseMap;
  const frame: Point[] = [
    [0, 0],
    [widthKm, 0],
    [widthKm, heightKm],
    [0, heightKm],
  ];
  const main = land.length === 0 ? frame : largestRing(land);
  const ocean = sea.length === 0 ? [] : largestRing(sea);
  const bays = sea.filter((ring) => ring !== ocean);
  const rounded = (rings: readonly (readonly Point[])[]) => rings.map(roundPoints);
  return {
    name: imported.name,
    width: widthKm,
    height: heightKm,
    province: roundPoints(main),
    islands: rounded(land.filter((ring) => ring !== main)),
    borders: rounded(baseMap.borders),
    relief: { columns: 1, rows: 1, heights: [0] },
    sea: roundPoints(ocean),
    rivers: baseMap.rivers.map((river) => ({
      ...river,
      points: river.points.map(([x, y, width]) => [roundKm(x), roundKm(y), roundKm(width)]),
    })),
    lakes: [
      ...baseMap.lakes.map((lake) => ({ ...lake, rings: rounded(lake.rings) })),
      ...bays.map((ring): Lake => ({ at: ring[0]!, rings: rounded([ring]) })),
    ],
    settlements: baseMap.settlements,
    roads: baseMap.roads.map((road) => ({ ...road, points: roundPoints(road.points) })),
    railways: baseMap.railways.map((railway) => ({
      ...railway,
      points: roundPoints(railway.points),
    })),
    zones: imported.zones.map((zone) => ({
      ...zone,
      ring: roundPoints(zone.ring),
      ...(zone.parts === undefined ? {} : { parts: rounded(zone.parts) }),
    })),
    ...drawnRadio(sites, cells),
  };
}
