// Ring-back tones after a friend's was heard (S0), in full traffic: treated, control, and their ratio.
import { proportionInterval, ratioInterval } from "../../metrics/statistics.ts";
import type { Arm, Report } from "../../metrics/summary.ts";
import { run } from "../runs/simulation.ts";
import {
  type Measured,
  measuredAs,
  type ReproduceOptions,
  runOptions,
} from "./reproduce-measured.ts";

const QUICK = { subscribers: 1_000, days: 1 };

/** Which rows each campaign of the preset stands for. */
const ROWS = {
  mzone: "s0-mzone-rbt",
  others: "s0-others-rbt",
  dormant: "s0-dormant-rbt",
} as const;

export async function measureRingBack(options: ReproduceOptions): Promise<Measured[]> {
  const { presets, quick = false } = options;
  const report = await run(presets["ring-back-tone"], {
    ...runOptions(options),
    ...(quick ? QUICK : {}),
  });
  const how =
    `full traffic: ${report.subscribers.toLocaleString("en-US")} people, ` +
    `${report.simulatedMs / 86_400_000} days, half of them control`;
  return Object.entries(ROWS).flatMap(([campaign, id]) => rowsOf(report, campaign, id, how));
}

function rowsOf(
  { byCampaign }: Pick<Report, "byCampaign">,
  campaign: string,
  id: string,
  how: string,
): Measured[] {
  const { treated, control } = byCampaign[campaign]!;
  const [first, second] = [treated, control].map(({ converted, people }: Arm) => ({
    successes: converted,
    n: people,
  }));
  const rate = ({ converted, people }: Arm) => proportionInterval(converted, people);
  const smaller = Math.min(treated.people, control.people);
  return [
    measuredAs(`${id}.treated`, rate(treated), treated.people, how),
    measuredAs(`${id}.ordinary`, rate(control), control.people, how),
    measuredAs(`${id}.lift`, ratioInterval(first!, second!), smaller, how),
  ];
}
