// The two worked scenes of the care programme (C1, C2), told as messages with their times.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { MINUTE_MS } from "../../domain/time.ts";
import { readScenarioFile } from "./scenario-file.ts";
import { type Story, storiesOf } from "./story.ts";

const scenarioOf = (name: string) =>
  readScenarioFile(
    fileURLToPath(new URL(`../../scenarios/customer-care/${name}`, import.meta.url)),
  );

/** KAIROS_GOLDEN=write npx vitest run test/scenarios/stories.test.ts renews the files. */
function golden(name: string, { person, lines }: Story): void {
  const file = new URL(`../golden/stories/${name}.txt`, import.meta.url);
  const text = `${person}\n${lines.join("\n")}\n`;
  if (process.env["KAIROS_GOLDEN"] === "write") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

describe("the salesman at the station (C1)", () => {
  const scenario = scenarioOf("c01-salesman-at-the-station.yaml");

  test("gets one message under the cap: the balance, the shop and top-up by air", () => {
    const [story] = [...storiesOf(scenario).values()].filter(({ got }) =>
      got.includes("balance-reminder"),
    );
    expect(story?.got).toEqual(["balance-reminder"]);
    golden("c1-one-message", story!);
  });

  test("gets three messages, one after the other, where the gap is five minutes", () => {
    const { policy } = scenario;
    const cap = { ...policy.cap, offers: 5 };
    const loose = { ...scenario, policy: { ...policy, cap, minimumGapMs: 5 * MINUTE_MS } };
    const three = ["balance-reminder", "missed-call-alert", "roaming-tariff"];
    const [story] = [...storiesOf(loose).values()].filter(({ got }) => got[0] === three[0]);
    expect(story?.got).toEqual(three);
    golden("c1-three-messages", story!);
  });
});

describe("Kerry at the concert (C2)", () => {
  const scenario = scenarioOf("c02-kerry-at-the-concert.yaml");
  const stories = [...storiesOf(scenario).values()].filter(({ got }) => got.length > 0);

  test("is asked to the fan party when the concert is over", () => {
    // Kerry is whoever of the guests has a tone; the first woman of them here.
    const kerry = stories.find(
      ({ person, got }) => person.startsWith("Ms") && got[0] === "fan-party",
    );
    expect(kerry?.got).toEqual(["fan-party"]);
    golden("c2-kerry", kerry!);
  });

  test("every guest gets one message, at ten in the evening", () => {
    expect(stories.length).toBeGreaterThan(3);
    for (const { got, lines } of stories) {
      expect(got).toHaveLength(1);
      expect(lines.find((line) => line.includes("message of"))).toMatch(/^22:00/);
    }
  });
});
