// What random statecharts have found: seeds, and their smallest machines, run in every test.
import type { StateBlueprint } from "./blueprint.ts";
import type { Scenario } from "./scenario.ts";
import type { Step } from "./steps.ts";

/** Only as good as the generator stays what it is: change it, and a seed is another machine. */
export const SEEDS: readonly (readonly [seed: number, found: string])[] = [
  [10, "self.send in an entry action of the start was refused"],
  [193, "value: ancestors of states that a history state has brought back"],
  [1319, "value: the same, after a transition to a state outside"],
  [606, "materialise: the first of several timers with one name takes the name with it"],
  [905, "materialise: timers of a state that was entered again without exit"],
  [3489, "materialise: two names whose timers must be armed in turn"],
  [5376, "params that no guard reads are computed too, and may throw"],
  [4787, "the same of a stateIn, in the middle of a step"],
];

const atomic = (key: string, more: Partial<StateBlueprint> = {}): StateBlueprint => ({
  key,
  type: "atomic",
  ...more,
});
const parallel = (key: string, states: StateBlueprint[]): StateBlueprint => ({
  key,
  type: "parallel",
  states,
});
const compound = (key: string, initial: string, states: StateBlueprint[]): StateBlueprint => ({
  key,
  type: "compound",
  initial,
  states,
});
const history = (key: string, target?: string): StateBlueprint => ({
  key,
  type: "history",
  ...(target === undefined ? {} : { target }),
});
const send = (type: string, pauseMs = 0): Step => ({
  do: "send",
  letter: { slot: 1, pauseMs, event: { type } },
});
const wait = (pauseMs: number): Step => ({ do: "wait", pauseMs });
const materialise: Step = { do: "materialise", slot: 1 };

/** The smallest machines of these and of earlier seeds. */
export const FOUND: readonly (readonly [found: string, root: StateBlueprint, steps: Step[]])[] = [
  [
    "self.send in an entry action of the start",
    { ...parallel("m", [atomic("a")]), entry: [{ do: "send", type: "b" }] },
    [send("b")],
  ],
  [
    "a history state that is recorded and entered in one step, with a target elsewhere",
    {
      ...compound("m", "a", [
        { ...compound("a", "b", [atomic("b")]), on: { x: { to: "h" } } },
        parallel("b", [atomic("a"), atomic("b", { on: { c: { to: "h" } } }), history("h")]),
        history("h", "b.a"),
      ]),
    },
    [send("x"), send("c"), send("x")],
  ],
  [
    "the same in a parallel state",
    parallel("m", [
      {
        ...compound("b", "a", [
          parallel("a", [atomic("a")]),
          parallel("b", [atomic("b", { on: { refuel: { to: "g" } } }), history("g")]),
        ]),
        on: { b: { to: ".b.b" } },
      },
    ]),
    [send("b"), send("refuel"), send("b"), send("refuel")],
  ],
  [
    "the same beside a region that has left its initial state",
    compound("m", "b", [
      parallel("b", [
        compound("a", "a", [atomic("a", { on: { x: { to: "b" } } }), parallel("b", [atomic("b")])]),
        parallel("b", [atomic("b", { on: { refuel: { to: "h" } } }), atomic("c"), history("h")]),
      ]),
    ]),
    [send("x"), send("refuel"), send("x")],
  ],
  [
    "a state entered again without exit arms its timers again: all fire, one has the name",
    compound("m", "b", [
      compound("b", "b", [
        atomic("a"),
        atomic("b", { after: { 1000: [{ target: "#m.b.a" }], short: [{ target: "g" }] } }),
        history("g"),
      ]),
    ]),
    [wait(250), materialise, wait(1000), wait(1000), wait(1000)],
  ],
  [
    "of two timers with one name the cancellable may be due first",
    {
      ...atomic("m", {
        entry: [
          { do: "raise", event: { type: "i" }, delay: 500, id: "t0" },
          { do: "raise", event: { type: "i.j" }, delay: 100, id: "t0" },
        ],
        on: { a: [{ actions: [{ do: "cancel", id: "t0" }] }] },
      }),
    },
    [materialise, wait(50), send("a"), wait(1000)],
  ],
  [
    "the first of two timers with one name takes the name with it",
    {
      ...atomic("m", {
        entry: [
          { do: "raise", event: { type: "i" }, delay: 100, id: "t0" },
          { do: "raise", event: { type: "i.j" }, delay: 500, id: "t0" },
        ],
        on: { a: [{ actions: [{ do: "cancel", id: "t0" }] }] },
      }),
    },
    [materialise, wait(200), send("a"), wait(1000)],
  ],
  [
    "names of two timers each, one before and one after the other",
    {
      ...atomic("m", {
        entry: [
          { do: "raise", event: { type: "i" }, delay: 750, id: "t0" },
          { do: "raise", event: { type: "i.j" }, delay: 500, id: "t1" },
          { do: "raise", event: { type: "i" }, delay: 500, id: "t0" },
          { do: "raise", event: { type: "i.k" }, delay: 250, id: "t1" },
        ],
        on: { a: [{ actions: [{ do: "cancel", id: "t0" }] }] },
      }),
    },
    [materialise, wait(50), send("a"), wait(1000)],
  ],
];

export function foundScenario(root: StateBlueprint, steps: readonly Step[]): Scenario {
  const delays = { short: 100 };
  return {
    blueprint: { seed: 0, context: "input", empty: "null", guards: {}, actions: {}, delays, root },
    steps,
    options: { input: { row: 0 } },
  };
}
