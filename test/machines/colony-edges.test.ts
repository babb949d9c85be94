// Where a colony could go wrong without a word: circles in time, listeners that throw, odd definitions.
import { describe, expect, test } from "vitest";
import {
  type AnyStateMachine,
  assign,
  createActor,
  createMachine,
  type EventObject,
  emit,
  raise,
  setup,
  stateIn,
} from "xstate";
import type { ColumnType } from "../../machines/columnar/colony.ts";
import { compile } from "../../machines/columnar/compile.ts";
import { decodeSlab } from "../../machines/columnar/slab-format.ts";
import { BACKENDS } from "./walks.ts";

describe.each(BACKENDS)("a colony, $backend", ({ codegen }) => {
  const quiet = { codegen, onEmit: () => {} };

  test("a row whose timers run in a circle at one instant is isolated, and time goes on", () => {
    const machine = createMachine({
      id: "poll",
      context: ({ input }) => ({ pauseMs: input as number }),
      initial: "waiting",
      states: {
        waiting: { after: { pause: { target: "waiting", reenter: true } } },
      },
    }).provide({
      delays: { pause: ({ context }: { context: { pauseMs: number } }) => context.pauseMs },
    } as never) as AnyStateMachine;
    const failed: string[] = [];
    const colony = compile(machine, {
      ...quiet,
      input: 1,
      onFailure: (row, error) => failed.push(`${row} ${error.message}`),
    });
    const [circling, slow] = [colony.allocate(0), colony.allocate(10)];
    colony.advance(25);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatch(/^0 machine poll, row 0.* timers at one instant: delays of 0/);
    expect(colony.quarantine.has(circling)).toBe(true);
    expect(colony.timers(slow)).toMatchObject([{ dueMs: 30 }]);
  });

  test("a delay that is not a number fails its row", () => {
    const machine = createMachine({
      id: "lost",
      on: { go: { actions: raise({ type: "x" }, { delay: () => Number.NaN }) } },
    }) as AnyStateMachine;
    const colony = compile(machine, quiet);
    const row = colony.allocate();
    expect(() => colony.send(row, { type: "go" }, 0)).toThrow(/a delay that is not a number/);
  });

  test("advance to Infinity runs all that is pending, and time stands at the last", () => {
    const machine = createMachine({
      id: "fuse",
      initial: "lit",
      states: { lit: { after: { 500: "out" } }, out: { on: { light: "lit" } } },
    }) as AnyStateMachine;
    const colony = compile(machine, quiet);
    const row = colony.allocate();
    colony.advance(Number.POSITIVE_INFINITY);
    expect(colony.snapshot(row).value).toBe("out");
    colony.send(row, { type: "light" }, 0);
    expect(colony.timers(row)).toMatchObject([{ dueMs: 1000 }]);
  });

  test("what a listener throws keeps no other event from being told", () => {
    const machine = createMachine({
      id: "bells",
      on: { ring: { actions: [emit({ type: "one" }), emit({ type: "two" })] } },
    }) as AnyStateMachine;
    const heard: string[] = [];
    const colony = compile(machine, {
      codegen,
      onEmit: (_row, { type }: EventObject) => {
        heard.push(type);
        throw new Error(`deaf to ${type}`);
      },
    });
    const row = colony.allocate();
    expect(() => colony.send(row, { type: "ring" }, 0)).toThrow("deaf to one");
    expect(heard).toEqual(["one", "two"]);
    expect(colony.quarantine.size).toBe(0);
  });

  test("when a listener throws while a row starts, there is no such row", () => {
    const machine = createMachine({ id: "loud", entry: emit({ type: "born" }) }) as AnyStateMachine;
    let isDeaf = true;
    const colony = compile(machine, {
      codegen,
      onEmit: () => {
        if (isDeaf) throw new Error("deaf");
      },
    });
    expect(() => colony.allocate()).toThrow("deaf");
    expect(() => colony.snapshot(0)).toThrow(/row 0, expected a row that is allocated/);
    isDeaf = false;
    expect(colony.allocate()).toBe(0);
  });

  test("a long chain of replies is delivered in order", () => {
    const machine = createMachine({
      id: "echo",
      on: { call: { actions: emit(({ event }) => ({ ...event, type: "called" })) } },
    }) as AnyStateMachine;
    let last = 0;
    const colony = compile(machine, {
      codegen,
      onEmit: (row, { n }: EventObject & { n: number }) => {
        expect(n).toBe(last + 1);
        last = n;
        if (n < 5000) colony.send(row, { type: "call", n: n + 1 }, 0);
      },
    });
    colony.send(colony.allocate(), { type: "call", n: 1 }, 0);
    expect(last).toBe(5000);
  });

  test("loadSlab is refused to onEmit", () => {
    const machine = createMachine({
      id: "m",
      on: { go: { actions: emit({ type: "went" }) } },
    }) as AnyStateMachine;
    const colony = compile(machine, { codegen, onEmit: () => colony.loadSlab(new Uint8Array(0)) });
    const row = colony.allocate();
    expect(() => colony.send(row, { type: "go" }, 0)).toThrow(/got loadSlab called during a step/);
  });

  test("nobody can change the state value of other rows", () => {
    const machine = createMachine({
      id: "m",
      type: "parallel",
      states: { a: { initial: "b", states: { b: {} } } },
    }) as AnyStateMachine;
    const colony = compile(machine, quiet);
    const { value } = colony.snapshot(colony.allocate());
    expect(() => Object.assign(value as object, { a: "hacked" })).toThrow(TypeError);
  });

  test("orders of entering that nobody can notice make no configurations", () => {
    const region = {
      initial: "off",
      states: { off: { on: { "*": "on" } }, on: { on: { "*": "off" } } },
    };
    const keys = ["a", "b", "c", "d", "e", "f"];
    const only = (key: string) => ({
      initial: "off",
      states: { off: { on: { [key]: "on" } }, on: { on: { [key]: "off" } } },
    });
    const machine = createMachine({
      id: "m",
      type: "parallel",
      states: {
        ...Object.fromEntries(keys.map((key) => [key, only(key)])),
        history: { ...region, states: { ...region.states, last: { type: "history" } } },
        always: {
          initial: "x",
          states: { x: { always: { guard: () => false, target: "y" } }, y: {} },
        },
      },
    } as never) as AnyStateMachine;
    const colony = compile(machine, quiet);
    for (let row = 0; row < 400; row++) colony.allocate();
    for (let step = 0; step < 8000; step++) {
      colony.send((step * 7) % 400, { type: keys[(step * step + step) % 6]! }, step);
    }
    const { head } = decodeSlab(colony.slab(0, 400));
    expect(head.configurations.length).toBeLessThanOrEqual(2 ** 7);
  });

  test("thousands of unknown event types change nothing about the known ones", () => {
    const machine = createMachine({
      id: "m",
      context: { n: 0 },
      on: { "go.*": { actions: assign({ n: ({ context }) => context.n + 1 }) } },
    }) as AnyStateMachine;
    const colony = compile(machine, quiet);
    const row = colony.allocate();
    for (let index = 0; index < 10_000; index++) colony.send(row, { type: `junk.${index}` }, 0);
    for (let index = 0; index < 10_000; index++) colony.send(row, { type: `go.${index}` }, 0);
    expect(colony.snapshot(row).context).toEqual({ n: 10_000 });
  });

  test("a context function that gives nothing gives an empty context, as in XState", () => {
    const machine = createMachine({
      id: "m",
      context: () => undefined as never,
    }) as AnyStateMachine;
    const colony = compile(machine, quiet);
    expect(colony.snapshot(colony.allocate()).context).toEqual({});
  });

  test("names of delayed events may be numbers, and like an after's", () => {
    const machine = setup({}).createMachine({
      id: "m",
      initial: "a",
      states: {
        a: {
          entry: [
            raise({ type: "five" }, { id: 5 as never, delay: 50 }),
            raise({ type: "other" }, { id: "xstate.after.100.m.a", delay: 20 }),
          ],
          after: { 100: "b" },
          on: { five: "c", other: "d" },
        },
        b: {},
        c: {},
        d: {},
      },
    }) as AnyStateMachine;
    const colony = compile(machine, quiet);
    const row = colony.allocate();
    colony.advance(30);
    expect(colony.snapshot(row).value).toBe("d");
  });

  test("restore refuses a timer without a time", () => {
    const machine = createMachine({ id: "m", on: { go: {} } }) as AnyStateMachine;
    const colony = compile(machine, quiet);
    const row = colony.allocate();
    const timer = { dueMs: null as never, event: { type: "go" }, id: "t", cancellable: true };
    expect(() => colony.restore(row, colony.persisted(row), [timer])).toThrow(
      /timer "t" due at null/,
    );
  });
});

