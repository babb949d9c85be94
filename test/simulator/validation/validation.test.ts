// A small validation of generated traffic: complete, repeatable, and true to the table of rows.
import { describe, expect, test } from "vitest";
import { ROWS } from "../../../simulator/validation/row-tables.ts";
import { acceptedText, judge, numberText } from "../../../simulator/validation/rows.ts";
import { measureTraffic } from "../../../simulator/validation/validation.ts";
import { exampleScenario } from "../example-scenario.ts";
import { designRows } from "./design-rows.ts";

const SMALL = {
  mobilityPeople: 150,
  mobilityDays: 14,
  trafficPeople: 300,
  trafficDays: 5,
  linkPeople: 120,
  seed: "42",
};
const scenario = exampleScenario({ handsetChangesPerYear: 0.48, trainTripsPerDay: 0.005 });
const first = measureTraffic(scenario, SMALL);

describe("the rows", () => {
  test("cover every row of the tables of traffic.md 1A to 1C", () => {
    expect([...new Set(ROWS.map(({ row }) => row))].sort()).toEqual(designRows().sort());
  });

  test("have ids of their own that begin with their row, and say how they are measured", () => {
    expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
    for (const { id, row, how, target, accept } of ROWS) {
      expect(id.replace(/[a-z]$/, ""), id).toBe(row.replace(/[a-z]$/, ""));
      expect(how.length, id).toBeGreaterThan(7);
      expect(target, id).not.toBe("");
      expect(`${how}${target}`, id).not.toContain("|");
      if (accept !== undefined) expect(accept[0], id).toBeLessThanOrEqual(accept[1]);
    }
  });

  test("a value passes inside its range, ends included; NaN is too small a run", () => {
    const row = ROWS.find(({ id }) => id === "M1a")!;
    expect([1.549, 1.55, 1.95, 1.951].map((value) => judge(row, value).verdict)).toEqual([
      "fail",
      "pass",
      "pass",
      "fail",
    ]);
    expect(judge(row, Number.NaN).verdict).toBe("too small");
    const { accept: _, ...open } = row;
    expect(judge(open, 1).verdict).toBe("reported");
  });

  test("ranges and numbers read well", () => {
    const row = ROWS[0]!;
    const text = (least: number, most: number): string =>
      acceptedText({ ...row, accept: [least, most] });
    expect(text(1.55, 1.95)).toBe("1.55–1.95");
    expect(text(60, Number.POSITIVE_INFINITY)).toBe("≥ 60");
    expect(text(Number.NEGATIVE_INFINITY, 0.25)).toBe("≤ 0.25");
    expect([0.012_34, 14.23, 14_230, -0.5, 0, Number.NaN].map(numberText)).toEqual([
      "0.0123",
      "14.2",
      "14,230",
      "−0.5",
      "0",
      "–",
    ]);
  });
});

describe("a small run", () => {
  test("measures every row", () => {
    const missing = ROWS.filter(({ id }) => typeof first.values[id] !== "number");
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  test("measures the rows that need no large run", () => {
    // What may be unknown of few people and days: rare handset changes, crowds, trains, cliques.
    const rare = /^(M1c|M12|C5d|C5e|C7|C8|C11|T9g|T18|T19|T20)/;
    const unknown = ROWS.filter(({ id }) => Number.isNaN(first.values[id]) && !rare.test(id));
    expect(unknown.map(({ id }) => id)).toEqual([]);
  });

  test("draws a plot's series in ascending order of finite numbers", () => {
    expect(Object.keys(first.plots).length).toBeGreaterThan(12);
    for (const [name, lines] of Object.entries(first.plots)) {
      for (const points of Object.values(lines)) {
        expect(points.flat().every(Number.isFinite), name).toBe(true);
        const xs = points.map(([x]) => x);
        expect(xs, name).toEqual([...xs].sort((a, b) => a - b));
      }
    }
  });

  test("gives the same numbers again, and others with another seed", () => {
    const tiny = { ...SMALL, mobilityPeople: 40, trafficPeople: 60, linkPeople: 30 };
    const once = measureTraffic(scenario, tiny);
    expect(measureTraffic(scenario, tiny)).toEqual(once);
    expect(measureTraffic(scenario, { ...tiny, seed: "43" }).values).not.toEqual(once.values);
  });

  test("is near what every size gives: two legs of most calls, ladders of their lengths", () => {
    const { values } = first;
    expect(values["C4"]).toBeGreaterThan(0.4);
    expect(values["C4"]).toBeLessThan(0.6);
    expect(values["T2"]).toBeLessThan(1);
    expect(values["T9h"]).toBe(1);
    expect(values["T9a"]).toBeGreaterThan(8);
    expect(values["T10"]).toBeGreaterThan(15);
  });
});
