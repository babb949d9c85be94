// What a colony cannot do is refused, with the state and the remedy: when it is compiled if that can
// be seen there, by the row's failure if not.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type AnyStateMachine,
  and,
  assign,
  createMachine,
  emit,
  enqueueActions,
  forwardTo,
  not,
  or,
  raise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stopChild,
} from "xstate";
import { createColony } from "../../machines/colony.ts";
import { compile } from "../../machines/columnar/compile.ts";
import { ColonyError } from "../../machines/columnar/errors.ts";
import { BACKENDS, seen, watch } from "./walks.ts";

const child = createMachine({ id: "child" });
const ACTORS = "a machine that neither starts nor addresses other actors";
const EMIT = "Emit an event, and let the owner of the colony act on it.";

const ACTIONS = [
  { name: "sendTo", got: "sendTo", action: sendTo("other", { type: "x" }) },
  { name: "sendParent", got: "sendTo", action: sendParent({ type: "x" }) },
  { name: "forwardTo", got: "sendTo", action: forwardTo("other") },
  { name: "spawnChild", got: "spawnChild", action: spawnChild(child) },
  { name: "stopChild", got: "stopChild", action: stopChild("other") },
  {
    name: "an assign to an undeclared field",
    got: 'an assign to the undeclared field "b"',
    action: assign({ b: 1 }),
    wanted: "assigns to fields of the first context",
    remedy: "Give the field a first value in the context.",
  },
] as const;

/** Where an action may stand, and the id of the state that has it. */
const PLACES: readonly (readonly [string, string, (action: unknown) => object])[] = [
  ["entry", "m", (action) => ({ entry: action })],
  ["exit, after others", "m", (action) => ({ exit: [emit({ type: "x" }), action] })],
  ["a transition", "m", (action) => ({ on: { go: { actions: action } } })],
  ["a wildcard's transition", "m", (action) => ({ on: { "*": { actions: [action] } } })],
  ["a delayed transition", "m", (action) => ({ after: { 10: { actions: action } } })],
  [
    "an initial transition",
    "m",
    (action) => ({ initial: { target: "a", actions: action }, states: { a: {} } }),
  ],
  [
    "an eventless transition",
    "m.a",
    (action) => ({
      initial: "a",
      states: { a: { always: { guard: () => false, actions: action } } },
    }),
  ],
  [
    "onDone",
    "m.a",
    (action) => ({
      initial: "a",
      states: {
        a: {
          initial: "b",
          states: { b: { type: "final" } },
          onDone: { actions: action },
        },
      },
    }),
  ],
  [
    "the second branch of a state deep in a region, which has an id of its own",
    "own.id",
    (action) => ({
      type: "parallel",
      states: {
        left: {},
        right: {
          initial: "a",
          states: {
            a: {
              initial: "b",
              states: {
                b: { id: "own.id", on: { go: [{ guard: () => false }, { actions: action }] } },
              },
            },
          },
        },
      },
    }),
  ],
];

function refusalOf(machine: AnyStateMachine, codegen = true): ColonyError {
  try {
    compile(machine, { onEmit: () => {}, codegen });
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ColonyError);
    return thrown as ColonyError;
  }
  return expect.fail("it was compiled");
}

