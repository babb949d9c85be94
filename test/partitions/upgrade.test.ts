// A rolling upgrade: a later version of a trigger machine takes the slabs over, an earlier one refuses.
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { HOUR_MS } from "../../domain/time.ts";
import type * as Catalogue from "../../machines/triggers/catalogue.ts";
import { readQuickstart } from "../services/quickstart.ts";
import { every, type Lived, live, logOf, NO_SLABS, opener, slabsOf } from "./partition-log.ts";

const version = vi.hoisted(() => ({ second: false }));

/** In its second version, powered.on counts calls in a wider column. */
vi.mock("../../machines/triggers/catalogue.ts", async (importOriginal) => {
  const original = await importOriginal<typeof Catalogue>();
  return {
    ...original,
    createTriggerMachine: (parameters: Parameters<typeof original.createTriggerMachine>[0]) => {
      const first = original.createTriggerMachine(parameters);
      if (!version.second || parameters.name !== "powered.on") return first;
      const columns = { ...first.columns, missedCalls: "u32" as const };
      return { ...first, columns, version: "2", migrations: { "": (old: object) => old } };
    },
  };
});

afterEach(() => {
  version.second = false;
});

const SHARD = { index: 0, of: 2 };
const UNTIL_MS = 10 * HOUR_MS;
let lived: Lived;
beforeAll(async () => {
  lived = live(readQuickstart(), 300, UNTIL_MS);
});

test("goes forward from slabs of the first version, as if nothing had been upgraded", () => {
  const log = logOf(lived, SHARD, every(HOUR_MS, UNTIL_MS));
  const open = opener(lived, SHARD.of);
  const first = open(SHARD.index, NO_SLABS);
  for (const entry of log.slice(0, 7)) first.apply(entry);
  const slabs = slabsOf(first);
  version.second = true;
  const second = open(SHARD.index, slabs);
  const ofPoweredOn = lived.scenario.definitions.findIndex(({ name }) => name === "powered.on");
  // Only what the migration has made is to be written anew.
  expect([...slabsOf(second).keys()].filter((name) => name.startsWith("trigger"))).toEqual([
    `trigger-${ofPoweredOn}:0`,
  ]);
  const saidBySecond = log.slice(7).map((entry) => second.apply(entry));
  expect(saidBySecond).toEqual(log.slice(7).map((entry) => first.apply(entry)));
  expect(second.digests).toEqual(first.digests);
  expect(open(SHARD.index, slabsOf(second)).digests).toEqual(first.digests);
});

test("is refused in words by a node of the first version", () => {
  version.second = true;
  const open = opener(lived, SHARD.of);
  const second = open(SHARD.index, NO_SLABS);
  for (const entry of logOf(lived, SHARD, [UNTIL_MS])) second.apply(entry);
  const slabs = slabsOf(second);
  version.second = false;
  expect(() => open(SHARD.index, slabs)).toThrow(
    expect.objectContaining({
      code: "colony.snapshot-refused",
      message: expect.stringMatching(
        /machine powered\.on, slab: got version "2", where this is ""/,
      ),
    }) as Error,
  );
});

test("a node with another scenario, or another number of partitions, refuses slabs too", () => {
  const open = opener(lived, SHARD.of);
  const slabs = slabsOf(open(SHARD.index, NO_SLABS));
  expect(() => open(1, slabs)).toThrow(/slab head: got partition 0, expected 1/);
  expect(() => opener(lived, 4)(0, slabs)).toThrow(/got partitions 2, expected 4/);
  const { scenario } = lived;
  const campaigns = scenario.campaigns.slice(1);
  const shorter = opener({ ...lived, scenario: { ...scenario, campaigns } }, SHARD.of);
  expect(() => shorter(SHARD.index, slabs)).toThrow(/got campaigns .* Start every node with/);
});
