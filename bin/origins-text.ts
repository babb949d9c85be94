// Where the visitors of places come from, as people read it.
import { PEOPLE_MIN, type PlaceOrigins } from "../metrics/origins.ts";
import { grouped } from "./progress.ts";
import { table } from "./table.ts";

export function originsText(places: readonly PlaceOrigins[]): string {
  const rows = places.flatMap(({ place, origins, suppressed }) => [
    ...origins.map(({ origin, people, visits }, at) => [
      at === 0 ? place : "",
      origin === "" ? "no town" : origin,
      grouped(people),
      grouped(visits),
    ]),
    ...(suppressed === 0
      ? []
      : [[origins.length === 0 ? place : "", `${suppressed} more`, `< ${PEOPLE_MIN} each`, ""]]),
  ]);
  return [
    table([["place", "number of", "people", "visits"], ...rows], "llrr"),
    "",
    `Counted, nothing sent. Towns of fewer than ${PEOPLE_MIN} people are not shown. 客源统计：少于 ${PEOPLE_MIN} 人的不显示。`,
  ].join("\n");
}
