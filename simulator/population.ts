// The people: where they live and work, how active they are, what they carry and subscribe to.
import { CAPABILITY } from "../domain/directory.ts";
import { HOUR_MS, MINUTE_MS } from "../domain/time.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { HANDSETS } from "./people-tables.ts";
import { choosePlace } from "./places.ts";
import {
  bernoulli,
  draw,
  exponential,
  lognormal,
  normal,
  PURPOSE,
  pickWeighted,
  type RunKey,
  uniform,
} from "./random.ts";
import type { World } from "./world/world.ts";

/** Age bands by index: the order of {@link AGE_BANDS}. */
export const AGE_BANDS = ["under18", "18-24", "25-34", "35-49", "50plus"] as const;

/** What somebody does on a weekday; "zone" is a job in a place that campaigns name. */
export const PURSUIT = { none: 0, job: 1, school: 2, campus: 3, zone: 4 } as const;

/** Traits that are drawn once per person: the counter of purpose `personTrait`. Never reuse a number. */
export const TRAIT = {
  ageBand: 0,
  pursuit: 1,
  activity: 2,
  mobility: 3,
  chronotype: 4,
  nightOff: 5,
  brand: 6,
  valueTier: 7,
  tenure: 8,
  ringbackTone: 9,
  missedCallAlert: 10,
  mms: 11,
  wap: 12,
  newspaper: 13,
  doNotDisturb: 14,
  redList: 15,
  surname: 16,
  title: 17,
  occupation: 18,
  periodicPhase: 19,
} as const;

/** Bits of {@link Population.flags}. */
export const FLAG = {
  nightOff: 1,
  ringbackTone: 2,
  missedCallAlert: 4,
  usesMms: 8,
  usesWap: 16,
  newspaper: 32,
  doNotDisturb: 64,
  redListed: 128,
} as const;

/** Struct of arrays, one row per subscriber; about 50 octets each. Places in km. */
export interface Population {
  readonly count: number;
  readonly homeX: Float32Array;
  readonly homeY: Float32Array;
  /** Work, school or campus; the home when there is none. */
  readonly workX: Float32Array;
  readonly workY: Float32Array;
  readonly pursuit: Uint8Array;
  /** Zone in whose cells the home lies, −1 for none. */
  readonly homeZone: Int16Array;
  readonly workZone: Int16Array;
  /** Calls and messages relative to the median person. */
  readonly activity: Float32Array;
  /** Reach of flexible trips relative to the median person. */
  readonly mobility: Float32Array;
  /** How much later than others this person lives, ms. */
  readonly shiftMs: Int32Array;
  readonly ageBand: Uint8Array;
  readonly flags: Uint8Array;
}

// Shares of the population, all assumed. Activity and chronotype: ../shared/design/traffic.md 2.2.
const AGE_SHARES = [6, 22, 28, 28, 16];
const PURSUIT_SHARES = [
  [5, 0, 95, 0, 0],
  [15, 46, 0, 35, 4],
  [15, 80, 0, 0, 5],
  [18, 78, 0, 0, 4],
  [65, 33, 0, 0, 2],
];
const ACTIVITY_SIGMA = 0.7;
const MOBILITY = { mu: 0.1, sigma: 1.0 };
const MOBILITY_MAX = 5;
const CHRONOTYPE_MS = 45 * MINUTE_MS;
const CHRONOTYPE_MAX_MS = 2 * HOUR_MS;
const PROFILE_SHARES = { missedCallAlert: 0.3, doNotDisturb: 0.03, redListed: 0.005 };
/** Of those whose handset can: who does. */
const USERS = { mms: 0.6, wap: 0.5, newspaper: 0.25 };

/** Draws the people of a run; a pure function of its arguments, row by row. */
export function createPopulation(
  key: RunKey,
  world: World,
  scenario: Pick<Scenario, "people">,
  count: number,
): Population {
  const population: Population = {
    count,
    homeX: new Float32Array(count),
    homeY: new Float32Array(count),
    workX: new Float32Array(count),
    workY: new Float32Array(count),
    pursuit: new Uint8Array(count),
    homeZone: new Int16Array(count),
    workZone: new Int16Array(count),
    activity: new Float32Array(count),
    mobility: new Float32Array(count),
    shiftMs: new Int32Array(count),
    ageBand: new Uint8Array(count),
    flags: new Uint8Array(count),
  };
  for (let subscriber = 0; subscriber < count; subscriber++) {
    settle(key, world, population, subscriber);
    population.activity[subscriber] = lognormal(
      { mu: 0, sigma: ACTIVITY_SIGMA },
      key,
      subscriber,
      PURPOSE.personTrait,
      TRAIT.activity,
    );
    population.mobility[subscriber] = Math.min(
      MOBILITY_MAX,
      lognormal(MOBILITY, key, subscriber, PURPOSE.personTrait, TRAIT.mobility),
    );
    const shift = CHRONOTYPE_MS * normal(key, subscriber, PURPOSE.personTrait, TRAIT.chronotype);
    population.shiftMs[subscriber] = Math.max(
      -CHRONOTYPE_MAX_MS,
      Math.min(CHRONOTYPE_MAX_MS, shift),
    );
    population.flags[subscriber] = flagsOf(key, scenario, subscriber);
  }
  return population;
}

