// Where the visitors of places come from: a table in which small cells are not shown (A25).

/** Visits of people whose number belongs to one town, to one place. */
export interface OriginCount {
  readonly place: string;
  /** Town of the number, "" when it has none. */
  readonly origin: string;
  readonly visits: number;
}

/** One place of the table, most visits first. */
export interface PlaceOrigins {
  readonly place: string;
  readonly origins: readonly { readonly origin: string; readonly visits: number }[];
  /** Towns with some visits, but too few to be shown; how many they are in all is not told. */
  readonly suppressed: number;
}

/** Fewer visits than this are suppressed. */
export const VISITS_MIN = 10;

/** Counts visits; parts of different people add up. */
export class Origins {
  readonly #visits = new Map<string, number>();

  count(place: string, origin: string): void {
    const key = JSON.stringify([place, origin]);
    this.#visits.set(key, (this.#visits.get(key) ?? 0) + 1);
  }

  part(): readonly OriginCount[] {
    return [...this.#visits].map(([key, visits]) => {
      const [place, origin] = JSON.parse(key) as [string, string];
      return { place, origin, visits };
    });
  }
}

/** The table of these parts, in the order of the places' names. */
export function originTable(parts: readonly (readonly OriginCount[])[]): readonly PlaceOrigins[] {
  const places = new Map<string, Map<string, number>>();
  for (const { place, origin, visits } of parts.flat()) {
    const origins = places.get(place) ?? new Map<string, number>();
    places.set(place, origins.set(origin, (origins.get(origin) ?? 0) + visits));
  }
  return [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, all]) => {
      const origins = [...all]
        .map(([origin, visits]) => ({ origin, visits }))
        .sort((a, b) => b.visits - a.visits || (a.origin < b.origin ? -1 : 1));
      const shown = origins.filter(({ visits }) => visits >= VISITS_MIN);
      return { place, origins: shown, suppressed: origins.length - shown.length };
    });
}
