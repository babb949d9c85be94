// Where the visitors of places come from: a table that shows no cell of few people (A25).

/** People whose number belongs to one town, seen at one place. */
export interface OriginCount {
  readonly place: string;
  /** Town of the number, "" when it has none. */
  readonly origin: string;
  /** Each person once, however often she came. */
  readonly people: number;
  readonly visits: number;
}

/** One place of the table, most people first. */
export interface PlaceOrigins {
  readonly place: string;
  readonly origins: readonly Omit<OriginCount, "place">[];
  /** Towns with some visitors, but too few to be shown; how many they are in all is not told. */
  readonly suppressed: number;
}

/** Cells of fewer people are suppressed: k of k-anonymity. One person's visits hide nobody. */
export const PEOPLE_MIN = 10;

/** Counts visits and who made them; parts of different people add up. */
export class Origins {
  readonly #cells = new Map<string, { visits: number; readonly people: Set<number> }>();

  count(place: string, origin: string, subscriber: number): void {
    const key = JSON.stringify([place, origin]);
    const cell = this.#cells.get(key) ?? { visits: 0, people: new Set<number>() };
    cell.visits++;
    cell.people.add(subscriber);
    this.#cells.set(key, cell);
  }

  part(): readonly OriginCount[] {
    return [...this.#cells].map(([key, { visits, people }]) => {
      const [place, origin] = JSON.parse(key) as [string, string];
      return { place, origin, people: people.size, visits };
    });
  }
}

/** The table of these parts, in the order of the places' names. */
export function originTable(parts: readonly (readonly OriginCount[])[]): readonly PlaceOrigins[] {
  const places = new Map<string, Map<string, OriginCount>>();
  for (const cell of parts.flat()) {
    const origins = places.get(cell.place) ?? new Map<string, OriginCount>();
    const { people = 0, visits = 0 } = origins.get(cell.origin) ?? {};
    const both = { ...cell, people: people + cell.people, visits: visits + cell.visits };
    places.set(cell.place, origins.set(cell.origin, both));
  }
  return [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, all]) => {
      const origins = [...all.values()]
        .map(({ origin, people, visits }) => ({ origin, people, visits }))
        .sort((a, b) => b.people - a.people || (a.origin < b.origin ? -1 : 1));
      const shown = origins.filter(({ people }) => people >= PEOPLE_MIN);
      return { place, origins: shown, suppressed: origins.length - shown.length };
    });
}
