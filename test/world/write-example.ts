// Writes the example of a real network (scenarios/imported/): fictional, from a generated city, so free of licences.
//   node test/world/write-example.ts
import { writeFileSync } from "node:fs";
import { BRANDS, VALUE_TIERS } from "../../domain/directory.ts";
import type { Point } from "../../domain/scene.ts";
import { draw, runKey, uniform } from "../../simulator/random.ts";
import { simplify } from "../../simulator/world/curves.ts";
import { createWorld } from "../../simulator/world/world.ts";

const FOLDER = new URL("../../scenarios/imported/", import.meta.url);
const KEY = runKey("an imported city");
/** In the middle of the ocean, where nobody's network is. */
const WEST = -150;
const NORTH = 35;
const KM_PER_LAT = 110.574;
const KM_PER_LON = 111.32 * Math.cos((34.86 * Math.PI) / 180);
const PEOPLE = 400;

const world = createWorld(KEY, {
  mcc: "001",
  mnc: "01",
  size: { widthKm: 40, heightKm: 30 },
  sites: 110,
  locationAreas: 6,
});

const degrees = ([x, y]: Point): [number, number] => [
  Number((WEST + x / KM_PER_LON).toFixed(5)),
  Number((NORTH - y / KM_PER_LAT).toFixed(5)),
];
const chance = (thing: number, part: number): number => uniform(KEY, thing, 99, part);

function cellsCsv(): string {
  const { sites, cells } = world;
  const rows = [
    "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal",
  ];
  for (let cell = 0; cell < cells.count; cell++) {
    const site = cells.site[cell]!;
    const [lon, lat] = degrees([sites.x[site]!, sites.y[site]!]);
    const range = Math.round(300 + 4000 / Math.sqrt(1 + cells.perKm2[cell]! / 50));
    const samples = Math.round(5 + (cells.persons[cell]! / 40) * (0.5 + chance(cell, 0)));
    rows.push(
      `GSM,1,1,${cells.lac[cell]},${cells.ci[cell]},0,${lon},${lat},${range},${samples},1,1199145600,1212278400,-78`,
    );
    // A neighbour's network and a later radio in the same place: they are counted and left out.
    if (cell % 40 === 0) rows.push(`GSM,1,2,77,${cell + 1},0,${lon},${lat},900,12,1,0,0,-81`);
    if (cell % 50 === 0)
      rows.push(`UMTS,1,1,${cells.lac[cell]},${cell + 70000},9,${lon},${lat},800,9,1,0,0,-90`);
  }
  rows.push(rows[1]!);
  return rows.join("\n");
}

interface Shape {
  readonly type: string;
  readonly coordinates: unknown;
}

function collection(features: readonly { properties: object; geometry: Shape }[]): string {
  const lines = features.map((feature) => JSON.stringify({ type: "Feature", ...feature }));
  return `{ "type": "FeatureCollection", "features": [\n${lines.join(",\n")}\n] }`;
}

const ring = (points: readonly Point[]): unknown => {
  const around = points.map(degrees);
  return [...around, around[0]!];
};
const names = (name: { en: string; zh: string } | undefined): object =>
  name === undefined ? {} : { name_en: name.en, name_zh: name.zh };

function zonesGeojson(): string {
  return collection(
    world.zones.map((zone) => ({
      properties: { kind: zone.kind, ...names(zone.name) },
      geometry: { type: "Polygon", coordinates: [ring(zone.ring)] },
    })),
  );
}

function mapGeojson(): string {
  const { map } = world;
  const line = (points: readonly Point[], toleranceKm: number): Shape => ({
    type: "LineString",
    coordinates: simplify(points, toleranceKm).map(degrees),
  });
  const roads = map.roads.filter((road) => road.class !== "street" && road.class !== "local");
  return collection([
    {
      properties: { class: "land" },
      geometry: { type: "Polygon", coordinates: [ring(simplify(map.province, 0.05))] },
    },
    {
      properties: { class: "sea" },
      geometry: { type: "Polygon", coordinates: [ring(simplify(map.sea, 0.05))] },
    },
    ...map.lakes.flatMap((lake) =>
      lake.rings.length === 0
        ? []
        : [
            {
              properties: { class: "water", ...names(lake.name) },
              geometry: {
                type: "Polygon",
                coordinates: lake.rings.map((one) => ring(simplify(one, 0.02))),
              },
            },
          ],
    ),
    ...map.rivers.map((river) => ({
      properties: {
        class: "river",
        ...names(river.name),
        width: Math.round(1000 * river.points[Math.floor(river.points.length / 2)]![2]),
      },
      geometry: line(
        river.points.map(([x, y]): Point => [x, y]),
        0.03,
      ),
    })),
    ...roads.map((road) => ({
      properties: { class: "road", kind: road.class },
      geometry: line(road.points, 0.02),
    })),
    ...map.railways.flatMap((railway) => [
      {
        properties: { class: "rail", ...names(railway.name) },
        geometry: line(railway.points, 0.01),
      },
      ...railway.stations.map((station) => ({
        properties: { class: "station", ...names(station.name) },
        geometry: { type: "Point", coordinates: degrees(station.at) },
      })),
    ]),
    ...map.settlements.map((place) => ({
      properties: {
        class: "place",
        ...names(place.name),
        rank: ["capital", "city", "town"][place.rank],
        population: place.population,
      },
      geometry: { type: "Point", coordinates: degrees(place.at) },
    })),
  ]);
}

function subscribersCsv(): string {
  const rows = ["LAC,CI,IMSI,MSISDN,brand,tier,months,remark"];
  for (let person = 0; person < PEOPLE; person++) {
    const home = world.cellAt(...world.samplePerson(chance(person, 1), chance(person, 2)));
    const number =
      String(draw(KEY, person, 99, 3) % 1_000_000).padStart(6, "0") +
      String(person % 100).padStart(2, "0");
    const brand = BRANDS[Math.floor(chance(person, 4) * BRANDS.length)];
    const tier = VALUE_TIERS[Math.floor(chance(person, 5) * VALUE_TIERS.length)];
    rows.push(
      `${world.cells.lac[home]},${world.cells.ci[home]},0010131${number},138${number},${brand},${tier},${1 + Math.floor(chance(person, 6) * 90)},`,
    );
  }
  return rows.join("\n");
}

for (const [file, text] of [
  ["cells.csv", cellsCsv()],
  ["zones.geojson", zonesGeojson()],
  ["map.geojson", mapGeojson()],
  ["subscribers.csv", subscribersCsv()],
] as const) {
  writeFileSync(new URL(file, FOLDER), `${text}\n`);
}
