// What fails in a colony, and what has a limit: one row stops, as it was; the others go on.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  type AnyStateMachine,
  assign,
  cancel,
  createActor,
  createMachine,
  type EventObject,
  emit,
  enqueueActions,
  log,
  raise,
  setup,
} from "xstate";
import type { ColumnarColony, Row } from "../../machines/columnar/colony.ts";
import { Records } from "../../machines/columnar/columns.ts";
import type { ColonyError } from "../../machines/columnar/errors.ts";
import { BACKENDS, seen, type Watched, watch } from "./walks.ts";

/** What a throwing guard or action is given, as far as this test needs it. */
interface Given {
  readonly event: unknown;
}

function boom(event: unknown): void {
  const { isBad, output } = event as { isBad?: boolean; output?: { isBad?: boolean } };
  if (isBad || output?.isBad) throw new Error("boom\nand more");
}

const LIST = Object.freeze([{ a: 1 }]);

/** Changes all that a row has before `transition` and `more` come to what throws. */
function createFragile(transition: object, more: object = {}): AnyStateMachine {
  const bad =
    <T>(value: T) =>
    ({ event }: Given): T => {
      boom(event);
      return value;
    };
  return setup({
    types: {
      context: {} as { count: number; list: unknown; name: string },
      events: {} as { type: "go" | "ring" | "next"; isBad?: boolean },
      emitted: {} as { type: string },
    },
    guards: { isLoose: bad(true), isNever: () => false },
    delays: { late: bad(10), soon: 5 },
    actions: {
      change: assign({ count: 5, list: () => ["changed"], name: "changed" }),
      act: bad(undefined),
      set: assign({ name: "set", count: bad(7) }),
      setAll: assign(bad({ count: 7 })),
      tell: emit(bad({ type: "told" })),
      tellLater: raise({ type: "ring" }, { delay: bad(20) }),
      tellWhat: raise(bad({ type: "ring" as const }), { delay: 20 }),
      forget: cancel(bad("alarm")),
      note: log(bad("noted")),
      choose: enqueueActions(({ enqueue, event }) => {
        enqueue.assign({ count: 8 });
        enqueue(({ context }) => {
          if (context.count === 8) boom(event);
        });
      }),
    },
  }).createMachine({
    id: "fragile",
    context: { count: 0, list: LIST, name: "first" },
    initial: "a",
    entry: raise({ type: "ring" }, { id: "alarm", delay: 1000 }),
    states: {
      a: { after: { soon: { guard: "isNever" } }, on: { go: transition }, ...more },
      b: {},
      entered: { entry: "act" },
      delayed: { after: { late: "b" } },
      passing: { always: { guard: "isLoose", target: "b" } },
      raising: {
        entry: raise(({ event }) => ({ ...event, type: "next" as const })),
        on: { next: { actions: "act" } },
      },
      within: { initial: "one", states: { one: { entry: "act" } } },
      over: {
        initial: "end",
        states: { end: { type: "final", output: bad(1) } },
        onDone: "b",
      },
    },
    output: bad("all"),
  } as never) as unknown as AnyStateMachine;
}

const CHANGES = ["change", raise({ type: "ring" }, { delay: 1 }), emit({ type: "early" })];

