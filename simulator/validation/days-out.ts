// Rows M8 and M10 to M12: trips, motifs, new places and the way to work, from people's stays.
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { Findings } from "./findings.ts";
import type { Ground } from "./ground.ts";
import { motifOf } from "./motifs.ts";
import type { Span } from "./span.ts";
import { giniOf } from "./statistics/relations.ts";
import { meanOf, OwnedValues, quantileOf, sortedOf } from "./statistics/samples.ts";
import { type PlaceRun, staysOf } from "./stays.ts";

/** Runs of one day that are kept per person; what is beyond joins the last one. */
const RUNS_MAX = 72;
/** Hours of a day in which a person must be seen, or the day does not count (Schneider et al.). */
const HOURS_SEEN_MIN = 8;
const BURN_IN_DAYS = 30;
const NOT_SEEN = 0xffff;
const TOP_MOTIFS = 17;
/** A way to work begins in these hours, and is the same on at least so many mornings. */
const MORNING = [5 * HOUR_MS, 11 * HOUR_MS] as const;
const WAYS_MIN = 8;
/** Work, or school, is where one stays at least so long. */
const WORK_MS = 3 * HOUR_MS;
/**
 * Which of the mornings' bounds count: not the narrowest, which a look at a neighbouring cell makes;
 * and how much a person's own mornings, against those of as many others with as far to go, count.
 * CALIBRATED against where some 250 generated people really were: mean 41.0 min for 43.6, under 45
 * min 63 % for 64 %, over 60 min 7 % for 17 %; single people within 18 min.
 */
const MOST_QUANTILE = 0.25;
const LEAST_QUANTILE = 0.9;
const OWN_SHARE = 0.5;
const LIKES = 10;

/** About 800 octets a person, and a bit per person and place. */
export class DaysOut {
  readonly #ground: Ground;
  readonly #span: Span;
  readonly #day: Int16Array;
  readonly #count: Uint8Array;
  readonly #hoursSeen: Uint32Array;
  readonly #place: Uint16Array;
  readonly #firstMs: Uint32Array;
  readonly #lastMs: Uint32Array;
  /** Where the last whole day ended. */
  readonly #slept: Uint16Array;
  readonly #visited: Uint8Array;
  readonly #motifs = new Map<string, number>();
  readonly #ways = new OwnedValues();
  readonly #longest = new OwnedValues();
  readonly #shortest = new OwnedValues();
  #personDays = 0;
  #trips = 0;
  #judged = 0;
  #new = 0;

  constructor(ground: Ground, span: Span) {
    const { people } = span;
    this.#ground = ground;
    this.#span = span;
    this.#day = new Int16Array(people).fill(-1);
    this.#count = new Uint8Array(people);
    this.#hoursSeen = new Uint32Array(people);
    this.#place = new Uint16Array(people * RUNS_MAX);
    this.#firstMs = new Uint32Array(people * RUNS_MAX);
    this.#lastMs = new Uint32Array(people * RUNS_MAX);
    this.#slept = new Uint16Array(people).fill(NOT_SEEN);
    this.#visited = new Uint8Array(people * ground.places.count);
  }

