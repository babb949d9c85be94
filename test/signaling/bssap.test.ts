// The BSSAP codec: captured octets come back unchanged, any octets are decoded or refused.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { type BssapMessage, decode, encode } from "../../signaling/messages/bssap.ts";
import { anyBssmap, anyDtap, fits } from "./arbitrary-messages.ts";
import { CAPTURES, captureOctets, fromHex, hex, messagesIn } from "./frames.ts";

const CAPTURED = CAPTURES.flatMap((name) =>
  messagesIn(captureOctets(name)).filter(({ octets }) => octets.length > 0),
);

function decodesOrRefuses(octets: Uint8Array): BssapMessage | undefined {
  try {
    return decode(octets);
  } catch (error) {
    expect(error).toBeInstanceOf(KairosError);
    return undefined;
  }
}

describe("captured messages", () => {
  test("all 439 BSSAP messages of the captures encode to the octets that they came from", () => {
    const changed = CAPTURED.filter(({ octets, bssap }) => hex(encode(bssap!)) !== hex(octets));
    expect(CAPTURED).toHaveLength(189 + 189 + 61);
    expect(changed).toEqual([]);
  });

  test("a captured message that is cut anywhere is refused with a KairosError", () => {
    for (const { octets } of CAPTURED) {
      for (let length = 0; length < octets.length; length++) {
        expect(decodesOrRefuses(octets.subarray(0, length))).toBeUndefined();
      }
    }
  });

  test("a captured message with changed octets is decoded or refused with a KairosError", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CAPTURED.map(({ octets }) => octets)),
        fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (octets, changes) => {
          const changed = octets.slice();
          for (const [at, value] of changes) changed[at % changed.length] = value;
          const message = decodesOrRefuses(changed);
          if (message !== undefined) expect(decode(encode(message))).toEqual(message);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe("any message", () => {
  test.each([
    ["BSSMAP", anyBssmap],
    ["DTAP", anyDtap],
  ])("%s: its octets decode to it, and encode to themselves", (_, messages) => {
    fc.assert(
      fc.property(messages, (message) => {
        if (!fits(message)) return;
        const octets = encode(message);
        const decoded = decode(octets);
        expect(decoded).toEqual(message);
        expect(hex(encode(decoded))).toBe(hex(octets));
      }),
      { numRuns: 3000 },
    );
  });

  test("any octets are decoded or refused with a KairosError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (body, dtap) => {
        decodesOrRefuses(body);
        const head = dtap ? [1, 0, body.length] : [0, body.length];
        decodesOrRefuses(Uint8Array.from([...head, ...body]));
      }),
      { numRuns: 5000 },
    );
  });
});

const NOTHING = new Uint8Array();
const HOLD = { layer: "dtap", protocol: "callControl", message: "hold", transactionIdentifier: 0 };
const ASSIGNMENT = {
  layer: "bssmap",
  message: "assignmentRequest",
  channelType: { content: "signalling", rateAndType: 1 },
};
const CM_SERVICE_REQUEST = {
  layer: "dtap",
  protocol: "mobilityManagement",
  message: "cmServiceRequest",
  cmServiceType: 1,
  cipheringKeySequenceNumber: 7,
  mobileStationClassmark2: Uint8Array.of(1, 2, 3),
  mobileIdentity: { type: "tmsi", tmsi: 1 },
};
function identified(mobileIdentity: object) {
  const protocol = "mobilityManagement";
  return { layer: "dtap", protocol, message: "identityResponse", mobileIdentity };
}

