// kairos validate-traffic: what it prints, and the page that holds it to its promises.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  brokenPromises,
  pageOf,
  readPage,
  type TrafficReport,
  verdictsOf,
  writePage,
} from "../../bin/traffic-page.ts";
import { drawPlots } from "../../bin/traffic-plots.ts";
import { ROWS } from "../../simulator/validation/row-tables.ts";
import { type JudgedRow, judge } from "../../simulator/validation/rows.ts";
import { SIZES } from "../../simulator/validation/validation.ts";
import { kairos, ROOT } from "./kairos-process.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "validation-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Every row in the middle of its range; `wrong` ones far above it. */
function reportOf(...wrong: readonly string[]): TrafficReport {
  const rows = ROWS.map((row): JudgedRow => {
    const [least, most] = row.accept ?? [0, 0];
    const inside = Number.isFinite(least) ? least : most;
    return judge(row, wrong.includes(row.id) ? -1e6 : inside);
  });
  return { scenario: "ordinary-days", seed: "42", sizes: SIZES, rows, busyHour: 18 };
}

const PLOTS = drawPlots({
  updates: {
    normal: [
      [0, 1],
      [1, 2],
    ],
    periodic: [
      [0, 2],
      [1, 3],
    ],
  },
});

describe("the page", () => {
  test("is read back as what it says", () => {
    const report = reportOf("M4", "T1");
    const verdicts = verdictsOf(pageOf(report, PLOTS));
    expect(Object.fromEntries(verdicts)).toEqual(
      Object.fromEntries(report.rows.map(({ id, verdict }) => [id, verdict])),
    );
    expect(verdicts.get("M4")).toBe("fail");
    expect(verdicts.get("M6a")).toBe("reported");
  });

  test("promises what passes on it: a row that failed there may fail", () => {
    const page = pageOf(reportOf("M4"), PLOTS);
    expect(brokenPromises(page, reportOf("M4").rows)).toEqual([]);
    expect(brokenPromises(page, reportOf("M4", "T1").rows).map(({ id }) => id)).toEqual(["T1"]);
    expect(brokenPromises("", reportOf("T1").rows)).toEqual([]);
  });

  test("explains its failures, marks what is from memory, and shows its plots", () => {
    const page = pageOf(reportOf("T6b"), PLOTS);
    expect(page).toContain("- **T6b** ");
    expect(page).toContain("from memory only");
    expect(page).toContain("![Location updates (T1 to T3, M14)](traffic/updates.svg)");
    expect(pageOf(reportOf(), PLOTS)).toContain("Nothing fails.");
  });

  test("is written with its plots beside it, and is no page where there is none", async () => {
    const path = join(FOLDER, "page.md");
    expect(await readPage(path)).toBe("");
    await writePage(path, pageOf(reportOf(), PLOTS), PLOTS);
    expect(verdictsOf(await readPage(path)).size).toBe(ROWS.length);
    expect(readdirSync(join(FOLDER, "traffic"))).toEqual(["updates.svg"]);
  });
});

describe("docs/traffic-validation.md", () => {
  const page = readFileSync(join(ROOT, "docs/traffic-validation.md"), "utf8");

  test("has the rows of the table, in its order", () => {
    expect([...verdictsOf(page).keys()]).toEqual(ROWS.map(({ id }) => id));
  });

  test("explains everything that fails, and shows plots that are there", () => {
    expect(page).not.toContain("Not explained yet");
    const shown = [...page.matchAll(/\]\((traffic\/[^)]+)\)/g)].map((match) => match[1]!);
    expect(shown.length).toBeGreaterThan(12);
    expect(shown.filter((path) => !existsSync(join(ROOT, "docs", path)))).toEqual([]);
  });

  test("shows at the sizes of the issue what a million messages need", () => {
    expect(page).toContain("2,500 people for 90 days");
    expect(page).toContain("5,000 for 14 days");
  });
});

describe("the command", () => {
  const SMALL = [
    ...["--mobility-people", "30", "--mobility-days", "8", "--traffic-people", "40"],
    ...["--traffic-days", "3", "--link-people", "10"],
  ];

  test("prints rows and plots as JSON, and ends with 99 when a promise is broken", async () => {
    const page = join(FOLDER, "doctored.md");
    // Nobody keeps the promises of a page on which all rows pass.
    writeFileSync(page, pageOf(reportOf(), []));
    const plots = join(FOLDER, "plots");
    const args = ["--seed", "7", "--json", "--page", page, "--plots", plots];
    const { code, stdout, stderr } = await kairos("validate-traffic", ...SMALL, ...args);
    const report = JSON.parse(stdout) as TrafficReport & { plots: Record<string, object> };
    expect(code, stderr).toBe(99);
    expect(report).toMatchObject({ scenario: "ordinary-days", seed: "7" });
    expect(report.sizes).toMatchObject({ mobilityPeople: 30, trafficDays: 3, linkPeople: 10 });
    expect(report.rows.map(({ id }) => id)).toEqual(ROWS.map(({ id }) => id));
    for (const row of report.rows) {
      expect(row.value === null || typeof row.value === "number", row.id).toBe(true);
      expect(["pass", "fail", "reported", "too small"]).toContain(row.verdict);
      expect(["I", "E"]).toContain(row.evidence);
    }
    const failed = report.rows.find(({ verdict }) => verdict === "fail")!;
    expect(stderr).toContain(`${failed.id} = `);
    expect(stderr).toContain(page);
    expect(Object.keys(report.plots)).toContain("zipf");
    expect(readdirSync(plots)).toContain("zipf.svg");
  }, 120_000);

  test("refuses sizes that are none, as a usage error", async () => {
    const { code, stderr } = await kairos("validate-traffic", "--mobility-people", "1");
    expect(code).toBe(2);
    expect(stderr).toContain("whole number from 2 to 100000");
  });
});
