// Slabs: ranges of rows as bytes, put back where they were, carried into other versions, or refused.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  type AnyStateMachine,
  assign,
  cancel,
  createActor,
  type EventObject,
  emit,
  raise,
  setup,
} from "xstate";
import type {
  ColumnarColony,
  ColumnType,
  CompileOptions,
  MigratedRow,
  PendingTimer,
  Row,
} from "../../machines/columnar/colony.ts";
import { Records } from "../../machines/columnar/columns.ts";
import {
  BACKENDS,
  MACHINES,
  play,
  type Step,
  seen,
  stepsOf,
  type Watched,
  watch,
} from "./walks.ts";

const ROWS = 6;

interface Given {
  readonly context: { readonly count: number; readonly value: unknown };
  readonly event: { readonly value: unknown };
}

/** A field of each kind, timers in slots and others, history, an output, and ways to fail. */
const everything = setup({
  types: {
    context: {} as {
      count: number;
      note: string;
      other: string;
      value: unknown;
      ratio: number;
      maybe: number | null;
      seenMs: number;
      on: boolean;
    },
    events: {} as { type: string; value?: unknown; text: string; n: number },
    emitted: {} as { type: string; count: number },
    output: {} as unknown,
  },
  delays: { counted: ({ context }) => 100 * (1 + (context.count % 3)), soon: 50 },
  actions: {
    count: assign({ count: ({ context }) => (context.count + 1) % 200 }),
    tell: emit(({ context }) => ({ type: "told", count: context.count })),
  },
}).createMachine({
  id: "everything",
  version: "1",
  context: {
    count: 0,
    note: "first",
    other: "",
    value: undefined,
    ratio: Number.NaN,
    maybe: null,
    seenMs: 0,
    on: false,
  },
  type: "parallel",
  states: {
    phase: {
      initial: "idle",
      states: {
        idle: { on: { go: "busy", back: "busy.recent" } },
        busy: {
          initial: "slow",
          entry: "tell",
          after: { counted: { target: "idle", actions: "tell" } },
          on: { stop: "idle" },
          states: {
            slow: { on: { go: "fast" } },
            fast: { after: { soon: { target: "slow", actions: "count" } }, on: { go: "slow" } },
            recent: { type: "history", history: "deep" },
          },
        },
        end: { type: "final" },
      },
      on: { end: ".end" },
    },
    fields: {
      initial: "open",
      states: {
        open: { on: { end: "closed" } },
        closed: { type: "final" },
      },
      on: {
        set: {
          actions: assign({
            value: ({ event }) => event.value,
            note: ({ event }) => event.text,
            other: ({ event }) => event.text.slice(0, 1),
            ratio: ({ event }) => 1 / event.n,
            maybe: ({ event }) => (event.n === 0 ? null : event.n),
            seenMs: ({ event }) => event.n * 2 ** 24,
            on: ({ event }) => event.n % 2 === 0,
          }),
        },
        arm: {
          actions: raise((({ event }: Given) => ({ type: "rang", value: event.value })) as never, {
            id: "bell",
            delay: 70,
          }),
        },
        armNameless: { actions: raise({ type: "count" } as never, { delay: 100 }) },
        disarm: { actions: cancel("bell") },
        rang: { actions: ["tell", assign({ value: ({ event }: Given) => event.value } as never)] },
        count: { actions: ["count", "tell"] },
        fail: {
          actions: [
            "count",
            () => {
              throw new Error("boom");
            },
          ],
        },
      },
    },
  },
  output: ({ context }: Given) => ({ count: context.count, value: context.value }),
} as never) as unknown as AnyStateMachine;

const COLUMNS = {
  count: "u8",
  maybe: { type: "u8", empty: null },
  seenMs: "u40",
} as const satisfies Record<string, ColumnType>;

const plainData = fc.anything({
  key: fc.oneof(fc.constantFrom("$", "entries", "__proto__", "a", ""), fc.string()),
  values: [
    fc.constantFrom(undefined, null, -0, Number.NaN, Number.NEGATIVE_INFINITY, "", "$", "\ud800"),
    fc.boolean(),
    fc.double(),
    fc.string({ unit: "binary" }),
  ],
  maxDepth: 3,
});

const everythingStep: fc.Arbitrary<EventObject> = fc
  .record({
    type: fc.constantFrom(
      ..."go go back stop set set set arm arm armNameless disarm count end fail".split(" "),
    ),
    value: plainData,
    text: fc.constantFrom("", "a", "b", "long", "ä€😀"),
    n: fc.nat(200),
  })
  .map((event) => event as EventObject);

