// A small rehearsal with somebody who looks on: its report, whom moments came to, what was sent when.
import { sharesLimits } from "../../campaigns/daily-offers.ts";
import type { ContactChannel } from "../../domain/decision.ts";
import type { Report } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { run } from "../runs/simulation.ts";

/** A message, call or talk that reached for a person; reminders too. */
export interface Send {
  readonly campaign: number;
  readonly channel: ContactChannel;
  readonly subscriber: number;
  /** ms since the start. */
  readonly timeMs: number;
}

export interface Observation {
  readonly report: Report;
  readonly subscribers: number;
  readonly days: number;
  /** For whom a moment was noticed. */
  readonly noticed: ReadonlySet<number>;
  readonly sends: readonly Send[];
}

export interface SmallRun {
  readonly subscribers: number;
  readonly days: number;
  readonly seed: string;
  readonly signal?: AbortSignal | undefined;
}

/** Rehearses a scenario on few people, in this thread. */
export async function observe(
  scenario: Scenario,
  { subscribers, days, seed, signal }: SmallRun,
): Promise<Observation> {
  const noticed = new Set<number>();
  const sends: Send[] = [];
  const report = await run(scenario, {
    subscribers,
    days,
    seed,
    ...(signal && { signal }),
    watcher: {
      trigger: ({ subscriber }) => void noticed.add(subscriber),
      sent({ campaign, channel = "sms", subscriber, timeMs, deliverAtMs = timeMs }) {
        sends.push({ campaign, channel, subscriber, timeMs: deliverAtMs });
      },
    },
  });
  return { report, subscribers, days, noticed, sends };
}

/** The same scenario with nothing that people share the limits of: what campaigns ask of channels. */
export function withoutSharedLimits(scenario: Scenario): Scenario {
  if (!sharesLimits(scenario)) return scenario;
  const { channels, products, ...rest } = scenario;
  return {
    ...rest,
    ...(products && { products: products.map(({ pushesPerDay: _, ...product }) => product) }),
    campaigns: scenario.campaigns.map((campaign) => {
      const { offersPerDay: _, budget: __, ...what } = campaign.what;
      return { ...campaign, what };
    }),
  };
}
