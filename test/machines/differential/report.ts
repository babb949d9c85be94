// What a person needs of a difference: where, what was expected, the machine, and how to run it again.

import type { TestedExecutor } from "./differential.ts";
import { Difference } from "./differential.ts";
import { InvalidMachine } from "./partner.ts";
import { randomScenario, runScenario, type Scenario } from "./scenario.ts";
import { shrink } from "./shrink.ts";

/** The error of a scenario, undefined when rows and actors agree or the machine is not one. */
export function failureOf(scenario: Scenario, executor: TestedExecutor): Error | undefined {
  try {
    runScenario(scenario, executor);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof InvalidMachine) return undefined;
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

/** A text for people; the scenario is made as small as it gets first. */
export function reportOf(seed: number, executor: TestedExecutor): string {
  const scenario = randomScenario(seed);
  const first = failureOf(scenario, executor);
  if (first === undefined) return `seed ${seed}: no difference`;
  const kind = kindOf(first);
  const small = shrink(scenario, (smaller) => {
    const failure = failureOf(smaller, executor);
    return failure !== undefined && kindOf(failure) === kind;
  });
  return [
    `seed ${seed}, ${executor.name}: ${first.message.split("\n")[0]}`,
    `Run again: node test/machines/differential/soak.ts --seed ${seed}`,
    "Smallest machine:",
    ...outline(small.blueprint.root as unknown as Part, "  "),
    ...namedIn(small),
    `Context: ${small.blueprint.context}, empty ${small.blueprint.empty}`,
    `Options: ${JSON.stringify(small.options)}`,
    "Steps:",
    ...small.steps.map((step, index) => `  ${index}: ${JSON.stringify(step)}`),
    describeFailure(failureOf(small, executor)!),
  ].join("\n");
}

export function describeFailure(error: Error): string {
  if (!(error instanceof Difference)) return error.stack ?? error.message;
  const [expected, actual] = [linesOf(error.expected), linesOf(error.actual)];
  return [
    error.message,
    ...expected.filter((line) => !actual.includes(line)).map((line) => `- expected ${line}`),
    ...actual.filter((line) => !expected.includes(line)).map((line) => `+ actual   ${line}`),
    `expected: ${JSON.stringify(error.expected)}`,
    `actual:   ${JSON.stringify(error.actual)}`,
  ].join("\n");
}

/** Errors that differ only in numbers and names are of one kind. */
function kindOf(error: Error): string {
  if (error instanceof Difference) return error.what.replace(/[\d.]+/g, "");
  return error.message
    .replace(/^.*?got /s, "")
    .slice(0, 48)
    .replace(/[\d.]+/g, "");
}

/** One line for each property or element. */
function linesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [JSON.stringify(value) ?? "undefined"];
  return Object.entries(value).map(([key, part]) => `${key}: ${JSON.stringify(part)}`);
}

interface Part {
  readonly key: string;
  readonly states?: readonly Part[];
}

function outline({ states, ...own }: Part, indent: string): string[] {
  const { key, ...rest } = own;
  return [
    `${indent}${key} ${JSON.stringify(rest)}`,
    ...(states ?? []).flatMap((child) => outline(child, `${indent}  `)),
  ];
}

/** Only those that the machine asks for. */
function namedIn({ blueprint }: Scenario): string[] {
  const { guards, actions, delays, root } = blueprint;
  const text = JSON.stringify(root);
  return Object.entries({ ...guards, ...actions, ...delays })
    .filter(([name]) => text.includes(`":"${name}"`) || text.includes(`"${name}":[`))
    .map(([name, what]) => `  "${name}" = ${JSON.stringify(what)}`);
}
