// SCCP: captured messages come back octet for octet, segments are put together within bounds.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { isOtherType, OtherUsers } from "../../signaling/carriers/other-users.ts";
import {
  decodeSccp,
  encodeSccp,
  encodeSccpInto,
  type SccpMessage,
} from "../../signaling/carriers/sccp.ts";
import {
  SccpReassembly,
  SEGMENTED_MAX,
  SEGMENTED_OCTETS_MAX,
  segmentedDt1,
  segmentedXudt,
} from "../../signaling/carriers/sccp-segments.ts";
import { SCCP_MESSAGES } from "../../signaling/carriers/sccp-tables.ts";
import { OctetWriter } from "../../signaling/octets.ts";
import { anySccp, globalTitle } from "./arbitrary-sccp.ts";
import {
  BSC_A,
  CAPTURES,
  type CaptureName,
  capturePath,
  fromHex,
  hex,
  MSC,
  pcapOf,
} from "./frames.ts";
import { CHAIN, OWN_SCCP, PARTIES, unit, xudt } from "./own-sccp.ts";
import { faultsOf, hasBssap, tsharkFrames } from "./tshark.ts";

function capturedSccp(name: CaptureName): Uint8Array[] {
  const args = ["-n", "-r", capturePath(name), "-T", "jsonraw", "-J", "sccp"];
  const packets = JSON.parse(
    execFileSync("tshark", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  ) as { _source: { layers: { sccp_raw?: [string] } } }[];
  return packets.flatMap(({ _source: { layers } }) =>
    layers.sccp_raw === undefined ? [] : [fromHex(layers.sccp_raw[0])],
  );
}

describe("SCCP messages", () => {
  test("decode(encode(message)) is the message", () => {
    fc.assert(
      fc.property(anySccp, (message) => {
        expect(decodeSccp(encodeSccp(message))).toEqual(message);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["msc-mtp3", 252],
    ["msc-m3ua", 252],
    ["bsc-b-sccplite", 85],
  ] as const)("every SCCP message of %s encodes to the same octets: %i", (name, count) => {
    expect(CAPTURES).toContain(name);
    const captured = capturedSccp(name);
    expect(captured).toHaveLength(count);
    expect(captured.map((octets) => hex(encodeSccp(decodeSccp(octets))))).toEqual(
      captured.map(hex),
    );
  });

  test.each([
    ["an optional part that is only its end", "04 bb 00 00 aa 00 00 00 01 00"],
    ["an unknown optional parameter", "01 aa 00 00 02 02 04 02 42 fe 77 02 01 02 0f 01 ff 00"],
    ["parameters in another order", "01 aa 00 00 02 02 04 02 42 fe 0f 01 ff 04 02 42 fe 00"],
    ["a parameter twice", "03 aa 00 00 00 01 0f 01 01 0f 01 02 00"],
    ["no end of the optional part", "03 aa 00 00 00 01 0f 01 01"],
    ["importance with spare bits", "03 aa 00 00 00 01 12 01 f3 00"],
    [
      "a segmentation with spare bits",
      "11 81 0f 04 06 08 09 02 42 fe 02 42 fe 01 aa 10 04 f1 01 02 03 00",
    ],
    ["an address of international routing", "01 aa 00 00 02 02 00 03 c2 fe 00"],
    ["an address by global title", "01 aa 00 00 02 02 00 07 12 fe 00 12 04 68 31"],
    ["a credit, which class 2 does not use", "02 aa 00 00 bb 00 00 02 01 09 01 05 00"],
  ])("%s comes back as the same octets", (_, text) => {
    const octets = fromHex(text);
    expect(hex(encodeSccp(decodeSccp(octets)))).toBe(hex(octets));
  });

  test("what is known of an unusual optional part is still decoded", () => {
    const message = decodeSccp(
      fromHex("01 aa 00 00 02 02 04 02 42 fe 77 02 01 02 0f 01 ff 04 04 43 b9 00 fe 00"),
    );
    expect(message).toMatchObject({
      type: "CR",
      userData: Uint8Array.of(0xff),
      calling: { pointCode: 185, subsystem: 254 },
    });
  });

  test("any octets are decoded or refused with a KairosError, and decode alike when encoded", () => {
    const types = Object.values(SCCP_MESSAGES).map(({ type }) => type);
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 60 }), (type, body) => {
        let message: SccpMessage;
        try {
          message = decodeSccp(Uint8Array.from([type, ...body]));
        } catch (error) {
          expect(error).toBeInstanceOf(KairosError);
          return;
        }
        expect(decodeSccp(encodeSccp(message))).toEqual(message);
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ["a type of class 3", "07 00 00 00 00 00", "message.unknown", /message type 0x07/],
    ["a pointer of 0 to a mandatory parameter", "06 01 00 00 00 00", "octets.malformed", /pointer/],
    ["a pointer beyond the end", "06 01 00 00 00 09 01", "octets.out-of-bounds", /SCCP/],
  ])("%s is refused", (_, text, code, complaint) => {
    const decoding = (): SccpMessage => decodeSccp(fromHex(text));
    expect(decoding).toThrow(complaint);
    expect(decoding).toThrow(expect.objectContaining({ code }));
  });

  test.each<[string, SccpMessage]>([
    ["256 octets in a DT1", { type: "DT1", dlr: 1, more: false, userData: new Uint8Array(256) }],
    ["a point code of 15 bits", { ...unit(Uint8Array.of(1)), called: { pointCode: 0x4000 } }],
    ["16 segments remaining", { ...xudt(16), userData: Uint8Array.of(1) }],
    ["importance 8", { ...xudt(0), importance: 8 }],
    ["an optional part out of a pointer's reach", { ...xudt(0), userData: new Uint8Array(255) }],
  ])("%s cannot be encoded", (_, message) => {
    expect(() => encodeSccp(message)).toThrow(
      expect.objectContaining({ code: "message.not-encodable" }),
    );
  });
});

const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at & 0xff);
const down = { opc: MSC, dpc: BSC_A, userData: new Uint8Array() };
const up = { opc: BSC_A, dpc: MSC, userData: new Uint8Array() };
const NONE = new Uint8Array();

describe("segments", () => {
  function put(reassembly: SccpReassembly, messages: readonly SccpMessage[]): Uint8Array[] {
    return messages
      .map((message) => reassembly.userDataOf(down, decodeSccp(encodeSccp(message))))
      .filter(({ length }) => length > 0);
  }

  test("a message cut into DT1 or XUDT of any size comes out whole, once", () => {
    const input = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 600 }), fc.nat(253));
    fc.assert(
      fc.property(input, ([octets, rest]) => {
        const maximum = Math.max(1 + rest, Math.ceil(octets.length / 16));
        if (maximum <= 240) {
          const chain = segmentedXudt({ ...CHAIN, maximum }, octets);
          expect(put(new SccpReassembly(), chain)).toEqual([octets]);
        }
        expect(put(new SccpReassembly(), segmentedDt1(9, octets, maximum))).toEqual([octets]);
      }),
    );
  });

  test("a DT1 chain says more in all but the last", () => {
    const chain = segmentedDt1(9, counted(600));
    expect(chain.map(({ more, userData: part }) => [more, part.length])).toEqual([
      [true, 255],
      [true, 255],
      [false, 90],
    ]);
  });

  test("an XUDT chain fills frames of 272 octets and counts down", () => {
    const chain = segmentedXudt({ ...CHAIN, protocolClass: 0 }, counted(600));
    const sizes = chain.map((message) => 5 + encodeSccp(message).length);
    expect(Math.max(...sizes.slice(0, -1))).toBe(1 + 272);
    expect(chain.map(({ segmentation: part }) => part)).toEqual([
      { first: true, protocolClass: 0, remaining: 2, reference: 0x010203 },
      { first: false, protocolClass: 0, remaining: 1, reference: 0x010203 },
      { first: false, protocolClass: 0, remaining: 0, reference: 0x010203 },
    ]);
    expect(chain.every(({ protocolClass }) => protocolClass === 1)).toBe(true);
  });

  test("what fits into one XUDT is not segmented", () => {
    expect(segmentedXudt(CHAIN, counted(9))).toEqual([
      { ...PARTIES, type: "XUDT", protocolClass: 0, hopCounter: 12, userData: counted(9) },
    ]);
  });

  test.each([
    ["17 segments", { ...CHAIN, maximum: 10 }, 161],
    ["too many octets", { ...CHAIN, maximum: 250 }, SEGMENTED_OCTETS_MAX + 1],
    ["segments of nothing", { ...CHAIN, maximum: 0 }, 1],
  ])("%s cannot be encoded", (_, chain, length) => {
    expect(() => segmentedXudt(chain, counted(length))).toThrow(
      expect.objectContaining({ code: "message.not-encodable" }),
    );
  });

  test("chains of two directions, two senders and two connections do not mix", () => {
    const reassembly = new SccpReassembly();
    const [a1, a2] = segmentedDt1(1, Uint8Array.of(1, 2), 1) as [SccpMessage, SccpMessage];
    const [b1, b2] = segmentedDt1(2, Uint8Array.of(3, 4), 1) as [SccpMessage, SccpMessage];
    const xudtOf = (chain: typeof CHAIN, ...octets: number[]): SccpMessage[] =>
      segmentedXudt({ ...chain, maximum: 1 }, Uint8Array.from(octets));
    const [c1, c2] = xudtOf(CHAIN, 5, 6) as [SccpMessage, SccpMessage];
    const [d1, d2] = xudtOf({ ...CHAIN, calling: globalTitle as never }, 7, 8) as [
      SccpMessage,
      SccpMessage,
    ];
    const order = [
      [down, a1],
      [up, a1],
      [down, b1],
      [down, c1],
      [down, d1],
      [down, b2],
      [up, a2],
      [down, d2],
      [down, a2],
      [down, c2],
    ] as const;
    expect(
      order.map(([transfer, message]) => [...reassembly.userDataOf(transfer, message)]),
    ).toEqual([[], [], [], [], [], [3, 4], [1, 2], [7, 8], [1, 2], [5, 6]]);
  });

  test("a chain that lacks a segment is left out, and the next one is whole", () => {
    const octets = counted(30);
    const chain = segmentedXudt({ ...CHAIN, maximum: 10 }, octets);
    const reassembly = new SccpReassembly();
    expect(put(reassembly, [chain[0]!, chain[2]!])).toEqual([]);
    expect(put(reassembly, [chain[1]!, chain[2]!])).toEqual([]);
    expect(put(reassembly, chain)).toEqual([octets]);
    expect(put(reassembly, [chain[0]!, ...chain])).toEqual([octets]);
  });

  test("what gets longer than the limit is left out to its end, and what follows is whole", () => {
    const reassembly = new SccpReassembly();
    const long = segmentedDt1(9, counted(SEGMENTED_OCTETS_MAX + 300));
    expect(put(reassembly, long)).toEqual([]);
    expect(put(reassembly, segmentedDt1(9, counted(SEGMENTED_OCTETS_MAX)))).toHaveLength(1);
  });

  test("of more chains than the limit the oldest is forgotten", () => {
    const reassembly = new SccpReassembly();
    const begin = (dlr: number): SccpMessage => segmentedDt1(dlr, counted(2), 1)[0]!;
    const end = (dlr: number): SccpMessage => segmentedDt1(dlr, counted(2), 1)[1]!;
    for (let dlr = 0; dlr <= SEGMENTED_MAX; dlr++) reassembly.userDataOf(down, begin(dlr));
    expect(reassembly.userDataOf(down, end(1))).toHaveLength(2);
    expect(reassembly.userDataOf(down, end(0))).toHaveLength(1);
  });

  test.each<[string, typeof down, SccpMessage]>([
    ["RLSD from the same side", down, { type: "RLSD", dlr: 9, slr: 5, cause: 0 }],
    ["RLSD from the other side", up, { type: "RLSD", dlr: 5, slr: 9, cause: 0 }],
    ["RLC", up, { type: "RLC", dlr: 5, slr: 9 }],
    ["CREF", down, { type: "CREF", dlr: 9, cause: 0 }],
    ["CR of a new connection", up, { type: "CR", slr: 9, protocolClass: 2, called: {} }],
    ["CC of a new connection", up, { type: "CC", dlr: 5, slr: 9, protocolClass: 2 }],
  ])("%s drops what has come of a message", (_, transfer, message) => {
    const reassembly = new SccpReassembly();
    reassembly.userDataOf(down, segmentedDt1(9, counted(2), 1)[0]!);
    reassembly.userDataOf(transfer, message);
    const whole = reassembly.userDataOf(down, segmentedDt1(9, counted(3))[0]!);
    expect(whole).toEqual(counted(3));
  });

  test.each<[string, SccpMessage, Uint8Array]>([
    ["CR", { type: "CR", slr: 1, protocolClass: 2, ...PARTIES, userData: counted(2) }, counted(2)],
    ["CREF", { type: "CREF", dlr: 1, cause: 0, userData: counted(2) }, counted(2)],
    ["UDT", unit(counted(2)), counted(2)],
    ["IT", { type: "IT", dlr: 1, slr: 2, protocolClass: 2, sequencing: 0, credit: 0 }, NONE],
    ["UDTS", { type: "UDTS", returnCause: 1, ...PARTIES, returnedData: counted(2) }, NONE],
    [
      "XUDTS",
      { type: "XUDTS", returnCause: 1, hopCounter: 3, ...PARTIES, returnedData: counted(2) },
      NONE,
    ],
  ])("the user data of %s is what arrived of it", (_, message, expected) => {
    expect(new SccpReassembly().userDataOf(down, message)).toEqual(expected);
  });
});

