// Compiled code is kept between starts, and where it cannot be kept, nothing is said of it.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { collected, kairos, ROOT, startKairosIn } from "./kairos-process.ts";

test("a start keeps what it has compiled beside the packages, and the next one says the same", async () => {
  const first = await kairos("fly");
  expect(first.code).toBe(2);
  const kept = readdirSync(join(ROOT, "node_modules/.cache/kairos"), { recursive: true });
  expect(kept.length).toBeGreaterThan(100);
  expect(await kairos("fly")).toEqual(first);
});

test("a start that can keep nothing says the same", async () => {
  const nowhere = { NODE_COMPILE_CACHE: "/dev/null/none" };
  expect(await collected(startKairosIn(nowhere, "fly"))).toEqual(await kairos("fly"));
});
