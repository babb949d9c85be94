// Relay messages, transfer PDUs, headers, parts and pushes: read, written, and kept when malformed.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../signaling/messages/bssap.ts";
import { cpUserData, type RelayMessage } from "../../signaling/messages/sms.ts";
import { codingOf, TRANSFER_FLAG, type UserData } from "../../signaling/messages/tpdu.ts";
import { concatenated, concatenatedOctets } from "../../signaling/messages/tpdu-concatenated.ts";
import { alphabetOf } from "../../signaling/messages/tpdu-user-data.ts";
import {
  concatenationElement,
  concatenationOf,
  headerOf,
  portsElement,
  portsOf,
  userDataHeader,
} from "../../signaling/messages/user-data-header.ts";
import { pushContentOf, wapPush } from "../../signaling/messages/wap-push.ts";
import { OctetReader, OctetWriter } from "../../signaling/octets.ts";
import { anyRelay, gsmText } from "./arbitrary-dtap.ts";
import { fromHex, hex } from "./frames.ts";

function read(octets: Uint8Array): RelayMessage {
  return cpUserData.read(new OctetReader(octets, "RP"));
}

/** The octets of a CP-DATA around relay octets, decoded and encoded; then the relay octets. */
function throughCpData(octets: Uint8Array): Uint8Array {
  const cpData = [0x09, 0x01, octets.length, ...octets];
  return encode(decode(Uint8Array.of(1, 3, cpData.length, ...cpData))).subarray(6);
}

function write(relay: RelayMessage): Uint8Array {
  const writer = new OctetWriter();
  cpUserData.write(writer, relay);
  return writer.finish();
}

const spaceless = (text: string): Uint8Array => fromHex(text.replaceAll(" ", ""));

describe("relay messages, by the octet", () => {
  test.each([
    [
      "DELIVER REPORT in an RP-ACK",
      "02 07 41 03 00 01 3f",
      { userData: { type: "deliverReport", flags: 0, protocolIdentifier: 0x3f } },
    ],
    [
      "DELIVER REPORT in an RP-ERROR",
      "04 07 01 96 41 03 00 d3 00",
      { cause: 0x96, userData: { type: "deliverReport", failureCause: 0xd3 } },
    ],
    [
      "SUBMIT REPORT in an RP-ACK",
      "03 07 41 09 01 00 80600191035023",
      { userData: { type: "submitReport", flags: 0 } },
    ],
    [
      "SUBMIT REPORT in an RP-ERROR",
      "05 07 01 32 41 0a 01 c4 00 80600191035023",
      { userData: { type: "submitReport", failureCause: 0xc4 } },
    ],
    [
      "COMMAND",
      "00 04 00 02 9121 0b 02 05 00 02 2a 05 81 0180f6 00",
      {
        userData: {
          type: "command",
          messageReference: 5,
          commandType: 2,
          messageNumber: 0x2a,
          destinationAddress: { address: "10086" },
        },
      },
    ],
    [
      "STATUS REPORT with a coding scheme and a text",
      "01 04 00 00 1c 06 2a 05 81 0180f6 80600191035023 80600191035023 00 07 00 00 02 e834",
      {
        userData: {
          type: "statusReport",
          status: 0,
          protocolIdentifier: 0,
          dataCodingScheme: 0,
          userData: { text: "hi" },
        },
      },
    ],
  ])("%s", (_, text, expected) => {
    const octets = spaceless(text);
    const relay = read(octets);
    expect(relay).toMatchObject(expected);
    expect(hex(write(relay))).toBe(hex(octets));
  });

  test.each([
    ["a TPDU that is cut", "00 09 00 00 03 01 2a 05"],
    ["a TPDU whose text is cut", "00 09 00 00 0b 01 2a 05 81 0180f6 00 00 09 31"],
    ["a TPDU of the reserved type", "00 09 00 00 02 03 2a"],
    ["a header longer than its user data", "00 09 00 00 0c 41 2a 05 81 0180f6 00 00 02 ff 00"],
    ["half a UCS2 character", "00 09 00 00 0b 01 2a 05 81 0180f6 00 08 01 4f"],
    ["an empty TPDU", "00 09 00 00 00"],
  ])("%s leaves its RP-DATA readable", (_, text) => {
    const octets = spaceless(text);
    const relay = read(octets);
    expect(relay).toEqual({
      message: "rpData",
      direction: "up",
      reference: 9,
      userData: { type: "other", octets: octets.subarray(5) },
    });
    expect(hex(write(relay))).toBe(hex(octets));
  });

  test.each([
    ["the reserved RP type", "07 01"],
    ["an RP-DATA that is cut", "00 09 00 05 91"],
    ["nothing", ""],
  ])("%s stays octets", (_, text) => {
    const octets = spaceless(text);
    expect(read(octets)).toEqual({ message: "other", octets });
    expect(hex(write(read(octets)))).toBe(hex(octets));
  });

  test.each([
    ["an escape before an unknown code", "00 09 00 00 0c 01 2a 05 81 0180f6 00 00 02 9b20", "A"],
    ["bits set behind the last septet", "00 09 00 00 0b 01 2a 05 81 0180f6 00 00 01 c1", "A"],
    ["octets behind the text", "00 09 00 00 0d 01 2a 05 81 0180f6 00 00 01 41 aabb", "A"],
    ["spare bits in the RP type", "f8 09 00 00 0b 01 2a 05 81 0180f6 00 00 01 41", "A"],
  ])("a message with %s keeps its octets", (_, text, expected) => {
    const octets = spaceless(text);
    expect(read(octets)).toMatchObject({ userData: { userData: { text: expected } } });
    expect(hex(write(read(octets)))).not.toBe(hex(octets));
    expect(hex(throughCpData(octets))).toBe(hex(octets));
  });
});

