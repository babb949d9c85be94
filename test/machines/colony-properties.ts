// What holds for every colony, whatever executes it: checked against genuine XState actors.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AnyActor,
  type AnyStateMachine,
  createActor,
  createMachine,
  type EventObject,
  emit,
  raise,
  SimulatedClock,
  setup,
} from "xstate";
import type { Colony, ColonyOptions, Row } from "../../machines/columnar/colony.ts";
import { accepting } from "../../machines/columnar/definition.ts";
import type { ColonyError } from "../../machines/columnar/errors.ts";
import {
  createFeatureMachine,
  createFlatMachine,
  FEATURE_EVENTS,
  FEATURE_PAUSE,
  type MachineUnderTest,
  PRODUCT_MACHINES,
} from "./machines-under-test.ts";

export type CreateColony = (machine: AnyStateMachine, options: ColonyOptions) => Colony;

const ROWS = 3;
const RUNS = 60;

interface Step {
  readonly row: Row;
  readonly pauseMs: number;
  /** Undefined: time passes. */
  readonly event: EventObject | undefined;
}

interface Timeout {
  readonly start: number;
  readonly timeout: number;
}

export function pendingOf(clock: SimulatedClock): number[] {
  const { timeouts } = clock as unknown as { timeouts: Map<number, Timeout> };
  return [...timeouts.values()].map(({ start, timeout }) => start + timeout).sort((a, b) => a - b);
}

/** XState's SimulatedClock is no discrete-event clock: it must be led from timer to timer. */
export function lead(clock: SimulatedClock, toMs: number): void {
  for (;;) {
    const dueMs = pendingOf(clock)[0];
    if (dueMs === undefined || dueMs > toMs) break;
    clock.set(Math.max(dueMs, clock.now()));
  }
  clock.set(toMs);
}

/** A genuine actor beside each row, both with a log of what they emitted and noted. */
class Reference {
  readonly actor: AnyActor;
  readonly clock = new SimulatedClock();
  readonly log: unknown[] = [];

  constructor(machine: AnyStateMachine, input: unknown, atMs: number) {
    this.clock.set(atMs);
    this.actor = createActor(machine, { input, clock: this.clock });
    this.actor.on("*", (emitted: EventObject) => this.log.push([this.clock.now(), emitted]));
  }

  get isActive(): boolean {
    return this.actor.getSnapshot().status === "active";
  }
}

function stepsOf(under: Pick<MachineUnderTest, "event" | "pause">): fc.Arbitrary<Step[]> {
  return fc.array(
    fc.record({
      row: fc.nat(ROWS - 1),
      pauseMs: under.pause,
      event: fc.option(under.event, { nil: undefined, freq: 5 }),
    }),
    { maxLength: 60, size: "max" },
  );
}

function compare(colony: Colony, row: Row, reference: Reference, log: readonly unknown[]): void {
  const { value, context, status } = colony.snapshot(row);
  const actual = reference.actor.getSnapshot();
  expect({ value, context, status }).toEqual({
    value: actual.value,
    context: actual.context,
    status: actual.status,
  });
  expect(log).toEqual(reference.log);
  expect(colony.timers(row).map(({ dueMs }) => dueMs)).toEqual(pendingOf(reference.clock));
}

/** Runs the same steps on rows and on actors and compares after every step. */
function checkAgainstActors(
  create: (log: (row: Row, entry: unknown) => void) => Colony,
  createReference: (row: Row) => Reference,
  steps: readonly Step[],
  inputs: readonly unknown[],
): void {
  const logs: unknown[][] = inputs.map(() => []);
  const colony = create((row, entry) => logs[row]!.push(entry));
  const references = inputs.map((input, row) => {
    const reference = createReference(row);
    reference.actor.start();
    expect(colony.allocate(input)).toBe(row);
    return reference;
  });
  let nowMs = 0;
  for (const { row, pauseMs, event } of steps) {
    nowMs += pauseMs;
    const dated = event && { ...event, timeMs: nowMs };
    for (const reference of references) lead(reference.clock, nowMs);
    if (dated === undefined) colony.advance(nowMs);
    else {
      colony.send(row, dated, nowMs);
      if (references[row]!.isActive) references[row]!.actor.send(dated);
    }
    for (const [index, reference] of references.entries()) {
      compare(colony, index, reference, logs[index]!);
    }
  }
  for (const [row, reference] of references.entries()) {
    expect(colony.persisted(row)).toEqual(reference.actor.getPersistedSnapshot());
  }
}

