// Timers in slots and beside them, against a plain list that keeps names as XState's scheduler does.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventObject } from "xstate";
import type { PendingTimer } from "../../machines/columnar/colony.ts";
import type { Slot } from "../../machines/columnar/definition.ts";
import { DueQueue } from "../../machines/columnar/due-queue.ts";
import { Timers, UNARMED } from "../../machines/columnar/timers.ts";

interface Armed {
  readonly row: number;
  readonly dueMs: number;
  readonly event: EventObject;
  readonly id: string | undefined;
}

/** `createSystem` of raise-effbee0c.esm.js: timers of one name go on, the last armed has the name. */
class XStateScheduler {
  timers: Armed[] = [];
  readonly #timerMap = new Map<string, Armed>();

  schedule(timer: Armed): void {
    this.#add(timer);
    if (timer.id !== undefined) this.#timerMap.set(`${timer.row}.${timer.id}`, timer);
  }

  cancel(row: number, id: string): void {
    const timer = this.#timerMap.get(`${row}.${id}`);
    this.#timerMap.delete(`${row}.${id}`);
    this.timers = this.timers.filter((other) => other !== timer);
  }

  cancelAll(row: number): void {
    for (const { row: of, id } of this.timers)
      if (of === row) this.#timerMap.delete(`${row}.${id}`);
    this.timers = this.timers.filter((timer) => timer.row !== row);
  }

  restore(row: number, pending: readonly PendingTimer[]): void {
    this.cancelAll(row);
    for (const { dueMs, event, id, cancellable } of pending) {
      const timer = { row, dueMs, event, id: id === "" ? undefined : id };
      this.#add(timer);
      if (cancellable) this.#timerMap.set(`${row}.${id}`, timer);
    }
  }

