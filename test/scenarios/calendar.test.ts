// Public holidays in a scenario file.
import { describe, expect, test } from "vitest";
import { readScenario } from "../../scenarios/parse.ts";

const scenarioWith = (calendar: string): string => `
name: holidays
title: { en: Holidays, zh: 假日 }
start: 2008-09-26
days: 10
subscribers: 10
${calendar}
campaigns:
  - name: one
    title: { en: One, zh: 一 }
    what:
      offer: { en: a tone, zh: 铃音 }
      text: { en: Take it, zh: 来吧 }
      response: { accept: 1%, unprompted: 0%, complain: 0% }
    whenAndWhere: { trigger: { name: ringback.heard } }
`;
const NATIONAL_DAY = "name: { en: National Day, zh: 国庆节 }";

describe("the calendar of a scenario", () => {
  test("has no holidays unless it says so", () => {
    const read = readScenario(scenarioWith(""), "none.yaml");
    expect(read).toMatchObject({ scenario: { calendar: { holidays: [] } } });
  });

  test("counts holidays in days of the run, before and after it too", () => {
    const read = readScenario(
      scenarioWith(`calendar:
  holidays:
    - { from: 2008-09-29, to: 2008-10-05, ${NATIONAL_DAY} }
    - { from: 2008-09-14, ${NATIONAL_DAY} }`),
      "two.yaml",
    );
    expect(read).toMatchObject({
      scenario: {
        calendar: {
          holidays: [
            { fromDay: 3, toDay: 9, name: { en: "National Day", zh: "国庆节" } },
            { fromDay: -12, toDay: -12 },
          ],
        },
      },
    });
  });

  test("refuses a holiday that ends before it begins", () => {
    const read = readScenario(
      scenarioWith(`calendar:
  holidays:
    - { from: 2008-10-05, to: 2008-09-29, ${NATIONAL_DAY} }`),
      "wrong.yaml",
    );
    if (!("errors" in read)) throw new Error("it was accepted");
    expect(read.errors.map(String).join("\n")).toContain("a date from 2008-10-05 on");
  });
});
