// Reading scenario files: what is made of them, and every error at once with its line and remedy.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FEED_DEFAULTS } from "../../domain/feed-parameters.ts";
import { EMPTY_PLAN } from "../../domain/number-plan.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { readScenario } from "../../scenarios/parse.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { scenarioJsonSchema } from "../../scenarios/schema.ts";

const QUICKSTART = readFileSync(
  new URL("../../scenarios/quickstart.yaml", import.meta.url),
  "utf8",
);

function scenarioOf(text: string): Scenario {
  const reading = readScenario(text, "x.yaml");
  if ("errors" in reading) throw reading.errors[0]!;
  return reading.scenario;
}

function errorsOf(text: string): readonly string[] {
  const reading = readScenario(text, "scenarios/airport.yaml");
  return "errors" in reading ? reading.errors.map((error) => error.message) : [];
}

interface Schema {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly const?: string;
}

const SMALL = `name: small
title: { en: Small, zh: 小 }
start: 2008-06-10
subscribers: 100
campaigns:
  - name: tone
    title: { en: Tone, zh: 彩铃 }
    what:
      offer: { en: trial tone, zh: 彩铃体验 }
      text: { en: Try it., zh: 试试。 }
      response: { accept: 2.44%, unprompted: 1%, complain: 0.001% }
    whenAndWhere:
      trigger: { name: ringback.heard }
`;

describe("a scenario file", () => {
  test("that says only what it must gets the documented defaults", () => {
    const scenario = scenarioOf(SMALL);
    expect(scenario).toMatchObject({
      seed: "1",
      days: 1,
      network: {
        mcc: "460",
        mnc: "00",
        t3212Ms: HOUR_MS,
        size: { widthKm: 300, heightKm: 200 },
        locationAreas: { cells: 90 },
      },
      people: {
        callsPerDay: 7.5,
        messagesPerDay: 3.6,
        nightOffShare: 0.12,
        handsetChangesPerYear: 0.48,
        trainTripsPerDay: 0.005,
        ringbackToneShare: 0.8,
        manyMessagesPerDay: 0,
      },
      policy: {
        quietHours: { fromMs: 21 * HOUR_MS, toMs: 8 * HOUR_MS },
        minimumGapMs: 2 * DAY_MS,
        cap: { offers: 2, withinMs: 7 * DAY_MS },
        respectDoNotDisturb: true,
        excludeRedList: true,
        excludeComplained: true,
        excludeAccepted: true,
      },
      control: { share: 0.1 },
      definitions: [{ name: "ringback.heard", minimumRingMs: 6_000 }],
    });
    expect(scenario.campaigns[0]).toMatchObject({
      who: {},
      what: {
        channel: "sms",
        expiresAfterMs: DAY_MS,
        response: { accept: 0.0244, unprompted: 0.01, complain: 0.00001 },
      },
      whenAndWhere: { definition: 0, hours: { fromMs: 0, toMs: DAY_MS } },
    });
  });

  test("shares a trigger definition between campaigns whose parameters are equal by value", () => {
    const second = SMALL.slice(SMALL.indexOf("  - name: tone"))
      .replace("name: tone", "name: second")
      .replace("name: ringback.heard", "minimumRing: 6s, name: ringback.heard");
    const third = second
      .replace("name: second", "name: third")
      .replace("minimumRing: 6s", "minimumRing: 9s");
    const scenario = scenarioOf(SMALL + second + third);
    expect(scenario.definitions).toHaveLength(2);
    expect(scenario.campaigns.map(({ whenAndWhere }) => whenAndWhere.definition)).toEqual([
      0, 0, 1,
    ]);
  });

  test("lets a stay's gap follow T3212 and a tenth, unless it says otherwise", () => {
    const dwelling = SMALL.replace(
      "{ name: ringback.heard }",
      "{ name: area.dwelled, zone: airport, minimumStay: 1h30m }",
    ).replace("campaigns:", "network: { periodicUpdate: 30m }\ncampaigns:");
    expect(scenarioOf(dwelling).definitions[0]).toEqual({
      name: "area.dwelled",
      zone: "airport",
      minimumStayMs: 90 * MINUTE_MS,
      maximumGapMs: 33 * MINUTE_MS,
      notRegular: true,
    });
    const own = dwelling.replace("minimumStay: 1h30m", "minimumStay: 1h, maximumGap: 20m");
    expect(scenarioOf(own).definitions[0]).toMatchObject({ maximumGapMs: 20 * MINUTE_MS });
  });

  test("draws the same control group under another seed, another one under another salt", () => {
    const salt = (text: string) => scenarioOf(text).control.salt;
    expect(salt(`seed: 7\n${SMALL}`)).toBe(salt(SMALL));
    expect(salt(`control: { share: 10%, salt: b }\n${SMALL}`)).not.toBe(salt(SMALL));
  });

  test("has a number plan that lets nothing pass, unless it lists numbers", () => {
    expect(scenarioOf(SMALL).numbers).toEqual(EMPTY_PLAN);
    const text = `numbers:
  countryCode: "86"
  carrierPrefixes: ["12593"]
  mobilePrefixes: ["13"]
  onNetPrefixes: ["138"]
  services:
    - { number: "10086", class: operator, menu: true, keywords: { YE: balance, 开通: order } }
    - { number: "10658", prefix: true }
    - { number: CMB-95555, class: partner }
  codes: ["*100#"]
${SMALL}`;
    const silent = { prefix: false, keywords: {}, menu: false };
    expect(scenarioOf(text).numbers).toEqual({
      countryCode: "86",
      carrierPrefixes: ["12593"],
      mobilePrefixes: ["13"],
      onNetPrefixes: ["138"],
      services: [
        {
          ...silent,
          number: "10086",
          class: "operator",
          menu: true,
          keywords: { YE: "balance", 开通: "order" },
        },
        { ...silent, number: "10658", class: "service", prefix: true },
        { ...silent, number: "CMB-95555", class: "partner" },
      ],
      codes: ["*100#"],
    });
  });

  test("may repeat a block by an anchor and aliases", () => {
    const text = SMALL.replace("title: { en: Small", "title: &words { en: Small").replace(
      "title: { en: Tone, zh: 彩铃 }",
      "title: *words",
    );
    expect(scenarioOf(text).campaigns[0]!.title).toEqual({ en: "Small", zh: "小" });
  });
});