  take(subscriber: number, timeMs: number, cell: number): void {
    const day = Math.floor(timeMs / DAY_MS);
    if (day !== this.#day[subscriber]) {
      this.#end(subscriber);
      this.#day[subscriber] = day;
    }
    const ms = timeMs - day * DAY_MS;
    const place = this.#ground.places.of[cell]!;
    this.#hoursSeen[subscriber]! |= 1 << Math.floor(ms / HOUR_MS);
    const count = this.#count[subscriber]!;
    const last = subscriber * RUNS_MAX + count - 1;
    if (count > 0 && (this.#place[last] === place || count === RUNS_MAX)) {
      this.#lastMs[last] = ms;
      return;
    }
    this.#place[last + 1] = place;
    this.#firstMs[last + 1] = ms;
    this.#lastMs[last + 1] = ms;
    this.#count[subscriber] = count + 1;
  }

  findings(): Findings {
    for (let person = 0; person < this.#span.people; person++) this.#end(person);
    const total = this.#personDays;
    const counts = [...this.#motifs.values()].sort((a, b) => b - a);
    const top = counts.slice(0, TOP_MOTIFS).reduce((sum, count) => sum + count, 0);
    const nodes = (size: number): number =>
      [...this.#motifs]
        .filter(([motif]) => motif.startsWith(`${size}:`))
        .reduce((sum, [, count]) => sum + count, 0) / total;
    return {
      values: {
        M8: this.#new / this.#judged,
        M10a: top / total,
        M10b: nodes(1),
        M10c: nodes(2),
        M10d: nodes(3),
        M10e: this.#motifs.size,
        M11: this.#trips / total,
        ...this.#commutes(),
      },
      plots: {
        motifs: {
          "share of days": counts.slice(0, 20).map((count, rank) => [rank + 1, count / total]),
        },
      },
    };
  }

  /** Closes the day that a person's sightings are of. */
  #end(subscriber: number): void {
    const day = this.#day[subscriber]!;
    const count = this.#count[subscriber]!;
    if (day < 0 || count === 0) return;
    const slept = this.#slept[subscriber]!;
    const hours = bitsOf(this.#hoursSeen[subscriber]!);
    const runs = this.#runs(subscriber, slept);
    const cleaned = staysOf(this.#ground, runs);
    const stays = cleaned.filter((run) => run.isStay);
    this.#slept[subscriber] = stays.at(-1)!.place;
    this.#count[subscriber] = 0;
    this.#hoursSeen[subscriber] = 0;
    this.#explore(subscriber, day, stays);
    if (slept === NOT_SEEN || hours < HOURS_SEEN_MIN) return;
    this.#personDays++;
    this.#trips += stays.length - 1;
    const motif = motifOf(stays.map(({ place }) => place));
    this.#motifs.set(motif, (this.#motifs.get(motif) ?? 0) + 1);
    if (this.#span.isWorkday[day] === true) this.#wayToWork(subscriber, cleaned);
  }

  #runs(subscriber: number, slept: number): PlaceRun[] {
    const runs: PlaceRun[] = [];
    if (slept !== NOT_SEEN) runs.push({ place: slept, firstMs: 0, lastMs: 0, isStay: true });
    const first = subscriber * RUNS_MAX;
    for (let row = first; row < first + this.#count[subscriber]!; row++) {
      const place = this.#place[row]!;
      const before = runs.at(-1);
      if (before?.place === place) before.lastMs = this.#lastMs[row]!;
      else {
        const [firstMs, lastMs] = [this.#firstMs[row]!, this.#lastMs[row]!];
        runs.push({ place, firstMs, lastMs, isStay: false });
      }
    }
    return runs;
  }

  #explore(subscriber: number, day: number, stays: readonly PlaceRun[]): void {
    const burnIn = Math.min(BURN_IN_DAYS, this.#span.days / 3);
    const first = subscriber * this.#ground.places.count;
    stays.forEach(({ place }, index) => {
      const known = this.#visited[first + place] === 1;
      this.#visited[first + place] = 1;
      if (index === 0 || day < burnIn) return;
      this.#judged++;
      if (!known) this.#new++;
    });
  }

  /** The first way of a morning, and how long it took as far as the sightings say. */
  #wayToWork(subscriber: number, runs: readonly PlaceRun[]): void {
    const to = runs.findIndex((run, index) => index > 0 && run.isStay);
    if (to < 0) return;
    const [home, work] = [runs[0]!, runs[to]!];
    if (work.firstMs < MORNING[0] || home.lastMs > MORNING[1]) return;
    if (work.lastMs - work.firstMs < WORK_MS) return;
    const longest = work.firstMs - home.lastMs;
    const shortest = to > 1 ? runs[to - 1]!.lastMs - runs[1]!.firstMs : 0;
    this.#ways.push(subscriber, home.place * 65_536 + work.place);
    this.#longest.push(subscriber, longest / MINUTE_MS);
    this.#shortest.push(subscriber, shortest / MINUTE_MS);
  }

  /** A person's commonest morning way is the one to work. */
  #commutes(): Record<string, number> {
    const { people } = this.#span;
    const { places } = this.#ground;
    const ways = this.#ways.grouped(people);
    const longest = this.#longest.grouped(people);
    const shortest = this.#shortest.grouped(people);
    const commutes: Commute[] = [];
    for (let person = 0; person < people; person++) {
      const counts = new Map<number, number>();
      for (const way of ways[person]!) counts.set(way, (counts.get(way) ?? 0) + 1);
      const [commonest, count] = [...counts].reduce(
        (best, entry) => (entry[1] > best[1] ? entry : best),
        [-1, 0],
      );
      if (count < WAYS_MIN) continue;
      const isCommonest = (_: number, index: number): boolean => ways[person]![index] === commonest;
      const [home, work] = [Math.floor(commonest / 65_536), commonest % 65_536];
      commutes.push({
        km: Math.hypot(places.x[home]! - places.x[work]!, places.y[home]! - places.y[work]!),
        minutes: minutesOf(
          longest[person]!.filter(isCommonest),
          shortest[person]!.filter(isCommonest),
        ),
      });
    }
    const minutes = withTheirLikes(commutes);
    const sorted = sortedOf(minutes);
    const share = (holds: (value: number) => boolean): number =>
      sorted.filter(holds).length / sorted.length;
    return {
      M12a: meanOf(sorted),
      M12b: share((value) => value < 45),
      M12c: share((value) => value > 60),
      M12d: giniOf(sorted),
    };
  }
}

interface Commute {
  readonly km: number;
  readonly minutes: number;
}

/** Each morning's sightings say that a way took at least and at most so long. */
function minutesOf(longest: Float64Array, shortest: Float64Array): number {
  const most = quantileOf(sortedOf(longest), MOST_QUANTILE);
  const least = quantileOf(sortedOf(shortest), LEAST_QUANTILE);
  return least > 0 ? (least + Math.max(least, most)) / 2 : most;
}

/** Each person's time, drawn a little to the mean of those who have as far to go. */
function withTheirLikes(commutes: readonly Commute[]): number[] {
  const byKm = [...commutes].sort((a, b) => a.km - b.km);
  return byKm.map(({ minutes }, index) => {
    const likes = byKm.slice(Math.max(0, index - LIKES), index + LIKES + 1);
    return OWN_SHARE * minutes + (1 - OWN_SHARE) * meanOf(likes.map((like) => like.minutes));
  });
}

function bitsOf(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
