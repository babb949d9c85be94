// Holds the names on the map to map.md section 7: by rank, never over each other or a panel.
import { describe, expect, test } from "vitest";
import type { MapWorld, Settlement } from "../../domain/scene.ts";
import { type LabelRequest, placeLabels } from "../../viz/labels.ts";
import { type Box, overlaps, wholeExtent } from "../../viz/projection.ts";

const town = (index: number, rank: 0 | 1 | 2, x: number, y: number): Settlement => ({
  name: { en: `Town ${index}`, zh: `镇 ${index}` },
  at: [x, y],
  rank,
  population: 1000 - index,
});
const WORLD: MapWorld = {
  name: { en: "Test", zh: "试" },
  width: 300,
  height: 200,
  relief: { columns: 0, rows: 0, heights: [] },
  province: [],
  sea: [],
  seaName: { name: { en: "Sea", zh: "海" }, at: [290, 10] },
  rivers: [],
  lakes: [],
  settlements: [
    town(0, 0, 150, 100),
    ...Array.from({ length: 12 }, (_, index) =>
      town(index + 1, 1, 20 + 22 * index, 40 + 10 * (index % 5)),
    ),
    ...Array.from({ length: 60 }, (_, index) =>
      town(index + 20, 2, 10 + (index % 12) * 24, 20 + Math.floor(index / 12) * 34),
    ),
  ],
  roads: [],
  railways: [],
  zones: [
    { name: { en: "Central", zh: "站" }, kind: "station", at: [150, 100], ring: [[150, 100]] },
  ],
  sites: { x: [], y: [], firstCell: [0] },
  cells: { x: [], y: [], perKm2: [] },
};
const view = wholeExtent(WORLD, { width: 1200, height: 800 });
const request: LabelRequest = {
  world: WORLD,
  view,
  language: "en",
  measure: (text, { size }) => text.length * size * 0.55,
  reserved: [],
};

describe("names on the map", () => {
  const labels = placeLabels(request);

  test("never overlap", () => {
    for (const [index, label] of labels.entries()) {
      for (const other of labels.slice(index + 1)) {
        expect(overlaps(label.box, other.box), `${label.text} ${other.text}`).toBe(false);
      }
    }
  });

  test("name the capital first, all cities, and at most sixteen towns in the province view", () => {
    expect(labels[0]!.text).toBe("Town 0");
    expect(labels.filter(({ style }) => style.kind === "city")).toHaveLength(12);
    expect(labels.filter(({ style }) => style.kind === "town")).toHaveLength(16);
  });

  test("keep clear of reserved boxes", () => {
    const reserved: Box[] = [[0, 600, 500, 800]];
    const kept = placeLabels({ ...request, reserved });
    expect(kept.some(({ box }) => overlaps(box, reserved[0]!))).toBe(false);
    expect(kept.length).toBeGreaterThan(10);
  });

  test("name zones only from the city view on", () => {
    const names = (k: number): string[] =>
      placeLabels({
        ...request,
        view: { width: 1200, height: 800, k, x: 600 - 150 * k, y: 400 - 100 * k },
      }).map(({ text }) => text);
    expect(names(5)).not.toContain("Central");
    expect(names(20)).toContain("Central");
  });

  test("follow the language", () => {
    expect(placeLabels({ ...request, language: "zh" })[0]!.text).toBe("镇 0");
  });
});
