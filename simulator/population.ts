// The people: where they live and work, how active they are, what they carry and subscribe to.
import { type ImportedPeople, UNRECORDED } from "../domain/imported-network.ts";
import type { Point } from "../domain/scene.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { eachGroup, formGroups, memberInTheMiddle } from "./groups.ts";
import { AGE_SHARES, HANDSETS, PURSUIT_SHARES } from "./people-tables.ts";
import { choosePlace } from "./places.ts";
import { draw, PURPOSE, pickWeighted, type RunKey, uniform } from "./random.ts";
import { activityOf, flagsOf, mobilityOf, shiftMsOf } from "./traits.ts";
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
  activityAbove: 20,
  activityBelow: 21,
  dormant: 22,
  dormantMonths: 23,
  tone: 24,
  spending: 25,
  tariff: 26,
  balance: 27,
  points: 28,
  birthday: 29,
  contract: 30,
  contractDays: 31,
  channel: 32,
  habit: 40, // and one for each habit
} as const;

/** Bits of {@link Population.flags}. */
export const FLAG = {
  nightOff: 1,
  /** A ring-back tone of one's own, in use: callers hear it. */
  ringbackTone: 2,
  missedCallAlert: 4,
  usesMms: 8,
  usesWap: 16,
  newspaper: 32,
  doNotDisturb: 64,
  redListed: 128,
  /** A ring-back tone that lies unused: callers hear the ordinary one. */
  ringbackDormant: 256,
} as const;

/**
 * Struct of arrays on one buffer, a row per subscriber unless said otherwise: {@link
 * OCTETS_PER_PERSON} each. Places in km.
 */
export interface Population {
  readonly count: number;
  /** Behind all columns; a SharedArrayBuffer when worker threads share the people. */
  readonly buffer: ArrayBufferLike;
  /** What a real network's file says of the first of these people. */
  readonly records?: ImportedPeople;
  readonly homeX: Float32Array;
  readonly homeY: Float32Array;
  /** Work, school or campus; the home when there is none. */
  readonly workX: Float32Array;
  readonly workY: Float32Array;
  /** Calls and messages relative to the median person. */
  readonly activity: Float32Array;
  /** Reach of flexible trips relative to the median person. */
  readonly mobility: Float32Array;
  /** How much later than others this person lives, ms. */
  readonly shiftMs: Int32Array;
  /** Place in the spatial order of homes: people with near ranks live near each other. */
  readonly rank: Uint32Array;
  /** By rank: who has it. */
  readonly atRank: Uint32Array;
  /** Where the person's work group begins in `colleagues`; meaningless where `groupSize` is 0. */
  readonly groupFirst: Uint32Array;
  /** By place: members of work groups, each group together. */
  readonly colleagues: Uint32Array;
  /** Zone in whose cells the home lies, −1 for none. */
  readonly homeZone: Int16Array;
  readonly workZone: Int16Array;
  /** Cells that serve home and work. */
  readonly homeCell: Uint16Array;
  readonly workCell: Uint16Array;
  /** Sum of {@link FLAG} bits. */
  readonly flags: Uint16Array;
  readonly pursuit: Uint8Array;
  readonly ageBand: Uint8Array;
  /** Members of the person's work group, 4 to 12; 0 for none. */
  readonly groupSize: Uint8Array;
  /** The person is `colleagues[groupFirst + groupPlace]`. */
  readonly groupPlace: Uint8Array;
}

export { formGroups };

/** What a person's columns take. */
export const OCTETS_PER_PERSON = 11 * 4 + 5 * 2 + 4;

/** Room for the padding of a column. */
const ALIGNMENT = 8;
const COLUMNS = 20;

/**
 * Lays the columns of so many people on one buffer. `allocate` makes it, or hands out the one that
 * another thread already fills; its contents are taken as they are, and a new one must be zero.
 */
