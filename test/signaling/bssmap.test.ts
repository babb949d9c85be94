// BSSMAP: every message and element against tshark, and values that come back octet for octet.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import {
  callIdentifierList,
  speechCodec,
  speechCodecList,
  transportAddress,
} from "../../signaling/messages/aoip-elements.ts";
import { type BssapMessage, decode, encode } from "../../signaling/messages/bssap.ts";
import type { BssmapMessageName } from "../../signaling/messages/bssmap.ts";
import { INFORMATION_ELEMENTS, MESSAGES } from "../../signaling/messages/bssmap-tables.ts";
import {
  channelType,
  encryptionInformation,
  priority,
} from "../../signaling/messages/channel-elements.ts";
import type { Codec } from "../../signaling/messages/elements.ts";
import {
  CELL_DISCRIMINATORS,
  type CellIdentifier,
  cellIdentifier,
} from "../../signaling/messages/location.ts";
import { OctetReader, OctetWriter } from "../../signaling/octets.ts";
import { BSC_A, fromHex, hex, Line, MSC, pcapOf } from "./frames.ts";
import {
  elementsForTshark,
  elementsOf,
  isReadByTshark,
  MESSAGE_NAMES,
  SAMPLES,
  sampleOf,
} from "./own-bssmap.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-bssmap-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tshark(args: readonly string[]): string {
  const stdio = ["ignore", "pipe", "ignore"] as const;
  return execFileSync("tshark", args, { encoding: "utf8", stdio: [...stdio], maxBuffer: 2 ** 28 });
}

/** What tshark reads in the fields of each of these messages: lists of values, message by message. */
function fieldsIn(messages: readonly BssapMessage[], fields: readonly string[]): string[][][] {
  const path = join(folder, "messages.pcap");
  const line = new Line(BSC_A, MSC, 5);
  const opening = line.open(sampleOf("completeLayer3Information", OPENING));
  writeFileSync(path, pcapOf([...opening, ...messages.map((message) => line.up(message))]));
  const columns = ["-T", "fields", "-E", "separator=|", "-E", "aggregator=;"];
  const rows = tshark([
    ...["-n", "-r", path, ...columns],
    ...fields.flatMap((field) => ["-e", field]),
  ]).split("\n");
  return messages.map((_, index) =>
    rows[opening.length + index]!.split("|").map((cell) =>
      cell.split(";").filter((value) => value !== ""),
    ),
  );
}

/** Without a connection request tshark may take BSSAP for something else. */
const OPENING = ["cellIdentifier", "layer3Information"] as const;
const TYPE = "gsm_a.bssmap.msgtype";
const ELEMENTS = ["gsm_a.bssmap.elem_id", "gsm_bssmap_le.elem_id", "gsm_a.common.elem_id"];
const COMPLAINTS = ["_ws.malformed", "_ws.expert.severity", "_ws.expert.message"];
const NOTE = 0x400000;

describe("tables", () => {
  test("names and types of messages are those that tshark knows, none is missing", () => {
    const normal = (name: string): string =>
      name
        .toLowerCase()
        .replace("(obsolete)", "")
        .replace("acknowledge", "ack")
        .replace("queueing", "queuing")
        .replace(/[^a-z0-9]/g, "");
    const known = tshark(["-G", "values"])
      .split("\n")
      .map((line) => line.split("\t"))
      .filter(([kind, field]) => kind === "V" && field === TYPE)
      .map(([, , type, name]) => [Number(type), normal(name!)] as const)
      .filter(([, name]) => name !== "unallocated" && name !== "reserved");
    const ours = MESSAGE_NAMES.map((name) => [MESSAGES[name].type, normal(name)] as const);
    expect(ours).toEqual(known);
  });

  test("elements stand by identifier, and clauses are given", () => {
    const tags = Object.values(INFORMATION_ELEMENTS).map(({ tag }) => tag);
    expect(tags).toEqual([...tags].sort((a, b) => a - b));
    for (const { clause } of Object.values(INFORMATION_ELEMENTS)) {
      expect(clause).toMatch(/^3\.2\.2\.\d+[a-f]?$|^Osmocom$/);
    }
    for (const { clause } of Object.values(MESSAGES)) expect(clause).toMatch(/^3\.2\.1\.\d+a?$/);
  });
});

