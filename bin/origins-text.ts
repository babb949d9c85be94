// Where the visitors of places come from, as people read it.
import { type PlaceOrigins, VISITS_MIN } from "../metrics/origins.ts";
import { grouped } from "./progress.ts";
import { table } from "./table.ts";

export function originsText(places: readonly PlaceOrigins[]): string {
  const rows = places.flatMap(({ place, origins, suppressed }) => [
    ...origins.map(({ origin, visits }, at) => [
      at === 0 ? place : "",
      origin === "" ? "no town" : origin,
      grouped(visits),
    ]),
    ...(suppressed === 0
      ? []
      : [[origins.length === 0 ? place : "", `${suppressed} more`, `< ${VISITS_MIN} each`]]),
  ]);
  return [
    table([["place", "number of", "visits"], ...rows], "llr"),
    "",
    `Counted, nothing sent. Towns with fewer than ${VISITS_MIN} visits are not shown. 客源统计：少于 ${VISITS_MIN} 次的不显示。`,
  ].join("\n");
}
