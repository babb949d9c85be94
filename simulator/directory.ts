// The operator's records of the generated people: numbers, IMSIs, profiles, TAC table, zones.
import type { Directory, HandsetType, Profile } from "../domain/directory.ts";
import {
  formatToken,
  NO_TOKEN,
  parseToken,
  type SubscriberIndex,
  type Token,
  type Tokenise,
} from "../domain/identity.ts";
import { normalise } from "../domain/number-plan.ts";
import type { Named, Point } from "../domain/scene.ts";
import { TokenTable } from "../domain/token-table.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import {
  balanceFen,
  birthdayOf,
  brandOf,
  contractEndsInDays,
  dormantMonths,
  monthlySpendFen,
  type People,
  pointsOf,
  preferredChannel,
  ringbackStateOf,
  tariffOf,
  tenureMonths,
  valueTierOf,
} from "./account.ts";
import {
  HANDSETS,
  OCCUPATIONS,
  SURNAMES,
  TARIFF_TABLE,
  TITLES,
  WITHOUT_JOB,
  ZONE_OCCUPATIONS,
} from "./people-tables.ts";
import { Permutation } from "./permutation.ts";
import {
  AGE_BANDS,
  FLAG,
  handsetMarket,
  handsetModel,
  type Population,
  PURSUIT,
  TRAIT,
} from "./population.ts";
import { bernoulli, draw, PURPOSE, pick, type RunKey } from "./random.ts";
import {
  consentOf,
  fitOfPlan,
  historiesOf,
  lastContacts,
  scoresOf,
  simGenerationOf,
  starOf,
  usesMobileData,
} from "./records.ts";
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

/** Profiles that are kept, a power of two: another person in the same place takes the place. */
const PROFILES_KEPT = 2 ** 12;

const HANDSET_OF_TAC = new Map<number, HandsetType>(HANDSETS.map((type) => [type.tac, type]));

export interface DirectoryOptions extends Pick<Scenario, "network" | "numbers" | "start"> {
  readonly tokenise: Tokenise;
}

/** The records of a population; tokens are made when first asked for and kept, profiles for a while. */
export function createDirectory(
  key: RunKey,
  world: World,
  population: Population,
  { network, start, numbers: plan, tokenise }: DirectoryOptions,
): PeopleDirectory {
  const { count } = population;
  const numbers = new Permutation(NUMBERS, draw(key, 0, PURPOSE.permutation));
  const imsis = new Permutation(NUMBERS, draw(key, 1, PURPOSE.permutation));
  const plmn = network.mcc + network.mnc;
  const imsiPrefix = plmn + HLR_DIGITS.slice(0, 15 - plmn.length - SUBSCRIBER_DIGITS);
  const market = handsetMarket(start);
  const profiles = new Array<Profile | undefined>(PROFILES_KEPT);
  const owners = new Int32Array(PROFILES_KEPT);
  const exists = (subscriber: number): boolean => subscriber >= 0 && subscriber < count;
  const { records } = population;
  const imsiOf = (subscriber: number): string => {
    if (!exists(subscriber)) return "";
    const recorded = digitsIn(records?.imsi[subscriber]);
    return recorded ?? imsiPrefix + digits(imsis.forward(subscriber));
  };
  const digitsOf = (subscriber: number): string => {
    if (!exists(subscriber)) return "";
    const recorded = digitsIn(records?.msisdn[subscriber]);
    return recorded ?? NUMBER_PREFIX + digits(numbers.forward(subscriber));
  };
  const byImsi = new Tokens(
    count,
    (subscriber) =>
      parseToken(records?.imsi[subscriber] ?? "") ?? tokenise("imsi", imsiOf(subscriber)),
  );
  const byNumber = new Tokens(
    count,
    (subscriber) =>
      parseToken(records?.msisdn[subscriber] ?? "") ??
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
      const slot = subscriber % PROFILES_KEPT;
      if (owners[slot] !== subscriber || profiles[slot] === undefined) {
        owners[slot] = subscriber;
        profiles[slot] = recordOf({ key, population }, world, market, subscriber);
      }
      return profiles[slot];
    },
  };
}

/** One token for each of a population, made when first asked for, and the way back. */
class Tokens {
  readonly #count: number;
  readonly #make: (subscriber: number) => Token;
  /** Nobody's before the first question: a rehearsal asks for no IMSI. */
  #made: Float64Array | undefined;
  #owners: TokenTable | undefined;

  constructor(count: number, make: (subscriber: number) => Token) {
    this.#count = count;
    this.#make = make;
  }

