// Rows M1 and M13: how far people are from where they last called or wrote.
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { Findings } from "./findings.ts";
import type { Ground } from "./ground.ts";
import {
  exponentialLaw,
  fitFamily,
  fitTruncatedPowerLaw,
  lognormalLaw,
  truncatedPowerLaw,
} from "./statistics/families.ts";
import { LogHistogram } from "./statistics/samples.ts";

/** dr0 of Gonzalez et al., and where the fit begins, km. */
const SHIFT_KM = 1.5;
const FROM_KM = 2;
/** Beyond any way inside the province, km. */
const TO_KM = 2_000;
/** Who was never farther from the capital's centre than this lives a metropolitan life, km. */
const METRO_KM = 25;

/** Sums that the fits need, of displacements of at least {@link FROM_KM}. */
class Sums {
  count = 0;
  shiftedLog = 0;
  log = 0;
  logSquare = 0;
  km = 0;

  add(km: number): void {
    const log = Math.log(km);
    this.count++;
    this.shiftedLog += Math.log(km + SHIFT_KM);
    this.log += log;
    this.logSquare += log * log;
    this.km += km;
  }
}

/** Distances between the cells of one person's consecutive calls and messages. */
export class Displacements {
  readonly #ground: Ground;
  readonly #last: Int32Array;
  readonly #all = new Sums();
  readonly #own: readonly Sums[];
  readonly #leftMetro: Uint8Array;
  readonly #histogram = new LogHistogram({ from: 0.1, to: 1_000, perDecade: 8 });

  constructor(ground: Ground, people: number) {
    this.#ground = ground;
    this.#last = new Int32Array(people).fill(-1);
    this.#own = Array.from({ length: people }, () => new Sums());
    this.#leftMetro = new Uint8Array(people);
  }

  take({ type, subscriber }: SubscriberEvent, cell: number): void {
    if (type !== "call.setUp" && type !== "message.sent" && type !== "message.received") return;
    const { towers, capital } = this.#ground;
    const tower = towers.of[cell]!;
    const [x, y] = [towers.x[tower]!, towers.y[tower]!];
    if (Math.hypot(x - capital[0], y - capital[1]) > METRO_KM) this.#leftMetro[subscriber] = 1;
    const last = this.#last[subscriber]!;
    this.#last[subscriber] = tower;
    if (last < 0 || last === tower) return;
    const km = Math.hypot(x - towers.x[last]!, y - towers.y[last]!);
    this.#histogram.add(km);
    if (km < FROM_KM) return;
    this.#all.add(km);
    this.#own[subscriber]!.add(km);
  }

  findings(): Findings {
    const { count, shiftedLog, log, logSquare, km } = this.#all;
    const means = [shiftedLog / count, km / count] as const;
    const power = fitTruncatedPowerLaw(truncatedPowerLaw(SHIFT_KM, FROM_KM, TO_KM), means, count);
    const exponential = fitFamily(exponentialLaw(FROM_KM, TO_KM), [km / count], count);
    const lognormal = fitFamily(
      lognormalLaw(FROM_KM, TO_KM),
      [log / count, logSquare / count],
      count,
    );
    const metro = this.#metro();
    const best = Math.min(power.fit.aicPerObservation, lognormal.aicPerObservation);
    return {
      values: {
        M1a: power.beta,
        M1b: power.kappa,
        M1c: metro.beta,
        M1d: metro.kappa,
        M1e: 1 + count / (log - count * Math.log(FROM_KM)),
        M1f: this.#histogram.quantile(0.9),
        M13a: exponential.aicPerObservation - best,
        M13b: lognormal.aicPerObservation - power.fit.aicPerObservation,
      },
      plots: {
        displacement: {
          measured: this.#histogram.density(),
          fitted: this.#fitted(power),
        },
      },
    };
  }

  #metro(): { readonly beta: number; readonly kappa: number } {
    let [count, shiftedLog, km] = [0, 0, 0];
    this.#own.forEach((sums, person) => {
      if (this.#leftMetro[person] === 1) return;
      count += sums.count;
      shiftedLog += sums.shiftedLog;
      km += sums.km;
    });
    if (count < 100) return { beta: Number.NaN, kappa: Number.NaN };
    const law = truncatedPowerLaw(SHIFT_KM, FROM_KM, 2 * METRO_KM);
    return fitTruncatedPowerLaw(law, [shiftedLog / count, km / count], count);
  }

  /** The fitted law at the histogram's scale, through the share of all that is in its range. */
  #fitted({ beta, kappa }: { readonly beta: number; readonly kappa: number }) {
    const law = (km: number): number => (km + SHIFT_KM) ** -beta * Math.exp(-km / kappa);
    const points = this.#histogram.density().filter(([km]) => km >= FROM_KM);
    const logs = points.map(([km, density]) => Math.log(density / law(km)));
    const middle = logs.sort((a, b) => a - b)[logs.length >> 1] ?? 0;
    return points.map(([km]) => [km, law(km) * Math.exp(middle)] as const);
  }
}
