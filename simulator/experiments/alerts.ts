// One day's alerts for the seats of a call centre: the nearest deadline first, or first come (K8).
import { type Discipline, type Job, serve } from "../../campaigns/channels/serving.ts";
import { whatFor } from "../../campaigns/rulebook.ts";
import { inSegment } from "../../campaigns/segment.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { byTotalOrder } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createTraffic } from "../traffic.ts";

export interface AlertsOptions {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly tokenise?: Tokenise;
  readonly seats?: number;
}

export interface AlertsServed {
  readonly discipline: Discipline;
  /** Called before the offer's moment was over. */
  readonly inTime: number;
  /** Given up unserved, since their moment was over while they waited. */
  readonly tooLate: number;
  /** Of those served in time. */
  readonly meanWaitMs: number;
}

export interface AlertsReport {
  readonly subscribers: number;
  readonly seats: number;
  readonly handlingMs: number;
  /** The scenario does not say how long a call takes. */
  readonly isAssumed: boolean;
  readonly alerts: number;
  readonly ways: readonly AlertsServed[];
}

export const SEATS = 10;
/** How long one call keeps a seat where the scenario counts none of its own. ASSUMED. */
export const HANDLING_MS = 3 * MINUTE_MS;

/**
 * Every trigger of the first day is an alert for each campaign that waits for it and whose segment the
 * person is in. Seats work round the clock until no alert is left; only the order differs.
 */
export function compareAlertQueues(scenario: Scenario, options: AlertsOptions = {}): AlertsReport {
  const call = scenario.channels?.call;
  const { seats = call?.seats || SEATS, ...people } = options;
  const handlingMs = call?.handlingMs ?? HANDLING_MS;
  const traffic = createTraffic(scenario, { ...people, seed: people.seed ?? scenario.seed });
  const { directory } = traffic;
  const triggers: Trigger[] = [];
  const twin = createTwin({
    directory,
    definitions: scenario.definitions,
    onTrigger: (trigger) => void triggers.push(trigger),
  });
  for (let fromMs = 0; fromMs < DAY_MS; fromMs += HOUR_MS) {
    for (const event of traffic.events(fromMs, fromMs + HOUR_MS)) twin.apply(event);
    twin.advance(fromMs + HOUR_MS);
  }
  const jobs = triggers.sort(byTotalOrder).flatMap(({ timeMs, subscriber, definition }): Job[] => {
    const profile = directory.profile(subscriber);
    return scenario.campaigns
      .filter(
        ({ whenAndWhere, who }) =>
          whenAndWhere.definition === definition && inSegment(who, profile),
      )
      .map((campaign) => ({
        atMs: timeMs,
        serviceMs: handlingMs,
        deadlineMs: timeMs + whatFor(campaign, subscriber).expiresAfterMs,
      }));
  });
  const ways = (["deadline", "arrival"] as const).map((discipline) => {
    const { served, missed } = serve(jobs, seats, discipline);
    const waitedMs = served.reduce((sum, { job, startMs }) => sum + startMs - job.atMs, 0);
    const meanWaitMs = served.length === 0 ? 0 : waitedMs / served.length;
    return { discipline, inTime: served.length, tooLate: missed.length, meanWaitMs };
  });
  const isAssumed = call?.handlingMs === undefined;
  const { subscribers } = traffic;
  return { subscribers, seats, handlingMs, isAssumed, alerts: jobs.length, ways };
}