const FAILURES: readonly {
  readonly name: string;
  readonly names: string;
  readonly transition: object;
  readonly more?: object;
  /** Where a sound row ends. */
  readonly to?: unknown;
}[] = [
  { name: "a guard", names: "guard 'isLoose'", transition: { guard: "isLoose", target: "b" } },
  {
    name: "the params of a guard",
    names: "guard 'isNever'",
    transition: [
      { guard: { type: "isNever", params: ({ event }: Given) => boom(event) } },
      { target: "b" },
    ],
  },
  {
    name: "a guard of an eventless transition",
    names: "guard 'isLoose'",
    transition: { target: "passing", actions: CHANGES },
  },
  {
    name: "a guard in enqueueActions",
    names: "guard 'isLoose'",
    transition: {
      target: "b",
      actions: [...CHANGES, enqueueActions(({ check }) => check("isLoose" as never))],
    },
  },
  ...["act", "set", "setAll", "tell", "tellLater", "tellWhat", "forget", "note"].map((action) => ({
    name: action,
    names: `action '${action}'`,
    transition: { target: "b", actions: [...CHANGES, action] },
  })),
  {
    name: "an enqueued action",
    names: "action '(inline)'",
    transition: { target: "b", actions: [...CHANGES, "choose"] },
  },
  {
    name: "an action without a name",
    names: "action '(inline)'",
    transition: { target: "b", actions: [...CHANGES, ({ event }: Given) => boom(event)] },
  },
  {
    name: "the params of an action",
    names: "action 'change'",
    transition: {
      target: "b",
      actions: [...CHANGES, { type: "change", params: ({ event }: Given) => boom(event) }],
    },
  },
  {
    name: "an action on exit",
    names: "action 'act'",
    transition: { target: "b", actions: CHANGES },
    more: { exit: [...CHANGES, "act"] },
  },
  {
    name: "an action on entry",
    names: "action 'act'",
    transition: { target: "entered", actions: CHANGES },
    to: "entered",
  },
  {
    name: "an action of a state further in",
    names: "action 'act'",
    transition: { target: "within", actions: CHANGES },
    to: { within: "one" },
  },
  {
    name: "the delay of an after",
    names: "action '(inline)'",
    transition: { target: "delayed", actions: CHANGES },
    to: "delayed",
  },
  {
    name: "the output of a final state",
    names: "action '(inline)'",
    transition: { target: "over", actions: CHANGES },
  },
  {
    name: "an action on a raised event",
    names: "action 'act'",
    transition: { target: "raising", actions: CHANGES },
    to: "raising",
  },
];