describe("addresses, by the octet", () => {
  const addressed = (address: string): string => {
    const tpdu = spaceless(`01 2a ${address} 00 00 01 41`);
    return `00 09 00 00 ${hex(Uint8Array.of(tpdu.length))} ${hex(tpdu)}`;
  };

  test.each([
    ["an odd number with its filler", "05 81 0180f6", "10086", true],
    ["a digit where the filler belongs", "05 81 018036", "10086", false],
    ["a filler before the end", "06 81 01f0f6", "100", false],
    ["the extension bit clear", "05 01 0180f6", "10086", false],
    ["a name", "06 d0 41e110", "ABC", true],
    ["a name with a semi-octet too many", "05 d0 412100", "AB", false],
  ])("%s", (_, octets, address, exact) => {
    const came = spaceless(addressed(octets));
    expect(read(came)).toMatchObject({ userData: { destinationAddress: { address } } });
    const again = hex(throughCpData(came));
    expect([again, hex(write(read(came))) === hex(came)]).toEqual([hex(came), exact]);
  });
});

describe("reports, by the octet", () => {
  test.each([
    ["a further indicator", "02 07 41 04 00 81 00 3f", { protocolIdentifier: 0x3f }],
    ["an indicator of more than we know", "02 07 41 03 00 09 3f", { protocolIdentifier: 0x3f }],
    ["user data announced, and none", "02 07 41 02 00 04", {}],
  ])("one with %s keeps its octets", (_, text, announced) => {
    const octets = spaceless(text);
    const userData = { type: "deliverReport", flags: 0, ...announced };
    expect(read(octets)).toEqual({ message: "rpAck", direction: "up", reference: 7, userData });
    expect(hex(write(read(octets)))).not.toBe(hex(octets));
    expect(hex(throughCpData(octets))).toBe(hex(octets));
  });
});