describe("tshark reads every message with its elements in order", () => {
  const messages = MESSAGE_NAMES.map((name) => sampleOf(name, elementsForTshark(name)));
  let rows: string[][][] = [];
  beforeAll(() => {
    rows = fieldsIn(messages, [TYPE, ...ELEMENTS, ...COMPLAINTS]);
  });

  test("all but seven are read to the end", () => {
    expect(MESSAGE_NAMES.filter((name) => !isReadByTshark(name))).toEqual([
      "connectionlessInformation",
      "vgcsVbsAreaCellInfo",
      "resourceRequest",
      "resourceIndication",
      "loadIndication",
      "vgcsSms",
      "notificationData",
    ]);
  });

  test.each(MESSAGE_NAMES.map((name, index) => [name, index] as const))("%s", (name, index) => {
    const [types, elements, elementsLe, elementsCommon, malformed, severities] = rows[index]!;
    expect(types!.map(Number)).toEqual([MESSAGES[name].type]);
    if (!isReadByTshark(name)) return;
    const read = [...elements!, ...elementsLe!, ...elementsCommon!].map(Number);
    const written = elementsForTshark(name).map((element) => INFORMATION_ELEMENTS[element].tag);
    // In CIPHER MODE COMPLETE tshark lists the identity of the message inside too.
    const inner = name === "cipherModeComplete" ? [0x17] : [];
    expect(read.sort()).toEqual([...written, ...inner].sort());
    expect(malformed).toEqual([]);
    expect(severities!.filter((severity) => Number(severity) >= NOTE)).toEqual([]);
  });

  test("LOAD INDICATION: tshark knows all elements, only the time indication not by heart", () => {
    const [, elements, , , malformed, , complaints] =
      rows[MESSAGE_NAMES.indexOf("loadIndication")]!;
    expect(elements!.map(Number)).toEqual([0x2f, 0x05, 0x1a, 0x04]);
    expect(malformed).toEqual([]);
    expect(complaints).toEqual(["No element dissector, rest of dissection may be incorrect"]);
  });
});

test.each(MESSAGE_NAMES)("%s with all its elements comes back", (name) => {
  const message = sampleOf(
    name,
    elementsOf(name).map((element) => element.name),
  );
  expect(decode(encode(message))).toEqual(message);
});

function assignment(fields: object): BssapMessage {
  const message = { layer: "bssmap", message: "assignmentRequest" };
  return { ...message, channelType: SAMPLES.channelType, ...fields } as BssapMessage;
}

