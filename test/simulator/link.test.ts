// A link: frames in order, whatever the windows; references of their own; long PDUs in pieces.
import { describe, expect, test } from "vitest";
import { isFeedEvent } from "../../domain/feed-events.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { LINK_TYPE } from "../../signaling/carriers/pcap.ts";
import { decodeSccp } from "../../signaling/carriers/sccp.ts";
import { CONNECTION_DATA_MAX, DATA_MAX } from "../../signaling/carriers/sccp-tables.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import { encode } from "../../signaling/messages/bssap.ts";
import { createTap } from "../../signaling/tapped-message.ts";
import { createConnection, Ends } from "../../simulator/link/ends.ts";
import { Schedule, type Timed } from "../../simulator/link/schedule.ts";
import { createLink, type Link, mtp3Of, type WireFrame } from "../../simulator/link.ts";
import type { WireMessage } from "../../simulator/procedures.ts";
import { createTraffic, type Traffic } from "../../simulator/traffic.ts";
import { exampleScenario } from "./example-scenario.ts";

const scenario = exampleScenario();
const SEED = "link";
const PEOPLE = 300;

function newLink(shard?: { readonly index: number; readonly of: number }): Link {
  const traffic = createTraffic(scenario, { seed: SEED, subscribers: PEOPLE });
  const options = { seed: SEED, start: scenario.start, untilMs: DAY_MS };
  if (shard === undefined) return createLink(traffic, { ...options, reset: true });
  const isOwn = ({ subscriber }: SubscriberEvent): boolean => subscriber % shard.of === shard.index;
  const events: Traffic["events"] = (fromMs, toMs) => traffic.events(fromMs, toMs).filter(isOwn);
  return createLink({ ...traffic, events }, { ...options, shard });
}

const day = [...newLink().frames(0, DAY_MS)];
const morning = day.filter(({ timeMs }) => timeMs < 10 * HOUR_MS);

