// Published results: every row is there, is simulated, and is compared by code that did not simulate.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../scenarios/scenario.ts";
import { reproduce } from "../../simulator/experiments/reproduce.ts";
import {
  type Measured,
  PRESETS,
  type Preset,
} from "../../simulator/experiments/reproduce-measured.ts";
import { judgeRows, ROW_IDS } from "../../simulator/experiments/reproduce-rows.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

const ROOT = new URL("../../", import.meta.url);
const PRESET_FOLDER = new URL("scenarios/published/", ROOT);

const presets = Object.fromEntries(
  PRESETS.map((name) => [name, readScenarioFile(new URL(`${name}.yaml`, PRESET_FOLDER).pathname)]),
) as Record<Preset, Scenario>;

/** One row of design 1.2 each, by the beginning of its ids. */
const TABLE = [
  "s0-mzone-rbt.",
  "s0-others-rbt.",
  "s0-dormant-rbt.",
  "s0-complaints.",
  "s0-wap-days.",
  "s1-retention.",
  "s1-orders.",
  "s1-revenue.",
  "s1-commission.",
  "s3-funnel.",
];

const measured = (part: Partial<Measured> & Pick<Measured, "id" | "value">): Measured => ({
  sample: 10_000_000,
  how: "by hand",
  ...part,
});
const verdictOf = (part: Partial<Measured> & Pick<Measured, "id" | "value">) =>
  judgeRows([measured(part)])[0]!.verdict;

describe("published results", () => {
  test("all rows are simulated, and the documentation names each", async () => {
    const rows = await reproduce({ presets, quick: true });
    expect(rows.map(({ id }) => id)).toEqual(ROW_IDS);
    for (const start of TABLE) expect(ROW_IDS.some((id) => id.startsWith(start))).toBe(true);
    for (const row of rows) {
      expect(row.verdict, row.id).not.toBe("fail");
      expect(row.sample, row.id).toBeGreaterThan(0);
    }
    const page = readFileSync(new URL("docs/published-results.md", ROOT), "utf8");
    for (const id of ROW_IDS) expect(page).toContain(`\`${id}\``);
    const again = await reproduce({ presets, quick: true, only: "s1-retention" });
    expect(again).toEqual(rows.filter(({ id }) => id.startsWith("s1-retention")));
  });

  test("the call centre's funnel adds up with its preset, by parts of it", async () => {
    const rows = await reproduce({ presets, quick: true, only: "s3-funnel" });
    const of = (id: string): number => rows.find((row) => row.id === `s3-funnel.${id}`)!.simulated;
    const customers = rows.find(({ id }) => id === "s3-funnel.contacted")!.sample;
    expect(of("contacted") + of("remaining")).toBe(customers);
    expect(of("targets-share")).toBeCloseTo(of("targets") / of("remaining"), 12);
    expect(of("called-share")).toBeCloseTo(of("called") / of("targets"), 12);
    const kinds = rows.filter(({ kind }) => kind === "emergent").map(({ id }) => id);
    expect(kinds).toEqual(["s3-funnel.success"]);
  });

  test("the simulator never reads the table: only the comparing file imports it", () => {
    const importers = sources("simulator").filter((path) =>
      readFileSync(new URL(path, ROOT), "utf8").includes("published.json"),
    );
    expect(importers).toEqual(["simulator/experiments/reproduce-rows.ts"]);
    // What simulates does not see what compares, either.
    const behind = sources("simulator").filter((path) =>
      /from "[^"]*reproduce-rows\.ts"/.test(readFileSync(new URL(path, ROOT), "utf8")),
    );
    expect(behind).toEqual(["simulator/experiments/reproduce.ts"]);
  });

  test.each([
    ["inside its interval", { value: 0.024, interval: [0.02, 0.03] }, "pass"],
    ["outside of it", { value: 0.015, interval: [0.012, 0.018] }, "fail"],
    ["of too few", { value: 0.0244, interval: [0, 0.1], sample: 1278 }, "sample too small"],
  ] as const)("a rate %s: %s", (_, part, verdict) => {
    expect(verdictOf({ id: "s0-mzone-rbt.treated", ...part })).toBe(verdict);
  });

  test("a bound is kept by the whole interval, a band by a part, a count to its last digit", () => {
    const bound = "s1-retention.imported";
    expect(verdictOf({ id: bound, value: 0.28, interval: [0.27, 0.29] })).toBe("pass");
    expect(verdictOf({ id: bound, value: 0.29, interval: [0.27, 0.31] })).toBe("fail");
    const band = "s3-funnel.success";
    expect(verdictOf({ id: band, value: 0.27, interval: [0.25, 0.29] })).toBe("pass");
    expect(verdictOf({ id: band, value: 0.1, interval: [0.08, 0.12] })).toBe("fail");
    expect(verdictOf({ id: "s1-orders.total", value: 2_536_671 })).toBe("pass");
    expect(verdictOf({ id: "s1-orders.total", value: 2_536_672 })).toBe("fail");
  });

  test("complaints need 120,000 messages in each arm", () => {
    for (const row of judgeRows(ROW_IDS.map((id) => measured({ id, value: 0 })))) {
      if (row.id.startsWith("s0-complaints")) expect(row.sampleAtLeast).toBe(120_000);
    }
  });
});

function sources(folder: string): string[] {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`)
    .sort();
}
