// Who lives near whom: the order of homes along a curve through the province, and work groups in it.
import { type Part, type Population, PURSUIT } from "./population.ts";
import { integerBelow, PURPOSE, type RunKey } from "./random.ts";

/** Homes are ordered by squares of this side, km. */
const SQUARE_KM = 2;
/** Squares lie on a grid of 2⁸ by 2⁸, 512 km each way; homes beyond count as its edge. */
const CURVE_BITS = 8;
const SQUARES = 4 ** CURVE_BITS;
/** Squares that hang together on the curve: those who are left over in one join others in these. */
const SQUARES_AROUND = 4;

/** Members of a work group (traffic.md 2.4). */
const GROUP_MIN = 4;
const GROUP_MAX = 12;

/**
 * Second step of making people, once homes and pursuits are set, on one thread: the spatial order
 * (`rank`, `atRank`) and the work groups.
 *
 * Homes are ordered along a Hilbert curve through squares of 2 km, ties by subscriber; so a run of
 * ranks is a neighbourhood. Those of one square who have a job are dealt out to groups of 4 to 12,
 * one to each group in turn, so that a household's members land in different groups; pupils the
 * same. Who is alone in a square joins those of the four squares around; who is alone there has no
 * group. People who study on a campus or work in a zone are grouped by that zone.
 */
export function formGroups(key: RunKey, population: Population): void {
  const starts = orderByHome(population);
  const groups = new Groups(key, population);
  for (let around = 0; around < SQUARES; around += SQUARES_AROUND) {
    if (starts[around] === starts[around + SQUARES_AROUND]) continue;
    for (const pursuit of [PURSUIT.job, PURSUIT.school]) {
      for (let square = around; square < around + SQUARES_AROUND; square++) {
        for (let rank = starts[square]!; rank < starts[square + 1]!; rank++) {
          const subscriber = population.atRank[rank]!;
          if (population.pursuit[subscriber] === pursuit) groups.gather(subscriber);
        }
        groups.dealOrLeaveOver();
      }
      groups.dealLeftOver();
    }
  }
  for (const zoneful of peopleByWorkZone(population)) {
    for (const subscriber of zoneful) groups.gather(subscriber);
    groups.dealOrLeaveOver();
    groups.dealLeftOver();
  }
}

/** Sets ranks by a counting sort; returns the first rank of each square, and the count at the end. */
function orderByHome({ count, homeX, homeY, rank, atRank }: Population): Uint32Array {
  const starts = new Uint32Array(SQUARES + 1);
  for (let subscriber = 0; subscriber < count; subscriber++) {
    starts[squareOf(homeX[subscriber]!, homeY[subscriber]!) + 1]!++;
  }
  for (let square = 0; square < SQUARES; square++) starts[square + 1]! += starts[square]!;
  const next = starts.slice();
  for (let subscriber = 0; subscriber < count; subscriber++) {
    const place = next[squareOf(homeX[subscriber]!, homeY[subscriber]!)]!++;
    rank[subscriber] = place;
    atRank[place] = subscriber;
  }
  return starts;
}

