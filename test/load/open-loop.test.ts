// The open loop on a virtual wall: what stalls shows in the percentiles, and the schedule never waits.
import { describe, expect, test } from "vitest";
import { parseThreshold } from "../../metrics/thresholds.ts";
import { findKnee, whyBehind } from "../../services/load/knee.ts";
import type { Measurement } from "../../services/load/measurement.ts";
import { pacingOf, parseProfile } from "../../services/load/profile.ts";
import { mergeReports, type ReportHead, readReport, reportOf } from "../../services/load/report.ts";
import { Session } from "../../services/load/session.ts";
import { type ModelServer, modelTarget, PoissonSource } from "./model-server.ts";
import { VirtualWall } from "./virtual-wall.ts";

const SEED = 7;

async function load(model: ModelServer, profile: string, warmUpMs = 0): Promise<Measurement> {
  const wall = new VirtualWall();
  const session = new Session({ wall, source: new PoissonSource(SEED) });
  await session.open(modelTarget(wall, model));
  const pacing = pacingOf(parseProfile(profile), { warmUpMs, share: 1, subscribers: 1 });
  return await wall.run(session.run({ pacing, warmUpMs, graceMs: 10_000 }));
}

describe("the open loop", () => {
  test("measures a fast system from the intended time on", async () => {
    const { latency, lateness, sent, returned, intended } = await load(
      { capacity: 1_000_000 },
      "constant:10k/s:10s",
    );
    expect([sent, returned]).toEqual([intended, intended]);
    // The trigger stands 1 ms before the end of its tick; 200 events take 0.2 ms.
    expect(latency.at(50)).toBeCloseTo(1.2, 1);
    expect(latency.at(99.99)).toBeLessThan(2);
    expect(lateness.at(100)).toBe(0);
    expect(latency.count).toBe(500);
  });

  test("does not leave out what a stall of 1 s has held up", async () => {
    const stalls = [{ atMs: 4_000, forMs: 1_000 }];
    const { latency, lateness } = await load({ capacity: 1_000_000, stalls }, "constant:10k/s:10s");
    // One tick in ten was intended during the stall: they waited 0 to 1,000 ms.
    expect(latency.at(50)).toBeLessThan(2);
    expect(latency.at(95)).toBeCloseTo(500, -2);
    expect(latency.at(99)).toBeGreaterThan(850);
    expect(latency.at(100)).toBeGreaterThan(970);
    expect(lateness.at(100)).toBe(0);
  });

  test("counts the wait for room as the system's, not as the tool's", async () => {
    const model = { capacity: 1_000_000, roomFor: 3, stalls: [{ atMs: 4_000, forMs: 1_000 }] };
    const { latency, lateness, sent, intended } = await load(model, "constant:10k/s:10s");
    expect(sent).toBe(intended);
    expect(latency.at(99)).toBeGreaterThan(850);
    expect(lateness.at(100)).toBe(0);
  });

  test("leaves the warm-up out of latencies, and counts its events", async () => {
    const stalls = [{ atMs: 100, forMs: 1_000 }];
    const { latency, intended, seconds } = await load(
      { capacity: 1_000_000, stalls },
      "constant:10k/s:4s",
      2_000,
    );
    expect(latency.count).toBe(200);
    expect(latency.at(100)).toBeLessThan(2);
    expect(intended).toBe(seconds.reduce((sum, second) => sum + second.intended, 0));
    expect(seconds[0]!.latency.at(99)).toBeGreaterThan(900);
  });

  test("tells what has not come back within the grace as what it is", async () => {
    const stalls = [{ atMs: 1_000, forMs: 1_000_000 }];
    const measurement = await load({ capacity: 1_000_000, stalls }, "constant:1k/s:2s");
    expect(measurement.returned).toBeLessThan(measurement.sent);
    expect(measurement.intended).toBe(measurement.sent);
  });
});