describe("frames of a link", () => {
  test("are in order of time, and the same whatever the windows are", () => {
    const times = day.map(({ timeMs }) => timeMs);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(times.length).toBeGreaterThan(150 * PEOPLE);
    const link = newLink();
    const pieces: WireFrame[] = [];
    let fromMs = 0;
    for (const toMs of [1, 3 * HOUR_MS, 3 * HOUR_MS + 17, 8 * HOUR_MS - 1, 10 * HOUR_MS]) {
      const piece = [...link.frames(fromMs, toMs)];
      expect(piece.filter(({ timeMs }) => timeMs < fromMs || timeMs >= toMs)).toEqual([]);
      pieces.push(...piece);
      fromMs = toMs;
    }
    expect(pieces).toEqual(morning);
    // They come while they are asked for, not when the window is over.
    const { value } = link.frames(fromMs, DAY_MS)[Symbol.iterator]().next();
    expect(value.timeMs).toBeLessThan(fromMs + 10 * MINUTE_MS);
  });

  test("name the event that each is a part of, and conclude each once", () => {
    const concluding = morning.filter(({ concludes }) => concludes);
    const named = concluding.map(({ subscriber, event }) => `${subscriber}/${event?.sequence}`);
    expect(new Set(named).size).toBe(named.length);
    const expected = createTraffic(scenario, { seed: SEED, subscribers: PEOPLE })
      .events(0, 10 * HOUR_MS)
      .filter((event) => event.type !== "call.missed" && !isFeedEvent(event));
    expect(concluding.map(({ timeMs, subscriber, event }) => [timeMs, subscriber, event])).toEqual(
      expected.map(({ timeMs, subscriber, type, sequence }) => [
        timeMs,
        subscriber,
        { type, sequence },
      ]),
    );
  });

  test("open and end every connection, under references used once at a time by either end", () => {
    const open = new Set<string>();
    const wrong: object[] = [];
    const note = (right: boolean, what: object): void => {
      if (!right) wrong.push(what);
    };
    for (const { transfer } of day) {
      const { opc, dpc, userData } = transfer;
      const sccp = decodeSccp(userData);
      if (sccp.type === "CR" || sccp.type === "CC") {
        note(!open.has(`${opc}:${sccp.slr}`), sccp);
        open.add(`${opc}:${sccp.slr}`);
      }
      if (sccp.type === "CREF") note(open.delete(`${dpc}:${sccp.dlr}`), sccp);
      if (sccp.type === "DT1") note(open.has(`${dpc}:${sccp.dlr}`), sccp);
      if (sccp.type !== "RLC") continue;
      note(open.delete(`${opc}:${sccp.slr}`), sccp);
      note(open.delete(`${dpc}:${sccp.dlr}`), sccp);
    }
    expect(wrong).toEqual([]);
    expect(open.size).toBe(0);
  });

  test("let no connection be silent for longer than an SCCP end waits", () => {
    const lastMs = new Map<string, number>();
    let longest = 0;
    const tests = day.filter(({ transfer }) => decodeSccp(transfer.userData).type === "IT");
    for (const { transfer, timeMs } of day) {
      const sccp = decodeSccp(transfer.userData);
      if (!("dlr" in sccp)) continue;
      const end = `${transfer.dpc}:${sccp.dlr}`;
      longest = Math.max(longest, timeMs - (lastMs.get(end) ?? timeMs));
      if (sccp.type === "RLC") lastMs.delete(end);
      else lastMs.set(end, timeMs);
    }
    expect(longest).toBeLessThan(11 * MINUTE_MS);
    expect(tests.length).toBeGreaterThan(0);
  });

  test("of two shards have no reference in common, and together no more and no less", () => {
    const [even, odd] = [0, 1].map((index) => [
      ...newLink({ index, of: 2 }).frames(0, 10 * HOUR_MS),
    ]);
    const resets = morning.filter(({ procedure }) => procedure === "reset");
    const referencesOf = (frames: readonly WireFrame[]) =>
      frames.flatMap(({ transfer }) => {
        const sccp = decodeSccp(transfer.userData);
        return "slr" in sccp ? [`${transfer.opc}:${sccp.slr}`] : [];
      });
    const taken = new Set(referencesOf(even!));
    expect(referencesOf(odd!).filter((reference) => taken.has(reference))).toEqual([]);
    expect(even!.length + odd!.length).toBe(morning.length - resets.length);
  });

  test("begin with a RESET of each BSC and its answer, if that is wanted", () => {
    const resets = day.filter(({ procedure }) => procedure === "reset");
    const bscs = new Set(resets.map(({ transfer: { opc, dpc } }) => Math.max(opc, dpc)));
    expect(resets).toHaveLength(2 * bscs.size);
    expect(bscs.size).toBeGreaterThan(5);
    expect(day.slice(0, resets.length)).toEqual(resets);
    expect(resets.at(-1)!.bssap?.message).toBe("resetAcknowledge");
  });

  test("give new TMSIs, no one twice", () => {
    const given = day.flatMap(({ bssap }) =>
      bssap?.message === "locationUpdatingAccept" && bssap.mobileIdentity?.type === "tmsi"
        ? [bssap.mobileIdentity.tmsi]
        : [],
    );
    expect(given.length).toBeGreaterThan(100);
    expect(new Set(given).size).toBe(given.length);
  });
});

describe("N(SD)", () => {
  test("alternates on each connection, from 0 or after a paging response from 0 too", () => {
    const numbers = new Map<string, number[]>();
    for (const { transfer, bssap } of morning) {
      if (bssap === undefined) continue;
      const sccp = decodeSccp(transfer.userData);
      const up = transfer.opc !== 1;
      if (!up || bssap.layer !== "dtap" || !("dlr" in sccp)) continue;
      if (bssap.protocol === "shortMessageService") continue;
      const key = `${transfer.opc}:${sccp.dlr}`;
      const list = numbers.get(key) ?? [];
      list.push("sendSequenceNumber" in bssap ? (bssap.sendSequenceNumber ?? 0) : 0);
      numbers.set(key, list);
    }
    const wrong = [...numbers.values()].filter((list) =>
      list.some((number, index) => number !== (list[0]! + index) % 2),
    );
    expect(wrong).toEqual([]);
    expect(new Set([...numbers.values()].map(([first]) => first))).toEqual(new Set([0, 1]));
  });
});

