// What the inspector shows of messages: what happens in them, never who it is or what is said.
import { describe, expect, test } from "vitest";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { type BssapMessage, encode } from "../../signaling/messages/bssap.ts";
import { formatOctets } from "../../signaling/octets.ts";
import { createParties } from "../../simulator/parties.ts";
import { type LadderContext, ladder } from "../../simulator/procedures.ts";
import { runKey } from "../../simulator/random.ts";
import { createShowcase } from "../../simulator/showcase.ts";
import { signalsBehind } from "../../simulator/signal-view.ts";
import { veiledOctets } from "../../simulator/veil.ts";
import { exampleScenario } from "./example-scenario.ts";

const scenario = exampleScenario();
const SEED = "view";
const showcase = createShowcase({ scenario, seed: SEED, subscribers: 2, population: 200 });
const { spoken, directory } = showcase;
const events = showcase.events(0, showcase.untilMs);
const partyOf = createParties(runKey(SEED), showcase.world, directory);
/** Fewer characters, and fewer octets, are found anywhere by chance. */
const TEXT_MIN = 5;
const OCTETS_MIN = 4;

function contextOf(event: SubscriberEvent): LadderContext {
  const forced = showcase.formsOf?.(event);
  const direction = event.type === "call.setUp" ? event.direction : "originated";
  const party = partyOf(event.subscriber);
  const context = { party, start: scenario.start, direction, spoken } as const;
  return forced === undefined ? context : { ...context, forced };
}

/** What an event says and shows, as people write it. */
function saidIn(event: SubscriberEvent): string[] {
  const number = "peer" in event ? [spoken.numberOf(event).digits] : [];
  const text = "body" in event ? [spoken.textOf(event)] : [];
  const code = event.type === "ussd.requested" ? [spoken.codeOf(event)] : [];
  const imei = event.type === "handset.seen" ? [spoken.imeiOf(event)] : [];
  const { imsi } = partyOf(event.subscriber);
  const own = [directory.digitsOf(event.subscriber), imsi];
  return [...number, ...text, ...code, ...imei, ...own]
    .filter((said) => typeof said === "string")
    .filter((said) => said.length >= TEXT_MIN);
}

/** Swapped digits as they stand in octets, from either half: "13800" is 31 08 f0 and ·1 83 00. */
function inOctets(digits: string): string[] {
  return [0, 1].map((from) => {
    const pairs = digits.slice(from).match(/../g) ?? [];
    return pairs.map(([low, high]) => `${high}${low}`).join(" ");
  });
}

/** The forms in which a text could be recognised in a line of hexadecimal octets. */
function formsOf(said: string): string[] {
  const hex = (octets: Iterable<number>): string =>
    Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(" ");
  const ucs2 = [...said].flatMap((character) => {
    const code = character.charCodeAt(0);
    return [code >>> 8, code & 0xff];
  });
  const bits = [...said].map((character) => character.charCodeAt(0) & 0x7f);
  const packed = bits.reduce((sum, code, index) => sum | (BigInt(code) << BigInt(7 * index)), 0n);
  const septets = Array.from({ length: Math.floor((7 * bits.length) / 8) }, (_, index) =>
    Number((packed >> BigInt(8 * index)) & 0xffn),
  );
  const digits = /^\d+$/.test(said) ? inOctets(said) : [];
  const forms = [...digits, hex(Buffer.from(said)), hex(ucs2), hex(septets)];
  return forms.filter((form) => form.split(" ").length >= OCTETS_MIN);
}

/** The first octets of what authenticates and ciphers. */
function keysIn(message: BssapMessage): string[] {
  const keys = [
    "rand" in message ? message.rand : undefined,
    "sres" in message ? message.sres : undefined,
    message.message === "cipherModeCommand" || message.message === "handoverRequest"
      ? "key" in message.encryptionInformation
        ? message.encryptionInformation.key
        : undefined
      : undefined,
  ];
  return keys.flatMap((key) => (key === undefined ? [] : [formatOctets(key.subarray(0, 3))]));
}

describe("the octets of any message", () => {
  test("show neither digits nor texts nor keys, and all else", () => {
    const leaks: object[] = [];
    let found = 0;
    for (const event of events) {
      const forms = saidIn(event).flatMap(formsOf);
      for (const { bssap } of ladder(event, contextOf(event))) {
        if (bssap === undefined) continue;
        const shown = veiledOctets(bssap);
        const octets = formatOctets(encode(bssap));
        expect(shown).toHaveLength(octets.length);
        const secrets = [...forms, ...keysIn(bssap)];
        if (secrets.some((form) => octets.includes(form))) found++;
        if (secrets.some((form) => shown.includes(form))) leaks.push({ event, shown });
      }
    }
    expect(leaks).toEqual([]);
    // The forms are those in which they would be found.
    expect(found).toBeGreaterThan(events.length);
  });
});

describe("signals", () => {
  test("of every event but a missed call have names, and its conclusion has octets", () => {
    for (const event of events) {
      const signals = signalsBehind(event, contextOf(event));
      if (event.type === "call.missed") {
        expect(signals).toEqual([]);
        continue;
      }
      expect(signals.length).toBeGreaterThan(0);
      for (const { message } of signals) expect(message).toMatch(/^[A-Z][A-Z0-9 -]+$/);
    }
  });

  test("never say in words what the octets cover", () => {
    const telling = events.flatMap((event) => {
      const text = JSON.stringify(signalsBehind(event, contextOf(event)));
      return saidIn(event).filter((said) => text.includes(said));
    });
    expect(telling).toEqual([]);
  });
});
