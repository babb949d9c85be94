// All randomness of Kairos: draws that are pure functions of (run key, entity, purpose, counter).
import seedrandom from "seedrandom";
import { fraction, mix32 } from "../domain/hash.ts";

/**
 * What a draw is for. Every purpose is its own stream, so that a new one leaves all others as they
 * were. Numbers are never reused; a comment says what is drawn and what entity and counter mean.
 */
export const PURPOSE = {
  // world: entity and counter are the world's own
  /** Seed of a noise field; entity = field. */
  noiseField: 1,
  /** Phase and side of a river's bends; entity = river. */
  riverBends: 2,
  /** Course of a river's guide; entity = river, counter = guide point. */
  riverGuide: 3,
  /** Candidate places of settlements; entity = settlement, counter = candidate. */
  settlementPlace: 5,
  /** Populations; entity = settlement. */
  settlementSize: 6,
  /** Order of names; entity = list of names, counter = position. */
  placeName: 7,
  /** Jitter of streets; entity = settlement, counter = line. */
  streetJitter: 8,
  /** Candidate places of zones; entity = zone, counter = candidate. */
  zonePlace: 9,
  /** Candidate places of radio sites; counter = dart. */
  sitePlace: 10,
  /** Corners of zone outlines; entity = zone, counter = corner. */
  zoneOutline: 11,
  /** How far a site's antennas are turned; entity = site. */
  sectorBearing: 12,
  // people: entity = subscriber, unless said otherwise
  /** How a block of four subscribers splits into households; entity = block. */
  household: 100,
  /** Where a household lives; entity = household, counter 0 and 1. */
  homePlace: 101,
  /** Where a person works or learns; counter = choice. */
  workPlace: 102,
  /** What a person is and has; counter = trait. */
  personTrait: 103,
  /** Handset model; counter = how many handsets before it. */
  handsetModel: 104,
  /** Serial number of a handset; counter as above. */
  handsetSerial: 105,
  /** Keys of permutations; entity = permutation. */
  permutation: 106,
  // days: entity = subscriber, counter = day and slot, unless said otherwise
  /** Whether, when and how far a person moves; counter = day and decision. */
  dayPlan: 110,
  /** Which place a flexible stop leads to; counter = day and stop. */
  stopPlace: 111,
  /** Where a portfolio rank lies; counter = rank and epoch. */
  portfolio: 112,
  /** Night and daytime power habits; counter = day and decision. */
  power: 113,
  /** Replacement of the handset; counter = day. */
  handsetChange: 114,
  /** Reselection between neighbour cells at rest; counter = slot of time. */
  reselection: 115,
  /** Sessions; entity = tie, counter = twice the day and kind; or entity = session. */
  session: 116,
  /** Fate of one call; entity = call. */
  callFate: 117,
  /** Fate of one message; entity = message. */
  messageFate: 118,
  /** Messages of service providers and balance queries; counter = day and item. */
  service: 119,
  /** What the network does in a transaction; entity = subscriber, counter = transaction. */
  transaction: 120,
  /** Matches at the stadium; entity = stadium, counter = day. */
  match: 121,
  /** Gaps between the frames of a ladder; entity = subscriber, counter = event. */
  ladderGap: 122,
  /** Which neighbour cell a resting phone may reselect; counter = block of hours. */
  reselectionBlock: 140,
  /** Stays away from home for nights; counter = block of days. */
  away: 141,
  /** Times of a journey of many days; counter = its first day and part. */
  journey: 142,
  /** Phones that lie in a drawer; counter = block of days, or trait. */
  idlePhone: 143,
  /** Concerts; entity = theatre, counter = day. */
  concert: 144,
  /** How quickly a person gets about, and how far; counter = trait. */
  pace: 145,
  /** A second handset for the same card; counter = block of days, or trait. */
  secondHandset: 146,
  /** Intervals between handsets; counter = how many handsets before. */
  handsetInterval: 147,

  // people, continued
  /** Sizes of work groups; entity = first member of a neighbourhood, counter = group. */
  groupSize: 150,
  /** Which ring-back tone; counter = how many changes before it. */
  tone: 151,
  /** What records hold of the time before the run; counter = fact, or 16 × product + fact. */
  record: 152,
  /** Noise of mined scores; counter = 4 × product + score. */
  score: 153,

  // services and feeds: entity = subscriber
  /** How often somebody does something on a day; counter = day and kind of act. */
  act: 160,
  /** How, when and what; counter = day, kind of act, item and part. */
  actDetail: 161,
  /** Alarm levels and top-ups of a balance, and volumes of data; counter = month or part. */
  account: 162,
  /** Whether a feed knows somebody; counter = feed. */
  feedCoverage: 163,
  /** How late a feed tells; counter = hash of event type and time. */
  feedLatency: 164,
  /** Whether it tells at all; counter as above. */
  feedLoss: 165,
  /** Which part of a segment a list of the scenario takes; counter = hash of its name. */
  listShare: 166,

  // who knows whom, and talks when
  /** A tie's number, which says whether it is kept and how strong; entity and counter = its ends. */
  tie: 130,
  /** The same of ties of slots; entity = pair in the slot's order, counter = slot. */
  tieSlot: 134,
  /** When and how long a person likes to talk; entity = subscriber. */
  talkHabit: 131,
  /** Pairs of strangers; entity = pair in the slot's order, counter = day and slot. */
  passing: 135,
  /** Which of two strangers calls; entity and counter = the two. */
  customer: 136,
  /** Calls of robots: entity = call, counter 0 and 1; entity = robot, counter = day + 2. */
  robot: 132,

  /** Whether and when one text is sent to several friends; counter = day and part. */
  manyMessages: 138,

  // answers to offers: entity = subscriber; moment = hash of the campaign's name and the time
  /** The fixed inclination to a campaign's product; counter = hash of the campaign's name. */
  taste: 200,
  /** Complaint, refusal or silence of those who do not accept; counter = moment. */
  mood: 201,
  /** Time from sending to the handset; counter = moment. */
  delivery: 202,
  /** Time from the handset to reading; counter = moment. */
  reading: 203,
  /** Time from reading to the answer; counter = moment. */
  thinking: 204,
  /** How long an order is kept; counter = moment. */
  retention: 205,
  /** Whether a ringing phone is answered for an unknown number; counter = hour. */
  pickUp: 210,
  /** Days of WAP use beside a run; counter = 0 for the person's own rate, else 1 + day. */
  habit: 211,
} as const;

