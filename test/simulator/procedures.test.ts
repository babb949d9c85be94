// Message ladders: their shape, their times, their octets, and what tshark reads in them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SUBSCRIBER_EVENT_TYPES } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { LINK_TYPE, writePcap } from "../../signaling/carriers/pcap.ts";
import { decode, encode } from "../../signaling/messages/bssap.ts";
import { LADDER_LEAD_MS, ladder } from "../../simulator/procedures.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { createLink } from "../../simulator/wire.ts";
import { exampleScenario } from "./example-scenario.ts";

const scenario = exampleScenario();
const SEED = "ladders";
const COUNT = 400;
const traffic = createTraffic(scenario, { seed: SEED, subscribers: COUNT });
const events = traffic.events(0, DAY_MS);
const party = { mcc: "460", mnc: "00", imsi: "460003100000001", tmsi: 0xc0000001 };

describe("a ladder", () => {
  test("of every event has one message that concludes it, at the event's own time", () => {
    for (const event of events) {
      if (event.type === "call.missed") continue;
      const rungs = ladder(event, { party, start: scenario.start, direction: "terminated" });
      const concluding = rungs.filter(({ concludes }) => concludes);
      expect(concluding.filter(({ bssap }) => bssap !== undefined)).toHaveLength(1);
      expect(concluding[0]!.timeMs).toBe(event.timeMs);
      const times = rungs.map(({ timeMs }) => timeMs);
      expect(times.toSorted((a, b) => a - b)).toEqual(times);
      expect(event.timeMs - times[0]!).toBeLessThanOrEqual(LADDER_LEAD_MS);
    }
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(SUBSCRIBER_EVENT_TYPES));
  });

  test("is made of messages that come out of the decoder as they went into the encoder", () => {
    for (const event of events.slice(0, 3000)) {
      for (const { bssap } of ladder(event, {
        party,
        start: scenario.start,
        direction: "originated",
      })) {
        if (bssap !== undefined) expect(decode(encode(bssap))).toEqual(bssap);
      }
    }
  });

  test("tells the inspector the messages of a power-on, with the octets of the accept", () => {
    const on = events.find(
      (event) => event.type === "power.turnedOn" && event.fromLac === event.lac,
    )!;
    const signals = traffic.signals(on);
    expect(signals.map(({ message }) => message)).toEqual([
      "LOCATION UPDATING REQUEST",
      "AUTHENTICATION REQUEST",
      "AUTHENTICATION RESPONSE",
      "COMMON ID",
      "LOCATION UPDATING ACCEPT",
      "TMSI REALLOCATION COMPLETE",
      "CLEAR COMMAND",
      "CLEAR COMPLETE",
    ]);
    expect(signals[4]!.octets).toMatch(/^01 00 0e 05 02 64 f0 00 /);
    expect(signals.filter(({ octets }) => octets !== undefined)).toHaveLength(1);
  });

  test("puts a caller's DISCONNECT up on his leg and down on the other's", () => {
    const released = events.filter(
      (event) => event.type === "call.released" && event.cause24008 === 16,
    );
    const directions = released.slice(0, 200).map((event) => {
      const signal = traffic.signals(event).find(({ message }) => message === "DISCONNECT")!;
      return signal.direction;
    });
    expect(new Set(directions)).toEqual(new Set(["up", "down"]));
  });
});

describe("frames of a link", () => {
  const link = createLink(createTraffic(scenario, { seed: SEED, subscribers: COUNT }), {
    seed: SEED,
    start: scenario.start,
    untilMs: DAY_MS,
  });
  const frames = [...link.frames(0, 10 * HOUR_MS)];

  test("are in order of time, and so are those of the next window", () => {
    const times = [...frames, ...link.frames(10 * HOUR_MS, 11 * HOUR_MS)].map(
      ({ timeMs }) => timeMs,
    );
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(times.length).toBeGreaterThan(50 * COUNT);
  });

  test("are read by tshark without complaint, message by message", () => {
    const file = join(mkdtempSync(join(tmpdir(), "kairos-")), "link.pcap");
    const part = frames.slice(0, 20_000);
    writeFileSync(file, writePcap(LINK_TYPE.mtp3, part));
    const tshark = (...options: string[]): string[] =>
      execFileSync("tshark", ["-n", "-r", file, ...options], { encoding: "utf8", maxBuffer: 1e9 })
        .split("\n")
        .filter((line) => line !== "");
    expect(tshark("-Y", "_ws.malformed || _ws.expert.severity >= 0x400000")).toEqual([]);
    expect(tshark("-Y", "bssap", "-T", "fields", "-e", "frame.number").length).toBeGreaterThan(
      0.7 * part.length,
    );
    expect(tshark("-Y", "sccp", "-T", "fields", "-e", "frame.number")).toHaveLength(part.length);
  });
});
