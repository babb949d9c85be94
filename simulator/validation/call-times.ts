// Rows C7 to C9: how much people call, and how their calls crowd in time.
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../../domain/time.ts";
import type { Findings } from "./findings.ts";
import type { Span } from "./span.ts";
import { fitDoublePareto } from "./statistics/double-pareto.ts";
import {
  exponentialLaw,
  fitFamily,
  fitTruncatedPowerLaw,
  lognormalLaw,
  truncatedPowerLaw,
} from "./statistics/families.ts";
import {
  fitExponential,
  fitLognormal,
  fitPareto,
  fitWeibull,
  kolmogorovSmirnov,
} from "./statistics/laws.ts";
import { burstiness, memoryOf } from "./statistics/relations.ts";
import { LogHistogram, meanOf, OwnedValues, quantileOf, sortedOf } from "./statistics/samples.ts";

/** Burstiness is measured of people with more calls than this. */
const BURST_CALLS_MIN = 30;
/** Laws of inter-call times are fitted to people with at least so many intervals. */
const INTERVALS_MIN = 60;
/** Shortest interval that the pooled fit takes, s. */
const POOLED_FROM_S = 60;

/** 12 octets a call leg. */
export class CallTimes {
  readonly #span: Span;
  readonly #originated = new OwnedValues();
  readonly #all = new OwnedValues();

  constructor(span: Span) {
    this.#span = span;
  }

  take(event: SubscriberEvent): void {
    if (event.type !== "call.setUp") return;
    this.#all.push(event.subscriber, event.timeMs);
    if (event.direction === "originated") this.#originated.push(event.subscriber, event.timeMs);
  }

  findings(): Findings {
    const activity = this.#activity();
    const intervals = this.#intervals();
    const bursts = this.#bursts();
    return {
      values: { ...activity.values, ...intervals.values, ...bursts },
      plots: { ...activity.plots, ...intervals.plots },
    };
  }

  #activity(): Findings {
    const { people, days } = this.#span;
    const perDay = sortedOf(this.#all.grouped(people).map((own) => own.length / days));
    const [q50, q90, q99] = [0.5, 0.9, 0.99].map((share) => quantileOf(perDay, share));
    const active = perDay.filter((legs) => legs > 0);
    const double = fitDoublePareto(active);
    const logs = active.map(Math.log);
    const lognormal = fitLognormal(active).logLikelihood + meanOf(logs);
    const histogram = new LogHistogram({ from: 0.05, to: 500, perDecade: 8 });
    for (const legs of active) histogram.add(legs);
    return {
      values: {
        C7a: q90! / q50!,
        C7b: q99! / q50!,
        // Akaike's criterion of the lognormal less that of the double Pareto with two more numbers.
        C7c: 2 * active.length * (double.logLikelihood - lognormal) - 4,
        C7d: q50!,
      },
      plots: { activity: { "legs a day": histogram.density() } },
    };
  }

