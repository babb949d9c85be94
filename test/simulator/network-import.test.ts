// Holds the reading of real networks to its promises: every mistake has its line, nothing is lost silently.
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { readScenario } from "../../scenarios/parse.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { withNetworkFiles } from "../../services/network-files.ts";
import { runKey } from "../../simulator/random.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { isInside } from "../../simulator/world/contours.ts";
import { readBaseMap } from "../../simulator/world/import/base-map.ts";
import { readCells } from "../../simulator/world/import/cells.ts";
import { readCsv } from "../../simulator/world/import/csv.ts";
import { createPlane } from "../../simulator/world/import/plane.ts";
import { readPeople, tableOfCsv } from "../../simulator/world/import/subscribers.ts";
import { readZones } from "../../simulator/world/import/zones.ts";
import { createWorld, type World } from "../../simulator/world/world.ts";

const PLMN = { mcc: "460", mnc: "00" };
const PLANE = createPlane({ west: -150, east: -149.8, south: 34.8, north: 35 });
const HEADER =
  "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal";
const ROW = "GSM,460,0,10,101,0,-149.9,34.9,500,20,1,0,0,-70";

/** The messages of whatever it throws. */
function mistakesOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    const errors = error instanceof AggregateError ? error.errors : [error];
    expect(errors.every((one) => one instanceof KairosError)).toBe(true);
    return errors.map((one: KairosError) => one.message);
  }
  return [];
}

describe("comma-separated values", () => {
  test("may be quoted, hold commas, quotes and line ends, and know their lines", () => {
    const text = 'a,b\r\n"x, ""y""\nz",1\n\n,\nlast';
    expect([...readCsv(text)]).toEqual([
      { line: 1, fields: ["a", "b"] },
      { line: 2, fields: ['x, "y"\nz', "1"] },
      { line: 5, fields: ["", ""] },
      { line: 6, fields: ["last"] },
    ]);
  });
});

describe("cells", () => {
  test.each([
    ["with a header line", `${HEADER}\n${ROW}\n`],
    ["without one", `${ROW}\n`],
    [
      "with columns in another order",
      "cell,area,net,mcc,radio,lat,lon\n101,10,0,460,gsm,34.9,-149.9",
    ],
  ])("are read %s", (_, text) => {
    const { cells, notes } = readCells(text, "cells.csv", PLMN);
    expect([...cells.lac, ...cells.ci, ...cells.lon, ...cells.lat]).toEqual([
      10, 101, -149.9, 34.9,
    ]);
    expect(notes).toEqual([]);
  });

  test("of other networks and radios, twins and unknown columns are counted, not lost silently", () => {
    const text = [
      `${HEADER},colour`,
      `${ROW},red`,
      `${ROW.replace(",20,", ",90,").replace("-149.9", "-149.8")},red`,
      `${ROW.replace("460,0", "460,1")},red`,
      `${ROW.replace("GSM", "LTE")},red`,
      `${ROW.replace("GSM", "LTE")},red`,
    ].join("\n");
    const { cells, notes } = readCells(text, "cells.csv", PLMN);
    expect([...cells.lon]).toEqual([-149.8]); // the one measured more often
    expect(notes).toEqual([
      'cells.csv: column "colour" not known, not used: 1',
      "cells.csv: rows of cells that stand twice merged: 1",
      "cells.csv: rows of network 460-1 left out: 1",
      "cells.csv: rows of LTE left out (Kairos taps GSM): 2",
    ]);
  });

  test.each([
    [
      "a latitude that is none",
      ROW.replace("34.9", "134.9"),
      'cells.csv:2: lat: got "134.9", expected a number from -85 to 85. Correct it, or remove the row.',
    ],
    [
      "a CI beyond 16 bits",
      ROW.replace(",101,", ",70000,"),
      'cells.csv:2: cell: got "70000", expected a whole number from 0 to 65535.',
    ],
    ["an empty LAC", ROW.replace(",10,", ",,"), 'cells.csv:2: area: got ""'],
    [
      "a row that is short",
      "GSM,460,0,10",
      "cells.csv:2: got 4 fields, expected 14 fields: radio, mcc",
    ],
    [
      "only other networks",
      ROW.replace("460", "1"),
      "cells.csv: got no usable GSM cell, expected rows with radio GSM, mcc 460 and net 00. Set network.mcc",
    ],
  ])("with %s are refused with line and column", (_, row, message) => {
    const [first] = mistakesOf(() => readCells(`${HEADER}\n${row}`, "cells.csv", PLMN));
    expect(first).toContain(message);
  });

  test("without a column that is needed are refused, and only the first mistakes are told", () => {
    const headless = mistakesOf(() => readCells("radio,mcc,net\nGSM,460,0", "c.csv", PLMN));
    expect(headless[0]).toContain("c.csv:1: got no column area, cell, lon, lat");
    const wrong = Array.from({ length: 50 }, () => ROW.replace("34.9", "x")).join("\n");
    const many = mistakesOf(() => readCells(wrong, "c.csv", PLMN));
    expect(many).toHaveLength(21);
    expect(many[20]).toContain("more mistakes");
  });
});

