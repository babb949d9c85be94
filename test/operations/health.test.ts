// Health as a function of facts, and how it is told on the admin port.
import { type AddressInfo, createServer } from "node:net";
import { Registry } from "prom-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  EVENT_LOOP_LAG_MS_MAX,
  LAG_ENTRIES_MAX,
  livenessOf,
  type NodeFacts,
  readinessOf,
  startupOf,
} from "../../services/operations/health.ts";
import { ANSWER_MS_MAX, watchReachability } from "../../services/operations/reachability.ts";
import { type Operations, openOperations } from "../../services/operations/server.ts";
import type { Wall } from "../../services/pacer.ts";

const WELL: NodeFacts = {
  started: true,
  stopping: false,
  log: true,
  store: true,
  partitionsOwned: 16,
  partitionsExpected: 16,
  lagEntries: 0,
};

describe("a node", () => {
  test("is ready when nothing is wrong", () => {
    expect(readinessOf(WELL)).toEqual({ ok: true, reasons: [] });
    expect(readinessOf({ ...WELL, lagEntries: LAG_ENTRIES_MAX }).ok).toBe(true);
  });

  test.each<[Partial<NodeFacts>, string]>([
    [{ started: false }, "it has not started yet"],
    [{ stopping: true }, "it is stopping"],
    [{ log: false }, "the log does not answer"],
    [{ store: false }, "the store does not answer"],
    [{ partitionsOwned: 15 }, "it owns 15 partitions, not 16"],
    [{ partitionsOwned: 17 }, "it owns 17 partitions, not 16"],
    [{ lagEntries: LAG_ENTRIES_MAX + 1 }, "it is 1001 entries behind the log"],
  ])("with %o is not ready: %s", (fault, reason) => {
    expect(readinessOf({ ...WELL, ...fault })).toEqual({ ok: false, reasons: [reason] });
  });

  test("says everything that is wrong at once", () => {
    expect(readinessOf({ ...WELL, log: false, store: false }).reasons).toHaveLength(2);
  });

  test("is alive while its event loop turns, whatever else is wrong", () => {
    expect(livenessOf({ eventLoopLagMs: EVENT_LOOP_LAG_MS_MAX - 1 }).ok).toBe(true);
    expect(livenessOf({ eventLoopLagMs: EVENT_LOOP_LAG_MS_MAX }).reasons).toEqual([
      "the event loop was 1000 ms late",
    ]);
  });

  test("has started or not", () => {
    expect([startupOf(WELL).ok, startupOf({ started: false }).ok]).toEqual([true, false]);
  });
});

describe("log and store", () => {
  const wallOf = (waited: (ms: number) => Promise<void>): Wall => ({ now: () => 0, wait: waited });
  const never = new Promise<never>(() => undefined);

  test("that answer are reachable, those that refuse are not", async () => {
    const look = watchReachability(
      {
        log: { bounds: async () => ({ first: 1, last: 0 }) },
        leases: { owner: () => Promise.reject(new Error("gone")) },
      } as never,
      wallOf(() => never),
    );
    expect(await look()).toEqual({ log: true, store: false });
  });

  test("that do not answer in time are not reachable, and are not asked twice", async () => {
    let asked = 0;
    let patience = 0;
    const hang = (): Promise<never> => {
      asked++;
      return never;
    };
    const look = watchReachability(
      { log: { bounds: hang }, leases: { owner: async () => undefined } } as never,
      wallOf(async (ms) => {
        patience = ms;
        // The store's answer, which is there, comes first.
        await new Promise((resolve) => setImmediate(resolve));
      }),
    );
    expect(await look()).toEqual({ log: false, store: true });
    expect(await look()).toEqual({ log: false, store: true });
    expect([asked, patience]).toEqual([1, ANSWER_MS_MAX]);
  });
});

describe("the admin port", () => {
  let operations: Operations | undefined;
  afterEach(async () => {
    await operations?.close();
    operations = undefined;
  });

  const open = async (facts: () => NodeFacts): Promise<void> => {
    operations = await openOperations({ port: 0, health: facts, registry: new Registry() });
  };
  const ask = async (path: string): Promise<[number, unknown]> => {
    const answer = await fetch(operations!.url + path);
    return [answer.status, await answer.json()];
  };

  test("tells of a node from its start to its stop", async () => {
    let facts = { ...WELL, started: false };
    await open(() => facts);
    expect(operations!.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await ask("startupz")).toEqual([
      503,
      { ok: false, reasons: ["it has not started yet"] },
    ]);
    facts = { ...facts, started: true };
    expect((await ask("startupz"))[0]).toBe(200);
    expect(await ask("readyz")).toEqual([200, { ok: true, reasons: [] }]);
    facts = { ...facts, stopping: true };
    expect(await ask("readyz")).toEqual([503, { ok: false, reasons: ["it is stopping"] }]);
    expect((await ask("livez"))[1]).toHaveProperty("reasons");
  });

  test("says that the event loop was held for longer than a second, and then no more", async () => {
    await open(() => WELL);
    // The loop is watched from one look at it to the next; a hold before the first is not seen.
    await vi.waitFor(
      async () => {
        const untilMs = performance.now() + EVENT_LOOP_LAG_MS_MAX + 100;
        while (performance.now() < untilMs);
        expect(await ask("livez")).toMatchObject([503, { ok: false }]);
      },
      { timeout: 20_000, interval: 100 },
    );
    await vi.waitFor(async () => {
      expect(await ask("livez")).toEqual([200, { ok: true, reasons: [] }]);
    });
  });

  test("that is taken is named with the remedy", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const opening = openOperations({ port, health: () => WELL, registry: new Registry() });
    await expect(opening).rejects.toMatchObject({
      code: "port.busy",
      message: expect.stringContaining("--admin-port"),
    });
    await new Promise((resolve) => server.close(resolve));
  });
});
