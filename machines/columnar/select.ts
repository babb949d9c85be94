// Which transitions an event selects, as a tree of choices; guards are asked when rows run.
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition, StateValue } from "xstate";
import type { Configuration } from "./configurations.ts";
import { isAtomic, lineOf, matches } from "./definition.ts";
import { type Guard, guardOf } from "./guards.ts";

export interface Candidate {
  readonly guard: Guard | undefined;
  readonly transition: AnyTransitionDefinition;
}

/**
 * A chain takes its first candidate whose guard holds: its choice is that candidate's place from 1,
 * or 0. Choices × weights add up to the key of what is selected.
 */
export type Choice =
  | { readonly kind: "chain"; readonly candidates: readonly Candidate[]; readonly weight: number }
  /** `outer` is asked only if `inner` selects nothing: a state's ancestors come after it. */
  | { readonly kind: "first"; readonly inner: Choice; readonly outer: Choice }
  | { readonly kind: "all"; readonly parts: readonly Choice[] };

export interface ChoiceTree {
  readonly choice: Choice;
  /** Keys are below this. */
  readonly keys: number;
}

const NOTHING: Choice = { kind: "all", parts: [] };

/** XState's `transitionNode`, for all events of one type. */
export function choicesOfEvent(
  machine: AnyStateMachine,
  configuration: Configuration,
  type: string,
): ChoiceTree {
  const keys = new Weights(machine);
  const own = (node: AnyStateNode): Choice => keys.chain(candidatesOf(node, type));
  const below = (node: AnyStateNode, value: StateValue): Choice => {
    if (typeof value === "string") return first(own(node.states[value] as AnyStateNode), own(node));
    const parts = Object.entries(value).map(([key, part]) =>
      below(node.states[key] as AnyStateNode, part!),
    );
    return first(all(parts), own(node));
  };
  return keys.tree(below(machine.root, configuration.value));
}

/** XState's `selectEventlessTransitions`. */
export function eventlessChoices(
  machine: AnyStateMachine,
  configuration: Configuration,
): ChoiceTree {
  const keys = new Weights(machine);
  const atomic = configuration.nodes.filter(isAtomic);
  return keys.tree(
    all(atomic.map((node) => keys.chain(lineOf(node).flatMap(({ always }) => always ?? [])))),
  );
}

/** The transitions that a key stands for, in the order of selection, each once. */
export function selectedBy(choice: Choice, key: number): readonly AnyTransitionDefinition[] {
  const selected = new Set<AnyTransitionDefinition>();
  const visit = (part: Choice): void => {
    if (part.kind === "all") part.parts.forEach(visit);
    else if (part.kind === "first") {
      visit(part.inner);
      visit(part.outer);
    } else {
      const { candidates, weight } = part;
      const place = Math.floor(key / weight) % (candidates.length + 1);
      if (place > 0) selected.add(candidates[place - 1]!.transition);
    }
  };
  visit(choice);
  return [...selected];
}

/** Numbers the chains of one tree. */
class Weights {
  readonly #machine: AnyStateMachine;
  #weight = 1;

  constructor(machine: AnyStateMachine) {
    this.#machine = machine;
  }

  chain(transitions: readonly AnyTransitionDefinition[]): Choice {
    if (transitions.length === 0) return NOTHING;
    const last = transitions.findIndex(({ guard }) => !guard);
    const reachable = last < 0 ? transitions : transitions.slice(0, last + 1);
    const candidates = reachable.map((transition) => ({
      guard: transition.guard ? guardOf(this.#machine, transition.guard) : undefined,
      transition,
    }));
    const weight = this.#weight;
    this.#weight *= candidates.length + 1;
    return { kind: "chain", candidates, weight };
  }

  tree(choice: Choice): ChoiceTree {
    return { choice, keys: this.#weight };
  }
}

function first(inner: Choice, outer: Choice): Choice {
  if (isNothing(inner)) return outer;
  return isNothing(outer) ? inner : { kind: "first", inner, outer };
}

function all(parts: readonly Choice[]): Choice {
  const choices = parts.filter((part) => !isNothing(part));
  return choices.length === 1 ? choices[0]! : { kind: "all", parts: choices };
}

export function isNothing(choice: Choice): boolean {
  return choice.kind === "all" && choice.parts.length === 0;
}

/** XState's `getCandidates`: the exact descriptor, then wildcards from the longest on. */
function candidatesOf(node: AnyStateNode, type: string): readonly AnyTransitionDefinition[] {
  const wildcards = [...node.transitions.keys()]
    .filter((descriptor) => descriptor !== type && matches(type, descriptor))
    .sort((a, b) => b.length - a.length);
  return [type, ...wildcards].flatMap((descriptor) => node.transitions.get(descriptor) ?? []);
}
