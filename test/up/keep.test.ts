// What keeps the processes of kairos up alive, on a clock of its own and with processes that are none.
import { describe, expect, test } from "vitest";
import { keepAlive, type Living } from "../../services/up/keep.ts";
import { layoutOf } from "../../services/up/layout.ts";
import { errorOf } from "../../services/up/node-process.ts";

interface Fake extends Living {
  end(): void;
}

/** A process of which every start is written down, and when; `broken` starts after the first fail. */
function bench(broken = 0) {
  const log: string[] = [];
  const waits: number[] = [];
  let nowMs = 0;
  let starts = 0;
  const alive: Fake[] = [];
  const told = Promise.withResolvers<void>();
  const keeper = {
    name: "node-2",
    async start(): Promise<Fake> {
      starts++;
      if (starts > 1 && starts <= 1 + broken) throw new Error("It fails.");
      const failure = Promise.withResolvers<Error>();
      const pid = starts;
      const one = {
        pid,
        failure: failure.promise,
        end: () => failure.resolve(new Error("It ended.")),
        stop: async () => void log.push(`stop ${pid}`),
      };
      alive.push(one);
      return one;
    },
    tell: (sentence: string) => void log.push(sentence),
    onChange: (current: Living | undefined) => {
      log.push(`now ${current?.pid ?? "none"}`);
      if (current !== undefined && current.pid > 1) told.resolve();
    },
    async wait(ms: number, signal: AbortSignal) {
      waits.push(ms);
      nowMs += ms;
      signal.throwIfAborted();
    },
    now: () => nowMs,
  };
  return { keeper, log, waits, alive, again: told.promise, pass: (ms: number) => (nowMs += ms) };
}

const { signal } = new AbortController();

describe("a process that is kept alive", () => {
  test("is started again when it ends, and stopped in the end", async () => {
    const { keeper, log, alive, again } = bench();
    const kept = await keepAlive(keeper, signal);
    alive[0]!.end();
    await again;
    expect(kept.current!.pid).toBe(2);
    await kept.stop();
    expect(log).toEqual([
      "now 1",
      "now none",
      "node-2 is started again in 0.25 s. It ended.",
      "now 2",
      "stop 2",
      "now none",
    ]);
  });

  test("is started later each time that it fails, up to 8 s", async () => {
    const { keeper, waits, alive, again } = bench(6);
    const kept = await keepAlive(keeper, signal);
    alive[0]!.end();
    await again;
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    await kept.stop();
  });

  test("is given up after eight ends in a row", async () => {
    const { keeper, waits, alive } = bench(100);
    const kept = await keepAlive(keeper, signal);
    alive[0]!.end();
    expect((await kept.failure).message).toBe("It fails.");
    expect(waits).toHaveLength(8);
    await kept.stop();
  });

  test("has all its attempts again after half a minute", async () => {
    const { keeper, waits, alive, again, pass } = bench(3);
    const kept = await keepAlive(keeper, signal);
    alive[0]!.end();
    await again;
    pass(30_001);
    alive[1]!.end();
    while (alive.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(waits).toEqual([250, 500, 1_000, 2_000, 250]);
    await kept.stop();
  });

  test("whose first start fails is an error at once", async () => {
    const { keeper } = bench();
    const start = (): Promise<Fake> => Promise.reject(new Error("No such program."));
    await expect(keepAlive({ ...keeper, start }, signal)).rejects.toThrow("No such program.");
  });
});

describe("the nodes of kairos up", () => {
  test("the first one has everything, the others partitions and shards", () => {
    expect(layoutOf(3, true)).toEqual([
      { name: "node-1", services: undefined },
      { name: "node-2", services: ["subscriber", "shard"] },
      { name: "node-3", services: ["subscriber", "shard"] },
    ]);
  });

  test("without traffic the first one is the end of the flow", () => {
    expect(layoutOf(2, false)[0]!.services).toEqual([
      "subscriber",
      "campaign",
      "delivery",
      "shard",
    ]);
  });

  test.each([
    ["kairos: x: got y, expected z. Do that.", "x: got y, expected z. Do that."],
    ['{"level":50,"msg":"The log is gone."}', "The log is gone."],
    ['{"level":40,"msg":"A partition begins again."}', undefined],
    ["Kairos: open http://127.0.0.1:4600/ in a browser.", undefined],
    ["{ no JSON", undefined],
  ])("of their lines, people are shown those of errors: %s", (line, shown) => {
    expect(errorOf(line)).toBe(shown);
  });
});
