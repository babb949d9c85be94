// docs/scorecard.md has the structure and the definitions that npm run scorecard would write today.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Scorecard, scoresOf } from "../../metrics/scorecard.ts";
import { AREAS, type Measured, PERIODS, quickstart } from "./scorecard/measure.ts";
import { page, SCORED, skeletonOf } from "./scorecard/page.ts";
import { PAGE } from "./scorecard/write.ts";

/** Scores without a single moment, of this scenario's definitions. */
function unmeasured(): Measured {
  const { subscribers, days, definitions } = quickstart();
  const scores = scoresOf([new Scorecard(definitions).part()]);
  return {
    subscribers,
    days,
    quickstart: scores,
    byPeriod: PERIODS.map(() => scores),
    byAreas: AREAS.map(() => scores),
  };
}

test("the page is what npm run scorecard writes, but for its numbers", () => {
  const text = readFileSync(PAGE, "utf8");
  expect(skeletonOf(text), "stale: npm run scorecard").toBe(skeletonOf(page(unmeasured())));
});

test("the page has a measured row for every trigger, and tells why each errs", () => {
  const text = readFileSync(PAGE, "utf8");
  for (const name of SCORED) {
    expect(text).toMatch(new RegExp(`^\\| ${name} \\| [\\d,]+ \\| [\\d,]+ \\| [\\d,]+ \\| `, "m"));
    expect(text).toContain(`- \`${name}\`: `);
  }
});
