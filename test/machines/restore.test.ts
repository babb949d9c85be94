// Rows taken down as XState snapshots and put back, into other rows, other colonies, and actors.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AnyStateMachine,
  assign,
  cancel,
  createActor,
  createMachine,
  emit,
  raise,
  SimulatedClock,
  setup,
} from "xstate";
import type { ColumnarColony, PendingTimer, Row } from "../../machines/columnar/colony.ts";
import { lead, pendingOf } from "./colony-properties.ts";
import {
  BACKENDS,
  type ColumnarMachine,
  dated,
  MACHINES,
  play,
  type Step,
  seen,
  stepsOf,
  watch,
} from "./walks.ts";

const RUNS = 25;

/** A walk of one row, in two parts. */
function walkOf(under: ColumnarMachine): fc.Arbitrary<[unknown, Step[], Step[]]> {
  const steps = stepsOf(under, { rows: 1, maxLength: 30 });
  return fc.tuple(under.input, steps, steps);
}

function on(row: Row, steps: readonly Step[]): Step[] {
  return steps.map((step) => ({ ...step, row }));
}

interface Alarm {
  readonly n: number;
  readonly list: unknown;
  readonly maybe: number | null;
}

const FIRST: Alarm = { n: 0, list: ["a"], maybe: null };

/** Timers, history, a context of several types, an output. */
const alarm = setup({
  types: {
    context: {} as Alarm,
    events: {} as { type: string },
    output: {} as unknown,
    emitted: {} as { type: string },
  },
  actions: { count: assign({ n: ({ context }) => context.n + 1, list: () => ["counted"] }) },
}).createMachine({
  id: "alarm",
  context: FIRST,
  initial: "off",
  on: {
    arm: { actions: raise({ type: "rang" }, { id: "bell", delay: 100 }) },
    armNameless: { actions: raise({ type: "rang" }, { delay: 100 }) },
    disarm: { actions: cancel("bell") },
    rang: { actions: [emit({ type: "rang" }), "count"] },
    fail: {
      actions: () => {
        throw new Error("boom");
      },
    },
    end: ".over",
  },
  states: {
    off: { on: { go: "on", back: "on.recent" } },
    on: {
      initial: "low",
      after: { 1000: "off" },
      on: { off: "off" },
      states: {
        low: { on: { up: "high" } },
        high: { after: { 50: "low" } },
        recent: { type: "history" },
      },
    },
    over: { type: "final" },
  },
  output: ({ context }: { context: Alarm }) => ({ n: context.n }),
}) as AnyStateMachine;

const COLUMNS = { n: "u8", maybe: { type: "u16", empty: null } } as const;

function createAlarms(codegen: boolean, rows = 2): ReturnType<typeof watch> {
  const watched = watch(alarm, { codegen, columns: COLUMNS, onFailure: () => {} });
  for (let row = 0; row < rows; row++) watched.colony.allocate();
  return watched;
}

function send(colony: ColumnarColony, row: Row, ...types: readonly string[]): void {
  for (const type of types) colony.send(row, { type }, 0);
}

function copy(colony: ColumnarColony, from: Row, to: Row): void {
  colony.restore(to, colony.persisted(from), colony.timers(from));
}