export function layOutPopulation(
  count: number,
  allocate: (octets: number) => ArrayBufferLike = (octets) => new ArrayBuffer(octets),
  records?: ImportedPeople,
): Population {
  const buffer = allocate(count * OCTETS_PER_PERSON + COLUMNS * ALIGNMENT);
  let used = 0;
  /** Where a column of so many octets a person begins. */
  const place = (octets: number): number => {
    const from = used;
    used += Math.ceil((count * octets) / ALIGNMENT) * ALIGNMENT;
    return from;
  };
  const floats = () => new Float32Array(buffer, place(4), count);
  const words = () => new Uint32Array(buffer, place(4), count);
  const halves = () => new Uint16Array(buffer, place(2), count);
  const octets = () => new Uint8Array(buffer, place(1), count);
  return {
    count,
    buffer,
    ...(records === undefined ? {} : { records }),
    homeX: floats(),
    homeY: floats(),
    workX: floats(),
    workY: floats(),
    activity: floats(),
    mobility: floats(),
    shiftMs: new Int32Array(buffer, place(4), count),
    rank: words(),
    atRank: words(),
    groupFirst: words(),
    colleagues: words(),
    homeZone: new Int16Array(buffer, place(2), count),
    workZone: new Int16Array(buffer, place(2), count),
    homeCell: halves(),
    workCell: halves(),
    flags: halves(),
    pursuit: octets(),
    ageBand: octets(),
    groupSize: octets(),
    groupPlace: octets(),
  };
}

/** Which part of the people a thread fills. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

const WHOLE: Part = { index: 0, of: 1 };

/** What people are made from. */
export interface Origin {
  readonly key: RunKey;
  readonly world: World;
  readonly scenario: Pick<Scenario, "people" | "start">;
}

/**
 * The people of a run, made on this thread: a pure function of its arguments. What concerns one
 * person alone is the same in a larger population; work groups and the order of homes are not.
 */
export function createPopulation(
  key: RunKey,
  world: World,
  scenario: Pick<Scenario, "people" | "start">,
  count: number,
  options: { readonly allocate?: (octets: number) => ArrayBufferLike } = {},
): Population {
  const population = layOutPopulation(count, options.allocate, world.people);
  const origin = { key, world, scenario };
  settleHomes(origin, population);
  formGroups(key, population);
  settlePeople(origin, population);
  return population;
}

/**
 * First step: homes, ages, and the places of those who study or work in a zone, for every `of`-th
 * block of four subscribers. Parts may be filled on different threads at the same time.
 */
export function settleHomes(origin: Origin, population: Population, part = WHOLE): void {
  const { count, homeX, homeY, records } = population;
  const { key, world } = origin;
  const recorded = records?.count ?? 0;
  for (let block = part.index; block * 4 < count; block += part.of) {
    const end = Math.min(count, block * 4 + 4);
    for (let subscriber = block * 4; subscriber < end; subscriber++) {
      const household = householdOf(key, subscriber);
      if (subscriber < recorded) {
        homeX[subscriber] = records!.homeX[subscriber]!;
        homeY[subscriber] = records!.homeY[subscriber]!;
      } else if (household === subscriber) {
        const home = world.samplePerson(
          uniform(key, household, PURPOSE.homePlace, 0),
          uniform(key, household, PURPOSE.homePlace, 1),
        );
        homeX[subscriber] = home[0];
        homeY[subscriber] = home[1];
      } else {
        homeX[subscriber] = homeX[household]!;
        homeY[subscriber] = homeY[household]!;
      }
      const cell = world.cellAt(homeX[subscriber]!, homeY[subscriber]!);
      population.homeCell[subscriber] = cell;
      population.homeZone[subscriber] = world.cells.zone[cell]!;
      choosePursuit(origin, population, subscriber);
    }
  }
}

/** Sets age and pursuit, and the place of it unless colleagues have a say in that. */
function choosePursuit({ key, world }: Origin, population: Population, subscriber: number): void {
  const trait = (shares: readonly number[], counter: number): number =>
    pickWeighted(shares, key, subscriber, PURPOSE.personTrait, counter);
  const recorded = population.records?.ageBand[subscriber] ?? UNRECORDED.word;
  const ageBand = recorded === UNRECORDED.word ? trait(AGE_SHARES, TRAIT.ageBand) : recorded;
  let pursuit = trait(PURSUIT_SHARES[ageBand]!, TRAIT.pursuit);
  population.ageBand[subscriber] = ageBand;
  if (!isPlacedByGroup(pursuit)) {
    const home: Point = [population.homeX[subscriber]!, population.homeY[subscriber]!];
    const chosen = choosePlace(key, world, { home, pursuit, subscriber });
    pursuit = chosen.pursuit;
    if (!isPlacedByGroup(pursuit)) occupy(world, population, subscriber, chosen);
  }
  population.pursuit[subscriber] = pursuit;
}

