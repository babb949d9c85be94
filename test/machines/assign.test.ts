// Assigns, in both forms: which context they read, and what they leave alone; as in XState.
import { describe, expect, test } from "vitest";
import { type AnyStateMachine, assign, createActor, enqueueActions, setup } from "xstate";
import { BACKENDS, watch } from "./walks.ts";

const counter = setup({
  types: {
    context: {} as { a: number; b: number; name: string; list: readonly unknown[] },
    events: {} as { type: "go"; by: number },
  },
  guards: { isOne: ({ context }) => context.a === 1 },
  actions: {
    add: assign({ a: ({ context }, { by }: { by: number }) => context.a + by }),
    addAll: assign(({ context }, { by }: { by: number }) => ({ a: context.a + by, b: by })),
  },
});
const typed = counter.assign.bind(counter);

const FIRST = { a: 1, b: 2, name: "first", list: [1] };

const CASES = [
  {
    title: "the object form computes every field from the context before it",
    actions: typed({ a: ({ context }) => context.b, b: ({ context }) => context.a }),
    expected: { a: 2, b: 1 },
  },
  {
    title: "the function form computes from the context before it",
    actions: typed(({ context }) => ({ a: context.b, b: context.a })),
    expected: { a: 2, b: 1 },
  },
  {
    title: "a second assign reads what the first has written",
    actions: [typed({ a: 5 }), typed({ b: ({ context }) => context.a + 1 })],
    expected: { a: 5, b: 6 },
  },
  {
    title: "the same in function form",
    actions: [typed(() => ({ a: 5 })), typed(({ context }) => ({ b: context.a + 1 }))],
    expected: { a: 5, b: 6 },
  },
  {
    title: "values and functions stand side by side",
    actions: typed({ a: 7, name: ({ context }) => `${context.name} ${context.a}` }),
    expected: { a: 7, name: "first 1" },
  },
  {
    title: "the function form leaves fields alone that it does not return",
    actions: typed(() => ({ name: "new" })),
    expected: { name: "new" },
  },
  { title: "the function form may return nothing", actions: typed(() => ({})), expected: {} },
  {
    title: "the function form may return undefined",
    actions: typed((() => undefined) as never),
    expected: {},
  },
  { title: "the object form may name nothing", actions: typed({}), expected: {} },
  {
    title: "the event is read",
    actions: [typed({ a: ({ event }) => event.by }), typed(({ event }) => ({ b: event.by }))],
    expected: { a: 10, b: 10 },
  },
  {
    title: "params are read, as they are and as they are computed",
    actions: [
      { type: "add", params: { by: 3 } },
      { type: "addAll", params: ({ context }: { context: { a: number } }) => ({ by: context.a }) },
    ],
    expected: { a: 8, b: 4 },
  },
  {
    title: "an array is replaced",
    actions: typed({ list: ({ context }) => [...context.list, { n: 2 }] }),
    expected: { list: [1, { n: 2 }] },
  },
  {
    title: "enqueued assigns read each other, and checks see them not",
    actions: enqueueActions(({ enqueue, check }) => {
      enqueue.assign({ a: 9 });
      if (check("isOne" as never)) enqueue.assign(({ context }) => ({ b: context.a + 1 }) as never);
    }),
    expected: { a: 9, b: 10 },
  },
  {
    title: "a field that is written twice keeps the last value",
    actions: [typed({ a: 5 }), typed({ a: 6 }), typed(() => ({ a: 7 }))],
    expected: { a: 7 },
  },
] as const;

describe.each(BACKENDS)("assign, $backend", ({ codegen }) => {
  test.each(CASES)("$title", ({ actions, expected }) => {
    const machine = counter.createMachine({
      id: "m",
      context: FIRST,
      on: { go: { actions: actions as never } },
    }) as AnyStateMachine;
    const actor = createActor(machine).start();
    const { colony } = watch(machine, { codegen });
    const rows = [colony.allocate(), colony.allocate(), colony.allocate()];
    actor.send({ type: "go", by: 10 });
    colony.send(rows[1]!, { type: "go", by: 10 } as never, 0);
    expect(actor.getSnapshot().context).toEqual({ ...FIRST, ...expected });
    expect(colony.snapshot(rows[1]!).context).toEqual({ ...FIRST, ...expected });
    for (const other of [rows[0]!, rows[2]!]) {
      expect(colony.snapshot(other).context).toEqual(FIRST);
    }
    expect(FIRST).toEqual({ a: 1, b: 2, name: "first", list: [1] });
  });
});
