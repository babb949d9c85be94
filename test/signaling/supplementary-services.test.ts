// Components of Facility by the octet: services, forwarding, results, refusals, what stays octets.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../signaling/messages/bssap.ts";
import {
  activateSs,
  deactivateSs,
  eraseSs,
  type Facility,
  facility,
  interrogateSs,
  OPERATION,
  registerSs,
  result,
  returnError,
  SS_CODE,
  SS_ERROR,
  ussdRequest,
} from "../../signaling/messages/facility.ts";
import { OctetReader, OctetWriter } from "../../signaling/octets.ts";
import { anyFacility } from "./arbitrary-dtap.ts";
import { fromHex, hex } from "./frames.ts";

function read(octets: Uint8Array): Facility {
  return facility.read(new OctetReader(octets, "Facility"));
}

/** What a Facility may have for FACILITY to fit BSSAP, whose length is one octet. */
const LONGEST = 0xff - 3;

/** The octets of a FACILITY message around the element, decoded and encoded; then the element's. */
function throughMessage(octets: Uint8Array): Uint8Array {
  const message = [0x0b, 0x3a, octets.length, ...octets];
  return encode(decode(Uint8Array.of(1, 0, message.length, ...message))).subarray(6);
}

function write(value: Facility): Uint8Array {
  const writer = new OctetWriter();
  facility.write(writer, value);
  return writer.finish();
}

const FORWARDED_TO = { typeOfNumber: 1, numberingPlan: 1, digits: "8613912345678" } as const;
const REGISTER = registerSs({ ssCode: SS_CODE.cfu, forwardedTo: FORWARDED_TO });
describe("components, by the octet", () => {
  test.each([
    ["registerSS of CFU", "a115 020101 02010a 300d 040121 8408 91683119325476f8", REGISTER],
    [
      "registerSS of CFNRy for speech after 20 seconds",
      "a116 020103 02010a 300e 04012a 830111 8403 a10180 850114",
      registerSs({
        ssCode: SS_CODE.cfnry,
        forwardedTo: { typeOfNumber: 2, numberingPlan: 1, digits: "1008" },
        noReplyConditionTime: 20,
        basicService: { teleservice: 0x11 },
        invokeId: 3,
      }),
    ],
    [
      "eraseSS of all forwarding",
      "a10b 020101 02010b 3003 040120",
      eraseSs(SS_CODE.allForwardingSs),
    ],
    ["activateSS of CFB", "a10b 020101 02010c 3003 040129", activateSs(SS_CODE.cfb)],
    ["deactivateSS of CFNRc", "a10b 020101 02010d 3003 04012b", deactivateSs(SS_CODE.cfnrc)],
    [
      "interrogateSS of conditional forwarding",
      "a10b 020102 02010e 3003 040128",
      interrogateSs(SS_CODE.allConditionalForwardingSs, 2),
    ],
    ["success without more to say", "a203 020101", result(REGISTER)],
    [
      "the forwarding that was registered",
      "a21b 020101 3016 02010a a011 040121 300c 300a 830111 840107 8502 9121",
      result(REGISTER, {
        forwarding: {
          ssCode: SS_CODE.cfu,
          features: [
            {
              basicService: { teleservice: 0x11 },
              ssStatus: 7,
              forwardedToNumber: { typeOfNumber: 1, numberingPlan: 1, digits: "12" },
            },
          ],
        },
      }),
    ],
    ["a refusal", "a306 020101 020113", returnError(REGISTER, SS_ERROR.ssSubscriptionViolation)],
    [
      "a refusal with a diagnostic",
      "a309 020101 020110 040101",
      {
        ...returnError(REGISTER, SS_ERROR.illegalSsOperation),
        parameters: Uint8Array.of(4, 1, 1),
      },
    ],
    [
      "a rejected invoke",
      "a406 020101 810101",
      { component: "reject", invokeId: 1, problem: "invoke", code: 1 },
    ],
    [
      "a rejected unreadable component",
      "a405 0500 800100",
      { component: "reject", problem: "general", code: 0 },
    ],
    [
      "an operation without arguments, linked to another",
      "a109 020102 800101 020126",
      {
        component: "invoke",
        invokeId: 2,
        linkedId: 1,
        operation: OPERATION.forwardCheckSsIndication,
        parameters: new Uint8Array(),
      },
    ],
    [
      "a password, which stays octets",
      "a10c 020101 020112 120431323334",
      {
        component: "invoke",
        invokeId: 1,
        operation: OPERATION.getPassword,
        parameters: fromHex("120431323334"),
      },
    ],
    [
      "two components in one element",
      "a10b 020101 02010b 3003 040121 a10b 020102 02010b 3003 040129",
      { component: "several", components: [eraseSs(SS_CODE.cfu), eraseSs(SS_CODE.cfb, 2)] },
    ],
  ] as const)("%s", (_, text, value) => {
    const octets = fromHex(text.replaceAll(" ", ""));
    expect(hex(write(value))).toBe(hex(octets));
    expect(read(octets)).toEqual(value);
  });
});

