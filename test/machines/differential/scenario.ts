// What one seed stands for: a random statechart or a product machine, steps, and the way it is run.
import fc from "fast-check";
import type { EventObject } from "xstate";
import type { ColumnType, CompileOptions } from "../../../machines/columnar/colony.ts";
import { OFFER_COLUMNS } from "../../../machines/offer.ts";
import { SUBSCRIBER_COLUMNS } from "../../../machines/subscriber-context.ts";
import type { MachineUnderTest } from "../machines-under-test.ts";
import { INNER_TYPES, type MachineBlueprint, OUTER_TYPES } from "./blueprint.ts";
import {
  type DifferentialRun,
  runDifferential,
  type Tally,
  type TestedExecutor,
} from "./differential.ts";
import { Draws } from "./draws.ts";
import { buildMachine, MICROSTEPS_MAX } from "./statechart-builder.ts";
import { generateStatechart } from "./statechart-generator.ts";
import { drawSteps, type Step } from "./steps.ts";

const ROWS = 3;
const STEPS = 40;
const PRODUCT_STEPS = 120;
const PAUSES = [1, 50, 100, 100, 250, 250, 500, 1000, 3000];
const INPUTS = Array.from({ length: ROWS }, (_, row) => ({ row }));
/** As the product itself declares them. */
const PRODUCT_COLUMNS: Readonly<Record<string, Readonly<Record<string, ColumnType>>>> = {
  subscriber: SUBSCRIBER_COLUMNS,
  offer: OFFER_COLUMNS,
};
/** Events of product machines to choose from, in each run. */
const PRODUCT_EVENTS = 40;

/** A run of a random statechart, as plain JSON: a failing one can be made smaller. */
export interface Scenario {
  readonly blueprint: MachineBlueprint;
  readonly steps: readonly Step[];
  readonly options: Partial<CompileOptions>;
}

export function randomScenario(seed: number): Scenario {
  const blueprint = generateStatechart(seed);
  const slots = blueprint.context === "input" ? ROWS : 1;
  const steps = drawSteps(seed, { slots, steps: STEPS, pauses: PAUSES, event: randomEvent });
  return { blueprint, steps, options: optionsOf(seed, blueprint) };
}

export function runScenario(
  { blueprint, steps, options }: Scenario,
  executor: TestedExecutor,
): Tally {
  return runDifferential({
    build: (journal) => buildMachine(blueprint, journal, { plain: executor.plain ?? false }),
    inputs: blueprint.context === "input" ? INPUTS : [undefined],
    steps,
    options,
    executor,
  });
}

export function productRun(
  under: MachineUnderTest,
  seed: number,
  executor: TestedExecutor,
): DifferentialRun {
  const sample = <T>(of: fc.Arbitrary<T>, numRuns: number): T[] => fc.sample(of, { numRuns, seed });
  const events = sample(under.event, PRODUCT_EVENTS);
  const pauses = sample(under.pause, PRODUCT_EVENTS);
  const event = (draws: Draws): EventObject => draws.pick(events);
  const inputs = sample(under.input, ROWS);
  const narrow = PRODUCT_COLUMNS[under.name];
  const columns = seed % 3 === 0 || narrow === undefined ? {} : { columns: narrow };
  return {
    build: () => under.machine,
    inputs,
    steps: drawSteps(seed, { slots: ROWS, steps: PRODUCT_STEPS, pauses, event }),
    options: { codegen: seed % 2 === 0, debug: seed % 7 === 3, input: inputs[0], ...columns },
    executor,
    dated: true,
  };
}

function randomEvent(draws: Draws): EventObject {
  const type = draws.pick(draws.chance(0.9) ? OUTER_TYPES : [...INNER_TYPES, "unheard"]);
  const k = draws.chance(0.8) ? { k: draws.below(10) } : {};
  return { type, ...k, ...(draws.chance(0.1) ? { tag: draws.pick(["p", "q"]) } : {}) };
}

/** Half of all runs with generated code, half with closures; narrow columns; now and then debug. */
function optionsOf(seed: number, { context, empty }: MachineBlueprint): Partial<CompileOptions> {
  const draws = new Draws(seed ^ 0x0b);
  const codegen = seed % 2 === 0;
  const debug = draws.chance(0.15);
  const capacity = draws.pick([1, 2, 8, 64]);
  const input = { row: 0 };
  const options = { codegen, debug, capacity, input, microstepsMax: MICROSTEPS_MAX };
  const nullable = { type: "i32", empty: empty === "null" ? null : undefined } as const;
  if (context === "none" || draws.chance(0.4)) return options;
  const columns = {
    row: "u8",
    fuel: "u8",
    steps: "u16",
    n: "u8",
    m: nullable,
    x: "f64",
    t: "u40",
    flag: "boolean",
    label: "string",
  } as const;
  const chosen = Object.entries(columns).filter(([name]) => name === "m" || draws.chance(0.7));
  return { ...options, columns: Object.fromEntries(chosen) };
}