describe("tshark reads values as written", () => {
  const field = (name: string): string => `gsm_a.bssmap.${name}`;

  test("channel types of speech, data and signalling", () => {
    const messages = [
      { content: "speech", rateAndType: 0x0b, speechVersions: [0x25, 0x05, 0x01] },
      { content: "speechAndText", rateAndType: 0x08, speechVersions: [0x01] },
      { content: "data", rateAndType: 0x08, nonTransparent: true, rate: 0x10 },
      { content: "data", rateAndType: 0x21, nonTransparent: false, rate: 0x18 },
      { content: "signalling", rateAndType: 0x01 },
    ].map((value) => assignment({ channelType: value }));
    const names = ["speech_data_ind", "perm_speech_v_ind"].map(field);
    const others = ["gsm_a_bssmap.transparent_service", "gsm_a_bssmap.rate", ...COMPLAINTS];
    expect(fieldsIn(messages, [...names, ...others])).toEqual([
      [["1"], ["0x25", "0x05", "0x01"], [], [], [], [], []],
      [["4"], ["0x01"], [], [], [], [], []],
      [["2"], [], ["1"], ["16"], [], [], []],
      [["2"], [], ["0"], ["24"], [], [], []],
      [["3"], [], [], [], [], [], []],
    ]);
  });

  test("encryption information and priority", () => {
    const encrypted = { permittedAlgorithms: 0x0a, key: fromHex("0102030405060708") };
    const messages = [
      assignment({ encryptionInformation: encrypted, priority: SAMPLES.priority }),
      assignment({
        encryptionInformation: { permittedAlgorithms: 1 },
        priority: { level: 14, mayPreempt: false, mayQueue: true, mayBePreempted: false },
      }),
    ];
    const bits = ["no_encryption", "gsm_a5_1", "gsm_a5_2", "gsm_a5_3", "enc_info_key"];
    const names = [...bits, "priority_level"].map((name) => `gsm_a_bssmap.${name}`);
    expect(fieldsIn(messages, [...names, field("pci"), field("qa"), field("pvi")])).toEqual([
      [["0"], ["1"], ["0"], ["1"], ["0102030405060708"], ["3"], ["1"], ["0"], ["1"]],
      [["1"], ["0"], ["0"], ["0"], [], ["14"], ["0"], ["1"], ["0"]],
    ]);
  });

  test("transport addresses of both kinds", () => {
    const messages = ["10.1.2.3", "2001:db8:0:0:0:0:0:1"].map((address) =>
      assignment({ aoipTransportLayerAddress: { address, port: 4002 } }),
    );
    const names = ["aoip_trans_ipv4", "aoip_trans_ipv6", "aoip_trans_port"].map(field);
    expect(fieldsIn(messages, names)).toEqual([
      [["10.1.2.3"], [], ["4002"]],
      [[], ["2001:db8::1"], ["4002"]],
    ]);
  });

  test("speech codecs of every type, with S0–S7 in the first octet of their configuration", () => {
    const codecs = [
      { codecType: 0, transport: 8 },
      { codecType: 1, transport: 4 },
      { codecType: 2, transport: 2 },
      { codecType: 3, transport: 1, configuration: 0x00ff },
      { codecType: 4, transport: 15, configuration: 0x073f },
      { codecType: 9, transport: 8, configuration: 1 },
      { codecType: 11, transport: 8, configuration: 0x003f },
      { codecType: 12, transport: 8, configuration: 0x15 },
      { codecType: 13, transport: 8, configuration: 1 },
      { codecType: 15, transport: 6, extension: 0xfd, configuration: 0x80 },
    ];
    const names = ["speech_codec", "extended_codec"].map(field);
    const configurations = ["gsm_a_bssmap.s0_s15", "gsm_a_bssmap.s0_s7", ...COMPLAINTS];
    const [row] = fieldsIn(
      [assignment({ speechCodecList: codecs })],
      [...names, ...configurations],
    );
    expect(row).toEqual([
      ["0", "1", "2", "3", "4", "9", "11", "12", "13", "15"],
      ["253"],
      ["0xff00", "0x3f07", "0x3f00"],
      ["0x01", "0x15", "0x01"],
      [],
      [],
      [],
    ]);
  });

  const PLMNS = [
    { mcc: "460", mnc: "00" },
    { mcc: "310", mnc: "410" },
    { mcc: "001", mnc: "001" },
    { mcc: "001", mnc: "01" },
  ];
  const cellsOf = (plmn: (typeof PLMNS)[number]): CellIdentifier[] => [
    { discriminator: "cgi", ...plmn, lac: 0x1001, ci: 11 },
    { discriminator: "lacCi", lac: 0x1001, ci: 11 },
    { discriminator: "ci", ci: 11 },
    { discriminator: "none" },
    { discriminator: "lai", ...plmn, lac: 0x1001 },
    { discriminator: "lac", lac: 0x1001 },
    { discriminator: "all" },
    { discriminator: "plmnLacRncId", ...plmn, lac: 0x1001, rncId: 77 },
    { discriminator: "rncId", rncId: 77 },
    { discriminator: "lacRncId", lac: 0x1001, rncId: 77 },
    { discriminator: "sai", ...plmn, lac: 0x1001, sac: 99 },
  ];

  test("cells of every discriminator, in networks with two and three digits", () => {
    const cells = PLMNS.flatMap(cellsOf);
    const messages = cells.map(
      (cell): BssapMessage => ({
        layer: "bssmap",
        message: "handoverPerformed",
        cause: 12,
        cellIdentifier: cell,
      }),
    );
    const names = ["be.cell_id_disc", "cell_lac", "cell_ci", "be.rnc_id", "sac"].map(field);
    const rows = fieldsIn(messages, [...names, "e212.mcc", "e212.mnc", ...COMPLAINTS]);
    const one = (value: number | string | undefined): number[] =>
      value === undefined ? [] : [Number(value)];
    expect(rows.map((row) => row.map((values) => values.map(Number)))).toEqual(
      cells.map((cell) => {
        const { lac, ci, rncId, sac, mcc, mnc } = cell as Partial<Record<string, number | string>>;
        const { discriminator } = cell as { discriminator: keyof typeof CELL_DISCRIMINATORS };
        const code = one(CELL_DISCRIMINATORS[discriminator]);
        const names = [one(lac), one(ci), one(rncId), one(sac), one(mcc), one(mnc)];
        return [code, ...names, [], [], []];
      }),
    );
  });

  test("tshark shows MNC 01 and 001 apart where it writes them out", () => {
    fieldsIn(
      PLMNS.map((plmn): BssapMessage => {
        const [cell] = cellsOf(plmn);
        return { layer: "bssmap", message: "overload", cause: 1, cellIdentifier: cell! };
      }),
      [TYPE],
    );
    const details = tshark(["-n", "-r", join(folder, "messages.pcap"), "-T", "pdml"]);
    const shown = [...details.matchAll(/Network Code \(MNC\): [^"(]*\((\d+)\)/g)];
    expect(shown.slice(-4).map(([, digits]) => digits)).toEqual(["00", "410", "001", "01"]);
  });
});

/** Elements with codecs that have tests of their own: layer 3 inside, identities. */
const OF_OTHERS: ReadonlySet<string> = new Set([
  "layer3Information",
  "layer3MessageContents",
  "imsi",
  "imei",
  "mobileIdentity",
]);
const OWN_CODECS_ONLY = MESSAGE_NAMES.filter(
  (name) => !elementsOf(name).some((element) => OF_OTHERS.has(element.name)),
);

describe("any value", () => {
  test.each<[string, Codec<never>]>([
    ["channel type", channelType as Codec<never>],
    ["encryption information", encryptionInformation as Codec<never>],
    ["priority", priority as Codec<never>],
    ["transport address", transportAddress as Codec<never>],
    ["speech codec", speechCodec as Codec<never>],
    ["speech codec list", speechCodecList as Codec<never>],
    ["call identifier list", callIdentifierList as Codec<never>],
  ])("%s: any octets give a value that encodes to them", (_, codec) => {
    const head = fc.constantFrom([], [1], [2], [3], [4], [0x83], [0x8f]);
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 20 }), (start, rest) => {
        const octets = Uint8Array.from([...start, ...rest]);
        const reader = new OctetReader(octets, "x");
        const value = codec.read(reader);
        expect(reader.remaining).toBe(0);
        const writer = new OctetWriter();
        codec.write(writer, value);
        expect(hex(writer.view())).toBe(hex(octets));
      }),
      { numRuns: 3000 },
    );
  });

  test.each<[string, Codec<never>, string]>([
    ["speech without a version", channelType as Codec<never>, "01 08"],
    ["speech whose last version says more", channelType as Codec<never>, "01 08 81"],
    ["speech with octets after the last version", channelType as Codec<never>, "01 08 01 05"],
    ["a content that is not defined", channelType as Codec<never>, "07 08 01"],
    ["signalling with a spare octet that is set", channelType as Codec<never>, "03 01 01"],
    ["priority of two octets", priority as Codec<never>, "18 00"],
    ["priority with a spare bit set", priority as Codec<never>, "98"],
    ["an address of seven octets", transportAddress as Codec<never>, "0a 01 02 03 0f a2 00"],
    ["a codec of UMTS", speechCodecList as Codec<never>, "80 85"],
    ["a codec that is cut", speechCodec as Codec<never>, "83 ff"],
    ["two chosen codecs", speechCodec as Codec<never>, "80 81"],
    ["five octets of call identifiers", callIdentifierList as Codec<never>, "01 00 00 00 02"],
  ])("%s stays octets", (_, codec, text) => {
    expect(codec.read(new OctetReader(fromHex(text), "x"))).toEqual(fromHex(text));
  });

  test("any octets are decoded or refused, and encode to the same octets", () => {
    const types = OWN_CODECS_ONLY.map((name) => MESSAGES[name].type);
    const tags = Object.values(INFORMATION_ELEMENTS).map(({ tag }) => tag);
    const element = fc
      .tuple(fc.constantFrom(...tags), fc.uint8Array({ maxLength: 6 }), fc.boolean())
      .map(([tag, value, long]) => [tag, ...(long ? [value.length] : []), ...value]);
    const body = fc.oneof(
      fc.array(element, { maxLength: 8 }).map((elements) => elements.flat()),
      fc.uint8Array({ maxLength: 60 }).map((octets) => [...octets]),
    );
    let decoded = 0;
    fc.assert(
      fc.property(fc.constantFrom(0x33, ...types), body, (type, rest) => {
        const octets = Uint8Array.from([0, rest.length + 1, type, ...rest]);
        let message: BssapMessage;
        try {
          message = decode(octets);
        } catch (error) {
          expect(error).toBeInstanceOf(KairosError);
          return;
        }
        decoded++;
        expect(hex(encode(message))).toBe(hex(octets));
      }),
      { numRuns: 20_000 },
    );
    expect(decoded).toBeGreaterThan(3000);
  });

  test("messages with all their elements, changed anywhere, encode to the same octets", () => {
    const samples = OWN_CODECS_ONLY.map((name) =>
      encode(
        sampleOf(
          name,
          elementsOf(name).map((element) => element.name),
        ),
      ),
    );
    const changes = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...samples), changes, (sample, list) => {
        const octets = sample.slice();
        for (const [at, value] of list) octets[3 + (at % (octets.length - 3))] = value;
        let message: BssapMessage;
        try {
          message = decode(octets);
        } catch (error) {
          expect(error).toBeInstanceOf(KairosError);
          return;
        }
        expect(hex(encode(message))).toBe(hex(octets));
      }),
      { numRuns: 10_000 },
    );
  });

  test("spare bits and octets left over change no value", () => {
    expect(decode(fromHex("00 0b 17 04 02 0c 00 05 04 f5 10 01 07"))).toMatchObject({
      cause: 12,
      cellIdentifier: { discriminator: "lac", lac: 0x1001 },
    });
    const reader = new OctetReader(fromHex("15 10 01"), "x");
    expect(cellIdentifier.read(reader)).toEqual({ discriminator: "lac", lac: 0x1001 });
    expect(reader.exact).toBe(false);
  });
});

