// One campaign fed by sources that know of its moments sooner or later: conversions against delay (J12).
import type { Campaign } from "../../campaigns/campaign.ts";
import { createOutreach } from "../../campaigns/outreach.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { byTotalOrder, type SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../../domain/time.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import { type Interval, proportionInterval } from "../../metrics/statistics.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createTraffic, type Traffic } from "../traffic.ts";

/** How late a source tells of a moment. Signalling and 48 hours: campaigns.md J12; others ASSUMED. */
export const SOURCES = [
  { name: "signalling", delayMs: 5 * SECOND_MS },
  { name: "call records", delayMs: 6 * HOUR_MS },
  { name: "48-hour response", delayMs: 48 * HOUR_MS },
  { name: "monthly bill", delayMs: 15 * DAY_MS },
] as const;

export interface StalenessRow {
  readonly source: string;
  readonly delayMs: number;
  readonly delivered: number;
  readonly accepted: number;
  /** Of those delivered, with its interval of 95 %. */
  readonly rate: Interval;
}

export interface StalenessOptions {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly tokenise?: Tokenise;
}

/**
 * The same people, days and moments for each source; the message goes out when the source has told of
 * the moment. Quiet hours are lifted for all and every offer is waited for, so that only the delay
 * differs.
 */
export function compareSources(
  scenario: Scenario,
  { seed = scenario.seed, ...options }: StalenessOptions = {},
): readonly StalenessRow[] {
  const traffic = createTraffic(scenario, { seed, ...options });
  const triggers = momentsOf(scenario, traffic);
  return SOURCES.map(({ name, delayMs }) => {
    const { delivered, accepted } = outcomesOf(scenario, traffic, triggers, delayMs);
    const rate = proportionInterval(accepted, delivered);
    return { source: name, delayMs, delivered, accepted, rate };
  });
}

/** All triggers of the scenario's days, in the total order; `onEvent` hears what they come from. */
export function momentsOf(
  { days, definitions }: Pick<Scenario, "days" | "definitions">,
  traffic: Traffic,
  onEvent?: (event: SubscriberEvent) => void,
): readonly Trigger[] {
  const triggers: Trigger[] = [];
  const { directory } = traffic;
  const onTrigger = (trigger: Trigger): void => void triggers.push(trigger);
  const twin = createTwin({ directory, definitions, onTrigger });
  for (let fromMs = 0; fromMs < days * DAY_MS; fromMs += HOUR_MS) {
    for (const event of traffic.events(fromMs, fromMs + HOUR_MS)) {
      twin.apply(event);
      onEvent?.(event);
    }
    twin.advance(fromMs + HOUR_MS);
  }
  return triggers.sort(byTotalOrder);
}

function outcomesOf(
  scenario: Scenario,
  { directory, responses }: Traffic,
  triggers: readonly Trigger[],
  delayMs: number,
): { readonly delivered: number; readonly accepted: number } {
  let delivered = 0;
  let accepted = 0;
  const outreach = createOutreach({
    book: {
      ...scenario,
      policy: { ...scenario.policy, quietHours: { fromMs: 0, toMs: 0 } },
      campaigns: scenario.campaigns.map((campaign) => late(campaign, delayMs)),
    },
    directory,
    responses,
    onOutcome({ kind }) {
      if (kind === "delivered") delivered++;
      if (kind === "accepted") accepted++;
    },
  });
  for (const trigger of triggers) outreach.decide(trigger);
  outreach.advance(Number.MAX_SAFE_INTEGER);
  return { delivered, accepted };
}

/** Sent so late, and answered within as long a time as ever. */
function late(campaign: Campaign, delayMs: number): Campaign {
  const { what } = campaign;
  return {
    ...campaign,
    what: {
      ...what,
      deliver: { kind: "after", afterMs: delayMs },
      expiresAfterMs: what.expiresAfterMs + delayMs,
    },
  };
}
