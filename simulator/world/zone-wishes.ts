// Which places a city has that campaigns name, how large they are, and where they would like to be.
import type { ZoneKind } from "../../domain/location.ts";
import type { Named } from "../../domain/scene.ts";
import type { Place } from "./settlements.ts";

export interface Wish {
  readonly kind: ZoneKind;
  readonly name: Named;
  readonly radiusKm: number;
  /** Distance from the city's centre, km, least and most. */
  readonly band: readonly [number, number];
  /** Free ground to other zones, km. */
  readonly gapKm: number;
  /** Larger is better; km east of the centre, persons per km², relief. */
  readonly likes?: (east: number, perKm2: number, relief: number) => number;
}

/** Cities (by rank) with an own stadium, campus, mall. */
const CITY_STADIUMS = 3;
const CITY_CAMPUSES = 4;
const CITY_MALLS = 8;
/** The same for a theatre, a business district, a hotel, a scenic area. */
const CITY_THEATRES = 2;
const CITY_BUSINESS = 2;
const CITY_HOTELS = 3;
const CITY_SCENIC = 4;
/** @param size of the capital, 1 as usual. */
export function capitalWishes({ en, zh }: Named, size: number): readonly Wish[] {
  const level = (_east: number, _perKm2: number, relief: number): number => -relief;
  const wishes: readonly Wish[] = [
    {
      kind: "airport",
      name: { en: `${en} Airport`, zh: `${zh}机场` },
      radiusKm: 2.3,
      band: [15, 21],
      gapKm: 3,
      likes: (_east, perKm2, relief) => -9 * relief - Math.abs(perKm2 - 300) / 600,
    },
    {
      kind: "stadium",
      name: { en: "Riverside Stadium", zh: "滨江体育场" },
      radiusKm: 0.5,
      band: [5, 7.5],
      gapKm: 3,
    },
    {
      kind: "campus",
      name: { en: "University Town", zh: "大学城" },
      radiusKm: 1.7,
      band: [9.5, 14],
      gapKm: 3,
      likes: level,
    },
    mall({ en: "Wanhe Mall", zh: "万和广场" }, [2.6, 4.2], (east) => -0.2 * east),
    mall({ en: "East Gate Mall", zh: "东门商城" }, [6, 9], (east) => 0.6 * east),
    mall({ en: "Silk Row Mall", zh: "锦绣里商城" }, [4.5, 8], (east) => -0.6 * east),
    {
      kind: "campus",
      name: { en: `${en} Institute`, zh: `${zh}学院` },
      radiusKm: 0.8,
      band: [6, 9],
      gapKm: 2.5,
      likes: level,
    },
    theatre({ en: "People's Theatre", zh: "人民剧院" }, [1.2, 3.6]),
    business({ en: "Riverside Business District", zh: "滨江商务区" }, [2, 5.5]),
    hotel({ en: `${en} Hotel`, zh: `${zh}饭店` }, [1.4, 5]),
    scenic({ en: "Willow Lake Scenic Area", zh: "柳湖风景区" }, [6, 13]),
  ];
  return wishes.map((wish) => ({ ...wish, band: [wish.band[0] * size, wish.band[1] * size] }));
}

function theatre(name: Named, band: readonly [number, number]): Wish {
  return { kind: "theatre", name, radiusKm: 0.28, band, gapKm: 0.8 };
}

function business(name: Named, band: readonly [number, number]): Wish {
  const likes = (_east: number, perKm2: number): number => perKm2 / 20_000;
  return { kind: "business", name, radiusKm: 0.6, band, gapKm: 0.8, likes };
}

function hotel(name: Named, band: readonly [number, number]): Wish {
  return { kind: "hotel", name, radiusKm: 0.25, band, gapKm: 0.8 };
}

/** Among hills, where few people live. */
function scenic(name: Named, band: readonly [number, number]): Wish {
  const likes = (_east: number, perKm2: number, relief: number): number =>
    2 * Math.min(relief, 0.4) - perKm2 / 2000;
  return { kind: "scenic", name, radiusKm: 1.3, band, gapKm: 2, likes };
}

function mall(
  name: Named,
  band: readonly [number, number],
  likes: (east: number) => number = () => 0,
): Wish {
  return { kind: "mall", name, radiusKm: 0.35, band, gapKm: 1, likes };
}

export function cityWishes(
  { name, radiusKm: r }: Place,
  index: number,
  hasAirport: boolean,
): Wish[] {
  const { en, zh } = name!;
  const wishes: Wish[] = [];
  if (hasAirport) {
    wishes.push({
      kind: "airport",
      name: { en: `${en} Airport`, zh: `${zh}机场` },
      radiusKm: 1.9,
      band: [r * 2 + 4, r * 2 + 12],
      gapKm: 2,
      likes: (_east, perKm2, relief) => -9 * relief - Math.abs(perKm2 - 200) / 600,
    });
  }
  if (index < CITY_STADIUMS) {
    wishes.push({
      kind: "stadium",
      name: { en: `${en} Stadium`, zh: `${zh}体育场` },
      radiusKm: 0.45,
      band: [r * 0.7, r * 1.4],
      gapKm: 1.2,
    });
  }
  if (index < CITY_CAMPUSES) {
    wishes.push({
      kind: "campus",
      name: { en: `${en} University`, zh: `${zh}大学` },
      radiusKm: 0.9,
      band: [r * 0.9, r * 2],
      gapKm: 1.2,
      likes: (_east, _perKm2, relief) => -relief,
    });
  }
  if (index < CITY_MALLS) {
    wishes.push(mall({ en: `${en} Plaza`, zh: `${zh}广场` }, [r * 0.3, r * 0.9]));
  }
  if (index < CITY_THEATRES) {
    wishes.push(theatre({ en: `${en} Theatre`, zh: `${zh}剧院` }, [r * 0.3, r]));
  }
  if (index < CITY_BUSINESS) {
    wishes.push(business({ en: `${en} Business District`, zh: `${zh}商务区` }, [r * 0.3, r * 1.1]));
  }
  if (index < CITY_HOTELS) {
    wishes.push(hotel({ en: `${en} Hotel`, zh: `${zh}饭店` }, [r * 0.2, r]));
  }
  if (index < CITY_SCENIC) {
    wishes.push(scenic({ en: `${en} Scenic Area`, zh: `${zh}风景区` }, [r + 3, r * 2 + 10]));
  }
  return wishes;
}
