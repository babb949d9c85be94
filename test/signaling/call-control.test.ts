// Elements of call control by the octet: progress, keys, causes, numbers, identities, unknown types.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PartyNumber, partyNumber } from "../../signaling/messages/bcd.ts";
import { type BssapMessage, decode, encode } from "../../signaling/messages/bssap.ts";
import {
  callCause,
  keypadDigit,
  newDestinationOf,
  numberChanged,
  progressIndicator,
} from "../../signaling/messages/dtap-elements.ts";
import { PROTOCOLS } from "../../signaling/messages/dtap-tables.ts";
import type { AnyRow, Codec } from "../../signaling/messages/elements.ts";
import { mobileIdentity } from "../../signaling/messages/mobile-identity.ts";
import { OctetReader, OctetWriter } from "../../signaling/octets.ts";
import { fromHex, hex } from "./frames.ts";

function read<T>(codec: Codec<T>, octets: Uint8Array): T {
  return codec.read(new OctetReader(octets, "x"));
}

function write<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new OctetWriter();
  codec.write(writer, value);
  return writer.finish();
}

describe("values, by the octet", () => {
  test.each([
    ["in-band information from the local network", "e288", progressIndicator, inBand()],
    ["progress of another coding standard", "80a0", progressIndicator, progress(0, 0, 32)],
    ["progress cut short", "e2", progressIndicator, Uint8Array.of(0xe2)],
    ["progress with its extension bit clear", "6288", progressIndicator, fromHex("6288")],
    ["the key 5", "35", keypadDigit, "5"],
    ["the key #", "23", keypadDigit, "#"],
    ["user busy", "e091", callCause, { value: 17, location: 0 }],
    ["a cause with CCBS possible", "e09187", callCause, busyCcbs()],
    ["a cause with a recommendation", "628190", callCause, recommended()],
    ["a number of even length", "811078", partyNumber, number("0187")],
    ["a number of odd length", "810180f6", partyNumber, number("10086")],
    ["a number with * # a b c", "81badcfe", partyNumber, number("*#abc")],
    ["a number that is hidden", "01a0", partyNumber, { ...number(""), presentation: 0x20 }],
    ["a number that failed the screening", "1182f1", partyNumber, screened()],
    ["an IMSI of 15 digits", "4906000700000010", mobileIdentity, imsiOf("460007000000001")],
    ["an IMSI of 6 digits", "410600f1", mobileIdentity, imsiOf("460001")],
    ["no identity", "f0ffff", mobileIdentity, { type: "none", octets: fromHex("f0ffff") }],
    ["a TMGI", "05010203", mobileIdentity, { type: "other", octets: fromHex("05010203") }],
  ])("%s is %s", (_, octets, codec, value) => {
    const known = codec as Codec<unknown>;
    expect(read(known, fromHex(octets))).toEqual(value);
    expect(hex(write(known, value))).toBe(octets);
  });

  test.each([
    ["progress", progressIndicator],
    ["cause", callCause],
    ["number", partyNumber],
    ["key", keypadDigit],
    ["identity", mobileIdentity],
  ])(
    "any octets of a %s are written as they came, or the reader is told that they will not be",
    (_, codec) => {
      const known = codec as Codec<unknown>;
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 9 }), (octets) => {
          const reader = new OctetReader(octets, "x");
          let value: unknown;
          try {
            value = known.read(reader);
          } catch {
            return;
          }
          const same = hex(write(known, value)) === hex(octets.subarray(0, reader.offset));
          expect(same).toBe(reader.exact);
        }),
        { numRuns: 3000 },
      );
    },
  );

  test("a number with a filler in its middle ends there, and the reader is told", () => {
    const octets = fromHex("8121f343");
    const reader = new OctetReader(octets, "x");
    expect(partyNumber.read(reader)).toEqual(number("123"));
    expect(reader.exact).toBe(false);
  });

  test("a keypad facility is one character", () => {
    expect(() => write(keypadDigit, "12")).toThrow(/one of 0–9/);
    expect(() => write(keypadDigit, "")).toThrow(/one of 0–9/);
  });

  test.each([
    ["a type of number of 4 bits", partyNumber, { ...number("1"), typeOfNumber: 8 }],
    ["a numbering plan of 5 bits", partyNumber, { ...number("1"), numberingPlan: 16 }],
    ["a presentation of 8 bits", partyNumber, { ...number("1"), presentation: 0x80 }],
    ["a cause of 8 bits", callCause, { value: 128, location: 0 }],
    ["a location of 5 bits", callCause, { value: 16, location: 16 }],
    ["a coding standard of 3 bits", callCause, { value: 16, location: 0, codingStandard: 4 }],
    ["a recommendation of 8 bits", callCause, { value: 16, location: 0, recommendation: 128 }],
    ["a description of 8 bits", progressIndicator, progress(3, 2, 128)],
    ["half a location", progressIndicator, progress(3, 0.5, 8)],
  ])("%s is not encodable", (_, codec, value) => {
    expect(() => write(codec as Codec<unknown>, value)).toThrow(
      expect.objectContaining({ code: "message.not-encodable" }),
    );
  });

  test("a changed number names the new one", () => {
    const cause = numberChanged(2, number("10086"));
    expect(hex(write(callCause, cause))).toBe("e2965e04810180f6");
    expect(newDestinationOf(read(callCause, write(callCause, cause)))).toEqual(number("10086"));
  });

  test.each([
    ["another cause", { value: 17, location: 0, diagnostics: fromHex("5e028121") }],
    ["no diagnostics", { value: 22, location: 0 }],
    ["diagnostics of another kind", { value: 22, location: 0, diagnostics: fromHex("5d028121") }],
    ["a length that is wrong", { value: 22, location: 0, diagnostics: fromHex("5e038121") }],
  ])("%s names no new number", (_, cause) => {
    expect(newDestinationOf(cause)).toBeUndefined();
  });
});

