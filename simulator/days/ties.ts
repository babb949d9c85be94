// Who knows whom: a reciprocal graph that is computed, never stored.
import { Permutation } from "../permutation.ts";
import { householdOf } from "../population.ts";
import { draw, PURPOSE } from "../random.ts";
import { Robots } from "./robots.ts";
import type { Setting } from "./setting.ts";

interface Scope {
  readonly kept: number;
  readonly strength: number;
}

/**
 * Where a tie comes from: how likely it is kept, and how strong it is on average. Strong ties lie
 * inside communities (Onnela et al. 2007), so overlap rises with strength. CALIBRATED (C10: mean
 * degree about 3 in the mutual calls of 30 days, and its exponent; C7: spread of legs per day).
 */
const SCOPE = {
  household: { kept: 0.82, strength: 1 },
  team: { kept: 0.43, strength: 0.8 },
  group: { kept: 0.04, strength: 0.08 },
  circle: { kept: 0.52, strength: 0.8 },
  city: { kept: 0.08, strength: 0.05 },
  anywhere: { kept: 0.06, strength: 0.04 },
} as const satisfies Record<string, Scope>;
/** Who has a work group keeps her circle of friends less. CALIBRATED (C10). */
const CIRCLE_OF_COLLEAGUES = 0.5;
/** Of a work group, each four who stand together are a team. */
const TEAM_SHIFT = 2;
const HOUSEHOLD_SLOTS = 3;
const COLLEAGUES_MAX = 11;
/** Circles of friends: four each. */
const CIRCLE_SLOTS = 3;
const CITY_SLOTS = 5;
const ANYWHERE_SLOTS = 4;
const TIES_MAX = HOUSEHOLD_SLOTS + COLLEAGUES_MAX + CIRCLE_SLOTS + CITY_SLOTS + ANYWHERE_SLOTS;

/** Kinds of mates, in the numbers of their ties: two people may know each other in two ways. */
const KIND = { household: 0, colleague: 1, circle: 2 } as const;
const KINDS = 4;
/** Permutations of the tie slots are numbered from here among all permutations. */
const FIRST_PERMUTATION = 16;

/** People of one city: a run of neighbours in the order of homes; a power of two (ASSUMED). */
const CITY = { shareOfAll: 1 / 16, bitsMin: 6, bitsMax: 12 };

/** A tie is kept with its scope's chance times that of each end, by how active she is. */
const REACH = { exponent: 0.2, from: 0.6, to: 1.8 };
/** What a person takes part in grows with her activity to this power. CALIBRATED (C7). */
const ACTIVITY_EXPONENT = 0.46;
/**
 * Strengths of ties of one scope, relative to the weakest: a power law with this exponent up to a
 * largest value, as 64 equally likely points. CALIBRATED (C7, C10e: overlap rises with weight). The
 * weights w^−1.9 of Onnela et al. are out of reach here: theirs is one network of several, in which
 * most calls of a person are not seen; here three ties have to carry half of all calls.
 */
const STRENGTH_EXPONENT = 1.9;
const STRENGTH_MAX = 300;
/** How far the number of ties is made up for: 1 wholly, 0 not. CALIBRATED (C7, C10). */
const BALANCE = 0.3;
/** Robots have no friends: as good as nothing, and yet known. */
const ROBOT_EASE = 1e-9;
/** Nobody makes up for a lack of ties beyond this sum of strengths. ASSUMED. */
const STRENGTH_MIN = 1;
/** Who is young writes more, who is old calls: a factor of either end by age band (ASSUMED). */
const MESSAGES_BY_AGE = [1.25, 1.3, 1.07, 0.87, 0.63];
/** People whose ties tell what the mean person's sum up to. */
const SAMPLE = 4_096;

const STRENGTHS = Float64Array.from({ length: 64 }, (_, index) => {
  const slope = STRENGTH_EXPONENT - 1;
  return (1 - ((index + 0.5) / 64) * (1 - STRENGTH_MAX ** -slope)) ** (-1 / slope);
});

/** A person's ties, read from {@link Ties}; reused from person to person. */
export class TieList {
  size = 0;
  readonly partner = new Uint32Array(TIES_MAX);
  /** The tie's own number, the same from both ends. */
  readonly tie = new Uint32Array(TIES_MAX);
  /** Sessions that begin in a day, relative: the mean over people of their sums is 2 (both ends). */
  readonly calls = new Float64Array(TIES_MAX);
  readonly messages = new Float64Array(TIES_MAX);
}

