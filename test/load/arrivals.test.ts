// What is sent: all events of the people, each once, in blocks that the log's readers understand.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Digest, digestColumns, digestEvent } from "../../domain/digest.ts";
import { Arrivals } from "../../services/load/arrivals.ts";
import { recordsOf } from "../../services/load/file-target.ts";
import { LinkArrivals } from "../../services/load/link-arrivals.ts";
import { performLoad } from "../../services/load/perform.ts";
import type { Pacing } from "../../services/load/profile.ts";
import { Spool } from "../../services/load/spool.ts";
import { type Tick, Timeline } from "../../services/load/tick.ts";
import type { EventBlock } from "../../services/log/log-record.ts";
import { decodeRecord } from "../../services/log/record-codec.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { run } from "../../simulator/runs/simulation.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { orderFor, quickstart, SUBSCRIBERS } from "./people.ts";

const PARTITIONS = 16;
/** Whose whole day is quickly lived. */
const FEW = 500;

interface Sent {
  readonly digest: Digest;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads records as an owner does, each partition's blocks one behind the other. */
function readBlocks(records: Iterable<{ partition: number; octets: Uint8Array }>): Sent {
  const digest = new Digest();
  const ends = new Map<number, number>();
  let fromMs = Number.POSITIVE_INFINITY;
  for (const { partition, octets } of records) {
    const record = decodeRecord(octets);
    if (record.kind !== "events") throw new Error("a control");
    expect(record.fromMs).toBe(ends.get(partition) ?? record.fromMs);
    ends.set(partition, record.toMs);
    fromMs = Math.min(fromMs, record.fromMs);
    expect(faultOf(record)).toBeUndefined();
    digestColumns(digest, record.columns, { index: partition, of: PARTITIONS });
  }
  return { digest, fromMs, toMs: Math.max(...ends.values()) };
}

/** Each subscriber's events stand together, in their order, within the block's time. */
function faultOf({ fromMs, toMs, columns }: EventBlock): string | undefined {
  const seen = new Set<number>();
  let last = -1;
  let sequence = -1;
  for (let row = 0; row < columns.size; row++) {
    const subscriber = columns.subscriber[row]!;
    if (subscriber !== last && seen.has(subscriber)) return `${subscriber} stands twice`;
    if (subscriber === last && columns.sequence[row]! <= sequence) return `${subscriber} goes back`;
    const timeMs = columns.timeMs[row]!;
    if (timeMs < fromMs || timeMs >= toMs) return `${timeMs} ms from ${fromMs} to ${toMs}`;
    seen.add(subscriber);
    last = subscriber;
    sequence = columns.sequence[row]!;
  }
  return undefined;
}

test("a day that is sent has the events of the day that is simulated", async () => {
  const scenario = quickstart();
  const { seed } = scenario;
  const tokenise = tokeniserOfSeed(seed);
  const { digests } = await run(scenario, { subscribers: FEW, tokenise });
  const { count } = Digest.parse(digests.events);
  const own = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  const source = new Arrivals({
    scenario: { ...scenario, days: 366 },
    seed,
    subscribers: FEW,
    tokenise,
    partitions: PARTITIONS,
    own,
    fromMs: 0,
  });
  // In two legs, as a search for the knee sends them; ticks longer and shorter than windows.
  let left = count;
  const records: { partition: number; octets: Uint8Array }[] = [];
  for (const share of [0.3, 1]) {
    const events = share * left;
    const eventsBy = (ms: number): number => (events * ms) / 2_000;
    const prepared = await source.prepare({ by: "events", durationMs: 2_000, eventsBy }, () => {});
    left -= prepared.events;
    for (let tick = 0; tick < prepared.timeline.ticks; tick++) {
      records.push(...(await prepared.tick(tick)).blocks);
    }
    await prepared.close();
  }
  expect(readBlocks(records).digest.toString()).toBe(digests.events);
});

test("a file holds what was intended, and each process's share is a part of it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kairos-load-test-"));
  try {
    const path = join(folder, "records");
    const order = await orderFor(`file:${path}`, "constant:10k/s:1s");
    const report = await performLoad(order);
    const sent = readBlocks(recordsOf(await readFile(path)));
    expect(sent.digest.count).toBe(report.counts.confirmed);
    expect(sent.fromMs).toBe(order.fromMs);
    const { seed, scenario } = order;
    const tokenise = tokeniserOfSeed(seed);
    const traffic = createTraffic(scenario, { seed, subscribers: SUBSCRIBERS, tokenise });
    traffic.events(0, sent.fromMs);
    const digest = new Digest();
    for (const event of traffic.events(sent.fromMs, sent.toMs)) digestEvent(digest, event);
    expect(sent.digest.toString()).toBe(digest.toString());
    const share = { index: 1, of: 3 };
    const { counts } = await performLoad({ ...order, share });
    const partitions = [...recordsOf(await readFile(path))].map(({ partition }) => partition);
    expect(new Set(partitions)).toEqual(new Set([1, 4, 7, 10, 13]));
    expect(counts.intended / report.counts.intended).toBeCloseTo(5 / 16, 2);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a load that is slower than a millisecond a tick is as slow as it should be", async () => {
  const scenario = { ...quickstart(), days: 366 };
  const { seed } = scenario;
  const fromMs = 7 * 3_600_000;
  const parts = { scenario, seed, subscribers: FEW, tokenise: tokeniserOfSeed(seed), fromMs };
  const own = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  const byTime: Pacing = { by: "time", durationMs: 4_000, speed: 0.1 };
  const eventsBy = (ms: number): number => (Math.min(ms, 4_000) * 10) / 1_000;
  const byEvents: Pacing = { by: "events", durationMs: 4_000, eventsBy };
  const prepared = async (pacing: Pacing, tickMs: number, link: boolean) => {
    const source = link
      ? new LinkArrivals({ ...parts, tickMs })
      : new Arrivals({ ...parts, partitions: PARTITIONS, own, tickMs });
    const { timeline, events } = await source.prepare(pacing, () => {});
    return { lastedMs: timeline.untilMs - fromMs, events, ticks: timeline.ticks };
  };
  for (const link of [false, true]) {
    expect(await prepared(byTime, 5, link)).toMatchObject({ lastedMs: 400, ticks: 800 });
    const [often, seldom] = [
      await prepared(byEvents, 5, link),
      await prepared(byEvents, 200, link),
    ];
    expect(often.ticks).toBe(800);
    expect(often.events).toBeGreaterThanOrEqual(40);
    expect([often.events, often.lastedMs]).toEqual([seldom.events, seldom.lastedMs]);
  }
  const source = new Arrivals({ ...parts, partitions: PARTITIONS, own, tickMs: 5 });
  const spool = await source.prepare(byTime, () => {});
  const ticks: Tick[] = [];
  for (let tick = 0; tick < spool.timeline.ticks; tick++) ticks.push(await spool.tick(tick));
  expect(ticks.filter(({ fromMs, toMs }) => fromMs === toMs)).toHaveLength(400);
  expect(ticks.filter(({ blocks }) => blocks.length === 0)).toHaveLength(400);
  const blocks = ticks.flatMap((tick) => tick.blocks);
  expect(new Set(blocks.map(({ id }) => id)).size).toBe(400 * PARTITIONS);
  expect(readBlocks(blocks)).toMatchObject({ fromMs, toMs: fromMs + 400 });
});

test("what does not fit into memory is the same from the file", async () => {
  const spool = new Spool(new Timeline(0), 100);
  const ticks = Array.from({ length: 200 }, (_, index): Tick => {
    const octets = new Uint8Array(50_001).fill(index);
    const block = { partition: index % 3, events: index, id: `b:${index}`, octets };
    return { fromMs: index, toMs: index + 1, events: index, blocks: [block] };
  });
  ticks.push({ fromMs: 200, toMs: 200, events: 0, blocks: [] });
  for (const tick of ticks) await spool.add(tick);
  await spool.finish();
  for (const [place, tick] of ticks.entries()) expect(await spool.tick(place)).toEqual(tick);
  expect(spool.eventsUntil(4)).toBe(6);
  await spool.close();
});
