// Events per second of the subscriber machine: the interpreter, with and without its shortcut, against actors.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createActor } from "xstate";
import { type EnrichedEvent, enrich } from "../domain/directory.ts";
import { HOUR_MS } from "../domain/time.ts";
import { accepting } from "../machines/colony.ts";
import { createColony } from "../machines/interpreter.ts";
import { subscriberMachine } from "../machines/subscriber.ts";
import { readScenario } from "../scenarios/parse.ts";
import { createTraffic } from "../simulator/traffic.ts";
import type { BenchTable } from "./bench.ts";
import { medianSeconds, rate } from "./median.ts";

const SCENARIO = fileURLToPath(new URL("../scenarios/quickstart.yaml", import.meta.url));
const SUBSCRIBERS = 2_000;
const HOURS = 12;
const ROUNDS = 3;

export async function machines(): Promise<BenchTable> {
  const events = halfDay();
  const interpret = (shortcut: boolean) => () => {
    const colony = createColony(subscriberMachine, { onEmit: () => {}, shortcut });
    for (let row = 0; row < SUBSCRIBERS; row++) colony.allocate();
    for (const event of events) colony.send(event.subscriber, event, event.timeMs);
  };
  // A clock that never rings: the actors arm and cancel their delays, but are spared the firing.
  const clock = { setTimeout: () => 0, clearTimeout: () => {} };
  const actorSeconds = await medianSeconds(ROUNDS, () => {
    const actors = Array.from({ length: SUBSCRIBERS }, () =>
      createActor(subscriberMachine, { clock }).start(),
    );
    for (const event of events) actors[event.subscriber]!.send(event);
  });
  const row = (what: string, seconds: number) => ({
    what,
    rate: `${rate(events.length / seconds)} events/s`,
    ratio: `${(actorSeconds / seconds).toFixed(1)}×`,
  });
  return {
    name: "machines",
    how:
      `The subscriber machine on ${events.length.toLocaleString("en-US")} events of ${SUBSCRIBERS.toLocaleString("en-US")} generated people ` +
      "(quickstart, first twelve hours), one row each, with the making of the rows. Ratio against a real XState actor per subscriber.",
    rows: [
      row("`actor.send`, delays never fire", actorSeconds),
      row(
        "interpreter: `machine.transition`, one scope",
        await medianSeconds(ROUNDS, interpret(false)),
      ),
      row("interpreter with its shortcut", await medianSeconds(ROUNDS, interpret(true))),
    ],
  };
}

function halfDay(): EnrichedEvent[] {
  const result = readScenario(readFileSync(SCENARIO, "utf8"), SCENARIO);
  if ("errors" in result) throw new AggregateError(result.errors);
  const { scenario } = result;
  const traffic = createTraffic(scenario, { seed: scenario.seed, subscribers: SUBSCRIBERS });
  const { accepts } = createColony(subscriberMachine, { onEmit: () => {} });
  return traffic
    .events(0, HOURS * HOUR_MS)
    .filter(({ type }) => accepting(accepts, type))
    .map((event) => enrich(event, traffic.directory));
}