const EVERYTHING = {
  name: "everything",
  machine: everything,
  columns: COLUMNS,
  input: fc.constant(undefined),
  event: everythingStep,
  pause: fc.constantFrom(0, 0, 0, 10, 50, 70, 100, 300),
};

const SLABBED = [...MACHINES, EVERYTHING];

function create(
  options: Partial<CompileOptions>,
  rows = 0,
  machine: AnyStateMachine = everything,
): Watched {
  const watched = watch(machine, { columns: COLUMNS, onFailure: () => {}, ...options });
  for (let row = 0; row < rows; row++) watched.colony.allocate();
  return watched;
}

function send(colony: ColumnarColony, row: Row, type: string, more: object = {}): void {
  colony.send(row, { type, value: undefined, text: "", n: 0, ...more } as EventObject, 0);
}

/** The row, or that it is free. */
function seenOrFree(colony: ColumnarColony, row: Row): unknown {
  try {
    return seen(colony, row);
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

function expectSame(a: ColumnarColony, b: ColumnarColony, rows: readonly Row[]): void {
  for (const row of rows) {
    expect(seenOrFree(a, row), `row ${row}`).toStrictEqual(seenOrFree(b, row));
  }
}

function range(from: Row, to: Row): Row[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** Steps of rows that are allocated. */
function possible({ colony }: Watched, steps: readonly Step[]): Step[] {
  return steps.filter(({ row }) => typeof seenOrFree(colony, row) !== "string");
}

function setFormat(bytes: Uint8Array, format: number): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(4, format, true);
  return changed;
}

describe.each(BACKENDS)("slabs, $backend", ({ codegen }) => {
  describe("every row goes on in a fresh colony as in its own", () => {
    test.each(SLABBED)("$name", (under) => {
      const steps = stepsOf(under, { rows: ROWS, maxLength: 60 });
      const inputs = fc.array(under.input, { minLength: ROWS, maxLength: ROWS });
      const released = fc.subarray(range(0, ROWS));
      const flags = fc.record({ codegen: fc.boolean(), capacity: fc.constantFrom(1, ROWS, 100) });
      fc.assert(
        fc.property(steps, steps, inputs, released, flags, (before, after, inputs, gone, to) => {
          const options = {
            input: inputs[0],
            onFailure: () => {},
            ...("columns" in under && under.columns && { columns: under.columns }),
          };
          const own = watch(under.machine, { codegen, ...options });
          for (const input of inputs) own.colony.allocate(input);
          play(own, before);
          for (const row of gone) own.colony.release(row);
          const fresh = watch(under.machine, { ...to, ...options });
          const bytes = own.colony.slab(0, ROWS);
          const [captured] = own.colony.capture([{ from: 0, to: ROWS }]);
          fresh.colony.loadSlab(bytes);
          fresh.nowMs = own.nowMs;
          expectSame(fresh.colony, own.colony, range(0, ROWS));
          expect(fresh.colony.nextDueMs).toBe(own.colony.nextDueMs);
          expect([...fresh.colony.quarantine.keys()].sort()).toEqual(
            [...own.colony.quarantine.keys()].sort(),
          );
          for (const all of own.heard) all?.splice(0);
          const left = possible(own, after);
          for (const watched of [own, fresh]) play(watched, left);
          expectSame(fresh.colony, own.colony, range(0, ROWS));
          for (const row of range(0, ROWS)) {
            expect(fresh.heard[row] ?? []).toEqual(own.heard[row] ?? []);
          }
          const again = gone.map(() => fresh.colony.allocate());
          expect(again.sort()).toEqual([...gone].sort());
          for (const row of range(0, ROWS)) {
            if (!gone.includes(row)) own.colony.release(row);
          }
          // What was captured is what it was.
          expect(captured!()).toEqual(bytes);
          expect(captured).toThrow(expect.objectContaining({ code: "colony.misused" }));
        }),
        { numRuns: under === EVERYTHING ? 150 : 20 },
      );
    });
  });

  test("captures that overlap have memory of their own, and use that of those before them", () => {
    const steps = stepsOf(EVERYTHING, { rows: ROWS, maxLength: 60 });
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const own = create({ codegen }, ROWS);
        const all = [{ from: 0, to: ROWS }];
        const slabs: { readonly bytes: Uint8Array; readonly make: () => Uint8Array }[] = [];
        const take = (): void => {
          const [make] = own.colony.capture(all);
          slabs.push({ bytes: own.colony.slab(0, ROWS), make: make! });
        };
        take();
        play(own, before);
        take();
        const [first, second] = slabs;
        expect(first!.make()).toEqual(first!.bytes);
        play(own, after);
        take();
        expect(second!.make()).toEqual(second!.bytes);
        expect(slabs[2]!.make()).toEqual(slabs[2]!.bytes);
      }),
      { numRuns: 50 },
    );
  });

  test("any part goes into any colony, and leaves its other rows alone", () => {
    const steps = stepsOf(EVERYTHING, { rows: ROWS, maxLength: 60 });
    const part = fc
      .tuple(fc.nat(ROWS), fc.nat(ROWS))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(steps, steps, part, fc.nat(2 * ROWS), (before, others, [from, to], count) => {
        const own = create({ codegen }, ROWS);
        play(own, before);
        const other = create({ codegen: !codegen, capacity: 2 }, count);
        play(
          other,
          others.filter(({ row }) => row < count),
        );
        own.colony.advance(other.nowMs);
        other.colony.advance(own.nowMs);
        const kept = range(0, 3 * ROWS).filter((row) => row < from || row >= to);
        const before2 = kept.map((row) => seenOrFree(other.colony, row));
        other.colony.loadSlab(own.colony.slab(from, to));
        expect(kept.map((row) => seenOrFree(other.colony, row))).toStrictEqual(before2);
        expectSame(other.colony, own.colony, range(from, to));
        const free = range(0, Math.max(count, from === to ? 0 : to)).filter(
          (row) => typeof seenOrFree(other.colony, row) === "string",
        );
        const given = free.map(() => other.colony.allocate());
        expect(given.sort()).toEqual(free.sort());
        for (const row of given) expect(other.colony.timers(row)).toEqual([]);
        for (const { heard } of [own, other]) for (const all of heard) all?.splice(0);
        for (const { colony } of [own, other]) colony.advance(colony.nextDueMs + 5000);
        expectSame(other.colony, own.colony, range(from, to));
        for (const row of given) {
          expect(other.colony.snapshot(row).value).toEqual({ phase: "idle", fields: "open" });
        }
      }),
      { numRuns: 100 },
    );
  });

  test("rows that lie before a slab are free, and so are their timers", () => {
    const own = create({ codegen }, 6);
    send(own.colony, 5, "go");
    const fresh = create({ codegen, capacity: 1 });
    fresh.colony.loadSlab(own.colony.slab(4, 6));
    for (const row of range(0, 4)) expect(() => fresh.colony.snapshot(row)).toThrow(/allocated/);
    expect(fresh.colony.nextDueMs).toBe(100);
    expect(range(0, 5).map(() => fresh.colony.allocate())).toEqual([0, 1, 2, 3, 6]);
    fresh.colony.advance(1000);
    expect([...fresh.heard.keys()].filter((row) => fresh.heard[row] !== undefined)).toEqual([5]);
    expect(fresh.colony.snapshot(0)).toEqual(fresh.colony.snapshot(4));
  });

  test("what stood in the rows of a slab is gone: state, timers, output, quarantine", () => {
    const own = create({ codegen }, 5);
    own.colony.release(4);
    const other = create({ codegen }, 5);
    send(other.colony, 0, "arm");
    send(other.colony, 0, "go");
    send(other.colony, 1, "fail");
    send(other.colony, 2, "end");
    other.colony.release(3);
    send(other.colony, 4, "armNameless");
    other.colony.loadSlab(own.colony.slab(0, 5));
    expectSame(other.colony, own.colony, range(0, 5));
    expect(other.colony.quarantine.size).toBe(0);
    expect(other.colony.nextDueMs).toBe(Number.POSITIVE_INFINITY);
    expect(other.colony.allocate()).toBe(4);
  });

  test.each([
    ["left first", ["left", "right"], " left right"],
    ["right first", ["right", "left"], " right left"],
  ])(
    "the order of active states is kept, on which eventless transitions hang: %s",
    (_way, types, trace) => {
      const region = (name: string) => ({
        initial: "a",
        states: {
          a: { on: { [name]: "b" } },
          b: {
            always: {
              guard: ({ context }: { context: { isOpen: boolean } }) => context.isOpen,
              target: "c",
              actions: assign({
                trace: ({ context }: { context: { trace: string } }) => `${context.trace} ${name}`,
              } as never),
            },
          },
          c: {},
        },
      });
      const machine = setup({}).createMachine({
        id: "ordered",
        type: "parallel",
        context: { trace: "", isOpen: false },
        on: { open: { actions: assign({ isOpen: true } as never) } },
        states: { left: region("left"), right: region("right") },
      } as never) as unknown as AnyStateMachine;
      const own = watch(machine, { codegen });
      const row = own.colony.allocate();
      const actor = createActor(machine).start();
      for (const type of types) {
        own.colony.send(row, { type }, 0);
        actor.send({ type });
      }
      const fresh = watch(machine, { codegen });
      fresh.colony.loadSlab(own.colony.slab(0, 1));
      actor.send({ type: "open" });
      for (const { colony } of [own, fresh]) {
        colony.send(row, { type: "open" }, 0);
        expect(colony.snapshot(row).context["trace"]).toBe(trace);
      }
      expect(actor.getSnapshot().context.trace).toBe(trace);
    },
  );

  test("strings are found again among others, whatever their numbers were", () => {
    const own = create({ codegen }, 3);
    for (const [row, text] of ["same", "own", "same"].entries()) {
      send(own.colony, row, "set", { text, n: 3 });
    }
    const other = create({ codegen }, 6);
    for (const [row, text] of ["x", "y", "same", "z", "own", "y"].entries()) {
      send(other.colony, row, "set", { text });
    }
    other.colony.loadSlab(own.colony.slab(0, 3));
    const notes = range(0, 6).map((row) => other.colony.snapshot(row).context["note"]);
    expect(notes).toEqual(["same", "own", "same", "z", "own", "y"]);
    expectSame(other.colony, own.colony, range(0, 3));
  });

  test("the clock of a colony is at least that of the slab", () => {
    const own = create({ codegen }, 1);
    own.colony.advance(5000);
    send(own.colony, 0, "go");
    const fresh = create({ codegen });
    fresh.colony.loadSlab(own.colony.slab(0, 1));
    send(fresh.colony, 0, "count");
    expect(fresh.heard[0]).toEqual([[5000, { type: "told", count: 1 }]]);
    expect(fresh.colony.nextDueMs).toBe(5100);

    const later = create({ codegen });
    later.colony.advance(9000);
    later.colony.loadSlab(own.colony.slab(0, 1));
    expect(later.colony.nextDueMs).toBe(5100);
    send(later.colony, 0, "count");
    expect(later.heard[0]).toEqual([
      [9000, { type: "told", count: 0 }],
      [9000, { type: "told", count: 1 }],
    ]);
  });

  test("a row in quarantine keeps its state and its error, and restore puts it to work", () => {
    const own = create({ codegen }, 2);
    send(own.colony, 0, "go");
    send(own.colony, 0, "fail");
    const fresh = create({ codegen });
    fresh.colony.loadSlab(own.colony.slab(0, 2));
    expect([...fresh.colony.quarantine.keys()]).toEqual([0]);
    expect(fresh.colony.quarantine.get(0)!.message).toMatch(/machine everything, row 0.*boom/);
    send(fresh.colony, 0, "stop");
    expect(fresh.colony.snapshot(0).value).toEqual({ phase: { busy: "slow" }, fields: "open" });
    fresh.colony.restore(0, fresh.colony.persisted(0), []);
    send(fresh.colony, 0, "stop");
    expect(fresh.colony.snapshot(0).value).toEqual({ phase: "idle", fields: "open" });
  });

  test("a slab of a slab is the same slab", () => {
    const own = create({ codegen }, 4);
    send(own.colony, 1, "set", { value: [{ $: 1 }], text: "a", n: 4 });
    send(own.colony, 2, "go");
    const bytes = own.colony.slab(0, 4);
    const fresh = create({ codegen });
    fresh.colony.loadSlab(bytes);
    const again = create({ codegen });
    again.colony.loadSlab(fresh.colony.slab(0, 4));
    expect(again.colony.slab(0, 4)).toEqual(fresh.colony.slab(0, 4));
    expectSame(again.colony, own.colony, range(0, 4));
  });

  test("bytes may lie anywhere in their buffer", () => {
    const own = create({ codegen }, 2);
    const bytes = own.colony.slab(0, 2);
    const larger = new Uint8Array(bytes.length + 10);
    larger.set(bytes, 3);
    const fresh = create({ codegen });
    fresh.colony.loadSlab(larger.subarray(3, 3 + bytes.length));
    expectSame(fresh.colony, own.colony, [0, 1]);
  });

  test.each([
    [0, 3],
    [-1, 1],
    [2, 1],
    [0.5, 1],
    [0, Number.NaN],
    [3, 3],
  ])("rows %d to %d of two are refused", (from, to) => {
    const { colony } = create({ codegen }, 2);
    expect(() => colony.slab(from, to)).toThrow(
      expect.objectContaining({
        code: "colony.no-such-row",
        message: expect.stringContaining(`rows ${from} to ${to - 1} of 2, expected a row that is`),
      }) as Error,
    );
  });

  test("a slab of no rows is one", () => {
    const own = create({ codegen }, 2);
    own.colony.advance(700);
    const fresh = create({ codegen });
    fresh.colony.loadSlab(own.colony.slab(1, 1));
    expect(() => fresh.colony.snapshot(0)).toThrow(/allocated/);
  });

  describe("what cannot be written", () => {
    class Odd {
      readonly a = 1;
    }
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    test.each([
      ["a function", () => 1, "a function, which a slab cannot hold"],
      ["a bigint", 5n, "a bigint, which a slab cannot hold"],
      ["a symbol", Symbol("s"), "a symbol, which a slab cannot hold"],
      ["a Date", new Date(0), "an object of Date, which a slab cannot hold"],
      ["a Map", new Map(), "an object of Map, which a slab cannot hold"],
      ["typed array", new Uint8Array(1), "an object of Uint8Array, which a slab cannot hold"],
      ["an object of a class", { deep: [new Odd()] }, "an object of Odd, which a slab cannot hold"],
      ["a circle", cyclic, "circular"],
    ])("%s in the context is refused, and so it is in a timer's event", (_what, value, words) => {
      for (const type of ["set", "arm"]) {
        const { colony } = create({ codegen }, 3);
        send(colony, 1, type, { value });
        expect(() => colony.slab(0, 3)).toThrow(
          expect.objectContaining({
            code: "colony.snapshot-refused",
            message: expect.stringMatching(
              /machine everything, rows 0 to 2: got .*, expected context, events and output of plain data\. Keep such values outside of the machine\./s,
            ),
          }) as Error,
        );
        expect(() => colony.slab(0, 3)).toThrow(words);
        expect(colony.slab(2, 3).length).toBeGreaterThan(0);
      }
    });
  });
});

