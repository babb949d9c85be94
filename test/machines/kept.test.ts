// Context and a batch's event are live views: debug mode finds out who keeps one, nothing else does.
import { describe, expect, test } from "vitest";
import {
  type AnyStateMachine,
  assign,
  type EventObject,
  emit,
  enqueueActions,
  raise,
  setup,
} from "xstate";
import type { EventBatch } from "../../machines/columnar/colony.ts";
import { BACKENDS, seen, watch } from "./walks.ts";

interface Kept {
  context?: { readonly n: number; readonly list: unknown };
  event?: { readonly type: string; readonly value?: unknown };
}

type View = Required<Kept>;

/** Keeps and reads what the event's functions keep and read, wherever the event's type says. */
function createKeeper(): AnyStateMachine {
  const act = (view: View): true => {
    (view.event.value as (view: View) => void)(view);
    return true;
  };
  const see = act as unknown as (view: { context: object; event: object }) => true;
  return setup({
    types: { context: {} as View["context"], events: {} as { type: string; value?: unknown } },
    guards: { guard: see, params: () => true },
    actions: {
      action: see,
      assign: assign(({ context, event }) => ({ n: see({ context, event }) ? 1 : 0 })),
      assignField: assign({ n: ({ context, event }) => (see({ context, event }) ? 1 : 0) }),
      emit: emit((view) => ({ type: "x", done: see(view) })),
      raise: raise((view) => ({ type: "unheard", done: see(view) }), { delay: 5 }),
      enqueue: enqueueActions(({ context, event }) => see({ context, event })),
    },
  }).createMachine({
    id: "keeper",
    context: { n: 0, list: ["a"] },
    on: {
      guard: { guard: "guard" },
      params: { guard: { type: "params", params: see } },
      ...Object.fromEntries(
        ["action", "assign", "assignField", "emit", "raise", "enqueue"].map((actions) => [
          actions,
          { actions },
        ]),
      ),
    },
  } as never) as unknown as AnyStateMachine;
}

const PLACES = "guard params action assign assignField emit raise enqueue".split(" ");

/** One event, as `send` takes it or as a batch. */
const SENDERS = [
  {
    how: "send",
    send: (colony: Sends, row: number, type: string, value: unknown) =>
      colony.send(row, { type, value } as EventObject, 0),
  },
  {
    how: "sendBatch",
    send: (colony: Sends, row: number, type: string, value: unknown) =>
      colony.sendBatch({
        size: 1,
        rows: Uint32Array.of(row),
        timesMs: Float64Array.of(0),
        types: Uint8Array.of(0),
        typeNames: [type],
        fields: { value: { codes: Uint8Array.of(0), values: [value] } },
      }),
  },
] as const;

interface Sends {
  send(row: number, event: EventObject, timeMs: number): void;
  sendBatch(batch: EventBatch): void;
}

const ignore = (): void => {};

