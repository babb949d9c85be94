// Measures generated traffic against the table of traffic.md: two runs, and a day on the link.

import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createLink } from "../link.ts";
import { runKey } from "../random.ts";
import { createTraffic, type Traffic, type TrafficOptions } from "../traffic.ts";
import { createWorld } from "../world/world.ts";
import { CallGraph } from "./call-graph.ts";
import { CallLengths } from "./call-lengths.ts";
import { CallTimes } from "./call-times.ts";
import { Crowds, Storms } from "./crowds.ts";
import { DaysOut } from "./days-out.ts";
import { Displacements } from "./displacements.ts";
import type { Findings } from "./findings.ts";
import { createGround } from "./ground.ts";
import { Habits } from "./habits.ts";
import { Handsets } from "./handsets.ts";
import { HourlyCells } from "./hourly-cells.ts";
import { LinkLoad } from "./link-load.ts";
import { createSpan, hourOf } from "./span.ts";
import { Volume } from "./volume.ts";

export interface ValidationSizes {
  readonly mobilityPeople: number;
  readonly mobilityDays: number;
  readonly trafficPeople: number;
  readonly trafficDays: number;
  readonly linkPeople: number;
}

export const SIZES: ValidationSizes = {
  mobilityPeople: 2_500,
  mobilityDays: 90,
  trafficPeople: 5_000,
  trafficDays: 14,
  linkPeople: 4_000,
};

export interface ValidationOptions extends ValidationSizes {
  readonly seed: string;
  onProgress?(phase: string, share: number): void;
}

/** Virtual time that is generated at once. */
const WINDOW_MS = HOUR_MS;
/** The other setting of T3212 that row T13 is reported for. */
const SHORT_T3212_MS = HOUR_MS / 2;
/** Trips by train a day of everybody, in the run that fills the trains for row T20. */
const TRAIN_TRIPS = 1;

/** Runs the scenario at the sizes given and measures its events. */
export function measureTraffic(scenario: Scenario, sizes: ValidationOptions): Findings {
  const options = { ...sizes, world: createWorld(runKey(sizes.seed), scenario.network) };
  const parts = [
    mobility(scenario, options),
    talk(scenario, options),
    storms(scenario, options),
    link(scenario, options),
  ];
  const half = { ...options, linkPeople: Math.ceil(options.linkPeople / 2) };
  const short = link(withT3212(scenario, SHORT_T3212_MS), half);
  return {
    values: {
      ...Object.assign({}, ...parts.map(({ values }) => values)),
      T13c: short.values["T13a"]!,
      T13d: short.values["T13b"]!,
    },
    plots: {
      ...Object.assign({}, ...parts.map(({ plots }) => plots)),
      messages: {
        "T3212 of the scenario": parts[3]!.plots["messages"]!["messages/s per million"]!,
        "T3212 of 30 minutes": short.plots["messages"]!["messages/s per million"]!,
      },
    },
  };
}

/** One world for all runs: it depends on neither people nor timers. */
type Options = ValidationOptions & Pick<Required<TrafficOptions>, "world">;

function mobility(scenario: Scenario, options: Options): Findings {
  const { mobilityPeople: people, mobilityDays: days } = options;
  const traffic = trafficOf({ ...scenario, days }, people, options);
  const { world, directory } = traffic;
  const span = createSpan(scenario.start, people, days);
  const ground = createGround(world);
  const hourly = new HourlyCells(ground, span);
  const displacements = new Displacements(ground, people);
  const daysOut = new DaysOut(ground, span);
  const graph = new CallGraph(people, (number) => directory.ofNumber(number));
  const habits = new Habits(span);
  const handsets = new Handsets(people);
  const crowds = new Crowds(span, world.zones, (lac, ci) => directory.zoneOf(lac, ci));
  eachEvent(traffic, days, progressOf("mobility", options), (event) => {
    graph.take(event);
    habits.take(event);
    handsets.take(event);
    crowds.take(event);
    if (event.lac === 0) return;
    const cell = ground.cellOf(event.lac, event.ci);
    if (cell < 0) return;
    hourly.take(event.subscriber, hourOf(event.timeMs), cell);
    displacements.take(event, cell);
    daysOut.take(event.subscriber, event.timeMs, cell);
  });
  return joined([
    displacements.findings(),
    hourly.findings(),
    daysOut.findings(),
    graph.findings((a, b) => hourly.kmBetweenHomes(a, b)),
    habits.findings(),
    handsets.findings(),
    crowds.findings(),
  ]);
}

