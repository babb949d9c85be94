// Events that are sent from inside a step: from custom actions and from listeners, to the same row and
// to others.
import { describe, expect, test } from "vitest";
import {
  type AnyStateMachine,
  assign,
  createActor,
  createMachine,
  type EventObject,
  emit,
  raise,
  SimulatedClock,
} from "xstate";
import type { ColumnarColony, Row } from "../../../machines/columnar/colony.ts";
import { compile } from "../../../machines/columnar/compile.ts";

type Note = (text: string) => void;
type Send = (type: string) => void;
interface Step {
  readonly context: { readonly row: number; readonly count: number };
  readonly event: EventObject;
  readonly self: { send(event: EventObject): void };
}

const BACKENDS = [
  { name: "generated code", codegen: true },
  { name: "closures", codegen: false },
];

/** Sends to itself in exit, transition and entry actions, raises, and emits in between. */
function createEcho(note: Note): AnyStateMachine {
  const notes = (text: string) => (step: Step) =>
    note(`${text} ${step.context.count} ${step.event.type}`);
  const sends = (type: string) => (step: Step) => {
    note(`sends ${type}`);
    step.self.send({ type });
  };
  const count = assign({ count: ({ context }: Step) => context.count + 1 } as never);
  return createMachine({
    id: "echo",
    context: ({ input }: { input: { row: number } }) => ({ row: input.row, count: 0 }),
    initial: "calm",
    entry: [sends("first"), emit({ type: "started" }), notes("enter root")],
    on: {
      first: { actions: [notes("first"), count as never] },
      second: { actions: notes("second") },
      third: { actions: notes("third") },
      inner: { actions: [notes("inner"), sends("third")] },
    },
    states: {
      calm: {
        exit: [sends("second"), notes("exit calm")],
        on: { go: { target: "loud", actions: [raise({ type: "inner" }), notes("go")] } },
      },
      loud: {
        entry: [emit({ type: "louder" }), sends("first"), notes("enter loud")],
        on: { go: { target: "calm", actions: emit({ type: "calmer" }) }, stop: "end" },
        after: { 100: { actions: [notes("later"), sends("stop"), sends("third")] } },
      },
      end: { type: "final", entry: [sends("first"), notes("enter end")] },
    },
  } as never) as unknown as AnyStateMachine;
}

describe.each(BACKENDS)("within one row, as in an actor: $name", ({ codegen }) => {
  test.each([
    ["events that the row sends itself wait until the step is over, in their order", [], {}],
    ["so do events that a listener sends", ["louder"], { louder: "second" }],
    ["a listener is called before events that the row sent itself", ["calmer"], { calmer: "go" }],
  ])("%s", (_title, _heard, replies: Record<string, string>) => {
    const events = ["go", "go", "go", "unheard", "go"];
    const expected = actorJournal(events, replies);
    const actual: string[] = [];
    const colony: ColumnarColony = compile(
      createEcho((text) => actual.push(text)),
      {
        codegen,
        input: { row: 0 },
        onEmit: (row, { type }, timeMs) => {
          actual.push(`hears ${type}`);
          if (replies[type] !== undefined) colony.send(row, { type: replies[type] }, timeMs);
        },
      },
    );
    const row = colony.allocate();
    for (const [index, type] of events.entries()) {
      actual.push(`--- ${type}`);
      colony.send(row, { type }, index * 30);
    }
    colony.advance(1000);
    expect(actual).toEqual(expected);
    expect(actual.length).toBeGreaterThan(20);
  });
});

function actorJournal(events: readonly string[], replies: Record<string, string>): string[] {
  const journal: string[] = [];
  const clock = new SimulatedClock();
  const actor = createActor(
    createEcho((text) => journal.push(text)),
    { clock, input: { row: 0 } },
  );
  actor.on("*", ({ type }: EventObject) => {
    journal.push(`hears ${type}`);
    if (replies[type] !== undefined) actor.send({ type: replies[type] });
  });
  actor.start();
  for (const [index, type] of events.entries()) {
    clock.set(index * 30);
    journal.push(`--- ${type}`);
    if (actor.getSnapshot().status === "active") actor.send({ type });
  }
  for (let timeMs = 121; timeMs <= 1000; timeMs++) clock.set(timeMs);
  return journal;
}

/** Says "rang" when it is rung, and what it was rung by. */
function createBell(note: (row: Row, text: string) => void): AnyStateMachine {
  return createMachine({
    id: "bell",
    context: ({ input }: { input: { row: number } }) => ({ row: input.row }),
    on: {
      "*": {
        actions: [
          ({ context, event }: Step) => note(context.row, `begins ${event.type}`),
          emit(({ event }) => ({ type: "rang", by: event.type })),
          emit(({ event }) => ({ type: "faded", by: event.type })),
          ({ context, event }: Step) => note(context.row, `ends ${event.type}`),
        ],
      },
    },
    after: { 100: { actions: emit({ type: "rang", by: "clock" }) } },
  } as never) as unknown as AnyStateMachine;
}

interface Rung extends EventObject {
  readonly by: string;
}

