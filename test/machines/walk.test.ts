// Walks: a window taken row after row gives each row the life that events in order of time give it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnyStateMachine, assign, type EventObject, emit, raise, setup } from "xstate";
import type { ColumnarColony, EventBatch, Row } from "../../machines/columnar/colony.ts";
import { Windows } from "../../machines/columnar/windows.ts";
import { batchOf, type Sent } from "./batches.ts";
import { createFeatureMachine } from "./machines-under-test.ts";
import { BACKENDS, type ColumnarMachine, dated, MACHINES, seen, watch } from "./walks.ts";

const ROWS = 5;

/** Timers of fixed and computed delay, delayed raises, delays of 0; "break" throws, "spin" never ends. */
function createFragileMachine(): AnyStateMachine {
  return setup({
    types: {
      context: {} as { count: number },
      events: {} as { type: string },
      emitted: {} as { type: "told"; count: number },
    },
    delays: { brief: 1000, counted: ({ context }) => 500 * (context.count % 3) },
    actions: {
      count: assign({ count: ({ context }) => context.count + 1 }),
      tell: emit(({ context }) => ({ type: "told" as const, count: context.count })),
      fail() {
        throw new Error("boom");
      },
    },
  }).createMachine({
    id: "fragile",
    context: { count: 0 },
    initial: "calm",
    on: { break: { actions: ["count", "tell", "fail"] } },
    states: {
      calm: {
        on: {
          wake: { target: "awake", actions: ["count", "tell"] },
          ring: { actions: ["count", raise({ type: "rang" }, { delay: 700 })] },
          rang: { actions: "tell" },
          spin: "spinning",
        },
      },
      awake: {
        after: {
          brief: { target: "calm", actions: "tell" },
          counted: { actions: ["count", "tell"] },
        },
        on: {
          wake: { target: "awake", reenter: true, actions: "count" },
          rang: { actions: ["count", "tell"] },
          fall: { actions: raise({ type: "break" }, { delay: 1500 }) },
        },
      },
      spinning: { after: { 0: { target: "spinning", reenter: true } } },
    },
  }) as AnyStateMachine;
}

const UNDER: readonly ColumnarMachine[] = [
  ...MACHINES,
  {
    name: "fragile",
    machine: createFragileMachine(),
    input: fc.constant(undefined),
    event: fc
      .constantFrom(..."wake wake wake ring ring fall rang break spin unheard".split(" "))
      .map((type) => ({ type })),
    pause: fc.constantFrom(0, 0, 1, 300, 500, 700, 1000, 1500, 2000),
  },
];

interface Window {
  readonly toMs: number;
  /** Row after row. */
  readonly sent: readonly Sent[];
}

/** Windows whose rows come in any order, some events at their very ends. */
function windowsOf({ event, pause }: ColumnarMachine): fc.Arbitrary<Window[]> {
  const life = fc.array(fc.tuple(pause, event), { maxLength: 9, size: "max" });
  const window = fc.record({
    slack: fc.constantFrom(0, 0, 1, 1000),
    lives: fc.array(life, { minLength: ROWS, maxLength: ROWS }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: ROWS, maxLength: ROWS }),
  });
  return fc.array(window, { maxLength: 6, size: "max" }).map((windows) => {
    let fromMs = 0;
    return windows.map(({ slack, lives, order }) => {
      let lastMs = fromMs;
      const sent = order.flatMap((row) => {
        let timeMs = fromMs;
        return lives[row]!.map(([pauseMs, event]) => {
          timeMs += pauseMs;
          lastMs = Math.max(lastMs, timeMs);
          return { row, timeMs, event: dated(event, timeMs) };
        });
      });
      fromMs = lastMs + slack;
      return { toMs: fromMs, sent };
    });
  });
}

