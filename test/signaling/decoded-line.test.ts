// Flat lines and described messages: names of the specification, nothing personal when redacted.
import { describe, expect, test } from "vitest";
import { decodedLine, type Redact } from "../../signaling/decoded-line.ts";
import { describe as described } from "../../signaling/describe.ts";
import { captureOctets, messagesIn } from "./frames.ts";

const MESSAGES = messagesIn(captureOctets("msc-mtp3"));
const messageOf = (frame: number) => MESSAGES.find((message) => message.frame === frame)!;

describe("decoded lines", () => {
  test.each([
    [
      5,
      {
        frame: 5,
        timeMs: 43,
        opc: 186,
        dpc: 185,
        sccp: { type: "CR", slr: 0x010001 },
        layer: "bssmap",
        message: "completeLayer3Information",
        cell: { mcc: "001", mnc: "01", lac: 101, ci: 1 },
        layer3Message: "locationUpdatingRequest",
        imsi: "001010000000001",
        lai: { mcc: "001", mnc: "01", lac: 65534 },
        locationUpdatingType: 2,
      },
    ],
    [
      35,
      {
        frame: 35,
        timeMs: 1255,
        opc: 186,
        dpc: 185,
        sccp: { type: "DT1", dlr: 0x040000 },
        layer: "dtap",
        message: "cpData",
        protocol: "shortMessageService",
        relayMessage: "rpData",
        sms: {
          type: "submit",
          address: "491700001002",
          text: "Hello from A, 123",
          smsc: "4917000099",
        },
      },
    ],
  ])("frame %i", (frame, expected) => {
    expect(decodedLine(messageOf(frame))).toEqual(expected);
  });

  test("a TMSI is eight hexadecimal digits", () => {
    expect(decodedLine(messageOf(177))?.tmsi).toBe("deadbeef");
  });

  test("SCCP without BSSAP has no line", () => {
    expect(decodedLine(messageOf(6))).toBeUndefined();
  });

  test("redaction gives every identity and text to the tokeniser, and keeps none", () => {
    const given = new Set<string>();
    const redact: Redact = (kind, value) => {
      given.add(value);
      return `<${kind}>`;
    };
    const lines = MESSAGES.flatMap((message) => decodedLine(message, redact) ?? []);
    const open = MESSAGES.flatMap((message) => decodedLine(message) ?? []);
    const printed = JSON.stringify(lines);
    expect([...given]).toEqual(
      expect.arrayContaining([
        "001010000000001",
        "deadbeef",
        "491700001002",
        "Hello from A, 123",
        "*#100#",
        "447785016005",
      ]),
    );
    for (const value of given) expect(printed).not.toContain(value);
    expect(lines.map(({ frame }) => frame)).toEqual(open.map(({ frame }) => frame));
    expect(JSON.stringify(open)).toContain("001010000000001");
  });
});

describe("described messages", () => {
  test.each([
    [
      5,
      "5  0.043  186→185  CR  COMPLETE LAYER 3 INFORMATION · LOCATION UPDATING REQUEST  " +
        "IMSI 001010000000001, LAI 001-01-65534, cell 001-01/101/1, type 2",
    ],
    [6, "6  0.043  185→186  CC"],
    [11, "11  0.046  186→185  DT1  CLEAR COMPLETE"],
    [35, '35  1.255  186→185  DT1  CP-DATA · RP-DATA  submit 491700001002, "Hello from A, 123"'],
    [
      95,
      "95  6.227  185→187  CR  HANDOVER REQUEST  IMSI 001010000000001, " +
        "cell 001-01/101/1 → 001-01/102/3, cause 12",
    ],
  ])("frame %i is one line", (frame, line) => {
    expect(described(messageOf(frame))).toBe(line);
  });

  test("no line of the capture breaks", () => {
    for (const message of MESSAGES) expect(described(message)).not.toMatch(/[\r\n]/);
  });
});
