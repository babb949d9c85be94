// The ranking of campaigns: by uplift, with its interval, those without people last.
import { expect, test } from "vitest";
import { rankCampaigns } from "../../metrics/ranking.ts";
import type { CampaignSummary, Report } from "../../metrics/summary.ts";

const arms = (
  treated: readonly [people: number, converted: number],
  control: readonly [people: number, converted: number],
) =>
  ({
    treated: { people: treated[0], converted: treated[1] },
    control: { people: control[0], converted: control[1] },
  }) as CampaignSummary;

test("the highest uplift stands first, and who reached nobody last", () => {
  const byCampaign: Report["byCampaign"] = {
    nobody: arms([0, 0], [0, 0]),
    weak: arms([1_000, 20], [1_000, 15]),
    strong: arms([1_000, 60], [1_000, 10]),
    harmful: arms([1_000, 5], [1_000, 20]),
  };
  const ranked = rankCampaigns({ byCampaign });
  expect(ranked.map(({ campaign }) => campaign)).toEqual(["strong", "weak", "harmful", "nobody"]);
  const [strong, weak, , nobody] = ranked;
  expect(strong!.uplift).toBeCloseTo(0.05, 12);
  expect(strong!.interval!.low).toBeGreaterThan(0);
  expect(weak!.interval!.low).toBeLessThan(0);
  expect(nobody).toMatchObject({ uplift: null, interval: null });
});
