// Flat lines and described messages: names of the specification, nothing personal when redacted.
import { describe, expect, test } from "vitest";
import { decodedLine, type Redact } from "../../signaling/decoded-line.ts";
import { describe as described } from "../../signaling/describe.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import { captureOctets, messagesIn } from "./frames.ts";
import { OWN_DTAP } from "./own-dtap.ts";

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

/** A message of our own as if tapped. */
function tapped(bssap: BssapMessage) {
  const octets = new Uint8Array();
  return {
    frame: 1,
    timeMs: 0,
    opc: 1,
    dpc: 2,
    sccp: { type: "DT1", dlr: 3 },
    bssap,
    octets,
  } as const;
}

describe("lines of messages that the captures lack", () => {
  test.each([
    ["progress: announcement", { progressDescription: 8 }],
    ["start DTMF #", { keypadDigit: "#" }],
    ["connect with a connected number", { connectedNumber: "8613912345678" }],
    ["setup to a forwarded-to phone", { redirectingNumber: "10086", callingNumber: "13800001" }],
    ["number changed, with the new one", { cause: 22, newNumber: "13800001" }],
    [
      "registerSS of CFU",
      {
        ss: { component: "invoke", operation: 10, ssCode: 0x21 },
        forwardedToNumber: "8613912345678",
      },
    ],
    [
      "registerSS done",
      {
        ss: { component: "returnResultLast", operation: 10, ssCode: 0x21 },
        forwardedToNumber: "8613912345678",
      },
    ],
    ["registerSS refused", { ss: { component: "returnError", error: 19 } }],
    ["eraseSS done, no more to say", { ss: { component: "returnResultLast" } }],
    ["an operation rejected", { ss: { component: "reject" } }],
    ["long SMS, 2 of 2", { sms: { concatenation: { reference: 0x5a, parts: 2, part: 2 } } }],
    ["MMS notification, 1 of 2", { sms: { push: "mmsNotification", address: "10658830" } }],
    ["service indication, 1 of 1", { sms: { push: "serviceIndication" } }],
    ["command: delete", { sms: { type: "command", address: "8613912345678" } }],
    ["RP-ERROR with a deliver report", { relayMessage: "rpError", cause: 22 }],
  ])("%s", (name, expected) => {
    expect(decodedLine(tapped(OWN_DTAP[name]!))).toMatchObject(expected);
  });

  test("an unknown message says its type", () => {
    const line = decodedLine(
      tapped({
        layer: "dtap",
        protocol: "other",
        message: "unknown",
        discriminator: 8,
        type: 3,
        octets: new Uint8Array(),
      }),
    );
    expect(line).toMatchObject({ protocol: "other", message: "unknown", messageType: 3 });
  });

  test("no number, key or text of them survives redaction", () => {
    const tokens: Redact = (kind) => `<${kind}>`;
    for (const message of Object.values(OWN_DTAP)) {
      const open = decodedLine(tapped(message))!;
      const { cell: _cell, lai: _lai, ...line } = decodedLine(tapped(message), tokens)!;
      for (const [name, value] of Object.entries(line)) {
        if (/Number$/.test(name)) expect(value).toBe("<number>");
      }
      if (open.keypadDigit !== undefined) expect(line.keypadDigit).toBe("?");
      if (open.ussd !== undefined) expect(line.ussd).toBe("<text>");
      if (open.sms !== undefined) {
        expect(line.sms).toMatchObject({ address: "<number>", smsc: "<number>" });
        if (open.sms.text !== undefined) expect(line.sms!.text).toBe("<text>");
      }
      const printed = JSON.stringify(line) + described(tapped(message), tokens);
      expect(printed).not.toMatch(/86139|13800001|10086|10658830|Balance|Merhaba|quick/);
    }
  });
});

describe("described messages", () => {
  test.each([
    ["progress: announcement", "PROGRESS  progress 8"],
    ["start DTMF 7", "START DTMF  key 7"],
    ["registerSS of CFU", "REGISTER  operation 10, SS code 21, forwarded to 8613912345678"],
    ["registerSS refused", "RELEASE COMPLETE  error 19"],
    ["number changed, with the new one", "DISCONNECT  cause 22, new number 13800001"],
    ["MMS notification, 2 of 2", "CP-DATA · RP-DATA  deliver 10658830, part 2 of 2"],
    ["service loading, 1 of 1", "CP-DATA · RP-DATA  deliver 10658830, push serviceLoading"],
  ])("%s is one line", (name, line) => {
    expect(described(tapped(OWN_DTAP[name]!))).toBe(`1  0.000  1→2  DT1  ${line}`);
  });

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
