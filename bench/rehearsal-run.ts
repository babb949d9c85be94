// One measured run in a process of its own, so that its memory is its own: node bench/rehearsal-run.ts ORDER
import { fileURLToPath } from "node:url";
import { DAY_MS, HOUR_MS } from "../domain/time.ts";
import { threads } from "../services/threads.ts";
import { tokeniserOfSeed } from "../services/tokens.ts";
import { DayPlan } from "../simulator/days/day-plan.ts";
import { EventRows } from "../simulator/days/event-rows.ts";
import { createNeighbours } from "../simulator/days/serving.ts";
import { Signals } from "../simulator/days/signals.ts";
import { Ties } from "../simulator/days/ties.ts";
import { createTimetable } from "../simulator/days/timetable.ts";
import { createPopulation } from "../simulator/population.ts";
import { runKey } from "../simulator/random.ts";
import { run } from "../simulator/runs/simulation.ts";
import { createWorld } from "../simulator/world/world.ts";
import { readScenarioFile } from "../test/scenarios/scenario-file.ts";

const SCENARIO = fileURLToPath(new URL("../scenarios/quickstart.yaml", import.meta.url));

export interface Order {
  readonly what: "rehearse" | "generate";
  readonly subscribers: number;
  /** On one worker the run is this thread's, and its phases are measured. */
  readonly workers: number;
}

export interface Measured {
  readonly seconds: number;
  readonly events: number;
  /** Peak resident set, bytes. */
  readonly peakBytes: number;
  readonly digests: string;
  /** Processor seconds of each phase. */
  readonly phases: Readonly<Record<string, number>>;
}

const order = JSON.parse(process.argv[2]!) as Order;
const scenario = readScenarioFile(SCENARIO);

const startedMs = performance.now();
const { events, digests, phases } = order.what === "generate" ? generate() : await rehearse();
const measured: Measured = {
  seconds: (performance.now() - startedMs) / 1000,
  events,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  digests,
  phases,
};
console.log(JSON.stringify(measured));

async function rehearse(): Promise<Pick<Measured, "events" | "digests" | "phases">> {
  const { subscribers, workers: shards } = order;
  const phases: Record<string, number> = {};
  let phase = "people";
  let last = process.cpuUsage();
  const onPhase = (next: string): void => {
    const { user, system } = process.cpuUsage(last);
    phases[phase] = (phases[phase] ?? 0) + (user + system) / 1e6;
    last = process.cpuUsage();
    phase = next;
  };
  const report = await run(scenario, {
    subscribers,
    days: 1,
    shards,
    tokenise: tokeniserOfSeed(scenario.seed),
    ...(shards > 1 ? { host: threads() } : { onPhase }),
  });
  onPhase("");
  return {
    events: report.events,
    digests: Object.values(report.digests).join(),
    phases: shards > 1 ? {} : phases,
  };
}

/** The loop that only generates: people, their days, their events as rows, and no more. */
function generate(): Pick<Measured, "events" | "digests" | "phases"> {
  const { subscribers } = order;
  const key = runKey(scenario.seed);
  const world = createWorld(key, scenario.network);
  const population = createPopulation(key, world, scenario, subscribers);
  const setting = { key, world, population, scenario, timetable: createTimetable(world) };
  const plan = new DayPlan(setting, new Ties(setting), 0);
  for (let subscriber = 0; subscriber < subscribers; subscriber++) plan.make(subscriber);
  plan.settle([plan.talk.conflicts()]);
  const signals = new Signals(setting, createNeighbours(world));
  const rows = new EventRows();
  let events = 0;
  for (let fromMs = 0; fromMs < DAY_MS; fromMs += HOUR_MS) {
    rows.count = 0;
    signals.open(plan, fromMs, fromMs + HOUR_MS);
    for (let subscriber = 0; subscriber < subscribers; subscriber++) {
      signals.visit(subscriber, rows);
    }
    events += rows.count;
  }
  return { events, digests: "", phases: {} };
}
