// The operator's records of the generated people: numbers, IMSIs, profiles, TAC table, zones.
import {
  BRANDS,
  type Brand,
  type Directory,
  type HandsetType,
  type Profile,
  VALUE_TIERS,
  type ValueTier,
} from "../domain/directory.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { Named } from "../domain/scene.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import {
  HANDSETS,
  OCCUPATIONS,
  SURNAMES,
  TITLES,
  WITHOUT_JOB,
  ZONE_OCCUPATIONS,
} from "./people-tables.ts";
import { Permutation } from "./permutation.ts";
import { AGE_BANDS, FLAG, type Population, PURSUIT, TRAIT, tenureMonths } from "./population.ts";
import { bernoulli, draw, PURPOSE, pick, pickWeighted, type RunKey } from "./random.ts";
import type { World } from "./world/world.ts";

/** Directory with numbers and names, for the machinery that must print or dial them. */
export interface PeopleDirectory extends Directory {
  /** "13812345678"; "" for a subscriber that does not exist. */
  numberOf(subscriber: SubscriberIndex): string;
  imsiOf(subscriber: SubscriberIndex): string;
  /** "Ms Lin, salesperson" */
  person(subscriber: SubscriberIndex): Named;
}

/** Directory numbers: this prefix and eight digits. */
const NUMBER_PREFIX = "138";
const NUMBERS = 100_000_000;
/** The subscriber part of IMSIs counts up to this; the digits before it are the HLR's, constant. */
const SUBSCRIBER_DIGITS = 8;
const HLR_DIGITS = "31";

/** Brand by age (assumed): GoTone, M-Zone, Easyown. */
const BRAND_SHARES = [
  [2, 60, 38],
  [5, 60, 35],
  [25, 15, 60],
  [35, 2, 63],
  [25, 0, 75],
];
/** Value tiers by brand, best first (assumed). */
const TIER_SHARES: Record<Brand, readonly number[]> = {
  gotone: [10, 18, 24, 22, 18, 8],
  mzone: [1, 4, 12, 23, 35, 25],
  easyown: [1, 3, 8, 16, 34, 38],
};

const HANDSET_OF_TAC = new Map<number, HandsetType>(HANDSETS.map((type) => [type.tac, type]));

/** The records of a population; profiles are made when first asked for and kept. */
export function createDirectory(
  key: RunKey,
  world: World,
  population: Population,
  network: Scenario["network"],
): PeopleDirectory {
  const numbers = new Permutation(NUMBERS, draw(key, 0, PURPOSE.permutation));
  const imsis = new Permutation(NUMBERS, draw(key, 1, PURPOSE.permutation));
  const plmn = network.mcc + network.mnc;
  const imsiPrefix = plmn + HLR_DIGITS.slice(0, 15 - plmn.length - SUBSCRIBER_DIGITS);
  const profiles = new Array<Profile | undefined>(population.count);
  const numbersMade = new Array<string | undefined>(population.count);
  const exists = (subscriber: number): boolean => subscriber >= 0 && subscriber < population.count;
  const find = (text: string, prefix: string, shuffle: Permutation): number => {
    if (text.length !== prefix.length + SUBSCRIBER_DIGITS || !text.startsWith(prefix)) return -1;
    const place = Number(text.slice(prefix.length));
    const subscriber = Number.isInteger(place) ? shuffle.backward(place) : -1;
    return exists(subscriber) ? subscriber : -1;
  };
  const numberOf = (subscriber: number): string => {
    if (!exists(subscriber)) return "";
    numbersMade[subscriber] ??= NUMBER_PREFIX + digits(numbers.forward(subscriber));
    return numbersMade[subscriber];
  };
  const imsiOf = (subscriber: number): string => imsiPrefix + digits(imsis.forward(subscriber));
  return {
    subscribers: population.count,
    zones: world.zones,
    zoneOf: (lac, ci) => world.zoneOfCell(lac, ci),
    handsetType: (tac) => HANDSET_OF_TAC.get(tac),
    ofImsi: (imsi) => find(imsi, imsiPrefix, imsis),
    ofNumber: (number) => find(number, NUMBER_PREFIX, numbers),
    nameOf: (subscriber) => (exists(subscriber) ? imsiOf(subscriber) : `#${subscriber}`),
    numberOf,
    imsiOf,
    person: (subscriber) => nameAndOccupation(key, world, population, subscriber),
    profile(subscriber) {
      if (!exists(subscriber)) return undefined;
      profiles[subscriber] ??= {
        imsi: imsiOf(subscriber),
        number: numberOf(subscriber),
        ...recordOf(key, population, subscriber),
      };
      return profiles[subscriber];
    },
  };
}

function digits(place: number): string {
  return String(place).padStart(SUBSCRIBER_DIGITS, "0");
}

function recordOf(
  key: RunKey,
  population: Population,
  subscriber: number,
): Omit<Profile, "imsi" | "number"> {
  const ageBand = population.ageBand[subscriber]!;
  const flags = population.flags[subscriber]!;
  const trait = (shares: readonly number[], counter: number): number =>
    pickWeighted(shares, key, subscriber, PURPOSE.personTrait, counter);
  const brand = BRANDS[trait(BRAND_SHARES[ageBand]!, TRAIT.brand)]!;
  const valueTier: ValueTier = VALUE_TIERS[trait(TIER_SHARES[brand], TRAIT.valueTier)]!;
  const zones = [population.homeZone[subscriber]!, population.workZone[subscriber]!];
  return {
    brand,
    valueTier,
    tenureMonths: tenureMonths(key, subscriber),
    ageBand: AGE_BANDS[ageBand]!,
    hasRingbackTone: (flags & FLAG.ringbackTone) !== 0,
    hasMissedCallAlert: (flags & FLAG.missedCallAlert) !== 0,
    usesMms: (flags & FLAG.usesMms) !== 0,
    usesWap: (flags & FLAG.usesWap) !== 0,
    readsMobileNewspaper: (flags & FLAG.newspaper) !== 0,
    doNotDisturb: (flags & FLAG.doNotDisturb) !== 0,
    redListed: (flags & FLAG.redListed) !== 0,
    regularZones: [...new Set(zones)].filter((zone) => zone >= 0),
  };
}

function nameAndOccupation(
  key: RunKey,
  world: World,
  population: Population,
  subscriber: number,
): Named {
  const title = TITLES[bernoulli(0.5, key, subscriber, PURPOSE.personTrait, TRAIT.title) ? 0 : 1]!;
  const surname = pick(SURNAMES, key, subscriber, PURPOSE.personTrait, TRAIT.surname);
  const occupation = occupationOf(key, world, population, subscriber);
  return {
    en: `${title.en} ${surname.en}, ${occupation.en}`,
    zh: `${surname.zh}${title.zh}，${occupation.zh}`,
  };
}

function occupationOf(
  key: RunKey,
  world: World,
  population: Population,
  subscriber: number,
): Named {
  switch (population.pursuit[subscriber]) {
    case PURSUIT.school:
      return WITHOUT_JOB.pupil;
    case PURSUIT.campus:
      return WITHOUT_JOB.student;
    case PURSUIT.zone: {
      const zone = world.zones[population.workZone[subscriber]!];
      return zone === undefined ? OCCUPATIONS[0]! : ZONE_OCCUPATIONS[zone.kind];
    }
    case PURSUIT.job:
      return pick(OCCUPATIONS, key, subscriber, PURPOSE.personTrait, TRAIT.occupation);
    default:
      return AGE_BANDS[population.ageBand[subscriber]!] === "50plus"
        ? WITHOUT_JOB.retired
        : WITHOUT_JOB.athome;
  }
}
