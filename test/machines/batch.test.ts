// Batches: events as typed arrays do what the same events do one by one.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnyStateMachine, assign, type EventObject, emit, raise, setup } from "xstate";
import type {
  ColumnarColony,
  CompileOptions,
  EventBatch,
  NumberArray,
  Row,
} from "../../machines/columnar/colony.ts";
import type { ColonyError } from "../../machines/columnar/errors.ts";
import { ARRAYS, batchOf, type Sent } from "./batches.ts";
import { createFeatureMachine } from "./machines-under-test.ts";
import {
  BACKENDS,
  type ColumnarMachine,
  dated,
  MACHINES,
  seen,
  type Watched,
  watch,
} from "./walks.ts";

const ROWS = 4;

function sentOf({ event, pause }: ColumnarMachine): fc.Arbitrary<Sent[]> {
  const back = fc.constantFrom(0, 0, 0, 0, -1, -500, -60_000);
  return fc
    .array(fc.record({ row: fc.nat(ROWS - 1), pause, back, event }), {
      maxLength: 60,
      size: "max",
    })
    .map((all) => {
      let nowMs = 0;
      return all.map(({ row, pause, back, event }) => {
        nowMs += pause;
        const timeMs = Math.max(0, nowMs + back);
        return { row, timeMs, event: dated(event, timeMs) };
      });
    });
}

/** The same rows, once fed one by one, once in batches. */
function checkBatches(
  under: ColumnarMachine,
  options: { readonly codegen: boolean; readonly debug?: boolean },
): void {
  const { columns, input } = under;
  const inputs = fc.array(input, { minLength: ROWS, maxLength: ROWS });
  fc.assert(
    fc.property(sentOf(under), inputs, fc.gen(), (sent, inputs, draw) => {
      const journals: unknown[][] = [[], []];
      const [single, batched] = [0, 1].map((which) => {
        const machine =
          under.name === "features"
            ? createFeatureMachine((row, entry) => journals[which]!.push([row, entry]))
            : under.machine;
        const watched = watch(machine, {
          capacity: ROWS,
          input: inputs[0],
          ...(columns && { columns }),
          ...(which === 1 ? options : { codegen: options.codegen }),
        });
        for (const each of inputs) watched.colony.allocate(each);
        return watched;
      }) as [Watched, Watched];
      for (let from = 0; from < sent.length; ) {
        const to = Math.min(sent.length, from + 1 + draw(fc.nat, 20));
        const chunk = sent.slice(from, to);
        for (const { row, event, timeMs } of chunk) single.colony.send(row, event, timeMs);
        batched.colony.sendBatch(batchOf(chunk, (below) => draw(fc.nat, below - 1)));
        for (let row = 0; row < ROWS; row++) {
          expect(seen(batched.colony, row)).toEqual(seen(single.colony, row));
        }
        expect(batched.colony.nextDueMs).toBe(single.colony.nextDueMs);
        from = to;
      }
      expect(batched.heard).toEqual(single.heard);
      expect(journals[1]).toEqual(journals[0]);
    }),
    { numRuns: under.name === "subscriber" || under.name === "features" ? 60 : 15 },
  );
}

/** Notes every event that it gets, as an action sees it. */
function createListener(noted: unknown[]): AnyStateMachine {
  return setup({
    types: {
      context: {} as { count: number; last: unknown },
      events: {} as { type: string; value?: unknown; isBad?: boolean; ring?: boolean },
      emitted: {} as { type: "heard"; value: unknown },
    },
    guards: { isRing: ({ event }) => event.ring === true },
  }).createMachine({
    id: "listener",
    context: { count: 0, last: undefined },
    on: {
      "*": [
        {
          guard: ({ event }) => event.isBad === true,
          actions: [
            assign({ count: -1 }),
            () => {
              throw new Error("boom");
            },
          ],
        },
        {
          guard: "isRing",
          actions: raise(({ event }) => ({ type: "rang", value: event.value }), { delay: 10 }),
        },
        {
          actions: [
            ({ event }) => noted.push({ ...event }),
            assign({
              count: ({ context }) => context.count + 1,
              last: ({ event }) => event.value,
            }),
            emit(({ event }) => ({ type: "heard" as const, value: event.value })),
          ],
        },
      ],
    },
  }) as AnyStateMachine;
}

interface Listening extends Watched {
  readonly noted: unknown[];
  readonly failures: [Row, ColonyError][];
}

function listen(options: Partial<CompileOptions>, rows = 3): Listening {
  const noted: unknown[] = [];
  const failures: [Row, ColonyError][] = [];
  const watched = watch(createListener(noted), {
    onFailure: (row, error) => failures.push([row, error as ColonyError]),
    ...options,
  });
  for (let row = 0; row < rows; row++) watched.colony.allocate();
  return { ...watched, noted, failures };
}

