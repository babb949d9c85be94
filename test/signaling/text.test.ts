// Texts and digits: alphabets, packed septets, short messages by the octet.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../signaling/messages/bssap.ts";
import { facility } from "../../signaling/messages/facility.ts";
import {
  countSeptets,
  fitsGsmAlphabet,
  packUssd,
  readSeptets,
  unpackUssd,
  writeSeptets,
} from "../../signaling/messages/gsm-alphabet.ts";
import { serviceCentreTimeStamp } from "../../signaling/messages/tpdu.ts";
import { OctetReader, OctetWriter } from "../../signaling/octets.ts";
import { gsmText } from "./arbitrary-dtap.ts";
import { fromHex, hex } from "./frames.ts";

describe("GSM 7-bit alphabet", () => {
  // The examples are worked by hand from 3GPP TS 23.038 §6.1.2.
  test.each([
    ["hello", "e8329bfd06"],
    ["€", "9b32"],
    ["@", "00"],
    ["1234567", "31d98c56b3dd00"],
    ["12345678", "31d98c56b3dd70"],
  ])("%s packs to %s", (text, octets) => {
    expect(hex(packed(text))).toBe(octets);
  });

  test("every text comes back from its septets, wherever they start", () => {
    fc.assert(
      fc.property(gsmText, fc.nat(6), (text, fillBits) => {
        const reader = new OctetReader(packed(text, fillBits), "septets");
        expect(readSeptets(reader, countSeptets(text), fillBits)).toBe(text);
        expect([reader.remaining, reader.exact]).toEqual([0, true]);
      }),
    );
  });

  test("any octets are septets that are packed to them, or the reader is not exact", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(6), (octets, fillBits) => {
        const reader = new OctetReader(octets, "septets");
        const count = Math.floor((octets.length * 8 - fillBits) / 7);
        const text = readSeptets(reader, count, fillBits);
        expect(hex(packed(text, fillBits)) === hex(octets)).toBe(reader.exact);
      }),
      { numRuns: 5000 },
    );
  });

  test("every USSD string comes back from its octets, whatever its length", () => {
    for (let length = 0; length <= 40; length++) {
      const text = "*139#0123456789".repeat(3).slice(0, length);
      expect(unpackUssd(packUssd(text))).toBe(text);
    }
  });

  test.each([
    [0x0f, "*100#"],
    [0x44, undefined],
    [0x40, "*100#"],
    [0x60, undefined],
    [0xf0, "*100#"],
    [0xf4, undefined],
  ])("a USSD string of coding scheme %d reads as %s", (scheme, text) => {
    const octets = Uint8Array.of(
      ...[0xa1, 0x12, 0x02, 0x01, 0x01, 0x02, 0x01, 0x3b, 0x30, 0x0a],
      ...[0x04, 0x01, scheme, 0x04, 0x05, ...packUssd("*100#")],
    );
    octets[1] = octets.length - 2;
    octets[9] = octets.length - 10;
    const read = facility.read(new OctetReader(octets, "x"));
    expect("ussd" in read ? read.ussd.text : undefined).toBe(text);
  });

  test("Chinese is outside the alphabet", () => {
    expect(fitsGsmAlphabet("彩信")).toBe(false);
    expect(fitsGsmAlphabet("MMS €5 [new]")).toBe(true);
  });

  test("an escape before an unknown code is dropped, two escapes are a space", () => {
    // Septets 1b 41, 1b 1b.
    const reader = new OctetReader(fromHex("9be06603"), "septets");
    expect(readSeptets(reader, 4)).toBe("A ");
    expect(reader.exact).toBe(false);
  });

  function packed(text: string, fillBits = 0): Uint8Array {
    const writer = new OctetWriter();
    expect(writeSeptets(writer, text, fillBits)).toBe(countSeptets(text));
    return writer.finish();
  }
});

describe("short messages, by the octet", () => {
  const inCpData = (rp: string): string => {
    const octets = rp.replaceAll(" ", "");
    const length = octets.length / 2;
    const byte = (value: number): string => value.toString(16).padStart(2, "0");
    return `0103${byte(length + 3)}0901${byte(length)}${octets}`;
  };

  test.each([
    [
      "DELIVER of two UCS2 characters, with a header of a concatenated message",
      "01 05 00 00 1d 44 0b 81 31 21 43 65 87 f9 00 08 80 60 01 91 03 50 23" +
        " 0a 05 00 03 2a 02 01 5f69 4fe1",
    ],
    ["SUBMIT with an absolute validity period", submit("19", "00", "00", "80600191035023 02 e834")],
    [
      "SUBMIT with a header and two septets after one fill bit",
      submit("41", "00", "00", "09 050003090101 d0 69"),
    ],
    ["RP-ACK with a report", "02 07 41 02 00 00"],
    ["RP-ERROR with diagnostics", "04 07 02 a6 01"],
    ["RP-SMMA", "06 01"],
  ])("%s comes back as the same octets", (_, rp) => {
    const octets = fromHex(inCpData(rp));
    expect(hex(encode(decode(octets)))).toBe(hex(octets));
  });

  test("a header keeps its octets, and the text behind it is read", () => {
    const message = decode(fromHex(inCpData(submit("41", "00", "00", "09 050003090101 d0 69"))));
    expect(message).toMatchObject({
      cpUserData: {
        userData: {
          type: "submit",
          destinationAddress: { typeOfNumber: 0, numberingPlan: 1, address: "10086" },
          userData: { header: Uint8Array.of(0, 3, 9, 1, 1), text: "hi" },
        },
      },
    });
  });

  test("a service centre's time stamp has its digits swapped", () => {
    const stamp = serviceCentreTimeStamp({
      year: 2008,
      month: 6,
      day: 10,
      hour: 19,
      minute: 30,
      second: 5,
      quarterHours: 32,
    });
    expect(hex(stamp)).toBe("80600191035023");
  });

  test.each([
    [8, "80"],
    [-20, "0a"],
    [-79, "9f"],
    [79, "97"],
  ])("a zone of %i quarters of an hour is %s", (quarterHours, octet) => {
    const time = { year: 2008, month: 6, day: 10, hour: 19, minute: 30, second: 5, quarterHours };
    expect(hex(serviceCentreTimeStamp(time).subarray(6))).toBe(octet);
  });

  test.each([{ quarterHours: 80 }, { quarterHours: -80 }, { month: 100 }, { hour: -1 }])(
    "a time stamp with %o is not encodable",
    (wrong) => {
      const midnight = { year: 2008, month: 6, day: 10, hour: 0, minute: 0, second: 0 };
      const time = { ...midnight, quarterHours: 0, ...wrong };
      expect(() => serviceCentreTimeStamp(time)).toThrow(/expected/);
    },
  );

  function submit(first: string, pid: string, dcs: string, rest: string): string {
    const tpdu = `${first} 2a 05 81 0180f6 ${pid} ${dcs} ${rest}`.replaceAll(" ", "");
    return `00 09 00 00 ${(tpdu.length / 2).toString(16).padStart(2, "0")} ${tpdu}`;
  }
});
