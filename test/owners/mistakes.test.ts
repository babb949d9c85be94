// The mistakes that the design's own rig made (scale-out.md), and other stories, one at a time.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createOwner, type Owner } from "../../services/owners/owner.ts";
import { Chain } from "./chain.ts";
import { Checker } from "./checker.ts";
import { connect } from "./connection.ts";
import { Network, Process } from "./network.ts";
import { Draws, Scheduler } from "./scheduler.ts";
import { LogServer, StoreServer } from "./servers.ts";

const TTL_MS = 1_000;

/** A world without weather, in which a story happens. */
class Story {
  readonly scheduler = new Scheduler();
  readonly network = new Network(this.scheduler, new Draws(1, 3));
  readonly processes = new Map<string, Process>();
  readonly told: string[] = [];
  readonly checker: Checker = new Checker({
    partitions: 2,
    ttlMs: TTL_MS,
    nowMs: () => this.scheduler.nowMs,
    process: (name) => this.processes.get(name),
    owner: (partition) => this.store.owner(partition),
  });
  readonly log = new LogServer(2, this.checker);
  readonly store = new StoreServer(this.scheduler, this.checker);
  #entries = 0;

  node(name: string, applyMs = 0): { process: Process; owner: Owner<Chain> } {
    const process = new Process(name, this.scheduler, { offsetMs: 0, rate: 1 });
    this.processes.set(name, process);
    const { network, log, store } = this;
    const owner = createOwner({
      node: name,
      durability: connect({
        from: process,
        network,
        log,
        store,
        draws: new Draws(1, 2),
        readMax: 9,
      }),
      open: (_, slabs) => new Chain(slabs),
      wall: process.wall,
      ttlMs: TTL_MS,
      checkpointMs: 500,
      observer: {
        applied: () => process.compute(applyMs),
        acquired: (partition) => this.told.push(`${name} acquired ${partition}`),
        fenced: (partition) => this.told.push(`${name} fenced ${partition}`),
        stale: (partition) => this.told.push(`${name} stale ${partition}`),
        released: (partition) => this.told.push(`${name} released ${partition}`),
        failed: (partition, error) =>
          this.told.push(`${name} failed ${partition}: ${error.message}`),
        renewFailed: (partition) => this.told.push(`${name} did not renew ${partition}`),
      },
    });
    owner.start();
    return { process, owner };
  }

