// Carriers against hostile octets: whatever a frame holds, it is read or properly refused.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { InterningRegistry } from "../../domain/identity.ts";
import { readCapture } from "../../signaling/capture.ts";
import { decodeMtp3, encodeMtp3 } from "../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, readPackets, writePcap } from "../../signaling/carriers/pcap.ts";
import { decodeSccp, encodeSccp, type SccpMessage } from "../../signaling/carriers/sccp.ts";
import { createTracker, track } from "../../signaling/tracker.ts";
import { CAPTURES, captureOctets, fromHex, hex } from "./frames.ts";

const reference = fc.nat(0xffffff);
const octet = fc.nat(255);
const userData = fc.uint8Array({ minLength: 1, maxLength: 60 });
const address = fc.oneof(
  fc.record({ pointCode: fc.nat(0x3fff), subsystem: octet }),
  fc.record({ subsystem: octet }),
  fc.constant({ subsystem: 254, octets: Uint8Array.of(0x12, 254, 0, 0x12, 4, 0x68, 0x31) }),
);
const sccp = fc.oneof(
  fc.record(
    {
      type: fc.constant("CR"),
      slr: reference,
      protocolClass: octet,
      called: address,
      calling: address,
      userData,
    },
    { requiredKeys: ["type", "slr", "protocolClass", "called"] },
  ),
  fc.record(
    {
      type: fc.constant("CC"),
      dlr: reference,
      slr: reference,
      protocolClass: octet,
      called: address,
      userData,
    },
    { requiredKeys: ["type", "dlr", "slr", "protocolClass"] },
  ),
  fc.record(
    { type: fc.constant("CREF"), dlr: reference, cause: octet, userData },
    { requiredKeys: ["type", "dlr", "cause"] },
  ),
  fc.record(
    { type: fc.constant("RLSD"), dlr: reference, slr: reference, cause: octet, userData },
    { requiredKeys: ["type", "dlr", "slr", "cause"] },
  ),
  fc.record({ type: fc.constant("RLC"), dlr: reference, slr: reference }),
  fc.record({ type: fc.constant("DT1"), dlr: reference, more: fc.boolean(), userData }),
  fc.record({
    type: fc.constant("UDT"),
    protocolClass: octet,
    called: address,
    calling: address,
    userData,
  }),
  fc.record({
    type: fc.constant("IT"),
    dlr: reference,
    slr: reference,
    protocolClass: octet,
    sequencing: fc.nat(65535),
    credit: octet,
  }),
  fc.record({ type: fc.constant("ERR"), dlr: reference, cause: octet }),
) as fc.Arbitrary<SccpMessage>;

describe("SCCP", () => {
  test("decode(encode(message)) is the message", () => {
    fc.assert(
      fc.property(sccp, (message) => {
        expect(decodeSccp(encodeSccp(message))).toEqual(message);
      }),
    );
  });

  test("every SCCP message of the capture but RLSD encodes to the same octets", () => {
    // osmo-msc points from RLSD to an optional part that is empty; we leave the pointer 0.
    for (const { octets } of readPackets(captureOctets("msc-mtp3"), "x")) {
      const message = decodeSccp(octets.subarray(5));
      if (message.type === "RLSD") continue;
      expect(hex(encodeSccp(message))).toBe(hex(octets.subarray(5)));
    }
  });

  test("XUDT is refused by name", () => {
    expect(() => decodeSccp(fromHex("11 00 0f"))).toThrow(/message type 0x11/);
  });
});

test("an MTP3 routing label comes back, any two point codes", () => {
  fc.assert(
    fc.property(fc.nat(0x3fff), fc.nat(0x3fff), (opc, dpc) => {
      const transfer = { opc, dpc, userData: Uint8Array.of(5) };
      expect(decodeMtp3(encodeMtp3(transfer))).toEqual(transfer);
    }),
  );
});

describe("hostile octets", () => {
  function readsOrRefuses(octets: Uint8Array): void {
    const tracker = createTracker({ registry: new InterningRegistry() });
    try {
      for (const message of readCapture(octets, "x").messages) track(tracker, message);
    } catch (error) {
      expect(error).toBeInstanceOf(KairosError);
    }
  }

  test.each(Object.entries(LINK_TYPE))("any octets on link %s (%i)", (_, linkType) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 5 }), (frames) => {
        readsOrRefuses(
          writePcap(
            linkType,
            frames.map((octets) => ({ timeMs: 0, octets })),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  test.each(CAPTURES)("%s with octets changed anywhere, headers of the file included", (name) => {
    const whole = captureOctets(name);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), octet), { minLength: 1, maxLength: 200 }),
        (changes) => {
          const changed = whole.slice();
          for (const [at, value] of changes) changed[at] = value;
          readsOrRefuses(changed);
        },
      ),
      { numRuns: 60 },
    );
  });
});