describe("short messages that would not be read as they are meant", () => {
  const FRIEND = { typeOfNumber: 1, numberingPlan: 1, address: "8613912345678" };
  const SUBMIT = {
    type: "submit",
    flags: 0,
    messageReference: 1,
    destinationAddress: FRIEND,
    protocolIdentifier: 0,
    dataCodingScheme: 0,
    userData: { text: "hi" },
  };
  const REPORT = { type: "deliverReport", flags: 0 };
  const data = (userData: object, direction = "up") => ({ message: "rpData", direction, userData });
  const stamped = { type: "submitReport", flags: 0, serviceCentreTimeStamp: new Uint8Array(6) };

  test.each([
    ["a SUBMIT that goes down", data(SUBMIT, "down"), /goes down/],
    ["flags with the bits of a type", data({ ...SUBMIT, flags: 1 }), /flags/],
    ["a text where 8-bit octets belong", data({ ...SUBMIT, dataCodingScheme: 4 }), /octets/],
    [
      "octets where a text belongs",
      data({ ...SUBMIT, userData: { octets: Uint8Array.of(1) } }),
      /TP-UD/,
    ],
    ["neither", data({ ...SUBMIT, userData: {} }), /nothing/],
    [
      "a type of number of 4 bits",
      data({ ...SUBMIT, destinationAddress: { ...FRIEND, typeOfNumber: 8 } }),
      /0–7/,
    ],
    [
      "a time stamp of 6 octets",
      { message: "rpAck", direction: "down", userData: stamped },
      /6 octets/,
    ],
    [
      "a failure cause outside an error",
      { message: "rpAck", direction: "up", userData: { ...REPORT, failureCause: 1 } },
      /TP-FCS/,
    ],
    [
      "an error without a failure cause",
      { message: "rpError", direction: "up", cause: 1, userData: REPORT },
      /TP-FCS/,
    ],
  ])("%s is not encodable", (_, relay, complaint) => {
    expect(() => write({ reference: 1, ...relay } as unknown as RelayMessage)).toThrow(complaint);
  });
});

