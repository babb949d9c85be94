// Days of WAP use a user, December against August (S0): moments from full traffic, habits beside it.
import { inControlGroup } from "../../campaigns/experiment.ts";
import { type Moments, meanInterval } from "../../metrics/statistics.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { lognormal, PURPOSE, type RunKey, runKey, uniform } from "../random.ts";
import { run } from "../runs/simulation.ts";
import habit from "./presets/wap-habit.json" with { type: "json" };
import {
  type Measured,
  measuredAs,
  type ReproduceOptions,
  runOptions,
} from "./reproduce-measured.ts";

const QUICK = { subscribers: 500, days: 2 };

/**
 * A user's day d has WAP use with chance p · (1 + H), at most 1, where p is her own and H the habit
 * that messages have left: each that she takes adds `gain`, and H fades as exp(−t/`fades`). The week
 * of full traffic says who takes messages, and how often; the months go on like that week.
 */
export async function measureHabit(options: ReproduceOptions): Promise<Measured[]> {
  const { presets, quick = false } = options;
  const scenario = presets["wap-push"];
  const size = quick ? QUICK : { subscribers: scenario.subscribers, days: scenario.days };
  const taken = new Uint16Array(size.subscribers);
  await run(scenario, {
    ...runOptions(options),
    ...size,
    onRecording({ campaigns }) {
      for (const { accepted } of campaigns) for (const person of accepted) taken[person]!++;
    },
  });
  const growth = growthOf(scenario, taken, size.days);
  const control = (100 * growth.control.estimate).toFixed(1);
  return [
    measuredAs(
      "s0-wap-days.growth",
      growth.treated,
      growth.people,
      `full traffic of ${size.days} days, ${size.subscribers.toLocaleString("en-US")} people; then ` +
        `${habit.days.value} days of habit. The control group: ${control} %`,
    ),
  ];
}

function growthOf(scenario: Scenario, taken: Uint16Array, days: number) {
  const key = runKey(scenario.seed);
  const groups = { treated: new Growth(), control: new Growth() };
  for (let subscriber = 0; subscriber < taken.length; subscriber++) {
    const isControl = inControlGroup(scenario.control, subscriber);
    const months = monthsOf(key, subscriber, taken[subscriber]! / days);
    groups[isControl ? "control" : "treated"].add(months);
  }
  return {
    treated: groups.treated.interval(),
    control: groups.control.interval(),
    people: Math.min(groups.treated.n, groups.control.n),
  };
}

interface Months {
  /** Days of use in the first and in the last month. */
  readonly first: number;
  readonly last: number;
}

function monthsOf(key: RunKey, subscriber: number, takenPerDay: number): Months {
  const sigma = habit.spread.value;
  const spread = lognormal({ mu: (-sigma * sigma) / 2, sigma }, key, subscriber, PURPOSE.habit, 0);
  const chance = (habit.usesPerMonth.value / habit.monthDays.value) * spread;
  const keeps = Math.exp(-1 / habit.fades.value);
  const lastFrom = habit.days.value - habit.monthDays.value;
  const use = { first: 0, last: 0 };
  let strength = 0;
  let owed = 0;
  for (let day = 0; day < habit.days.value; day++) {
    strength *= keeps;
    // August is the month before the messages begin.
    if (day >= habit.monthDays.value) owed += takenPerDay;
    for (; owed >= 1; owed--) strength += habit.gain.value;
    const counter = 1 + day;
    const uses = uniform(key, subscriber, PURPOSE.habit, counter) < chance * (1 + strength);
    if (uses && day < habit.monthDays.value) use.first++;
    if (uses && day >= lastFrom) use.last++;
  }
  return use;
}

/** last / first − 1 over people who are seen in both months: the linearised ratio of sums. */
class Growth {
  readonly #months: Months[] = [];

  get n(): number {
    return this.#months.length;
  }

  add(months: Months): void {
    this.#months.push(months);
  }

  interval() {
    const first = this.#months.reduce((sum, months) => sum + months.first, 0);
    const last = this.#months.reduce((sum, months) => sum + months.last, 0);
    const ratio = last / first;
    const mean = first / this.n;
    const moments = { n: this.n, sum: 0, squares: 0 } as { -readonly [K in keyof Moments]: number };
    for (const months of this.#months) {
      const residual = ratio - 1 + (months.last - ratio * months.first) / mean;
      moments.sum += residual;
      moments.squares += residual * residual;
    }
    return meanInterval(moments);
  }
}