describe.each(BACKENDS)("refused when it is compiled, $backend", ({ codegen }) => {
  describe.each(ACTIONS)("$name", ({ action, got, ...more }) => {
    const parts = (place: string) => ({ place, got, wanted: ACTORS, remedy: EMIT, ...words });
    const { name: _name, ...words } = more;

    test.each(PLACES)("in %s", (_place, state, config) => {
      const machine = createMachine({ id: "m", context: { a: 0 }, ...config(action) });
      const { code, parts: found } = refusalOf(machine as AnyStateMachine, codegen);
      expect({ code, found }).toEqual({
        code: "machine.unsupported",
        found: parts(`state ${state}`),
      });
    });

    test("by its name in setup, with params", () => {
      const machine = setup({ actions: { act: action as never } }).createMachine({
        id: "m",
        context: { a: 0 },
        initial: "a",
        states: { a: { entry: [{ type: "act", params: { n: 1 } } as never] } },
      }) as AnyStateMachine;
      expect(refusalOf(machine, codegen).parts).toEqual(parts("state m.a"));
    });

    test("provided later", () => {
      const machine = setup({ actions: { act: () => {} } })
        .createMachine({ id: "m", context: { a: 0 }, initial: "a", states: { a: { exit: "act" } } })
        .provide({ actions: { act: action as never } }) as AnyStateMachine;
      expect(refusalOf(machine, codegen).parts).toEqual(parts("state m.a"));
    });

    test("it is no matter as long as no state asks for it", () => {
      const machine = setup({ actions: { act: action as never } }).createMachine({ id: "m" });
      compile(machine as AnyStateMachine, { onEmit: () => {}, codegen });
    });
  });

  test.each([
    ["the root", "m", { invoke: { src: child } }],
    [
      "a state deep down",
      "m.a.b",
      {
        initial: "a",
        states: { a: { initial: "b", states: { b: { invoke: [{ src: child }] } } } },
      },
    ],
  ])("invoke in %s", (_place, state, config) => {
    const { parts } = refusalOf(createMachine({ id: "m", ...config } as never), codegen);
    expect(parts).toEqual({ place: `state ${state}`, got: "invoke", wanted: ACTORS, remedy: EMIT });
  });

  test.each([
    ["alone", "missing"],
    ["with params", { type: "missing", params: { a: 1 } }],
    ["in and", and([() => true, "missing"])],
    ["in or, in not", not(or(["missing"]))],
  ])("a guard without implementation, %s", (_where, guard) => {
    const machine = (on: object) =>
      createMachine({ id: "m", initial: "a", states: { a: on } } as never) as AnyStateMachine;
    for (const on of [
      { on: { go: { guard } } },
      { after: { 10: { guard } } },
      { always: [{ guard }] },
    ]) {
      const { code, parts } = refusalOf(machine(on), codegen);
      expect(code).toBe("machine.unsupported");
      expect(parts).toEqual({
        place: "state m.a",
        got: "guard 'missing' without implementation",
        wanted: "guards with implementations",
        remedy: "Implement the guard in setup() or provide().",
      });
    }
  });

  test("the named guard of a named guard counts too", () => {
    const machine = setup({ guards: { both: and(["missing" as never]) } }).createMachine({
      id: "m",
      on: { go: { guard: "both" } },
    }) as AnyStateMachine;
    expect(refusalOf(machine, codegen).parts.got).toBe("guard 'missing' without implementation");
  });

  test("a context that cannot be made from the input needs columns for every field", () => {
    const machine = setup({
      types: { context: {} as { n: number; name: string }, input: {} as { n: number } },
    }).createMachine({
      id: "m",
      context: ({ input }) => ({ n: input.n, name: "a" }),
    }) as AnyStateMachine;
    const { code, message } = refusalOf(machine, codegen);
    expect(code).toBe("machine.unsupported");
    expect(message).toMatch(/machine m, context: got "Cannot read.*'n'/);
    expect(message).toContain("Declare every field in `columns`, or give an `input`");

    const { colony } = watch(machine, { codegen, columns: { n: "u8", name: "string" } });
    expect(colony.snapshot(colony.allocate({ n: 3 })).context).toEqual({ n: 3, name: "a" });
    const withInput = watch(machine, { codegen, input: { n: 1 } });
    expect(withInput.colony.snapshot(withInput.colony.allocate()).context["n"]).toBe(1);
  });

  test("columns of fields that the first context lacks are refused, with the fields it has", () => {
    const machine = createMachine({ id: "m", context: { a: 0, b: 0 } }) as AnyStateMachine;
    expect(() =>
      compile(machine, { onEmit: () => {}, codegen, columns: { a: "u8", c: "u8" } }),
    ).toThrow(/machine m, context: got a column for "c", expected columns for the fields a, b/);
  });

  test("a first context that has a new field for another input starts no row", () => {
    const machine = setup({
      types: { context: {} as object, input: {} as object },
    }).createMachine({ id: "m", context: ({ input }) => ({ ...input }) }) as AnyStateMachine;
    const { colony } = watch(machine, { codegen, input: { a: 1 } });
    expect(() => colony.allocate({ a: 1, b: 2 })).toThrow(
      /machine m, a new row: .*the first context has a new field "b"/,
    );
    expect(colony.snapshot(colony.allocate()).context).toEqual({ a: 1 });
  });

  test("a spawn in the first context is refused", () => {
    const machine = setup({ types: { context: {} as { ref: unknown } } }).createMachine({
      id: "m",
      context: ({ spawn }) => ({ ref: spawn(child) }),
    }) as AnyStateMachine;
    expect(refusalOf(machine, codegen).message).toContain("neither starts nor addresses actors");
    const { colony } = watch(machine, { codegen, columns: { ref: "any" } });
    expect(() => colony.allocate()).toThrow(/a new row.*spawn: .*neither starts nor addresses/);
  });
});

describe.each(BACKENDS)("refused when a row comes to it, $backend", ({ codegen }) => {
  const refuse = enqueueActions(({ enqueue, event, check }) => {
    enqueue.assign({ count: 9 });
    const { what } = event as unknown as { what: string };
    if (what === "check") check("missing" as never);
    if (what === "sendTo") enqueue.sendTo("other" as never, { type: "x" } as never);
    if (what === "sendParent") enqueue.sendParent({ type: "x" });
    if (what === "spawnChild") enqueue.spawnChild(child as never);
    if (what === "stopChild") enqueue.stopChild("other");
    if (what === "an action") enqueue(sendTo("other", { type: "x" }) as never);
    if (what === "a named action") enqueue({ type: "tell" } as never);
    if (what === "a field") enqueue.assign({ undeclared: 1 } as never);
    if (what === "nested")
      enqueue(enqueueActions(({ enqueue }) => enqueue.stopChild("a")) as never);
  });
  const machine = setup({
    types: { context: {} as { count: number; list: unknown } },
    actions: { refuse: refuse as never, tell: sendTo("other", { type: "x" }) as never },
  }).createMachine({
    id: "m",
    context: { count: 0, list: [] },
    initial: "a",
    states: { a: { on: { go: { target: "b", actions: "refuse" } } }, b: {} },
  }) as AnyStateMachine;

  test.each([
    ["check", "action 'refuse': guard 'missing' without implementation"],
    ["sendTo", `enqueue.sendTo" on event go, expected ${ACTORS}`],
    ["sendParent", `enqueue.sendParent" on event go, expected ${ACTORS}`],
    ["spawnChild", `enqueue.spawnChild" on event go, expected ${ACTORS}`],
    ["stopChild", `enqueue.stopChild" on event go, expected ${ACTORS}`],
    ["an action", `: sendTo" on event go, expected ${ACTORS}`],
    ["a named action", `: sendTo" on event go, expected ${ACTORS}`],
    ["a field", 'an assign to the undeclared field "undeclared"'],
    ["nested", `enqueue.stopChild" on event go, expected ${ACTORS}`],
  ])("in enqueueActions: %s", (what, words) => {
    const failures: Error[] = [];
    const { colony } = watch(machine, { codegen, onFailure: (_row, e) => failures.push(e) });
    const [bad, good] = [colony.allocate(), colony.allocate()];
    const before = seen(colony, bad);
    colony.send(bad, { type: "go", what } as never, 0);
    expect(failures).toHaveLength(1);
    expect(failures[0]!.message).toContain(words);
    const name = what === "nested" ? "(inline)" : "refuse";
    expect(failures[0]!.message).toMatch(`machine m, row 0, state "a": got "action '${name}': `);
    expect(seen(colony, bad)).toEqual({
      ...(before as object),
      quarantine: failures[0]!.message,
    });
    colony.send(good, { type: "go", what: "nothing" } as never, 0);
    expect(colony.snapshot(good)).toMatchObject({ value: "b", context: { count: 9 } });
  });

  test("an undeclared field in the function form of assign fails that row only", () => {
    const wild = setup({
      types: { context: {} as { count: number }, events: {} as { type: "go"; update: object } },
      actions: { update: assign(({ event }) => event.update) },
    }).createMachine({
      id: "m",
      context: { count: 0 },
      on: { go: { actions: "update" } },
    }) as AnyStateMachine;
    const { colony } = watch(wild, { codegen, onFailure: () => {} });
    const [bad, good] = [colony.allocate(), colony.allocate()];
    colony.send(bad, { type: "go", update: { count: 1, undeclared: 2 } } as never, 0);
    colony.send(good, { type: "go", update: { count: 1 } } as never, 0);
    expect(colony.quarantine.get(bad)?.message).toContain(
      "action 'update': an assign to the undeclared field \"undeclared\"",
    );
    expect(colony.snapshot(bad).context).toEqual({ count: 0 });
    expect(colony.snapshot(good).context).toEqual({ count: 1 });
  });
});

describe("not refused", () => {
  test("a named action without implementation does nothing, as in XState", () => {
    const machine = createMachine({ id: "m", on: { go: { actions: "missing" } } });
    const { colony } = watch(machine as AnyStateMachine);
    const row = colony.allocate();
    colony.send(row, { type: "go" }, 0);
    expect(colony.quarantine.size).toBe(0);
  });

  test("a machine without states, or without context", () => {
    const { colony } = watch(createMachine({ id: "m", entry: raise({ type: "x" }) }) as never);
    expect(colony.snapshot(colony.allocate())).toEqual({
      value: {},
      context: {},
      status: "active",
    });
  });
});

describe("errors of colonies", () => {
  test("a host may make them its own", () => {
    class HostError extends Error {}
    const machine = createMachine({ id: "m", invoke: { src: child } }) as AnyStateMachine;
    const createError = (code: string, { place }: { place: string }) =>
      new HostError(`${code} ${place}`);
    expect(() => compile(machine, { onEmit: () => {}, createError })).toThrow(
      new HostError("machine.unsupported state m"),
    );
    expect(() => createColony(machine, { onEmit: () => {} })).toThrow(
      expect.objectContaining({ name: "KairosError", code: "machine.unsupported" }) as Error,
    );
  });

  test("docs/errors.md names everything that is refused when it is compiled", () => {
    const docs = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
    const line = docs.split("\n").find((line) => line.includes("`machine.unsupported`"))!;
    for (const { name } of ACTIONS) {
      expect(line).toContain(name.startsWith("an ") ? "`assign` to a field that" : `\`${name}\``);
    }
    expect(line).toContain("`invoke`");
    expect(line).toContain("a guard without implementation");
  });
});
