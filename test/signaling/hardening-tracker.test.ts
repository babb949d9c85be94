// The limits of the tracker: what it does with more than any network has, message by message.
import { describe, expect, test } from "vitest";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import type { DtapMessage } from "../../signaling/messages/dtap.ts";
import { registerSs, result, SS_CODE } from "../../signaling/messages/facility.ts";
import type { TappedMessage } from "../../signaling/tapped-message.ts";
import { advance, createTracker, type Tracker, track } from "../../signaling/tracker.ts";
import { HELD_MAX } from "../../signaling/tracking/attribution.ts";
import { CONNECTIONS_MAX, ENDPOINTS_MAX } from "../../signaling/tracking/connections.ts";
import { AREAS_MAX, EXCHANGES_MAX, Exchanges } from "../../signaling/tracking/exchanges.ts";
import { WATCHED_MAX } from "../../signaling/tracking/links.ts";
import { PAGES_MAX, Pages } from "../../signaling/tracking/pages.ts";
import { BSC_A, BSC_B, MSC } from "./frames.ts";
import {
  acknowledged,
  address,
  cell,
  clearRequest,
  commonId,
  handoverComplete,
  handoverRequest,
  handoverRequired,
  imsi,
  initial,
  key,
  reestablishment,
  SS,
  said,
  service,
  setup,
  submit,
} from "./tracking/messages.ts";
import { partsOf } from "./tracking/parts.ts";
import { imsiOf } from "./tracking/random-traffic.ts";

const UNKNOWN = service({ type: "tmsi", tmsi: 1 });
const NO_OCTETS = new Uint8Array();
const PEOPLE = 10;

/** Says things to a tracker, each message a second after the one before unless told otherwise. */
class Speaker {
  readonly tracker: Tracker = createTracker(partsOf(PEOPLE));
  readonly events: SubscriberEvent[] = [];
  stepMs = 1_000;
  #frame = 0;
  #timeMs = 0;

