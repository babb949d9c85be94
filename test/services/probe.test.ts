// The probe: octets of a link in, subscriber events out; what cannot be read is named and skipped.
import { beforeAll, describe, expect, test } from "vitest";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { HOUR_MS } from "../../domain/time.ts";
import type { TappedFrame } from "../../services/batches.ts";
import { Probe } from "../../services/probe.ts";
import { createLink, mtp3Of } from "../../simulator/link.ts";
import { createTraffic, type Traffic } from "../../simulator/traffic.ts";
import { readQuickstart } from "./quickstart.ts";

let traffic: Traffic;
let frames: TappedFrame[];
const feeds: SubscriberEvent[] = [];
let events: readonly unknown[];

beforeAll(async () => {
  const scenario = readQuickstart();
  const options = { seed: "7", subscribers: 200 };
  traffic = createTraffic(scenario, options);
  events = createTraffic(scenario, options).events(0, HOUR_MS);
  const { start } = scenario;
  const onFeed = (event: SubscriberEvent): unknown => event.timeMs < HOUR_MS && feeds.push(event);
  const link = createLink(traffic, { seed: "7", start, untilMs: 2 * HOUR_MS, onFeed });
  frames = Array.from(link.frames(0, HOUR_MS), (frame) => ({
    timeMs: frame.timeMs,
    octets: Buffer.from(mtp3Of(frame)).toString("base64"),
  }));
});

const door = () => ({
  registry: traffic.directory,
  numbers: traffic.numbers,
  tokenise: traffic.tokenise,
});

const withoutCause = (event: object): object => ({ ...event, cause: {} });

describe("the probe", () => {
  test("reads from octets what the typed feed says, with frame numbers as causes", () => {
    const probe = new Probe({ ...door(), onSkip: (_, reason) => expect.unreachable(reason) });
    const read = probe.read({ fromMs: 0, toMs: HOUR_MS, frames, feeds });
    expect([read.fromMs, read.toMs, probe.skipped]).toEqual([0, HOUR_MS, 0]);
    expect(read.events.length).toBeGreaterThan(50);
    expect(read.events.map(withoutCause)).toEqual(
      events.map((event) => withoutCause(event as object)),
    );
    expect(read.events.find(({ source }) => source === "tap")!.cause.frame).toBeGreaterThan(0);
  });

  test("names the number and the reason of a frame that it cannot read, and goes on", () => {
    const skips: [number, string][] = [];
    const onSkip = (frame: number, reason: string): void => void skips.push([frame, reason]);
    const probe = new Probe({ ...door(), onSkip });
    const broken = { timeMs: 0, octets: Buffer.from([0x83, 1, 0, 0, 0, 0xff]).toString("base64") };
    const withBroken = [frames[0]!, broken, ...frames.slice(1)];
    const batch = { fromMs: 0, toMs: HOUR_MS, frames: withBroken, feeds };
    expect(probe.read(batch).events).toHaveLength(events.length);
    expect(probe.skipped).toBe(1);
    expect(skips).toEqual([[2, expect.stringMatching(/got .*, expected .*/)]]);
  });

  test("reads a batch that comes twice once, and refuses one that leaves a gap", () => {
    const probe = new Probe({ ...door(), onSkip: (_, reason) => expect.unreachable(reason) });
    const batch = { fromMs: 0, toMs: HOUR_MS, frames, feeds };
    expect(probe.read(batch)).toBe(probe.read(batch));
    const later = { fromMs: HOUR_MS + 1, toMs: HOUR_MS + 2, frames: [], feeds: [] };
    expect(() => probe.read(later)).toThrow(
      /got frames from 3600001 ms, expected those from 3600000/,
    );
  });
});
