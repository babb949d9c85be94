// Rows M2 to M7 and M9: people's last seen tower of every hour, and what it tells of their lives.
import type { Findings, Line } from "./findings.ts";
import { lineOf } from "./findings.ts";
import type { Ground } from "./ground.ts";
import type { Span } from "./span.ts";
import { fitTruncatedPowerLaw, truncatedPowerLaw } from "./statistics/families.ts";
import { regress } from "./statistics/relations.ts";
import { LogHistogram, meanOf, quantileOf, sortedOf } from "./statistics/samples.ts";

/** rg0 of Gonzalez et al., the fit's range, and the least cutoff that the province allows, km. */
const SHIFT_KM = 5.8;
const FROM_KM = 1;
const TO_KM = 2_000;
const KAPPA_MIN_KM = 50;
/** Slopes are taken from this day on. */
const FROM_DAY = 7;
const HOURS_A_WEEK = 168;
/** Familiar: at least this many visits, and this much time a week on average. */
const VISITS_MIN = 2;
const HOURS_PER_WEEK_MIN = 1 / 6;
const RANKS = 60;
const NIGHT_UNTIL = 6;

/** Remembers 2 octets a person and hour. */
export class HourlyCells {
  readonly #ground: Ground;
  readonly #span: Span;
  /** Tower + 1 in which a person was last seen in an hour of the run, 0 for none. */
  readonly #seen: Uint16Array;
  readonly #hours: number;

  constructor(ground: Ground, span: Span) {
    this.#ground = ground;
    this.#span = span;
    this.#hours = span.days * 24;
    this.#seen = new Uint16Array(span.people * this.#hours);
  }

  take(subscriber: number, hour: number, cell: number): void {
    if (hour < this.#hours) {
      this.#seen[subscriber * this.#hours + hour] = this.#ground.towers.of[cell]! + 1;
    }
  }

  /** Tower + 1 of each hour of a person's run, 0 where she was not seen. */
  of(subscriber: number): Uint16Array {
    return this.#seen.subarray(subscriber * this.#hours, (subscriber + 1) * this.#hours);
  }

  /** Distance of two people's homes, km: where each is most often seen before six in the morning. */
  kmBetweenHomes(a: number, b: number): number {
    const [first, second] = [this.#homeOf(a), this.#homeOf(b)];
    if (first < 0 || second < 0) return Number.NaN;
    const { x, y } = this.#ground.towers;
    return Math.hypot(x[first]! - x[second]!, y[first]! - y[second]!);
  }

  /** A tower, −1 of whom is never seen at night. */
  #homeOf(subscriber: number): number {
    const hours = this.of(subscriber);
    const counts = new Map<number, number>();
    for (let hour = 0; hour < hours.length; hour++) {
      if (hour % 24 >= NIGHT_UNTIL || hours[hour] === 0) continue;
      counts.set(hours[hour]!, (counts.get(hours[hour]!) ?? 0) + 1);
    }
    let [home, most] = [-1, 0];
    for (const [tower, count] of counts) if (count > most) [home, most] = [tower - 1, count];
    return home;
  }

  findings(): Findings {
    const gyration = this.#gyration();
    const visits = this.#visits();
    const regularity = this.#regularity();
    return {
      values: { ...gyration.values, ...visits.values, ...regularity.values },
      plots: { ...gyration.plots, ...visits.plots, ...regularity.plots },
    };
  }