describe.each(BACKENDS)("a row that fails, $backend", ({ codegen }) => {
  test.each(FAILURES)("$name throws: the row is as it was, the others go on", (under) => {
    const { names, transition, more, to = "b" } = under;
    const failures: [Row, ColonyError][] = [];
    const logged: unknown[] = [];
    const { colony, heard } = watch(createFragile(transition, more), {
      codegen,
      onFailure: (row, error) => failures.push([row, error as ColonyError]),
      onLog: (_row, value) => logged.push(value),
    });
    const [good, bad, other] = [colony.allocate(), colony.allocate(), colony.allocate()];
    const before = seen(colony, bad) as { persisted: unknown };
    const listBefore = colony.snapshot(bad).context["list"];
    colony.send(good, { type: "go" }, 1);
    const untouched = seen(colony, other);
    const goodAfter = seen(colony, good);
    colony.send(bad, { type: "go", isBad: true } as EventObject, 1);

    expect(failures).toHaveLength(1);
    const [row, error] = failures[0]!;
    expect([row, error.code]).toEqual([bad, "machine.failed"]);
    expect(error.message).toBe(
      `machine fragile, row ${bad}, state "a": got "${names}: boom and more" on event go, ` +
        "expected guards and actions that do not throw. " +
        "The row keeps its state and takes no more events. Mend the guard or action.",
    );
    expect(error.cause).toEqual(new Error("boom\nand more"));
    expect(seen(colony, bad)).toEqual({ ...before, timers: [], quarantine: error.message });
    expect(colony.snapshot(bad).context["list"]).toBe(listBefore);
    expect(heard[bad]).toBeUndefined();

    expect(seen(colony, other)).toEqual(untouched);
    expect(seen(colony, good)).toEqual(goodAfter);
    expect(colony.snapshot(good).value).toEqual(to);
    colony.send(bad, { type: "go" }, 1);
    expect(seen(colony, bad)).toEqual({ ...before, timers: [], quarantine: error.message });
    colony.send(other, { type: "go" }, 1);
    expect(seen(colony, other)).toEqual(goodAfter);
    expect(heard[other]).toEqual(heard[good]);
    colony.advance(5000);
    expect([...colony.quarantine.keys()]).toEqual([bad]);
  });

  test("the output of the machine throws: its row is not done", () => {
    const machine = createMachine({
      id: "m",
      context: { n: 0 },
      initial: "a",
      states: { a: { on: { go: "end" } }, end: { entry: assign({ n: 1 }), type: "final" } },
      output: () => boom({ isBad: true }),
    } as never) as unknown as AnyStateMachine;
    const { colony } = watch(machine, { codegen, onFailure: () => {} });
    const row = colony.allocate();
    colony.send(row, { type: "go" }, 0);
    expect(colony.persisted(row)).toMatchObject({
      status: "active",
      value: "a",
      context: { n: 0 },
    });
    expect(colony.quarantine.get(row)?.message).toContain("boom");
  });

  test("a timer's event throws: the timers of the other rows still fire, in their order", () => {
    const machine = createMachine({
      id: "m",
      context: ({ input }: { input: { isBad: boolean } }) => ({ isBad: input.isBad, n: 0 }),
      initial: "a",
      states: {
        a: {
          after: {
            10: {
              target: "b",
              actions: [
                emit({ type: "rang" }),
                ({ context }: { context: object }) => boom(context),
              ],
            },
          },
        },
        b: {},
      },
    } as never) as unknown as AnyStateMachine;
    const { colony, heard } = watch(machine, {
      codegen,
      input: { isBad: false },
      onFailure: () => {},
    });
    const rows = [false, true, false].map((isBad) => colony.allocate({ isBad }));
    colony.advance(100);
    expect(heard.map((all) => all?.length)).toEqual([1, undefined, 1]);
    expect(colony.quarantine.get(rows[1]!)?.message).toMatch(
      /row 1, state "a": got "action '\(inline\)': boom and more" on event xstate\.after\.10\.m\.a/,
    );
    expect(colony.snapshot(rows[2]!).value).toBe("b");
  });

  test("without a taker, send throws the error, and the colony goes on", () => {
    const { colony } = watch(createFragile({ target: "b", actions: [...CHANGES, "act"] }), {
      codegen,
    });
    const [bad, good] = [colony.allocate(), colony.allocate()];
    expect(() => colony.send(bad, { type: "go", isBad: true } as EventObject, 0)).toThrow(
      colony.quarantine.get(bad)?.message,
    );
    colony.send(good, { type: "go" }, 0);
    expect(colony.snapshot(good).value).toBe("b");
    expect(colony.quarantine.size).toBe(1);
  });

  test("something thrown that is no Error is told in words", () => {
    const machine = createMachine({
      id: "m",
      on: {
        go: {
          actions: () => {
            throw "words";
          },
        },
      },
    }) as AnyStateMachine;
    const { colony } = watch(machine, { codegen });
    colony.allocate();
    expect(() => colony.send(0, { type: "go" }, 0)).toThrow(/: words" on event go/);
  });

  test("what the host's onEmit throws reaches the caller, and the step stands", () => {
    const machine = createMachine({
      id: "m",
      initial: "a",
      states: { a: { on: { go: { target: "b", actions: emit({ type: "x" }) } } }, b: {} },
    }) as AnyStateMachine;
    const { colony } = watch(machine, {
      codegen,
      onEmit: () => {
        throw new Error("host");
      },
    });
    const [row, next] = [colony.allocate(), colony.allocate()];
    expect(() => colony.send(row, { type: "go" }, 0)).toThrow(new Error("host"));
    expect(colony.snapshot(row).value).toBe("b");
    expect(colony.quarantine.size).toBe(0);
    expect(() => colony.send(next, { type: "go" }, 0)).toThrow(new Error("host"));
    expect(colony.snapshot(next).value).toBe("b");
  });
});

describe.each(BACKENDS)("a start that fails, $backend", ({ codegen }) => {
  const start = (config: object): AnyStateMachine =>
    setup({
      types: { context: {} as { n: number; list: unknown }, input: {} as { isBad: boolean } },
      actions: {
        act: ({ event }) => boom((event as unknown as { input: unknown }).input),
      },
    }).createMachine({
      id: "m",
      context: ({ input }: { input: { isBad: boolean } }) => ({
        n: 0,
        list: LIST,
        isBad: input.isBad,
      }),
      initial: "a",
      ...config,
    } as never) as unknown as AnyStateMachine;
  const timer = raise({ type: "ring" }, { delay: 10 });
  const told = emit({ type: "started" });

  test.each([
    ["an entry action", "action 'act'", { entry: [timer, told, "act"], states: { a: {} } }],
    [
      "a guard of an eventless transition",
      "guard 'guard'",
      {
        entry: [timer, told],
        states: {
          a: {
            always: {
              guard: ({ context }: { context: object }) => boom(context) === undefined,
              target: "b",
            },
          },
          b: {},
        },
      },
    ],
    [
      "the first context",
      "the machine",
      {
        context: ({ input }: { input: unknown }) => {
          boom(input);
          return { n: 0, list: LIST, isBad: false };
        },
        entry: [timer, told],
        states: { a: {} },
      },
    ],
  ] as const)("%s throws: allocate throws, and the row is free", (_what, names, config) => {
    const onFailure = vi.fn();
    const { colony, heard } = watch(start(config), { codegen, input: { isBad: false }, onFailure });
    const first = colony.allocate();
    const before = seen(colony, first);
    expect(() => colony.allocate({ isBad: true })).toThrow(
      expect.objectContaining({
        code: "machine.failed",
        message: expect.stringContaining(
          `machine m, a new row: got "${names}: boom and more" on event xstate.init, ` +
            "expected guards and actions that do not throw. No row has started",
        ),
      }) as Error,
    );
    expect(() => colony.snapshot(1)).toThrow(/row 1, expected a row that is allocated/);
    expect(colony.timers(first)).toHaveLength(1);
    expect(onFailure).not.toHaveBeenCalled();
    expect([...colony.quarantine]).toEqual([]);
    expect(heard[1]).toBeUndefined();
    expect(colony.allocate()).toBe(1);
    expect(seen(colony, 1)).toEqual(before);
    expect(heard[1]).toEqual(heard[0]);
    colony.advance(100);
    expect(colony.nextDueMs).toBe(Number.POSITIVE_INFINITY);
  });

  test("what a failed start has sent itself reaches nobody", () => {
    const machine = setup({
      types: { input: {} as { isBad: boolean }, context: {} as { isBad: boolean } },
    }).createMachine({
      id: "m",
      context: ({ input }) => ({ isBad: input.isBad }),
      entry: [({ self }) => self.send({ type: "go" }), ({ context }) => boom(context)],
      initial: "a",
      states: { a: { on: { go: "b" } }, b: { on: { go: "c" } }, c: {} },
    }) as AnyStateMachine;
    const { colony } = watch(machine, { codegen, input: { isBad: false } });
    expect(() => colony.allocate({ isBad: true })).toThrow(/boom/);
    expect(colony.snapshot(colony.allocate()).value).toBe("b");
  });
});

describe.each(BACKENDS)("loops, $backend", ({ codegen }) => {
  const MAX = 1000;
  const raised = (count: number): AnyStateMachine =>
    setup({
      types: { context: {} as { n: number; list: unknown }, events: {} as { type: string } },
      actions: { count: assign({ n: ({ context }) => context.n + 1, list: () => ["changed"] }) },
    }).createMachine({
      id: "loop",
      context: { n: 0, list: LIST },
      initial: "a",
      states: {
        a: { on: { go: { target: "b", actions: [emit({ type: "x" }), "count"] }, small: "c" } },
        b: {
          entry: raise({ type: "again" }),
          on: {
            again: {
              guard: ({ context }) => context.n < count,
              target: "b",
              reenter: true,
              actions: "count",
            },
          },
        },
        c: {},
      },
    }) as AnyStateMachine;
  const eventless = (count: number): AnyStateMachine =>
    setup({
      types: { context: {} as { n: number; list: unknown } },
      actions: { count: assign({ n: ({ context }) => context.n + 1, list: () => ["changed"] }) },
      guards: { isLess: ({ context }) => context.n < count },
    }).createMachine({
      id: "loop",
      context: { n: 0, list: LIST },
      initial: "a",
      states: {
        a: { on: { go: { target: "b", actions: [emit({ type: "x" }), "count"] }, small: "c" } },
        b: { always: { guard: "isLess", target: "d", actions: "count" } },
        d: { always: { guard: "isLess", target: "b", actions: "count" } },
        c: {},
      },
    } as never) as unknown as AnyStateMachine;

  test.each([
    ["raised events", raised],
    ["eventless transitions", eventless],
  ])("%s in a circle fail their row and no other", (_what, create) => {
    const { colony, heard } = watch(create(Number.POSITIVE_INFINITY), {
      codegen,
      onFailure: () => {},
    });
    const [bad, good] = [colony.allocate(), colony.allocate()];
    const before = seen(colony, bad);
    colony.send(bad, { type: "go" }, 0);
    const message = colony.quarantine.get(bad)?.message;
    expect(message).toContain(
      'machine loop, row 0, state "a": got "the machine: more than 1000 microsteps without coming ' +
        'to rest: eventless transitions or raised events run in a circle" on event go',
    );
    expect(seen(colony, bad)).toEqual({ ...(before as object), quarantine: message });
    expect(heard).toEqual([]);
    colony.send(good, { type: "small" }, 0);
    expect(colony.snapshot(good).value).toBe("c");
  });

  test.each([
    ["raised events", raised],
    ["eventless transitions", eventless],
  ])("%s that end before the limit do not", (_what, create) => {
    const { colony } = watch(create(MAX / 2 - 5), { codegen });
    const row = colony.allocate();
    colony.send(row, { type: "go" }, 0);
    expect(colony.snapshot(row).context["n"]).toBe(MAX / 2 - 5);
  });

  test.each([
    ["raised events", raised],
    ["eventless transitions", eventless],
  ])("%s: the limit of the machine's own options is kept to the microstep", (_what, create) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 20 }),
        (count, maxIterations) => {
          const machine = create(count);
          machine.options.maxIterations = maxIterations;
          const actor = createActor(machine);
          actor.subscribe({ error: () => {} });
          actor.start();
          actor.send({ type: "go" });
          const { colony } = watch(machine, { codegen, onFailure: () => {} });
          colony.send(colony.allocate(), { type: "go" }, 0);
          expect(colony.quarantine.size).toBe(actor.getSnapshot().status === "error" ? 1 : 0);
        },
      ),
    );
  });

  test("microstepsMax sets another limit", () => {
    const { colony } = watch(eventless(10), { codegen, microstepsMax: 5 });
    expect(() => colony.send(colony.allocate(), { type: "go" }, 0)).toThrow(
      /more than 5 microsteps/,
    );
    const roomy = watch(eventless(5000), { codegen, microstepsMax: 6000 });
    roomy.colony.send(roomy.colony.allocate(), { type: "go" }, 0);
    expect(roomy.colony.snapshot(0).context["n"]).toBe(5000);
  });

  test("a start that never comes to rest leaves the row free", () => {
    const machine = createMachine({
      id: "loop",
      initial: "a",
      states: { a: { always: "b" }, b: { always: "a" } },
    }) as AnyStateMachine;
    const { colony } = watch(machine, { codegen });
    expect(() => colony.allocate()).toThrow(/a new row.*more than 1000 microsteps/);
    expect(() => colony.snapshot(0)).toThrow(/row 0, expected a row that is allocated/);
  });
});