describe("compile refuses", () => {
  const refusal = (machine: unknown, columns?: Record<string, ColumnType>) => () =>
    compile(machine as AnyStateMachine, { onEmit: () => {}, ...(columns && { columns }) });

  test.each([
    ["two states of one id", { a: { id: "x" }, b: { id: "x" } }, /same id for m\.a and m\.b/],
    ["an id that is another's path", { a: {}, b: { id: "m.a" } }, /same id for m\.a and m\.b/],
    [
      "a key that reads as a path",
      { a: { initial: "b", states: { b: {} } }, "a.b": {} },
      /same id/,
    ],
  ])("%s", (_what, states, message) => {
    expect(refusal(createMachine({ id: "m", initial: "a", states } as never))).toThrow(message);
  });

  test("a stateIn of a state that is not there, and raise with a name alone", () => {
    const guarded = { on: { go: { guard: stateIn("#nope") } } };
    expect(refusal(createMachine({ id: "m", ...guarded } as never))).toThrow(/'nope'|#nope|nope/);
    const raising = { entry: raise("go" as never) };
    expect(refusal(createMachine({ id: "m", ...raising }))).toThrow(
      /raise\("go"\), expected event/,
    );
  });

  test.each([
    ["u64", /column type "u64" for "n", expected one of u8/],
    [{ type: "u8", empty: "(globalThis.x = 1)" }, /column type \{"type":"u8","empty"/],
    [{ type: "string", empty: null }, /column type/],
    [{ type: "toString", empty: null }, /column type/],
  ])("the column type %j", (type, message) => {
    const machine = createMachine({ id: "m", context: { n: 0 } });
    expect(refusal(machine, { n: type as ColumnType })).toThrow(message);
  });

  test("a capacity that is no number; a part of a row is a row", () => {
    const machine = createMachine({ id: "m", context: { toString: 1 } }) as AnyStateMachine;
    const make = (capacity: number) => compile(machine, { capacity, onEmit: () => {} });
    expect(() => make(Number.NaN)).toThrow(/room for NaN rows/);
    const colony = make(2.5);
    for (let row = 0; row < 5; row++) expect(colony.allocate()).toBe(row);
    expect(colony.snapshot(4).context).toEqual(createActor(machine).getSnapshot().context);
  });
});
