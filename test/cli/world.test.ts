// kairos world, as one types it: the table, the JSON, the picture, and what it refuses.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kairos, ROOT } from "./kairos-process.ts";

let folder = "";
let city = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-world-"));
  city = join(folder, "city.yaml");
  const quickstart = readFileSync(join(ROOT, "scenarios/quickstart.yaml"), "utf8");
  writeFileSync(city, `network: { size: city }\n${quickstart}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("kairos world", () => {
  test("prints what there is and how it is spread, and writes the map", async () => {
    const svg = join(folder, "city.svg");
    const { code, stdout } = await kairos("world", city, "--svg", svg);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Jiangzhou\nextent +60 × 40 km\n/);
    for (const row of ["location areas", "BSCs", "zones", "cells per location area"]) {
      expect(stdout).toContain(`\n${row} `);
    }
    expect(readFileSync(svg, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  test("says the same as JSON, and in Chinese", async () => {
    const json = await kairos("world", city, "--json", "--seed", "7");
    const statistics = JSON.parse(json.stdout) as Record<string, unknown>;
    expect(statistics).toMatchObject({ widthKm: 60, heightKm: 40, mscs: 1 });
    expect((await kairos("world", city, "--lang", "zh")).stdout).toContain("\n每位置区小区数 ");
  });

  test("refuses a folder that is not there with exit code 3, and tells its use in both languages", async () => {
    const lost = await kairos("world", city, "--svg", join(folder, "no", "map.svg"));
    expect(lost.code).toBe(3);
    expect(lost.stderr).toContain("map.svg");
    const help = await kairos("world", "--help");
    expect(help.stdout).toContain("Print the statistics of a scenario's world");
    expect(help.stdout).toContain("打印场景所用世界的统计");
    expect((await kairos("world", city, "--lang", "fr")).code).toBe(2);
  });

  test("names a missing network file", async () => {
    const lost = join(folder, "lost.yaml");
    const text = readFileSync(join(ROOT, "scenarios/imported-network.yaml"), "utf8");
    writeFileSync(lost, text);
    const { code, stderr } = await kairos("world", lost);
    expect(code).toBe(4);
    expect(stderr).toContain("imported/cells.csv: got no such file");
  });
});
