// The pacer on a wall clock of its own: pace, pause, speed, and the truth about falling behind.
import { describe, expect, test } from "vitest";
import { BEAT_MS, type ClockState, Pacer, type Wall } from "../../services/pacer.ts";

/** A wall clock that moves only when somebody waits or works, and stops the pacer at its end. */
class TestWall implements Wall {
  nowMs = 1_000;
  readonly endMs: number;
  onEnd: () => void = () => undefined;

  constructor(lengthMs: number) {
    this.endMs = this.nowMs + lengthMs;
  }

  now(): number {
    return this.nowMs;
  }

  async wait(ms: number): Promise<void> {
    this.nowMs += Math.max(ms, 0);
    if (this.nowMs >= this.endMs) this.onEnd();
  }
}

interface Run {
  readonly steps: number[];
  readonly beats: ClockState[];
  readonly pacer: Pacer;
}

/** Paces for `wallMs`; one virtual second of work costs `costMs` of wall time. */
async function pace(options: {
  speed: number;
  wallMs: number;
  costMs?: number;
  paused?: boolean;
  onBeat?: (pacer: Pacer, beat: number, wall: TestWall) => void;
}): Promise<Run> {
  const wall = new TestWall(options.wallMs);
  const steps: number[] = [];
  const beats: ClockState[] = [];
  const pacer: Pacer = new Pacer({
    wall,
    speed: options.speed,
    paused: options.paused ?? false,
    advance: async (toMs) => {
      wall.nowMs += ((toMs - (steps.at(-1) ?? 0)) / 1_000) * (options.costMs ?? 0);
      steps.push(toMs);
    },
    beat: (state) => {
      beats.push(state);
      options.onBeat?.(pacer, beats.length, wall);
    },
  });
  wall.onEnd = () => void pacer.stop();
  await pacer.run();
  return { steps, beats, pacer };
}

describe("the pacer", () => {
  test.each([1, 10, 60, 300, 600])(
    "at %i× one wall second is that many network seconds",
    async (speed) => {
      const { pacer, steps } = await pace({ speed, wallMs: 20_000 });
      expect(pacer.state.timeMs / (20_000 * speed)).toBeCloseTo(1, 1);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      expect(steps.every(Number.isInteger)).toBe(true);
      expect(pacer.state.realSpeed / speed).toBeCloseTo(1, 1);
    },
  );

  test("beats come four times a second", async () => {
    const { beats } = await pace({ speed: 60, wallMs: 10_000 });
    expect(beats.length).toBeGreaterThanOrEqual(10_000 / BEAT_MS - 2);
    expect(beats.length).toBeLessThanOrEqual(10_000 / BEAT_MS + 1);
  });

  test("a machine that needs 10 ms for a network second reaches 100× and says so", async () => {
    const { pacer } = await pace({ speed: 600, wallMs: 30_000, costMs: 10 });
    expect(pacer.state.speed).toBe(600);
    expect(pacer.state.realSpeed).toBeGreaterThan(90);
    expect(pacer.state.realSpeed).toBeLessThan(101);
  });

  test("turns shrink until none holds the loop for long", async () => {
    const { steps } = await pace({ speed: 600, wallMs: 30_000, costMs: 10 });
    const late = steps.slice(-100).map((step, index, all) => step - (all[index - 1] ?? step));
    // 10 ms of work a network second: 7.5 network seconds are 75 ms of work.
    expect(Math.max(...late)).toBeLessThanOrEqual(7_500);
  });

  test("lost time is given up: after ten stalled seconds the clock does not race", async () => {
    const { pacer, steps } = await pace({
      speed: 100,
      wallMs: 30_000,
      onBeat: (_pacer, beat, wall) => {
        if (beat === 20) wall.nowMs += 10_000;
      },
    });
    const strides = steps.slice(1).map((step, index) => step - steps[index]!);
    expect(Math.max(...strides)).toBeLessThanOrEqual(50_000);
    expect(pacer.state.timeMs).toBeGreaterThan(1_990_000);
    expect(pacer.state.timeMs).toBeLessThan(2_060_000);
  });

  test("paused, time stands still, beats go on, and the real speed is 0", async () => {
    const { pacer, beats, steps } = await pace({ speed: 60, wallMs: 5_000, paused: true });
    expect(steps).toEqual([]);
    expect(beats.length).toBeGreaterThan(15);
    expect(pacer.state).toMatchObject({ timeMs: 0, paused: true, realSpeed: 0 });
  });

  test("after a pause the clock goes on from where it stood", async () => {
    const { pacer } = await pace({
      speed: 100,
      wallMs: 10_000,
      onBeat: (itself, beat) => {
        if (beat === 9) itself.command({ paused: true });
        if (beat === 29) itself.command({ paused: false });
      },
    });
    expect(pacer.state.timeMs).toBeGreaterThan(480_000);
    expect(pacer.state.timeMs).toBeLessThan(520_000);
  });

  test("a new speed holds from now on, and is kept between 1 and 600", async () => {
    const { pacer } = await pace({
      speed: 10,
      wallMs: 10_000,
      onBeat: (itself, beat) => {
        if (beat === 21) itself.command({ speed: 100 });
      },
    });
    expect(pacer.state.timeMs).toBeGreaterThan(520_000);
    expect(pacer.state.timeMs).toBeLessThan(560_000);
    pacer.command({ speed: 1e9 });
    expect(pacer.state.speed).toBe(600);
    pacer.command({ speed: 0 });
    expect(pacer.state.speed).toBe(1);
  });

  test("a failure of the network ends the run with its error", async () => {
    const pacer = new Pacer({
      wall: new TestWall(1_000),
      speed: 60,
      paused: false,
      advance: async () => {
        throw new Error("a machine failed");
      },
      beat: () => undefined,
    });
    await expect(pacer.run()).rejects.toThrow("a machine failed");
    await pacer.stop();
  });

  test("beats go on while the network waits for others, and show that the clock stands", async () => {
    const others = Promise.withResolvers<void>();
    const standing: ClockState[] = [];
    let waiting = false;
    const wall = new TestWall(1e9);
    const pacer: Pacer = new Pacer({
      wall,
      speed: 60,
      paused: false,
      async advance() {
        waiting = true;
        await pacer.waitFor(others.promise);
        waiting = false;
        void pacer.stop();
      },
      beat(state) {
        if (waiting) standing.push(state);
        if (standing.length === 20) others.resolve();
      },
    });
    await pacer.run();
    expect(new Set(standing.map(({ timeMs }) => timeMs))).toEqual(new Set([0]));
    expect(standing.at(-1)).toMatchObject({ paused: false, realSpeed: 0 });
  });

  test("fast forward ends exactly at the opening time", async () => {
    const steps: number[] = [];
    const pacer = new Pacer({
      wall: new TestWall(1e9),
      speed: 1,
      paused: false,
      advance: async (toMs) => void steps.push(toMs),
      beat: () => undefined,
    });
    await pacer.fastForward(27_000_000);
    expect(pacer.state.timeMs).toBe(27_000_000);
    expect(steps.at(-1)).toBe(27_000_000);
  });
});
