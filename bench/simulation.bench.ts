// Events per second of a rehearsal, against the loop that only generates them, in the same run.
import { fileURLToPath } from "node:url";
import { DAY_MS, HOUR_MS } from "../domain/time.ts";
import { run } from "../simulator/runs/simulation.ts";
import { createTraffic } from "../simulator/traffic.ts";
import { readScenarioFile } from "../test/scenarios/scenario-file.ts";
import type { BenchTable } from "./bench.ts";
import { medianSeconds, rate } from "./median.ts";

const SCENARIO = fileURLToPath(new URL("../scenarios/quickstart.yaml", import.meta.url));
const SUBSCRIBERS = 2_000;
const ROUNDS = 3;

export async function simulation(): Promise<BenchTable> {
  const scenario = readScenarioFile(SCENARIO);

  let events = 0;
  const generateSeconds = await medianSeconds(ROUNDS, () => {
    const traffic = createTraffic(scenario, { seed: scenario.seed, subscribers: SUBSCRIBERS });
    events = 0;
    for (let from = 0; from < DAY_MS; from += HOUR_MS) {
      events += traffic.events(from, from + HOUR_MS).length;
    }
  });
  const rehearse = (wire: boolean) =>
    medianSeconds(ROUNDS, () => run(scenario, { subscribers: SUBSCRIBERS, days: 1, wire }));
  const rehearsalSeconds = await rehearse(false);
  const wireSeconds = await rehearse(true);

  const row = (what: string, seconds: number) => ({
    what,
    rate: `${rate(events / seconds)} events/s`,
    ratio: `${(generateSeconds / seconds).toFixed(2)}×`,
  });
  return {
    name: "simulation",
    how:
      `quickstart.yaml, ${SUBSCRIBERS.toLocaleString("en-US")} people for a day: ${events.toLocaleString("en-US")} subscriber events, ` +
      "with the making of the people; the world is made once. Ratio against generating alone; one thread, columnar machines.",
    rows: [
      row("world and traffic alone", generateSeconds),
      row("with machines, triggers, decisions, offers", rehearsalSeconds),
      row("the same through octets (`--wire`)", wireSeconds),
    ],
  };
}
