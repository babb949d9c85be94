// Runs what a part of the catalogue's files expect of themselves: the same for all four test files.
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkExpectation } from "../../simulator/experiments/expectation.ts";
import { catalogueFiles } from "./catalogue.ts";
import { readScenarioFile } from "./scenario-file.ts";

/** Test files that share the catalogue, so that it runs on several cores. */
const PARTS = 4;
const ROOT = new URL("../../", import.meta.url);

/** Every fourth file, from `part` on: its small rehearsal shows what the file says. */
export function expectationsHold(part: number): void {
  const files = catalogueFiles().filter((_, index) => index % PARTS === part);
  describe("a small rehearsal shows what is expected", () => {
    test.each(files)("of $path", async ({ path }) => {
      const scenario = readScenarioFile(fileURLToPath(new URL(path, ROOT)));
      const { findings } = await checkExpectation(scenario);
      expect(findings.length, "lines of its expectation").toBeGreaterThan(1);
      expect(findings.filter(({ met }) => !met)).toEqual([]);
    });
  });
}