describe("long PDUs", () => {
  const LAC = 10_760;
  const cellIdentifier = { discriminator: "cgi", mcc: "460", mnc: "00", lac: LAC, ci: 7 } as const;
  const handoverRequest: BssapMessage = {
    layer: "bssmap",
    message: "handoverRequest",
    channelType: { content: "speech", rateAndType: 8, speechVersions: [1] },
    encryptionInformation: { permittedAlgorithms: 1 },
    cellIdentifierServing: cellIdentifier,
    cellIdentifierTarget: cellIdentifier,
    oldBssToNewBssInformation: new Uint8Array(120).fill(0x11),
  };
  const confusion: BssapMessage = {
    layer: "bssmap",
    message: "confusion",
    cause: 0x20,
    diagnostic: new Uint8Array(249).fill(0x22),
  };
  const message = (part: Pick<WireMessage, "direction" | "sccp" | "bssap">): WireMessage => {
    const common = { timeMs: 0, concludes: false, showsHandset: false, path: 0, lac: LAC };
    return { ...common, ...part };
  };

  test("wait for the confirmation when they do not fit into the connection request", () => {
    expect(encode(handoverRequest).length).toBeGreaterThan(CONNECTION_DATA_MAX);
    const ends = new Ends({ index: 0, of: 1 });
    const connection = createConnection(LAC);
    const sent = [
      ...ends.send(message({ direction: "down", sccp: "CR", bssap: handoverRequest }), connection),
      ...ends.send(message({ direction: "up", sccp: "CC" }), connection),
    ];
    const parts = sent.map(({ transfer }) => decodeSccp(transfer.userData));
    expect(parts.map(({ type }) => type)).toEqual(["CR", "CC", "DT1"]);
    expect(sent.map(({ bssap }) => bssap)).toEqual([undefined, undefined, handoverRequest]);
    expect(sent.map(({ transfer }) => transfer.opc === 1)).toEqual([true, false, true]);
    expect(parts[2]).toMatchObject({ dlr: connection.bscReference });
  });

  test("are cut into DT1s that a tap puts together again", () => {
    const ends = new Ends({ index: 0, of: 1 });
    const connection = createConnection(LAC);
    const open = message({
      direction: "down",
      sccp: "CR",
      bssap: { ...handoverRequest, oldBssToNewBssInformation: new Uint8Array(2) },
    });
    const steps = [
      open,
      message({ direction: "up", sccp: "CC" }),
      message({ direction: "up", sccp: "DT1", bssap: { ...confusion } }),
    ];
    expect(encode(confusion).length).toBeGreaterThan(DATA_MAX);
    const tap = createTap((_frame, reason) => expect.unreachable(reason));
    const sent = steps.flatMap((step) => ends.send(step, connection));
    expect(sent.map(({ bssap }) => bssap)).toEqual([open.bssap, undefined, undefined, confusion]);
    const read = sent.flatMap(({ transfer }, index) => {
      const octets = mtp3Of({ transfer });
      return [...tap.read(LINK_TYPE.mtp3, index, index + 1, octets)];
    });
    expect(read.flatMap(({ bssap }) => bssap ?? [])).toEqual([open.bssap, confusion]);
  });
});

/** All that a schedule gives out. */
function taken(schedule: Schedule<Timed>, untilMs: number): Timed[] {
  const all: Timed[] = [];
  for (let due = schedule.take(untilMs); due !== undefined; due = schedule.take(untilMs)) {
    all.push(...due);
  }
  return all;
}

describe("a schedule", () => {
  const item = (timeMs: number, subscriber = 0, order = 0) => ({ timeMs, subscriber, order });

  test("gives out by time, then subscriber, then order of addition, up to a moment", () => {
    const schedule = new Schedule<Timed>();
    const items = [item(1_500), item(20, 2), item(20, 1, 3), item(20, 1, 2), item(999), item(-40)];
    for (const each of items) schedule.add(each);
    expect(taken(schedule, 1_000)).toEqual([
      item(-40),
      item(20, 1, 2),
      item(20, 1, 3),
      item(20, 2),
      item(999),
    ]);
    schedule.add(item(1_200));
    expect(schedule.size).toBe(2);
    expect(taken(schedule, 1_300)).toEqual([item(1_200)]);
    expect(taken(schedule, 5_000)).toEqual([item(1_500)]);
  });
});
