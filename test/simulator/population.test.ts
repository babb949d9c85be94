// Generated people and the operator's records of them.
import { describe, expect, test } from "vitest";
import { CAPABILITY } from "../../domain/directory.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { formatToken, NO_TOKEN } from "../../domain/identity.ts";
import { createDirectory } from "../../simulator/directory.ts";
import { HANDSETS } from "../../simulator/people-tables.ts";
import { createPopulation, FLAG, handsetModel, householdOf } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 4000;
const scenario = exampleScenario();
const key = runKey("people");
const world = createWorld(key, scenario.network);
const people = createPopulation(key, world, scenario, COUNT);
const { network, numbers, start } = scenario;
const directory = createDirectory(key, world, people, {
  network,
  numbers,
  start,
  tokenise: fictionalTokens,
});
const everybody = Array.from({ length: COUNT }, (_, subscriber) => subscriber);
const shareOf = (flag: number): number =>
  everybody.filter((subscriber) => people.flags[subscriber]! & flag).length / COUNT;

describe("people", () => {
  test("live and work on dry land", () => {
    for (const subscriber of everybody) {
      expect(world.isWater(people.homeX[subscriber]!, people.homeY[subscriber]!)).toBe(false);
      expect(world.isWater(people.workX[subscriber]!, people.workY[subscriber]!)).toBe(false);
    }
  });

  test("are the first rows of a larger population", () => {
    const more = createPopulation(key, world, scenario, COUNT + 500);
    expect(more.homeX.subarray(0, COUNT)).toEqual(people.homeX);
    expect(more.flags.subarray(0, COUNT)).toEqual(people.flags);
  });

  test("of one household share a home", () => {
    const shared = everybody.filter((subscriber) => {
      const leader = householdOf(key, subscriber);
      return leader !== subscriber && people.homeX[leader] === people.homeX[subscriber];
    });
    const members = everybody.filter((subscriber) => householdOf(key, subscriber) !== subscriber);
    expect(shared).toEqual(members);
    expect(members.length / COUNT).toBeGreaterThan(0.3);
  });

  test.each([
    ["nightOff", FLAG.nightOff, scenario.people.nightOffShare],
    ["ringbackTone", FLAG.ringbackTone | FLAG.ringbackDormant, scenario.people.ringbackToneShare],
    ["doNotDisturb", FLAG.doNotDisturb, 0.03],
  ])("have %s in the scenario's share, within four standard errors", (_name, flag, share) => {
    const error = Math.sqrt((share * (1 - share)) / COUNT);
    expect(Math.abs(shareOf(flag) - share)).toBeLessThan(4 * error);
  });

  test("use MMS only with a handset that can", () => {
    for (const subscriber of everybody) {
      const { capabilities } = HANDSETS[handsetModel(key, subscriber, 0)]!;
      if (people.flags[subscriber]! & FLAG.usesMms)
        expect(capabilities & CAPABILITY.mms).not.toBe(0);
    }
  });
});

describe("the directory", () => {
  test("finds everybody by the tokens of IMSI and number, and nobody else", () => {
    for (const subscriber of everybody) {
      const imsi = directory.imsiOf(subscriber);
      const number = directory.digitsOf(subscriber);
      expect(imsi).toMatch(/^46000\d{10}$/);
      expect(number).toMatch(/^138\d{8}$/);
      expect(directory.ofImsi(fictionalTokens("imsi", imsi))).toBe(subscriber);
      expect(directory.ofNumber(fictionalTokens("number", number))).toBe(subscriber);
      expect(directory.numberOf(subscriber)).toBe(fictionalTokens("number", number));
    }
    expect(directory.ofNumber(fictionalTokens("number", "10086"))).toBe(-1);
    expect(directory.ofImsi(fictionalTokens("imsi", "001010000000001"))).toBe(-1);
    expect(directory.ofImsi(NO_TOKEN)).toBe(-1);
    expect(directory.profile(COUNT)).toBeUndefined();
    expect([directory.numberOf(COUNT), directory.digitsOf(COUNT), directory.imsiOf(COUNT)]).toEqual(
      [NO_TOKEN, "", ""],
    );
  });

  test("prints the token of the IMSI for a name, and has no digits in a profile", () => {
    const token = fictionalTokens("imsi", directory.imsiOf(7));
    expect(directory.nameOf(7)).toBe(formatToken(token));
    expect(directory.nameOf(COUNT)).toBe(`#${COUNT}`);
    for (const subscriber of everybody.slice(0, 100)) {
      expect(JSON.stringify(directory.profile(subscriber))).not.toMatch(/\d{7}/);
    }
  });

  test("names regular zones that hold home or work", () => {
    const zones = everybody.flatMap((subscriber) => directory.profile(subscriber)!.regularZones);
    expect(zones.length).toBeGreaterThan(20);
    for (const zone of zones) expect(world.zones[zone]).toBeDefined();
  });

  test("has a name in both languages for everybody", () => {
    for (const subscriber of everybody.slice(0, 50)) {
      const { en, zh } = directory.person(subscriber);
      expect(en).toMatch(/^(Ms|Mr) [A-Z][a-z]+, [a-z ]+$/);
      expect(zh).toMatch(/^\p{Script=Han}{2,4}，\p{Script=Han}+$/u);
    }
  });

  test("has TACs of eight digits at most, each once", () => {
    const tacs = HANDSETS.map(({ tac }) => tac);
    expect(new Set(tacs).size).toBe(tacs.length);
    for (const tac of tacs) expect(directory.handsetType(tac)!.tac).toBe(tac);
  });
});