describe("any relay message", () => {
  test("read(write(relay)) is the relay message", () => {
    fc.assert(
      fc.property(anyRelay, (relay) => {
        expect(read(write(relay as RelayMessage))).toEqual(relay);
      }),
      { numRuns: 5000 },
    );
  });

  test("any octets, and any relay message with changed octets, are written as they came", () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(anyRelay, fc.nat(80), fc.nat(255)).map(([relay, at, octet]) => {
        const written = write(relay as RelayMessage);
        if (written.length > 0) written[at % written.length] = octet;
        return written;
      }),
    );
    fc.assert(
      fc.property(octets, (came) => {
        expect(hex(throughCpData(came))).toBe(hex(came));
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("coding schemes", () => {
  test.each([
    [0x00, "gsm7"],
    [0x04, "octets"],
    [0x08, "ucs2"],
    [0x11, "gsm7"],
    [0x19, "ucs2"],
    [0x20, "octets"],
    [0x48, "ucs2"],
    [0xc8, "gsm7"],
    [0xe0, "ucs2"],
    [0xf1, "gsm7"],
    [0xf5, "octets"],
  ])("%i is %s", (scheme, alphabet) => {
    expect(alphabetOf(scheme)).toBe(alphabet);
  });
});

describe("user data headers", () => {
  test.each([
    ["parts by 8 bits", "00032a0302", { reference: 0x2a, parts: 3, part: 2 }, undefined],
    ["parts by 16 bits", "080412340302", { reference: 0x1234, parts: 3, part: 2 }, undefined],
    ["ports by 8 bits", "0402f0f1", undefined, { destination: 0xf0, source: 0xf1 }],
    ["ports by 16 bits", "05040b8423f0", undefined, { destination: 2948, source: 9200 }],
    [
      "an unknown element first",
      "700161 00032a0201",
      { reference: 42, parts: 2, part: 1 },
      undefined,
    ],
    ["two of parts: the last holds", "0003010201 0003020202", partOf(2, 2, 2), undefined],
    ["part 0", "00032a0300", undefined, undefined],
    ["a part after the last", "00032a0304", undefined, undefined],
    ["an element of another length", "00022a03", undefined, undefined],
    ["a cut element", "00032a03", undefined, undefined],
    ["nothing", "", undefined, undefined],
  ])("%s", (_, text, concatenation, ports) => {
    const header = userDataHeader(spaceless(text));
    expect(concatenationOf(header)).toEqual(concatenation);
    expect(portsOf(header)).toEqual(ports);
  });

  test("every element is kept, the shift tables of national languages among them", () => {
    const octets = fromHex("240101250101a0020102");
    const elements = userDataHeader(octets);
    expect(elements.map(({ identifier }) => identifier)).toEqual([0x24, 0x25, 0xa0]);
    expect(hex(headerOf(elements))).toBe(hex(octets));
  });

  test("elements made are elements read", () => {
    const parts = { reference: 0xffff, parts: 255, part: 255 };
    const ports = { destination: 2948, source: 9200 };
    const header = userDataHeader(headerOf([concatenationElement(parts, 16), portsElement(ports)]));
    expect(concatenationOf(header)).toEqual(parts);
    expect(portsOf(header)).toEqual(ports);
  });

  test.each([
    ["a reference of 9 bits", () => concatenationElement(partOf(256, 1, 1))],
    ["a part after the last", () => concatenationElement(partOf(1, 1, 2))],
    ["a port of 17 bits", () => portsElement({ destination: 65_536, source: 0 })],
    ["140 octets", () => headerOf([{ identifier: 1, octets: new Uint8Array(138) }])],
  ])("%s is not encodable", (_, make) => {
    expect(make).toThrow(/expected/);
  });
});

describe("long messages", () => {
  const textIn = (parts: readonly UserData[]): string => parts.map(({ text }) => text).join("");

  test.each([
    ["160 septets", "a".repeat(160), 8, [160]],
    ["161 septets", "a".repeat(161), 8, [153, 8]],
    ["161 septets, reference of 16 bits", "a".repeat(161), 16, [152, 9]],
    ["80 euro signs, two septets each", "€".repeat(80), 8, [80]],
    ["an escape where a part would end", `${"a".repeat(152)}€${"a".repeat(20)}`, 8, [152, 21]],
    ["70 UCS2 characters", "好".repeat(70), 8, [70]],
    ["71 UCS2 characters", "好".repeat(71), 8, [67, 4]],
    ["71 UCS2 characters, reference of 16 bits", "好".repeat(71), 16, [66, 5]],
    ["surrogates where a part would end", `${"好".repeat(66)}😀${"好".repeat(10)}`, 8, [66, 12]],
    ["nothing", "", 8, [0]],
  ] as const)("%s", (_, text, bits, lengths) => {
    const parts = concatenated(text, 7, { bits });
    expect(parts.map((part) => part.text!.length)).toEqual(lengths);
    expect(textIn(parts)).toBe(text);
    expect(
      parts.map((part) => part.header && concatenationOf(userDataHeader(part.header))),
    ).toEqual(
      parts.length === 1
        ? [undefined]
        : parts.map((_part, index) => partOf(7, parts.length, index + 1)),
    );
  });

  test("any text in parts fits its messages and comes back from their octets", () => {
    const text = fc.oneof(
      fc.array(gsmText, { maxLength: 40 }).map((pieces) => pieces.join("")),
      fc.string({ unit: fc.constantFrom("你", "😀", "a"), maxLength: 400 }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom<8 | 16>(8, 16), fc.boolean(), (whole, bits, withPorts) => {
        const elements = withPorts ? [portsElement({ destination: 5000, source: 0 })] : [];
        const parts = concatenated(whole, 200, { bits, elements });
        const scheme = codingOf(whole);
        const came = parts.map((userData) => throughTheWire(userData, scheme));
        expect(textIn(came)).toBe(whole);
        expect(came).toEqual(parts);
      }),
      { numRuns: 300 },
    );
  });

  test("octets are cut to 140, less the header", () => {
    const octets = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff);
    const parts = concatenatedOctets(octets, 1);
    expect(parts.map((part) => part.octets!.length)).toEqual([134, 134, 32]);
    expect(concatenatedOctets(octets.subarray(0, 140), 1)).toEqual([
      { octets: octets.subarray(0, 140) },
    ]);
  });

  test("a message of 256 parts, or a header without room for text, is not encodable", () => {
    expect(() => concatenated("a".repeat(153 * 255 + 1), 1)).toThrow(/256 parts/);
    const elements = [{ identifier: 0xa0, octets: new Uint8Array(135) }];
    expect(() => concatenated("a", 1, { elements })).toThrow(/room for text/);
  });

  function throughTheWire(userData: UserData, dataCodingScheme: number): UserData {
    const relay = read(
      write({
        message: "rpData",
        direction: "up",
        reference: 1,
        userData: {
          type: "submit",
          flags: userData.header === undefined ? 0 : TRANSFER_FLAG.userDataHeader,
          messageReference: 1,
          destinationAddress: { typeOfNumber: 1, numberingPlan: 1, address: "8613912345678" },
          protocolIdentifier: 0,
          dataCodingScheme,
          userData,
        },
      }),
    );
    if (relay.message !== "rpData" || relay.userData.type !== "submit")
      throw new Error("no SUBMIT");
    return relay.userData.userData;
  }
});

describe("WAP push", () => {
  const PORTS = "05040b8423f0";
  const pushed = (octets: string, header = PORTS): UserData => ({
    header: spaceless(header),
    octets: spaceless(octets),
  });
  const NAME = "6170706c69636174696f6e2f766e642e7761702e6d6d732d6d65737361676500";

  test.each([
    ["an MMS by number", pushed("01 06 01 be 8c82"), "mmsNotification"],
    ["an MMS by name", pushed(`59 06 26 ${NAME} 8ddcaf84b480 8c82`), "mmsNotification"],
    ["an MMS delivery report", pushed("01 06 03 beaf84 8c86 8d90"), "mmsDelivery"],
    ["another MMS message", pushed("01 06 01 be 8c88"), "other"],
    ["a service indication", pushed("dc 06 01 ae 02056a00"), "serviceIndication"],
    ["one with a charset", pushed("06 06 06 03ae81ea8dca 02056a00"), "serviceIndication"],
    ["one with its length quoted", pushed("06 06 05 1f03ae81ea 02"), "serviceIndication"],
    ["one as text", pushed("06 06 01 ad 3c73693e"), "serviceIndication"],
    ["service loading", pushed("01 06 01 b0 02066a00"), "serviceLoading"],
    ["a content type of its own", pushed("01 06 01 b6 00"), "other"],
    ["another WSP message", pushed("01 40 01 be 8c82"), "other"],
    ["a push that is cut", pushed("01 06 22 6170"), "other"],
    ["headers of a length that does not end", pushed("01 06 ffffffffffff"), "other"],
    ["two octets", pushed("01 06"), "other"],
    ["another port", pushed("01 06 01 be 8c82", "05040b8023f0"), undefined],
    ["the first part", pushed("01 06 01 be 8c82", `${PORTS}0003090201`), "mmsNotification"],
    ["a later part", pushed("01 06 01 be 8c82", `${PORTS}0003090202`), undefined],
    ["a text", { header: fromHex(PORTS), text: "hi" }, undefined],
    ["octets without a header", { octets: fromHex("010601be8c82") }, undefined],
  ] as const)("%s", (_, userData, content) => {
    expect(pushContentOf(userData)).toBe(content);
  });

  test.each([
    {
      content: "mmsNotification",
      reference: 1,
      transactionId: "T1",
      from: `+8613912345678/TYPE=PLMN and a name so long that its length is quoted`,
      sizeOctets: 30_000,
      expiresInSeconds: 86_400,
      location: "http://mmsc/1",
    },
    {
      content: "mmsDelivery",
      reference: 2,
      messageId: "1",
      to: "+8613912345678/TYPE=PLMN",
      dateSeconds: 1_213_097_405,
      status: "retrieved",
    },
    { content: "serviceIndication", reference: 3, url: "https://www.example.com/", text: "新" },
    { content: "serviceLoading", reference: 4, url: "https://example.com/" },
  ] as const)("a push made as $content is read as one", (push) => {
    const [first, ...later] = wapPush(push);
    expect(pushContentOf(first!)).toBe(push.content);
    for (const part of later) expect(pushContentOf(part)).toBeUndefined();
    expect(portsOf(userDataHeader(first!.header!))).toEqual({ destination: 2948, source: 9200 });
  });

  test("a service indication is the octets that phones know", () => {
    const [only] = wapPush({
      content: "serviceIndication",
      reference: 1,
      transaction: 0xdc,
      url: "http://example.com",
      text: "Hi",
    });
    expect(hex(only!.header!)).toBe("05040b8423f0");
    expect(hex(only!.octets!)).toBe(
      "dc060403ae81ea02056a0045c60c036578616d706c652e636f6d0001034869000101",
    );
  });

  test("a link with a NUL in it is not encodable", () => {
    const push = { content: "serviceLoading", reference: 1, url: "http://a\0b" } as const;
    expect(() => wapPush(push)).toThrow(/NUL/);
  });
});

function partOf(reference: number, parts: number, part: number) {
  return { reference, parts, part };
}