/** Calls whatever an event brings, as a guard or as an action. */
const caller = setup({
  types: {
    context: {} as { n: number },
    events: {} as { type: "guard" | "action" | "count"; call: (self: Self) => unknown },
  },
  guards: { call: ({ event }) => event.call({ send: () => {} }) !== false },
  actions: {
    call: ({ event, self }) => {
      event.call(self as Self);
    },
  },
}).createMachine({
  id: "caller",
  context: { n: 0 },
  on: {
    guard: { guard: "call" },
    action: { actions: [assign({ n: 9 }), "call"] },
    count: { actions: assign({ n: ({ context }) => context.n + 1 }) },
  },
}) as AnyStateMachine;

interface Self {
  send(event: EventObject): void;
}

const EMPTY = {
  size: 0,
  rows: new Uint32Array(),
  timesMs: new Float64Array(),
  types: new Uint8Array(),
  typeNames: [],
  fields: {},
};

describe.each(BACKENDS)("calls from inside, $backend", ({ codegen }) => {
  const REFUSED: readonly (readonly [string, (colony: ColumnarColony) => unknown])[] = [
    ["allocate", (colony) => colony.allocate()],
    ["release", (colony) => colony.release(0)],
    ["restore", (colony) => colony.restore(0, colony.persisted(1), [])],
    ["loadSlab", (colony) => colony.loadSlab(colony.slab(1, 2))],
    ["sendBatch", (colony) => colony.sendBatch(EMPTY)],
  ];

  describe.each(REFUSED)("%s", (what, call) => {
    test.each(["guard", "action"])("is refused to a %s, and the row fails", (type) => {
      const { colony } = watch(caller, { codegen, onFailure: () => {} });
      const [row, other] = [colony.allocate(), colony.allocate()];
      const before = seen(colony, row);
      colony.send(row, { type, call: () => call(colony) } as never, 0);
      const message = colony.quarantine.get(row)?.message;
      expect(message).toContain(`${type} 'call': colony of machine caller: got ${what} called`);
      expect(seen(colony, row)).toEqual({ ...(before as object), quarantine: message });
      colony.send(other, { type: "count" }, 0);
      expect(colony.snapshot(other).context["n"]).toBe(1);
      expect(() => colony.snapshot(2)).toThrow(/row 2/);
    });
  });

  test("sendBatch is refused to onEmit, which may send", () => {
    const machine = createMachine({
      id: "m",
      initial: "a",
      states: { a: { on: { go: { target: "b", actions: emit({ type: "x" }) } } }, b: {} },
    }) as AnyStateMachine;
    const { colony } = watch(machine, { codegen, onEmit: () => colony.sendBatch(EMPTY) });
    const row = colony.allocate();
    expect(() => colony.send(row, { type: "go" }, 0)).toThrow(
      /got sendBatch called during a step, expected a colony at rest\. Use send there\./,
    );
    colony.sendBatch(EMPTY);
  });

  test("self.send and colony.send wait, in the order of their calls, for all that is under way", () => {
    const order: string[] = [];
    const machine = setup({
      types: { events: {} as { type: string }, emitted: {} as { type: string } },
      actions: { note: ({ event }) => order.push(event.type) },
    }).createMachine({
      id: "m",
      on: {
        go: {
          actions: [
            ({ self }) => self.send({ type: "first" }),
            () => colony.send(1, { type: "second" }, 0),
            ({ self }) => self.send({ type: "third" }),
            raise({ type: "raised" }),
            emit({ type: "emitted" }),
            "note",
          ],
        },
        "*": { actions: "note" },
      },
    }) as AnyStateMachine;
    const { colony }: Watched = watch(machine, {
      codegen,
      onEmit: (row, { type }) => {
        order.push(type);
        colony.send(row, { type: "fourth" }, 0);
      },
    });
    const [row] = [colony.allocate(), colony.allocate()];
    colony.send(row, { type: "go" }, 0);
    expect(order).toEqual(["go", "raised", "emitted", "first", "second", "third", "fourth"]);
  });

  test("self kept beyond its step sends to nobody, and says so", () => {
    const { colony } = watch(caller, { codegen });
    const row = colony.allocate();
    let kept: Self | undefined;
    const call = (self: Self): void => {
      kept = self;
    };
    colony.send(row, { type: "action", call } as never, 0);
    expect(() => kept!.send({ type: "count" })).toThrow(/`self` was kept beyond its step/);
    expect(colony.snapshot(row).context["n"]).toBe(9);
  });

  test("advance inside a step does nothing; time goes on after it", () => {
    const { colony } = watch(
      createMachine({
        id: "m",
        initial: "a",
        states: {
          a: { on: { go: { actions: () => colony.advance(50) } }, after: { 10: "b" } },
          b: {},
        },
      }) as AnyStateMachine,
      { codegen },
    );
    const row = colony.allocate();
    colony.send(row, { type: "go" }, 5);
    expect(colony.snapshot(row).value).toBe("a");
    colony.advance(10);
    expect(colony.snapshot(row).value).toBe("b");
  });

  test("events that wait for a row which is released meanwhile reach nobody", () => {
    const machine = setup({
      types: { context: {} as { n: number }, events: {} as { type: string } },
    }).createMachine({
      id: "m",
      context: { n: 0 },
      on: {
        go: { actions: [({ self }) => self.send({ type: "count" }), emit({ type: "x" })] },
        count: { actions: assign({ n: ({ context }) => context.n + 1 }) },
      },
    }) as AnyStateMachine;
    const { colony }: Watched = watch(machine, {
      codegen,
      onEmit: (row) => {
        colony.send(other, { type: "count" }, 0);
        colony.release(row);
        colony.release(other);
        expect([colony.allocate(), colony.allocate()].sort()).toEqual([0, 1]);
        colony.send(0, { type: "count" }, 0);
      },
    });
    const [row, other] = [colony.allocate(), colony.allocate()];
    colony.send(row, { type: "go" }, 0);
    expect([row, other].map((each) => colony.snapshot(each).context["n"])).toEqual([1, 0]);
  });

  test("an emitted event that releases its row ends what the step has emitted", () => {
    const machine = createMachine({
      id: "m",
      on: { go: { actions: [emit({ type: "one" }), emit({ type: "two" })] } },
    }) as AnyStateMachine;
    const heard: string[] = [];
    const { colony }: Watched = watch(machine, {
      codegen,
      onEmit: (row, { type }) => {
        heard.push(type);
        colony.release(row);
      },
    });
    colony.send(colony.allocate(), { type: "go" }, 0);
    expect(heard).toEqual(["one"]);
  });
});