describe("messages", () => {
  test.each([
    ["START DTMF", "03 35 2c 31", { message: "startDtmf", keypadFacility: "1" }],
    ["PROGRESS", "83 03 02 e2 88", { message: "progress", progressIndicator: inBand() }],
    [
      "DISCONNECT with an announcement",
      "83 25 02 e2 92 1e 02 e2 88",
      { message: "disconnect", cause: { value: 18, location: 2 }, progressIndicator: inBand() },
    ],
    [
      "an unknown message of call control",
      "83 00 01 02",
      { message: "unknown", protocol: "callControl", type: 0, octets: Uint8Array.of(1, 2) },
    ],
    [
      "an unknown message of mobility management with N(SD)",
      "05 bf",
      { message: "unknown", type: 0x3f, sendSequenceNumber: 2, octets: new Uint8Array() },
    ],
    [
      "GPRS mobility management",
      "08 01 02",
      { protocol: "other", message: "unknown", discriminator: 8, type: 1 },
    ],
    ["a transaction in a second octet that needs none", "73 05 32", { transactionIdentifier: 5 }],
    [
      "an identity of 6 digits with an unusual filler",
      "05 19 04 41 06 00 e1",
      { mobileIdentity: { digits: "460001" } },
    ],
    [
      "location services",
      "9c 3b aa",
      { protocol: "other", discriminator: 12, upperHalf: 9, type: 0x3b },
    ],
  ])("%s is read, and written as it came", (_, layer3, expected) => {
    const octets = bssap(layer3);
    const message = decode(octets);
    expect(message).toMatchObject(expected);
    expect(hex(encode(message))).toBe(hex(octets));
  });

  test("START DTMF without a key is refused", () => {
    expect(() => decode(bssap("03 35"))).toThrow(/keypadFacility/);
  });

  test.each([
    ["callControl", "noSuchMessage"],
    ["noSuchProtocol", "setup"],
  ])("%s.%s is not encodable", (protocol, message) => {
    const strange = { layer: "dtap", protocol, message, transactionIdentifier: 0 };
    expect(() => encode(strange as unknown as BssapMessage)).toThrow(/one of a table, or unknown/);
  });
});

describe("tables", () => {
  const rows = Object.values(PROTOCOLS).flatMap(({ messages }) =>
    Object.entries(messages).map(([name, message]) => [name, message] as const),
  );

  test("every message and element says its clause", () => {
    for (const [name, { clause, elements }] of rows) {
      expect([name, clause]).toEqual([name, expect.stringMatching(/^\d\d\.\d{3} [\d.a-z]+$/)]);
      for (const row of elements as readonly AnyRow[]) {
        expect([name, row.name, row.clause]).toEqual([
          name,
          row.name,
          expect.stringMatching(/^\d\d\.\d{3} [\d.a-z]+$/),
        ]);
      }
    }
  });
});

function bssap(layer3: string): Uint8Array {
  const octets = fromHex(layer3);
  return Uint8Array.of(1, 0, octets.length, ...octets);
}

function progress(codingStandard: number, location: number, description: number) {
  return { codingStandard, location, description };
}

function inBand() {
  return progress(3, 2, 8);
}

function number(digits: string): PartyNumber {
  return { typeOfNumber: 0, numberingPlan: 1, digits };
}

function screened(): PartyNumber {
  return { typeOfNumber: 1, numberingPlan: 1, presentation: 2, digits: "1" };
}

function busyCcbs() {
  return { value: 17, location: 0, diagnostics: Uint8Array.of(0x87) };
}

function recommended() {
  return { value: 16, location: 2, recommendation: 1 };
}

function imsiOf(digits: string) {
  return { type: "imsi", digits };
}
