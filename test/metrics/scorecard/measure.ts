// What docs/scorecard.md shows: the quickstart scenario's scores, and those with other networks.
import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import type { Score } from "../../../metrics/scorecard.ts";
import { readScenario } from "../../../scenarios/parse.ts";
import type { Scenario } from "../../../scenarios/scenario.ts";
import { run } from "../../../simulator/runs/simulation.ts";

/** People of the runs with other networks, for one day. */
export const SWEEP_PEOPLE = 4_000;
export const PERIODS = ["30m", "1h", "3h", "6h"] as const;
export const AREAS = [24, 96, 400] as const;

export interface Measured {
  readonly subscribers: number;
  readonly days: number;
  readonly quickstart: readonly Score[];
  /** One for each of {@link PERIODS} and of {@link AREAS}, all else being the scenario's. */
  readonly byPeriod: readonly (readonly Score[])[];
  readonly byAreas: readonly (readonly Score[])[];
}

/** The quickstart scenario, with a network of these parameters. */
export function quickstart(network: Readonly<Record<string, unknown>> = {}): Scenario {
  const path = new URL("../../../scenarios/quickstart.yaml", import.meta.url);
  const tree = parse(readFileSync(path, "utf8")) as { network?: object };
  const text = stringify({ ...tree, network: { ...tree.network, ...network } });
  const read = readScenario(text, "scenarios/quickstart.yaml");
  if ("errors" in read) throw new AggregateError(read.errors);
  return read.scenario;
}

export async function measure(): Promise<Measured> {
  const scenario = quickstart();
  const { subscribers, days } = scenario;
  const few = async (network: Readonly<Record<string, unknown>>): Promise<readonly Score[]> =>
    (await run(quickstart(network), { subscribers: SWEEP_PEOPLE, days: 1 })).scorecard;
  const byPeriod: (readonly Score[])[] = [];
  for (const periodicUpdate of PERIODS) byPeriod.push(await few({ periodicUpdate }));
  const byAreas: (readonly Score[])[] = [];
  for (const locationAreas of AREAS) byAreas.push(await few({ locationAreas }));
  const { scorecard } = await run(scenario);
  return { subscribers, days, quickstart: scorecard, byPeriod, byAreas };
}