/** Whether this pursuit's place is chosen once for a whole group. */
function isPlacedByGroup(pursuit: number): boolean {
  return pursuit === PURSUIT.job || pursuit === PURSUIT.school;
}

function occupy(
  world: World,
  population: Population,
  subscriber: number,
  { at, pursuit }: { readonly at: Point; readonly pursuit: number },
): void {
  population.workX[subscriber] = at[0];
  population.workY[subscriber] = at[1];
  const cell = world.cellAt(population.workX[subscriber]!, population.workY[subscriber]!);
  population.workCell[subscriber] = cell;
  population.workZone[subscriber] = pursuit === PURSUIT.none ? -1 : world.cells.zone[cell]!;
}

/**
 * Last step, after {@link formGroups}: work places, activity, habits. Every `of`-th work group and
 * every `of`-th block of four subscribers; parts may be filled on different threads.
 */
export function settlePeople(origin: Origin, population: Population, part = WHOLE): void {
  const { count, groupSize, pursuit } = population;
  const { key, scenario } = origin;
  eachGroup(population, part, (first, size) => placeGroup(origin, population, first, size));
  for (let block = part.index; block * 4 < count; block += part.of) {
    const end = Math.min(count, block * 4 + 4);
    for (let subscriber = block * 4; subscriber < end; subscriber++) {
      if (groupSize[subscriber] === 0 && isPlacedByGroup(pursuit[subscriber]!)) {
        occupy(origin.world, population, subscriber, placeFor(origin, population, subscriber));
      }
      population.activity[subscriber] = activityOf(key, subscriber);
      population.mobility[subscriber] = mobilityOf(key, subscriber);
      population.shiftMs[subscriber] = shiftMsOf(key, subscriber);
      population.flags[subscriber] = flagsOf(key, scenario, subscriber);
    }
  }
}

function placeFor({ key, world }: Origin, population: Population, subscriber: number) {
  const home: Point = [population.homeX[subscriber]!, population.homeY[subscriber]!];
  return choosePlace(key, world, { home, pursuit: population.pursuit[subscriber]!, subscriber });
}

/** One work place for all: the one that the member in their middle chooses. */
function placeGroup(origin: Origin, population: Population, first: number, size: number): void {
  const { colleagues, pursuit, workX, workY, workCell, workZone } = population;
  const chooser = memberInTheMiddle(population, first, size);
  if (!isPlacedByGroup(pursuit[chooser]!)) return;
  occupy(origin.world, population, chooser, placeFor(origin, population, chooser));
  for (let place = first; place < first + size; place++) {
    const member = colleagues[place]!;
    workX[member] = workX[chooser]!;
    workY[member] = workY[chooser]!;
    workCell[member] = workCell[chooser]!;
    workZone[member] = workZone[chooser]!;
  }
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

/** Which of the two handset markets of {@link HANDSETS} a scenario that starts on this date has. */
export function handsetMarket(start: string): 0 | 1 {
  return Number(start.slice(0, 4)) < 2012 ? 0 : 1;
}

const IN_USE = [0, 1].map((market) => HANDSETS.map(({ inUse }) => inUse[market]!));
const BOUGHT = [0, 1].map((market) => HANDSETS.map(({ bought }) => bought[market]!));

/** Row of {@link HANDSETS} that a person carries after `replacements` replacements, 0 or more. */
export function handsetModel(
  key: RunKey,
  subscriber: number,
  replacements: number,
  market: 0 | 1 = 0,
): number {
  const weights = (replacements === 0 ? IN_USE : BOUGHT)[market]!;
  return pickWeighted(weights, key, subscriber, PURPOSE.handsetModel, replacements);
}

/** Serial number of that handset, 0 to 999,999. */
export function handsetSerial(key: RunKey, subscriber: number, replacements: number): number {
  return draw(key, subscriber, PURPOSE.handsetSerial, replacements) % 1_000_000;
}
