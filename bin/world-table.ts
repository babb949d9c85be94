// The statistics of a world as a table for people, in both languages.
import { ZONE_KINDS, type ZoneKind } from "../domain/location.ts";
import type { Named } from "../domain/scene.ts";
import type { Quartiles, WorldStatistics } from "../simulator/world/statistics.ts";
import { grouped } from "./progress.ts";
import { table } from "./table.ts";

type Language = "en" | "zh";

const WORDS = {
  size: { en: "extent", zh: "范围" },
  inhabited: { en: "inhabited land", zh: "有人居住的陆地" },
  population: { en: "population", zh: "人口" },
  settlements: { en: "settlements", zh: "聚落" },
  capitals: { en: "capitals", zh: "省会" },
  cities: { en: "cities", zh: "城市" },
  towns: { en: "towns", zh: "县镇" },
  townships: { en: "townships", zh: "乡村" },
  sites: { en: "sites", zh: "基站" },
  cells: { en: "cells", zh: "小区" },
  areas: { en: "location areas", zh: "位置区" },
  bscs: { en: "BSCs", zh: "BSC" },
  mscs: { en: "MSCs tapped", zh: "采集的 MSC" },
  zones: { en: "zones", zh: "区域" },
  inZones: { en: "cells in zones", zh: "区域内小区" },
  railways: { en: "railways", zh: "铁路" },
  stations: { en: "stations", zh: "站" },
  roads: { en: "roads", zh: "道路" },
  expressway: { en: "expressways", zh: "高速" },
  highway: { en: "highways", zh: "国省道" },
  local: { en: "local", zh: "县乡道" },
  city: { en: "city streets", zh: "城市道路" },
  rivers: { en: "rivers", zh: "河流" },
  lakes: { en: "lakes", zh: "湖泊" },
  perKm2: { en: "per km²", zh: "每平方公里" },
  km: { en: "km", zh: "公里" },
  km2: { en: "km²", zh: "平方公里" },
  spread: { en: "spread", zh: "分布" },
  least: { en: "least", zh: "最小" },
  quarter: { en: "25 %", zh: "25 %" },
  middle: { en: "median", zh: "中位" },
  threeQuarters: { en: "75 %", zh: "75 %" },
  most: { en: "most", zh: "最大" },
  siteDistance: { en: "km from a site to the next", zh: "基站间距，公里" },
  peoplePerCell: { en: "people per cell", zh: "每小区人口" },
  cellsPerArea: { en: "cells per location area", zh: "每位置区小区数" },
  peoplePerArea: { en: "people per location area", zh: "每位置区人口" },
  densityOfPeople: { en: "people per km² where people live", zh: "人口密度，按人" },
  densityOfLand: { en: "people per km² over the land", zh: "人口密度，按地" },
} as const satisfies Record<string, Named>;

const ZONE_WORDS: Readonly<Record<ZoneKind, Named>> = {
  airport: { en: "airports", zh: "机场" },
  station: { en: "stations", zh: "车站" },
  stadium: { en: "stadiums", zh: "体育场" },
  mall: { en: "malls", zh: "商场" },
  campus: { en: "campuses", zh: "校园" },
  theatre: { en: "theatres", zh: "剧院" },
  scenic: { en: "scenic areas", zh: "景区" },
  business: { en: "business districts", zh: "商务区" },
  hotel: { en: "hotels", zh: "酒店" },
};

/** Two tables: what there is, and how it is spread. */
export function worldTable(statistics: WorldStatistics, language: Language): string {
  const word = (key: keyof typeof WORDS): string => WORDS[key][language];
  const counted = (parts: readonly (readonly [number, string])[]): string =>
    parts
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${what} ${grouped(count)}`)
      .join(language === "zh" ? "、" : ", ");
  const { settlements, roadKm } = statistics;
  const facts: (readonly [string, string])[] = [
    [statistics.name[language], ""],
    [word("size"), `${statistics.widthKm} × ${statistics.heightKm} ${word("km")}`],
    [word("inhabited"), `${grouped(statistics.inhabitedKm2)} ${word("km2")}`],
    [
      word("population"),
      `${grouped(statistics.population)} (${grouped(statistics.perKm2)} ${word("perKm2")})`,
    ],
    [
      word("settlements"),
      counted([
        [settlements.capitals, word("capitals")],
        [settlements.cities, word("cities")],
        [settlements.towns, word("towns")],
        [settlements.townships, word("townships")],
      ]),
    ],
    [word("sites"), grouped(statistics.sites)],
    [word("cells"), grouped(statistics.cells)],
    [word("areas"), grouped(statistics.locationAreas)],
    [word("bscs"), grouped(statistics.bscs)],
    [word("mscs"), grouped(statistics.mscs)],
    [
      word("zones"),
      counted(ZONE_KINDS.map((kind) => [statistics.zones[kind], ZONE_WORDS[kind][language]])),
    ],
    [word("inZones"), grouped(statistics.cellsInZones)],
    ...statistics.railways.map(
      ({ name, km, stations }, index) =>
        [
          index === 0 ? word("railways") : "",
          `${name[language]}: ${km} ${word("km")}, ${stations} ${word("stations")}`,
        ] as const,
    ),
    [
      `${word("roads")} (${word("km")})`,
      counted([
        [roadKm.expressway, word("expressway")],
        [roadKm.highway, word("highway")],
        [roadKm.local, word("local")],
        [roadKm.city, word("city")],
      ]),
    ],
    [
      word("rivers"),
      `${grouped(statistics.riverKm)} ${word("km")}, ${statistics.lakes} ${word("lakes")}`,
    ],
  ];
  const spread = (key: keyof typeof WORDS, values: Quartiles): string[] => [
    word(key),
    ...values.map((value) => (Number.isInteger(value) ? grouped(value) : value.toFixed(2))),
  ];
  return [
    table(facts, "l"),
    "",
    table([
      [
        word("spread"),
        word("least"),
        word("quarter"),
        word("middle"),
        word("threeQuarters"),
        word("most"),
      ],
      spread("densityOfPeople", statistics.densityOfPeople),
      spread("densityOfLand", statistics.densityOfLand),
      spread("siteDistance", statistics.siteDistanceKm),
      spread("peoplePerCell", statistics.peoplePerCell),
      spread("cellsPerArea", statistics.cellsPerArea),
      spread("peoplePerArea", statistics.peoplePerArea),
    ]),
  ].join("\n");
}

/** One line beneath the map's title. */
export function worldSubtitle(statistics: WorldStatistics, language: Language): string {
  const { population, sites, cells, locationAreas } = statistics;
  return language === "zh"
    ? `人口 ${grouped(population)} · 基站 ${grouped(sites)} · 小区 ${grouped(cells)} · 位置区 ${locationAreas}`
    : `${grouped(population)} people · ${grouped(sites)} sites · ${grouped(cells)} cells · ${locationAreas} location areas`;
}