  say(opc: number, dpc: number, sccp: TappedMessage["sccp"], bssap?: BssapMessage): void {
    this.#timeMs += this.stepMs;
    const frame = ++this.#frame;
    // Octets that differ, as those of different messages do: else it would be a repetition.
    const octets = Uint8Array.of(frame & 0xff, (frame >>> 8) & 0xff, frame >>> 16);
    const head = { frame, timeMs: this.#timeMs, opc, dpc, sccp };
    const message =
      bssap === undefined ? { ...head, octets: NO_OCTETS } : { ...head, bssap, octets };
    this.events.push(...track(this.tracker, message));
  }

  /** A connection of BSC A; its local references are `reference` and that plus 2²³. */
  open(reference: number, message: DtapMessage = UNKNOWN, bsc = BSC_A): void {
    this.say(bsc, MSC, { type: "CR", slr: reference }, initial(message));
    this.confirm(reference, bsc);
  }
  confirm(reference: number, bsc = BSC_A): void {
    this.say(MSC, bsc, { type: "CC", dlr: reference, slr: reference + 2 ** 23 });
  }
  up(reference: number, message: BssapMessage, bsc = BSC_A): void {
    this.say(bsc, MSC, { type: "DT1", dlr: reference + 2 ** 23 }, message);
  }
  down(reference: number, message: BssapMessage, bsc = BSC_A): void {
    this.say(MSC, bsc, { type: "DT1", dlr: reference }, message);
  }
  close(reference: number): void {
    this.say(MSC, BSC_A, { type: "RLSD", dlr: reference, slr: reference + 2 ** 23 });
  }
  count(type: SubscriberEvent["type"]): number {
    return this.events.filter((event) => event.type === type).length;
  }
}

const ussd = (invokeId: number): DtapMessage => ({
  ...SS,
  message: "register",
  facility: {
    component: "invoke",
    invokeId,
    operation: 59,
    ussd: { dataCodingScheme: 15, text: "1" },
  },
});

describe("a connection", () => {
  test("holds 64 events until its subscriber is known; those beyond are dropped and counted", () => {
    const speaker = new Speaker();
    speaker.open(1);
    for (let count = 0; count < HELD_MAX + 6; count++) speaker.up(1, ussd(count));
    expect(speaker.events).toEqual([]);
    speaker.down(1, commonId(imsiOf(1)));
    expect(speaker.events).toHaveLength(HELD_MAX);
    expect(speaker.tracker.counts).toMatchObject({
      dropped: 6,
      droppedByType: { "ussd.requested": 6 },
    });
  });

  test("holds 64 events after handovers too", () => {
    const speaker = new Speaker();
    speaker.open(1);
    for (let leg = 1; leg <= 4; leg++) {
      for (let count = 0; count < HELD_MAX; count++) speaker.up(leg, ussd(count));
      speaker.up(leg, {
        layer: "bssmap",
        message: "assignmentComplete",
        cellIdentifier: cell(1, leg),
      });
      speaker.down(leg, {
        layer: "bssmap",
        message: "assignmentRequest",
        channelType: { content: "signalling", rateAndType: 1 },
        callIdentifier: 7,
      });
      speaker.up(leg, handoverRequired);
      const request = handoverRequest(cell(1, leg), cell(1, leg + 1));
      speaker.say(MSC, BSC_A, { type: "CR", slr: leg + 1 + 2 ** 23 }, {
        ...request,
        callIdentifier: 7,
      } as BssapMessage);
      speaker.say(BSC_A, MSC, { type: "CC", dlr: leg + 1 + 2 ** 23, slr: leg + 1 });
      speaker.up(leg + 1, handoverComplete);
    }
    speaker.down(5, commonId(imsiOf(1)));
    expect(speaker.events).toHaveLength(HELD_MAX);
    expect(speaker.tracker.counts.dropped).toBe(3 * HELD_MAX + 4);
  });

  test("has 14 calls at once", () => {
    const speaker = new Speaker();
    speaker.open(1, service(imsi(imsiOf(1))));
    for (let transaction = 0; transaction < 20; transaction++) {
      speaker.up(1, setup("13800010002", transaction));
    }
    expect(speaker.count("call.setUp")).toBe(14);
    speaker.close(1);
    expect(speaker.count("call.released")).toBe(14);
  });

  test("has 14 calls at once also when those of a lost radio come back to it", () => {
    const speaker = new Speaker();
    for (const [reference, again] of [
      [1, service],
      [2, reestablishment],
    ] as const) {
      speaker.open(reference, again(imsi(imsiOf(1))));
      for (let transaction = 0; transaction < 14; transaction++) {
        speaker.up(reference, setup("13800010002", transaction));
      }
    }
    expect([speaker.count("call.setUp"), speaker.count("call.released")]).toEqual([28, 0]);
    speaker.up(1, clearRequest(1));
    expect(speaker.count("call.released")).toBe(14);
    speaker.close(2);
    expect(speaker.count("call.released")).toBe(28);
  });

  test("remembers eight short messages that wait for their answer, the latest", () => {
    const speaker = new Speaker();
    speaker.open(1, service(imsi(imsiOf(1))));
    for (let reference = 0; reference < 10; reference++) {
      speaker.up(1, submit(reference, address("13800010002"), { text: "a" }));
    }
    for (let reference = 0; reference < 10; reference++) {
      speaker.down(1, acknowledged("down", reference));
    }
    expect(speaker.count("message.sent")).toBe(8);
  });

  test("remembers eight changes of forwarding that wait for their answer, the latest", () => {
    const speaker = new Speaker();
    speaker.open(1, service(imsi(imsiOf(1))));
    const forwardedTo = { typeOfNumber: 0, numberingPlan: 1, digits: "13800010002" };
    for (let invokeId = 0; invokeId < 10; invokeId++) {
      const facility = registerSs({ ssCode: SS_CODE.cfb, forwardedTo, invokeId });
      speaker.up(1, { ...SS, message: "register", facility });
    }
    for (let invokeId = 0; invokeId < 10; invokeId++) {
      const facility = result({ invokeId, operation: 10 });
      speaker.down(1, { ...SS, transactionFlag: true, message: "facility", facility });
    }
    expect(speaker.count("forwarding.set")).toBe(8);
  });

  test("remembers 64 keys of a call for its menu; those beyond are events without them", () => {
    const speaker = new Speaker();
    speaker.open(1, service(imsi(imsiOf(1))));
    speaker.up(1, setup("10086"));
    speaker.down(1, said("connect"));
    for (let count = 0; count < 80; count++) speaker.up(1, key("1"));
    const paths = speaker.events.flatMap((event) =>
      event.type === "key.pressed" ? [event.path.length] : [],
    );
    expect([paths.length, Math.max(...paths), paths.at(-1)]).toEqual([80, 64, 64]);
  });
});

describe("a network", () => {
  test("of 262,145 connections the one that was silent longest is given up", () => {
    const speaker = new Speaker();
    speaker.stepMs = 0;
    speaker.open(0, service(imsi(imsiOf(1))));
    speaker.up(0, setup("13800010002"));
    for (let reference = 1; reference < CONNECTIONS_MAX; reference++) {
      speaker.say(BSC_A, MSC, { type: "CR", slr: reference }, initial(UNKNOWN));
    }
    expect(speaker.tracker.links.connections.size).toBe(CONNECTIONS_MAX);
    expect(speaker.count("call.released")).toBe(0);
    speaker.say(BSC_A, MSC, { type: "CR", slr: CONNECTIONS_MAX }, initial(UNKNOWN));
    expect(speaker.tracker.links.connections.size).toBe(CONNECTIONS_MAX);
    expect(speaker.count("call.released")).toBe(1);
  });

  test("connections with more than 16,384 point codes are counted, not followed", () => {
    const speaker = new Speaker();
    for (let bsc = 1; bsc < ENDPOINTS_MAX; bsc++) {
      speaker.say(MSC + bsc, MSC, { type: "CR", slr: 1 }, initial(UNKNOWN));
    }
    expect(speaker.tracker.counts.unconnected).toBe(0);
    speaker.say(MSC + ENDPOINTS_MAX, MSC, { type: "CR", slr: 1 }, initial(UNKNOWN));
    expect(speaker.tracker.counts.unconnected).toBe(1);
  });

  test.each<
    ["leaving" | "arriving" | "lost" | "returning", (speaker: Speaker, reference: number) => void]
  >([
    [
      "leaving",
      (speaker, reference) => {
        speaker.open(reference);
        speaker.up(reference, handoverRequired);
      },
    ],
    [
      "arriving",
      (speaker, reference) => {
        const request = handoverRequest(cell(1, 1), cell(1, 2));
        speaker.say(MSC, BSC_B, { type: "CR", slr: reference }, request);
      },
    ],
    [
      "lost",
      (speaker, reference) => {
        speaker.open(reference, service(imsi(imsiOf(reference % PEOPLE))));
        speaker.up(reference, setup("13800010002"));
        speaker.up(reference, clearRequest(1));
      },
    ],
    [
      "returning",
      (speaker, reference) => speaker.open(reference, reestablishment({ type: "tmsi", tmsi: 1 })),
    ],
  ])("no more than 8,192 connections are %s at once", (kind, make) => {
    const speaker = new Speaker();
    speaker.stepMs = 0;
    for (let reference = 0; reference < WATCHED_MAX + 10; reference++) make(speaker, reference);
    expect(speaker.tracker.links[kind].size).toBe(WATCHED_MAX);
    expect(speaker.tracker.links.connections.size).toBe(WATCHED_MAX + 10);
    advance(speaker.tracker, 10 ** 9);
    expect(speaker.tracker.links.connections.size).toBe(0);
    expect(speaker.tracker.links[kind].size).toBe(0);
  });

  test("no more than 65,536 openings of ended connections are remembered", () => {
    const speaker = new Speaker();
    speaker.stepMs = 0;
    for (let reference = 0; reference < 65_536 + 10; reference++) {
      speaker.say(BSC_A, MSC, { type: "CR", slr: reference }, initial(UNKNOWN));
      speaker.say(MSC, BSC_A, { type: "CREF", dlr: reference });
    }
    expect(speaker.tracker.links.brief.size).toBe(65_536);
    expect(speaker.tracker.links.connections.size).toBe(0);
  });

  test("of more than 1,048,576 searches by paging the oldest is forgotten", () => {
    const pages = new Pages();
    for (let subscriber = 0; subscriber <= PAGES_MAX; subscriber++) pages.page(subscriber, 0, 1);
    expect(pages.size).toBe(PAGES_MAX);
    expect(pages.takeUnanswered(10_000)?.[0]).toBe(1);
  });

  test("exchanges and location areas beyond their limits have no TMSIs", () => {
    const exchanges = new Exchanges();
    for (let index = 0; index < EXCHANGES_MAX; index++)
      expect(exchanges.indexOf(index)).toBe(index);
    expect(exchanges.indexOf(EXCHANGES_MAX)).toBe(-1);
    expect(exchanges.localTmsi(-1, 1, 1)).toBe(-1);
    for (let area = 0; area < AREAS_MAX; area++) exchanges.localTmsi(area >>> 16, area & 0xffff, 1);
    expect(exchanges.localTmsi(AREAS_MAX >>> 16, 0, 1)).toBe(-1);
    expect(exchanges.localTmsi(0, 0, 7)).toBe(7);
  });

  test("an exchange serves 16 networks; the 17th counts as foreign", () => {
    const exchanges = new Exchanges();
    const plmn = (index: number) => ({ mcc: "460", mnc: String(10 + index) });
    const exchange = exchanges.indexOf(MSC);
    for (let index = 0; index < 17; index++) exchanges.serve(exchange, plmn(index));
    expect(exchanges.serves(exchange, plmn(15))).toBe(true);
    expect(exchanges.serves(exchange, plmn(16))).toBe(false);
  });
});
