// What the services do with batches: cut them, send them, go on without a listener, pack people.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { BATCH_ITEMS, type BatchHead, type EventBatch } from "../../services/batches.ts";
import { PeopleAssembly, packPeople } from "../../services/people-message.ts";
import { Source, type SourceOptions } from "../../services/source.ts";

const eventAt = (timeMs: number, sequence: number, cell = 1): SubscriberEvent => ({
  type: "power.turnedOff",
  timeMs,
  subscriber: 0,
  sequence,
  source: "tap",
  cause: {},
  lac: cell === 0 ? 0 : 7,
  ci: cell,
});

/** What a source is given that a test does not look at. */
const QUIET = {
  note: () => undefined,
  breathe: async () => undefined,
  onLost: (error: Error) => expect.unreachable(error.message),
} satisfies Partial<SourceOptions<SubscriberEvent>>;

describe("a source", () => {
  test("cuts windows into batches that follow one another and hold every event once, in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3_000), { maxLength: 3_500 }),
        fc.array(fc.nat(3_000), { minLength: 1, maxLength: 5 }),
        async (times, marks) => {
          const all = times.sort((a, b) => a - b).map((timeMs, index) => eventAt(timeMs, index));
          const ends = [...new Set([...marks, 3_001])]
            .sort((a, b) => a - b)
            .filter((end) => end > 0);
          const batches: EventBatch[] = [];
          const source = new Source<SubscriberEvent>({
            ...QUIET,
            items: (fromMs, toMs) => all.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs),
            send: async (head, events) => void batches.push({ ...head, events }),
          });
          for (const end of ends) await source.advance(end);
          expect(batches.flatMap(({ events }) => events)).toEqual(all);
          for (const [index, { events, fromMs, toMs }] of batches.entries()) {
            expect(events.length).toBeLessThan(BATCH_ITEMS + 50);
            expect(fromMs).toBe(batches[index - 1]?.toMs ?? 0);
            for (const { timeMs } of events) expect(timeMs >= fromMs && timeMs < toMs).toBe(true);
          }
          expect(batches.at(-1)!.toMs).toBe(3_001);
          expect(source.sent).toBe(all.length);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("waits for each acknowledgement before it sends the next batch", async () => {
    const acknowledge: (() => void)[] = [];
    const source = new Source<SubscriberEvent>({
      ...QUIET,
      items: () => Array.from({ length: BATCH_ITEMS + 1 }, (_, index) => eventAt(index, index)),
      send: () => new Promise((resolve) => acknowledge.push(resolve)),
    });
    const advanced = source.advance(10_000);
    await new Promise(setImmediate);
    expect(acknowledge).toHaveLength(1);
    acknowledge[0]!();
    await new Promise(setImmediate);
    expect(acknowledge).toHaveLength(2);
    acknowledge[1]!();
    await advanced;
  });

  test("does not cut an instant in two, however many events it holds", async () => {
    const sizes: number[] = [];
    const source = new Source<SubscriberEvent>({
      ...QUIET,
      items: () => Array.from({ length: 3 * BATCH_ITEMS }, (_, index) => eventAt(5, index)),
      send: async (_head, events) => void sizes.push(events.length),
    });
    await source.advance(10);
    expect(sizes).toEqual([3 * BATCH_ITEMS]);
  });

  test("sends an empty window as one empty batch, because time must advance", async () => {
    const heads: BatchHead[] = [];
    const source = new Source<SubscriberEvent>({
      ...QUIET,
      items: () => [],
      send: async (head) => void heads.push(head),
    });
    await source.advance(10);
    await source.advance(25);
    expect(heads).toEqual([
      { fromMs: 0, toMs: 10 },
      { fromMs: 10, toMs: 25 },
    ]);
  });

  test("makes what the log has already once more, and does not send it", async () => {
    const [heads, noted]: [BatchHead[], SubscriberEvent[]] = [[], []];
    const source = new Source<SubscriberEvent>({
      ...QUIET,
      items: (fromMs, toMs) => [eventAt(fromMs, 0), eventAt(toMs - 1, 1)],
      note: (event) => noted.push(event),
      send: async (head) => void heads.push(head),
    });
    source.skipTo(30);
    for (const toMs of [20, 30, 40]) expect(await source.advance(toMs)).toBe(true);
    expect(heads).toEqual([{ fromMs: 30, toMs: 40 }]);
    expect([noted.length, source.sent, source.dropped]).toEqual([6, 6, 0]);
  });
});

describe("a source that loses its listener", () => {
  const WINDOWS = [10, 25, 40, 55, 70];
  const made = (fromMs: number, toMs: number): SubscriberEvent[] =>
    Array.from({ length: toMs - fromMs }, (_, index) => eventAt(fromMs + index, fromMs + index));

  /** Goes through all windows; the batch that begins then fails, and is counted as dropped. */
  async function through(failing: number, send = true) {
    const [noted, errors]: [SubscriberEvent[], string[]] = [[], []];
    let calls = 0;
    const source = new Source<SubscriberEvent>({
      ...QUIET,
      items: made,
      note: (event) => noted.push(event),
      onLost: (error) => errors.push(error.message),
      ...(send && {
        send: async ({ fromMs }: BatchHead) => {
          calls++;
          if (fromMs === failing) throw new Error("nobody is there");
        },
      }),
    });
    for (const toMs of WINDOWS) await source.advance(toMs);
    return { noted, errors, calls, sent: source.sent, dropped: source.dropped };
  }

  test("makes what it makes anyway, counts what nobody took, and says so once", async () => {
    const whole = await through(-1);
    expect(whole).toMatchObject({ errors: [], calls: 5, sent: 70, dropped: 0 });
    const cut = await through(25);
    expect(cut).toMatchObject({ errors: ["nobody is there"], calls: 3, sent: 25, dropped: 45 });
    expect(cut.noted).toEqual(whole.noted);
  });

  test("or never had one makes the same, and drops it all", async () => {
    const alone = await through(-1, false);
    expect(alone).toMatchObject({ errors: [], calls: 0, sent: 0, dropped: 70 });
    expect(alone.noted).toEqual((await through(-1)).noted);
  });
});

describe("people across the broker", () => {
  test("frames arrive as they were sent, also through JSON", () => {
    fc.assert(
      fc.property(fc.uint16Array({ maxLength: 300 }), fc.nat(86_400_000), (x, timeMs) => {
        const frame = {
          timeMs,
          x: Uint16Array.from(x),
          y: Uint16Array.from(x, (value) => value ^ 0x5a5a),
          state: Uint8Array.from(x, (value) => value % 4),
        };
        const assembly = new PeopleAssembly();
        const [only, ...more] = packPeople(frame);
        expect(more).toEqual([]);
        expect(assembly.add(JSON.parse(JSON.stringify(only)))).toEqual(frame);
      }),
    );
  });

  test("a frame of 250,000 people comes in three parts, none above NATS' limit", () => {
    const total = 250_000;
    const frame = {
      timeMs: 9,
      x: Uint16Array.from({ length: total }, (_, index) => index),
      y: Uint16Array.from({ length: total }, (_, index) => index * 7),
      state: Uint8Array.from({ length: total }, (_, index) => index % 4),
    };
    const parts = packPeople(frame);
    expect(parts.map(({ first }) => first)).toEqual([0, 100_000, 200_000]);
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(1_000_000);
    const assembly = new PeopleAssembly();
    expect(assembly.add(parts[0]!)).toBeUndefined();
    expect(assembly.add(parts[1]!)).toBeUndefined();
    expect(assembly.add(parts[2]!)).toEqual(frame);
  });

  test("a gateway that joins in the middle of a frame waits for the next one", () => {
    const frameAt = (timeMs: number) => ({
      timeMs,
      x: new Uint16Array(150_000).fill(timeMs),
      y: new Uint16Array(150_000),
      state: new Uint8Array(150_000),
    });
    const assembly = new PeopleAssembly();
    expect(assembly.add(packPeople(frameAt(1))[1]!)).toBeUndefined();
    const [first, second] = packPeople(frameAt(2));
    expect(assembly.add(first!)).toBeUndefined();
    expect(assembly.add(second!)?.x[149_999]).toBe(2);
  });
});