describe.each(BACKENDS)("log, $backend", ({ codegen }) => {
  const machine = setup({
    types: { context: {} as { n: number }, events: {} as { type: "go" | "all" } },
  }).createMachine({
    id: "m",
    context: { n: 1 },
    on: {
      go: {
        actions: [
          log(({ context }) => context.n, "before"),
          assign({ n: ({ context }) => context.n + 1 }),
          log(({ context }) => context.n),
          log("constant", "label"),
        ],
      },
      all: { actions: log() },
    },
  }) as AnyStateMachine;

  test("goes to onLog at once, with row and label", () => {
    const logged: unknown[] = [];
    const { colony } = watch(machine, {
      codegen,
      onLog: (...given) => logged.push(given),
    });
    const [, row] = [colony.allocate(), colony.allocate()];
    colony.send(row, { type: "go" }, 0);
    expect(logged).toEqual([
      [1, 1, "before"],
      [1, 2, undefined],
      [1, "constant", "label"],
    ]);
  });

  test("without anything to say it tells context and event", () => {
    const logged: unknown[] = [];
    const { colony } = watch(machine, {
      codegen,
      onLog: (_row, value) => {
        const { context, event } = value as { context: object; event: object };
        logged.push({ context: { ...context }, event });
      },
    });
    colony.send(colony.allocate(), { type: "all" }, 0);
    expect(logged).toEqual([{ context: { n: 1 }, event: { type: "all" } }]);
  });

  test("without a taker nothing is logged, and nothing fails", () => {
    const { colony } = watch(machine, { codegen });
    colony.send(colony.allocate(), { type: "go" }, 0);
    expect(colony.snapshot(0).context["n"]).toBe(2);
  });
});