/**
 * Household of a subscriber: numbers run in blocks of four, and a draw splits each block. The
 * household's number is that of its first member.
 */
export function householdOf(key: RunKey, subscriber: number): number {
  const block = subscriber >>> 2;
  const leaders = HOUSEHOLD_SPLITS[pickWeighted(HOUSEHOLD_SHARES, key, block, PURPOSE.household)]!;
  return block * 4 + leaders[subscriber & 3]!;
}

/** Leader of each of a block's four members, and how common the split is (assumed). */
const HOUSEHOLD_SPLITS = [
  [0, 0, 0, 0],
  [0, 0, 0, 3],
  [0, 0, 2, 2],
  [0, 0, 2, 3],
  [0, 1, 2, 3],
];
const HOUSEHOLD_SHARES = [20, 25, 25, 20, 10];

function settle(key: RunKey, world: World, population: Population, subscriber: number): void {
  const household = householdOf(key, subscriber);
  const home = world.samplePerson(
    uniform(key, household, PURPOSE.homePlace, 0),
    uniform(key, household, PURPOSE.homePlace, 1),
  );
  const ageBand = pickWeighted(AGE_SHARES, key, subscriber, PURPOSE.personTrait, TRAIT.ageBand);
  const wanted = pickWeighted(
    PURSUIT_SHARES[ageBand]!,
    key,
    subscriber,
    PURPOSE.personTrait,
    TRAIT.pursuit,
  );
  const work = choosePlace(key, world, { home, pursuit: wanted, subscriber });
  population.ageBand[subscriber] = ageBand;
  population.pursuit[subscriber] = work.pursuit;
  population.homeX[subscriber] = home[0];
  population.homeY[subscriber] = home[1];
  population.workX[subscriber] = work.at[0];
  population.workY[subscriber] = work.at[1];
  population.homeZone[subscriber] = world.cells.zone[world.cellAt(home[0], home[1])]!;
  population.workZone[subscriber] =
    work.pursuit === PURSUIT.none ? -1 : world.cells.zone[world.cellAt(work.at[0], work.at[1])]!;
}

function flagsOf(key: RunKey, { people }: Pick<Scenario, "people">, subscriber: number): number {
  const has = (trait: number, share: number, flag: number): number =>
    bernoulli(share, key, subscriber, PURPOSE.personTrait, trait) ? flag : 0;
  const { capabilities } = HANDSETS[handsetModel(key, subscriber, 0)]!;
  let flags = has(TRAIT.nightOff, people.nightOffShare, FLAG.nightOff);
  flags |= has(TRAIT.ringbackTone, people.ringbackToneShare, FLAG.ringbackTone);
  flags |= has(TRAIT.missedCallAlert, PROFILE_SHARES.missedCallAlert, FLAG.missedCallAlert);
  if (capabilities & CAPABILITY.mms) {
    flags |= has(TRAIT.mms, USERS.mms, FLAG.usesMms);
    flags |= has(TRAIT.newspaper, USERS.newspaper, FLAG.newspaper);
  }
  if (capabilities & CAPABILITY.wap) flags |= has(TRAIT.wap, USERS.wap, FLAG.usesWap);
  flags |= has(TRAIT.doNotDisturb, PROFILE_SHARES.doNotDisturb, FLAG.doNotDisturb);
  flags |= has(TRAIT.redList, PROFILE_SHARES.redListed, FLAG.redListed);
  return flags;
}

const SHARES_IN_USE = HANDSETS.map((handset) => handset.share);
const SHARES_NEW = HANDSETS.map((handset) => handset.newShare);

/** Row of {@link HANDSETS} that a person carries after `replacements` replacements, 0 or more. */
export function handsetModel(key: RunKey, subscriber: number, replacements: number): number {
  const shares = replacements === 0 ? SHARES_IN_USE : SHARES_NEW;
  return pickWeighted(shares, key, subscriber, PURPOSE.handsetModel, replacements);
}

/** Serial number of that handset, 0 to 999,999. */
export function handsetSerial(key: RunKey, subscriber: number, replacements: number): number {
  return draw(key, subscriber, PURPOSE.handsetSerial, replacements) % 1_000_000;
}

/** Months since the subscription began, 1 to 120. */
export function tenureMonths(key: RunKey, subscriber: number): number {
  const months = exponential(34, key, subscriber, PURPOSE.personTrait, TRAIT.tenure);
  return Math.min(120, 1 + Math.floor(months));
}
