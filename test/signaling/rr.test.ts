// HANDOVER COMMAND: what a BSC puts into Layer 3 Information, and what tshark reads in it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import {
  decodeHandoverCommand,
  encodeHandoverCommand,
  type HandoverCommand,
} from "../../signaling/messages/rr.ts";
import { HANDOVER_COMMAND } from "../../signaling/messages/rr-tables.ts";
import { anyCommand } from "./arbitrary-rr.ts";
import { BSC_A, fromHex, hex, Line, MSC, pcapOf } from "./frames.ts";
import { sampleOf } from "./own-bssmap.ts";
import { ALONE, COMMAND, OWN_COMMANDS } from "./own-rr.ts";

test("the captured command names the cell, the channel and the reference", () => {
  const octets = fromHex("06 2b 19 23 0a 90 63 05 d0");
  const command = decodeHandoverCommand(octets)!;
  expect(command).toEqual({
    cellDescription: { ncc: 3, bcc: 1, bcchArfcn: 35 },
    channelDescription: { typeAndOffset: 1, timeslot: 2, trainingSequence: 4, maio: 1, hsn: 35 },
    handoverReference: 5,
    powerCommandAndAccessType: 0xd0,
  });
  expect(hex(encodeHandoverCommand(command))).toBe(hex(octets));
});

test("decode(encode(command)) is the command", () => {
  fc.assert(
    fc.property(anyCommand, (command) => {
      expect(decodeHandoverCommand(encodeHandoverCommand(command))).toEqual(command);
    }),
    { numRuns: 1000 },
  );
});

test("any octets are a command that encodes to them, another message, or a KairosError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (body) => {
      const octets = Uint8Array.from([0x06, 0x2b, ...body]);
      let command: HandoverCommand | undefined;
      try {
        command = decodeHandoverCommand(octets);
      } catch (error) {
        expect(error).toBeInstanceOf(KairosError);
        return;
      }
      expect(hex(encodeHandoverCommand(command!))).toBe(hex(octets));
    }),
    { numRuns: 3000 },
  );
});

test.each(["", "06", "06 63 01 02", "05 2b 19 23 0a 90 63 05 d0", "16 2b 19 23 0a 90 63 05 d0"])(
  "octets %s are no handover command",
  (text) => {
    expect(decodeHandoverCommand(fromHex(text))).toBeUndefined();
  },
);

test.each<[string, Partial<Record<keyof HandoverCommand, object>>]>([
  ["a colour code of 4 bits", { cellDescription: { ncc: 8, bcc: 1, bcchArfcn: 1 } }],
  ["a carrier of 11 bits", { cellDescription: { ncc: 1, bcc: 1, bcchArfcn: 1024 } }],
  ["a timeslot of 4 bits", { channelDescription: { ...COMMAND.channelDescription, timeslot: 8 } }],
])("%s cannot be encoded", (_, fields) => {
  expect(() => encodeHandoverCommand({ ...COMMAND, ...fields } as HandoverCommand)).toThrow(
    expect.objectContaining({ code: "message.not-encodable" }),
  );
});

const RADIO = ["ncc", "bcc", "bcch_arfcn", "timeslot", "training_sequence"];
const CARRIER = ["single_channel_arfcn", "hopping_channel_maio", "hsn"];
const REST = ["ho_ref_val", "pow_cmd_pow", "sync_ind_si", "elem_id"];
const FIELDS = [
  "gsm_a.dtap.msg_rr_type",
  ...[...RADIO, ...CARRIER, ...REST].map((name) => `gsm_a.rr.${name}`),
  "_ws.malformed",
  "_ws.expert.severity",
];

describe("tshark reads the command sent as DTAP", () => {
  const alone = Object.entries(ALONE);
  let folder = "";
  let rows: string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kairos-rr-"));
    const line = new Line(BSC_A, MSC, 5);
    const opening = line.open(
      sampleOf("completeLayer3Information", ["cellIdentifier", "layer3Information"]),
    );
    const transfers = OWN_COMMANDS.map((command) => {
      const layer3 = encodeHandoverCommand(command);
      const userData = Uint8Array.from([1, 0, layer3.length, ...layer3]);
      const { opc, dpc, sccp } = line.down(sampleOf("clearComplete", []));
      return { opc, dpc, sccp: { ...sccp, userData } as typeof sccp };
    });
    const path = join(folder, "rr.pcap");
    writeFileSync(path, pcapOf([...opening, ...transfers]));
    const args = ["-n", "-r", path, "-T", "fields", "-E", "separator=|"];
    const output = execFileSync("tshark", [...args, ...FIELDS.flatMap((name) => ["-e", name])], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    rows = output.split("\n").slice(opening.length);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a single carrier", () => {
    expect(rows[0]).toBe("0x2b|3|1|803|2|4|611|||5|16||||");
  });

  test("hopping, with elements behind", () => {
    expect(rows[1]).toBe("0x2b|3|1|803|7|5||43|21|5|16|2|0x62,0x63,0x72,0x7c,0x7d,0x03||");
  });

  test.each(alone.map(([name], index) => [name, index] as const))("%s alone", (name, index) => {
    const { tag } = HANDOVER_COMMAND.find((row) => row.name === name)!;
    const cells = rows[2 + index]!.split("|");
    expect(cells.slice(-3)).toEqual([`0x${tag.toString(16).padStart(2, "0")}`, "", ""]);
  });
});
