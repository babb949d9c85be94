// Names for towns and cities: from tables, each once, never a real prefecture's.
import type { Named } from "../../domain/scene.ts";
import { integerBelow, PURPOSE, type RunKey } from "../random.ts";
import {
  CAPITAL_NAME,
  CITY_NAMES,
  FIRST_SYLLABLES,
  LAST_SYLLABLES,
  REAL_PREFECTURES,
} from "./names-tables.ts";

/** Every name of a town that the syllables can make. */
function townNames(): Named[] {
  return FIRST_SYLLABLES.flatMap((first) =>
    LAST_SYLLABLES.map((last) => ({ en: first.en + last.en, zh: first.zh + last.zh })),
  );
}

/** The items in an order of the key's own (Fisher and Yates). */
function shuffled<T>(items: readonly T[], key: RunKey, thing: number): T[] {
  const order = [...items];
  for (let index = order.length - 1; index > 0; index--) {
    const other = integerBelow(index + 1, key, thing, PURPOSE.placeName, index);
    [order[index], order[other]] = [order[other]!, order[index]!];
  }
  return order;
}

/** Names by rank: the capital, `cities` cities, `towns` towns; no two are alike in either language. */
export function settlementNames(key: RunKey, cities: number, towns: number): readonly Named[] {
  const chosen = [CAPITAL_NAME, ...shuffled(CITY_NAMES, key, 1).slice(0, cities)];
  const english = new Set(chosen.map((name) => name.en));
  for (const name of shuffled(townNames(), key, 2)) {
    if (chosen.length === 1 + cities + towns) break;
    if (english.has(name.en) || REAL_PREFECTURES.has(name.zh)) continue;
    english.add(name.en);
    chosen.push(name);
  }
  return chosen;
}
