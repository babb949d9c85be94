// A shard's people and their first day, planned and settled, for tests of what is made of it.
import type { Shard } from "../../domain/digest.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { DayPlan } from "../../simulator/days/day-plan.ts";
import { createNeighbours } from "../../simulator/days/serving.ts";
import { Signals } from "../../simulator/days/signals.ts";
import { Ties } from "../../simulator/days/ties.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { createOperator } from "../../simulator/operator.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

export function livesOf({ count, shard }: { readonly count: number; readonly shard: Shard }) {
  const scenario = exampleScenario();
  const key = runKey("lives");
  const world = createWorld(key, scenario.network);
  const population = createPopulation(key, world, scenario, count);
  const setting = { key, world, population, scenario, timetable: createTimetable(world) };
  const { directory, door } = createOperator(setting, fictionalTokens);
  const plan = new DayPlan(setting, new Ties(setting), 0);
  const everybody = Array.from({ length: count }, (_, subscriber) => subscriber);
  for (const subscriber of everybody) plan.make(subscriber);
  plan.settle([plan.talk.conflicts()]);
  const signals = new Signals(setting, createNeighbours(world));
  const people = everybody.filter((subscriber) => subscriber % shard.of === shard.index);
  return { setting, directory, door, plan, signals, people };
}
