// Rows C10 and C11: the graph of mutual calls of thirty days, its ties, cliques and distances.
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { Findings, Line } from "./findings.ts";
import { fitFamily, fitTruncatedPowerLaw, truncatedPowerLaw } from "./statistics/families.ts";
import { rankCorrelation } from "./statistics/relations.ts";
import { meanOf, quantileOf, sortedOf } from "./statistics/samples.ts";

/** Window over which calls are summed (ar5iv 1202.1145: the most stable one), days. */
const DAYS = 30;
/** k0 of Onnela et al. */
const DEGREE_SHIFT = 10.9;
/** Ties above this share of weights are left out where overlap is compared with weight. */
const WEAKER_SHARE = 0.95;
/** Random pairs for one pair inside a clique. */
const PAIRS_EACH = 4;

interface Tie {
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

/** A number per pair of people that called each other. */
export class CallGraph {
  readonly #people: number;
  readonly #ofNumber: (number: number) => number;
  readonly #calls = new Map<number, number>();

  constructor(people: number, ofNumber: (number: number) => number) {
    this.#people = people;
    this.#ofNumber = ofNumber;
  }

  take(event: SubscriberEvent): void {
    if (event.type !== "call.setUp" || event.direction !== "originated") return;
    if (event.timeMs >= DAYS * DAY_MS) return;
    const callee = this.#ofNumber(event.peer);
    if (callee < 0 || callee === event.subscriber) return;
    const pair = event.subscriber * this.#people + callee;
    this.#calls.set(pair, (this.#calls.get(pair) ?? 0) + 1);
  }

  /** `kmBetween` is the distance of two people's homes, NaN when one is not known. */
  findings(kmBetween: (a: number, b: number) => number): Findings {
    const ties = this.#mutual();
    const near: Set<number>[] = Array.from({ length: this.#people }, () => new Set());
    for (const { a, b } of ties) {
      near[a]!.add(b);
      near[b]!.add(a);
    }
    const degrees = near.map((friends) => friends.size).filter((degree) => degree > 0);
    const overlaps = ties.map((tie) => overlapOf(near, tie));
    const cliques = ties.filter((tie) => isInClique(near, tie));
    const weights = ties.map(({ weight }) => weight);
    const limit = quantileOf(sortedOf(weights), WEAKER_SHARE);
    const weaker = ties.flatMap(({ weight }, index) => (weight <= limit ? [index] : []));
    const inside = meanOf(
      cliques.map(({ a, b }) => kmBetween(a, b)).filter((km) => !Number.isNaN(km)),
    );
    return {
      values: {
        C10a: largestComponent(near) / degrees.length,
        C10b: meanOf(degrees),
        C10c: degreeExponent(degrees),
        C10d: weightExponent(weights),
        C10e: rankCorrelation(
          weaker.map((index) => weights[index]!),
          weaker.map((index) => overlaps[index]!),
        ),
        C10f: clustering(near),
        C11: inside / this.#randomPairs(cliques, kmBetween),
        C11b: cliques.length / ties.length,
      },
      plots: {
        degree: { "share of people": sharesByValue(degrees) },
        overlap: { "mean overlap": overlapByWeight(weights, overlaps) },
      },
    };
  }

  #mutual(): Tie[] {
    const ties: Tie[] = [];
    for (const [pair, count] of this.#calls) {
      const [a, b] = [Math.floor(pair / this.#people), pair % this.#people];
      const back = this.#calls.get(b * this.#people + a);
      if (a < b && back !== undefined) ties.push({ a, b, weight: count + back });
    }
    return ties;
  }

  /** Mean distance of pairs that are matched at random: ends of different clique ties. */
  #randomPairs(ties: readonly Tie[], kmBetween: (a: number, b: number) => number): number {
    const distances: number[] = [];
    for (let index = 0; index < ties.length; index++) {
      for (let turn = 1; turn <= PAIRS_EACH; turn++) {
        // A stride that shares no divisor with most lengths: far apart in the list, no draw needed.
        const other = ties[(index + turn * 7_919) % ties.length]!;
        const km = kmBetween(ties[index]!.a, other.b);
        if (!Number.isNaN(km) && ties[index]!.a !== other.b) distances.push(km);
      }
    }
    return meanOf(distances);
  }
}

/** Common friends by all friends of a tie's ends: n/((k₁−1)+(k₂−1)−n). */
function overlapOf(near: readonly Set<number>[], { a, b }: Tie): number {
  let common = 0;
  for (const friend of near[a]!) if (near[b]!.has(friend)) common++;
  const all = near[a]!.size - 1 + near[b]!.size - 1 - common;
  return all > 0 ? common / all : 0;
}

/** Whether a tie is part of four people who all call each other. */
function isInClique(near: readonly Set<number>[], { a, b }: Tie): boolean {
  const common = [...near[a]!].filter((friend) => near[b]!.has(friend));
  return common.some((first, index) =>
    common.slice(index + 1).some((second) => near[first]!.has(second)),
  );
}

/** Closed triples by all triples. */
function clustering(near: readonly Set<number>[]): number {
  let [closed, all] = [0, 0];
  for (const friends of near) {
    const list = [...friends];
    all += (list.length * (list.length - 1)) / 2;
    list.forEach((first, index) => {
      for (const second of list.slice(index + 1)) if (near[first]!.has(second)) closed++;
    });
  }
  return closed / all;
}

function largestComponent(near: readonly Set<number>[]): number {
  const reached = new Uint8Array(near.length);
  let largest = 0;
  for (let start = 0; start < near.length; start++) {
    if (reached[start] === 1) continue;
    const waiting = [start];
    reached[start] = 1;
    let size = 0;
    for (let person = waiting.pop(); person !== undefined; person = waiting.pop()) {
      size++;
      for (const friend of near[person]!) {
        if (reached[friend] === 1) continue;
        reached[friend] = 1;
        waiting.push(friend);
      }
    }
    largest = Math.max(largest, size);
  }
  return largest;
}

/** γ of P(k) ~ (k + k0)^−γ, k from 1 on; each degree stands for the unit interval around it. */
function degreeExponent(degrees: readonly number[]): number {
  const log = meanOf(degrees.map((degree) => Math.log(degree + DEGREE_SHIFT)));
  const law = { statistics: [(k: number) => Math.log(k + DEGREE_SHIFT)], from: 0.5, to: 1_000 };
  return -fitFamily(law, [log], degrees.length).theta[0]!;
}

/** γ of w^−γ·exp(−w/w0); a mutual tie has at least two calls. */
function weightExponent(weights: readonly number[]): number {
  const means = [meanOf(weights.map(Math.log)), meanOf(weights)] as const;
  return fitTruncatedPowerLaw(truncatedPowerLaw(0, 1.5, 10_000), means, weights.length).beta;
}

function sharesByValue(values: readonly number[]): Line {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([value, count]) => [value, count / values.length] as const);
}

/** Mean overlap of the ties in each doubling of weight. */
function overlapByWeight(weights: readonly number[], overlaps: readonly number[]): Line {
  const sums = new Map<number, [number, number]>();
  weights.forEach((weight, index) => {
    const bin = Math.floor(Math.log2(weight));
    const [sum, count] = sums.get(bin) ?? [0, 0];
    sums.set(bin, [sum + overlaps[index]!, count + 1]);
  });
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([bin, [sum, count]]) => [1.41 * 2 ** bin, sum / count] as const);
}