const withNumbers = (numbers: string): string => `numbers: { ${numbers} }\n${SMALL}`;

describe("a wrong number plan", () => {
  test.each([
    [
      "a prefix with a plus",
      'carrierPrefixes: ["+86"]',
      'airport.yaml:1: numbers.carrierPrefixes[0]: got "+86", expected digits in quotes, such as "12593". Write 1 to 15 digits and nothing else.',
    ],
    [
      "a prefix without quotes",
      "onNetPrefixes: [138]",
      'numbers.onNetPrefixes[0]: got "138", expected digits in quotes, such as "138". Put quotes around it',
    ],
    [
      "a service number with a hyphen",
      'services: [{ number: "100-86" }]',
      'numbers.services[0].number: got "100-86", expected digits in quotes, such as "10086", or a sender',
    ],
    [
      "a class that is none",
      'services: [{ number: "10086", class: own }]',
      'numbers.services[0].class: got "own", expected one of operator, service, partner, rival.',
    ],
    [
      "a number that stands twice",
      'services: [{ number: "10086" }, { number: "10086", prefix: true }]',
      'numbers.services[1].number: got "10086" again, expected a number that numbers.services[0] does not have. Make one',
    ],
    [
      "a keyword in small letters",
      'services: [{ number: "10086", class: operator, keywords: { ye: balance } }]',
      'numbers.services[0].keywords.ye: got "ye", expected a keyword in upper case, with no blanks around it. Write YE: small',
    ],
    [
      "a keyword id with a blank",
      'services: [{ number: "10086", class: operator, keywords: { YE: my balance } }]',
      'keywords.YE: got "my balance", expected an id such as "missedCallAlert". Begin with a small',
    ],
    [
      "keys that go to a bank",
      'services: [{ number: "95555", class: partner, menu: true }]',
      "numbers.services[0].menu: got menu of a number of class partner, expected menu of the operator's own numbers only. What",
    ],
    [
      "texts that go to a service",
      'services: [{ number: "12530", keywords: { KT: order } }]',
      "numbers.services[0].keywords: got keywords of a number of class service, expected keywords of",
    ],
    [
      "a USSD string without its end",
      'codes: ["*100"]',
      'numbers.codes[0]: got "*100", expected a USSD string in quotes, such as "*100#". Begin with',
    ],
  ])("with %s is refused", (_, numbers, message) => {
    expect(errorsOf(withNumbers(numbers))).toHaveLength(1);
    expect(errorsOf(withNumbers(numbers))[0]).toContain(message);
  });
});