describe("elements out of the ordinary", () => {
  test.each([
    ["an unknown element in the middle", "00 09 20 d0 02 aa bb 04 01 09 8f"],
    ["an unknown element at the end", "00 07 20 04 01 09 e0 01 05"],
    ["an unknown element that says a length beyond the end", "00 07 20 04 01 09 e0 02 05"],
    ["an unknown element without a length at the end", "00 05 20 04 01 09 e0"],
    ["optional elements in another order", "00 09 02 21 98 15 00 40 01 2c 01"],
    ["an element twice", "00 07 20 04 01 09 04 01 0a"],
    ["an unknown one-octet element of DTAP", "01 00 03 83 01 a7"],
    ["an unknown element with length in DTAP", "01 00 05 83 01 6f 01 02"],
    ["an extended cause", "00 05 20 04 02 81 09"],
    ["an unknown BSSMAP message", "00 04 ff 01 02 03"],
    ["an unknown BSSMAP message of its type only", "00 01 33"],
    ["an element with more octets than its value", "00 06 20 04 03 09 01 02"],
    ["a cell identifier with spare bits", "00 09 17 04 01 0c 05 03 f5 10 01"],
    ["an element with a length of two octets", "00 08 2a 49 00 04 01 aa bb cc"],
    ["such an element where it does not belong", "00 0a 20 04 01 09 49 00 02 01 aa 8f"],
    ["an extended transaction identifier", "01 00 03 73 92 01"],
    ["an unknown message of mobility management", "01 00 04 15 bf 01 02"],
    ["an unknown message of call control", "01 00 04 83 00 01 02"],
    ["a message of a protocol without a table", "01 00 04 0c 01 aa bb"],
  ])("%s comes back as the same octets", (_, text) => {
    const octets = fromHex(text);
    expect(hex(encode(decode(octets)))).toBe(hex(octets));
  });

  test("optional elements in another order are still decoded", () => {
    expect(decode(fromHex("00 09 02 21 98 15 00 40 01 2c 01"))).toMatchObject({
      message: "assignmentComplete",
      chosenChannel: 0x98,
      rrCause: 0,
      speechVersion: 1,
      chosenEncryptionAlgorithm: 1,
    });
  });

  test.each([
    ["", "octets.out-of-bounds", /BSSAP, octet 1/],
    ["02 00", "octets.malformed", /discriminator 2/],
    ["00 05 20 04 01 09", "octets.malformed", /length 5/],
    ["00 01 20", "octets.malformed", /no cause/],
    ["00 0b 2f 08 08 09 10 10 00 00 00 0a 10", "octets.malformed", /identity/],
  ])("octets %s are refused with %s", (text, code, complaint) => {
    try {
      decode(fromHex(text));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(KairosError);
      expect((error as KairosError).code).toBe(code);
      expect((error as KairosError).message).toMatch(complaint);
    }
  });

  test.each([
    ["a mandatory element missing", { layer: "bssmap", message: "clearCommand" }],
    [
      "a LAC out of range",
      {
        layer: "bssmap",
        message: "handoverPerformed",
        cause: 12,
        cellIdentifier: { discriminator: "lac", lac: 70_000 },
      },
    ],
    ["an IMSI with a letter", { layer: "bssmap", message: "commonId", imsi: "46000x" }],
    ["an IMSI of 16 digits", { layer: "bssmap", message: "commonId", imsi: "4600000000000001" }],
    ["a call of 33 bits", { ...ASSIGNMENT, callIdentifier: 2 ** 32 + 5 }],
    ["a priority of 5 bits", { ...CM_SERVICE_REQUEST, priority: 16 }],
    ["an IMEI of 14 digits", identified({ type: "imei", digits: "35000000000000" })],
    ["an IMSI called no identity", identified({ type: "none", octets: Uint8Array.of(0x49) })],
    ["a TMSI called another", identified({ type: "other", octets: Uint8Array.of(0xf4) })],
    ["a transaction of 8 bits", { ...HOLD, transactionIdentifier: 130 }],
    ["a type of 7 bits", { ...HOLD, message: "unknown", type: 64, octets: NOTHING }],
    ["a protocol of 5 bits", { ...HOLD, protocol: "other", discriminator: 16, octets: NOTHING }],
    [
      "a named cell called another",
      {
        layer: "bssmap",
        message: "handoverPerformed",
        cause: 12,
        cellIdentifier: { discriminator: "other", code: 5, octets: NOTHING },
      },
    ],
  ])("a message with %s is not encodable", (_, message) => {
    expect(() => encode(message as unknown as BssapMessage)).toThrow(
      expect.objectContaining({ code: "message.not-encodable" }),
    );
  });

  test("an element that came once too often does not hide what follows it", () => {
    // MM INFORMATION: twice the time zone, one octet, then daylight saving time.
    const octets = fromHex("01 00 09 05 32 46 08 46 09 49 01 02");
    const message = decode(octets);
    expect(message).toMatchObject({
      localTimeZone: 0x08,
      networkDaylightSavingTime: Uint8Array.of(2),
    });
    expect(hex(encode(message))).toBe(hex(octets));
  });
});