describe.each(BACKENDS)("across rows: $name", ({ codegen }) => {
  /** Three bells and a journal; `listen` may send. */
  function bells(listen: (row: Row, heard: Rung, send: (row: Row, type: string) => void) => void) {
    const journal: string[] = [];
    const colony: ColumnarColony = compile(
      createBell((row, text) => journal.push(`${row} ${text}`)),
      {
        codegen,
        input: { row: 0 },
        onEmit: (row, emitted, timeMs) => {
          const heard = emitted as Rung;
          journal.push(`${row} ${heard.type} by ${heard.by} at ${timeMs}`);
          listen(row, heard, (to, type) => colony.send(to, { type }, timeMs));
        },
      },
    );
    for (let row = 0; row < 3; row++) colony.allocate({ row });
    return { colony, journal };
  }

  const ring = (row: number, type: string, timeMs = 0): string[] => [
    `${row} begins ${type}`,
    `${row} ends ${type}`,
    `${row} rang by ${type} at ${timeMs}`,
    `${row} faded by ${type} at ${timeMs}`,
  ];

  test("an event to another row waits until the step and all its emitted events are over", () => {
    const { colony, journal } = bells((row, { type, by }, send) => {
      if (type === "rang" && by === "pull" && row === 0) send(1, "echo");
    });
    colony.send(0, { type: "pull" }, 0);
    expect(journal).toEqual([...ring(0, "pull"), ...ring(1, "echo")]);
  });

  test("events of several listeners come in the order in which they were sent", () => {
    const { colony, journal } = bells((row, { type, by }, send) => {
      if (by !== "pull") return;
      send(2, `${type} a`);
      send(row, `${type} b`);
      send(1, `${type} c`);
    });
    colony.send(0, { type: "pull" }, 0);
    expect(journal).toEqual([
      ...ring(0, "pull"),
      ...ring(2, "rang a"),
      ...ring(0, "rang b"),
      ...ring(1, "rang c"),
      ...ring(2, "faded a"),
      ...ring(0, "faded b"),
      ...ring(1, "faded c"),
    ]);
  });

  test("what an echo sends comes after what was sent before it: breadth first", () => {
    const { colony, journal } = bells((row, { type, by }, send) => {
      if (type !== "rang") return;
      if (by === "pull") {
        send(1, "echo");
        send(2, "echo");
      }
      if (by === "echo") send(0, `again from ${row}`);
    });
    colony.send(0, { type: "pull" }, 0);
    expect(journal).toEqual([
      ...ring(0, "pull"),
      ...ring(1, "echo"),
      ...ring(2, "echo"),
      ...ring(0, "again from 1"),
      ...ring(0, "again from 2"),
    ]);
  });

  test("what a timer's listener sends comes before the timer of the next row", () => {
    const { colony, journal } = bells((row, { by }, send) => {
      if (by === "clock" && row < 2) send(2 - row, "echo");
    });
    colony.advance(100);
    expect(journal).toEqual([
      "0 rang by clock at 100",
      ...ring(2, "echo", 100),
      "1 rang by clock at 100",
      ...ring(1, "echo", 100),
      "2 rang by clock at 100",
    ]);
  });

  test("in a batch, what a listener sends comes before the batch's next event", () => {
    const { colony, journal } = bells((row, { type, by }, send) => {
      if (type === "faded" && by === "pull") send((row + 1) % 3, "echo");
    });
    colony.sendBatch({
      size: 2,
      rows: Uint32Array.of(0, 1),
      timesMs: Float64Array.of(0, 5),
      types: Uint8Array.of(0, 0),
      typeNames: ["pull"],
      fields: {},
    });
    expect(journal).toEqual([
      ...ring(0, "pull"),
      ...ring(1, "echo"),
      ...ring(1, "pull", 5),
      ...ring(2, "echo", 5),
    ]);
  });

  test("an earlier time from a listener is taken as the colony's own", () => {
    const { colony, journal } = bells(() => {});
    const late: ColumnarColony = colony;
    late.send(0, { type: "pull" }, 50);
    late.send(1, { type: "pull" }, 20);
    expect(journal).toEqual([...ring(0, "pull", 50), ...ring(1, "pull", 50)]);
  });

  test("advance from a listener waits, and is not lost time", () => {
    let isFirst = true;
    const { colony, journal } = bells((_row, { by }) => {
      if (by === "pull" && isFirst) {
        isFirst = false;
        colony.advance(100);
      }
    });
    colony.send(0, { type: "pull" }, 0);
    expect(journal).toEqual(ring(0, "pull"));
    colony.advance(100);
    expect(journal.slice(4)).toEqual([0, 1, 2].map((row) => `${row} rang by clock at 100`));
  });
});

/** Kept from the test runner's eye: a machine must not be able to send once its step is over. */
describe.each(BACKENDS)("self: $name", ({ codegen }) => {
  test("is refused beyond its step", () => {
    const kept: Send[] = [];
    const machine = createMachine({
      id: "keeper",
      on: {
        keep: {
          actions: ({ self }: Step) => kept.push((type) => self.send({ type })),
        },
      },
    } as never) as unknown as AnyStateMachine;
    const colony = compile(machine, { codegen, onEmit: () => {} });
    colony.send(colony.allocate(), { type: "keep" }, 0);
    expect(() => kept[0]!("keep")).toThrow(/step/);
  });
});
