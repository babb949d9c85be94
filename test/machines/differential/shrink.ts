// Makes a failing scenario smaller while it goes on failing: what is left tells the defect.
import type { Scenario } from "./scenario.ts";

const RUNS_MAX = 6000;

type Json = Record<string | number, unknown>;

/** `fails` must be false for scenarios that make no sense. */
export function shrink(scenario: Scenario, fails: (smaller: Scenario) => boolean): Scenario {
  let best = scenario;
  let runs = 0;
  const accept = (smaller: Scenario): boolean => {
    if (runs >= RUNS_MAX) return false;
    runs++;
    if (!fails(smaller)) return false;
    best = smaller;
    return true;
  };
  for (let size = Infinity; size > sizeOf(best) && runs < RUNS_MAX; ) {
    size = sizeOf(best);
    shrinkSteps(() => best, accept);
    shrinkParts(() => best, accept);
  }
  return best;
}

function sizeOf(scenario: Scenario): number {
  return JSON.stringify(scenario).length;
}

/** Cuts out long stretches first. */
function shrinkSteps(best: () => Scenario, accept: (smaller: Scenario) => boolean): void {
  for (let length = best().steps.length; length > 0; length = Math.floor(length / 2)) {
    for (let from = best().steps.length - length; from >= 0; from -= length) {
      const { steps } = best();
      const left = [...steps.slice(0, from), ...steps.slice(from + length)];
      if (left.length < steps.length) accept({ ...best(), steps: left });
    }
  }
}

/** Removes any element or property of the blueprint, the options and the steps. */
function shrinkParts(best: () => Scenario, accept: (smaller: Scenario) => boolean): void {
  let paths = removable(best());
  for (let index = 0; index < paths.length; index++) {
    const smaller = without(best(), paths[index]!);
    if (smaller === undefined || !accept(smaller)) continue;
    // What comes before is as it was: go on at the same place of the new paths.
    paths = removable(best());
    index--;
  }
}

/** Properties that a definition can do without. */
const OPTIONAL = new Set(
  (
    "id history target entry exit on after always onDone output states guard actions reenter bomb " +
    "params computed label other reply if constant k tag debug capacity columns delay"
  ).split(" "),
);

/** What a scenario can do without and still be one. */
function removable(scenario: Scenario): string[][] {
  return pathsIn(scenario as unknown as Json).filter((path) => {
    const [last, container] = [path.at(-1)!, path.at(-2)];
    if (path[0] === "steps")
      return (container === "letters" && last !== "0") || last === "k" || last === "tag";
    if (path.length < 2 || (path[0] === "blueprint" && path.length < 4)) return false;
    if (/^\d+$/.test(last) && container !== "after") return container !== "of";
    return OPTIONAL.has(last) || ["on", "after", "columns"].includes(container ?? "");
  });
}

/** Outer parts before inner ones. */
function pathsIn(of: Json, prefix: readonly string[] = []): string[][] {
  const keys = Object.keys(of);
  const own = keys.map((key) => [...prefix, key]);
  const inner = keys.flatMap((key) => {
    const value = of[key];
    return typeof value === "object" && value !== null
      ? pathsIn(value as Json, own[keys.indexOf(key)]!)
      : [];
  });
  return [...own, ...inner];
}

function without(scenario: Scenario, path: readonly string[]): Scenario | undefined {
  const copy = structuredClone(scenario);
  let at = copy as unknown as Json;
  for (const key of path.slice(0, -1)) {
    if (typeof at[key] !== "object" || at[key] === null) return undefined;
    at = at[key] as Json;
  }
  const last = path.at(-1)!;
  if (!(last in at)) return undefined;
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  if (last === "states") {
    delete at["initial"];
    delete at["onDone"];
    at["type"] = "atomic";
  }
  return copy;
}
