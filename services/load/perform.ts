// A whole load: target and people are made, a profile is sent or the knee is found, a report comes out.
import { availableParallelism, cpus } from "node:os";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import type { Threshold } from "../../metrics/thresholds.ts";
import { WALL } from "../pacer.ts";
import { findKnee, type Knee, type KneeStep, whyBehind } from "./knee.ts";
import type { Measurement } from "./measurement.ts";
import { type Opened, type OpenOrder, openLoad } from "./open-load.ts";
import { type Pacing, type Profile, pacingOf } from "./profile.ts";
import { LATENESS_MS_MAX, type LoadReport, reportOf } from "./report.ts";
import { Session } from "./session.ts";
import type { OnPrepare } from "./tick.ts";

export interface LoadOrder extends OpenOrder {
  readonly profile: Profile;
  /** As it was given. */
  readonly profileText: string;
  readonly warmUpMs: number;
  readonly thresholds: readonly Threshold[];
  readonly findKnee: boolean;
  readonly signal?: AbortSignal;
}

export interface LoadHooks {
  readonly onPrepare?: OnPrepare;
  /** After each tick; `of` is the end of what is being sent. */
  onTick?(measurement: Measurement, wallMs: number, ofMs: number): void;
  onStep?(step: KneeStep): void;
}

/** How long what was sent may take to come back. */
const GRACE_MS = 10 * SECOND_MS;
/** The same in a search for the knee: what is too much must be worked off before the next step. */
const DRAIN_MS = MINUTE_MS;
/** One step of the search, and the part of it before that does not count. */
const STEP_MS = 5 * SECOND_MS;
const STEP_WARM_UP_MS = SECOND_MS;
const KNEE_RATE_MAX = 10_000_000;
/** A rate at which triggers take longer than this is not kept up with. */
const KNEE_P99_MS_MAX = SECOND_MS;

/**
 * @throws KairosError for what cannot be opened or reached, and for metrics that the target does not
 *   have; the signal's reason
 */
export async function performLoad(order: LoadOrder, hooks: LoadHooks = {}): Promise<LoadReport> {
  const opened = await openLoad(order);
  let ofMs = 0;
  const session = new Session({
    wall: WALL,
    source: opened.source,
    ...(order.signal === undefined ? {} : { signal: order.signal }),
    ...(hooks.onPrepare === undefined ? {} : { onPrepare: hooks.onPrepare }),
    onTick: (measurement, wallMs) => hooks.onTick?.(measurement, wallMs, ofMs),
  });
  const run = async (pacing: Pacing, warmUpMs: number, graceMs: number): Promise<Measurement> => {
    ofMs = pacing.durationMs;
    return await session.run({ pacing, warmUpMs, graceMs });
  };
  try {
    await session.open(opened.openTarget);
    const knee = order.findKnee ? await kneeOf(order, opened, run, hooks) : undefined;
    const profile = knee === undefined ? order.profile : halfOf(knee, order.profile);
    const startedAt = new Date();
    const warmUpMs = session.target.paced ? order.warmUpMs : 0;
    const pacing = pacingOf(profile, { ...opened, warmUpMs, subscribers: order.subscribers });
    const measurement = await run(pacing, warmUpMs, GRACE_MS);
    return reportOf(
      {
        startedAt: startedAt.toISOString(),
        scenario: order.scenario.name,
        seed: order.seed,
        subscribers: order.subscribers,
        target: session.target.name,
        returns: session.target.returns,
        profile: knee === undefined ? order.profileText : textOf(profile),
        warmUpMs,
        tickMs: order.tickMs,
        measuredMs: session.target.paced ? profile.durationMs : Math.max(1, measurement.lastMs),
        processes: [`${order.share.index + 1}/${order.share.of}`],
        machine: {
          node: process.version,
          cpus: availableParallelism(),
          processor: cpus()[0]?.model ?? "unknown",
        },
        ...(knee === undefined ? {} : { knee }),
      },
      measurement,
      order.thresholds,
    );
  } finally {
    await session.close();
  }
}

type Run = (pacing: Pacing, warmUpMs: number, graceMs: number) => Promise<Measurement>;

async function kneeOf(
  { profile, subscribers, tickMs }: LoadOrder,
  { share }: Opened,
  run: Run,
  hooks: LoadHooks,
): Promise<Knee> {
  const fromRate = profile.kind === "constant" ? profile.rate : 10_000;
  return await findKnee({
    fromRate,
    rateMax: KNEE_RATE_MAX,
    async measure(rate) {
      const constant = { kind: "constant", rate, durationMs: STEP_MS } as const;
      const warmUpMs = STEP_WARM_UP_MS;
      const pacing = pacingOf(constant, { warmUpMs, share, subscribers });
      const measurement = await run(pacing, warmUpMs, DRAIN_MS);
      const step = stepOf({ rate, ownRate: share * rate, tickMs }, measurement);
      hooks.onStep?.(step);
      return step;
    },
  });
}

function stepOf(
  {
    rate,
    ownRate,
    tickMs,
  }: { readonly rate: number; readonly ownRate: number; readonly tickMs: number },
  measurement: Measurement,
): KneeStep {
  const { p50, p99 } = measurement.latency.distribution;
  const latenessP99 = measurement.lateness.at(99);
  const reason = whyBehind({
    rate: ownRate,
    warmUpMs: STEP_WARM_UP_MS,
    backlog: measurement.backlog,
    p99,
    unsent: measurement.intended - measurement.confirmed,
    p99MsMax: KNEE_P99_MS_MAX,
    tickMs,
  });
  return {
    rate,
    achieved: (measurement.finished * SECOND_MS) / STEP_MS,
    ...(p50 === undefined ? {} : { p50 }),
    ...(p99 === undefined ? {} : { p99 }),
    ...(latenessP99 === undefined ? {} : { latenessP99 }),
    keptUp: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    fellBehind: latenessP99 !== undefined && latenessP99 > LATENESS_MS_MAX,
  };
}

/** What shows how it is to live with a system: half of what it can bear. */
function halfOf({ rate }: Knee, { durationMs }: Profile): Profile {
  return { kind: "constant", rate: Math.max(1, Math.round(rate / 2)), durationMs };
}

function textOf(profile: Profile): string {
  if (profile.kind !== "constant") return profile.kind;
  return `constant:${profile.rate}/s:${Math.round(profile.durationMs / SECOND_MS)}s`;
}
