// Rows C5 and C6: how long answered calls last, pooled and per person, and how long in each cell.
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { SECOND_MS } from "../../domain/time.ts";
import type { Findings } from "./findings.ts";
import {
  fitExponential,
  fitLogLogistic,
  fitLognormal,
  kolmogorovSmirnov,
} from "./statistics/laws.ts";
import { distanceOfMixture, fitMixture } from "./statistics/mixture.ts";
import { LogHistogram, meanOf, OwnedValues, quantileOf, sortedOf } from "./statistics/samples.ts";

/** Longer calls are left out of the pooled fit, as Guo et al. do, s. */
const POOLED_MAX_S = 1_800;
/** People with fewer answered calls are not fitted. */
const CALLS_MIN = 60;

/** 12 octets an answered call and cell held, 16 a person. */
export class CallLengths {
  readonly #people: number;
  readonly #answeredMs: Float64Array;
  readonly #enteredMs: Float64Array;
  readonly #lengths = new OwnedValues();
  readonly #held = new OwnedValues();

  constructor(people: number) {
    this.#people = people;
    this.#answeredMs = new Float64Array(people).fill(-1);
    this.#enteredMs = new Float64Array(people);
  }

  take({ type, timeMs, subscriber }: SubscriberEvent): void {
    switch (type) {
      case "call.setUp":
        this.#answeredMs[subscriber] = -1;
        return;
      case "call.answered":
        this.#answeredMs[subscriber] = timeMs;
        this.#enteredMs[subscriber] = timeMs;
        return;
      case "call.handedOver":
        if (this.#answeredMs[subscriber]! >= 0) this.#leaveCell(subscriber, timeMs);
        return;
      case "call.released": {
        const from = this.#answeredMs[subscriber]!;
        if (from < 0) return;
        this.#leaveCell(subscriber, timeMs);
        this.#lengths.push(subscriber, Math.max(0.1, (timeMs - from) / SECOND_MS));
        this.#answeredMs[subscriber] = -1;
        return;
      }
      default:
    }
  }

  findings(): Findings {
    const perPerson = this.#lengths.grouped(this.#people);
    const all = sortedOf(perPerson.flatMap((own) => [...own]));
    const pooled = all.filter((seconds) => seconds <= POOLED_MAX_S);
    const held = sortedOf(this.#held.grouped(this.#people).flatMap((own) => [...own]));
    const histogram = new LogHistogram({ from: 1, to: 10_000, perDecade: 10 });
    for (const seconds of all) histogram.add(seconds);
    const heldHistogram = new LogHistogram({ from: 1, to: 10_000, perDecade: 10 });
    for (const seconds of held) heldHistogram.add(seconds);
    return {
      values: {
        C5a: meanOf(all),
        C5b: quantileOf(all, 0.5) / meanOf(all),
        C5c: ratioOfDistances(pooled),
        ...bestPerPerson(perPerson),
        C6a: meanOf(held),
        C6b: distanceOfMixture(held, fitMixture(held)) / distanceOfExponential(held),
        C6c: ratioOfDistances(held),
      },
      plots: {
        callLength: { calls: histogram.density(), "time in a cell": heldHistogram.density() },
      },
    };
  }

  #leaveCell(subscriber: number, timeMs: number): void {
    const seconds = (timeMs - this.#enteredMs[subscriber]!) / SECOND_MS;
    this.#held.push(subscriber, Math.max(0.1, seconds));
    this.#enteredMs[subscriber] = timeMs;
  }
}

/** Distance of the lognormal fit by that of the exponential one: below 1, lognormal is nearer. */
function ratioOfDistances(sorted: Float64Array): number {
  return kolmogorovSmirnov(sorted, fitLognormal(sorted)) / distanceOfExponential(sorted);
}

function distanceOfExponential(sorted: Float64Array): number {
  return kolmogorovSmirnov(sorted, fitExponential(sorted));
}

/** Shares of people whose likeliest law of three is each, and whom log-logistic fits at all. */
function bestPerPerson(perPerson: readonly Float64Array[]): Record<string, number> {
  let [people, logLogistic, exponential, fits] = [0, 0, 0, 0];
  for (const own of perPerson) {
    if (own.length < CALLS_MIN) continue;
    people++;
    const [curved, straight, normal] = [
      fitLogLogistic(own),
      fitExponential(own),
      fitLognormal(own),
    ];
    // One parameter less: Akaike's penalty, per observation.
    const exponentialScore = straight.logLikelihood + 1 / own.length;
    const best = Math.max(curved.logLikelihood, exponentialScore, normal.logLikelihood);
    if (best === curved.logLikelihood) logLogistic++;
    if (best === exponentialScore) exponential++;
    // 1.36/√n: the 5 % point of the distance, mild here because the law was fitted to the sample.
    if (kolmogorovSmirnov(sortedOf(own), curved) < 1.36 / Math.sqrt(own.length)) fits++;
  }
  return { C5d: fits / people, C5e: logLogistic / people, C5f: exponential / people };
}