const zone = (properties: object, type = "Polygon") =>
  JSON.stringify({
    type: "Feature",
    properties,
    geometry: {
      type,
      coordinates:
        type === "Polygon"
          ? [
              [
                [-149.9, 34.9],
                [-149.89, 34.9],
                [-149.89, 34.91],
                [-149.9, 34.9],
              ],
            ]
          : [-149.9, 34.9],
    },
  });
const collection = (...features: readonly string[]) =>
  `{ "type": "FeatureCollection",\n "features": [\n${features.join(",\n")}\n] }`;

describe("zones", () => {
  test("have a kind, names in both languages and a place inside their outline", () => {
    const text = collection(
      zone({ kind: "mall", name_en: "A", name_zh: "甲" }),
      zone({ kind: "theatre", name: "B" }),
    );
    const { zones } = readZones(text, "zones.geojson", PLANE);
    expect(zones.map(({ kind, name }) => [kind, name])).toEqual([
      ["mall", { en: "A", zh: "甲" }],
      ["theatre", { en: "B", zh: "B" }],
    ]);
    expect(isInside(zones[0]!.ring, ...zones[0]!.at)).toBe(true);
  });

  test.each([
    [
      "a kind that is none",
      [zone({ kind: "pub", name: "A" })],
      'zones.geojson:3: kind: got "pub", expected one of airport, station',
    ],
    [
      "no name",
      [zone({ kind: "mall", name: "A" }), zone({ kind: "mall" })],
      "zones.geojson:4: name: got none, expected name_en and name_zh, or name. Name the zone.",
    ],
    [
      "a point for an outline",
      [zone({ kind: "mall", name: "A" }, "Point")],
      "zones.geojson:3: geometry: got points, expected a Polygon",
    ],
    [
      "an unknown shape",
      [zone({ kind: "mall", name: "A" }, "Circle")],
      'zones.geojson:3: geometry: got "Circle" with these coordinates',
    ],
  ])("with %s are refused with their line", (_, features, message) => {
    const [first] = mistakesOf(() => readZones(collection(...features), "zones.geojson", PLANE));
    expect(first).toContain(message);
  });

  test("in a text that is no GeoJSON are refused", () => {
    expect(mistakesOf(() => readZones('{ "type": "Topology" }', "z.geojson", PLANE))[0]).toContain(
      'z.geojson:1: got type "Topology"',
    );
    expect(mistakesOf(() => readZones('{\n"type": ,', "z.geojson", PLANE))[0]).toContain(
      "z.geojson:2: got text that is no JSON there",
    );
  });
});

test("a base map whose feature has no class, or the wrong shape for it, is refused", () => {
  const text = collection(zone({ class: "forest" }), zone({ class: "road" }));
  const told = mistakesOf(() => readBaseMap(text, "map.geojson", PLANE));
  expect(told[0]).toContain('map.geojson:3: class: got "forest", expected one of land, sea, water');
  expect(told[1]).toContain("map.geojson:4: geometry: got polygons, expected lines for road");
});

describe("subscribers", () => {
  const { cells } = readCells(`${ROW}\n${ROW.replace(",101,", ",102,")}`, "c.csv", PLMN);
  const columns = { lac: "LAC", ci: "CI", imsi: "IMSI", valueTier: "tier" };
  const read = (text: string) =>
    readPeople(tableOfCsv(text, "s.csv"), columns, { plane: PLANE, cells });

  test("have their cell, what is known of them, and unknown stays unknown", () => {
    const { people, notes } = read("LAC,CI,IMSI,tier,x\n10,101,460001234567890,a1,\n10,102,,,\n");
    expect([...people.homeCell]).toEqual([0, 1]);
    expect(people.imsi).toEqual(["460001234567890", ""]);
    expect([...people.valueTier]).toEqual([0, 255]);
    expect([...people.tenureMonths]).toEqual([65_535, 65_535]);
    expect(notes).toEqual(['s.csv: column "x" not declared, not used: 1']);
  });

  test.each([
    [
      "an unknown cell",
      "10,999,,",
      's.csv:3: CI: got "999", expected a cell of the network: 10-999 is not in its file',
    ],
    ["a tier that is none", "10,101,,Z", 's.csv:3: tier: got "Z", expected one of A1, A2'],
    [
      "an IMSI with letters, whose digits are not repeated",
      "10,101,46000x1234,",
      's.csv:3: IMSI: got "460··x····", expected an IMSI',
    ],
    [
      "the IMSI of another row",
      "10,101,460001,",
      "s.csv:3: IMSI: got the same as in s.csv:2, expected each person once",
    ],
  ])("with %s are refused with line and column", (_, row, message) => {
    const told = mistakesOf(() => read(`LAC,CI,IMSI,tier\n10,101,460001,\n${row}`));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(message);
  });

  test("without a declared column are refused, and the columns that are there are named", () => {
    expect(mistakesOf(() => read("LAC,CI,IMSI\n10,101,\n10,101,"))[0]).toContain(
      's.csv:1: got no column "tier", expected the column that network.subscribers.columns.valueTier names. The file has LAC, CI, IMSI.',
    );
  });
});

