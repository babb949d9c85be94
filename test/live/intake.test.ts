// The intake: whatever comes, and however often, the log has each event of each window once.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { lastHeard } from "../../services/live/heard.ts";
import { Intake } from "../../services/live/intake.ts";
import type { EventLog } from "../../services/log/event-log.ts";
import type { EventBlock } from "../../services/log/log-record.ts";
import { decodeRecord, encodeRecord } from "../../services/log/record-codec.ts";
import { DIRECTORY, entriesOf, eventOf, openSmallLog, type SmallLog } from "./small-log.ts";

const PARTITIONS = 3;
const END_MS = 1_000;

let small: SmallLog;
let log: EventLog;
beforeEach(async () => {
  small = await openSmallLog(PARTITIONS);
  log = small.durability.log;
});
afterEach(() => small.remove());

async function blocksOf(partition: number): Promise<EventBlock[]> {
  const records = (await entriesOf(log, partition)).map(({ octets }) => decodeRecord(octets));
  return records.filter((record) => record.kind === "events");
}

const byTime = (a: SubscriberEvent, b: SubscriberEvent): number =>
  a.timeMs - b.timeMs || a.subscriber - b.subscriber;

async function allEvents(): Promise<SubscriberEvent[]> {
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  const blocks = await Promise.all(partitions.map(blocksOf));
  return blocks
    .flat()
    .flatMap((block) => [...block.events!()])
    .sort(byTime);
}

/** The log with another way to append. */
const appending = (append: EventLog["append"]): EventLog =>
  ({
    partitions: PARTITIONS,
    append,
    read: (partition: number, after: number) => log.read(partition, after),
    bounds: (partition: number) => log.bounds(partition),
  }) as unknown as EventLog;

const batchOf = (all: readonly SubscriberEvent[], fromMs: number, toMs: number) => ({
  fromMs,
  toMs,
  events: all.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs),
});