  /** Radii of gyration at the end, and their mean after each day. */
  #gyration(): Findings {
    const { people, days } = this.#span;
    const { towers } = this.#ground;
    const growth = new Float64Array(days);
    const radii = new Float64Array(people);
    for (let person = 0; person < people; person++) {
      const hours = this.of(person);
      let [count, sumX, sumY, squares] = [0, 0, 0, 0];
      for (let day = 0; day < days; day++) {
        for (let hour = day * 24; hour < day * 24 + 24; hour++) {
          if (hours[hour] === 0) continue;
          const x = towers.x[hours[hour]! - 1]!;
          const y = towers.y[hours[hour]! - 1]!;
          count++;
          sumX += x;
          sumY += y;
          squares += x * x + y * y;
        }
        if (count === 0) continue;
        const square = squares / count - (sumX / count) ** 2 - (sumY / count) ** 2;
        radii[person] = Math.sqrt(Math.max(0, square));
        growth[day]! += radii[person]! / people;
      }
    }
    const sorted = sortedOf(radii);
    const inRange = sorted.filter((km) => km >= FROM_KM);
    const { length } = inRange;
    const logs = inRange.reduce((sum, km) => sum + Math.log(km + SHIFT_KM), 0);
    const law = truncatedPowerLaw(SHIFT_KM, FROM_KM, TO_KM);
    const fit = fitTruncatedPowerLaw(law, [logs / length, meanOf(inRange)], length, KAPPA_MIN_KM);
    const histogram = new LogHistogram({ from: 0.1, to: 1_000, perDecade: 6 });
    for (const km of sorted) if (km > 0) histogram.add(km);
    return {
      values: {
        M2a: fit.beta,
        M2b: quantileOf(sorted, 0.5),
        M2c: fit.kappa,
        M2d: quantileOf(sorted, 0.9),
        M3: logSlope(growth),
      },
      plots: {
        gyration: { measured: histogram.density() },
        gyrationGrowth: { "mean radius": lineOf(growth, 1) },
      },
    };
  }

  /** Distinct towers by time, ranks by visits, new ones by how many are known, familiar places. */
  #visits(): Findings {
    const { people, days } = this.#span;
    const { towers, places } = this.#ground;
    const placeOf = new Uint16Array(towers.count);
    for (let cell = 0; cell < towers.of.length; cell++)
      placeOf[towers.of[cell]!] = places.of[cell]!;
    const distinct = new Float64Array(days);
    const ranks = new Float64Array(RANKS);
    const moves = new Float64Array(2_000);
    const news = new Float64Array(2_000);
    const familiar = [0, 0, 0];
    const half = Math.floor(days / 2) * 24;
    for (let person = 0; person < people; person++) {
      const hours = this.of(person);
      const visits = new Map<number, number>();
      let before = 0;
      for (let hour = 0; hour < hours.length; hour++) {
        const tower = hours[hour]!;
        if (tower !== 0) {
          const count = visits.get(tower) ?? 0;
          if (before !== 0 && tower !== before) {
            const known = Math.min(moves.length - 1, visits.size);
            moves[known]!++;
            if (count === 0) news[known]!++;
          }
          visits.set(tower, count + 1);
          before = tower;
        }
        if (hour % 24 === 23) distinct[Math.floor(hour / 24)]! += visits.size / people;
      }
      const counts = sortedOf(visits.values()).reverse();
      const total = counts.reduce((sum, count) => sum + count, 0);
      for (let rank = 0; rank < Math.min(RANKS, counts.length); rank++) {
        ranks[rank]! += counts[rank]! / total / people;
      }
      familiar[0]! += familiarOf(hours, placeOf) / people;
      familiar[1]! += familiarOf(hours.subarray(0, half), placeOf) / people;
      familiar[2]! += familiarOf(hours.subarray(half), placeOf) / people;
    }
    const epr: [number, number][] = [];
    for (let known = 3; known < moves.length; known++) {
      if (moves[known]! >= people / 20 && news[known]! > 0) {
        epr.push([Math.log(known), Math.log(news[known]! / moves[known]!)]);
      }
    }
    const exploration = regress(epr);
    const zipf: Line = lineOf(ranks, 1).filter(([, share]) => share > 0);
    const tail = zipf.filter(([rank]) => rank >= 3 && rank <= 30);
    return {
      values: {
        M4: logSlope(distinct),
        M5: -regress(tail.map(([rank, share]) => [Math.log(rank), Math.log(share)])).slope,
        M6a: Math.exp(exploration.intercept),
        M6b: -exploration.slope,
        M7a: familiar[0]!,
        M7b: familiar[2]! / familiar[1]!,
      },
      plots: { distinct: { "mean S(t)": lineOf(distinct, 1) }, zipf: { "mean share": zipf } },
    };
  }

  /** Share of user-hours in the tower where the person most often is at that hour of the week. */
  #regularity(): Findings {
    const { people, weekday } = this.#span;
    const seen = new Float64Array(HOURS_A_WEEK);
    const usual = new Float64Array(HOURS_A_WEEK);
    const counts = new Map<number, number>();
    for (let person = 0; person < people; person++) {
      const hours = this.of(person);
      for (let bin = 0; bin < HOURS_A_WEEK; bin++) {
        counts.clear();
        let [total, most] = [0, 0];
        const first = ((Math.floor(bin / 24) - weekday[0]! + 7) % 7) * 24 + (bin % 24);
        for (let hour = first; hour < hours.length; hour += HOURS_A_WEEK) {
          if (hours[hour] === 0) continue;
          const count = (counts.get(hours[hour]!) ?? 0) + 1;
          counts.set(hours[hour]!, count);
          total++;
          most = Math.max(most, count);
        }
        seen[bin]! += total;
        usual[bin]! += most;
      }
    }
    const byHour = Float64Array.from({ length: 24 }, (_, hour) => {
      let [total, most] = [0, 0];
      for (let day = 0; day < 7; day++) {
        total += seen[day * 24 + hour]!;
        most += usual[day * 24 + hour]!;
      }
      return most / total;
    });
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    const night = meanOf(byHour.subarray(1, 5));
    const dip = Math.min(...byHour.subarray(11, 14), ...byHour.subarray(17, 20));
    return {
      values: { M9a: sum(usual) / sum(seen), M9b: night, M9c: night - dip },
      plots: { regularity: { "R(t)": lineOf(byHour) } },
    };
  }
}

/** Slope of ln value against ln day from the {@link FROM_DAY}th day on. */
function logSlope(daily: Float64Array): number {
  const points = lineOf(daily, 1).filter(([day, value]) => day >= FROM_DAY && value > 0);
  return regress(points.map(([day, value]) => [Math.log(day), Math.log(value)])).slope;
}

/** Places with enough visits and hours; a visit is a run of hours there. */
function familiarOf(hours: Uint16Array, placeOf: Uint16Array): number {
  const visits = new Map<number, number>();
  const stayed = new Map<number, number>();
  let before = -1;
  for (const tower of hours) {
    if (tower === 0) continue;
    const place = placeOf[tower - 1]!;
    if (place !== before) visits.set(place, (visits.get(place) ?? 0) + 1);
    stayed.set(place, (stayed.get(place) ?? 0) + 1);
    before = place;
  }
  const hoursMin = (HOURS_PER_WEEK_MIN * hours.length) / HOURS_A_WEEK;
  let familiar = 0;
  for (const [place, count] of visits) {
    if (count >= VISITS_MIN && stayed.get(place)! >= hoursMin) familiar++;
  }
  return familiar;
}