describe("other users of SCCP", () => {
  const toMap = { called: { subsystem: 8 }, calling: { subsystem: 8 } };
  test.each<[string, SccpMessage, boolean]>([
    ["XUDT to BSSAP", xudt(0), false],
    ["XUDT to MAP", { ...xudt(0), ...toMap }, true],
    ["UDTS to BSSAP", { type: "UDTS", returnCause: 1, ...PARTIES, returnedData: NONE }, false],
    ["UDTS to MAP", { type: "UDTS", returnCause: 1, ...toMap, returnedData: NONE }, true],
  ])("%s", (_, message, other) => {
    expect(isOtherType(encodeSccp(message))).toBe(false);
    expect(new OtherUsers().has(down, message)).toBe(other);
  });

  test("types that cannot carry BSSAP are told by their first octet", () => {
    const ours = new Set<number>(Object.values(SCCP_MESSAGES).map(({ type }) => type));
    for (let type = 0x01; type <= 0x14; type++) {
      expect(isOtherType(Uint8Array.of(type))).toBe(!ours.has(type));
    }
  });
});

describe("tshark reads our segments", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kairos-sccp-"));
    writeFileSync(join(folder, "own.pcap"), pcapOf(OWN_SCCP));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("the last frame of each chain carries BSSAP, without a fault", () => {
    const frames = tsharkFrames(join(folder, "own.pcap"));
    expect(frames.map(faultsOf)).toEqual(OWN_SCCP.map(() => []));
    expect(frames.map((frame) => frame["gsm_a.bssmap.msgtype"].map(Number))).toEqual([
      [],
      [0x52],
      [],
      [0x22],
      [0x22],
      [0x22],
    ]);
    expect(frames.map(hasBssap)).toEqual([false, true, false, true, true, true]);
    expect(frames[1]!["gsm_a.bssmap.cell_ci"].map(Number)).toEqual(
      Array.from({ length: 40 }, (_, ci) => ci),
    );
  });

  test("hop counter, segmentation, importance and return cause are read as written", () => {
    const names = ["hops", "segmentation.remaining", "segmentation.slr", "importance"];
    const fields = [...names, "return_cause", "more"].map((name) => `sccp.${name}`);
    const args = ["-n", "-r", join(folder, "own.pcap"), "-T", "fields", "-E", "separator=|"];
    const output = execFileSync("tshark", [...args, ...fields.flatMap((name) => ["-e", name])], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(output.trim().split("\n")).toEqual([
      "0x0c|0x01|0x010203|||",
      "0x0c|0x00|0x010203|||",
      "|||||0x01",
      "|||||0x00",
      "0x0f|0x00|0x000007|0x05||",
      "||||0x03|",
    ]);
  });
});

test("encodeSccpInto appends to what a writer holds", () => {
  const writer = new OctetWriter(1);
  writer.u8(0xff);
  encodeSccpInto(writer, unit(counted(3)));
  expect(hex(writer.view())).toBe(`ff${hex(encodeSccp(unit(counted(3))))}`);
  expect(hex(writer.view(1))).toBe(hex(encodeSccp(unit(counted(3)))));
});