  append(count: number): void {
    for (let index = 0; index < count; index++) {
      const octets = new Uint8Array([this.#entries % 7, this.#entries % 251]);
      this.log.append([{ partition: this.#entries % 2, octets, id: `b:${this.#entries++}` }]);
    }
  }

  /** Goes on for so long. */
  pass(ms: number): Promise<boolean> {
    return this.scheduler.run(this.scheduler.nowMs + ms);
  }

  /** Goes on until all is applied, said and committed. */
  async drain(withinMs: number): Promise<void> {
    const { scheduler, checker } = this;
    const done = () => checker.pending() === undefined;
    const drained = await scheduler.run(scheduler.nowMs + withinMs, done);
    expect(drained ? undefined : checker.pending()).toBeUndefined();
    expect(checker.violations).toEqual([]);
  }
}

let story: Story;
let unhandled: unknown[];
const notice = (reason: unknown) => void unhandled.push(reason);

beforeEach(() => {
  story = new Story();
  unhandled = [];
  process.on("unhandledRejection", notice);
});
afterEach(() => {
  process.off("unhandledRejection", notice);
  expect(unhandled).toEqual([]);
});

describe("mistakes that were made before", () => {
  test("2: entries that were delivered but never arrived are read again", async () => {
    const { process } = story.node("a");
    await story.pass(300);
    // The log counts these as read: the connection breaks while they are on their way.
    story.network.cut(process, story.log, 400);
    story.append(20);
    await story.pass(500);
    story.append(20);
    await story.drain(20_000);
    expect(story.told.filter((line) => line.includes("failed")).length).toBeGreaterThan(0);
  });

  test("2: a reader that leaves entries out is not believed", async () => {
    story.append(10);
    const { log } = story;
    const { fetch } = log;
    let lost = false;
    log.fetch = async (cursor, most) => {
      const found = await fetch.call(log, cursor, most);
      if (lost || found.length < 3) return found as never;
      lost = true;
      return [found[0], ...found.slice(2)] as never;
    };
    story.node("a");
    await story.drain(5_000);
    expect(story.told.join()).toMatch(/failed \d: partition \d: got entry 3, expected 2/);
  });

  test("3: leases are renewed while the log does not answer for many times their length", async () => {
    const { process } = story.node("a");
    story.node("b");
    story.append(10);
    await story.drain(5_000);
    story.told.length = 0;
    story.network.cut(process, story.log, 8 * TTL_MS);
    story.append(10);
    await story.pass(8 * TTL_MS);
    expect(story.told.filter((line) => /renew|acquired|released/.test(line))).toEqual([]);
    await story.drain(20_000);
  });

  test("3: leases are renewed while a backlog of many times their length is applied", async () => {
    story.append(600);
    story.node("a", 20);
    await story.drain(30_000);
    expect([...story.told].sort()).toEqual(["a acquired 0", "a acquired 1"]);
  });

  test("4: calls that are refused while others are awaited end nobody", async () => {
    const { process } = story.node("a");
    story.append(50);
    await story.pass(200);
    // It is stopped with calls on their way; when it goes on, both servers are gone.
    story.append(50);
    process.suspend(3 * TTL_MS);
    story.log.crash(story.scheduler.nowMs + 5 * TTL_MS, true);
    story.store.crash(story.scheduler.nowMs + 5 * TTL_MS, 0);
    await story.pass(5 * TTL_MS);
    story.append(2);
    await story.drain(20_000);
  });
});

describe("other stories", () => {
  test("a node that slept through its lease applies and commits nothing of its own", async () => {
    const { process } = story.node("a");
    story.append(10);
    await story.drain(5_000);
    story.node("b");
    process.suspend(4 * TTL_MS);
    story.append(10);
    await story.drain(4 * TTL_MS);
    await story.pass(10_000);
    story.append(10);
    await story.drain(5_000);
  });

  test("what a rewound store has forgotten is replayed from the log", async () => {
    story.node("a");
    for (let round = 0; round < 5; round++) {
      story.append(10);
      await story.pass(600);
    }
    story.store.crash(story.scheduler.nowMs, 2_000);
    story.checker.rewound((partition) => story.store.load(partition));
    story.append(10);
    await story.drain(10_000);
    expect(story.told.join()).toMatch(/stale|fenced|did not renew/);
  });

  test("a second stop waits for the first, and both for the last commit", async () => {
    const { owner } = story.node("a");
    story.append(10);
    await story.pass(100);
    let stopped = 0;
    for (const stop of [owner.stop(), owner.stop()]) {
      void stop.then(() => {
        stopped++;
        expect(owner.owned.size).toBe(0);
        expect(story.checker.pending()).toBeUndefined();
      });
    }
    await story.pass(TTL_MS);
    expect(stopped).toBe(2);
    expect(story.told.filter((line) => line.includes("released"))).toHaveLength(2);
  });

  test("a stop is over in one and a half leases, though no server answers", async () => {
    const { process, owner } = story.node("a");
    story.append(10);
    await story.pass(100);
    story.append(10);
    await story.pass(10);
    story.network.cut(process, story.log, 60_000);
    story.network.cut(process, story.store, 60_000);
    let stopped = false;
    void owner.stop().then(() => {
      stopped = true;
    });
    await story.pass(1.6 * TTL_MS);
    expect(stopped).toBe(true);
    expect(owner.owned.size).toBe(0);
  });

  test("a checkpoint ahead of the log is refused, and said; the other partition goes on", async () => {
    story.append(10);
    const { log } = story;
    const { bounds } = log;
    log.bounds = (partition) =>
      partition === 1 ? { first: 1, last: 2 } : bounds.call(log, partition);
    const token = story.store.acquire(1, "before", 1)!;
    const slabs = new Map<string, Uint8Array>();
    story.store.commit({ partition: 1, previous: 0, sequence: 5, slabs, token });
    const { owner } = story.node("a");
    let failure: Error | undefined;
    void owner.failure.then((error) => {
      failure = error;
    });
    await story.pass(5_000);
    expect(failure).toMatchObject({ code: "checkpoint.ahead", exitCode: 4 });
    expect([...owner.owned.keys()]).toEqual([0]);
    expect(story.store.owner(1)).toBeUndefined();
    expect(story.store.load(0).sequence).toBe(5);
  });

  test("a node that dies is replaced within its lease and one look", async () => {
    const { process } = story.node("a");
    await story.pass(500);
    story.node("b");
    await story.pass(1_000);
    process.crash();
    const diedMs = story.scheduler.nowMs;
    const b = () => [0, 1].every((partition) => story.store.owner(partition) === "b");
    expect(await story.scheduler.run(diedMs + TTL_MS + TTL_MS / 4, b)).toBe(true);
  });
});
