// kairos experiment screening: how many a threshold of worth or a share of the best would reach.
import type { ScreeningReport } from "../../../simulator/experiments/screening.ts";
import { table } from "../../table.ts";

export function screeningTable(report: ScreeningReport): string {
  const { subscribers, tiers, reach, chosen, atLeast, share, directions } = report;
  const { down, stay, up } = directions;
  return [
    `${subscribers} people by the value model (0 to 100). Factors that the records lack count as the`,
    "least, so scores are low; weights and tiers are assumed (campaigns/models/value-model.json).",
    "",
    table([
      ["tier  价值等级", ...Object.keys(tiers)],
      ["people  人数", ...Object.values(tiers).map(String)],
    ]),
    "",
    table([
      ["threshold  阈值", ...reach.map((one) => String(one.atLeast))],
      ["reaches  覆盖", ...reach.map(({ people }) => String(people))],
    ]),
    "",
    `Chosen  入选: ${chosen}, the best ${Math.round(100 * share)} % of those with ${atLeast} points or more.`,
    `By what they use of their plans an offer may go up for ${up}  升档, stay for ${stay}  保持,`,
    `and down for ${down}  降档; never up for these.`,
  ].join("\n");
}
