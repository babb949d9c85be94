// Message ladders: their shape, their times, their forms, and what of them the inspector shows.
import { describe, expect, test } from "vitest";
import { isFeedEvent } from "../../domain/feed-events.ts";
import {
  type SubscriberEvent,
  type SubscriberEventType,
  TAP_EVENT_TYPES,
} from "../../domain/subscriber-event.ts";
import { DAY_MS } from "../../domain/time.ts";
import { type BssapMessage, decode, encode } from "../../signaling/messages/bssap.ts";
import { variantsOf } from "../../simulator/procedures/variants.ts";
import {
  type Forced,
  LADDER_LEAD_MS,
  type LadderContext,
  ladder,
  USUAL_LEAD_MS,
  type WireMessage,
} from "../../simulator/procedures.ts";
import { createShowcase } from "../../simulator/showcase.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { exampleScenario } from "./example-scenario.ts";

const scenario = exampleScenario();
const SEED = "ladders";
const traffic = createTraffic(scenario, { seed: SEED, subscribers: 400 });
const everyday = traffic.events(0, DAY_MS).filter((event) => !isFeedEvent(event));
const showcase = createShowcase({ scenario, seed: SEED, subscribers: 2, population: 400 });
const staged = showcase.events(0, showcase.untilMs);
const party = {
  mcc: "460",
  mnc: "00",
  imsi: "460003100000001",
  tmsi: 0xc0000001,
  nextTmsi: 0xc0000002,
  word: 7,
};
/** Events that no message concludes: only time does, or another person's leg. */
const WITHOUT_CONCLUSION: readonly SubscriberEventType[] = ["call.missed", "paging.unanswered"];

function contextOf(
  event: SubscriberEvent,
  spoken: LadderContext["spoken"],
  forced?: Forced,
): LadderContext {
  const direction = event.type === "call.setUp" ? event.direction : "terminated";
  const own = { ...party, word: event.subscriber };
  const context = { party: own, start: scenario.start, direction, spoken } as const;
  return forced === undefined ? context : { ...context, forced };
}

const ladders: readonly (readonly [SubscriberEvent, readonly WireMessage[]])[] = [
  ...everyday.map((event) => [event, ladder(event, contextOf(event, traffic.spoken))] as const),
  ...staged.map((event) => {
    const forced = showcase.formsOf?.(event);
    return [event, ladder(event, contextOf(event, showcase.spoken, forced))] as const;
  }),
];

/** The names of a ladder's messages, the wrapped ones by their own. */
function namesOf(messages: readonly WireMessage[]): string[] {
  return messages.flatMap(({ bssap, sccp }) => (bssap === undefined ? [sccp] : [nameOf(bssap)]));
}

function nameOf(bssap: BssapMessage): string {
  if (bssap.message === "completeLayer3Information") return bssap.layer3Information.message;
  return bssap.message === "cpData" ? bssap.cpUserData.message : bssap.message;
}

describe("a ladder", () => {
  test("of each kind of event there is", () => {
    expect(new Set(ladders.map(([event]) => event.type))).toEqual(new Set(TAP_EVENT_TYPES));
  });

  test("has one message that concludes the event, at the event's own time", () => {
    for (const [event, messages] of ladders) {
      const concluding = messages.filter(({ concludes }) => concludes);
      const radioLost = event.type === "call.released" && event.cause24008 === 127;
      if (WITHOUT_CONCLUSION.includes(event.type) || radioLost) {
        expect(concluding.length).toBeLessThanOrEqual(1);
        continue;
      }
      expect(concluding.map(({ timeMs }) => timeMs)).toEqual([event.timeMs]);
    }
  });

  test("is in order of time, and begins no longer before its event than it may", () => {
    for (const [event, messages] of ladders) {
      const times = messages.map(({ timeMs }) => timeMs);
      expect(times.toSorted((a, b) => a - b)).toEqual(times);
      if (times.length > 0) expect(event.timeMs - times[0]!).toBeLessThanOrEqual(LADDER_LEAD_MS);
    }
    for (const [event, messages] of ladders.slice(0, everyday.length)) {
      const [first] = messages;
      if (first === undefined) continue;
      expect(event.timeMs - first.timeMs).toBeLessThanOrEqual(USUAL_LEAD_MS);
    }
  });

  test("is made of messages that come out of the decoder as they went into the encoder", () => {
    for (const [, messages] of [...ladders.slice(0, 3_000), ...ladders.slice(everyday.length)]) {
      for (const { bssap } of messages) {
        if (bssap !== undefined) expect(decode(encode(bssap))).toEqual(bssap);
      }
    }
  });

  test("keeps within the time that is free, down to none", () => {
    const event = everyday.find(({ type }) => type === "message.received")!;
    for (const roomMs of [0, 1, 500, 1_700]) {
      const context = { ...contextOf(event, traffic.spoken), roomMs };
      const messages = ladder(event, context);
      expect(event.timeMs - messages[0]!.timeMs).toBeLessThanOrEqual(roomMs);
      expect(messages).toHaveLength(ladder(event, contextOf(event, traffic.spoken)).length);
    }
  });

  test("has other gaps, challenges and forms for another event", () => {
    const updates = ladders.filter(([{ type }]) => type === "location.updated");
    const shapes = new Set(updates.map(([, messages]) => namesOf(messages).join()));
    const leads = new Set(updates.map(([event, messages]) => event.timeMs - messages[0]!.timeMs));
    const challenges = new Set(
      updates.flatMap(([, messages]) =>
        messages.flatMap(({ bssap }) =>
          bssap?.message === "authenticationRequest" ? [String(bssap.rand)] : [],
        ),
      ),
    );
    expect(shapes.size).toBeGreaterThan(20);
    expect(leads.size).toBeGreaterThan(200);
    expect(challenges.size).toBeGreaterThan(0.5 * updates.length);
  });
});