describe("the knee", () => {
  test.each([90_000, 333_000, 1_234_567])(
    "of a server that takes %d events/s is found within 5 %%",
    async (capacity) => {
      const wall = new VirtualWall();
      const session = new Session({ wall, source: new PoissonSource(SEED) });
      await session.open(modelTarget(wall, { capacity }));
      const warmUpMs = 1_000;
      const measure = async (rate: number) => {
        const profile = { kind: "constant", rate, durationMs: 5_000 } as const;
        const pacing = pacingOf(profile, { warmUpMs, share: 1, subscribers: 1 });
        const measured = await session.run({ pacing, warmUpMs, graceMs: 60_000 });
        const { p50 = 0, p99 = 0 } = measured.latency.distribution;
        const { backlog } = measured;
        const step = { rate, warmUpMs, backlog, p99, unsent: 0, p99MsMax: 1_000 };
        const reason = whyBehind(step);
        const keptUp = reason === undefined;
        return { rate, achieved: measured.finished / 5, p50, p99, keptUp, fellBehind: false };
      };
      const search = findKnee({ fromRate: 10_000, rateMax: 10_000_000, measure });
      const { rate, limitedBy } = await wall.run(search);
      expect(limitedBy).toBe("system");
      expect(rate / capacity).toBeGreaterThan(0.95);
      expect(rate / capacity).toBeLessThan(1.05);
    },
  );

  test("is looked for below the first rate, too, and is 0 when there is none", async () => {
    const search = (capacity: number) =>
      findKnee({
        fromRate: 1_000,
        rateMax: 100_000,
        measure: async (rate) => ({
          rate,
          achieved: rate,
          keptUp: rate <= capacity,
          fellBehind: false,
        }),
      });
    expect((await search(300)).rate).toBeGreaterThan(285);
    expect(await search(1)).toMatchObject({ rate: 0 });
    expect(await search(1_000_000)).toMatchObject({ rate: 64_000, limitedBy: "limit" });
  });

  test("that the tool cannot reach is the tool's", async () => {
    const measure = async (rate: number) => ({
      rate,
      achieved: rate,
      keptUp: rate <= 20_000,
      fellBehind: rate > 20_000,
    });
    const found = await findKnee({ fromRate: 1_000, rateMax: 100_000, measure });
    expect(found.limitedBy).toBe("tool");
  });
});

const HEAD: ReportHead = {
  startedAt: "2026-01-01T00:00:00.000Z",
  scenario: "quickstart",
  seed: "42",
  subscribers: 2_000,
  target: "model",
  returns: true,
  profile: "constant:1k/s:2s",
  warmUpMs: 0,
  tickMs: 20,
  measuredMs: 2_000,
  processes: ["1/1"],
  machine: { node: "v24", cpus: 2, processor: "model" },
};

describe("reports", () => {
  test("of two processes merge to that of all their values", async () => {
    const thresholds = [parseThreshold("latency.p99 < 50ms"), parseThreshold("unsent == 0")];
    const [slow, fast] = [
      await load({ capacity: 20_000 }, "constant:10k/s:2s"),
      await load({ capacity: 1_000_000 }, "constant:10k/s:2s"),
    ];
    const parts = [slow, fast].map((measurement) =>
      readReport(JSON.stringify(reportOf(HEAD, measurement, thresholds)), "a report"),
    );
    const merged = mergeReports(parts, []);
    slow.latency.merge(fast.latency);
    expect(merged.latency).toEqual({
      ...slow.latency.distribution,
      histogram: slow.latency.encoded,
    });
    expect(merged.counts.triggers).toBe(slow.triggers + fast.triggers);
    expect(merged.rate.achieved).toBeCloseTo(parts[0]!.rate.achieved + parts[1]!.rate.achieved);
    expect(merged.seconds[0]!.triggers).toBe(100);
    expect(merged.thresholds.map(({ kept }) => kept)).toEqual([true, true]);
    expect(() => mergeReports([parts[0]!, { ...parts[1]!, seed: "7" }], [])).toThrow("seed 7");
  });

  test("in which the tool was late keep no threshold that speaks of the system", async () => {
    const measurement = await load({ capacity: 1_000_000 }, "constant:1k/s:2s");
    for (let tick = 0; tick < 10; tick++) measurement.lateness.record(50);
    const lines = ["latency.p99 < 50ms", "rate > 1/s", "unsent == 0", "lateness.p50 < 1ms"];
    const { fellBehind, thresholds } = reportOf(HEAD, measurement, lines.map(parseThreshold));
    expect(fellBehind).toBe(true);
    expect(thresholds.map(({ kept }) => kept)).toEqual([false, false, true, true]);
  });

  test("of before they said how often was sent are read as sent every 20 ms", async () => {
    const report = reportOf(HEAD, await load({ capacity: 1_000_000 }, "constant:1k/s:2s"), []);
    const { tickMs: _, ...before } = report;
    expect(readReport(JSON.stringify(before), "a.json")).toEqual(
      JSON.parse(JSON.stringify(report)),
    );
    const { tickMs } = readReport(JSON.stringify({ ...report, tickMs: 10 }), "a.json");
    expect(tickMs).toBe(10);
  });

  test.each(["", "{}", '{"schema":2}', "null"])("are not read from %j", (text) => {
    expect(() => readReport(text, "a.json")).toThrow('a report of "kairos load --json", schema 1');
  });
});