const networkOf = (lines: string) => scenarioOf(`network: { ${lines} }\n${SMALL}`).network;

describe("the network block", () => {
  test.each([
    ["size: city", { size: { widthKm: 60, heightKm: 40 }, locationAreas: { cells: 90 } }],
    ["size: 120x80, sites: 500", { size: { widthKm: 120, heightKm: 80 }, sites: 500 }],
    ["locationAreas: 48", { locationAreas: 48 }],
    ["cellsPerArea: 120", { locationAreas: { cells: 120 } }],
    ["peoplePerArea: 300000", { locationAreas: { people: 300_000 } }],
    ["cells: a.csv, zones: z.geojson", { files: { cells: "a.csv", zones: "z.geojson" } }],
    [
      "cells: a.csv, subscribers: { file: s.parquet, columns: { lac: LAC, ci: CI } }",
      {
        files: {
          cells: "a.csv",
          subscribers: { file: "s.parquet", columns: { lac: "LAC", ci: "CI" } },
        },
      },
    ],
  ])("says %s", (lines, network) => {
    expect(networkOf(lines)).toMatchObject(network);
  });

  test.each([
    ["size: town", 'network.size: got "town", expected one of city, prefecture, province'],
    ["size: 1000x10", "Choose sides of 30 to 900 km, the long one at most 3 times the short one."],
    ["size: 100x20", "Choose sides of 30 to 900 km"],
    ["sites: 5", 'network.sites: got "5", expected a whole number from 30 to 20000'],
    [
      "locationAreas: 9, cellsPerArea: 90",
      "network.cellsPerArea: got it besides others, expected one of locationAreas, cellsPerArea",
    ],
    ["cells: a.csv, size: city", "network.size: got it besides others, expected none where"],
    ["zones: z.geojson", "network.zones: got it without cells, expected network.cells beside it"],
    [
      "cells: a.csv, subscribers: { file: s.csv, columns: { lac: LAC } }",
      "network.subscribers.columns: got lac, expected lac and ci, or lon and lat",
    ],
  ])("refuses %s", (lines, message) => {
    expect(errorsOf(`network: { ${lines} }\n${SMALL}`)).toHaveLength(1);
    expect(errorsOf(`network: { ${lines} }\n${SMALL}`)[0]).toContain(message);
  });
});

const withHours = (from: string, to: string): string =>
  `${SMALL}      hours: { from: "${from}", to: "${to}" }\n`;

describe("hours of a campaign", () => {
  test.each([
    ["20:59", "23:00"],
    ["22:00", "08:01"],
    ["08:00", "21:00"],
    ["24:00", "09:00"],
  ])("%s to %s may reach into the quiet hours", (from, to) => {
    expect(errorsOf(withHours(from, to))).toEqual([]);
  });
});

describe("the feeds of a scenario file", () => {
  test("are the documented ones unless a line says otherwise", () => {
    expect(scenarioOf(SMALL).feeds).toEqual(FEED_DEFAULTS);
    const text = `${SMALL}feeds: { mmsc: { latency: 90s, loss: 2% }, hlr: { coverage: 0% } }\n`;
    expect(scenarioOf(text).feeds).toEqual({
      ...FEED_DEFAULTS,
      mmsc: { ...FEED_DEFAULTS.mmsc, latencyMs: 90_000, loss: 0.02 },
      hlr: { ...FEED_DEFAULTS.hlr, coverage: 0 },
    });
  });

  test("that do not exist, and keys that no phone has, are refused", () => {
    expect(errorsOf(`${SMALL}feeds: { mms: { loss: 2% } }\n`)).toEqual([
      expect.stringContaining('feeds.mms: got the unknown key "mms", expected one of boss, bi'),
    ]);
    const menu =
      "numbers: { services: [{ number: '10086', class: operator, paths: { 1a: bill } }] }";
    expect(errorsOf(`${SMALL}${menu}\n`)).toEqual([
      expect.stringContaining('paths.1a: got "1a", expected keys of a phone, such as "12"'),
    ]);
  });
});

