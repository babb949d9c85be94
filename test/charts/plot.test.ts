// Charts as text: golden pictures, scales with their ticks, and marks that show what they can.
import { describe, expect, test } from "vitest";
import { drawPlot, type Plot } from "../../charts/plot.ts";
import { createScale } from "../../charts/scales.ts";

const PLOT: Plot = {
  title: "Ways <& means>",
  x: { label: "km", scale: "log" },
  y: { label: "share" },
  marks: [
    {
      kind: "points",
      name: "measured",
      points: [
        [1, 0.4],
        [10, 0.2],
        [100, 0.1],
      ],
    },
    {
      kind: "line",
      name: "fitted",
      points: [
        [1, 0.5],
        [100, 0.1],
      ],
      dashed: true,
    },
  ],
};

describe("a plot", () => {
  test("is well-formed, escaped, and the same each time", () => {
    const svg = drawPlot(PLOT);
    expect(svg).toBe(drawPlot(PLOT));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 480 300"/);
    expect(svg).toContain("<title>Ways &lt;&amp; means&gt;</title>");
    const opened = [...svg.matchAll(/<[a-z]+(?:\s[^>]*[^/>])?>/g)].length;
    expect([...svg.matchAll(/<\/[a-z]+>/g)]).toHaveLength(opened);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("draws its marks inside of its frame, with a legend that names them", () => {
    const svg = drawPlot(PLOT);
    expect(svg.match(/<circle /g)).toHaveLength(3);
    expect(svg).toContain('stroke-dasharray="5 4"');
    for (const [, x, y] of svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(60);
      expect(Number(x)).toBeLessThanOrEqual(454);
      expect(Number(y)).toBeGreaterThanOrEqual(48);
      expect(Number(y)).toBeLessThanOrEqual(256);
    }
    for (const name of ["measured", "fitted"]) expect(svg).toContain(`>${name}</text>`);
    expect(drawPlot({ ...PLOT, marks: [PLOT.marks[0]!] })).not.toContain(">measured</text>");
  });

  test("leaves out what a logarithmic scale cannot show", () => {
    const points = [
      [0, 1],
      [-5, 1],
      [10, 2],
    ] as const;
    const svg = drawPlot({ ...PLOT, marks: [{ kind: "points", name: "few", points }] });
    expect(svg.match(/<circle /g)).toHaveLength(1);
  });

  test("bars stand on the axis and do not touch", () => {
    const points = [
      [1, 3],
      [2, 6],
      [3, 1],
    ] as const;
    const x = { label: "rank", domain: [0, 4] as const };
    const svg = drawPlot({
      title: "",
      x,
      y: { label: "" },
      marks: [{ kind: "bars", name: "", points }],
    });
    const bars = [
      ...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"\/>/g),
    ].map((match) => match.slice(1).map(Number) as [number, number, number, number]);
    expect(bars).toHaveLength(3);
    for (const [, y, , height] of bars) expect(y + height).toBeCloseTo(256, 1);
    expect(bars[0]![0] + bars[0]![2]).toBeLessThan(bars[1]![0]);
  });

  test("of nothing is an empty frame", () => {
    const svg = drawPlot({
      title: "",
      x: { label: "" },
      y: { label: "", scale: "log" },
      marks: [],
    });
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe("scales", () => {
  test("a logarithmic one spans whole decades, and writes far ones as powers", () => {
    const scale = createScale({ label: "", scale: "log" }, [2e-7, 0.004], [0, 100]);
    expect(scale.ticks.map(({ text }) => text)).toEqual([
      "10⁻⁷",
      "10⁻⁶",
      "10⁻⁵",
      "10⁻⁴",
      "0.001",
      "0.01",
    ]);
    expect([scale.at(1e-7), scale.at(0.01)]).toEqual([0, 100]);
    expect(scale.at(0)).toBeNaN();
  });

  test("a linear one is widened to round numbers unless its domain is given", () => {
    const wide = createScale({ label: "" }, [0.3, 1_940], [0, 100]);
    expect(wide.ticks.at(-1)).toEqual({ at: 100, text: "2,000" });
    const based = createScale({ label: "", fromZero: true }, [8, 10], [0, 100]);
    expect(based.ticks[0]).toEqual({ at: 0, text: "0" });
    const given = createScale({ label: "", domain: [0, 24], ticks: [0, 12, 24] }, [], [0, 100]);
    expect(given.ticks.map(({ at }) => at)).toEqual([0, 50, 100]);
  });
});
