// What holds for every log, store and leases, run on both back ends.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Append, ENTRY_OCTETS_MAX, type LogEntry } from "../../services/log/event-log.ts";
import { assertCheckpoint, type MendableDurability } from "../../services/log/recovery.ts";
import { cluster, embedded, octets, type Place, take, text } from "./back-ends.ts";

/** Soon over, and long enough for what is done within it. */
const TTL_MS = 40;
const LONG_MS = 60_000;

const entry = (partition: number, id: string): Append => ({ partition, id, octets: octets(id) });
const shown = ({ sequence, octets }: LogEntry): string => `${sequence} ${text(octets)}`;
const slabs = (of: Readonly<Record<string, Uint8Array>>) => new Map(Object.entries(of));

describe.each([embedded, cluster()])("$name", (backEnd) => {
  let place: Place;
  let opened: MendableDurability;

  beforeAll(() => backEnd.start());
  afterAll(() => backEnd.stop());
  beforeEach(async () => {
    place = await backEnd.place();
    opened = await place.open();
  });
  afterEach(async () => {
    await opened.close();
    await place.remove();
  });

  const reopen = async (partitions?: number): Promise<void> => {
    await opened.close();
    opened = await place.open(partitions);
  };

  const granted = async (partition: number, node = "a", ttlMs = LONG_MS): Promise<string> => {
    const token = await opened.leases.acquire(partition, node, ttlMs);
    expect(token).toBeDefined();
    return token!;
  };

  describe("the log", () => {
    test("sequences of a partition are contiguous from 1, in the order given", async () => {
      const { log } = opened;
      expect(await log.append([entry(1, "a"), entry(2, "b"), entry(1, "c")])).toEqual([1, 1, 2]);
      const more = Array.from({ length: 40 }, (_, at) => entry(at % 2, `more ${at}`));
      const sequences = await log.append(more);
      const odd = sequences.filter((_, at) => at % 2 === 1);
      expect(odd).toEqual(Array.from({ length: 20 }, (_, at) => at + 3));
    });

    test("appends that are not awaited keep their order", async () => {
      const { log } = opened;
      const ids = Array.from({ length: 30 }, (_, at) => `e${at}`);
      const all = await Promise.all(ids.map((id) => log.append([entry(0, id)])));
      expect(all.flat()).toEqual(ids.map((_, at) => at + 1));
    });

    test("an id that is appended again has the sequence of the first time", async () => {
      const { log } = opened;
      await log.append([entry(1, "a"), entry(1, "b")]);
      expect(await log.append([entry(1, "b"), entry(1, "c"), entry(1, "a")])).toEqual([2, 3, 1]);
      const reader = await log.read(1, 0);
      expect((await take(reader, 3)).map(shown)).toEqual(["1 a", "2 b", "3 c"]);
      await reader.close();
    });

    test("the same id in another partition is another entry", async () => {
      expect(await opened.log.append([entry(1, "a"), entry(2, "a"), entry(2, "b")])).toEqual([
        1, 1, 2,
      ]);
    });

    test("a reader at the end waits and is woken by an append", async () => {
      const { log } = opened;
      const reader = await log.read(3, 0);
      const next = reader.next();
      await log.append([entry(2, "elsewhere"), entry(3, "here")]);
      expect((await next).map(shown)).toEqual(["1 here"]);
      await reader.close();
    });

    test("two readers each get everything", async () => {
      const { log } = opened;
      const readers = await Promise.all([log.read(0, 0), log.read(0, 0)]);
      await log.append([entry(0, "a"), entry(0, "b")]);
      for (const reader of readers) {
        expect((await take(reader, 2)).map(shown)).toEqual(["1 a", "2 b"]);
        await reader.close();
      }
    });

    test("a reader from the middle begins after the entry that it names", async () => {
      const { log } = opened;
      await log.append(Array.from({ length: 500 }, (_, at) => entry(0, `e${at + 1}`)));
      const reader = await log.read(0, 100);
      const read = await take(reader, 400);
      expect(read.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 400 }, (_, at) => at + 101),
      );
      expect(text(read[0]!.octets)).toBe("e101");
      await reader.close();
    });

    test("a reader that nobody asks for long gets the rest later", async () => {
      const { log } = opened;
      const reader = await log.read(0, 0);
      await log.append([entry(0, "first")]);
      expect((await reader.next()).map(shown)).toEqual(["1 first"]);
      await log.append(Array.from({ length: 600 }, (_, at) => entry(0, `e${at}`)));
      expect((await take(reader, 600)).at(-1)?.sequence).toBe(601);
      await reader.close();
    });

    test("a closed reader is empty, also one that waits", async () => {
      const { log } = opened;
      const reader = await log.read(0, 0);
      const next = reader.next();
      await reader.close();
      expect(await next).toEqual([]);
      expect(await reader.next()).toEqual([]);
    });

    test("closing the log ends its readers", async () => {
      const reader = await opened.log.read(0, 0);
      const next = reader.next();
      await opened.close();
      expect(await next).toEqual([]);
      opened = await place.open();
    });

    test("nobody reads on from an entry that the log has not reached", async () => {
      await opened.log.append([entry(0, "a")]);
      await expect(opened.log.read(0, 2)).rejects.toMatchObject({ code: "checkpoint.ahead" });
    });

    test("bounds tell what there is, and pruning moves the first", async () => {
      const { log } = opened;
      expect(await log.bounds(1)).toMatchObject({ first: 1, last: 0 });
      await log.append(["a", "b", "c", "d"].map((id) => entry(1, id)));
      expect(await log.bounds(1)).toMatchObject({ first: 1, last: 4 });
      await log.prune(1, 2);
      await log.prune(1, 1);
      expect(await log.bounds(1)).toMatchObject({ first: 3, last: 4 });
      const reader = await log.read(1, 2);
      expect((await take(reader, 2)).map(shown)).toEqual(["3 c", "4 d"]);
      await reader.close();
      await log.prune(1, 99);
      expect(await log.bounds(1)).toMatchObject({ first: 5, last: 4 });
    });

    test("what is pruned is still known by its id, and sequences go on", async () => {
      const { log } = opened;
      await log.append([entry(1, "a"), entry(1, "b")]);
      await log.prune(1, 2);
      expect(await log.append([entry(1, "a"), entry(1, "c")])).toEqual([1, 3]);
    });

    test("the largest entry goes; one octet more is refused, and all with it", async () => {
      const { log } = opened;
      const large = new Uint8Array(ENTRY_OCTETS_MAX).fill(7);
      expect(await log.append([{ partition: 0, id: "large", octets: large }])).toEqual([1]);
      const reader = await log.read(0, 0);
      const [read] = await take(reader, 1);
      expect(Buffer.compare(read!.octets, large)).toBe(0);
      await reader.close();
      const larger = { partition: 0, id: "larger", octets: new Uint8Array(ENTRY_OCTETS_MAX + 1) };
      const refused = { code: "log.entry-too-large", message: expect.stringContaining("1040001") };
      await expect(log.append([entry(0, "small"), larger])).rejects.toMatchObject(refused);
      await expect(log.say([larger])).rejects.toMatchObject(refused);
      expect(await log.bounds(0)).toMatchObject({ last: 1 });
    });

    test("outputs of a partition come in the order in which they were said, each once", async () => {
      const { log } = opened;
      const reader = await log.outputs();
      await log.say([entry(1, "o:1:1:0"), entry(1, "o:1:2:0")]);
      await log.say([entry(1, "o:1:2:0"), entry(1, "o:1:3:0")]);
      await log.say([entry(1, "o:1:1:0"), entry(3, "o:3:1:0")]);
      expect(await take(reader, 4)).toEqual([
        { partition: 1, id: "o:1:1:0", octets: octets("o:1:1:0") },
        { partition: 1, id: "o:1:2:0", octets: octets("o:1:2:0") },
        { partition: 1, id: "o:1:3:0", octets: octets("o:1:3:0") },
        { partition: 3, id: "o:3:1:0", octets: octets("o:3:1:0") },
      ]);
      const next = reader.next();
      await log.say([entry(2, "o:2:2:0")]);
      expect((await next).map(({ id }) => id)).toEqual(["o:2:2:0"]);
      await reader.close();
    });
  });

  describe("the store", () => {
    test("a partition that was never committed is empty at entry 0", async () => {
      expect(await opened.store.load(1)).toMatchObject({ sequence: 0, slabs: new Map() });
    });

    test("commits follow one another; slabs that do not change stay", async () => {
      const { store } = opened;
      const token = await granted(1);
      const one = slabs({ a: octets("a1"), b: octets("b1") });
      const two = slabs({ b: octets("b2"), c: new Uint8Array(0) });
      expect(
        await store.commit({ partition: 1, previous: 0, sequence: 5, slabs: one, token }),
      ).toBe("committed");
      expect(
        await store.commit({ partition: 1, previous: 5, sequence: 9, slabs: two, token }),
      ).toBe("committed");
      expect(
        await store.commit({ partition: 1, previous: 9, sequence: 10, slabs: new Map(), token }),
      ).toBe("committed");
      const { sequence, slabs: loaded } = await store.load(1);
      expect(sequence).toBe(10);
      expect(loaded).toEqual(slabs({ a: octets("a1"), b: octets("b2"), c: new Uint8Array(0) }));
      expect((await store.load(2)).sequence).toBe(0);
    });

    test("octets of every value come back, also of a part of a buffer", async () => {
      const { store } = opened;
      const token = await granted(1);
      const all = Uint8Array.from({ length: 300 }, (_, at) => at & 255);
      const part = new Uint8Array(all.buffer, 10, 270);
      await store.commit({ partition: 1, previous: 0, sequence: 1, slabs: slabs({ part }), token });
      expect((await store.load(1)).slabs.get("part")).toEqual(all.slice(10, 280));
    });

    test("a commit on something else than the last one is stale", async () => {
      const { store } = opened;
      const token = await granted(1);
      const commit = { partition: 1, slabs: slabs({ a: octets("a") }), token };
      await store.commit({ ...commit, previous: 0, sequence: 5 });
      const later = { ...commit, slabs: slabs({ a: octets("no") }) };
      expect(await store.commit({ ...later, previous: 0, sequence: 6 })).toBe("stale");
      expect(await store.commit({ ...later, previous: 6, sequence: 7 })).toBe("stale");
      expect(await store.load(1)).toMatchObject({ sequence: 5, slabs: commit.slabs });
    });

    test("a token that is not the lease's is fenced, also when it was once", async () => {
      const { store, leases } = opened;
      const old = await granted(1);
      await leases.release(1, old);
      const commit = { partition: 1, previous: 0, sequence: 1, slabs: slabs({ a: octets("a") }) };
      expect(await store.commit({ ...commit, token: old })).toBe("fenced");
      const token = await granted(1, "b");
      expect(await store.commit({ ...commit, token: old })).toBe("fenced");
      expect(await store.commit({ ...commit, token: "" })).toBe("fenced");
      expect(await store.load(1)).toMatchObject({ sequence: 0, slabs: new Map() });
      expect(await store.commit({ ...commit, token })).toBe("committed");
    });

    test("20 MB are committed together, or not at all", async () => {
      const { store } = opened;
      const token = await granted(1);
      const of = (value: number) =>
        new Map(
          Array.from({ length: 40 }, (_, at) => [`s${at}`, new Uint8Array(500_000).fill(value)]),
        );
      const commit = { partition: 1, previous: 0, sequence: 1, token };
      expect(await store.commit({ ...commit, slabs: of(1) })).toBe("committed");
      expect(await store.commit({ ...commit, slabs: of(2) })).toBe("stale");
      expect(await store.commit({ ...commit, previous: 1, token: "x", slabs: of(3) })).toBe(
        "fenced",
      );
      const loaded = await store.load(1);
      expect(loaded.sequence).toBe(1);
      expect([...loaded.slabs.values()].every((slab) => slab[0] === 1)).toBe(true);
      expect(loaded.slabs.size).toBe(40);
      expect(await store.commit({ ...commit, previous: 1, sequence: 2, slabs: of(4) })).toBe(
        "committed",
      );
      expect((await store.load(1)).slabs.get("s39")?.[499_999]).toBe(4);
    });

    test("what is loaded while others commit is of one commit", async () => {
      const { store } = opened;
      const token = await granted(1);
      const of = (value: number) =>
        new Map(
          Array.from({ length: 100 }, (_, at) => [`s${at}`, new Uint8Array(1_000).fill(value)]),
        );
      const loads: ReturnType<typeof store.load>[] = [];
      for (let previous = 0; previous < 20; previous++) {
        const slabs = of(previous + 1);
        const commit = { partition: 1, previous, sequence: previous + 1, slabs, token };
        loads.push(store.load(1));
        expect(await store.commit(commit)).toBe("committed");
      }
      for (const { sequence, slabs } of await Promise.all(loads)) {
        const values = new Set([...slabs.values()].map((slab) => slab[0]));
        expect([...values]).toEqual(sequence === 0 ? [] : [sequence]);
      }
    });

    test("reset drops the slabs and sets the checkpoint, for who has the lease", async () => {
      const { store } = opened;
      const token = await granted(1);
      const commit = { partition: 1, slabs: slabs({ a: octets("a") }), token };
      await store.commit({ ...commit, previous: 0, sequence: 9 });
      expect(await store.reset(1, 3, "x")).toBe("fenced");
      expect(await store.reset(1, 3, token)).toBe("committed");
      expect(await store.load(1)).toMatchObject({ sequence: 3, slabs: new Map() });
      expect(await store.commit({ ...commit, previous: 3, sequence: 4 })).toBe("committed");
    });
  });

  describe("leases", () => {
    test("a lease is exclusive until it expires", async () => {
      const { leases } = opened;
      const first = await granted(1, "a", LONG_MS);
      expect(await leases.acquire(1, "b", LONG_MS)).toBeUndefined();
      expect(await leases.acquire(1, "a", LONG_MS)).toBeUndefined();
      expect(await leases.acquire(2, "b", LONG_MS)).toBeDefined();
      expect(await leases.renew(1, first, TTL_MS)).toBe(true);
      const second = await vi.waitUntil(() => leases.acquire(1, "b", LONG_MS), { interval: 5 });
      expect(second).not.toBe(first);
      expect(await leases.renew(1, first, LONG_MS)).toBe(false);
      await leases.release(1, first);
      expect(await leases.owner(1)).toBe("b");
    });

    test("tokens are never equal", async () => {
      const { leases } = opened;
      const tokens = new Set<string>();
      for (let round = 0; round < 20; round++) {
        const token = await granted(round % 2);
        tokens.add(token);
        await leases.release(round % 2, token);
      }
      expect(tokens.size).toBe(20);
    });

    test("a lease that expired while nobody wanted it goes on", async () => {
      const { leases } = opened;
      const token = await granted(1, "a", TTL_MS);
      await vi.waitUntil(async () => (await leases.owner(1)) === undefined, { interval: 5 });
      expect(await leases.renew(1, token, LONG_MS)).toBe(true);
      expect(await leases.owner(1)).toBe("a");
    });

    test("the owner is known until it releases", async () => {
      const { leases } = opened;
      expect(await leases.owner(1)).toBeUndefined();
      const token = await granted(1, "node-7");
      expect(await leases.owner(1)).toBe("node-7");
      await leases.release(1, token);
      expect(await leases.owner(1)).toBeUndefined();
      expect(await leases.renew(1, token, LONG_MS)).toBe(false);
    });

    test("nodes are there until they say otherwise, or say nothing any more", async () => {
      const { leases } = opened;
      expect(await leases.present("b", LONG_MS)).toEqual(["b"]);
      expect(await leases.present("a", LONG_MS)).toEqual(["a", "b"]);
      await leases.absent("b");
      await leases.absent("nobody");
      expect(await leases.present("c", TTL_MS)).toEqual(["a", "c"]);
      await vi.waitUntil(async () => (await leases.present("a", LONG_MS)).length === 1, {
        interval: 5,
      });
    });
  });

  describe("opened again", () => {
    test("it is the same log, with what it knew", async () => {
      const { name } = opened.log;
      await opened.log.append([entry(1, "a"), entry(1, "b")]);
      await opened.log.say([entry(1, "o:1:1:0")]);
      const token = await granted(1, "a", TTL_MS);
      const kept = slabs({ a: octets("a") });
      await opened.store.commit({ partition: 1, previous: 0, sequence: 2, slabs: kept, token });
      await reopen(8);
      expect(opened.log).toMatchObject({ name, partitions: 4 });
      expect(await opened.log.append([entry(1, "b"), entry(1, "c")])).toEqual([2, 3]);
      expect(await assertCheckpoint(opened.log, opened.store, 1)).toMatchObject({
        sequence: 2,
        slabs: kept,
      });
      await opened.log.say([entry(1, "o:1:1:0"), entry(1, "o:1:2:0")]);
      const reader = await opened.log.outputs();
      expect((await take(reader, 2)).map(({ id }) => id)).toEqual(["o:1:1:0", "o:1:2:0"]);
      await reader.close();
    });

    test("logs of two places have two names", async () => {
      const other = await backEnd.place();
      const second = await other.open();
      expect(second.log.name).not.toBe(opened.log.name);
      await second.close();
      await other.remove();
    });
  });

  describe("a checkpoint", () => {
    const committedAt = async (sequence: number): Promise<void> => {
      const token = await granted(1);
      const slab = slabs({ a: octets("a") });
      await opened.store.commit({ partition: 1, previous: 0, sequence, slabs: slab, token });
      await opened.leases.release(1, token);
    };

    test("that the log has reached is continued from", async () => {
      await opened.log.append([entry(1, "a"), entry(1, "b")]);
      await committedAt(1);
      expect((await assertCheckpoint(opened.log, opened.store, 1)).sequence).toBe(1);
    });

    test("ahead of the log is refused", async () => {
      await opened.log.append([entry(1, "a")]);
      await committedAt(2);
      await expect(assertCheckpoint(opened.log, opened.store, 1)).rejects.toMatchObject({
        code: "checkpoint.ahead",
        exitCode: 4,
      });
    });

    test("older than all that the log has kept is refused", async () => {
      await opened.log.append(["a", "b", "c"].map((id) => entry(1, id)));
      await committedAt(1);
      await opened.log.prune(1, 1);
      expect((await assertCheckpoint(opened.log, opened.store, 1)).sequence).toBe(1);
      await opened.log.prune(1, 2);
      await expect(assertCheckpoint(opened.log, opened.store, 1)).rejects.toMatchObject({
        code: "checkpoint.behind",
        exitCode: 4,
      });
    });

    test("of another log is refused", async () => {
      await opened.log.append([entry(1, "a")]);
      await committedAt(1);
      const log = { bounds: async () => ({ first: 1, last: 9, log: "another" }) };
      await expect(assertCheckpoint(log, opened.store, 1)).rejects.toMatchObject({
        code: "checkpoint.ahead",
        message: expect.stringContaining("another log"),
      });
    });
  });
});
