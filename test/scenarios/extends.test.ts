// A scenario that extends other files: what is merged, and into which file and line errors point.
import { describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { OpenScenario } from "../../scenarios/extends.ts";
import { readScenario } from "../../scenarios/parse.ts";

const BASE = `subscribers: 500
network: { size: city, periodicUpdate: 30m }
policy:
  quietHours: { from: "21:00", to: "07:00" }
  minimumGap: 2d
control: { share: 20% }
`;
const LEAF = `extends: ../base/city.yaml
name: leaf
title: { en: Leaf, zh: 叶 }
start: 2008-06-10
policy: { minimumGap: 1d, quietHours: { to: "08:00" } }
campaigns:
  - name: tone
    title: { en: Tone, zh: 彩铃 }
    what:
      offer: { en: trial tone, zh: 彩铃体验 }
      text: { en: Try it., zh: 试试。 }
      response: { accept: 2%, unprompted: 1%, complain: 0% }
    whenAndWhere: { trigger: { name: ringback.heard } }
`;

/** Files by name; paths count from the file that names them. */
function disk(files: Readonly<Record<string, string>>): OpenScenario {
  return (path, from) => {
    const file = new URL(path, `file:///${from}`).pathname.slice(1);
    const text = files[file];
    if (text !== undefined) return { file, text };
    const parts = { place: file, got: "no such file", wanted: "a file", remedy: "Check it." };
    throw new KairosError("file.missing", parts);
  };
}

const read = (leaf: string, files: Readonly<Record<string, string>>) =>
  readScenario(leaf, "a/leaf.yaml", disk({ "a/leaf.yaml": leaf, ...files }));

function errorsOf(leaf: string, files: Readonly<Record<string, string>>): readonly string[] {
  const reading = read(leaf, files);
  return "errors" in reading ? reading.errors.map(({ message }) => message) : [];
}

describe("a scenario that extends another", () => {
  test("has its lines where it says nothing, block by block", () => {
    expect(read(LEAF, { "base/city.yaml": BASE })).toMatchObject({
      scenario: {
        name: "leaf",
        subscribers: 500,
        network: { size: { widthKm: 60 }, t3212Ms: HOUR_MS / 2 },
        policy: {
          minimumGapMs: DAY_MS,
          quietHours: { fromMs: 21 * HOUR_MS, toMs: 8 * HOUR_MS },
        },
        control: { share: 0.2 },
      },
    });
  });

  test("takes lists as they are: the nearer one replaces the other", () => {
    const services = "numbers: { services: [{ number: '10086' }, { number: '12580' }] }\n";
    const own = `${LEAF}numbers: { services: [{ number: '95555' }] }\n`;
    expect(read(own, { "base/city.yaml": BASE + services })).toMatchObject({
      scenario: { numbers: { services: [{ number: "95555" }] } },
    });
  });

  test("may extend one that extends a third; paths count from the file that has them", () => {
    const files = {
      "base/city.yaml": `extends: deep/network.yaml\n${BASE.replace("size: city, ", "")}`,
      "base/deep/network.yaml": "network: { cells: cells.csv, zones: ../z.geojson }\n",
    };
    expect(read(LEAF, files)).toMatchObject({
      scenario: {
        network: {
          t3212Ms: HOUR_MS / 2,
          files: { cells: "../base/deep/cells.csv", zones: "../base/deep/../z.geojson" },
        },
      },
    });
  });

  test("is told of each mistake where it was written", () => {
    const wrong = BASE.replace("30m", "5").replace("minimumGap: 2d", "gap: 2d");
    expect(errorsOf(LEAF.replace("1d", "one"), { "base/city.yaml": wrong })).toEqual([
      expect.stringMatching(/^a\/leaf\.yaml:5: policy\.minimumGap: got "one", expected a duration/),
      expect.stringMatching(/^base\/city\.yaml:2: network\.periodicUpdate: got "5"/),
      expect.stringMatching(/^base\/city\.yaml:5: policy\.gap: got the unknown key "gap"/),
    ]);
  });

  test("is told of what neither file says in its own lines", () => {
    expect(
      errorsOf(LEAF.replace("{ to:", '{ from: "21:00", to:'), { "base/city.yaml": "days: 2\n" }),
    ).toEqual([expect.stringMatching(/^a\/leaf\.yaml:1: subscribers: got nothing/)]);
    expect(errorsOf(LEAF, { "base/city.yaml": `${BASE}campaigns: [{ who: 3 }]\n` })).toEqual([]);
  });

  test.each([
    [
      "a file that is missing",
      LEAF,
      {},
      'a/leaf.yaml:1: extends: got "../base/city.yaml" (no such',
    ],
    [
      "a circle",
      LEAF,
      { "base/city.yaml": "days: 2\nextends: ../a/leaf.yaml\n" },
      'base/city.yaml:2: extends: got "../a/leaf.yaml", which leads back to a/leaf.yaml, expected a',
    ],
    [
      "itself",
      LEAF.replace("../base/city.yaml", "leaf.yaml"),
      {},
      'a/leaf.yaml:1: extends: got "leaf.yaml", which leads back to',
    ],
    ["a list", LEAF, { "base/city.yaml": "- a\n" }, "base/city.yaml:1: the file: got a list"],
    ["no YAML", LEAF, { "base/city.yaml": "a: [\n" }, "base/city.yaml:2: got text that is no YAML"],
    ["no path", LEAF.replace("../base/city.yaml", "3"), {}, 'a/leaf.yaml:1: extends: got "3"'],
  ])("refuses %s", (_, leaf, files, message) => {
    expect(errorsOf(leaf, files)[0]).toContain(message);
  });

  test("refuses a chain that is too long, and any where no file can be opened", () => {
    const endless: OpenScenario = (_, from) => ({ file: `${from}x`, text: "extends: next.yaml\n" });
    const long = readScenario(LEAF, "leaf.yaml", endless);
    expect("errors" in long && long.errors[0]!.message).toContain("at most 10");
    const alone = readScenario(LEAF, "leaf.yaml");
    expect("errors" in alone && alone.errors[0]!.message).toContain("in a text that is no file");
  });
});
