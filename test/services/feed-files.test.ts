// Feed files: what --feed names, and several of them in one order.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { InterningRegistry } from "../../domain/interning-registry.ts";
import { EMPTY_PLAN } from "../../domain/number-plan.ts";
import { feedFileOf, readFeedFiles } from "../../services/feed-files.ts";

const folder = mkdtempSync(join(tmpdir(), "kairos-feeds-"));
afterAll(() => rmSync(folder, { recursive: true }));

const door = () => ({
  registry: new InterningRegistry(),
  tokenise: fictionalTokens,
  numbers: EMPTY_PLAN,
});

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

describe("--feed", () => {
  test.each([
    ["a.ndjson", { path: "a.ndjson", format: "ndjson" }],
    ["a.csv", { path: "a.csv", format: "csv" }],
    ["A.CSV", { path: "A.CSV", format: "csv" }],
    ["a.txt:csv", { path: "a.txt", format: "csv" }],
    ["c:/a.csv", { path: "c:/a.csv", format: "csv" }],
    ["a.csv:order.recorded", { path: "a.csv", format: "csv", event: "order.recorded" }],
    ["-", { path: "-", format: "ndjson" }],
  ])("%s", (text, meant) => {
    expect(feedFileOf(text)).toEqual(meant);
  });
});

describe("feed files", () => {
  test("are one stream in the total order", async () => {
    const orders = file(
      "orders.csv",
      "timeMs,subscriber,action,product",
      "10,a,ordered,x",
      "30,b,renewed,y",
    );
    const homes = file("homes.ndjson", '{"timeMs":20,"subscriber":"a","name":"roamed.home"}', "");
    const files = [feedFileOf(`${orders}:order.recorded`), feedFileOf(homes)];
    const { events, unknown } = await readFeedFiles(files, door());
    expect(events.map(({ timeMs, type, subscriber }) => [timeMs, type, subscriber])).toEqual([
      [10, "order.recorded", 0],
      [20, "roamed.home", 0],
      [30, "order.recorded", 1],
    ]);
    expect(unknown).toBe(0);
  });

  test("that are missing or malformed are named, with the line", async () => {
    await expect(readFeedFiles([feedFileOf(join(folder, "no.csv"))], door())).rejects.toThrow(
      "no such file",
    );
    const path = file("bad.csv", "timeMs,subscriber,place", "1,a,here", "1,a");
    await expect(readFeedFiles([feedFileOf(`${path}:roamed.home`)], door())).rejects.toThrow(
      "bad.csv:3: got 2 cells, expected 3",
    );
  });
});