describe("bytes that are no sound slab are refused, and change nothing", () => {
  const own = create({}, 4);
  send(own.colony, 0, "set", { value: { a: [1, "b"] }, text: "text", n: 7 });
  send(own.colony, 1, "go");
  send(own.colony, 2, "arm");
  send(own.colony, 3, "fail");
  const bytes = own.colony.slab(0, 4);

  const target = create({}, 2);
  send(target.colony, 0, "arm");
  send(target.colony, 1, "go");
  const before = range(0, 5).map((row) => seenOrFree(target.colony, row));

  const refusalOf = (damaged: Uint8Array): string => {
    let message = "";
    try {
      target.colony.loadSlab(damaged);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: "colony.snapshot-refused" });
      ({ message } = thrown as Error);
    }
    expect(message).toMatch(/^machine everything, slab: got /);
    expect(range(0, 5).map((row) => seenOrFree(target.colony, row))).toEqual(before);
    return message;
  };

  test.each([
    ["no bytes", new Uint8Array(), "0 bytes"],
    ["too few", bytes.subarray(0, 15), "15 bytes"],
    ["another file", new TextEncoder().encode("PNG".repeat(20)), "do not begin as a slab does"],
    ["zeros", new Uint8Array(1000), "do not begin as a slab does"],
    ["another format", setFormat(bytes, 2), "a slab of format 2"],
    ["one byte more", Uint8Array.of(...bytes, 0), "a checksum of"],
    ["the prefix alone", bytes.subarray(0, 16), "a checksum of"],
  ])("%s", (_what, damaged, words) => {
    const message = refusalOf(damaged);
    expect(message).toContain(words);
    expect(message).toContain(
      "expected a snapshot of this version of the machine. Take it from a sound copy.",
    );
  });

  test("cut off anywhere", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        refusalOf(bytes.subarray(0, length));
      }),
    );
  });

  test("one bit wrong anywhere", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const damaged = bytes.slice();
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        refusalOf(damaged);
      }),
      { numRuns: 300 },
    );
    for (let bit = 0; bit < 16 * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      refusalOf(damaged);
    }
  });

  test("one bit wrong in a slab of no rows", () => {
    const empty = own.colony.slab(0, 0);
    for (let bit = 0; bit < empty.length * 8; bit++) {
      const damaged = empty.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      refusalOf(damaged);
    }
  });

  test("its format is the documented one", () => {
    const prefix = new DataView(bytes.buffer, bytes.byteOffset);
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe("SLAB");
    expect(prefix.getUint32(4, true)).toBe(1);
    const head = JSON.parse(
      new TextDecoder().decode(bytes.subarray(16, 16 + prefix.getUint32(8, true))),
    );
    expect(Object.keys(head)).toEqual([
      "machine",
      "version",
      "fingerprint",
      "layout",
      "slots",
      "from",
      "to",
      "nowMs",
      "configurations",
      "strings",
      "outputs",
      "timers",
      "quarantine",
      "lists",
    ]);
    expect(head).toMatchObject({ machine: "everything", version: "1", from: 0, to: 4 });
  });
});