/** The run's key: two u32 lanes made of the human seed. */
export interface RunKey {
  readonly first: number;
  readonly second: number;
}

/** Turns a seed, any text, into the key of a run (seedrandom's ARC4, so that near seeds are far). */
export function runKey(seed: string): RunKey {
  const generator = seedrandom(isRepeated(seed) ? `${seed}×${seed.length}` : seed);
  return { first: generator.int32() >>> 0, second: generator.int32() >>> 0 };
}

/** ARC4 repeats its key to 256 octets, and so takes "1", "11" and "111" for the same. */
function isRepeated(seed: string): boolean {
  return seed !== "" && (seed + seed).indexOf(seed, 1) < seed.length;
}

/**
 * One u32, the same for the same arguments on every machine and in any order.
 *
 * `entity`, `purpose` and `counter` are integers (taken modulo 2³²). For one purpose two entities
 * never share a stream: the first two steps are a bijection, and both lanes enter the last.
 */
export function draw(key: RunKey, entity: number, purpose: number, counter = 0): number {
  const own = mix32((entity ^ key.first) + 0x9e3779b9);
  const stream = mix32(own ^ (key.second + Math.imul(purpose, 0x85ebca6b)));
  return mix32(mix32(stream + Math.imul(counter, 0x9e3779b9)) ^ own);
}

/** The next u32 of a chain that starts at a draw, for distributions that need more than one. */
function chained(word: number): number {
  return mix32(word + 0x6a09e667);
}

/** 0 ≤ x < 1, in steps of 2⁻³². */
export function uniform(key: RunKey, entity: number, purpose: number, counter = 0): number {
  return fraction(draw(key, entity, purpose, counter));
}

