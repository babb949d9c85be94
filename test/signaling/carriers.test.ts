// Carriers against hostile octets: whatever a frame holds, it is read or properly refused.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { InterningRegistry } from "../../domain/interning-registry.ts";
import { readCapture } from "../../signaling/capture.ts";
import { decodeMtp3, encodeMtp3 } from "../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, writePcap } from "../../signaling/carriers/pcap.ts";
import { createTracker, track } from "../../signaling/tracker.ts";
import { CAPTURES, captureOctets } from "./frames.ts";

const octet = fc.nat(255);

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
    const tracker = createTracker({
      registry: new InterningRegistry(),
      tokenise: fictionalTokens,
    });
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
