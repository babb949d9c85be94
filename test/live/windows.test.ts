// Windows from outputs: however the partitions' outputs mingle, each window is closed once, in order.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decision } from "../../domain/decision.ts";
import { Digest } from "../../domain/digest.ts";
import { Contacts } from "../../services/live/contacts.ts";
import { type MergedWindow, Windows } from "../../services/live/windows.ts";
import type { PartitionOutput } from "../../services/owners/partition-output.ts";
import { triggerAt } from "../campaigns/samples.ts";
import { eventOf } from "./small-log.ts";

const decisionAt = (timeMs: number, subscriber: number): Decision => ({
  kind: "offered",
  timeMs,
  subscriber,
  sequence: timeMs,
  campaign: 0,
  trigger: { ...triggerAt(timeMs, subscriber), cause: { event: timeMs } },
  cause: { trigger: 0 },
});

/** A digest of so many equal records: enough to tell sums apart. */
function digestOf(records: number): string {
  const digest = new Digest();
  for (let record = 0; record < records; record++) digest.add(new Uint32Array(8));
  return digest.toString();
}

const outputOf = (
  partition: number,
  sequence: number,
  fromMs: number,
  toMs: number,
): PartitionOutput => ({
  partition,
  sequence,
  fromMs,
  toMs,
  events: toMs - fromMs,
  decisions: [decisionAt(fromMs, partition)],
  outcomes: [],
  digests: { events: digestOf(toMs), triggers: digestOf(0), decisions: digestOf(sequence) },
  causes: [eventOf(partition, fromMs)],
});

describe("the windows of several partitions", () => {
  test("close once each and in order, however outputs mingle and repeat", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 5 }), {
          minLength: 3,
          maxLength: 3,
        }),
        fc.array(fc.nat(2), { maxLength: 60 }),
        (marks, order) => {
          const outputs = marks.map((cuts, partition) => {
            const ends = [...new Set([...cuts, 100])].sort((a, b) => a - b);
            return ends.map((toMs, at) => outputOf(partition, at + 1, ends[at - 1] ?? 0, toMs));
          });
          const windows = new Windows(3);
          const closed: MergedWindow[] = [];
          const next = [0, 0, 0];
          const rest = outputs.flatMap((list, partition) => list.map(() => partition));
          for (const partition of [...order, ...rest]) {
            const output = outputs[partition]![next[partition]!++];
            if (output === undefined) continue;
            const window = windows.add(output);
            if (window !== undefined) closed.push(window);
            expect(windows.add(output)).toBeUndefined();
          }
          expect(closed.map(({ fromMs }) => fromMs)).toEqual(
            [0, ...closed.map(({ toMs }) => toMs)].slice(0, -1),
          );
          expect(windows.closedMs).toBe(100);
          expect(closed.reduce((sum, { events }) => sum + events, 0)).toBe(300);
          const decisions = closed.flatMap((window) => window.decisions);
          expect(decisions).toHaveLength(outputs.flat().length);
          for (const { toMs, decisions } of closed) {
            for (const { timeMs } of decisions) expect(timeMs).toBeLessThan(toMs);
            expect(decisions).toEqual([...decisions].sort((a, b) => a.timeMs - b.timeMs));
          }
          expect(windows.digests.events).toBe(digestOf(300));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("hold no more than their share of what a partition is ahead, and miss nothing of it", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.nat(2), (order, pauses) => {
        const log = order.flatMap((partition) =>
          Array.from({ length: 40 }, (_, at) =>
            outputOf(partition, at + 1, at * 10, at * 10 + 10 - (pauses === partition ? 1 : 0)),
          ),
        );
        log.push(...[0, 1, 2].map((partition) => outputOf(partition, 41, 400, 410)));
        const windows = new Windows(3, 30);
        const closed: MergedWindow[] = [];
        let passes = 0;
        do {
          expect(passes++).toBeLessThan(20);
          windows.rewind();
          for (const output of log) {
            const window = windows.add(output, 2);
            if (window !== undefined) closed.push(window);
            expect(windows.heldOctets).toBeLessThanOrEqual(30);
            if (windows.starved) break;
          }
        } while (windows.starved);
        expect(windows.closedMs).toBe(410);
        expect(closed.flatMap(({ decisions }) => decisions)).toHaveLength(log.length);
        expect(closed.map(({ fromMs }) => fromMs)).toEqual(
          [0, ...closed.map(({ toMs }) => toMs)].slice(0, -1),
        );
      }),
    );
  });

  test("begin where the oldest outputs begin that the log still has", () => {
    const windows = new Windows(2);
    expect(windows.add(outputOf(0, 7, 60, 70))).toBeUndefined();
    expect(windows.add(outputOf(1, 9, 50, 70))).toMatchObject({ fromMs: 50, toMs: 70 });
  });
});

describe("contacts", () => {
  test("are kept newest first, with the outcome and the cause of each", () => {
    const contacts = new Contacts();
    const windows = new Windows(1);
    contacts.add(windows.add(outputOf(0, 1, 0, 10))!);
    contacts.add(windows.add(outputOf(0, 2, 10, 20))!);
    const outcome = { timeMs: 21, subscriber: 0, decision: 0, campaign: 0, cause: {} } as const;
    const output = { ...outputOf(0, 3, 20, 30), decisions: [] };
    const told = windows.add({ ...output, outcomes: [{ ...outcome, kind: "accepted" }] })!;
    contacts.add(told);
    expect(
      contacts
        .of(0)
        .map(({ decision, event, outcome }) => [decision.timeMs, event?.sequence, outcome]),
    ).toEqual([
      [10, 10, undefined],
      [0, 0, "accepted"],
    ]);
    expect(contacts.of(1)).toEqual([]);
  });

  test("say when the message was delivered, whatever came of it and its reminders", () => {
    const contacts = new Contacts();
    const windows = new Windows(1);
    contacts.add(windows.add(outputOf(0, 1, 0, 10))!);
    const outcome = { subscriber: 0, decision: 0, campaign: 0, cause: {} } as const;
    const outcomes = [
      { ...outcome, timeMs: 12, kind: "delivered" },
      { ...outcome, timeMs: 14, kind: "reminded" },
      { ...outcome, timeMs: 15, kind: "delivered" },
      { ...outcome, timeMs: 17, kind: "declined" },
    ] as const;
    contacts.add(windows.add({ ...outputOf(0, 2, 10, 20), decisions: [], outcomes })!);
    expect(contacts.of(0)).toMatchObject([{ outcome: "declined", deliveredMs: 12 }]);
  });

  test("are kept up to a number in all: those decided about longest ago go first", () => {
    const contacts = new Contacts(3);
    const windows = new Windows(1);
    for (const [at, subscriber] of [4, 5, 4, 6].entries()) {
      const output = outputOf(0, at + 1, at * 10, at * 10 + 10);
      const decisions = [decisionAt(at * 10, subscriber)];
      contacts.add(windows.add({ ...output, decisions })!);
    }
    expect(contacts.count).toBe(3);
    expect([4, 5, 6].map((subscriber) => contacts.of(subscriber).length)).toEqual([2, 0, 1]);
  });
});