/** One event a row and ms, from [row, type, fields]. */
function batch(...events: readonly (readonly [Row, string, object?])[]): EventBatch {
  const sent = events.map(([row, type, fields], timeMs) => ({
    row,
    timeMs,
    event: { type, ...fields },
  }));
  return batchOf(sent, () => 0);
}

function countsOf(colony: ColumnarColony, rows = 3): unknown[] {
  return Array.from({ length: rows }, (_, row) => colony.snapshot(row).context["count"]);
}

describe.each(BACKENDS)("batches, $backend", ({ codegen }) => {
  describe("the same as one by one, timers in between", () => {
    test.each(MACHINES)("$name", (under) => checkBatches(under, { codegen }));
  });

  describe("in debug mode too", () => {
    test.each(MACHINES)("$name", (under) => checkBatches(under, { codegen, debug: true }));
  });

  test("an empty batch does nothing", () => {
    const { colony, noted } = listen({ codegen });
    colony.sendBatch(batch());
    expect(noted).toEqual([]);
  });

  test("no more than `size` events are read, however long the arrays are", () => {
    const { colony } = listen({ codegen });
    colony.sendBatch({ ...batch([0, "a"], [1, "a"], [2, "a"]), size: 2 });
    expect(countsOf(colony)).toEqual([1, 1, 0]);
  });

  test.each(ARRAYS.map((array) => [array.name, array] as const))(
    "a field of %s is read as numbers, and as codes",
    (_name, array) => {
      const { colony, noted } = listen({ codegen });
      const numbers = array.from([3, 100, 7]) as NumberArray;
      const codes = array.from([2, 0, 1]) as NumberArray;
      const values = [{ a: 1 }, undefined, "text"];
      colony.sendBatch({
        ...batch([0, "a"], [1, "b"], [2, "a"]),
        fields: { value: numbers, coded: { codes, values } },
      });
      expect(noted).toEqual([
        { type: "a", value: 3, coded: "text" },
        { type: "b", value: 100, coded: { a: 1 } },
        { type: "a", value: 7, coded: undefined },
      ]);
      expect(colony.snapshot(1).context).toEqual({ count: 1, last: 100 });
    },
  );

  test("batches of different arrays, fields and type names come in turn", () => {
    const { colony, noted } = listen({ codegen }, 2);
    const common = { size: 1, rows: Uint32Array.of(0), timesMs: Float64Array.of(0) };
    const shapes: readonly [EventBatch, object][] = [
      [{ ...common, types: Uint8Array.of(0), typeNames: ["a"], fields: {} }, { type: "a" }],
      [
        {
          ...common,
          types: Uint16Array.of(1),
          typeNames: ["a", "b"],
          fields: { value: Float64Array.of(0.5) },
        },
        { type: "b", value: 0.5 },
      ],
      [
        {
          ...common,
          types: Uint16Array.of(0),
          typeNames: ["c"],
          fields: { value: Int8Array.of(-1) },
        },
        { type: "c", value: -1 },
      ],
      [
        {
          ...common,
          types: Uint8Array.of(0),
          typeNames: ["a"],
          fields: { value: { codes: Int8Array.of(0), values: ["x"] } },
        },
        { type: "a", value: "x" },
      ],
      [
        {
          ...common,
          types: Uint8Array.of(0),
          typeNames: ["a"],
          fields: { other: Int8Array.of(1), value: Int8Array.of(2) },
        },
        { type: "a", other: 1, value: 2 },
      ],
      [
        {
          ...common,
          types: Uint8Array.of(0),
          typeNames: ["a"],
          fields: { value: Int8Array.of(3), other: Int8Array.of(4) },
        },
        { type: "a", other: 4, value: 3 },
      ],
    ];
    for (let round = 0; round < 3; round++) {
      for (const [sent, expected] of shapes) {
        colony.sendBatch(sent);
        expect(noted.pop()).toEqual(expected);
      }
    }
  });

  test("a field may have any name", () => {
    const { colony, noted } = listen({ codegen });
    const names = ['quo"te', "with space", "1", "constructor", "new\nline", "back\\slash", "`$"];
    const fields = Object.fromEntries(names.map((name, index) => [name, Uint8Array.of(index)]));
    colony.sendBatch({ ...batch([0, "a"]), fields });
    expect(noted).toEqual([
      { type: "a", ...Object.fromEntries(names.map((name, index) => [name, index])) },
    ]);
  });

  test("fields whose names would run together do not", () => {
    const { colony, noted } = listen({ codegen });
    const one = Uint8Array.of(1);
    colony.sendBatch({ ...batch([0, "a"]), fields: { "a:Uint8Array,b": one } });
    colony.sendBatch({ ...batch([0, "a"]), fields: { a: one, b: one } });
    expect(noted).toEqual([
      { type: "a", "a:Uint8Array,b": 1 },
      { type: "a", a: 1, b: 1 },
    ]);
  });

  test("event types that the machine never mentions are let pass", () => {
    const machine = setup({ types: { events: {} as { type: string } } }).createMachine({
      id: "m",
      initial: "a",
      states: { a: { on: { go: "b" } }, b: {} },
    }) as AnyStateMachine;
    const { colony } = watch(machine, { codegen });
    const rows = [colony.allocate(), colony.allocate()];
    colony.sendBatch(batch([0, "never"], [0, ""], [0, "go.further"], [1, "go"], [1, "__proto__"]));
    expect(rows.map((row) => colony.snapshot(row).value)).toEqual(["a", "b"]);
  });

  test("more event types than a byte can name", () => {
    const { colony, noted } = listen({ codegen });
    const typeNames = Array.from({ length: 1000 }, (_, index) => `type.${index}`);
    colony.sendBatch({
      ...batch([0, "a"], [1, "a"]),
      typeNames,
      types: Uint16Array.of(999, 256),
    });
    expect(noted).toEqual([{ type: "type.999" }, { type: "type.256" }]);
  });

  test.each([
    ["was released", 1],
    ["has never been", 3],
    ["is far away", 4_294_967_295],
  ])("an event for a row that %s is refused; those before it have been sent", (_what, free) => {
    const { colony } = listen({ codegen });
    colony.release(1);
    expect(() => colony.sendBatch(batch([0, "a"], [2, "a"], [free, "a"], [0, "a"]))).toThrow(
      expect.objectContaining({
        code: "colony.no-such-row",
        message: expect.stringContaining(`row ${free}, expected a row that is allocated`),
      }) as Error,
    );
    expect([0, 2].map((row) => colony.snapshot(row).context["count"])).toEqual([1, 1]);
    colony.sendBatch(batch([0, "a"]));
    expect(colony.snapshot(0).context["count"]).toBe(2);
  });

  test("a row that fails in the middle is left out, and the batch goes on", () => {
    const { colony, failures, heard } = listen({ codegen });
    colony.sendBatch(
      batch(
        [0, "a", { isBad: false }],
        [1, "a", { isBad: false }],
        [1, "a", { isBad: true }],
        [1, "a", { isBad: false }],
        [0, "a", { isBad: false }],
        [2, "a", { isBad: true }],
        [0, "a", { isBad: false }],
      ),
    );
    expect(failures.map(([row, { code }]) => [row, code])).toEqual([
      [1, "machine.failed"],
      [2, "machine.failed"],
    ]);
    expect(failures[0]![1].message).toMatch(/row 1, .*boom" on event a,/);
    expect(countsOf(colony)).toEqual([3, 1, 0]);
    expect(heard.map((all) => all?.length)).toEqual([3, 1]);
  });

  test("without a taker for failures the error is thrown, and the rest was not sent", () => {
    const machine = createListener([]);
    const { colony } = watch(machine, { codegen });
    for (let row = 0; row < 3; row++) colony.allocate();
    expect(() =>
      colony.sendBatch(
        batch([0, "a", { isBad: false }], [1, "a", { isBad: true }], [2, "a", { isBad: false }]),
      ),
    ).toThrow(/row 1.*boom/);
    expect(countsOf(colony)).toEqual([1, 0, 0]);
    colony.sendBatch(batch([2, "a"]));
    expect(countsOf(colony)).toEqual([1, 0, 1]);
  });

  test("timers fire between the events that they lie between, in all rows", () => {
    const { colony, heard } = listen({ codegen });
    const sent = (row: Row, timeMs: number, ring: boolean, value: number): Sent => ({
      row,
      timeMs,
      event: { type: "a", ring, value } as EventObject,
    });
    const all = [
      sent(0, 0, true, 1),
      sent(1, 5, true, 2),
      sent(2, 10, false, 3),
      sent(2, 20, false, 4),
    ];
    colony.sendBatch(batchOf(all, () => 0));
    const told = (timeMs: number, value: number) => [timeMs, { type: "heard", value }];
    expect(heard).toEqual([[told(10, 1)], [told(15, 2)], [told(10, 3), told(20, 4)]]);
  });

  test("times that go back are the colony's own time", () => {
    const { colony, heard } = listen({ codegen });
    const sent = [100, 40, 90, 120].map((timeMs, value) => ({
      row: 0,
      timeMs,
      event: { type: "a", value } as EventObject,
    }));
    colony.sendBatch(batchOf(sent, () => 0));
    expect((heard[0] as [number][]).map(([timeMs]) => timeMs)).toEqual([100, 100, 100, 120]);
    colony.sendBatch(batchOf(sent.slice(0, 1), () => 0));
    expect((heard[0] as [number][]).at(-1)![0]).toBe(120);
  });

  test("what onEmit sends comes before the next event of the batch", () => {
    const { colony, noted }: Listening = listen({
      codegen,
      onEmit: (_row, { value }: { type: string; value?: unknown }, timeMs) => {
        if (value === 1) colony.send(2, { type: "sent", value: 10 } as EventObject, timeMs);
      },
    });
    colony.sendBatch(batch([0, "a", { value: 1 }], [1, "a", { value: 2 }]));
    expect(noted).toEqual([
      { type: "a", value: 1 },
      { type: "sent", value: 10 },
      { type: "a", value: 2 },
    ]);
  });

  test("onEmit may release rows and start new ones, so many that the records move", () => {
    const started: Row[] = [];
    const { colony }: Listening = listen({
      codegen,
      capacity: 3,
      onEmit: () => {
        for (let count = 0; count < 100; count++) started.push(colony.allocate());
        if (started.length === 100) colony.release(1);
      },
    });
    const events = [0, 2, 0, 2].map((row) => [row, "a", { value: row }] as const);
    colony.sendBatch(batch(...events));
    expect([0, 2].map((row) => colony.snapshot(row).context["count"])).toEqual([2, 2]);
    expect(new Set(started).size).toBe(400);
    expect(started).toContain(1);
    expect(colony.snapshot(300).context).toEqual({ count: 0, last: undefined });
  });

  test("a row that onEmit has released is refused to the rest of the batch", () => {
    const { colony }: Listening = listen({ codegen, onEmit: (row) => colony.release(row) });
    expect(() => colony.sendBatch(batch([0, "a"], [1, "a"], [0, "a"]))).toThrow(/row 0, expected/);
    expect(() => colony.snapshot(1)).toThrow(/row 1, expected/);
  });

  test("a copy of the event, and what is emitted of it, is the host's to keep", () => {
    const { colony, noted, heard } = listen({ codegen });
    colony.sendBatch(batch([0, "a", { value: 1 }], [0, "b", { value: 2 }], [0, "c", { value: 3 }]));
    expect(noted).toEqual([
      { type: "a", value: 1 },
      { type: "b", value: 2 },
      { type: "c", value: 3 },
    ]);
    expect(heard[0]).toEqual([1, 2, 3].map((value, timeMs) => [timeMs, { type: "heard", value }]));
  });
});

describe.each(BACKENDS)("a batch that contradicts itself, $backend", ({ codegen }) => {
  const sound = (colony: ColumnarColony): EventBatch => {
    const rows = Uint32Array.of(colony.allocate(), colony.allocate());
    const timesMs = Float64Array.of(1, 2);
    return {
      size: 2,
      rows,
      timesMs,
      types: new Uint8Array(2),
      typeNames: ["go"],
      fields: { cell: Uint16Array.of(1, 2), kind: { codes: Uint8Array.of(0, 0), values: ["a"] } },
    };
  };
  test.each<[string, Partial<EventBatch>, RegExp]>([
    [
      "rows",
      { rows: new Uint32Array(1) },
      /batch of 2 events whose rows has 1 values, expected one for each/,
    ],
    ["times", { timesMs: new Float64Array(0) }, /timesMs has 0 values/],
    ["types", { types: new Uint8Array(1) }, /types has 1 values/],
    ["a field", { fields: { cell: new Uint16Array(1) } }, /fields\.cell has 1 values/],
    [
      "codes",
      { fields: { k: { codes: new Uint8Array(1), values: [] } } },
      /fields\.k has 1 values/,
    ],
    ["a field's name", { fields: { type: new Uint16Array(2) } }, /a field named type/],
    [
      "a type",
      { types: Uint8Array.of(0, 1) },
      /types\[1\] is 1, expected the place of one of 1 typeNames/,
    ],
  ])("is refused before anything happens: %s", (_what, wrong, message) => {
    const { colony } = watch(MACHINES[0]!.machine, { codegen });
    const batch = sound(colony);
    const before = colony.persisted(batch.rows[0]!);
    expect(() => colony.sendBatch({ ...batch, ...wrong })).toThrow(message);
    expect(colony.persisted(batch.rows[0]!)).toEqual(before);
    expect(colony.sendBatch(batch)).toBeUndefined();
  });
});
