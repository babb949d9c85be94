// docs/columnar.md says what is: its examples run outside of this repository, its errors are thrown,
// its drawing shows the record of its machine.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AnyStateMachine,
  assign,
  createMachine,
  forwardTo,
  sendParent,
  sendTo,
  spawnChild,
  stopChild,
} from "xstate";
import type { CompileOptions } from "../../machines/columnar/colony.ts";
import { layoutOf, SENTINEL, U40_MAX } from "../../machines/columnar/columns.ts";
import { compile } from "../../machines/columnar/compile.ts";
import type { ColonyError } from "../../machines/columnar/errors.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = readFileSync(join(ROOT, "docs/columnar.md"), "utf8");
const EXAMPLES = [...PAGE.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]!).join("\n");

describe("the examples", () => {
  let folder: string;

  /** A project of somebody else: a copy of the folder, and xstate. */
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "columnar-"));
    cpSync(join(ROOT, "machines/columnar"), join(folder, "columnar"), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const settings = { extends: join(ROOT, "tsconfig.json"), include: ["**/*.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
    writeFileSync(join(folder, "page.ts"), EXAMPLES);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test("print what stands beside them", () => {
    const printed = execFileSync(process.execPath, ["page.ts"], { cwd: folder, encoding: "utf8" });
    const promised = [...EXAMPLES.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]);
    expect(promised.length).toBeGreaterThan(10);
    expect(printed.trimEnd().split("\n")).toEqual(promised);
  });

  test("type-check", () => {
    const tsc = join(ROOT, "node_modules/.bin/tsc");
    const { stdout } = spawnSync(tsc, ["--noEmit", "-p", folder], { cwd: ROOT, encoding: "utf8" });
    expect(stdout).toBe("");
  });
});

describe("what is refused", () => {
  const acting = (actions: unknown): AnyStateMachine =>
    createMachine({
      id: "order",
      context: { count: 0 },
      initial: "paying",
      states: { paying: { on: { go: { actions: actions as never } } } },
    });

  test.each<[string, AnyStateMachine, Partial<CompileOptions>]>([
    [
      "invoke",
      createMachine({
        id: "order",
        initial: "paying",
        states: { paying: { invoke: { src: "payment" } } },
      }),
      {},
    ],
    ["spawnChild", acting(spawnChild("payment")), {}],
    ["stopChild", acting(stopChild("payment")), {}],
    ["sendTo", acting(sendTo("payment", { type: "go" })), {}],
    ["sendParent", acting(sendParent({ type: "go" })), {}],
    ["forwardTo", acting(forwardTo("payment")), {}],
    ["an undeclared field", acting(assign({ total: 1 } as object)), {}],
    ["a missing guard", createMachine({ id: "order", on: { go: { guard: "isOpen" } } }), {}],
    [
      "a context that needs input",
      createMachine({
        id: "order",
        context: ({ input }: { input: { count: number } }) => ({ count: input.count }),
      }),
      {},
    ],
    ["a column too many", acting([]), { columns: { total: "u8" } }],
  ])("%s, in the words of the page", (_title, machine, options) => {
    const { code, message, parts } = errorOf(() => compile(machine, { onEmit() {}, ...options }));
    expect(code).toBe("machine.unsupported");
    const got = parts.got.replace(/^"Cannot .*?"/, '"…"');
    expect(PAGE).toContain(`\`${got}\``);
    expect(PAGE).toContain(parts.wanted.replace("fields count", "fields …"));
    expect(PAGE).toContain(parts.remedy);
    if (parts.got === "invoke") expect(PAGE).toContain(message);
  });
});

describe("the tables and the drawing", () => {
  test("the drawing's record is the example's", () => {
    const { columns, ...layout } = layoutOf(
      { readings: "u16", celsius: { type: "f32", empty: null }, heardMs: "u40" },
      { stateType: "u16", slotCount: 1 },
    );
    const [readings, celsius, heardMs] = columns;
    // Byte by byte from the left of docs/columnar.svg.
    expect([
      celsius!.offset * 4,
      heardMs!.offset * 4,
      layout.lowWord * 4,
      readings!.offset * 2,
      layout.stateOffset * 2,
      heardMs!.highByte,
      layout.highByte,
      layout.flagByte,
      layout.wordsPerRow * 4,
    ]).toEqual([0, 4, 8, 12, 14, 16, 17, 18, 20]);
  });

  test.each(["u8", "u16", "u32"] as const)("the range of %s, with and without empty", (type) => {
    const largest = (value: number): string => value.toLocaleString("en");
    const row = PAGE.split("\n").find((line) => line.startsWith(`| \`${type}\``));
    expect(row).toContain(`to ${largest(SENTINEL[type])} |`);
    expect(row).toContain(`| to ${largest(SENTINEL[type] - 1)} |`);
  });

  test("the range of u40, and the version of xstate", () => {
    expect(PAGE).toContain(`to ${U40_MAX.toLocaleString("en")}:`);
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(PAGE).toContain(`exactly ${dependencies["xstate"]}`);
  });
});

function errorOf(act: () => unknown): ColonyError {
  try {
    act();
  } catch (thrown) {
    return thrown as ColonyError;
  }
  throw new Error("nothing was thrown");
}