describe.each(BACKENDS)("room, $backend", ({ codegen }) => {
  test("a colony that is full says so, and has room again once a row is released", () => {
    const rowsMax = vi.spyOn(Records.prototype, "rowsMax", "get").mockReturnValue(100);
    try {
      const { colony } = watch(caller, { codegen, capacity: 10 });
      const rows = Array.from({ length: 100 }, () => colony.allocate());
      expect(() => colony.allocate()).toThrow(
        expect.objectContaining({
          code: "colony.full",
          message:
            "colony of machine caller: got 100 rows, as many as fit into one buffer of records, " +
            "expected fewer rows. Spread the rows over several colonies, or declare narrower columns.",
        }) as Error,
      );
      colony.send(99, { type: "count" }, 0);
      expect(colony.snapshot(99).context["n"]).toBe(1);
      colony.release(rows[50]!);
      expect(colony.allocate()).toBe(50);
    } finally {
      rowsMax.mockRestore();
    }
  });

  test("rows released in any order are given out again, each once", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 100 }), (choices) => {
        const { colony } = watch(caller, { codegen, capacity: 4 });
        const held = new Set<Row>();
        for (const choice of choices) {
          if (choice % 3 > 0 || held.size === 0) {
            const row = colony.allocate();
            expect(held.has(row)).toBe(false);
            held.add(row);
          } else {
            const row = [...held][choice % held.size]!;
            colony.release(row);
            held.delete(row);
            expect(() => colony.snapshot(row)).toThrow(/allocated/);
          }
        }
        for (const row of held) expect(colony.snapshot(row).context["n"]).toBe(0);
        if (held.size > 0) expect(Math.max(...held)).toBeLessThan(choices.length);
      }),
    );
  });
});