describe("any component", () => {
  test("read(write(component)) is the component", () => {
    fc.assert(
      fc.property(anyFacility, (value) => {
        expect(read(write(value as Facility))).toEqual(value);
      }),
      { numRuns: 5000 },
    );
  });

  test("any octets, and any component with changed octets, are written again as they came", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 20 }),
          fc
            .tuple(anyFacility, fc.nat(60), fc.nat(255))
            .map(([value, at, octet]) => {
              const octets = write(value as Facility);
              if (octets.length > 0) octets[at % octets.length] = octet;
              return octets;
            })
            .filter((octets) => octets.length <= LONGEST),
        ),
        (octets) => {
          expect(hex(throughMessage(octets))).toBe(hex(octets));
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

describe("components written otherwise than we would", () => {
  test("a length in more octets than it needs is read, and kept", () => {
    const octets = fromHex("a1820010 02010102013b 3009 04010f 0404 aa180c36".replaceAll(" ", ""));
    octets[3] = octets.length - 4;
    octets[11] = octets.length - 12;
    const value = read(octets);
    expect(value).toMatchObject({
      component: "invoke",
      operation: OPERATION.processUnstructuredSsRequest,
      ussd: { text: "*100" },
    });
    expect(hex(throughMessage(octets))).toBe(hex(octets));
  });

  test("arguments in another order are kept", () => {
    const octets = fromHex("a1130201010201 0a300b 04012a 850114 8403 a10180".replaceAll(" ", ""));
    const value = read(octets);
    expect(value).toMatchObject({ service: { ssCode: 0x2a } });
    expect(hex(throughMessage(octets))).toBe(hex(octets));
  });

  test.each([
    ["an indefinite length", "a18002010102010b30030401210000"],
    ["an object identifier for an operation", "a109020101060400010203"],
    ["an invoke that is cut", "a10b02010102010b300304"],
    ["octets after the component", "a10b02010102010b300304012100"],
    ["nothing", ""],
    ["a component of another type", "a503020101"],
  ])("%s stays octets", (_, text) => {
    const octets = fromHex(text);
    expect(read(octets)).toEqual({ component: "other", octets });
  });

  test("nine components stay octets", () => {
    const octets = fromHex("a203020101".repeat(9));
    expect(read(octets)).toEqual({ component: "other", octets });
    expect(read(octets.subarray(5))).toMatchObject({ component: "several" });
  });

  test("fourteen forwarded services stay octets, thirteen do not", () => {
    const features = (count: number) => Array.from({ length: count }, () => ({ ssStatus: 7 }));
    const answer = (count: number): Facility =>
      result(interrogateSs(SS_CODE.cfu), { forwarding: { features: features(count) } });
    expect(read(write(answer(13)))).toEqual(answer(13));
    expect(read(write(answer(14)))).toMatchObject({ parameters: expect.any(Uint8Array) });
  });

  test("a USSD string of 160 septets has lengths of two octets", () => {
    const text = "0123456789".repeat(16);
    const octets = write(ussdRequest(text));
    expect(hex(octets.subarray(0, 12))).toBe("a1819b02010102013b308192");
    expect(read(octets)).toEqual(ussdRequest(text));
  });
});