function checkWalks(under: ColumnarMachine, options: { codegen: boolean; debug?: boolean }): void {
  const { columns, input } = under;
  const inputs = fc.array(input, { minLength: ROWS, maxLength: ROWS });
  fc.assert(
    fc.property(windowsOf(under), inputs, fc.gen(), (windows, inputs, draw) => {
      const told: unknown[][][] = [[], []];
      const [single, walked] = [0, 1].map((which) => {
        const note = (row: unknown, entry: unknown): void => {
          told[which]![row as number] ??= [];
          told[which]![row as number]!.push(entry);
        };
        const watched = watch(
          under.name === "features" ? createFeatureMachine(note) : under.machine,
          {
            capacity: ROWS,
            microstepsMax: 50,
            input: inputs[0],
            onFailure: (row, error) => note(row, error.message),
            ...(columns && { columns }),
            ...(which === 1 ? options : { codegen: options.codegen }),
          },
        );
        // What the features note, they note by row.
        for (const [row, each] of inputs.entries()) {
          watched.colony.allocate(typeof each === "object" ? { ...each, row } : each);
        }
        return watched;
      });
      const { colony, heard } = walked!;
      for (const { sent, toMs } of windows) {
        const inOrder = sent.toSorted((a, b) => a.timeMs - b.timeMs);
        for (const { row, event, timeMs } of inOrder) single!.colony.send(row, event, timeMs);
        single!.colony.advance(toMs);
        colony.walkBatch(
          batchOf(sent, (below) => draw(fc.nat, below - 1)),
          toMs,
        );
        for (let row = 0; row < ROWS; row++) {
          expect(seen(colony, row)).toEqual(seen(single!.colony, row));
        }
        expect(colony.nextDueMs).toBe(single!.colony.nextDueMs);
      }
      expect(heard).toEqual(single!.heard);
      expect(told[1]).toEqual(told[0]);
    }),
    { numRuns: under.name === "subscriber" || under.name === "features" ? 60 : 25 },
  );
}

/** One event for each [row, time, type]. */
function rowAfterRow(...events: readonly (readonly [Row, number, string])[]): EventBatch {
  const sent = events.map(([row, timeMs, type]) => ({
    row,
    timeMs,
    event: { type, timeMs } as EventObject,
  }));
  return batchOf(sent, () => 0);
}

describe.each(BACKENDS)("walks, $backend", ({ codegen }) => {
  function fragile(options = {}): { colony: ColumnarColony; heard: unknown[][] } {
    const watched = watch(createFragileMachine(), { codegen, ...options });
    for (let row = 0; row < 3; row++) watched.colony.allocate();
    return watched;
  }

  describe("the same as events one by one in the order of time", () => {
    test.each(UNDER)("$name", (under) => checkWalks(under, { codegen }));
  });

  describe("in debug mode too", () => {
    test.each(UNDER.slice(-2))("$name", (under) => checkWalks(under, { codegen, debug: true }));
  });

  test("a row's timers fire between its events, and after its last one until the window's end", () => {
    const places: [Row, number, number][] = [];
    const { colony }: { colony: ColumnarColony } = fragile({
      onEmit: (row: Row, _event: EventObject, timeMs: number) =>
        places.push([row, timeMs, colony.place]),
    });
    const batch = rowAfterRow(
      [2, 100, "wake"],
      [2, 1200, "wake"],
      [0, 50, "wake"],
      [0, 60, "unheard"],
    );
    colony.walkBatch(batch, 1200);
    expect(places).toEqual([
      [2, 100, 0],
      [2, 600, -2],
      [2, 1100, -2],
      [2, 1200, 1],
      [0, 50, 2],
      [2, 1200, -3],
      [0, 550, -5],
      [0, 1050, -5],
    ]);
    expect(colony.timers(2).map(({ dueMs }) => dueMs)).toEqual([2200]);
  });
});