const PLAIN: Forced = {
  authenticated: false,
  ciphered: false,
  classmark: "none",
  tmsiUnknown: false,
  newTmsi: false,
  tmsiCommand: false,
  information: false,
  pagedByImsi: false,
  commonId: true,
  release: "disconnect",
  overIp: false,
  relayFails: false,
  statusReport: false,
};
const CLEARED = ["clearCommand", "clearComplete", "RLSD", "RLC"];

describe("the forms of a procedure", () => {
  const eventOf = (type: SubscriberEventType, which: object = {}): SubscriberEvent =>
    [...staged, ...everyday].find((event) =>
      Object.entries({ type, ...which }).every(
        ([name, value]) => (event as unknown as Record<string, unknown>)[name] === value,
      ),
    )!;
  const spokenBy = (event: SubscriberEvent) =>
    staged.includes(event) ? showcase.spoken : traffic.spoken;
  const told = (event: SubscriberEvent, forced: Forced): string[] =>
    namesOf(ladder(event, contextOf(event, spokenBy(event), { ...PLAIN, ...forced })));

  test("a periodic update without anything that can be left out", () => {
    expect(told(eventOf("location.updated", { updatingType: "periodic" }), {})).toEqual([
      "locationUpdatingRequest",
      "CC",
      "commonId",
      "locationUpdatingAccept",
      ...CLEARED,
    ]);
  });

  test("a normal update with everything, of a phone whose TMSI nobody knows", () => {
    const forced = {
      authenticated: true,
      ciphered: true,
      classmark: "requested",
      tmsiUnknown: true,
      newTmsi: true,
      information: true,
    } as const;
    expect(told(eventOf("location.updated", { updatingType: "normal" }), forced)).toEqual([
      "locationUpdatingRequest",
      "CC",
      "identityRequest",
      "identityResponse",
      "authenticationRequest",
      "authenticationResponse",
      "commonId",
      "classmarkRequest",
      "classmarkUpdate",
      "cipherModeCommand",
      "cipherModeComplete",
      "locationUpdatingAccept",
      "mmInformation",
      "tmsiReallocationComplete",
      ...CLEARED,
    ]);
  });

  test.each([
    ["imei", { ciphered: false }, ["identityRequest", "identityResponse"]],
    ["imeisv", { ciphered: false }, ["identityRequest", "identityResponse"]],
    ["cipherModeComplete", { ciphered: true }, ["cipherModeCommand", "cipherModeComplete"]],
  ] as const)("a handset is shown once, 350 ms before, by %s", (handset, security, pair) => {
    const event = staged.find(({ type }, at) => {
      return type === "power.turnedOn" && staged[at - 1]?.type === "handset.seen";
    })!;
    const seen = staged[staged.indexOf(event) - 1]!;
    if (seen.type !== "handset.seen") throw new Error("not a handset");
    const forced = { ...PLAIN, ...security, handset };
    const context = { ...contextOf(event, showcase.spoken, forced), handset: seen };
    const messages = ladder(event, context);
    const shows = messages.filter(({ showsHandset }) => showsHandset);
    expect(shows.map(({ timeMs }) => timeMs)).toEqual([seen.timeMs]);
    expect(namesOf(messages)).toEqual([
      "locationUpdatingRequest",
      "CC",
      "commonId",
      ...pair,
      "locationUpdatingAccept",
      ...CLEARED,
    ]);
    const digits = JSON.stringify(shows[0]!.bssap).match(/"digits":"(\d+)"/)![1];
    expect(digits).toHaveLength(handset === "imei" ? 15 : 16);
    expect(digits).toContain(showcase.spoken.imeiOf(seen));
  });

  test("a ciphered call needs no CM SERVICE ACCEPT, and goes on a channel over IP", () => {
    const event = eventOf("call.setUp", { direction: "originated" });
    const messages = ladder(
      event,
      contextOf(event, spokenBy(event), { ...PLAIN, ciphered: true, overIp: true }),
    );
    expect(namesOf(messages)).toEqual([
      "cmServiceRequest",
      "CC",
      "commonId",
      "cipherModeCommand",
      "cipherModeComplete",
      "setup",
      "callProceeding",
      "assignmentRequest",
      "assignmentComplete",
    ]);
    const assignment = messages.map(({ bssap }) => bssap);
    expect(assignment.at(-2)).toMatchObject({ callIdentifier: expect.any(Number) });
    expect(assignment.at(-1)).not.toHaveProperty("circuitIdentityCode");
  });

  test("an inter-BSC handover that fails and one that succeeds use three connections", () => {
    const event = staged.find(
      (candidate) =>
        candidate.type === "call.handedOver" &&
        showcase.formsOf?.(candidate)?.handoverFails === "reversion",
    )!;
    const messages = ladder(
      event,
      contextOf(event, showcase.spoken, { ...PLAIN, handoverFails: "reversion" }),
    );
    expect(namesOf(messages.filter(({ path }) => path === 0))).toEqual([
      "handoverRequired",
      "handoverCommand",
      "handoverFailure",
      "handoverRequired",
      "handoverCommand",
      "handoverSucceeded",
      ...CLEARED,
    ]);
    expect(namesOf(messages.filter(({ path }) => path === 1))).toEqual([
      "handoverRequest",
      "CC",
      "handoverRequestAcknowledge",
      ...CLEARED,
    ]);
    expect(namesOf(messages.filter(({ path }) => path === 2))).toEqual([
      "handoverRequest",
      "CC",
      "handoverRequestAcknowledge",
      "handoverDetect",
      "handoverComplete",
    ]);
  });

  test("paging without an answer is repeated, the last time ten seconds before the event", () => {
    const event = eventOf("paging.unanswered");
    const context = contextOf(event, showcase.spoken, { ...PLAIN, pagings: 3 });
    const messages = ladder(event, { ...context, knownInLac: 7 });
    expect(namesOf(messages)).toEqual(["paging", "paging", "paging"]);
    expect(messages[2]!.timeMs).toBe(event.timeMs - 10_000);
    expect(messages[1]!.timeMs).toBeLessThan(messages[2]!.timeMs - 2_000);
  });

  test("a vacant number is told by cause 18, in the shortest way too", () => {
    const event = eventOf("call.released", { cause24008: 18 });
    const context = { ...contextOf(event, showcase.spoken), direction: "originated" } as const;
    const call = {
      word: 1,
      direction: "originated",
      lac: event.lac,
      answered: false,
      hangsUp: true,
    } as const;
    const released = (release: "disconnect" | "release" | "releaseComplete") => {
      const forced = { ...PLAIN, release };
      const variants = variantsOf(1, forced);
      return ladder(event, { ...context, call: { ...call, variants }, forced });
    };
    expect(namesOf(released("disconnect")).slice(0, 3)).toEqual([
      "disconnect",
      "release",
      "releaseComplete",
    ]);
    expect(namesOf(released("release")).slice(0, 2)).toEqual(["release", "releaseComplete"]);
    expect(released("releaseComplete")[0]).toMatchObject({
      direction: "down",
      concludes: true,
      bssap: { message: "releaseComplete", cause: { value: 18, location: 2 } },
    });
  });
});

