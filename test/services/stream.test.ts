// The stream to the maps: deltas against what each viewer has, and no memory for slow ones.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPeople, type PeopleFrame } from "../../domain/map-frame.ts";
import { type Receiver, Stream, VIEWERS_MAX } from "../../services/stream.ts";

class TestReceiver implements Receiver {
  bufferedAmount = 0;
  terminated = false;
  readonly texts: string[] = [];
  readonly frames: Uint8Array[] = [];
  readonly people: Omit<PeopleFrame, "timeMs">;

  constructor(count: number) {
    this.people = {
      x: new Uint16Array(count),
      y: new Uint16Array(count),
      state: new Uint8Array(count),
    };
  }

  send(message: Uint8Array | string): void {
    if (typeof message === "string") this.texts.push(message);
    else {
      this.frames.push(message);
      applyPeople(message.slice().buffer as ArrayBuffer, this.people);
    }
  }

  terminate(): void {
    this.terminated = true;
  }
}

const frameOf = (timeMs: number, xs: readonly number[]): PeopleFrame => ({
  timeMs,
  x: Uint16Array.from(xs),
  y: Uint16Array.from(xs, (x) => 65_535 - x),
  state: Uint8Array.from(xs, (x) => x % 4),
});

const tick = { kind: "outcome", id: "1.0", outcome: "accepted", timeMs: 5 } as const;

describe("the stream", () => {
  test("a viewer that comes late gets everybody first, then only those who moved", () => {
    const stream = new Stream();
    stream.people(frameOf(0, [1, 2, 3]));
    const viewer = new TestReceiver(3);
    stream.attach(viewer);
    stream.people(frameOf(250, [1, 9, 3]));
    expect(viewer.frames.map((frame) => frame.length)).toEqual([16 + 3 * 9, 16 + 9]);
    expect([...viewer.people.x]).toEqual([1, 9, 3]);
  });

  test("a viewer that comes before the network gets everybody in the first frame", () => {
    const stream = new Stream();
    const viewer = new TestReceiver(2);
    stream.attach(viewer);
    expect(viewer.frames).toEqual([]);
    stream.people(frameOf(0, [7, 8]));
    expect(viewer.frames[0]).toHaveLength(16 + 2 * 9);
  });

  test("whichever frames a slow viewer misses, the next one brings it up to date", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            xs: fc.array(fc.nat(65_535), { minLength: 5, maxLength: 5 }),
            slow: fc.boolean(),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        (beats) => {
          const stream = new Stream();
          const viewer = new TestReceiver(5);
          stream.attach(viewer);
          for (const [index, { xs, slow }] of beats.entries()) {
            viewer.bufferedAmount = slow ? 2_000_000 : 0;
            stream.people(frameOf(index, xs));
          }
          viewer.bufferedAmount = 0;
          const last = frameOf(beats.length, [5, 4, 3, 2, 1]);
          stream.people(last);
          expect([...viewer.people.x]).toEqual([...last.x]);
          expect([...viewer.people.y]).toEqual([...last.y]);
          expect([...viewer.people.state]).toEqual([...last.state]);
        },
      ),
    );
  });

  test("a viewer whose buffer has grown is sent nothing, the others everything", () => {
    const stream = new Stream();
    const [slow, fast] = [new TestReceiver(1), new TestReceiver(1)];
    stream.attach(slow);
    stream.attach(fast);
    slow.bufferedAmount = 2_000_000;
    stream.people(frameOf(0, [1]));
    stream.tell([tick]);
    expect([slow.frames.length, slow.texts.length]).toEqual([0, 0]);
    expect([fast.frames.length, fast.texts.length]).toEqual([1, 1]);
    expect(JSON.parse(fast.texts[0]!)).toEqual(tick);
  });

  test("a viewer that takes nothing for a minute is cut off", () => {
    const stream = new Stream();
    const viewer = new TestReceiver(1);
    stream.attach(viewer);
    viewer.bufferedAmount = 2_000_000;
    for (let beat = 0; beat < 240; beat++) stream.people(frameOf(beat, [beat]));
    expect([viewer.terminated, stream.viewers]).toEqual([false, 1]);
    stream.people(frameOf(240, [0]));
    expect([viewer.terminated, stream.viewers]).toEqual([true, 0]);
  });

  test("there is a limit to the number of viewers, and leaving makes room", () => {
    const stream = new Stream();
    const viewers = Array.from({ length: VIEWERS_MAX }, () => new TestReceiver(0));
    for (const viewer of viewers) expect(stream.attach(viewer)).toBe(true);
    expect(stream.attach(new TestReceiver(0))).toBe(false);
    stream.detach(viewers[0]!);
    expect(stream.attach(new TestReceiver(0))).toBe(true);
  });

  test("a viewer that missed messages is told so before the next one, once", () => {
    const stream = new Stream();
    const viewer = new TestReceiver(1);
    stream.attach(viewer);
    viewer.bufferedAmount = 2_000_000;
    stream.tell([tick]);
    stream.tell([tick]);
    viewer.bufferedAmount = 0;
    stream.tell([tick]);
    stream.tell([tick]);
    expect(viewer.texts.map((text) => JSON.parse(text).kind)).toEqual([
      "missed",
      "outcome",
      "outcome",
    ]);
  });

  test("however many viewers take nothing, what waits for all of them stays below its bound", () => {
    const slow = fc.array(fc.boolean(), { minLength: 2, maxLength: VIEWERS_MAX });
    fc.assert(
      fc.property(slow, fc.integer({ min: 1, max: 200 }), (stuck, beats) => {
        const stream = new Stream(WAITING);
        const viewers = stuck.map((still) => new QueueingReceiver(still));
        for (const viewer of viewers) stream.attach(viewer);
        for (let beat = 0; beat < beats; beat++) {
          stream.people(frameOf(beat, [beat, beat + 1, beat + 2]));
          stream.tell([tick, tick]);
          expect(stream.waiting).toBeLessThanOrEqual(WAITING);
        }
        // Whoever takes what it is sent is never cut off, and has the last of everything.
        for (const viewer of viewers.filter(({ stuck }) => !stuck)) {
          expect([viewer.terminated, viewer.frames, viewer.texts]).toEqual([
            false,
            beats,
            2 * beats,
          ]);
        }
      }),
    );
  });
});

/** Octets that may wait in all in that test: a few dozen frames. */
const WAITING = 2_000;

/** A viewer that takes everything at once, or nothing at all. */
class QueueingReceiver implements Receiver {
  bufferedAmount = 0;
  terminated = false;
  frames = 0;
  texts = 0;
  readonly stuck: boolean;

  constructor(stuck: boolean) {
    this.stuck = stuck;
  }

  send(message: Uint8Array | string): void {
    if (typeof message === "string") this.texts++;
    else this.frames++;
    if (this.stuck) this.bufferedAmount += message.length;
  }

  terminate(): void {
    this.terminated = true;
    this.bufferedAmount = 0;
  }
}
