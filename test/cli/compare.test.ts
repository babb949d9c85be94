// kairos compare: tables and JSON of two scenarios, and what it refuses.
import { describe, expect, test } from "vitest";
import type { Comparison } from "../../simulator/experiments/compare.ts";
import { kairos } from "./kairos-process.ts";

const BLAST = "scenarios/jiangsu/ring-back-tone-blast.yaml";
const TRIGGERED = "scenarios/jiangsu/ring-back-tone-triggered.yaml";
const SMALL = ["--subscribers", "600", "--days", "1"];

describe("kairos compare", () => {
  test("shows lift with its interval, and by how much the pairing has narrowed the difference", async () => {
    const { code, stdout } = await kairos("compare", BLAST, TRIGGERED, ...SMALL, "--json");
    expect(code).toBe(0);
    const { all, byCampaign, a, b } = JSON.parse(stdout) as Comparison;
    const contacts = all.find(({ measure }) => measure === "contacts")!;
    expect(contacts.a).toBeGreaterThan(contacts.b);
    expect(contacts.narrowedBy).toBeGreaterThan(0.05);
    expect(Object.keys(byCampaign)).toEqual(["mzone-service", "others-trial-card"]);
    const { treated, difference } = b.lift["all"]!;
    expect(treated.people).toBeGreaterThan(10);
    expect(difference.low).toBeLessThanOrEqual(difference.estimate);
    expect(difference.high).toBeGreaterThan(difference.estimate);
    // Who has just heard a tone needs one; at nine in the morning few do.
    expect(b.timing.need!).toBeGreaterThan(0.9);
    expect(a.timing.need!).toBeLessThan(0.5);
    expect(b.timing.regret!).toBeLessThan(a.timing.regret!);
  });

  test("refuses scenarios with different people, and says how to make them equal", async () => {
    const { code, stderr } = await kairos("compare", BLAST, "scenarios/quickstart.yaml");
    expect(code).toBe(4);
    expect(stderr).toMatch(/different (start|network|people)/);
    expect(stderr).toMatch(/Make the \w+ of the two files equal/);
  });
});
