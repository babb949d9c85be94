// What a log may forget: only what is long behind a checkpoint, so that the inspector can still look.
import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetting } from "../../services/owners/host.ts";
import { openSmallLog, type SmallLog } from "./small-log.ts";

let small: SmallLog;
beforeEach(async () => {
  small = await openSmallLog(2);
});
afterEach(() => small.remove());

test("entries far behind the checkpoint go, those near it and other partitions' stay", async () => {
  const { log } = small.durability;
  const octets = new Uint8Array(8);
  for (const partition of [0, 1]) {
    const entries = Array.from({ length: 100 }, (_, n) => ({
      partition,
      id: `b:${partition}:${n}`,
      octets,
    }));
    await log.append(entries);
  }
  const pruned: Promise<void>[] = [];
  const forget = forgetting(
    {
      prune(partition, sequence) {
        const done = log.prune(partition, sequence);
        pruned.push(done);
        return done;
      },
    },
    16,
  );
  for (let checkpoint = 1; checkpoint <= 90; checkpoint++) forget(0, checkpoint);
  await Promise.all(pruned);
  const { first, last } = await log.bounds(0);
  expect(last).toBe(100);
  expect(first).toBeLessThanOrEqual(90 - 16 + 1);
  expect(first).toBeGreaterThan(90 - 2 * 16);
  expect(await log.bounds(1)).toMatchObject({ first: 1, last: 100 });
});

test("a log that cannot forget now is asked again at a later checkpoint", async () => {
  const asked: number[] = [];
  const forget = forgetting(
    {
      async prune(_partition, sequence) {
        asked.push(sequence);
        throw new Error("the log is away");
      },
    },
    8,
  );
  for (const checkpoint of [9, 10, 11]) {
    forget(0, checkpoint);
    await Promise.resolve();
    await Promise.resolve();
  }
  expect(asked).toEqual([1, 2, 3]);
});
