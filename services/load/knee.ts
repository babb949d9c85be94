// The knee: the highest rate that a system keeps up with, found by doubling and then by halving.
import { SECOND_MS } from "../../domain/time.ts";
import { TICK_MS } from "./tick.ts";

/** What one step has shown. Rates in events per second, times in ms. */
export interface KneeStep {
  readonly rate: number;
  readonly achieved: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly latenessP99?: number;
  readonly keptUp: boolean;
  /** Why not. */
  readonly reason?: string;
  /** The tool was late. A rate that was kept up with in spite of it is kept up with. */
  readonly fellBehind: boolean;
}

export interface Knee {
  /** 0 when not even the first rate was kept up with. */
  readonly rate: number;
  /** What ended the search: the system, this tool, or the highest rate that is tried. */
  readonly limitedBy: "system" | "tool" | "limit";
  readonly steps: readonly KneeStep[];
}

export interface KneeOptions {
  readonly fromRate: number;
  readonly rateMax: number;
  /** Sends at a rate for some seconds. */
  measure(rate: number): Promise<KneeStep>;
}

/** The search ends when the least rate that failed is so near to the highest that did not. */
const NEAR = 1.05;
const ATTEMPTS = 2;
/** Growth of the backlog, as a share of what came in the meantime, that still counts as none. */
const GROWTH_MAX = 0.02;

export async function findKnee({ fromRate, rateMax, measure }: KneeOptions): Promise<Knee> {
  const steps: KneeStep[] = [];
  const tryOut = async (rate: number): Promise<boolean> => {
    for (let attempt = 1; ; attempt++) {
      const step = await measure(Math.round(rate));
      // Other work on the machine may have spoilt it; only what fails twice has failed.
      if (!step.keptUp && attempt < ATTEMPTS) continue;
      steps.push(step);
      return step.keptUp;
    }
  };
  let kept = 0;
  let failed = Number.POSITIVE_INFINITY;
  for (let rate = fromRate; rate <= rateMax && failed === Number.POSITIVE_INFINITY; rate *= 2) {
    if (await tryOut(rate)) kept = rate;
    else failed = rate;
  }
  if (kept === 0 && failed < Number.POSITIVE_INFINITY) {
    for (let rate = fromRate / 2; rate >= fromRate / 64 && kept === 0; rate /= 2) {
      if (await tryOut(rate)) kept = rate;
      else failed = rate;
    }
  }
  while (kept > 0 && failed < Number.POSITIVE_INFINITY && failed / kept > NEAR) {
    const middle = Math.sqrt(kept * failed);
    if (await tryOut(middle)) kept = middle;
    else failed = middle;
  }
  const ended = steps.find(({ rate }) => rate === Math.round(failed));
  const limitedBy = ended === undefined ? "limit" : ended.fellBehind ? "tool" : "system";
  return { rate: Math.round(kept), limitedBy, steps };
}

export interface StepMeasured {
  /** Asked for. */
  readonly rate: number;
  readonly warmUpMs: number;
  /** Events due and not come back, after each tick. */
  readonly backlog: readonly number[];
  readonly p99: number | undefined;
  readonly unsent: number;
  /** Latency above which a rate is not kept up with, whatever the backlog. */
  readonly p99MsMax: number;
  readonly tickMs?: number;
}

/** Why a rate was not kept up with; undefined when it was. */
export function whyBehind(step: StepMeasured): string | undefined {
  const { rate, warmUpMs, backlog, p99, unsent, p99MsMax, tickMs = TICK_MS } = step;
  if (unsent > 0) return `${unsent} events unsent`;
  if (p99 !== undefined && p99 > p99MsMax) return `p99 above ${p99MsMax} ms`;
  // The least of each third: a pause that is made up for leaves it low, a rate that is too high
  // does not.
  const measured = backlog.slice(Math.floor(warmUpMs / tickMs));
  const third = Math.floor(measured.length / 3);
  const middle = least(measured.slice(third, 2 * third));
  const last = least(measured.slice(2 * third));
  const came = (rate * third * tickMs) / SECOND_MS;
  if (last - middle <= GROWTH_MAX * came) return undefined;
  return `the backlog grew by ${Math.round(last - middle)} events`;
}

function least(values: readonly number[]): number {
  return values.reduce((sum, value) => Math.min(sum, value), Number.POSITIVE_INFINITY);
}