describe("room for slabs", () => {
  test("a slab that does not fit is refused, and changes nothing", () => {
    const own = create({}, 40);
    send(own.colony, 39, "go");
    const bytes = own.colony.slab(30, 40);
    const rowsMax = vi.spyOn(Records.prototype, "rowsMax", "get").mockReturnValue(20);
    try {
      const { colony } = create({ capacity: 4 }, 4);
      expect(() => colony.loadSlab(bytes)).toThrow(
        expect.objectContaining({ code: "colony.full" }) as Error,
      );
      expect(range(4, 20).map(() => colony.allocate())).toEqual(range(4, 20));
      expect(() => colony.allocate()).toThrow(/20 rows, as many as fit/);
    } finally {
      rowsMax.mockRestore();
    }
  });
});

/** As a later version of a machine may look. */
function createTurnstile({
  open = "open",
  version = "1",
  more = {},
  delay = 1000,
  states = {},
}: {
  open?: string;
  version?: string;
  more?: object;
  delay?: number;
  states?: object;
} = {}): AnyStateMachine {
  return setup({
    types: {
      context: {} as { coins: number; list: unknown },
      events: {} as { type: string },
      output: {} as unknown,
    },
    actions: { count: assign({ coins: ({ context }) => context.coins + 1 }) },
  }).createMachine({
    id: "turnstile",
    version,
    context: { coins: 0, list: ["a"], ...more },
    initial: "locked",
    on: {
      remind: { actions: raise({ type: "count" }, { id: "reminder", delay: 500 }) },
      remindLate: { actions: raise({ type: "count" }, { id: "late", delay: 5000 }) },
      count: { actions: "count" },
      end: ".done",
      fail: {
        actions: () => {
          throw new Error("boom");
        },
      },
      rest: ".resting",
    },
    states: {
      locked: { on: { coin: { target: open, actions: "count" } } },
      [open]: { after: { [delay]: "locked" } },
      resting: {
        initial: "lightly",
        states: { lightly: { on: { coin: "deeply" } }, deeply: {}, recent: { type: "history" } },
        on: { wake: "locked" },
      },
      again: { always: "resting.recent" },
      done: { type: "final" },
      ...states,
    },
    output: ({ context }: { context: { coins: number } }) => context.coins,
  } as never) as unknown as AnyStateMachine;
}