describe.each(BACKENDS)("views, $backend", ({ codegen }) => {
  const create = (debug: boolean) =>
    watch(createKeeper(), { codegen, debug, onFailure: () => {} }).colony;

  describe.each(SENDERS)("$how", ({ how, send }) => {
    test.each(PLACES)(
      "debug: a context that a %s keeps cannot be read in a later step",
      (place) => {
        const colony = create(true);
        const [row, other] = [colony.allocate(), colony.allocate()];
        const kept: Kept = {};
        send(colony, row, place, ({ context }: View) => {
          expect(context.n).toBe(0);
          kept.context = context;
        });
        expect(colony.quarantine.size).toBe(0);
        const before = seen(colony, other) as object;
        send(colony, other, "action", () => kept.context!.n);
        const message = colony.quarantine.get(other)?.message;
        expect(message).toContain(
          "action 'action': context of row 0 was kept beyond its step: copy what you need, " +
            "for instance with { ...context }",
        );
        expect(seen(colony, other)).toEqual({ ...before, quarantine: message });
        send(colony, row, "action", ignore);
        expect([...colony.quarantine.keys()]).toEqual([other]);
      },
    );

    test.each([
      ["a field", ({ n }: View["context"]) => n],
      ["its fields", (context: object) => Object.keys(context)],
      ["a copy", (context: object) => ({ ...context })],
      ["a look for a field", (context: object) => "n" in context],
      ["JSON", (context: object) => JSON.stringify(context)],
    ])("debug: %s of a kept context is refused, between steps too", (_what, read) => {
      const colony = create(true);
      const row = colony.allocate();
      const kept: Kept = {};
      send(colony, row, "action", ({ context }: View) => {
        read(context);
        kept.context = context;
      });
      expect(() => read(kept.context!)).toThrow(/context of row 0 was kept beyond its step/);
    });

    test("without debug nothing is checked", () => {
      const colony = create(false);
      const [row, other] = [colony.allocate(), colony.allocate()];
      const kept: Kept = {};
      send(colony, row, "action", (view: View) => Object.assign(kept, view));
      let read: unknown;
      send(colony, other, "assign", () => {
        read = kept.context!.n;
      });
      send(colony, other, "action", () => {
        read = kept.context!.n;
      });
      expect(read).toBe(1);
      expect(colony.quarantine.size).toBe(0);
    });

    test.each([true, false])("copies may be kept (debug: %s)", (debug) => {
      const colony = create(debug);
      const [row, other] = [colony.allocate(), colony.allocate()];
      const kept: Kept = {};
      send(colony, row, "action", ({ context, event }: View) => {
        kept.context = { ...context };
        kept.event = { ...event };
      });
      send(colony, other, "assign", () => {
        expect(kept.context).toEqual({ n: 0, list: ["a"] });
        expect(kept.event).toEqual({ type: "action", value: expect.any(Function) });
      });
      expect(colony.quarantine.size).toBe(0);
      expect(kept.context).toEqual({ n: 0, list: ["a"] });
    });

    const WRITES: readonly (readonly [string, (view: View) => unknown])[] = [
      ["sets a field", ({ context }) => Object.assign(context, { n: 5 })],
      ["adds a field", ({ context }) => Object.assign(context, { more: 5 })],
      ["defines a field", ({ context }) => Object.defineProperty(context, "n", { value: 5 })],
      [
        "deletes a field",
        ({ context }) => {
          delete (context as { n?: number }).n;
        },
      ],
    ];
    describe.each([true, false])("debug: %s", (debug) => {
      test.each(WRITES)(
        "an action that %s of the context fails, and writes nothing",
        (_what, write) => {
          const colony = create(debug);
          const row = colony.allocate();
          send(colony, row, "action", write);
          expect(colony.quarantine.get(row)?.message).toContain("action 'action': ");
          expect(colony.snapshot(row).context).toEqual({ n: 0, list: ["a"] });
        },
      );
    });

    test("debug: the context says what to do instead of a write", () => {
      const colony = create(true);
      const row = colony.allocate();
      send(colony, row, "action", ({ context }: View) => Object.assign(context, { n: 5 }));
      expect(colony.quarantine.get(row)?.message).toContain("context is read only: use assign");
    });

    test(`debug: the event ${how === "send" ? "is the sender's own, and may be kept" : "is reused, and may not"}`, () => {
      const colony = create(true);
      const row = colony.allocate();
      const kept: Kept = {};
      send(colony, row, "action", ({ event }: View) => {
        kept.event = event;
      });
      send(colony, row, "action", () => kept.event!.value);
      if (how === "send") {
        expect(kept.event!.type).toBe("action");
        expect(colony.quarantine.size).toBe(0);
      } else {
        expect(() => kept.event!.type).toThrow(
          "event of row 0 was kept beyond its step: copy what you need, for instance with { ...event }",
        );
        expect(colony.quarantine.get(row)?.message).toContain("event of row 0 was kept");
      }
    });
  });

  test("debug: what is emitted may not hold the context itself", () => {
    const machine = setup({ types: { context: {} as { list: string[] } } }).createMachine({
      id: "m",
      context: { list: ["a"] },
      on: {
        view: { actions: emit(({ context }) => ({ type: "x", context })) },
        copy: { actions: emit(({ context }) => ({ type: "x", context: { ...context } })) },
      },
    } as never) as unknown as AnyStateMachine;
    const lists: unknown[] = [];
    const { colony } = watch(machine, {
      codegen,
      debug: true,
      onEmit: (_row, emitted) => {
        lists.push((emitted as unknown as { context: { list: unknown } }).context.list);
      },
    });
    const row = colony.allocate();
    colony.send(row, { type: "copy" }, 0);
    expect(lists).toEqual([["a"]]);
    expect(() => colony.send(row, { type: "view" }, 0)).toThrow(/context of row 0 was kept/);
    colony.send(row, { type: "copy" }, 0);
    expect(lists).toEqual([["a"], ["a"]]);
  });

  test("debug: a raised event sees the context of the same step", () => {
    const machine = setup({
      types: { context: {} as { n: number }, events: {} as { type: string } },
    }).createMachine({
      id: "m",
      context: { n: 0 },
      on: {
        go: { actions: [assign({ n: 1 }), raise({ type: "next" })] },
        next: { actions: assign({ n: ({ context }) => context.n + 1 }) },
      },
    }) as AnyStateMachine;
    const { colony } = watch(machine, { codegen, debug: true });
    const row = colony.allocate();
    colony.send(row, { type: "go" }, 0);
    expect(colony.snapshot(row).context).toEqual({ n: 2 });
  });
});
