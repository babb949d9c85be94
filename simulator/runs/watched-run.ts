// A run that somebody watches: window by window, with its people, decisions and what came of them.
import { createOutreach } from "../../campaigns/outreach.ts";
import type { Decision } from "../../domain/decision.ts";
import { cellKey } from "../../domain/location.ts";
import type { PeopleFrame } from "../../domain/map-frame.ts";
import type { Outcome } from "../../domain/offer.ts";
import type { MapWorld, Point } from "../../domain/scene.ts";
import { byTotalOrder } from "../../domain/subscriber-event.ts";
import { DAY_MS, dayOf } from "../../domain/time.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createTraffic } from "../traffic.ts";

/** What has come of one window. */
export interface WatchedWindow {
  readonly decisions: readonly Decision[];
  readonly outcomes: readonly Outcome[];
  /** True moments of the days that the window has begun: whom a campaign waits for, and when. */
  readonly moments: readonly { readonly subscriber: number; readonly timeMs: number }[];
}

export interface WatchedRun {
  readonly map: MapWorld;
  readonly subscribers: number;
  /** Lives on until `toMs`, ms since the start; at most to the end of the scenario's last day. */
  advance(toMs: number): WatchedWindow;
  /** Everybody's place where the last window ended. */
  people(): PeopleFrame;
  /** Where the network saw a decision's person last, km; her true place when it saw her nowhere. */
  placeOf(decision: Decision): Point;
  /** Whether somebody of the control group orders without any message. */
  convertsUnprompted(subscriber: number, campaign: number): boolean;
}

/** A run of `subscribers` people; the same seed gives the same people in every scenario. */
export function createWatchedRun(
  scenario: Scenario,
  { seed, subscribers }: { readonly seed: string; readonly subscribers: number },
): WatchedRun {
  const traffic = createTraffic(scenario, { seed, subscribers });
  const { cells, map } = traffic.world;
  const sites = new Map<number, Point>();
  for (let cell = 0; cell < cells.count; cell++) {
    sites.set(cellKey(cells.lac[cell]!, cells.ci[cell]!), [cells.x[cell]!, cells.y[cell]!]);
  }
  const outcomes: Outcome[] = [];
  const triggers: Trigger[] = [];
  const twin = createTwin({
    directory: traffic.directory,
    definitions: scenario.definitions,
    onTrigger: (trigger) => triggers.push(trigger),
  });
  const outreach = createOutreach({
    book: scenario,
    directory: traffic.directory,
    responses: traffic.responses,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  const endMs = scenario.days * DAY_MS;
  let reachedMs = 0;
  let days = 0;
  return {
    map,
    subscribers,
    advance(toMs) {
      const moments: { subscriber: number; timeMs: number }[] = [];
      const untilMs = Math.min(toMs, endMs);
      if (untilMs <= reachedMs) return { decisions: [], outcomes: [], moments };
      while (days <= dayOf(untilMs - 1)) {
        traffic.moments(days++, {
          expect: (subscriber, _definition, _fromMs, timeMs) =>
            moments.push({ subscriber, timeMs }),
        });
      }
      for (const event of traffic.events(reachedMs, untilMs)) twin.apply(event);
      twin.advance(untilMs);
      const decisions = triggers
        .splice(0)
        .sort(byTotalOrder)
        .flatMap((trigger) => outreach.decide(trigger) ?? []);
      outreach.advance(untilMs);
      reachedMs = untilMs;
      return { decisions, outcomes: outcomes.splice(0), moments };
    },
    people: () => traffic.people(reachedMs),
    placeOf: ({ subscriber, timeMs, trigger }) =>
      sites.get(cellKey(trigger.lac, trigger.ci)) ?? traffic.positionOf(subscriber, timeMs),
    convertsUnprompted: (subscriber, campaign) =>
      traffic.responses.convertsUnprompted({ subscriber, campaign }),
  };
}