const EXAMPLE = "scenarios/imported-network.yaml";

async function exampleWith(change: (text: string) => string): Promise<Scenario> {
  const reading = readScenario(change(await readFile(EXAMPLE, "utf8")), EXAMPLE);
  if ("errors" in reading) throw new AggregateError(reading.errors);
  return reading.scenario;
}

describe("the example of a network from files", () => {
  let scenario: Scenario;
  let world: World;
  beforeAll(async () => {
    scenario = await withNetworkFiles(await exampleWith((text) => text), EXAMPLE);
    world = createWorld(runKey("7"), scenario.network);
  });

  test("becomes a world with its cells, zones, trains and people", () => {
    expect(world.cells.count).toBe(330);
    expect(world.sites.count).toBe(110);
    expect(world.zones.length).toBeGreaterThan(20);
    expect(new Set(world.cells.zone).size).toBe(world.zones.length + 1);
    expect(world.population).toBe(330_000);
    for (const { line, stations } of world.railways) {
      expect(stations[0]!.alongKm).toBe(0);
      expect(stations.at(-1)!.alongKm).toBeCloseTo(line.lengthKm, 6);
      expect(stations.every(({ zone }) => world.zones[zone]?.kind === "station")).toBe(true);
    }
  });

  test("houses people in their cells, on dry land", () => {
    const { homeX, homeY, homeCell } = world.people!;
    const served = Array.from(homeX, (x, row) => world.cellAt(x, homeY[row]!));
    const right = served.filter((cell, row) => cell === homeCell[row]).length;
    expect(right / served.length).toBeGreaterThan(0.99);
    expect(Array.from(homeX, (x, row) => world.isWater(x, homeY[row]!))).not.toContain(true);
  });

  test("makes its subscribers the first people: records and digits theirs, days like anybody's", () => {
    const traffic = createTraffic(scenario, { seed: "7" });
    const [, first] = [...readCsv(readFileSync("scenarios/imported/subscribers.csv", "utf8"))];
    const [lac, ci, imsi, msisdn, brand, valueTier, months] = first!.fields;
    const { directory } = traffic;
    expect([directory.imsiOf(0), directory.digitsOf(0)]).toEqual([imsi, msisdn]);
    expect(directory.profile(0)).toMatchObject({ brand, valueTier, tenureMonths: Number(months) });
    expect(directory.imsiOf(400)).not.toBe("");
    const home = traffic.world.cellAt(...traffic.positionOf(0, 3 * HOUR_MS));
    expect(`${traffic.world.cells.lac[home]} ${traffic.world.cells.ci[home]}`).toBe(`${lac} ${ci}`);
    expect(traffic.events(0, 8 * HOUR_MS).length).toBeGreaterThan(5_000);
  });

  test("is the same from Parquet as from CSV", async () => {
    const table = tableOfCsv(await readFile("scenarios/imported/subscribers.csv", "utf8"), "x");
    const folder = await mkdtemp(join(tmpdir(), "kairos-parquet-"));
    const file = join(folder, "subscribers.parquet");
    const columnData = [...table.columns].map(([name, values]) => ({
      name,
      data: Array.from(values, (value) =>
        name === "LAC" || name === "CI" || name === "months" ? Number(value) : String(value),
      ),
      type:
        name === "LAC" || name === "CI" || name === "months"
          ? ("INT32" as const)
          : ("STRING" as const),
    }));
    await writeFile(file, new Uint8Array(parquetWriteBuffer({ columnData })));
    const folderUp = "../".repeat(20);
    const other = await exampleWith((text) =>
      text.replace("imported/subscribers.csv", `${folderUp}${file.slice(1)}`),
    );
    const read = await withNetworkFiles(other, EXAMPLE);
    expect(read.network.imported!.people).toEqual(scenario.network.imported!.people);
    await writeFile(file, "not Parquet at all");
    await expect(withNetworkFiles(other, EXAMPLE)).rejects.toThrow(
      /network|Parquet with flat columns/,
    );
  });

  test("without subscribers has people where phones measured its cells", async () => {
    const alone = await withNetworkFiles(
      await exampleWith((text) => text.replace(/ {2}subscribers:\n {4}file:[\s\S]*?months\n/, "")),
      EXAMPLE,
    );
    const without = createWorld(runKey("7"), alone.network);
    expect(without.people).toBeUndefined();
    expect(without.population).toBeGreaterThan(150_000);
    expect(without.population).toBeLessThan(600_000);
    const home = without.samplePerson(0.3, 0.4);
    expect(without.isWater(...home)).toBe(false);
  });
});