describe("a wrong scenario file", () => {
  test("is told every mistake at once, in the order of lines", () => {
    const text = `name: Airport Lounge
title: { en: Airport }
start: 2008-02-30
days: 1.5
subscriber: 20000
subscribers: "20000"
policy:
  quietHours: { from: 9pm, to: "08:00" }
  cap: two
campaigns:
  - name: lounge
    title: { en: Lounge, zh: 候机 }
    who: { brands: [m-zone], useMms: false }
    what:
      offer: { en: lounge pass, zh: 贵宾厅 }
      text: { en: Come in., zh: 请进。 }
      response: { accept: 4, unprompted: 0.5%, complain: 0.01% }
    whenAndWhere:
      trigger:
        name: area.dwelled
        zone: airports
        minimumStay: 5
        notRegular: yes
  - name: lounge
    title: { en: Lounge, zh: 候机 }
    what:
      offer: { en: lounge pass, zh: 贵宾厅 }
      text: { en: "", zh: 请进。 }
      response: { accept: 4%, unprompted: 0.5%, complain: 0.01% }
    whenAndWhere:
      trigger: { name: area.dweled, zone: airport }
      hours: { from: "09:00", to: "09:00" }
`;
    const schema = scenarioJsonSchema() as unknown as Schema;
    const who = schema.properties["campaigns"]!.items!.properties["who"];
    const when = schema.properties["campaigns"]!.items!.properties["whenAndWhere"]!;
    const triggers = when.properties["trigger"]!.oneOf!.map(
      ({ properties }) => properties["name"]!.const,
    );
    const keysOf = (block: Schema | undefined) => Object.keys(block!.properties).join(", ");
    const at = (line: number, rest: string) => `scenarios/airport.yaml:${line}: ${rest}`;
    const trigger = "campaigns[0].whenAndWhere.trigger";
    expect(errorsOf(text)).toEqual([
      at(
        1,
        'name: got "Airport Lounge", expected a name such as "new-mms-handset". Use lower-case letters, digits and hyphens, at most 60.',
      ),
      at(
        2,
        "title.zh: got nothing, expected the scenario's name on the map in Chinese. Write it in quotes.",
      ),
      at(
        3,
        'start: got "2008-02-30", expected a date such as 2008-06-10. Write year, month and day with hyphens; the day must exist.',
      ),
      at(
        4,
        'days: got "1.5", expected a whole number from 1 to 366. Write digits only, without quotes, unit or separators.',
      ),
      at(
        5,
        `subscriber: got the unknown key "subscriber", expected one of ${keysOf(schema)}. Did you mean subscribers?`,
      ),
      at(
        6,
        'subscribers: got "20000", expected a whole number from 2 to 10000000. Write digits only, without quotes, unit or separators.',
      ),
      at(
        8,
        'policy.quietHours.from: got "9pm", expected a time of day such as "07:30". Write hours and minutes with two digits each, in quotes, from 00:00 to 24:00.',
      ),
      at(
        9,
        'policy.cap: got "two", expected a block of lines with offers, within. Indent them, or write { offers: … }.',
      ),
      at(
        13,
        'campaigns[0].who.brands[0]: got "m-zone", expected one of gotone, mzone, easyown. Did you mean mzone?',
      ),
      at(
        13,
        `campaigns[0].who.useMms: got the unknown key "useMms", expected one of ${keysOf(who)}. Did you mean usesMms?`,
      ),
      at(
        17,
        'campaigns[0].what.response.accept: got "4", expected a share such as "10%". Write a percentage with its sign, from 0% to 100%.',
      ),
      at(
        21,
        `${trigger}.zone: got "airports", expected one of airport, station, stadium, mall, campus, theatre, scenic, business, hotel. Did you mean airport?`,
      ),
      at(
        22,
        `${trigger}.minimumStay: got "5", expected a duration such as "5m". Add a unit: s, m or h.`,
      ),
      at(23, `${trigger}.notRegular: got "yes", expected true or false. Write it without quotes.`),
      at(
        24,
        'campaigns[1].name: got "lounge" again, expected a name that campaigns[0] does not have. Rename one of the two.',
      ),
      at(
        28,
        'campaigns[1].what.text.en: got "", expected the text of the message in English. Write it in quotes.',
      ),
      at(
        31,
        `campaigns[1].whenAndWhere.trigger.name: got "area.dweled", expected one of ${triggers.join(", ")}. Did you mean area.dwelled?`,
      ),
      at(
        32,
        'campaigns[1].whenAndWhere.hours: got "09:00" to "09:00", expected hours that end later or earlier than they begin. Leave them out for the whole day.',
      ),
    ]);
  });

  test.each([
    ["an empty file", "", "scenarios/airport.yaml:1: the file: got an empty value"],
    ["a list", "- a\n- b\n", "scenarios/airport.yaml:1: the file: got a list"],
    [
      "no campaigns",
      SMALL.slice(0, SMALL.indexOf("  - name")).replace("campaigns:", "campaigns: []"),
      "scenarios/airport.yaml:5: campaigns: got an empty list, expected at least 1 of them. Add one",
    ],
    [
      "a campaign with nothing in it",
      SMALL.slice(0, SMALL.indexOf("  - name")).concat("  -\n"),
      "scenarios/airport.yaml:6: campaigns[0]: got an empty value, expected a block",
    ],
    [
      "a run of no days",
      `days: 0\n${SMALL}`,
      'airport.yaml:1: days: got "0", expected a whole number from 1 to 366. Choose one in that range.',
    ],
    [
      "a stay of no time",
      SMALL.replace("ringback.heard", "area.dwelled, zone: mall, minimumStay: 30s"),
      'minimumStay: got "30s", expected a duration such as "5m". Choose one from 1m to 7d.',
    ],
    [
      "a trigger without a name",
      SMALL.replace("name: ringback.heard", "minimumRing: 6s"),
      "scenarios/airport.yaml:13: campaigns[0].whenAndWhere.trigger.name: got nothing, expected one",
    ],
    [
      "a parameter of another trigger",
      SMALL.replace("ringback.heard", "ringback.heard, minimumStay: 5m"),
      'trigger.minimumStay: got the unknown key "minimumStay", expected one of name, minimumRing',
    ],
    [
      "a duration in words",
      `policy: { minimumGap: 2 days }\n${SMALL}`,
      'minimumGap: got "2 days", expected a duration such as "5m". Write numbers with their units s, m, h, d',
    ],
    [
      "a trigger that is only a word",
      SMALL.replace("{ name: ringback.heard }", "ringback.heard"),
      'trigger: got "ringback.heard", expected a block of lines with name. Indent them, or write { name: … }.',
    ],
    [
      "hours that end as they begin, in other words",
      withHours("24:00", "00:00"),
      'hours: got "24:00" to "00:00", expected hours that end later or earlier than they begin.',
    ],
    [
      "hours in the default quiet hours",
      withHours("22:00", "08:00"),
      'airport.yaml:14: campaigns[0].whenAndWhere.hours: got "22:00" to "08:00", all of it in policy.quietHours, expected some time',
    ],
    [
      "hours in its own quiet hours",
      `policy: { quietHours: { from: "12:00", to: "14:00" } }\n${withHours("12:30", "13:00")}`,
      'hours: got "12:30" to "13:00", all of it in policy.quietHours',
    ],
    [
      "quiet hours all day",
      `policy: { quietHours: { from: "00:00", to: "24:00" } }\n${SMALL}`,
      'hours: got "00:00" to "24:00", all of it in policy.quietHours',
    ],
    [
      "a whole control group",
      `control: { share: 100% }\n${SMALL}`,
      'airport.yaml:1: control.share: got "100%", expected a share below 100 %',
    ],
  ])("%s is refused with its place", (_, text, message) => {
    expect(errorsOf(text)).toHaveLength(1);
    expect(errorsOf(text)[0]).toContain(message);
  });

  test.each([
    ["an open quote", SMALL.replace("en: Tone", 'en: "Tone'), "(Missing closing"],
    ["a key twice", `${SMALL}days: 2\ndays: 3\n`, ":15: got text that is no YAML (Map keys must"],
    ["tabs", SMALL.replace("  - name", "\t- name"), "no YAML (Tabs are not allowed"],
    ["an alias of nothing", SMALL.replace("{ en: Tone, zh: 彩铃 }", "*t"), "(Unresolved alias"],
  ])("that is no YAML, by %s, is a syntax error", (_, text, message) => {
    const reading = readScenario(text, "x.yaml");
    const [error] = "errors" in reading ? reading.errors : [];
    expect(error).toMatchObject({ code: "scenario.syntax", exitCode: 4 });
    expect(error!.message).toContain(message);
  });

  test("never makes the reader throw: any cut of a good file is read or refused", () => {
    for (let end = 0; end < QUICKSTART.length; end += 37) {
      const reading = readScenario(QUICKSTART.slice(0, end), "cut.yaml");
      if ("errors" in reading) expect(reading.errors.length, `cut at ${end}`).toBeGreaterThan(0);
    }
  });
});