/** Place of a square on Hilbert's curve (Hamilton 2006, in the iterative form of Warren 2012). */
function squareOf(xKm: number, yKm: number): number {
  const side = 2 ** CURVE_BITS;
  let x = Math.max(0, Math.min(side - 1, Math.floor(xKm / SQUARE_KM)));
  let y = Math.max(0, Math.min(side - 1, Math.floor(yKm / SQUARE_KM)));
  let place = 0;
  for (let half = side >> 1; half > 0; half >>= 1) {
    const right = (x & half) > 0 ? 1 : 0;
    const low = (y & half) > 0 ? 1 : 0;
    place += half * half * ((3 * right) ^ low);
    if (low === 0) {
      if (right === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      const swap = x;
      x = y;
      y = swap;
    }
  }
  return place;
}

/** People of campuses and zone jobs, zone by zone, by rank. */
function peopleByWorkZone(population: Population): readonly (readonly number[])[] {
  const { atRank, pursuit, workZone } = population;
  const zones: number[][] = [];
  for (let rank = 0; rank < population.count; rank++) {
    const subscriber = atRank[rank]!;
    const what = pursuit[subscriber];
    if ((what !== PURSUIT.campus && what !== PURSUIT.zone) || workZone[subscriber]! < 0) continue;
    const place = workZone[subscriber]! * 2 + (what === PURSUIT.campus ? 0 : 1);
    zones[place] ??= [];
    zones[place].push(subscriber);
  }
  return zones.filter((zone) => zone !== undefined);
}

/** Gathers people and deals them out to groups. */
class Groups {
  readonly #key: RunKey;
  readonly #population: Population;
  readonly #gathered: number[] = [];
  readonly #leftOver: number[] = [];
  readonly #firsts: number[] = [];
  readonly #sizes: number[] = [];
  /** Places of `colleagues` that are filled. */
  #used = 0;

  constructor(key: RunKey, population: Population) {
    this.#key = key;
    this.#population = population;
    population.groupSize.fill(0);
  }

  gather(subscriber: number): void {
    this.#gathered.push(subscriber);
  }

  /** Deals out those gathered since; too few for a group are left over. */
  dealOrLeaveOver(): void {
    if (this.#gathered.length >= GROUP_MIN) this.#deal(this.#gathered);
    else this.#leftOver.push(...this.#gathered);
    this.#gathered.length = 0;
  }

  /** Deals out those who were left over; too few for a group have none. */
  dealLeftOver(): void {
    if (this.#leftOver.length >= GROUP_MIN) this.#deal(this.#leftOver);
    this.#leftOver.length = 0;
  }

  #deal(people: readonly number[]): void {
    this.#chooseSizes(people);
    const { colleagues, groupFirst, groupSize, groupPlace } = this.#population;
    let dealt = 0;
    for (let round = 0; dealt < people.length; round++) {
      for (let group = 0; group < this.#sizes.length; group++) {
        if (this.#sizes[group]! <= round) continue;
        const subscriber = people[dealt++]!;
        colleagues[this.#firsts[group]! + round] = subscriber;
        groupFirst[subscriber] = this.#firsts[group]!;
        groupSize[subscriber] = this.#sizes[group]!;
        groupPlace[subscriber] = round;
      }
    }
  }

  /** Sizes evenly between the least and the largest, so that nobody remains. */
  #chooseSizes(people: readonly number[]): void {
    this.#firsts.length = 0;
    this.#sizes.length = 0;
    let rest = people.length;
    while (rest > 0) {
      let size = rest;
      if (rest > GROUP_MAX) {
        const group = this.#sizes.length;
        const span = GROUP_MAX - GROUP_MIN + 1;
        size = GROUP_MIN + integerBelow(span, this.#key, people[0]!, PURPOSE.groupSize, group);
        if (rest - size < GROUP_MIN) size = rest - GROUP_MIN;
      }
      this.#firsts.push(this.#used);
      this.#sizes.push(size);
      this.#used += size;
      rest -= size;
    }
  }
}

/** Visits every `of`-th work group: where it begins in `colleagues`, and its size. */
export function eachGroup(
  { colleagues, groupFirst, groupSize }: Population,
  { index, of }: Part,
  visit: (first: number, size: number) => void,
): void {
  let first = 0;
  for (let group = 0; first < colleagues.length; group++) {
    const member = colleagues[first]!;
    const size = groupSize[member]!;
    // Beyond the last group stand zeros, and the group of subscriber 0 begins elsewhere.
    if (size === 0 || groupFirst[member] !== first) return;
    if (group % of === index) visit(first, size);
    first += size;
  }
}

/** The member who lives nearest to the middle of all members' homes. */
export function memberInTheMiddle(
  { colleagues, homeX, homeY }: Population,
  first: number,
  size: number,
): number {
  let x = 0;
  let y = 0;
  for (let place = first; place < first + size; place++) {
    x += homeX[colleagues[place]!]! / size;
    y += homeY[colleagues[place]!]! / size;
  }
  let nearest = colleagues[first]!;
  let nearestSquare = Number.POSITIVE_INFINITY;
  for (let place = first; place < first + size; place++) {
    const member = colleagues[place]!;
    const dx = homeX[member]! - x;
    const dy = homeY[member]! - y;
    if (dx * dx + dy * dy >= nearestSquare) continue;
    nearestSquare = dx * dx + dy * dy;
    nearest = member;
  }
  return nearest;
}