/** An integer 0 ≤ n < bound; bound 1 to 2³² (bias below bound/2³²). */
export function integerBelow(
  bound: number,
  key: RunKey,
  entity: number,
  purpose: number,
  counter = 0,
): number {
  return Math.floor(fraction(draw(key, entity, purpose, counter)) * bound);
}

/** True with the probability given, 0 to 1. */
export function bernoulli(
  probability: number,
  key: RunKey,
  entity: number,
  purpose: number,
  counter = 0,
): boolean {
  return fraction(draw(key, entity, purpose, counter)) < probability;
}

/** Standard normal, mean 0 and deviation 1 (Box and Muller 1958). */
export function normal(key: RunKey, entity: number, purpose: number, counter = 0): number {
  const word = draw(key, entity, purpose, counter);
  const radius = Math.sqrt(-2 * Math.log((word + 0.5) / 4294967296));
  return radius * Math.cos(2 * Math.PI * fraction(chained(word)));
}

// Coefficients of Acklam's rational approximation to the inverse normal (2003; error below 1.2e-9).
const A = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
] as const;
const B = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
] as const;
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
] as const;
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416] as const;
const TAIL = 0.02425;

/** Standard normal by inversion of one u32: a few multiplications for 95 of 100 words. */
export function normalOf(word: number): number {
  const p = ((word >>> 0) + 0.5) / 4294967296;
  if (p < TAIL) return normalTail(p);
  if (p > 1 - TAIL) return -normalTail(1 - p);
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * q) /
    (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1)
  );
}

function normalTail(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  return (
    (((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5]) /
    ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1)
  );
}

/** exp(mu + sigma·normal): median exp(mu). */
export function lognormal(
  { mu, sigma }: { readonly mu: number; readonly sigma: number },
  key: RunKey,
  entity: number,
  purpose: number,
  counter = 0,
): number {
  return Math.exp(mu + sigma * normal(key, entity, purpose, counter));
}

/** Exponential with the mean given, in the mean's unit. */
export function exponential(
  mean: number,
  key: RunKey,
  entity: number,
  purpose: number,
  counter = 0,
): number {
  return -mean * Math.log((draw(key, entity, purpose, counter) + 0.5) / 4294967296);
}

/** Largest mean that one inversion serves; exp(−mean) is far above 2⁻³² here. */
const POISSON_STEP_MEAN = 16;

/** Poisson count with the mean given, 0 to about 10⁵; sums independent parts when it is large. */
export function poisson(
  mean: number,
  key: RunKey,
  entity: number,
  purpose: number,
  counter = 0,
): number {
  let word = draw(key, entity, purpose, counter);
  let rest = mean;
  let count = 0;
  while (rest > POISSON_STEP_MEAN) {
    count += poissonOf(POISSON_STEP_MEAN, word);
    rest -= POISSON_STEP_MEAN;
    word = chained(word);
  }
  return count + poissonOf(rest, word);
}

/** Poisson count of a small mean, 0 to about 16, by one word: sequential search (Devroye 1986, X.3.3). */
export function poissonOf(mean: number, word: number): number {
  let term = Math.exp(-mean);
  let rest = (word + 0.5) / 4294967296 - term;
  let count = 0;
  while (rest > 0 && term > 0) {
    count++;
    term *= mean / count;
    rest -= term;
  }
  return count;
}

/** Index of one of the weights, each with probability weight/sum; weights ≥ 0, at least one > 0. */
export function pickWeighted(
  weights: ArrayLike<number>,
  key: RunKey,
  entity: number,
  purpose: number,
  counter = 0,
): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += weights[index]!;
  let rest = fraction(draw(key, entity, purpose, counter)) * sum;
  let last = 0;
  for (let index = 0; index < weights.length; index++) {
    if (weights[index]! <= 0) continue;
    last = index;
    rest -= weights[index]!;
    if (rest < 0) return index;
  }
  return last;
}

/** One of the items, all equally likely; at least one item. */
export function pick<T>(
  items: readonly T[],
  key: RunKey,
  entity: number,
  purpose: number,
  counter = 0,
): T {
  return items[integerBelow(items.length, key, entity, purpose, counter)]!;
}