  of(subscriber: number): Token {
    this.#made ??= new Float64Array(this.#count).fill(NO_TOKEN);
    if (this.#made[subscriber] === NO_TOKEN) this.#made[subscriber] = this.#make(subscriber);
    return this.#made[subscriber]!;
  }

  /** −1 for nobody's token; the first question makes the tokens of all. */
  ownerOf(token: Token): number {
    this.#owners ??= this.#table();
    return this.#owners.get(token);
  }

  #table(): TokenTable {
    const table = new TokenTable(this.#count);
    for (let owner = 0; owner < this.#count; owner++) table.set(this.of(owner), owner);
    return table;
  }
}

/** Digits that a subscriber file gives; undefined where it gives a token or nothing. */
function digitsIn(recorded: string | undefined): string | undefined {
  return recorded === undefined || !/^\d+$/.test(recorded) ? undefined : recorded;
}

function digits(place: number): string {
  return String(place).padStart(SUBSCRIBER_DIGITS, "0");
}

/** One person's records, made anew. */
export function profileOf(
  setting: People & { readonly world: World; readonly scenario: Pick<Scenario, "start"> },
  subscriber: number,
): Profile {
  const { world, scenario } = setting;
  return recordOf(setting, world, handsetMarket(scenario.start), subscriber);
}

function recordOf(people: People, world: World, market: 0 | 1, subscriber: number): Profile {
  const { key, population } = people;
  const flags = population.flags[subscriber]!;
  const zones = [population.homeZone[subscriber]!, population.workZone[subscriber]!];
  const tariff = tariffOf(people, subscriber);
  const handset = HANDSETS[handsetModel(key, subscriber, 0, market)]!;
  const home: Point = [population.homeX[subscriber]!, population.homeY[subscriber]!];
  // What is seldom asked for is made when it is.
  let history: Profile["history"] | undefined;
  let scores: Profile["scores"] | undefined;
  return {
    brand: brandOf(people, subscriber),
    tariff,
    monthlyFeeFen: TARIFF_TABLE[tariff].monthlyFeeFen,
    valueTier: valueTierOf(people, subscriber),
    tenureMonths: tenureMonths(people, subscriber),
    ageBand: AGE_BANDS[population.ageBand[subscriber]!]!,
    monthlySpendFen: monthlySpendFen(people, subscriber),
    balanceFen: balanceFen(people, subscriber),
    points: pointsOf(people, subscriber),
    birthday: birthdayOf(people, subscriber),
    contractEndsInDays: contractEndsInDays(people, subscriber),
    preferredChannel: preferredChannel(people, subscriber),
    tac: handset.tac,
    capabilities: handset.capabilities,
    homeCity: cityNear(world, home),
    ringbackTone: ringbackStateOf(population, subscriber),
    ringbackToneDormantMonths: dormantMonths(people, subscriber),
    hasRingbackTone: (flags & FLAG.ringbackTone) !== 0,
    hasMissedCallAlert: (flags & FLAG.missedCallAlert) !== 0,
    usesMms: (flags & FLAG.usesMms) !== 0,
    usesWap: (flags & FLAG.usesWap) !== 0,
    readsMobileNewspaper: (flags & FLAG.newspaper) !== 0,
    get history() {
      history ??= historiesOf(people, subscriber);
      return history;
    },
    ...lastContacts(people, subscriber),
    consent: consentOf(people, subscriber),
    star: starOf(people, subscriber),
    planFit: fitOfPlan(people, subscriber),
    usesMobileData: usesMobileData(people, subscriber),
    simGeneration: simGenerationOf(people, market, subscriber),
    get scores() {
      scores ??= scoresOf(people, market, subscriber);
      return scores;
    },
    doNotDisturb: (flags & FLAG.doNotDisturb) !== 0,
    redListed: (flags & FLAG.redListed) !== 0,
    regularZones: [...new Set(zones)].filter((zone) => zone >= 0),
  };
}

/** The capital or city (settlements.ts, ranks 0 and 1) that is nearest; "" when there is none. */
function cityNear({ settlements }: World, [x, y]: Point): string {
  let city = "";
  let nearest = Number.POSITIVE_INFINITY;
  for (const { at, rank, name } of settlements) {
    if (rank > 1 || name === undefined) continue;
    const square = (at[0] - x) ** 2 + (at[1] - y) ** 2;
    if (square >= nearest) continue;
    nearest = square;
    city = name.en;
  }
  return city;
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
