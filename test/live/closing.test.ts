// What the delivery reads: outputs of partitions that are ahead wait in the log, not in its memory.
import { afterAll, expect, test } from "vitest";
import { Digest } from "../../domain/digest.ts";
import type { WindowClosed } from "../../services/batches.ts";
import { Closing } from "../../services/live/closing.ts";
import type { Output } from "../../services/log/event-log.ts";
import type { PartitionOutput } from "../../services/owners/partition-output.ts";
import { WALL } from "../../services/pacer.ts";
import { openSmallLog, type SmallLog } from "./small-log.ts";

const PARTITIONS = 3;
const BLOCKS = 200;
let small: SmallLog;
afterAll(() => small.remove());

function outputOf(partition: number, sequence: number): Output {
  const none = new Digest().toString();
  const output: PartitionOutput = {
    partition,
    sequence,
    fromMs: (sequence - 1) * 10,
    toMs: sequence * 10,
    events: 1,
    decisions: [],
    outcomes: [],
    digests: { events: none, triggers: none, decisions: none },
    causes: [],
  };
  const octets = new TextEncoder().encode(JSON.stringify(output));
  return { partition, id: `o:${partition}:${sequence}:0`, octets };
}

test("every window is closed once when a partition without an owner is taken up at last", async () => {
  small = await openSmallLog(PARTITIONS);
  const { log } = small.durability;
  const closed: WindowClosed[] = [];
  const closing = new Closing({
    log,
    atlas: { campaigns: [], directory: undefined!, siteOf: () => undefined },
    wall: WALL,
    heldOctetsMax: 6_000,
    onClosed: (window) => void closed.push(window),
    onFailure: (error) => expect.unreachable(error.message),
  });
  const running = closing.run();
  for (const partition of [2, 0, 1]) {
    const sequences = Array.from({ length: BLOCKS }, (_, at) => at + 1);
    await log.say(sequences.map((sequence) => outputOf(partition, sequence)));
  }
  await expect.poll(() => closing.standing.toMs, { timeout: 10_000 }).toBe(BLOCKS * 10);
  closing.stop();
  await running;
  expect(closed.map(({ toMs }) => toMs)).toEqual(
    Array.from({ length: BLOCKS }, (_, at) => (at + 1) * 10),
  );
  expect(closed.reduce((sum, { events }) => sum + events, 0)).toBe(BLOCKS * PARTITIONS);
});
