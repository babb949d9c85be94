// Holds the import table, the banned calls and the file shapes of the architecture.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ACTION, EVENT } from "../services/subjects.ts";
import {
  BANNED_FOLDERS,
  complaintsOf,
  complaintsOfService,
  LINES_MAX,
  SERVICE_LINES_MAX,
} from "./architecture-rules.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FILES = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "");
const SOURCES = FILES.filter((path) => /\.(ts|js)$/.test(path));
const SERVICES = SOURCES.filter((path) => path.startsWith("services/"));
const NAMES = [...Object.values(ACTION), ...Object.values(EVENT)];
const read = (path: string): string => readFileSync(`${ROOT}/${path}`, "utf8");

describe("the architecture", () => {
  test("every file keeps to the import table and calls nothing that is banned in its folder", () => {
    expect(SOURCES.length).toBeGreaterThan(10);
    expect(SOURCES.flatMap((path) => complaintsOf(path, read(path)))).toEqual([]);
  });

  test.each([
    ["campaigns/decide.ts", 'import { population } from "../simulator/world/population.ts";'],
    ["domain/time.ts", 'import { readFileSync } from "node:fs";'],
    ["machines/offer.ts", 'import { z } from "zod";'],
    ["machines/offer.ts", "export const late = Date.now();"],
    ["simulator/random.ts", "export const draw = () => Math.random();"],
    ["viz/main.ts", 'import { run } from "../simulator/runs/simulation.ts";'],
    ["signaling/x.ts", 'export const late = () => import("../machines/offer.ts");'],
    ["machines/columnar/x.ts", 'import { KairosError } from "../../domain/errors.ts";'],
    ["machines/columnar/x.ts", 'import { createColony } from "../colony.ts";'],
    ["machines/columnar/x.ts", "export const late = Date.now();"],
    ["nowhere/x.ts", "export {};"],
  ])("a forbidden line in %s is caught: %s", (path, line) => {
    expect(complaintsOf(path, `// A file.\n${line}\n`)).toHaveLength(1);
  });

  test("service files are shells, and names on the broker stand in subjects.ts alone", () => {
    expect(SERVICES.filter((path) => path.endsWith(".service.ts"))).toHaveLength(8);
    expect(SERVICES.flatMap((path) => complaintsOfService(path, read(path), NAMES))).toEqual([]);
  });

  test.each([
    ["services/tap.service.ts", "if (batch.events.length > 3) drop(batch);"],
    ["services/traffic.service.ts", "setInterval(beat, 250);"],
    ["services/node.ts", 'await broker.call("tap.events", batch);'],
    ["services/gateway.service.ts", 'const events = { "clock.ticked": show };'],
  ])("a line that does not belong into %s is caught: %s", (path, line) => {
    expect(complaintsOfService(path, `// A file.\n${line}\n`, NAMES)).toHaveLength(1);
  });

  test("no folder has a name that says nothing", () => {
    const folders = new Set(FILES.flatMap((path) => path.split("/").slice(0, -1)));
    expect(BANNED_FOLDERS.filter((name) => folders.has(name))).toEqual([]);
  });

  test("no file is longer than its limit", () => {
    const exempt = /^(test|bench)\/|-tables\.ts$|\.schema\./;
    const tooLong = SOURCES.filter((path) => !exempt.test(path))
      .map((path) => ({ path, lines: read(path).split("\n").length - 1 }))
      .filter(
        ({ path, lines }) => lines > (path.endsWith(".service.ts") ? SERVICE_LINES_MAX : LINES_MAX),
      );
    expect(tooLong).toEqual([]);
  });

  test("no number of a service stands in code: numbers are scenarios' own", () => {
    const listed = read("scenarios/base/numbers.yaml") + read("scenarios/base/usual-numbers.json");
    const numbers = new Set([...listed.matchAll(/"(\*?\d{3,}#?)"/g)].map(([, number]) => number!));
    expect([...numbers]).toEqual(expect.arrayContaining(["10086", "95555", "10658000", "*100#"]));
    const isOne = (text: string): boolean =>
      numbers.has(text) || /^(1[0-2]\d{3,}|9[56]\d{3,}|\*\d{3}#)$/.test(text);
    const codeOf = (source: string): string => source.replace(/^\s*(\/\/|\/?\*).*$/gm, "");
    const found = SOURCES.filter((path) =>
      /^(machines|campaigns|simulator|services)\//.test(path),
    ).flatMap((path) =>
      [...codeOf(read(path)).matchAll(/["'`]([*\d]\d{3,}#?)["'`$]/g)]
        .filter(([, text]) => isOne(text!))
        .map(([, text]) => `${path}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  test("every source file opens with a line that says why it exists", () => {
    const silent = SOURCES.filter((path) => !/^(#!.*\n)?\/\/ .{20,}/.test(read(path)));
    expect(silent).toEqual([]);
  });
});