  #intervals(): Findings {
    const { people, days } = this.#span;
    const toS = (days * DAY_MS) / SECOND_MS;
    const histogram = new LogHistogram({ from: 10, to: toS, perDecade: 8 });
    const sums = { count: 0, seconds: 0, log: 0, square: 0 };
    const shapes: number[] = [];
    let passes = 0;
    const best = { weibull: 0, exponential: 0, lognormal: 0, power: 0 };
    for (const times of this.#originated.grouped(people)) {
      const own = differences(times);
      for (const seconds of own) {
        histogram.add(seconds);
        if (seconds < POOLED_FROM_S) continue;
        const log = Math.log(seconds);
        sums.count++;
        sums.seconds += seconds;
        sums.log += log;
        sums.square += log * log;
      }
      if (own.length < INTERVALS_MIN) continue;
      const weibull = fitWeibull(own);
      shapes.push(weibull.parameters[0]!);
      best[bestOf(own, weibull.logLikelihood)]++;
      if (kolmogorovSmirnov(sortedOf(own), weibull) < 1.36 / Math.sqrt(own.length)) passes++;
    }
    const { count } = sums;
    const [seconds, log, square] = [sums.seconds / count, sums.log / count, sums.square / count];
    const power = fitTruncatedPowerLaw(
      truncatedPowerLaw(0, POOLED_FROM_S, toS),
      [log, seconds],
      count,
    );
    const exponential = fitFamily(exponentialLaw(POOLED_FROM_S, toS), [seconds], count);
    const lognormal = fitFamily(lognormalLaw(POOLED_FROM_S, toS), [log, square], count);
    return {
      values: {
        C8a: exponential.aicPerObservation - power.fit.aicPerObservation,
        C8b: quantileOf(sortedOf(shapes), 0.5),
        C8c: passes / shapes.length,
        C8d: best.power / shapes.length,
        C8e: power.beta,
        C8f: lognormal.aicPerObservation - power.fit.aicPerObservation,
        C8g: best.lognormal / shapes.length,
        C8h: best.weibull / shapes.length,
      },
      plots: { intervals: { measured: histogram.density() } },
    };
  }

  /** Raw, and after time has been stretched so that the population calls evenly (Jo et al. 2012). */
  #bursts(): Record<string, number> {
    const perPerson = this.#all.grouped(this.#span.people);
    const even = this.#evenTime(perPerson);
    const [raw, seasoned, memory]: [number[], number[], number[]] = [[], [], []];
    for (const times of perPerson) {
      if (times.length <= BURST_CALLS_MIN) continue;
      const own = differences(times);
      raw.push(burstiness(own));
      memory.push(memoryOf(own));
      seasoned.push(burstiness(differences(times.map(even))));
    }
    return {
      C9a: quantileOf(sortedOf(raw), 0.5),
      C9b: quantileOf(sortedOf(seasoned), 0.5),
      C9c: quantileOf(sortedOf(memory), 0.5),
    };
  }

  /** Time in which every hour of the week has as many calls of the population as every other. */
  #evenTime(perPerson: readonly Float64Array[]): (timeMs: number) => number {
    const week = new Float64Array(168).fill(1e-9);
    const days = new Float64Array(7);
    const { weekday } = this.#span;
    const binOf = (hour: number): number => weekday[Math.floor(hour / 24)]! * 24 + (hour % 24);
    for (const day of weekday) days[day]!++;
    for (const times of perPerson) {
      for (const timeMs of times) week[binOf(Math.floor(timeMs / HOUR_MS))]!++;
    }
    const hours = weekday.length * 24;
    const before = new Float64Array(hours + 1);
    const rateOf = (hour: number): number =>
      week[binOf(hour)]! / days[weekday[Math.floor(hour / 24)]!]!;
    for (let hour = 0; hour < hours; hour++) before[hour + 1] = before[hour]! + rateOf(hour);
    const unit = (hours * HOUR_MS) / before[hours]!;
    return (timeMs) => {
      const hour = Math.floor(timeMs / HOUR_MS);
      const share = timeMs / HOUR_MS - hour;
      return unit * (before[hour]! + share * (before[hour + 1]! - before[hour]!));
    };
  }
}

/** Seconds between consecutive times, at least a millisecond each. */
function differences(times: Float64Array): Float64Array {
  if (times.length === 0) return times;
  return times
    .subarray(1)
    .map((time, index) => Math.max(0.001, (time - times[index]!) / SECOND_MS));
}

/** The law that Akaike's criterion prefers. */
function bestOf(
  own: Float64Array,
  weibull: number,
): "weibull" | "exponential" | "lognormal" | "power" {
  const penalty = 1 / own.length;
  const from = own.reduce((least, value) => Math.min(least, value));
  const scores = {
    weibull: weibull - 2 * penalty,
    exponential: fitExponential(own).logLikelihood - penalty,
    lognormal: fitLognormal(own).logLikelihood - 2 * penalty,
    power: fitPareto(own, from).logLikelihood - 2 * penalty,
  };
  const names = Object.keys(scores) as (keyof typeof scores)[];
  return names.reduce((best, name) => (scores[name] > scores[best] ? name : best));
}