describe.each(BACKENDS)("a restored row, $backend", ({ codegen }) => {
  describe("goes on as the one that it was taken of", () => {
    test.each(MACHINES)("in the same colony: $name", (under) => {
      fc.assert(
        fc.property(walkOf(under), fc.boolean(), ([input, before, after], isBusy) => {
          const { machine, columns } = under;
          const watched = watch(machine, { codegen, input, ...(columns && { columns }) });
          const { colony, heard } = watched;
          const [original, other] = [colony.allocate(), colony.allocate()];
          play(
            watched,
            isBusy ? before.flatMap((s) => [s, { ...s, row: other, pauseMs: 0 }]) : before,
          );
          copy(colony, original, other);
          expect(seen(colony, other)).toEqual(seen(colony, original));
          for (const all of heard) all?.splice(0);
          for (const step of after) {
            play(watched, [step, { ...step, row: other, pauseMs: 0 }]);
            colony.advance(watched.nowMs);
            expect(seen(colony, other)).toEqual(seen(colony, original));
          }
          expect(heard[other] ?? []).toEqual(heard[original] ?? []);
        }),
        { numRuns: RUNS },
      );
    });

    test.each(MACHINES)("in another colony, of copies: $name", (under) => {
      fc.assert(
        fc.property(walkOf(under), ([input, before, after]) => {
          const { machine, columns } = under;
          const options = { input, ...(columns && { columns }) };
          const [from, to] = [codegen, !codegen].map((codegen) =>
            watch(machine, { ...options, codegen }),
          );
          const row = from!.colony.allocate();
          for (let count = 0; count < 3; count++) to!.colony.allocate();
          play(from!, before);
          to!.nowMs = from!.nowMs;
          to!.colony.advance(to!.nowMs);
          to!.colony.restore(
            2,
            structuredClone(from!.colony.persisted(row)),
            structuredClone(from!.colony.timers(row)),
          );
          for (const { heard } of [from!, to!]) for (const all of heard) all?.splice(0);
          play(from!, after);
          play(to!, on(2, after));
          expect(seen(to!.colony, 2)).toEqual(seen(from!.colony, row));
          expect(to!.heard[2] ?? []).toEqual(from!.heard[row] ?? []);
        }),
        { numRuns: RUNS },
      );
    });

    test.each(MACHINES)("as a real actor, materialised: $name", (under) => {
      fc.assert(
        fc.property(walkOf(under), ([input, before, after]) => {
          const { machine, columns } = under;
          const watched = watch(machine, { codegen, input, ...(columns && { columns }) });
          const { colony, heard } = watched;
          const [original, row] = [colony.allocate(), colony.allocate()];
          play(watched, before);
          copy(colony, original, row);
          const actor = colony.materialise(row);
          const clock = actor.clock as SimulatedClock;
          expect(clock.now()).toBe(watched.nowMs);
          for (const all of heard) all?.splice(0);
          const told: unknown[] = [];
          actor.on("*", (emitted) => told.push([clock.now(), emitted]));
          for (const { pauseMs, event } of after) {
            play(watched, on(row, [{ row, pauseMs, event }]));
            lead(clock, watched.nowMs);
            if (event && actor.getSnapshot().status === "active") {
              actor.send(dated(event, watched.nowMs));
            }
            expect(colony.persisted(row)).toEqual(actor.getPersistedSnapshot());
            expect(colony.timers(row).map(({ dueMs }) => dueMs)).toEqual(pendingOf(clock));
          }
          expect(told).toEqual(heard[row] ?? []);
        }),
        { numRuns: RUNS },
      );
    });

    test.each(MACHINES)("as the actor whose snapshot it is: $name", (under) => {
      fc.assert(
        fc.property(walkOf(under), ([input, before]) => {
          const { machine, columns } = under;
          const actor = createActor(machine, { input, clock: new SimulatedClock() }).start();
          for (const { event } of before) {
            if (event && actor.getSnapshot().status === "active") actor.send(dated(event, 0));
          }
          const { colony } = watch(machine, { codegen, input, ...(columns && { columns }) });
          const row = colony.allocate();
          colony.restore(row, actor.getPersistedSnapshot(), []);
          expect(colony.persisted(row)).toEqual(actor.getPersistedSnapshot());
          expect(colony.timers(row)).toEqual([]);
          actor.stop();
        }),
        { numRuns: RUNS },
      );
    });
  });

  test("restore takes a row out of quarantine, and it goes on", () => {
    const { colony, heard } = createAlarms(codegen);
    send(colony, 0, "go", "up", "fail");
    expect(colony.quarantine.has(0)).toBe(true);
    expect(colony.timers(0)).toEqual([]);
    send(colony, 1, "go", "up", "arm");
    copy(colony, 1, 0);
    expect(colony.quarantine.size).toBe(0);
    expect(seen(colony, 0)).toEqual(seen(colony, 1));
    colony.advance(5000);
    expect(seen(colony, 0)).toEqual(seen(colony, 1));
    expect(colony.snapshot(0)).toMatchObject({ value: "off", context: { n: 1 } });
    expect(heard[0]).toEqual(heard[1]);
  });

  test("the snapshot of a row in quarantine is what it was before", () => {
    const { colony } = createAlarms(codegen);
    send(colony, 0, "rang", "go", "fail");
    colony.restore(1, colony.persisted(0), []);
    expect(colony.snapshot(1)).toEqual({
      value: { on: "low" },
      context: { n: 1, list: ["counted"], maybe: null },
      status: "active",
    });
    expect([...colony.quarantine.keys()]).toEqual([0]);
  });

  test("the timers of the row itself are replaced", () => {
    const { colony, heard } = createAlarms(codegen);
    send(colony, 0, "go", "up", "arm", "armNameless");
    copy(colony, 1, 0);
    expect(colony.timers(0)).toEqual([]);
    expect(colony.nextDueMs).toBe(Number.POSITIVE_INFINITY);
    colony.advance(5000);
    expect(colony.snapshot(0)).toEqual(colony.snapshot(1));
    expect(heard).toEqual([]);
  });

  test("timers keep order, names, and whether cancel finds them", () => {
    const { colony, heard } = createAlarms(codegen);
    send(colony, 0, "arm", "arm", "armNameless", "go", "up");
    const timers = colony.timers(0);
    expect(timers.map(({ id, cancellable }) => [id, cancellable])).toEqual([
      ["xstate.after.50.alarm.on.high", true],
      ["bell", false],
      ["bell", true],
      ["", false],
      ["xstate.after.1000.alarm.on", true],
    ]);
    copy(colony, 0, 1);
    expect(colony.timers(1)).toEqual(timers);
    for (const row of [0, 1]) send(colony, row, "disarm", "disarm");
    colony.advance(100);
    expect(heard.map((all) => all.length)).toEqual([2, 2]);
    expect(colony.timers(1)).toEqual(colony.timers(0));
    for (const row of [0, 1]) send(colony, row, "off");
    expect(colony.timers(1)).toEqual([]);
  });

  test("timers that are overdue fire as soon as time is looked at", () => {
    const { colony, heard } = createAlarms(codegen);
    colony.advance(1000);
    const timer = (dueMs: number): PendingTimer => ({
      dueMs,
      event: { type: "rang" },
      id: "",
      cancellable: false,
    });
    colony.restore(1, colony.persisted(1), [timer(10), timer(20)]);
    expect(colony.nextDueMs).toBe(10);
    send(colony, 0, "go");
    expect(heard[1]).toEqual([
      [1000, { type: "rang" }],
      [1000, { type: "rang" }],
    ]);
  });

  test("an event from before the colony's time lets what is due by now fire first", () => {
    const machine = setup({
      types: { context: {} as { trace: string }, events: {} as { type: string } },
      actions: {
        note: assign({ trace: ({ context, event }) => `${context.trace} ${event.type}` }),
      },
    }).createMachine({
      id: "m",
      context: { trace: "" },
      on: {
        go: { actions: ["note", raise({ type: "rang" }, { delay: 0 })] },
        "*": { actions: "note" },
      },
    }) as AnyStateMachine;
    const { colony } = watch(machine, { codegen });
    const row = colony.allocate();
    colony.send(row, { type: "go" }, 100);
    colony.send(row, { type: "late" }, 50);
    expect(colony.snapshot(row).context).toEqual({ trace: " go rang late" });
  });

  test("history is remembered", () => {
    const { colony } = createAlarms(codegen);
    send(colony, 0, "go", "up", "off");
    copy(colony, 0, 1);
    send(colony, 1, "back");
    expect(colony.snapshot(1).value).toEqual({ on: "high" });
  });

  test("a row that is done keeps its output, and a row that is not has none", () => {
    const { colony } = createAlarms(codegen);
    send(colony, 0, "rang", "end");
    const active = colony.persisted(1);
    copy(colony, 0, 1);
    expect(colony.persisted(1)).toMatchObject({ status: "done", output: { n: 1 } });
    send(colony, 1, "rang", "go");
    expect(colony.persisted(1)).toEqual(colony.persisted(0));
    colony.restore(0, active, []);
    expect(colony.persisted(0)).toEqual(active);
    expect(colony.persisted(0)).toMatchObject({ status: "active", output: undefined });
    send(colony, 0, "go");
    expect(colony.snapshot(0).value).toEqual({ on: "low" });
  });

  test("onEmit may restore, the row that emits included", () => {
    const { colony, heard } = watch(alarm, {
      codegen,
      onEmit: (row) => {
        colony.restore(row, fresh, []);
        copy(colony, other, third);
      },
    });
    const [row, other, third] = [colony.allocate(), colony.allocate(), colony.allocate()];
    const fresh = colony.persisted(row);
    send(colony, other, "go", "up");
    send(colony, row, "go", "arm", "rang");
    expect(colony.persisted(row)).toEqual(fresh);
    expect(colony.timers(row)).toEqual([]);
    expect(seen(colony, third)).toEqual(seen(colony, other));
    expect(heard).toEqual([]);
  });

  test("a row that is not allocated is refused", () => {
    const { colony } = createAlarms(codegen);
    colony.release(1);
    for (const row of [1, 2, -1, 0.5]) {
      expect(() => colony.restore(row, colony.persisted(0), [])).toThrow(/row .* is allocated/);
    }
  });

  const active = createActor(alarm).getPersistedSnapshot() as unknown as Record<string, unknown>;
  const { context } = active as { context: Alarm };
  const REFUSED: readonly (readonly [string, unknown, string])[] = [
    ["undefined", undefined, "got status undefined"],
    ["null", null, "got status undefined"],
    ["no snapshot", { value: "off" }, "got status undefined"],
    ["a failed actor's", { ...active, status: "error" }, 'got status "error"'],
    ["a stopped actor's", { ...active, status: "stopped" }, 'got status "stopped"'],
    ["one with children", { ...active, children: { child: {} } }, "got child actors"],
    ["one of no state", { ...active, value: undefined }, "got undefined: "],
    ["one of an unknown state", { ...active, value: "away" }, 'got "away": '],
    ["one of an unknown state within", { ...active, value: { on: "x" } }, 'got {"on":"x"}: '],
    ["one of states where none are", { ...active, value: { off: "x" } }, 'got {"off":"x"}: '],
    [
      "one without context",
      { ...active, context: undefined },
      'context field "n" cannot be undefined: its column holds integers from 0 to 255',
    ],
    [
      "one that lacks a field",
      { ...active, context: { list: ["new"], maybe: 1 } },
      'context field "n" cannot be undefined: its column holds integers from 0 to 255',
    ],
    [
      "one of another field",
      { ...active, context: { n: 1, list: [], other: 1 } },
      'got a context field "other"',
    ],
    [
      "one of a field too many",
      { ...active, context: { ...context, other: 1 } },
      'got a context field "other"',
    ],
    [
      "one with a value that does not fit",
      { ...active, context: { n: 5, list: ["new"], maybe: 65_535 } },
      'context field "maybe" cannot be 65535: its column holds integers from 0 to 65534',
    ],
  ];

  test.each(REFUSED)("a snapshot is refused, and changes nothing: %s", (_what, snapshot, words) => {
    const { colony } = createAlarms(codegen, 3);
    send(colony, 0, "rang", "go", "up", "off", "back", "arm");
    send(colony, 1, "rang", "go", "fail");
    send(colony, 2, "rang", "end");
    const before = [0, 1, 2].map((row) => seen(colony, row));
    const timer: PendingTimer = {
      dueMs: 7,
      event: { type: "rang" },
      id: "bell",
      cancellable: true,
    };
    for (const row of [0, 1, 2]) {
      expect(() => colony.restore(row, snapshot, [timer])).toThrow(
        expect.objectContaining({
          code: "colony.snapshot-refused",
          message: expect.stringContaining(`machine alarm, snapshot for row ${row}: got `),
        }) as Error,
      );
      expect(() => colony.restore(row, snapshot, [timer])).toThrow(words);
    }
    expect([0, 1, 2].map((row) => seen(colony, row))).toEqual(before);
    expect([...colony.quarantine.keys()]).toEqual([1]);
    send(colony, 0, "off", "rang");
    expect(colony.snapshot(0)).toMatchObject({ value: "off", context: { n: 2 } });
  });

  test("a snapshot that has been through JSON has lost its undefined fields, and is taken", () => {
    const machine = createMachine({
      id: "m",
      context: { gone: undefined, maybe: undefined, n: 1 },
    }) as AnyStateMachine;
    const { colony } = watch(machine, {
      codegen,
      columns: { maybe: { type: "u8", empty: undefined } },
    });
    const [row, other] = [colony.allocate(), colony.allocate()];
    const json = JSON.stringify(colony.persisted(row));
    expect(json).not.toContain("gone");
    colony.restore(other, JSON.parse(json), []);
    expect(colony.persisted(other)).toStrictEqual(colony.persisted(row));
  });

  test("a snapshot of another machine with the same states is taken for this one's", () => {
    const twin = createMachine({
      id: "twin",
      context: { n: 7, list: 1, maybe: 3 },
      initial: "off",
      states: { off: {} },
    });
    const { colony } = createAlarms(codegen);
    colony.restore(0, createActor(twin).getPersistedSnapshot(), []);
    expect(colony.snapshot(0).context).toEqual({ n: 7, list: 1, maybe: 3 });
  });
});