/**
 * Slots of four kinds, in each of which the partner's partner is oneself, so that both ends find
 * each other in constant time (traffic.md 2.4): household, work group, people of one city, anybody.
 */
export class Ties {
  readonly #setting: Setting;
  readonly #cities: readonly Permutation[];
  readonly #anywhere: readonly Permutation[];
  /** A city has two to the power of so many people. */
  readonly cityBits: number;
  readonly #ease: Float32Array;
  readonly #robots: Robots;
  #own = 0;
  #ownReach = 0;
  readonly #others = new TieList();
  #callScale = 1;
  #messageScale = 1;

  /**
   * All people must be settled. `ease`: a column for all people that shards may share, zero at
   * first; each writes the same into it.
   */
  constructor(setting: Setting, ease = new Float32Array(setting.population.count)) {
    const { key, population } = setting;
    const { count } = population;
    this.#setting = setting;
    this.#ease = ease;
    this.#robots = new Robots(key, count);
    const bits = Math.round(Math.log2(Math.max(1, count * CITY.shareOfAll)));
    this.cityBits = Math.max(CITY.bitsMin, Math.min(CITY.bitsMax, bits));
    const shuffle = (size: number, slot: number): Permutation =>
      new Permutation(size, draw(key, FIRST_PERMUTATION + slot, PURPOSE.permutation));
    this.#cities = Array.from({ length: CITY_SLOTS + 1 }, (_, slot) =>
      shuffle(2 ** this.cityBits, slot),
    );
    this.#anywhere = Array.from({ length: ANYWHERE_SLOTS }, (_, slot) =>
      shuffle(count, CITY_SLOTS + 1 + slot),
    );
    this.#calibrate();
  }

  /** Reads a person's ties, the same from both ends. */
  read(subscriber: number, out: TieList): void {
    this.#find(subscriber, out);
    const { ageBand } = this.#setting.population;
    const ease = this.#easeOf(subscriber);
    const writes = MESSAGES_BY_AGE[ageBand[subscriber]!]!;
    for (let index = 0; index < out.size; index++) {
      const partner = out.partner[index]!;
      // In this order the product is the same, bit for bit, from both ends.
      const rate = out.calls[index]! * (ease * this.#easeOf(partner));
      const both = writes * MESSAGES_BY_AGE[ageBand[partner]!]!;
      out.calls[index] = rate * this.#callScale;
      out.messages[index] = rate * both * this.#messageScale;
    }
  }

  /**
   * How much a person makes of a tie's strength, so that the sum over her ties goes with her
   * activity and not with their number: the first step of Sinkhorn's balancing, computed once.
   */
  #easeOf(subscriber: number): number {
    const known = this.#ease[subscriber]!;
    if (known > 0) return known;
    const list = this.#others;
    const { activity } = this.#setting.population;
    this.#find(subscriber, list);
    let sum = 0;
    for (let index = 0; index < list.size; index++) {
      sum += list.calls[index]! * activity[list.partner[index]!]! ** (ACTIVITY_EXPONENT / 2);
    }
    const ease =
      activity[subscriber]! ** ACTIVITY_EXPONENT / Math.max(STRENGTH_MIN, sum) ** BALANCE;
    const isRobot = this.#robots.isRobot(this.#robots.placeOf(subscriber));
    this.#ease[subscriber] = isRobot ? ROBOT_EASE : ease;
    return this.#ease[subscriber]!;
  }

  /** Finds a person's ties; `calls` are their strengths. */
  #find(subscriber: number, out: TieList): void {
    const { key, population } = this.#setting;
    out.size = 0;
    this.#own = subscriber;
    this.#ownReach = reachOf(population.activity[subscriber]!);
    const household = householdOf(key, subscriber);
    for (let slot = 1; slot <= HOUSEHOLD_SLOTS; slot++) {
      const other = subscriber ^ slot;
      if (other < population.count && householdOf(key, other) === household) {
        this.#addMate(other, KIND.household, SCOPE.household, out);
      }
    }
    this.#findColleagues(out);
    this.#findInCity(out);
    this.#findAnywhere(out);
  }

  #findColleagues(out: TieList): void {
    const { groupFirst, groupSize, groupPlace, colleagues } = this.#setting.population;
    const size = groupSize[this.#own]!;
    const first = groupFirst[this.#own]!;
    const place = groupPlace[this.#own]!;
    for (let index = 0; index < size; index++) {
      if (index === place) continue;
      const isNear = index >> TEAM_SHIFT === place >> TEAM_SHIFT;
      const scope = isNear ? SCOPE.team : SCOPE.group;
      this.#addMate(colleagues[first + index]!, KIND.colleague, scope, out);
    }
  }

  #findInCity(out: TieList): void {
    const { rank, atRank, count } = this.#setting.population;
    const own = rank[this.#own]!;
    const block = (own >>> this.cityBits) << this.cityBits;
    const circle = this.#cities[CITY_SLOTS]!;
    const seat = circle.forward(own - block);
    for (let slot = 1; slot <= CIRCLE_SLOTS; slot++) {
      const there = block + circle.backward(seat ^ slot);
      if (there < count) this.#addMate(atRank[there]!, KIND.circle, SCOPE.circle, out);
    }
    for (let slot = 0; slot < CITY_SLOTS; slot++) {
      const shuffle = this.#cities[slot]!;
      const place = shuffle.forward(own - block);
      const tie = this.#tieOfPair(block + (place >>> 1), slot);
      if (!mayBeKept(tie, SCOPE.city)) continue;
      const there = block + shuffle.backward(place ^ 1);
      if (there < count) this.#add(atRank[there]!, tie, SCOPE.city, out);
    }
  }

  #findAnywhere(out: TieList): void {
    const { count } = this.#setting.population;
    for (let slot = 0; slot < ANYWHERE_SLOTS; slot++) {
      const shuffle = this.#anywhere[slot]!;
      const place = shuffle.forward(this.#own);
      const tie = this.#tieOfPair(place >>> 1, CITY_SLOTS + slot);
      if (!mayBeKept(tie, SCOPE.anywhere) || (place ^ 1) >= count) continue;
      this.#add(shuffle.backward(place ^ 1), tie, SCOPE.anywhere, out);
    }
  }

  /** Number of the tie of a slot's pair: looked at before the partner is sought. */
  #tieOfPair(pair: number, slot: number): number {
    return draw(this.#setting.key, pair, PURPOSE.tieSlot, slot);
  }

  #addMate(other: number, kind: number, scope: Scope, out: TieList): void {
    const low = Math.min(this.#own, other);
    const high = Math.max(this.#own, other);
    const tie = draw(this.#setting.key, low, PURPOSE.tie, high * KINDS + kind);
    if (mayBeKept(tie, scope)) this.#add(other, tie, scope, out);
  }

  #add(other: number, tie: number, scope: Scope, out: TieList): void {
    const { activity } = this.#setting.population;
    let kept = scope.kept * (this.#ownReach * reachOf(activity[other]!));
    if (scope === SCOPE.circle) kept *= this.#friendly(this.#own) * this.#friendly(other);
    if (chanceOf(tie) >= kept) return;
    const index = out.size++;
    out.partner[index] = other;
    out.tie[index] = tie;
    out.calls[index] = scope.strength * STRENGTHS[tie & 63]!;
  }

  #friendly(subscriber: number): number {
    return this.#setting.population.groupSize[subscriber]! > 0 ? CIRCLE_OF_COLLEAGUES : 1;
  }

  /** Makes the mean person's sessions what the scenario says, whatever graph and activities are. */
  #calibrate(): void {
    const { count } = this.#setting.population;
    const list = new TieList();
    const step = Math.max(1, Math.floor(count / SAMPLE));
    let people = 0;
    let calls = 0;
    let messages = 0;
    for (let subscriber = 0; subscriber < count; subscriber += step) {
      this.read(subscriber, list);
      people++;
      for (let index = 0; index < list.size; index++) {
        calls += list.calls[index]!;
        messages += list.messages[index]!;
      }
    }
    if (calls > 0) this.#callScale = (2 * people) / calls;
    if (messages > 0) this.#messageScale = (2 * people) / messages;
  }
}

function reachOf(activity: number): number {
  return Math.max(REACH.from, Math.min(REACH.to, activity ** REACH.exponent));
}

/** Six bits of a tie's number are its strength; the others tell whether it is kept. */
function chanceOf(tie: number): number {
  return (tie >>> 6) / 2 ** 26;
}

/** Whether a tie might be kept if both were as sociable as can be. */
function mayBeKept(tie: number, { kept }: Scope): boolean {
  return chanceOf(tie) < kept * (REACH.to * REACH.to);
}