/** The whole property set; `create` makes a colony of the implementation under test. */
export function describeColony(name: string, create: CreateColony): void {
  describe(`${name}: the same as real actors`, () => {
    test.each(PRODUCT_MACHINES)("$name", (under) => {
      fc.assert(
        fc.property(
          stepsOf(under),
          fc.array(under.input, { minLength: ROWS, maxLength: ROWS }),
          (steps, inputs) =>
            checkAgainstActors(
              (log) =>
                create(under.machine, {
                  input: inputs[0],
                  onEmit: (row, emitted, timeMs) => log(row, [timeMs, emitted]),
                }),
              (row) => new Reference(under.machine, inputs[row], 0),
              steps,
              inputs,
            ),
        ),
        { numRuns: RUNS },
      );
    });

    test("every other supported feature, actions in XState's order", () => {
      fc.assert(
        fc.property(stepsOf({ event: FEATURE_EVENTS, pause: FEATURE_PAUSE }), (steps) => {
          checkAgainstActors(
            (log) =>
              create(
                createFeatureMachine((row, entry) => log(row as Row, entry)),
                {
                  input: { row: 0 },
                  onEmit: (row, emitted, timeMs) => log(row, [timeMs, emitted]),
                },
              ),
            (row) => {
              const log: { push(entry: unknown): void } = { push: () => {} };
              const machine = createFeatureMachine((_row, entry) => log.push(entry));
              const reference = new Reference(machine, { row }, 0);
              log.push = (entry) => reference.log.push(entry);
              return reference;
            },
            steps,
            Array.from({ length: ROWS }, (_, row) => ({ row })),
          );
        }),
        { numRuns: 4 * RUNS },
      );
    });

    test.each([
      { title: "sibling states, built-in actions on exit, transition and entry", eventless: false },
      { title: "the same with an eventless transition", eventless: true },
    ])("$title", ({ eventless }) => {
      fc.assert(
        fc.property(stepsOf({ event: FEATURE_EVENTS, pause: FEATURE_PAUSE }), (steps) => {
          const machine = createFlatMachine({ eventless });
          const inputs = Array.from({ length: ROWS }, (_, row) => ({ row }));
          checkAgainstActors(
            (log) =>
              create(machine, {
                input: inputs[0],
                onEmit: (row, emitted, timeMs) => log(row, [timeMs, emitted]),
              }),
            (row) => new Reference(machine, inputs[row], 0),
            steps,
            inputs,
          );
        }),
        { numRuns: 4 * RUNS },
      );
    });

    test.each(PRODUCT_MACHINES)("materialised half-way, $name goes on in the same way", (under) => {
      fc.assert(
        fc.property(under.input, stepsOf(under), fc.nat(60), (input, steps, half) => {
          const log: unknown[] = [];
          const colony = create(under.machine, {
            input,
            onEmit: (_row, emitted, timeMs) => log.push([timeMs, emitted]),
          });
          const row = colony.allocate(input);
          let nowMs = 0;
          for (const { pauseMs, event } of steps.slice(0, half)) {
            nowMs += pauseMs;
            if (event) colony.send(row, { ...event, timeMs: nowMs } as EventObject, nowMs);
            else colony.advance(nowMs);
          }
          const actor = colony.materialise(row);
          const clock = actor.clock as SimulatedClock;
          expect(clock.now()).toBe(nowMs);
          log.length = 0;
          const emittedByActor: unknown[] = [];
          actor.on("*", (emitted) => emittedByActor.push([clock.now(), emitted]));
          for (const { pauseMs, event } of steps.slice(half)) {
            nowMs += pauseMs;
            lead(clock, nowMs);
            colony.advance(nowMs);
            if (event) {
              const dated = { ...event, timeMs: nowMs } as EventObject;
              if (actor.getSnapshot().status === "active") actor.send(dated);
              colony.send(row, dated, nowMs);
            }
            expect(colony.snapshot(row).value).toEqual(actor.getSnapshot().value);
            expect(colony.snapshot(row).context).toEqual(actor.getSnapshot().context);
          }
          expect(log).toEqual(emittedByActor);
        }),
        { numRuns: RUNS },
      );
    });
  });

  describe(`${name}: rows`, () => {
    const bell = setup({
      types: {
        context: {} as { label: string; rings: number },
        input: {} as { label: string } | undefined,
        events: {} as { type: "wind"; timeMs?: number } | { type: "break" },
        emitted: {} as { type: "rang"; label: string },
      },
      delays: { ring: 1000 },
    }).createMachine({
      id: "bell",
      context: ({ input }) => ({ label: input?.label ?? "none", rings: 0 }),
      initial: "still",
      states: {
        still: { on: { wind: "wound" } },
        wound: {
          after: {
            ring: {
              target: "still",
              actions: emit(({ context }) => ({ type: "rang" as const, label: context.label })),
            },
          },
          on: {
            wind: { target: "wound", reenter: true },
            break: {
              target: "still",
              actions: [
                emit({ type: "rang", label: "never" }),
                () => {
                  throw new Error("spring");
                },
              ],
            },
          },
        },
      },
    }) as AnyStateMachine;

    const rung = (options: Partial<ColonyOptions> = {}): [Colony, unknown[]] => {
      const heard: unknown[] = [];
      const colony = create(bell, {
        onEmit: (row, emitted, timeMs) => heard.push([timeMs, row, emitted]),
        ...options,
      });
      return [colony, heard];
    };

    test("timers of all rows fire by (due time, row, arming order)", () => {
      const [colony, heard] = rung();
      const rows = [0, 1, 2].map(() => colony.allocate());
      colony.send(rows[2]!, { type: "wind" }, 0);
      colony.send(rows[0]!, { type: "wind" }, 0);
      colony.send(rows[1]!, { type: "wind" }, 0);
      colony.send(rows[0]!, { type: "wind" }, 500);
      expect(colony.nextDueMs).toBe(1000);
      colony.advance(5000);
      const emitted = { type: "rang", label: "none" };
      expect(heard).toEqual([
        [1000, 1, emitted],
        [1000, 2, emitted],
        [1500, 0, emitted],
      ]);
      expect(colony.nextDueMs).toBe(Number.POSITIVE_INFINITY);
    });

    test("a timer that is due at the time of an event fires before it, in every row", () => {
      const [colony, heard] = rung();
      const [a, b] = [colony.allocate(), colony.allocate()];
      colony.send(a, { type: "wind" }, 0);
      colony.send(b, { type: "wind" }, 1000);
      expect(heard).toHaveLength(1);
      expect(colony.timers(b)).toMatchObject([{ dueMs: 2000 }]);
    });

    test("a released row is forgotten with its timers, and given out again as new", () => {
      const [colony, heard] = rung({ input: { label: "default" } });
      const row = colony.allocate({ label: "first" });
      colony.send(row, { type: "wind" }, 0);
      colony.release(row);
      expect(colony.nextDueMs).toBe(Number.POSITIVE_INFINITY);
      expect(() => colony.snapshot(row)).toThrow(/row 0, expected a row that is allocated/);
      expect(() => colony.send(row, { type: "wind" }, 0)).toThrow(
        /row 0, expected a row that is allocated/,
      );
      expect(() => colony.release(row)).toThrow(/row 0, expected a row that is allocated/);
      expect(colony.allocate()).toBe(row);
      expect(colony.snapshot(row)).toMatchObject({ value: "still", context: { label: "default" } });
      colony.advance(5000);
      expect(heard).toEqual([]);
    });

    test("a row may be released and given out again while it emits", () => {
      const heard: unknown[] = [];
      const colony = create(bell, {
        onEmit: (row, emitted, timeMs) => {
          heard.push([timeMs, emitted]);
          colony.release(row);
          if (heard.length < 3) {
            const next = colony.allocate({ label: `after ${heard.length}` });
            colony.send(next, { type: "wind" }, timeMs);
          }
        },
      });
      colony.send(colony.allocate({ label: "first" }), { type: "wind" }, 0);
      colony.advance(10_000);
      expect(heard).toEqual([
        [1000, { type: "rang", label: "first" }],
        [2000, { type: "rang", label: "after 1" }],
        [3000, { type: "rang", label: "after 2" }],
      ]);
    });

    test("a row that was never allocated is refused", () => {
      const [colony] = rung();
      for (const row of [0, -1, 7, Number.NaN]) {
        expect(() => colony.send(row, { type: "wind" }, 0)).toThrow(/no-such-row|allocated/);
      }
    });

    test("an action that throws leaves its row as it was and stops no other row", () => {
      const failures: [Row, ColonyError][] = [];
      const [colony, heard] = rung({
        onFailure: (row, error) => failures.push([row, error as ColonyError]),
      });
      const [bad, good] = [colony.allocate(), colony.allocate()];
      colony.send(bad, { type: "wind" }, 0);
      colony.send(good, { type: "wind" }, 0);
      const before = colony.snapshot(bad);
      colony.send(bad, { type: "break" }, 10);
      expect(colony.snapshot(bad)).toEqual(before);
      expect(failures).toHaveLength(1);
      const [row, error] = failures[0]!;
      expect(row).toBe(bad);
      expect(error.code).toBe("machine.failed");
      for (const word of ["bell", "wound", "break", `row ${bad}`, "spring"]) {
        expect(error.message).toContain(word);
      }
      expect(colony.quarantine.get(bad)).toBe(error);
      colony.send(bad, { type: "wind" }, 20);
      colony.advance(5000);
      expect(heard).toEqual([[1000, good, { type: "rang", label: "none" }]]);
      colony.release(bad);
      expect(colony.quarantine.size).toBe(0);
    });

    test.each([
      ["guard", "isLoose", "check"],
      ["action", "turn", "turn"],
    ])("a named %s that throws is named in the error", (kind, name, type) => {
      const fail = (): never => {
        throw new Error("spring");
      };
      const key = setup({ guards: { isLoose: fail }, actions: { turn: fail } }).createMachine({
        id: "key",
        initial: "in",
        states: {
          in: { on: { check: { guard: "isLoose" }, turn: { target: "out", actions: "turn" } } },
          out: {},
        },
      }) as AnyStateMachine;
      const colony = create(key, { onEmit: () => {} });
      const row = colony.allocate();
      expect(() => colony.send(row, { type }, 0)).toThrow(
        new RegExp(`machine key, row 0, .*${kind} '${name}'.* spring`),
      );
      expect(colony.snapshot(row).value).toBe("in");
    });

    test("what a failed step had in mind does not come true in the next one", () => {
      const [colony, heard] = rung({ onFailure: () => {} });
      const [bad, good] = [colony.allocate(), colony.allocate()];
      colony.send(bad, { type: "wind" }, 0);
      colony.send(good, { type: "wind" }, 0);
      colony.send(bad, { type: "break" }, 1);
      colony.send(good, { type: "wind" }, 2);
      colony.advance(1001);
      expect(heard).toEqual([]);
    });

    test("an event sent from inside a step waits until that step is finished", () => {
      const order: string[] = [];
      const chime = setup({
        types: { events: {} as { type: "ring" | "echo" }, emitted: {} as { type: string } },
      }).createMachine({
        id: "chime",
        initial: "calm",
        states: {
          calm: {
            on: {
              ring: { target: "loud", actions: [emit({ type: "one" }), emit({ type: "two" })] },
            },
          },
          loud: { on: { echo: { target: "calm", actions: emit({ type: "echoed" }) } } },
        },
      }) as AnyStateMachine;
      const colony: Colony = create(chime, {
        onEmit: (row, { type }, timeMs) => {
          order.push(`${type} ${row}`);
          if (type === "one" && row === 0) colony.send(1, { type: "ring" }, timeMs);
          if (type === "two") colony.send(row, { type: "echo" }, timeMs);
        },
      });
      const row = colony.allocate();
      colony.allocate();
      colony.send(row, { type: "ring" }, 0);
      expect(order.slice(0, 4)).toEqual(["one 0", "two 0", "one 1", "two 1"]);
      expect(order.slice(4)).toEqual(["echoed 0", "echoed 1"]);
    });

    test("a row that ends takes its timers with it", () => {
      const fuse = createMachine({
        id: "fuse",
        initial: "lit",
        states: { lit: { on: { cut: "out" } }, out: { type: "final" } },
        entry: raise({ type: "bang" }, { delay: 1000 }),
        on: { bang: { actions: emit({ type: "banged" }) } },
      }) as AnyStateMachine;
      const heard: string[] = [];
      const colony = create(fuse, { onEmit: (_row, { type }) => heard.push(type) });
      const [cut, kept] = [colony.allocate(), colony.allocate()];
      colony.send(cut, { type: "cut" }, 10);
      expect(colony.timers(cut)).toEqual([]);
      expect(colony.timers(kept)).toHaveLength(1);
      colony.advance(5000);
      expect(heard).toEqual(["banged"]);
    });

    test("a row released while it emits leaves no timer to the row that takes its place", () => {
      const relay = createMachine({
        id: "relay",
        initial: "ready",
        states: {
          ready: { on: { run: { target: "running", actions: emit({ type: "started" }) } } },
          running: { entry: raise({ type: "arrived" }, { delay: 1000 }) },
        },
        on: { arrived: { actions: emit({ type: "finished" }) } },
      }) as AnyStateMachine;
      const heard: string[] = [];
      const colony: Colony = create(relay, {
        onEmit: (row, { type }) => {
          heard.push(type);
          colony.release(row);
          expect(colony.allocate()).toBe(row);
        },
      });
      colony.send(colony.allocate(), { type: "run" }, 0);
      colony.advance(5000);
      expect(heard).toEqual(["started"]);
    });

    test("without a taker for failures the error is thrown, and the colony goes on", () => {
      const [colony, heard] = rung();
      const [bad, good] = [colony.allocate(), colony.allocate()];
      colony.send(bad, { type: "wind" }, 0);
      expect(() => colony.send(bad, { type: "break" }, 1)).toThrow(/machine bell.*spring/);
      colony.send(good, { type: "wind" }, 2);
      colony.advance(5000);
      expect(heard).toEqual([[1002, good, { type: "rang", label: "none" }]]);
    });

    test("accepts is what the definition mentions, wildcards included", () => {
      expect([...rung()[0].accepts].sort()).toEqual(["break", "wind"]);
      const features = create(
        createFeatureMachine(() => {}),
        { onEmit: () => {}, input: { row: 0 } },
      );
      expect(features.accepts.has("go.*")).toBe(true);
      expect([...features.accepts].filter((type) => type.startsWith("xstate."))).toEqual([]);
      expect(accepting(new Set(["call.*"]), "call.setUp")).toBe(true);
      expect(accepting(new Set(["call.*"]), "call")).toBe(true);
      expect(accepting(new Set(["call.*"]), "caller")).toBe(false);
      expect(accepting(new Set(["*"]), "anything")).toBe(true);
    });

    test("an event that the machine never mentions changes nothing", () => {
      for (const { machine, input } of PRODUCT_MACHINES) {
        const [value] = fc.sample(input, { numRuns: 1, seed: 1 });
        const colony = create(machine, { onEmit: () => {}, input: value });
        const row = colony.allocate();
        const before = colony.snapshot(row);
        colony.send(row, { type: "never.heard" }, 0);
        expect(colony.snapshot(row)).toEqual(before);
      }
    });

    test("a machine that starts other actors is refused with its state", () => {
      const machine = createMachine({
        id: "parent",
        initial: "calling",
        states: { calling: { invoke: { src: bell } } },
      }) as AnyStateMachine;
      expect(() => create(machine, { onEmit: () => {} })).toThrow(/parent\.calling: got invoke/);
    });
  });
}
