// Octets that people look at: who is meant is covered, what happens is not.
import { describe, expect, test } from "vitest";
import { type BssapMessage, encode } from "../../signaling/messages/bssap.ts";
import { ussdRequest } from "../../signaling/messages/facility.ts";
import { formatOctets } from "../../signaling/octets.ts";
import { veiledOctets } from "../../simulator/veil.ts";

const MM = { layer: "dtap", protocol: "mobilityManagement" } as const;
const CC = { layer: "dtap", protocol: "callControl", transactionIdentifier: 0 } as const;

const MESSAGES: readonly (readonly [string, BssapMessage, RegExp])[] = [
  [
    "an IMSI",
    {
      ...MM,
      message: "imsiDetachIndication",
      mobileStationClassmark1: 0x33,
      mobileIdentity: { type: "imsi", digits: "460003100000001" },
    },
    /^01 00 0c 05 01 33 08( ··){8}$/,
  ],
  [
    "an IMEISV, of which an octet may be 00 or 99",
    {
      ...MM,
      message: "identityResponse",
      mobileIdentity: { type: "imeisv", digits: "0019910100999901" },
    },
    /^01 00 0c 05 19 09( ··){9}$/,
  ],
  [
    "a TMSI",
    {
      ...MM,
      message: "locationUpdatingAccept",
      locationAreaIdentification: { mcc: "460", mnc: "00", lac: 0x1001 },
      mobileIdentity: { type: "tmsi", tmsi: 0xc00000ff },
    },
    /^01 00 0e 05 02 64 f0 00 10 01 17 05 f4( ··){4}$/,
  ],
  [
    "a called number",
    {
      ...CC,
      message: "setup",
      bearerCapability: Uint8Array.of(0x60, 0x02, 0x00, 0x81),
      calledPartyBcdNumber: { typeOfNumber: 0, numberingPlan: 1, digits: "13800099900" },
    },
    /^01 00 11 03 05 04 04 60 02 00 81 5e 07 81( ··){6}$/,
  ],
  ["a key", { ...CC, message: "startDtmf", keypadFacility: "0" }, /^01 00 04 03 35 2c ··$/],
  [
    "a challenge",
    {
      ...MM,
      message: "authenticationRequest",
      cipheringKeySequenceNumber: 2,
      rand: new Uint8Array(16).fill(0xff),
    },
    /^01 00 13 05 12 02( ··){16}$/,
  ],
  [
    "an operator's code, for it may be one with a PIN",
    {
      layer: "dtap",
      protocol: "supplementaryServices",
      transactionIdentifier: 0,
      message: "register",
      facility: ussdRequest("*140*1234#"),
    },
    /( ··){9}/,
  ],
];

describe("covered octets", () => {
  test.each(MESSAGES)("hide %s, and nothing before it", (_, message, shape) => {
    const shown = veiledOctets(message);
    const octets = formatOctets(encode(message));
    expect(shown).toMatch(shape);
    expect(shown).toHaveLength(octets.length);
    const pairs = octets.split(" ");
    for (const [index, pair] of shown.split(" ").entries()) {
      if (pair !== "··") expect(pair).toBe(pairs[index]);
    }
  });

  test("are all there in a message that says nothing of anybody", () => {
    const message: BssapMessage = { ...CC, message: "alerting", transactionFlag: true };
    expect(veiledOctets(message)).toBe(formatOctets(encode(message)));
  });
});