describe("values that fit no octets", () => {
  const speech = { content: "speech", rateAndType: 8, speechVersions: [1] };
  test.each<[string, object]>([
    ["no speech version", { channelType: { ...speech, speechVersions: [] } }],
    ["a speech version of 8 bits", { channelType: { ...speech, speechVersions: [0x80] } }],
    [
      "a data rate of 7 bits",
      { channelType: { content: "data", rateAndType: 8, nonTransparent: true, rate: 64 } },
    ],
    ["a priority level of 16", { priority: { ...(SAMPLES.priority as object), level: 16 } }],
    ["three numbers of an address", { aoipTransportLayerAddress: { address: "1.2.3", port: 1 } }],
    ["an address with 256", { aoipTransportLayerAddress: { address: "1.2.3.256", port: 1 } }],
    ["an abbreviated address", { aoipTransportLayerAddress: { address: "::1", port: 1 } }],
    ["a codec of UMTS", { speechCodecList: [{ codecType: 5, transport: 8 }] }],
    ["a codec transport of 5 bits", { speechCodecList: [{ codecType: 0, transport: 16 }] }],
    [
      "a codec configuration of 17 bits",
      { speechCodecList: [{ codecType: 3, transport: 8, configuration: 0x10000 }] },
    ],
    ["an unknown element", { arrangement: ["channelType", "priority"] }],
  ])("%s", (_, fields) => {
    expect(() => encode(assignment(fields))).toThrow(
      expect.objectContaining({ code: "message.not-encodable" }),
    );
  });

  test.each<[string, BssmapMessageName, number]>([
    ["a cause of 8 bits", "clearRequest", 0x80],
    ["an extended cause without its first bit", "clearRequest", 0x100],
  ])("%s", (_, message, cause) => {
    expect(() => encode({ layer: "bssmap", message, cause } as BssapMessage)).toThrow(
      expect.objectContaining({ code: "message.not-encodable" }),
    );
  });

  test("an unknown message of a known type", () => {
    const octets = new Uint8Array();
    expect(() => encode({ layer: "bssmap", message: "unknown", type: 0x20, octets })).toThrow(
      /got clearCommand/,
    );
  });
});

test("an unknown message keeps its type and octets", () => {
  expect(decode(fromHex("00 03 77 01 02"))).toEqual({
    layer: "bssmap",
    message: "unknown",
    type: 0x77,
    octets: Uint8Array.of(1, 2),
  });
});

test("an assignment request of a real MSC, value by value", () => {
  const captured =
    "00 22 01 0b 07 01 0a a1 91 81 a5 05 7c 06 7f 00 00 01 0f a2 7d 09 83 ff 57 82 80 84 3f 07 81 7f 01 00 00 80";
  expect(decode(fromHex(captured))).toEqual({
    layer: "bssmap",
    message: "assignmentRequest",
    channelType: {
      content: "speech",
      rateAndType: 0x0a,
      speechVersions: [0x21, 0x11, 0x01, 0x25, 0x05],
    },
    aoipTransportLayerAddress: { address: "127.0.0.1", port: 4002 },
    speechCodecList: [
      { codecType: 3, transport: 8, configuration: 0x57ff },
      { codecType: 2, transport: 8 },
      { codecType: 0, transport: 8 },
      { codecType: 4, transport: 8, configuration: 0x073f },
      { codecType: 1, transport: 8 },
    ],
    callIdentifier: 0x80000001,
  });
});