describe("the inspector's view", () => {
  test("lists the messages of a power-on, with the octets of the accept", () => {
    const on = everyday.find(
      (event) => event.type === "power.turnedOn" && event.fromLac === event.lac,
    )!;
    const signals = traffic.signals(on);
    const names = signals.map(({ message }) => message);
    expect(names[0]).toBe("LOCATION UPDATING REQUEST");
    expect(names).toContain("COMMON ID");
    expect(names.slice(-2)).toEqual(["CLEAR COMMAND", "CLEAR COMPLETE"]);
    const accept = signals.find(({ message }) => message === "LOCATION UPDATING ACCEPT")!;
    expect(accept.octets).toMatch(/^01 00 [0-9a-f]{2} 05 02 64 f0 00 /);
    expect(signals.filter(({ octets }) => octets !== undefined)).toEqual([accept]);
  });

  test("puts a hang-up up on one leg and down on the other", () => {
    const released = everyday.filter(
      (event) => event.type === "call.released" && event.cause24008 === 16,
    );
    const directions = released.slice(0, 200).map((event) => {
      const signal = traffic.signals(event).find(({ message }) => /DISC|REL/.test(message))!;
      return signal.direction;
    });
    expect(new Set(directions)).toEqual(new Set(["up", "down"]));
  });
});
