// When what is to be sent: profiles, intended times, and what is wrong with a flag.
import { describe, expect, test } from "vitest";
import { parsePlace, parseShare, partitionsOf } from "../../services/load/place.ts";
import { pacingOf, parseProfile, profileText } from "../../services/load/profile.ts";
import { Timeline } from "../../services/load/tick.ts";

describe("a profile", () => {
  test.each([
    ["constant:50k/s:60s", { kind: "constant", rate: 50_000, durationMs: 60_000 }],
    ["constant:1.5M/s:2m", { kind: "constant", rate: 1_500_000, durationMs: 120_000 }],
    [
      "ramp:1k/s-100k/s:60s",
      { kind: "ramp", fromRate: 1_000, toRate: 100_000, durationMs: 60_000 },
    ],
    ["busy-hour:1M", { kind: "busy-hour", people: 1_000_000, durationMs: 3_600_000 }],
    ["busy-hour:20k:90s", { kind: "busy-hour", people: 20_000, durationMs: 90_000 }],
  ])("is read from %s", (text, profile) => {
    expect(parseProfile(text)).toEqual(profile);
  });

  test.each([
    ["", "constant:50k/s:60s, ramp"],
    ["constant", "constant:50k/s:60s, ramp"],
    ["constnat:1/s:1s", '"constnat"'],
    ["constant:50k:60s", '"50k", expected a rate'],
    ["constant:0/s:60s", '"0/s", expected a rate'],
    ["constant:50k/s", "no duration"],
    ["constant:50k/s:60", '"60", expected a duration'],
    ["constant:50k/s:0s", '"0s", expected a duration'],
    ["ramp:1k/s:60s", "two rates"],
    ["ramp:1k/s-2k/s-3k/s:60s", "two rates"],
    ["busy-hour:lots", '"lots", expected a number of people'],
    ["constant:1/s:1s:1s", "constant:50k/s:60s, ramp"],
  ])("is refused when it is %j", (text, wanted) => {
    expect(() => parseProfile(text)).toThrow(wanted);
  });

  test("is told as people say it", () => {
    expect(profileText(parseProfile("ramp:1k/s-20k/s:60s"))).toBe("1,000/s to 20,000/s in 60 s");
  });

  test.each([
    [
      "constant:100/s:10s",
      0,
      1,
      [
        [0, 0],
        [5_000, 500],
        [10_000, 1_000],
        [11_000, 1_000],
      ],
    ],
    [
      "constant:100/s:10s",
      2_000,
      0.5,
      [
        [2_000, 100],
        [12_000, 600],
      ],
    ],
    // A straight line of rates is a parabola of events: 0.1 to 0.3 per ms over ten seconds.
    [
      "ramp:100/s-300/s:10s",
      0,
      1,
      [
        [5_000, 750],
        [10_000, 2_000],
      ],
    ],
    [
      "ramp:100/s-300/s:10s",
      1_000,
      1,
      [
        [1_000, 100],
        [11_000, 2_100],
      ],
    ],
  ] as const)(
    "%s behind %d ms of warm-up intends so many events",
    (text, warmUpMs, share, rows) => {
      const pacing = pacingOf(parseProfile(text), { warmUpMs, share, subscribers: 1 });
      if (pacing.by !== "events") throw new Error("paced by events");
      for (const [ms, events] of rows) expect(pacing.eventsBy(ms)).toBeCloseTo(events, 6);
    },
  );

  test("of a busy hour goes by as much faster as there are fewer people", () => {
    const pacing = (subscribers: number) =>
      pacingOf(parseProfile("busy-hour:1M:10s"), { warmUpMs: 0, share: 1, subscribers });
    expect(pacing(1_000_000)).toMatchObject({ by: "time", speed: 1 });
    expect(pacing(20_000)).toMatchObject({ by: "time", speed: 50, durationMs: 10_000 });
  });
});

describe("a timeline", () => {
  const timeline = new Timeline(1_000, 20);
  for (const toMs of [1_100, 1_110, 2_000]) timeline.add(toMs);

  test.each([
    [999, undefined],
    [1_000, 0],
    [1_050, 10],
    [1_100, 20],
    [1_105, 30],
    [1_110, 40],
    [1_555, 50],
    [2_000, 60],
    [2_001, undefined],
  ])("puts %d ms of the network to %s ms of the wall", (timeMs, wallMs) => {
    expect(timeline.intendedMs(timeMs)).toBe(wallMs);
  });

  test("puts what follows empty ticks behind them, and what a block's end fires before them", () => {
    const slow = new Timeline(0, 10);
    for (const toMs of [4, 4, 4, 6, 6]) slow.add(toMs);
    expect([3, 4, 5, 6].map((timeMs) => slow.intendedMs(timeMs))).toEqual([7.5, 30, 35, 40]);
    expect([slow.intendedMs(4, 4), slow.intendedMs(4, 6), slow.intendedMs(6, 6)]).toEqual([
      10, 30, 40,
    ]);
  });

  test("sends a tick when its time is over", () => {
    expect([timeline.ticks, timeline.sendMs(0), timeline.sendMs(2)]).toEqual([3, 20, 60]);
  });
});

describe("a place", () => {
  test.each([
    ["embedded", { kind: "embedded" }],
    ["nats://127.0.0.1:4222", { kind: "nats", url: "nats://127.0.0.1:4222" }],
    ["tcp://[::1]:5000", { kind: "tcp", host: "::1", port: 5_000, url: "tcp://[::1]:5000" }],
    ["file:/tmp/x", { kind: "file", path: "/tmp/x" }],
  ])("is read from %s", (text, place) => {
    expect(parsePlace(text)).toEqual(place);
  });

  test.each(["", "file:", "nats://host", "tcp://host:0", "tcp://host:70000", "http://x:1"])(
    "is refused when it is %j",
    (text) => {
      expect(() => parsePlace(text)).toThrow(
        "embedded, nats://host:port, tcp://host:port or file:",
      );
    },
  );
});

describe("a share", () => {
  test("of all processes together is every partition once", () => {
    const all = [1, 2, 3].flatMap((index) => partitionsOf(parseShare(`${index}/3`), 16));
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, place) => place));
  });

  test.each(["", "3", "0/3", "4/3", "1/257", "a/b"])("is refused when it is %j", (text) => {
    expect(() => parseShare(text)).toThrow("such as 1/3, up to 256/256");
  });

  test("is refused when there are more shares than the log has partitions", () => {
    expect(partitionsOf(parseShare("17/64"), 64)).toEqual([16]);
    expect(() => partitionsOf(parseShare("3/5"), 4)).toThrow(
      "--process: got 3/5, for a log of 4 partitions, expected 4 processes at most",
    );
  });
});