describe.each(BACKENDS)("a window that contradicts itself is refused, $backend", ({ codegen }) => {
  test.each<[string, EventBatch, number, RegExp]>([
    [
      "an event after its end",
      rowAfterRow([0, 1000, "wake"], [1, 2001, "wake"]),
      2000,
      /an event at 2001 ms in the window from 500 to 2000 ms/,
    ],
    [
      "an event before its begin",
      rowAfterRow([0, 499, "wake"]),
      2000,
      /an event at 499 ms in the window from 500/,
    ],
    ["no time at all", rowAfterRow([0, Number.NaN, "wake"]), 2000, /an event at NaN ms/],
    ["an end before its begin", rowAfterRow(), 499, /a window from 500 to 499 ms/],
    [
      "a row whose time goes back",
      rowAfterRow([0, 700, "wake"], [0, 699, "wake"]),
      2000,
      /row 0 at 699 ms after one at 700 ms, expected each row's events in the order/,
    ],
  ])("%s", (_what, batch, toMs, message) => {
    const { colony } = watch(createFragileMachine(), { codegen });
    for (let row = 0; row < 2; row++) colony.allocate();
    colony.advance(500);
    expect(() => colony.walkBatch(batch, toMs)).toThrow(message);
    expect([0, 1].map((row) => colony.snapshot(row).context)).toEqual([{ count: 0 }, { count: 0 }]);
    colony.walkBatch(rowAfterRow([0, 500, "wake"]), 2000);
  });

  test("a row whose events stand in several places, in debug mode", () => {
    const { colony } = watch(createFragileMachine(), { codegen, debug: true });
    for (let row = 0; row < 2; row++) colony.allocate();
    const batch = rowAfterRow([0, 1, "wake"], [1, 1, "wake"], [0, 2, "wake"]);
    expect(() => colony.walkBatch(batch, 9)).toThrow(/events of row 0 in several places .* at 2/);
  });

  test("events for other rows than the one under way", () => {
    const { colony }: { colony: ColumnarColony } = watch(createFragileMachine(), {
      codegen,
      onEmit: (row: Row) => colony.send(1 - row, { type: "ring" }, 0),
    });
    for (let row = 0; row < 2; row++) colony.allocate();
    expect(() => colony.walkBatch(rowAfterRow([0, 1, "wake"]), 9)).toThrow(
      /an event for row 1 from a step of row 0 in walkBatch/,
    );
    colony.send(1, { type: "ring" }, 9);
    expect(colony.timers(1)).toHaveLength(1);
  });

  test("rows that are not allocated, if the machine takes the event; those before were walked", () => {
    const { colony } = watch(createFragileMachine(), { codegen });
    colony.allocate();
    const batch = rowAfterRow([0, 1, "wake"], [1, 1, "unheard"], [1, 2, "wake"]);
    expect(() => colony.walkBatch(batch, 9)).toThrow(/row 1, expected a row that is allocated/);
    expect(colony.snapshot(0).context).toEqual({ count: 1 });
  });
});

test("a window that another colony walks, or of another time, is refused", () => {
  const [first, second] = [0, 1].map(() => {
    const { colony } = watch(createFragileMachine(), { onEmit: () => second?.walkWindow(window) });
    colony.allocate();
    return colony;
  });
  const windows = new Windows({ place: "test" });
  const window = windows.of(rowAfterRow([0, 5, "wake"]), 0, 9);
  expect(() => first!.walkWindow(window)).toThrow(/a window that another colony walks/);
  const later = windows.of(rowAfterRow([0, 12, "unheard"]), 10, 20);
  expect(() => second!.walkWindow(later)).toThrow(/a window from 10 ms at 0 ms/);
  second!.advance(10);
  second!.walkWindow(later);
});

test("a window is not closed by an error: the rows after the one that failed may be walked yet", () => {
  const { colony } = watch(createFragileMachine());
  for (let row = 0; row < 2; row++) colony.allocate();
  expect(() => colony.walkBatch(rowAfterRow([0, 8, "break"], [1, 5, "wake"]), 9)).toThrow("boom");
  colony.walkBatch(rowAfterRow([1, 5, "wake"]), 9);
  expect(colony.snapshot(1).context).toEqual({ count: 1 });
  expect(() => colony.walkBatch(rowAfterRow([1, 5, "wake"]), 9)).toThrow("window from 9");
});
