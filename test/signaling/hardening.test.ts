// Captured frames come back from their message, any octets are read or refused, and octets that
// once broke a decoder do so no more.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMtp3, encodeMtp3 } from "../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, readPackets } from "../../signaling/carriers/pcap.ts";
import { type BssapMessage, decode } from "../../signaling/messages/bssap.ts";
import { captureOctets, fromHex, hex } from "./frames.ts";
import { breaks, errorOf, inputsOf, runBlock, targetOf } from "./mutations/campaign.ts";
import { PDUS } from "./mutations/corpus.ts";
import { CRASHERS } from "./mutations/crashers.ts";
import { shrink } from "./mutations/shrink.ts";
import { TARGETS, type Target } from "./mutations/targets.ts";

test("every captured MTP3 frame encodes to its octets", () => {
  const frames = [...readPackets(captureOctets("msc-mtp3"), "x")];
  expect(frames.map(({ linkType }) => linkType)).toEqual(frames.map(() => LINK_TYPE.mtp3));
  for (const { octets } of frames) {
    expect(hex(encodeMtp3(decodeMtp3(octets)!))).toBe(hex(octets));
  }
});

describe("any octets", () => {
  test.each(TARGETS.map((target) => [target.name, target] as const))(
    "%s: they are read as promised, or refused with a KairosError",
    (_, target) => {
      const check = target.start();
      const short = Array.from({ length: 257 }, (_octet, first) =>
        first === 256 ? new Uint8Array() : Uint8Array.of(first),
      );
      expect(errorOf(check, short)).toBeUndefined();
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
          expect(errorOf(check, [octets])).toBeUndefined();
        }),
        { numRuns: 2000 },
      );
    },
  );
});

describe("what once broke", () => {
  test.each(CRASHERS.map((crasher) => [crasher.title, crasher] as const))("%s", (_, crasher) => {
    const target = TARGETS.find(({ name }) => name === crasher.target)!;
    expect(errorOf(target.start(), crasher.inputs.map(fromHex))).toBeUndefined();
  });
});

describe("the mutator finds", () => {
  const bssap = TARGETS.find(({ name }) => name === "bssap")!;

  function firstCrash(target: Target, seed: number, blocks: number) {
    for (let block = 0; block < blocks; block++) {
      const crash = runBlock(target, { seed, block }, { mutations: 0, accepted: 0 });
      if (crash !== undefined) return crash;
    }
    return undefined;
  }

  test.each<[string, (message: BssapMessage) => boolean]>([
    ["a value at its edge", (message) => message.message === "clearCommand" && message.cause === 0],
    [
      "a rare element of a rare message",
      (message) =>
        message.message === "vgcsVbsSetupRefuse" && message.arrangement instanceof Uint8Array,
    ],
    [
      "two elements that no seed has together",
      (message) =>
        message.message === "setup" &&
        message.redial === true &&
        message.calledPartySubaddress?.length === 0,
    ],
  ])("%s, and shrinks it", (_, isBroken) => {
    const target: Target = {
      ...bssap,
      seeds: PDUS,
      start: () => (octets) => {
        if (isBroken(decode(octets))) throw new TypeError("planted");
        return true;
      },
    };
    const crash = firstCrash(target, 1, 200);
    expect(crash).toBeDefined();
    expect(breaks(target, crash!.inputs)).toBe(true);
    const shrunk = shrink(target, crash!.inputs);
    expect(shrunk).toHaveLength(1);
    expect(breaks(target, shrunk)).toBe(true);
    expect(shrunk[0]!.length).toBeLessThanOrEqual(crash!.inputs[0]!.length);
  });

  test("what only the octets before it bring about, and leaves out those that do not", () => {
    const target: Target = {
      ...bssap,
      remembers: true,
      seeds: [1, 2, 3, 4, 5, 6, 7, 8].map((value) => Uint8Array.of(value, 0, 0)),
      start: () => {
        let armed = false;
        return ([first]) => {
          if (first === 3) armed = true;
          if (first === 6 && armed) throw new RangeError("planted");
          return true;
        };
      },
    };
    const crash = firstCrash(target, 1, 1);
    expect(shrink(target, crash!.inputs).map(hex)).toEqual(["03", "06"]);
  });

  test("the same again: a block is told by its seed and number", () => {
    const target = targetOf(TARGETS, 9, 5);
    const again = inputsOf(target, { seed: 9, block: 5 }, 700);
    expect(again.map(hex)).toEqual(inputsOf(target, { seed: 9, block: 5 }, 700).map(hex));
    expect(again.length).toBeGreaterThan(0);
  });
});