  #add(timer: Armed): void {
    this.timers.push(timer);
    this.timers.sort((a, b) => compare(a.dueMs, b.dueMs) || a.row - b.row);
  }

  get nextDueMs(): number {
    return this.timers[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  fire(): Armed {
    const timer = this.timers.shift()!;
    this.#timerMap.delete(`${timer.row}.${timer.id}`);
    return timer;
  }

  pending(row: number): PendingTimer[] {
    return this.timers
      .filter((timer) => timer.row === row)
      .map((timer) => ({
        dueMs: timer.dueMs,
        event: timer.event,
        id: timer.id ?? "",
        cancellable: this.#timerMap.get(`${row}.${timer.id}`) === timer,
      }));
  }
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const SLOTS = [
  { id: "a", event: { type: "a" }, constantDelay: true, delayMs: 7 },
  { id: "b", event: { type: "b" }, constantDelay: false, delayMs: 0 },
  { id: "c", event: { type: "c" }, constantDelay: true, delayMs: 300 },
] as const;

/** Records of six words: the dues' low words in 1 to 3, high bytes and flags in the next two. */
class Records {
  static readonly words = 6;
  declare capacity: number;
  declare u8: Uint8Array;
  declare u32: Uint32Array;
  declare readonly timers: Timers;

  constructor(capacity: number, slots: readonly Slot[] = SLOTS) {
    this.capacity = 0;
    this.u8 = new Uint8Array();
    this.u32 = new Uint32Array();
    const places = { wordsPerRow: Records.words, lowWord: 1, highByte: 16, flagByte: 20 };
    this.timers = new Timers({ slots, ...places }, this.u8, this.u32, 1);
    this.grow(capacity);
  }

  grow(capacity: number): void {
    const buffer = new ArrayBuffer(capacity * Records.words * 4);
    new Uint8Array(buffer).set(this.u8);
    // What has moved must never be looked at again.
    this.u8.fill(9);
    this.u8 = new Uint8Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.timers.rebind(this.u8, this.u32);
    for (let row = this.capacity; row < capacity; row++) this.reset(row);
    this.capacity = capacity;
  }

  of(row: number): Uint8Array {
    return this.u8.subarray(row * Records.words * 4, (row + 1) * Records.words * 4);
  }

  reset(row: number): void {
    this.of(row).fill(0).fill(UNARMED, 16, 20);
  }

  /** The same rows in another colony. */
  moved(): Records {
    const other = new Records(this.capacity);
    for (let row = 0; row < this.capacity; row++) {
      other.of(row).set(this.of(row));
      other.timers.adopt(row);
      for (const timer of this.timers.pendingGeneral(row)) other.timers.rearm(row, timer);
    }
    return other;
  }
}

const NAMES = ["x", "a", "b", "c"] as const;
const row = fc.nat(3);
const slot = fc.nat(2);
const delayMs = fc.oneof(
  { weight: 4, arbitrary: fc.nat(9) },
  { weight: 3, arbitrary: fc.nat(700) },
  { weight: 2, arbitrary: fc.nat(200_000) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      0.5,
      6.25,
      2 ** 32,
      254 * 2 ** 32,
      2 ** 41,
      Number.POSITIVE_INFINITY,
    ),
  },
);

/** What a step of a row may do with its timers. */
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("arm" as const), slot, delayMs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("disarm" as const), slot }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("raise" as const),
      delayMs,
      id: fc.constantFrom(undefined, ...NAMES),
      type: fc.constantFrom("a", "b", "other"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("cancel" as const), id: fc.constantFrom(...NAMES) }),
  },
);
const operation = fc.oneof(
  { weight: 9, arbitrary: fc.record({ do: fc.constant("step" as const), row, action }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("fire" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), byMs: delayMs }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), row }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("fail" as const),
      row,
      actions: fc.array(action, { maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("restore" as const), row, from: row, laterMs: delayMs }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("load" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("look" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("grow" as const) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** A colony that does nothing but keep timers, in both ways. */
class Twofold {
  records = new Records(4);
  readonly model = new XStateScheduler();
  nowMs: number;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  apply(operation: Operation): void {
    const { records, model } = this;
    const { timers } = records;
    switch (operation.do) {
      case "step":
        this.act(operation.row, operation.action);
        return;
      case "fire":
        if (Number.isFinite(model.nextDueMs)) this.fire(model.nextDueMs);
        return;
      case "advance": {
        const toMs = this.nowMs + operation.byMs;
        while (model.nextDueMs <= toMs && Number.isFinite(model.nextDueMs)) this.fire(toMs);
        expect(timers.popDue(toMs)).toBe(false);
        if (Number.isFinite(toMs)) this.nowMs = toMs;
        return;
      }
      case "release":
        timers.cancelAll(operation.row);
        records.reset(operation.row);
        model.cancelAll(operation.row);
        return;
      case "fail": {
        const before = records.of(operation.row).slice();
        for (const action of operation.actions) this.act(operation.row, action);
        records.of(operation.row).set(before);
        timers.cancelAll(operation.row);
        model.cancelAll(operation.row);
        return;
      }
      case "restore": {
        const { row, from, laterMs } = operation;
        const pending = timers
          .pending(from)
          .map((timer) => ({ ...timer, dueMs: timer.dueMs + laterMs }));
        timers.cancelAll(row);
        for (const timer of pending) timers.rearm(row, timer);
        model.restore(row, pending);
        return;
      }
      case "load":
        this.records = records.moved();
        return;
      case "look":
        expect(timers.nextDueMs).toBe(model.nextDueMs);
        return;
      case "grow":
        if (records.capacity < 64) records.grow(records.capacity * 2);
    }
  }

  act(row: number, action: Action): void {
    const { timers } = this.records;
    switch (action.do) {
      case "arm": {
        const { id, event, constantDelay, delayMs } = SLOTS[action.slot]!;
        const dueMs = this.nowMs + (constantDelay ? delayMs : action.delayMs);
        timers.arm(row, action.slot, dueMs);
        this.model.schedule({ row, dueMs, event, id });
        return;
      }
      case "disarm":
        timers.disarm(row, action.slot);
        this.model.cancel(row, SLOTS[action.slot]!.id);
        return;
      case "raise": {
        const dueMs = this.nowMs + action.delayMs;
        const event = { type: action.type };
        timers.armGeneral(row, dueMs, event, action.id);
        this.model.schedule({ row, dueMs, event, id: action.id });
        return;
      }
      case "cancel":
        timers.cancel(row, action.id);
        this.model.cancel(row, action.id);
    }
  }

  fire(toMs: number): void {
    const { timers } = this.records;
    const { row, dueMs, event } = this.model.fire();
    expect(timers.popDue(toMs)).toBe(true);
    expect([timers.dueMs, timers.row, timers.event]).toEqual([dueMs, row, event]);
    if (timers.slot >= 0) expect(timers.event).toBe(SLOTS[timers.slot]!.event);
    this.nowMs = dueMs;
  }

  check(): void {
    const rows = [0, 1, 2, 3];
    const { model } = this;
    const { timers } = this.records;
    expect(rows.map((row) => timers.pending(row))).toEqual(rows.map((row) => model.pending(row)));
    expect(timers.headDueMs).toBeLessThanOrEqual(model.nextDueMs);
  }
}

test("any sequence of arming, cancelling, firing and overwriting leaves what XState leaves", () => {
  const startMs = fc.constantFrom(0, 1000, 2 ** 32 - 20, 255 * 2 ** 32 - 400);
  const operations = fc.array(operation, { maxLength: 120, size: "max" });
  fc.assert(
    fc.property(startMs, operations, (startMs, operations) => {
      const colony = new Twofold(startMs);
      for (const operation of operations) {
        colony.apply(operation);
        colony.check();
      }
    }),
    { numRuns: 1000 },
  );
});

/** A repeatable sequence of integers below a bound. */
function sequence(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

test.each([
  ["within one window", 200, 40],
  ["over some windows", 3000, 900],
  ["over hours", 9_000_000, 400_000],
])("two thousand rows that arm and disarm %s fire in the order of due and row", (_, most, step) => {
  const slots = SLOTS.map((slot) => ({ ...slot, constantDelay: slot.id === "a" }));
  const records = new Records(2000, slots);
  const { timers } = records;
  const next = sequence(most);
  const dues = new Map<number, number>();
  let nowMs = 0;
  let fired = 0;
  for (let round = 0; round < 60; round++) {
    for (let count = 0; count < 600; count++) {
      const [row, slot] = [next(2000), next(2)];
      timers.disarm(row, slot);
      dues.delete(row * 2 + slot);
      const dueMs = nowMs + (slot === 0 ? most : next(most));
      // Another slot of the row, due at the same time, would make this a general timer.
      if (next(4) === 0 || dues.get(row * 2 + 1 - slot) === dueMs) continue;
      timers.arm(row, slot, dueMs);
      dues.set(row * 2 + slot, dueMs);
    }
    if (round === 30) records.grow(4000);
    nowMs += next(step);
    const expected = [...dues].filter(([, dueMs]) => dueMs <= nowMs);
    expected.sort(([a, aMs], [b, bMs]) => aMs - bMs || a - b);
    const popped: [number, number][] = [];
    while (timers.popDue(nowMs)) popped.push([timers.row * 2 + timers.slot, timers.dueMs]);
    expect(popped).toEqual(expected);
    for (const [key] of expected) dues.delete(key);
    fired += popped.length;
    expect(timers.nextDueMs).toBe(Math.min(...dues.values()));
  }
  expect(fired).toBeGreaterThan(1500);
});

test("twenty thousand rows due at the same millisecond fire in the order of rows", () => {
  const { timers } = new Records(20_000);
  for (let index = 0; index < 20_000; index++) timers.arm((index * 7919) % 20_000, 2, 3_600_000);
  const rows: number[] = [];
  while (timers.popDue(3_600_000)) rows.push(timers.row);
  expect(rows).toEqual(Array.from({ length: 20_000 }, (_, row) => row));
});

test("a slot of constant delay has one entry, however often it is armed again", () => {
  const { timers } = new Records(100);
  for (let nowMs = 0; nowMs < 20_000; nowMs++) {
    timers.disarm(nowMs % 100, 2);
    timers.arm(nowMs % 100, 2, nowMs + 300);
    expect(timers.popDue(nowMs)).toBe(false);
    expect(timers.entryCount).toBeLessThanOrEqual(100);
  }
});

test.each([
  ["in", 100],
  ["after", 3_600_000],
])("entries of disarmed and released rows due %s the open window do not pile up", (_, delayMs) => {
  const records = new Records(100);
  const { timers } = records;
  for (let index = 0; index < 50_000; index++) {
    const row = index % 100;
    timers.disarm(row, 1);
    timers.arm(row, 1, delayMs + (index % 97));
    if (index % 3 === 0) {
      timers.cancelAll(row);
      records.reset(row);
    }
    timers.arm(row, 2, delayMs + 98);
  }
  expect(timers.entryCount).toBeLessThan(2000);
  expect(timers.bytes).toBeLessThan(60_000);
});

test("a slot fires after a failed step whose undo copy is older than the queue", () => {
  const records = new Records(1);
  const { timers } = records;
  timers.arm(0, 2, 300);
  timers.disarm(0, 2);
  const before = records.of(0).slice();
  for (let index = 0; index < 100; index++) {
    timers.arm(0, 1, 400 + index);
    timers.disarm(0, 1);
  }
  records.of(0).set(before);
  timers.cancelAll(0);
  timers.arm(0, 2, 600);
  expect([timers.popDue(599), timers.popDue(600), timers.slot]).toEqual([false, true, 2]);
});

test("a slot of constant delay fires on time though a restored timer was due later", () => {
  const { timers } = new Records(1);
  timers.rearm(0, { dueMs: 1000, event: { type: "c" }, id: "c", cancellable: true });
  timers.disarm(0, 2);
  timers.arm(0, 2, 300);
  expect([timers.popDue(299), timers.popDue(300), timers.popDue(1000)]).toEqual([
    false,
    true,
    false,
  ]);
});

test("a timer due at Infinity is pending for ever", () => {
  const { timers } = new Records(1);
  timers.armGeneral(0, Number.POSITIVE_INFINITY, { type: "never" }, "n");
  expect(timers.popDue(Number.POSITIVE_INFINITY)).toBe(false);
  expect([timers.headDueMs, timers.nextDueMs]).toEqual([
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
  expect(timers.pending(0)).toHaveLength(1);
});

test("the arming of a slot that is armed does not cancel the first timer", () => {
  const { timers } = new Records(1);
  timers.arm(0, 1, 10);
  timers.arm(0, 1, 20);
  timers.disarm(0, 1);
  timers.disarm(0, 1);
  expect(timers.pending(0)).toEqual([
    { dueMs: 10, event: { type: "b" }, id: "b", cancellable: false },
  ]);
});

test("the empty string is a name, and no name is none", () => {
  const { timers } = new Records(1);
  timers.armGeneral(0, 1, { type: "nameless" }, undefined);
  timers.armGeneral(0, 2, { type: "named" }, "");
  timers.cancel(0, "");
  timers.cancel(0, "");
  expect(timers.pending(0)).toEqual([
    { dueMs: 1, event: { type: "nameless" }, id: "", cancellable: false },
  ]);
});

test("a machine without delayed transitions can raise delayed events", () => {
  const timers = new Timers(
    { slots: [], wordsPerRow: 1, lowWord: 0, highByte: 0, flagByte: 0 },
    new Uint8Array(4),
    new Uint32Array(1),
  );
  timers.armGeneral(0, 5, { type: "e" }, undefined);
  timers.cancel(0, "none");
  expect([timers.popDue(4), timers.popDue(5), timers.slot]).toEqual([false, true, -1]);
});

test("the queue gives entries in order, from milliseconds to decades", () => {
  const dueMs = fc.oneof(
    fc.nat(600),
    fc.nat(70_000),
    fc.integer({ min: 0, max: 2 ** 25 }),
    fc.integer({ min: 0, max: 255 * 2 ** 32 - 1 }),
  );
  const push = fc.tuple(dueMs, fc.nat(5)).map(([dueMs, key]) => ({ dueMs, key }));
  const pushes = fc.tuple(fc.nat(400), dueMs).map(([count, from]) => ({ count, from }));
  const drops = fc.nat(300).map((count) => ({ drops: count }));
  fc.assert(
    fc.property(fc.array(fc.oneof(push, pushes, drops), { maxLength: 30 }), (operations) => {
      const marked = new Set<number>();
      const queue = new DueQueue(
        {
          review: (dueMs) => dueMs,
          mark: (key) => marked.size < marked.add(key).size,
          unmark: (key) => marked.delete(key),
        },
        0,
      );
      // Keys differ, as entries of one key stand for one thing and may become one.
      let entries: (readonly [number, number])[] = [];
      let [keys, wanted] = [0, 0];
      const add = (dueMs: number): void => {
        const key = (Math.imul(keys++, 0x9e3779b1) >>> 0) % 2 ** 32;
        queue.push(dueMs, key);
        entries.push([dueMs, key]);
      };
      for (const operation of operations) {
        if ("dueMs" in operation) add(operation.dueMs);
        else if ("count" in operation) {
          for (let index = 0; index < operation.count; index++) {
            add(operation.from + ((index * 31) % 600) * (index % 7 === 0 ? 1000 : 1));
          }
        } else {
          entries.sort(([a, aKey], [b, bKey]) => a - b || aKey - bKey);
          wanted = Math.min(operation.drops, entries.length);
          for (const [dueMs, key] of entries.slice(0, wanted)) {
            expect([queue.headDueMs, queue.headKey]).toEqual([dueMs, key]);
            queue.drop();
          }
          entries = entries.slice(wanted);
        }
        expect(queue.size).toBe(entries.length);
      }
    }),
    { numRuns: 200 },
  );
});
