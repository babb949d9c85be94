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
import {
  formatToken,
  NO_TOKEN,
  type SubscriberIndex,
  type Token,
  type Tokenise,
} from "../domain/identity.ts";
import { normalise } from "../domain/number-plan.ts";
import type { Named } from "../domain/scene.ts";
import { TokenTable } from "../domain/token-table.ts";
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

/**
 * Directory that also knows what stands behind the tokens. Digits and names are truth: for what
 * generates signalling, never for what takes it in.
 */
export interface PeopleDirectory extends Directory {
  /** "13812345678"; "" for a subscriber that does not exist. */
  digitsOf(subscriber: SubscriberIndex): string;
  /** "460003100000001"; "" for a subscriber that does not exist. */
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

export interface DirectoryOptions extends Pick<Scenario, "network" | "numbers"> {
  readonly tokenise: Tokenise;
}

/** The records of a population; profiles and tokens are made when first asked for and kept. */
export function createDirectory(
  key: RunKey,
  world: World,
  population: Population,
  { network, numbers: plan, tokenise }: DirectoryOptions,
): PeopleDirectory {
  const { count } = population;
  const numbers = new Permutation(NUMBERS, draw(key, 0, PURPOSE.permutation));
  const imsis = new Permutation(NUMBERS, draw(key, 1, PURPOSE.permutation));
  const plmn = network.mcc + network.mnc;
  const imsiPrefix = plmn + HLR_DIGITS.slice(0, 15 - plmn.length - SUBSCRIBER_DIGITS);
  const profiles = new Array<Profile | undefined>(count);
  const exists = (subscriber: number): boolean => subscriber >= 0 && subscriber < count;
  const imsiOf = (subscriber: number): string =>
    exists(subscriber) ? imsiPrefix + digits(imsis.forward(subscriber)) : "";
  const digitsOf = (subscriber: number): string =>
    exists(subscriber) ? NUMBER_PREFIX + digits(numbers.forward(subscriber)) : "";
  const byImsi = new Tokens(count, (subscriber) => tokenise("imsi", imsiOf(subscriber)));
  const byNumber = new Tokens(count, (subscriber) =>
    tokenise("number", normalise(plan, { digits: digitsOf(subscriber) }).digits),
  );
  return {
    subscribers: count,
    zones: world.zones,
    zoneOf: (lac, ci) => world.zoneOfCell(lac, ci),
    handsetType: (tac) => HANDSET_OF_TAC.get(tac),
    ofImsi: (imsi) => byImsi.ownerOf(imsi),
    ofNumber: (number) => byNumber.ownerOf(number),
    numberOf: (subscriber) => (exists(subscriber) ? byNumber.of(subscriber) : NO_TOKEN),
    nameOf: (subscriber) =>
      exists(subscriber) ? formatToken(byImsi.of(subscriber)) : `#${subscriber}`,
    digitsOf,
    imsiOf,
    person: (subscriber) => nameAndOccupation(key, world, population, subscriber),
    profile(subscriber) {
      if (!exists(subscriber)) return undefined;
      profiles[subscriber] ??= recordOf(key, population, subscriber);
      return profiles[subscriber];
    },
  };
}

/** One token for each of a population, made when first asked for, and the way back. */
class Tokens {
  readonly #make: (subscriber: number) => Token;
  readonly #made: Float64Array;
  #owners: TokenTable | undefined;

  constructor(count: number, make: (subscriber: number) => Token) {
    this.#make = make;
    this.#made = new Float64Array(count).fill(NO_TOKEN);
  }

  of(subscriber: number): Token {
    if (this.#made[subscriber] === NO_TOKEN) this.#made[subscriber] = this.#make(subscriber);
    return this.#made[subscriber]!;
  }

  /** −1 for nobody's token; the first question makes the tokens of all. */
  ownerOf(token: Token): number {
    this.#owners ??= this.#table();
    return this.#owners.get(token);
  }

  #table(): TokenTable {
    const table = new TokenTable(this.#made.length);
    for (let owner = 0; owner < this.#made.length; owner++) table.set(this.of(owner), owner);
    return table;
  }
}

function digits(place: number): string {
  return String(place).padStart(SUBSCRIBER_DIGITS, "0");
}

function recordOf(key: RunKey, population: Population, subscriber: number): Profile {
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
