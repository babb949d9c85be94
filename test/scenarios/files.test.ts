// The scenario files that come with Kairos: each is valid, commented, and says what it assumes.
import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { describeDecision } from "../../domain/sentence.ts";
import { describeTrigger } from "../../machines/triggers/catalogue.ts";
import { readScenario } from "../../scenarios/parse.ts";
import { scenarioReference } from "../../scenarios/reference.ts";
import { scenarioJsonSchema } from "../../scenarios/schema.ts";
import { editDistance, nearestWord } from "../../scenarios/suggestion.ts";
import { triggerAt } from "../campaigns/samples.ts";

const FOLDER = new URL("../../scenarios/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
const textOf = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");

function scenarioOf(name: string) {
  const reading = readScenario(textOf(name), name);
  if ("errors" in reading) throw new AggregateError(reading.errors, `${name} is invalid`);
  return reading.scenario;
}

describe("the scenario files", () => {
  test("are the six that the README names, or more", () => {
    expect(FILES).toEqual(
      expect.arrayContaining([
        "friends-ring-back-tone.yaml",
        "missed-calls-power-on.yaml",
        "new-mms-handset.yaml",
        "quickstart.yaml",
        "riding-the-train.yaml",
        "waiting-at-the-station.yaml",
      ]),
    );
  });

  describe.each(FILES)("%s", (name) => {
    const scenario = scenarioOf(name);

    test("has the name of its file and opens with its schema and how to run it", () => {
      expect(`${scenario.name}.yaml`).toBe(name);
      const text = textOf(name);
      expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/);
      expect(text).toContain(`npx kairos simulate scenarios/${name}`);
    });

    test("says of its response rates whether they are calibrated or assumed", () => {
      expect(textOf(name)).toMatch(/ASSUMED|CALIBRATED/);
    });

    test("has campaigns whose sentences fit the feed: at most 95 letters, 45 characters", () => {
      for (const [campaign, { what }] of scenario.campaigns.entries()) {
        const decision = { kind: "offered", ...decided(campaign) } as const;
        const moment = describeTrigger(decision.trigger);
        const sentence = describeDecision(decision, what.offer, moment);
        expect(sentence.en.length, sentence.en).toBeLessThanOrEqual(95);
        expect(sentence.zh.length, sentence.zh).toBeLessThanOrEqual(45);
        expect(sentence.en).toMatch(/^[A-Z][^!]+: [A-Za-z].+ offered\.$/);
      }
    });

    test("has texts that one SMS carries: 70 UCS-2 or 160 letters", () => {
      for (const { what } of scenario.campaigns) {
        expect(what.text.zh.length, what.text.zh).toBeLessThanOrEqual(70);
        expect(what.text.en.length, what.text.en).toBeLessThanOrEqual(160);
      }
    });
  });

  test("show, in quickstart, five campaigns with all five kinds of trigger", () => {
    const { definitions, campaigns, subscribers, days } = scenarioOf("quickstart.yaml");
    expect(new Set(definitions.map(({ name }) => name)).size).toBe(5);
    expect(campaigns).toHaveLength(5);
    expect([subscribers, days]).toEqual([20_000, 1]);
  });

  test("let two campaigns share one moment in friends-ring-back-tone, at the published rates", () => {
    const { definitions, campaigns } = scenarioOf("friends-ring-back-tone.yaml");
    expect(definitions).toHaveLength(1);
    expect(campaigns.map(({ what }) => what.response)).toEqual([
      { accept: 0.0244, unprompted: 0.01, complain: 0.00001 },
      { accept: 0.01, unprompted: 0.003, complain: 0.00001 },
    ]);
  });
});

describe("the JSON Schema", () => {
  const schema = scenarioJsonSchema();
  const validate = addFormats
    .default(new Ajv({ allErrors: true, allowUnionTypes: true }))
    .compile(schema);
  const mistakesIn = (root: unknown): readonly string[] => {
    validate(root);
    return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
  };

  test("in scenario.schema.json is the one that the zod schema gives; run npm run schema", () => {
    expect(JSON.parse(textOf("scenario.schema.json"))).toEqual(schema);
  });

  test("is what docs/scenario-reference.md says; run npm run schema", () => {
    const page = new URL("../../docs/scenario-reference.md", import.meta.url);
    expect(readFileSync(page, "utf8")).toBe(scenarioReference(schema));
  });

  test("describes every field, for completion in editors", () => {
    expect(undescribed(schema, "")).toEqual([]);
  });

  test.each(FILES)("holds for %s", (name) => {
    expect(mistakesIn(parse(textOf(name)))).toEqual([]);
  });

  test("refuses a misspelt key, a wrong kind, a word that is none of the list", () => {
    const wrong = parse(textOf("quickstart.yaml"));
    wrong.polcy = {};
    wrong.days = "1";
    wrong.campaigns[0].who.brands = ["m-zone"];
    expect(mistakesIn(wrong)).toEqual(
      expect.arrayContaining([
        " additionalProperties",
        "/days type",
        "/campaigns/0/who/brands/0 enum",
      ]),
    );
  });

  test("never marks in the editor what the reader takes: any value of any field exchanged", () => {
    const root = parse(textOf("new-mms-handset.yaml"));
    let taken = 0;
    for (const [holder, key] of fieldsOf(root)) {
      const before = holder[key];
      for (const value of VALUES) {
        holder[key] = value;
        if ("errors" in readScenario(stringify(root), "x.yaml")) continue;
        taken++;
        expect(mistakesIn(root), `${key}: ${JSON.stringify(value)}`).toEqual([]);
      }
      holder[key] = before;
    }
    expect(taken).toBeGreaterThan(60);
  });
});

describe("did you mean", () => {
  test.each([
    ["kitten", "sitting", 3],
    ["", "abc", 3],
    ["same", "same", 0],
    ["ab", "ba", 2],
  ])("counts %s to %s as %d edits", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test("offers the nearest word, and none when all are far", () => {
    expect(nearestWord("quiethours", ["minimumGap", "quietHours"])).toBe("quietHours");
    expect(nearestWord("colour", ["minimumGap", "cap"])).toBeUndefined();
  });
});

function decided(campaign: number) {
  const trigger = triggerAt(0);
  return { timeMs: 0, subscriber: 0, sequence: 0, campaign, trigger, cause: {} };
}

/** What people write into a field, right in some and wrong in most. */
const VALUES = [
  ...[
    "1",
    "a",
    "a-b",
    " ",
    "",
    "5m",
    "1h30m",
    "1.5h",
    "10d",
    "10%",
    "0.5 %",
    "100%",
    "120%",
    "07:30",
  ],
  ...["24:00", "24:00:00", "23:59:59", "25:00", "2008-02-29", "2008-02-30", "mzone", "any", "sms"],
  ...[0, 1, 2, 3.5, -1, 1e6, true, false, null, [], {}, ["mzone"], ["A1", "D"]],
];

type Block = Record<string, unknown>;

/** Every field, with the block that holds it. */
function fieldsOf(block: Block): (readonly [Block, string])[] {
  return Object.entries(block).flatMap(([key, value]) => [
    [block, key] as const,
    ...(typeof value === "object" && value !== null ? fieldsOf(value as Block) : []),
  ]);
}

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}

function undescribed(schema: Schema, path: string): string[] {
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) => [
      ...(field.description === undefined ? [`${path}.${key}`] : []),
      ...undescribed(field, `${path}.${key}`),
    ]),
    ...(schema.items === undefined ? [] : undescribed(schema.items, `${path}[]`)),
    ...(schema.oneOf ?? []).flatMap((option) => undescribed(option, path)),
  ];
}
