// Compiled code is kept between starts, and where it cannot be kept, nothing is said of it.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collected, type Finished, ROOT, startKairosIn } from "./kairos-process.ts";

const USUAL = join(ROOT, "node_modules/.cache/kairos");
/** Node keeps what was compiled with other options apart; nobody else has these. */
const APART = { NODE_OPTIONS: "--stack-trace-limit=37" };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-compiled-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command that there is not, with what it compiles kept in this place. */
const flown = (place: string, environment = {}): Promise<Finished> =>
  collected(startKairosIn({ NODE_COMPILE_CACHE: place, ...environment }, "fly"));

const filesIn = (place: string): string[] =>
  readdirSync(place, { recursive: true, encoding: "utf8" }).toSorted();

test("a start keeps what it has compiled, the next one adds nothing and says the same", async () => {
  const first = await flown(folder);
  expect(first.code).toBe(2);
  const kept = filesIn(folder);
  expect(kept.length).toBeGreaterThan(100);
  expect(await flown(folder)).toEqual(first);
  expect(filesIn(folder)).toEqual(kept);
});

test("without a place, or with an empty one, it is kept beside the packages", async () => {
  await flown("");
  const before = readdirSync(USUAL);
  await flown("", APART);
  const added = readdirSync(USUAL).filter((name) => !before.includes(name));
  expect(added).toHaveLength(1);
  const place = join(USUAL, added[0]!);
  expect(filesIn(place).length).toBeGreaterThan(100);
  rmSync(place, { recursive: true });
});

test("a start that can keep nothing says the same", async () => {
  expect(await flown("/dev/null/none")).toEqual(await flown(folder));
});
