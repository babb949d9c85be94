// keepPausesShort: V8 takes the flags while it runs, and collects otherwise than it would.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PROCESS = fileURLToPath(new URL("collecting-process.ts", import.meta.url));

function collected(way: "short" | "usual"): { readonly young: number; readonly full: number } {
  return JSON.parse(execFileSync(process.execPath, [PROCESS, way], { encoding: "utf8" }));
}

test("the young are collected more often, and everything less often", () => {
  const usual = collected("usual");
  const short = collected("short");
  expect(short.full).toBeLessThan(usual.full);
  expect(short.young).toBeGreaterThan(usual.young);
});
