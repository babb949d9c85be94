// The catalogue: each of its 56 rows has one file, which is valid, commented and says what it assumes.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalogueFiles, cataloguePage, GROUPS, MATRIX } from "./catalogue.ts";
import { readingOf } from "./scenario-file.ts";

const FILES = catalogueFiles();
const ROOT = new URL("../../", import.meta.url);
const PAGE = new URL("docs/scenarios.md", ROOT);

/** zh: one SMS of UCS-2; en: one of the GSM alphabet. */
const SMS_ZH = 70;
const SMS_EN = 160;

describe("the catalogue", () => {
  test.each(GROUPS)("has one file for every row of $title", (group) => {
    const rows = FILES.filter((file) => file.group === group && file.path !== MATRIX);
    const wanted = Array.from({ length: group.rows }, (_, index) => `${group.letter}${index + 1}`);
    expect(rows.map(({ row }) => row)).toEqual(wanted);
    expect(new Set(rows.map(({ system }) => system))).toEqual(new Set([group.system]));
  });

  test("has 56 rows, and the matrix beside them", () => {
    expect(FILES.filter(({ path }) => path !== MATRIX)).toHaveLength(56);
    expect(FILES.map(({ path }) => path)).toContain(MATRIX);
  });

  test("is the page docs/scenarios.md", () => {
    // KAIROS_GOLDEN=write npx vitest run test/scenarios/catalogue.test.ts renews the page.
    const page = cataloguePage(FILES);
    if (process.env["KAIROS_GOLDEN"] === "write") writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, "utf8")).toBe(page);
  });

  test("has names of its own for all scenarios", () => {
    expect(new Set(FILES.map(({ name }) => name)).size).toBe(FILES.length);
  });
});

describe.each(FILES)("$path", ({ path, text, name, row, system, marks, feeds, group }) => {
  const reading = readingOf(fileURLToPath(new URL(path, ROOT)));

  test("is a valid scenario", () => {
    expect("errors" in reading ? reading.errors.map(String) : []).toEqual([]);
  });

  test("carries its source in its name and its file's", () => {
    const file = path.slice(`scenarios/${group.folder}/`.length);
    if (path === MATRIX) return expect(name).toBe("s0-matrix");
    expect(name.startsWith(`${system}-${row.toLowerCase()}-`)).toBe(true);
    const words = name.slice(`${system}-${row.toLowerCase()}-`.length);
    const number = row.slice(1).padStart(2, "0");
    expect(file).toBe(`${row[0]!.toLowerCase()}${number}-${words}.yaml`);
  });

  test("says how to run it, what the A interface shows, and which rates are assumed", () => {
    expect(text).toContain(`npx kairos simulate ${path}\n`);
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/scenario\.schema\.json\n/);
    expect(marks.length).toBeGreaterThan(0);
    expect(feeds).not.toBe("");
    expect(text).toMatch(/ASSUMED|CALIBRATED/);
    for (const line of text.split("\n")) {
      if (/response: \{.*accept: [1-9]/.test(line))
        expect(line).toMatch(/# .*(ASSUMED|CALIBRATED)/);
    }
  });

  test("has texts that one SMS carries", () => {
    if ("errors" in reading) return;
    for (const { what } of reading.scenario.campaigns) {
      expect(what.text.zh.length, what.text.zh).toBeLessThanOrEqual(SMS_ZH);
      expect(what.text.en.length, what.text.en).toBeLessThanOrEqual(SMS_EN);
    }
  });
});
