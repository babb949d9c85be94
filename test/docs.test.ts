// The pages say nothing that is not there: links lead to files, commands and flags exist.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { kairos, ROOT } from "./cli/kairos-process.ts";

const PAGES = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(ROOT, path)));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("the documentation", () => {
  test.each(PAGES)("%s links only to files that exist", (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#]+?)(?:#[^)]*)?\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z]+:/.test(target));
    const dead = targets.filter((target) => !existsSync(join(ROOT, dirname(page), target)));
    expect(dead).toEqual([]);
  });

  test("every command and flag that the pages show exists", async () => {
    const text = PAGES.map(read).join("\n");
    const shown = [
      ...text.matchAll(
        /kairos (start|simulate|replay|decode|generate|validate-traffic|validate|doctor|up|access|load)\b([^\n`]*)/g,
      ),
    ];
    expect(shown.length).toBeGreaterThan(5);
    const helps = new Map<string, string>();
    for (const [line, command, rest] of shown) {
      const help = helps.get(command!) ?? (await kairos(command!, "--help")).stdout;
      helps.set(command!, help);
      for (const [flag] of rest!.matchAll(/--[a-z-]+/g)) {
        expect(help, `${line} in the pages`).toContain(flag);
      }
    }
  });

  test("every npm script that the pages show exists", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const shown = [
      ...PAGES.map(read)
        .join("\n")
        .matchAll(/npm run ([a-z:]+)/g),
    ].map((m) => m[1]!);
    expect(shown.filter((name) => !(name in scripts))).toEqual([]);
  });

  test("every scenario file shows the command that runs it", () => {
    const scenarios = execFileSync("git", ["ls-files", "scenarios/*.yaml"], {
      cwd: ROOT,
      encoding: "utf8",
    })
      .trim()
      .split("\n")
      .filter((path) => !path.startsWith("scenarios/base/")); // what others extend
    expect(scenarios.length).toBeGreaterThanOrEqual(6);
    for (const path of scenarios) expect(read(path)).toContain(`simulate ${path}`);
  });
});