describe("the intake", () => {
  test("makes a block for every partition of every window, also an empty one", async () => {
    const intake = new Intake({ log, directory: DIRECTORY });
    const events = [eventOf(4, 3), eventOf(7, 5), eventOf(4, 9)];
    await intake.append({ fromMs: 0, toMs: 10, events });
    await intake.append({ fromMs: 10, toMs: 25, events: [] });
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const blocks = await blocksOf(partition);
      expect(blocks.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
        [0, 10],
        [10, 25],
      ]);
      expect(blocks.map(({ columns }) => columns.size)).toEqual([partition === 1 ? 3 : 0, 0]);
    }
    const [block] = await blocksOf(1);
    expect([...block!.columns.subscriber.subarray(0, 3)]).toEqual([1, 1, 2]);
    expect(block!.events!().map(({ subscriber }) => subscriber)).toEqual([4, 4, 7]);
    expect(await intake.reachedMs()).toBe(25);
  });

  test("goes on behind an entry that nobody can read", async () => {
    const window = { fromMs: 0, toMs: 10, events: [eventOf(1, 5)] };
    await new Intake({ log, directory: DIRECTORY }).append(window);
    await log.append([{ partition: 1, id: "x", octets: Uint8Array.of(1, 2, 3) }]);
    const intake = new Intake({ log, directory: DIRECTORY });
    await intake.append({ fromMs: 10, toMs: 20, events: [eventOf(1, 15)] });
    expect(await intake.reachedMs()).toBe(20);
    const { events } = await lastHeard(log, 1, 20);
    expect(events.map(({ timeMs }) => timeMs)).toEqual([5, 15]);
  });

  test("cut in any way, and begun again anywhere, the log has each event once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(END_MS - 1), fc.nat(8)), { maxLength: 60 }),
        fc.array(fc.array(fc.nat(END_MS), { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        async (times, starts) => {
          await small.remove();
          small = await openSmallLog(PARTITIONS);
          log = small.durability.log;
          const seen = new Set<string>();
          const all = times
            .filter(
              ([timeMs, who]) => !seen.has(`${timeMs} ${who}`) && seen.add(`${timeMs} ${who}`),
            )
            .map(([timeMs, who]) => eventOf(who, timeMs))
            .sort(byTime);
          for (const [at, marks] of starts.entries()) {
            const intake = new Intake({ log, directory: DIRECTORY });
            const last = at === starts.length - 1 ? [END_MS] : [];
            const ends = [...new Set([...marks, ...last])].sort((a, b) => a - b);
            let fromMs = 0;
            for (const toMs of ends.filter((end) => end > 0)) {
              await intake.append(batchOf(all, fromMs, toMs));
              fromMs = toMs;
            }
          }
          expect(await allEvents()).toEqual(all);
          for (let partition = 0; partition < PARTITIONS; partition++) {
            const blocks = await blocksOf(partition);
            const ends = [0, ...blocks.map(({ toMs }) => toMs)];
            expect(blocks.map(({ fromMs }) => fromMs)).toEqual(ends.slice(0, -1));
            expect(ends.at(-1)).toBe(END_MS);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("goes on where the blocks end, whatever controls came after them", async () => {
    await new Intake({ log, directory: DIRECTORY }).append({ fromMs: 0, toMs: 10, events: [] });
    const control = { kind: "contact.refuse", subscriber: 0 } as const;
    const octets = encodeRecord({ kind: "control", control });
    for (let n = 0; n < 40; n++) await log.append([{ partition: 0, id: `c:${n}`, octets }]);
    const intake = new Intake({ log, directory: DIRECTORY });
    expect(await intake.reachedMs()).toBe(10);
  });

  test("a part of a window that one partition has already is not appended there again", async () => {
    const intake = new Intake({ log, directory: DIRECTORY });
    const events = [eventOf(0, 2), eventOf(1, 2), eventOf(0, 12), eventOf(1, 12)];
    await intake.append({ fromMs: 0, toMs: 5, events: events.slice(0, 2) });
    // As if the process had died between two appends: partition 1 alone has the next window.
    const half = new Intake({
      log: appending((entries) => log.append(entries.filter(({ partition }) => partition === 1))),
      directory: DIRECTORY,
    });
    await half.append({ fromMs: 5, toMs: 15, events: events.slice(2) });
    const again = new Intake({ log, directory: DIRECTORY });
    expect(await again.reachedMs()).toBe(5);
    await again.append({ fromMs: 5, toMs: 20, events: events.slice(2) });
    expect(await allEvents()).toEqual(events);
    expect((await blocksOf(1)).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 5],
      [5, 15],
      [15, 20],
    ]);
  });

  test("blocks beyond the limit are cut between two times", async () => {
    const events = Array.from({ length: 200 }, (_, index) => eventOf(0, index >> 1));
    const intake = new Intake({ log, directory: DIRECTORY, octetsMax: 2_000 });
    await intake.append({ fromMs: 0, toMs: 500, events });
    const entries = await entriesOf(log, 0);
    expect(entries.length).toBeGreaterThan(5);
    expect(Math.max(...entries.map(({ octets }) => octets.length))).toBeLessThanOrEqual(2_000);
    const blocks = await blocksOf(0);
    expect(blocks.flatMap((block) => block.events!())).toEqual(events);
    expect(blocks.at(-1)!.toMs).toBe(500);
  });

  test("a window behind a gap is refused, and one that fails may come again", async () => {
    const intake = new Intake({ log, directory: DIRECTORY });
    await expect(intake.append({ fromMs: 5, toMs: 10, events: [] })).rejects.toMatchObject({
      code: "batch.out-of-order",
    });
    let failures = 1;
    const flaky = appending((entries) =>
      failures-- > 0 ? Promise.reject(new Error("the log is away")) : log.append(entries),
    );
    const patient = new Intake({ log: flaky, directory: DIRECTORY });
    const batch = { fromMs: 0, toMs: 10, events: [eventOf(2, 1)] };
    await expect(patient.append(batch)).rejects.toThrow("away");
    await patient.append(batch);
    await patient.append(batch);
    expect(await allEvents()).toEqual(batch.events);
  });
});

describe("the last that was heard of a subscriber", () => {
  test("is the last events, and the cells between which it changed, from many blocks", async () => {
    const intake = new Intake({ log, directory: DIRECTORY });
    const cells = [3, 3, 0, 5, 3, 3, 5, 5];
    for (let at = 0; at < 40; at++) {
      const events = [eventOf(4, at * 10, cells[at % 8]), eventOf(1, at * 10 + 1, 9)];
      await intake.append({ fromMs: at * 10, toMs: at * 10 + 10, events });
    }
    const heard = await lastHeard(log, 4, 320);
    expect(heard.events.map(({ timeMs }) => timeMs)).toEqual(
      Array.from({ length: 12 }, (_, index) => 200 + index * 10),
    );
    expect(heard.events.every(({ subscriber }) => subscriber === 4)).toBe(true);
    expect(heard.sightings.slice(-4).map(({ timeMs, ci }) => [timeMs, ci])).toEqual([
      [240, 3],
      [270, 5],
      [280, 3],
      [300, 5],
    ]);
    expect(await lastHeard(log, 5, 400)).toEqual({ events: [], sightings: [] });
  });
});