function talk(scenario: Scenario, options: Options): Findings {
  const { trafficPeople: people, trafficDays: days } = options;
  const traffic = trafficOf({ ...scenario, days }, people, options);
  const span = createSpan(scenario.start, people, days);
  const volume = new Volume(span, scenario.network.t3212Ms);
  const lengths = new CallLengths(people);
  const times = new CallTimes(span);
  eachEvent(traffic, days, progressOf("calls", options), (event) => {
    volume.take(event);
    lengths.take(event);
    times.take(event);
  });
  return joined([
    volume.findings(),
    lengths.findings(),
    times.findings(),
    { values: { ...records(traffic), ...areas(traffic) }, plots: {} },
  ]);
}

function storms(scenario: Scenario, options: Options): Findings {
  const people = { ...scenario.people, trainTripsPerDay: TRAIN_TRIPS };
  const traffic = trafficOf({ ...scenario, people, days: 1 }, options.trafficPeople, options);
  const measure = new Storms();
  eachEvent(traffic, 1, progressOf("trains", options), (event) => measure.take(event));
  return measure.findings();
}

/** The first day of the run as the tap's frames; who is attached comes from the same events. */
function link(scenario: Scenario, options: Options): Findings {
  const { linkPeople: people, seed } = options;
  const { start, network } = scenario;
  const traffic = trafficOf({ ...scenario, days: 1 }, people, options);
  const attached = new Volume(
    { ...createSpan(start, people, 1), isWorkday: [true] },
    network.t3212Ms,
  );
  const onProgress = progressOf("signalling", options);
  const source = {
    ...traffic,
    events(fromMs: number, toMs: number) {
      onProgress(toMs / DAY_MS);
      const events = traffic.events(fromMs, toMs);
      for (const event of events) attached.take(event);
      return events;
    },
  };
  const load = new LinkLoad((hour) => attached.attachedIn(hour));
  load.takeDay(createLink(source, { seed, start, untilMs: DAY_MS }));
  return load.findings();
}

function trafficOf(scenario: Scenario, subscribers: number, { seed, world }: Options): Traffic {
  return createTraffic(scenario, { seed, subscribers, world });
}

function eachEvent(
  traffic: Pick<Traffic, "events">,
  days: number,
  onProgress: (share: number) => void,
  take: (event: SubscriberEvent) => void,
): void {
  for (let fromMs = 0; fromMs < days * DAY_MS; fromMs += WINDOW_MS) {
    onProgress(fromMs / (days * DAY_MS));
    for (const event of traffic.events(fromMs, fromMs + WINDOW_MS)) take(event);
  }
}

/** Row C14 is about the operator's records, not about events. */
function records({ directory, subscribers }: Traffic): Record<string, number> {
  let [ringbackTones, mms] = [0, 0];
  for (let subscriber = 0; subscriber < subscribers; subscriber++) {
    const profile = directory.profile(subscriber)!;
    if (profile.ringbackTone !== "none") ringbackTones++;
    if (profile.usesMms) mms++;
  }
  return { C14a: ringbackTones / subscribers, C14b: mms / subscribers };
}

/** Row T8 is about the network: cells and persons of its location areas. */
function areas({ world: { cells, population } }: Traffic): Record<string, number> {
  const areas = new Set(cells.lac).size;
  return { T8a: cells.count / areas, T8b: population / areas, T8c: population / cells.count };
}

function withT3212(scenario: Scenario, t3212Ms: number): Scenario {
  return { ...scenario, network: { ...scenario.network, t3212Ms } };
}

function progressOf(phase: string, { onProgress }: ValidationOptions): (share: number) => void {
  return (share) => onProgress?.(phase, share);
}

function joined(parts: readonly Findings[]): Findings {
  return {
    values: Object.assign({}, ...parts.map(({ values }) => values)),
    plots: Object.assign({}, ...parts.map(({ plots }) => plots)),
  };
}