describe.each(BACKENDS)("slabs of other versions, $backend", ({ codegen }) => {
  const load = (
    bytes: Uint8Array,
    machine: AnyStateMachine,
    options: Partial<CompileOptions> = {},
  ): Watched => {
    const watched = watch(machine, { codegen, onFailure: () => {}, ...options });
    watched.colony.loadSlab(bytes);
    return watched;
  };
  /** locked, open, reminded, done, free, with history. */
  const createOld = (): ColumnarColony => {
    const { colony } = watch(createTurnstile(), { codegen, onFailure: () => {} });
    for (let row = 0; row < 6; row++) colony.allocate();
    const at = (row: Row, timeMs: number, ...types: readonly string[]): void => {
      for (const type of types) colony.send(row, { type }, timeMs);
    };
    at(1, 100, "coin");
    at(2, 200, "remindLate", "coin", "remind", "remind");
    at(3, 300, "coin", "end");
    colony.release(4);
    at(5, 300, "rest", "coin", "wake");
    return colony;
  };
  const bytes = createOld().slab(0, 6);
  const WANTED = "expected a snapshot of this version of the machine";

  test.each([
    [
      "of another machine",
      everything,
      {},
      `machine everything, slab: got rows of machine turnstile, ${WANTED}. Use its own colony.`,
    ],
    [
      "of another version",
      createTurnstile({ version: "2" }),
      {},
      `machine turnstile, slab: got version "1", where this is "2", ${WANTED}. ` +
        'Declare a migration from "1".',
    ],
    [
      "of another version, which only the options name",
      createTurnstile(),
      { version: "3" },
      `machine turnstile, slab: got version "1", where this is "3", ${WANTED}. ` +
        'Declare a migration from "1".',
    ],
    [
      "of another version, with a migration from a third",
      createTurnstile({ version: "2" }),
      { migrations: { "0": (row: MigratedRow) => row } },
      `machine turnstile, slab: got version "1", where this is "2", ${WANTED}. ` +
        'Declare a migration from "1".',
    ],
    ...[
      ["another state", createTurnstile({ open: "opened" }), {}],
      ["one state more", createTurnstile({ states: { away: {} } }), {}],
      ["another transition", createTurnstile({ states: { done: { on: { x: "locked" } } } }), {}],
      ["another delay", createTurnstile({ delay: 2000 }), {}],
      ["one field more", createTurnstile({ more: { extra: 0 } }), {}],
      ["another column", createTurnstile(), { columns: { coins: "u8" } as const }],
      [
        "an empty value more",
        createTurnstile(),
        { columns: { coins: { type: "f64", empty: null } } as const },
      ],
    ].map(
      ([what, machine, options]) =>
        [
          `of the same version with ${what}`,
          machine,
          options,
          'machine turnstile, slab: got a machine of the same version "1", but with other states, ' +
            `transitions or columns, ${WANTED}. Give the changed machine a new version, and ` +
            'declare a migration from "1".',
        ] as [string, AnyStateMachine, Partial<CompileOptions>, string],
    ),
  ] as [string, AnyStateMachine, Partial<CompileOptions>, string][])(
    "a slab %s is refused, and changes nothing",
    (_what, machine, options, message) => {
      const watched = watch(machine, { codegen, ...options });
      const row = watched.colony.allocate();
      const before = seen(watched.colony, row);
      expect(() => watched.colony.loadSlab(bytes)).toThrow(
        expect.objectContaining({ code: "colony.snapshot-refused", message }) as Error,
      );
      expect(seen(watched.colony, row)).toEqual(before);
      expect(() => watched.colony.snapshot(1)).toThrow(/allocated/);
    },
  );

  test("the same definition made anew takes the slab as it is", () => {
    const own = createOld();
    const { colony } = load(bytes, createTurnstile());
    expectSame(colony, own, range(0, 6));
  });

  test("a migration sees each row as it was", () => {
    const own = createOld();
    const rows: unknown[] = [];
    load(bytes, createTurnstile({ version: "2" }), {
      migrations: {
        "1": (old) => {
          rows.push(old);
          return old;
        },
      },
    });
    expect(rows).toEqual(
      [0, 1, 2, 3, 5].map((row) => ({
        row,
        snapshot: own.persisted(row),
        timers: own.timers(row),
      })),
    );
  });

  test("a migration renames a state, gives a new field its value, and keeps the timers", () => {
    const own = createOld();
    const renamed = createTurnstile({ open: "opened", version: "2", more: { extra: "none" } });
    const rename = (text: string): string => text.replace("turnstile.open", "turnstile.opened");
    const migrated = load(bytes, renamed, {
      columns: { coins: "u8", extra: "string" },
      capacity: 1,
      migrations: {
        "1": ({ row, snapshot, timers }) => {
          const old = snapshot as { value: unknown; context: object };
          return {
            snapshot: {
              ...old,
              value: old.value === "open" ? "opened" : old.value,
              context: { ...old.context, extra: `row ${row}` },
            },
            timers: timers.map((timer) => ({
              ...timer,
              id: rename(timer.id),
              event: { ...timer.event, type: rename(timer.event.type) },
            })),
          };
        },
      },
    });
    const { colony } = migrated;
    const values = [0, 1, 2, 3, 5].map((row) => colony.snapshot(row).value);
    expect(values).toEqual(["locked", "opened", "opened", "done", "locked"]);
    expect(colony.snapshot(2).context).toEqual({ coins: 1, list: ["a"], extra: "row 2" });
    expect(colony.persisted(3)).toMatchObject({ status: "done", output: 1 });
    expect(() => colony.snapshot(4)).toThrow(/row 4, expected a row that is allocated/);
    expect(colony.timers(2).map(({ dueMs, cancellable }) => [dueMs, cancellable])).toEqual(
      own.timers(2).map(({ dueMs, cancellable }) => [dueMs, cancellable]),
    );
    expect(colony.timers(1)[0]!.id).toBe("xstate.after.1000.turnstile.opened");
    expect(colony.nextDueMs).toBe(own.nextDueMs);
    for (const each of [colony, own]) each.advance(10_000);
    for (const row of [0, 1, 2, 5]) {
      const { coins } = own.snapshot(row).context;
      expect(colony.snapshot(row)).toMatchObject({ value: "locked", context: { coins } });
    }
    expect(colony.snapshot(2).context["coins"]).toBe(4);
    expect(colony.allocate()).toBe(4);
    expect(colony.snapshot(4).context).toEqual({ coins: 0, list: ["a"], extra: "none" });
  });

  test("a migration keeps history, and may drop timers", () => {
    const { colony } = load(bytes, createTurnstile({ version: "2", states: { new: {} } }), {
      migrations: { "1": ({ snapshot }) => ({ snapshot, timers: [] }) },
    });
    expect(colony.nextDueMs).toBe(Number.POSITIVE_INFINITY);
    expect(colony.persisted(5)).toMatchObject({
      historyValue: { "turnstile.resting.recent": [{ id: "turnstile.resting.deeply" }] },
    });
  });

  test("a migration from its own version serves a changed definition", () => {
    const { colony } = load(bytes, createTurnstile({ states: { new: {} } }), {
      migrations: { "1": (old) => old },
    });
    expect(colony.snapshot(1).value).toBe("open");
  });

  test("it is not asked for a slab of the same machine", () => {
    const migrate = vi.fn();
    load(bytes, createTurnstile(), { migrations: { "1": migrate } });
    expect(migrate).not.toHaveBeenCalled();
  });

  test("a row in quarantine is refused to a migration, with what to do", () => {
    const own = createOld();
    own.send(0, { type: "fail" }, 300);
    const machine = createTurnstile({ version: "2" });
    expect(() => load(own.slab(0, 6), machine, { migrations: { "1": (old) => old } })).toThrow(
      /got row 0 in quarantine \(machine turnstile, row 0.*boom.*\), .* Release such rows before/s,
    );
    own.release(0);
    load(own.slab(0, 6), machine, { migrations: { "1": (old) => old } });
  });

  test("a migration that throws changes nothing", () => {
    const { colony } = watch(createTurnstile({ version: "2" }), {
      codegen,
      migrations: {
        "1": (old) => {
          if (old.row === 2) throw new Error("mine");
          return old;
        },
      },
    });
    const row = colony.allocate();
    colony.send(row, { type: "remind" }, 0);
    const before = seen(colony, row);
    expect(() => colony.loadSlab(bytes)).toThrow(new Error("mine"));
    expect(seen(colony, row)).toEqual(before);
    expect([1, 2, 3].map(() => colony.allocate())).toEqual([1, 2, 3]);
  });

  test("what a migration makes of a row may be refused: the rows after it are free", () => {
    const { colony } = watch(createTurnstile({ version: "2" }), {
      codegen,
      migrations: {
        "1": ({ row, snapshot, timers }) => ({
          snapshot: row === 2 ? { ...(snapshot as object), value: "away" } : snapshot,
          timers,
        }),
      },
    });
    expect(() => colony.loadSlab(bytes)).toThrow(
      /machine turnstile, snapshot for row 2: got "away"/,
    );
    expect([0, 1].map((row) => colony.snapshot(row).value)).toEqual(["locked", "open"]);
    for (const row of [2, 3, 4, 5]) expect(() => colony.snapshot(row)).toThrow(/allocated/);
    expect([1, 2, 3, 4].map(() => colony.allocate()).sort()).toEqual([2, 3, 4, 5]);
    expect(colony.timers(2)).toEqual([]);
  });

  test("a range of rows in the middle is migrated into its place", () => {
    const own = createOld();
    const watched = watch(createTurnstile({ version: "2" }), {
      codegen,
      capacity: 1,
      migrations: { "1": (old) => old },
    });
    const { colony } = watched;
    const first = colony.allocate();
    colony.send(first, { type: "remind" }, 0);
    colony.loadSlab(own.slab(2, 4));
    expect(colony.snapshot(2).value).toBe("open");
    expect(colony.snapshot(3).status).toBe("done");
    expect(colony.timers(first)).toHaveLength(1);
    expect([0, 0, 0].map(() => colony.allocate())).toEqual([1, 4, 5]);
  });

  test("timers come to a migration in the order in which they will fire", () => {
    let timers: readonly PendingTimer[] = [];
    load(bytes, createTurnstile({ version: "2" }), {
      migrations: {
        "1": (old) => {
          if (old.row === 2) ({ timers } = old);
          return old;
        },
      },
    });
    expect(timers.map(({ dueMs, id }) => [dueMs, id])).toEqual([
      [700, "reminder"],
      [700, "reminder"],
      [1200, "xstate.after.1000.turnstile.open"],
      [5200, "late"],
    ]);
  });

  test("very many rows with any fields are migrated", () => {
    const rows = 150_000;
    const own = watch(createTurnstile(), { codegen, capacity: rows });
    for (let row = 0; row < rows; row++) own.colony.allocate();
    for (let row = 0; row < rows - 1; row++) own.colony.release(row);
    own.colony.send(rows - 1, { type: "coin" }, 0);
    const { colony } = load(own.colony.slab(0, rows), createTurnstile({ version: "2" }), {
      migrations: { "1": (old) => old },
    });
    expect(colony.snapshot(rows - 1)).toEqual(own.colony.snapshot(rows - 1));
  });
});
