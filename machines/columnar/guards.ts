// Guards as expressions: what is known of a configuration is folded, user functions are called.
import {
  type AnyStateMachine,
  and,
  type EventObject,
  matchesState,
  not,
  or,
  type StateValue,
  stateIn,
} from "xstate";
import type { Configuration } from "./configurations.ts";
import { Refusal } from "./errors.ts";

/** What guards and actions get: one object for all steps of a colony. */
export interface StepArguments {
  context: object;
  event: EventObject;
  /** What an action may do to its own row: events sent so come after the step under way. */
  readonly self: {
    readonly id: string;
    readonly sessionId: string;
    send(event: EventObject): void;
  };
  readonly system: object;
}

export type Expression = (args: StepArguments, params: unknown) => unknown;

/** A second argument: none, a value, or computed from context and event. */
export interface Params {
  readonly value: unknown;
  readonly compute: ((args: StepArguments) => unknown) | undefined;
}

export type Guard =
  | {
      readonly kind: "call";
      readonly call: Expression;
      readonly params: Params;
      readonly name: string;
    }
  | { readonly kind: "and"; readonly parts: readonly Guard[] }
  | { readonly kind: "or"; readonly parts: readonly Guard[] }
  | { readonly kind: "not"; readonly part: Guard }
  | { readonly kind: "stateIn"; readonly value: StateValue };

export const NO_PARAMS: Params = { value: undefined, compute: undefined };

export function paramsOf(reference: unknown): Params {
  if (typeof reference !== "object" || reference === null || !("params" in reference)) {
    return NO_PARAMS;
  }
  const { params } = reference;
  return typeof params === "function"
    ? { value: undefined, compute: params as (args: StepArguments) => unknown }
    : { value: params, compute: undefined };
}

interface BuiltInGuard {
  readonly check: unknown;
  readonly guards: readonly unknown[];
  readonly stateValue: StateValue;
}

const checkOf = (guard: unknown): unknown => (guard as BuiltInGuard).check;
const [AND, OR, NOT, STATE_IN] = [and([]), or([]), not("none"), stateIn("none")].map(checkOf);

/**
 * Resolves a guard as it stands in a definition. Throws an Error that says what is wrong with it: a
 * name without implementation, or a kind of guard that this version of XState has not.
 */
export function guardOf(machine: AnyStateMachine, reference: unknown): Guard {
  const isInline = typeof reference === "function";
  const name = isInline ? reference.name : nameOf(reference);
  const implementation = isInline ? reference : machine.implementations.guards[name];
  if (implementation === undefined) {
    const remedy = "Implement the guard in setup() or provide().";
    throw new Refusal(
      `guard '${name}' without implementation`,
      "guards with implementations",
      remedy,
    );
  }
  if (typeof implementation !== "function") return guardOf(machine, implementation);
  if (!("check" in implementation)) {
    const call = implementation as Expression;
    return { kind: "call", call, params: isInline ? NO_PARAMS : paramsOf(reference), name };
  }
  const guard = builtInGuard(machine, implementation as unknown as BuiltInGuard, name);
  const params = isInline ? NO_PARAMS : paramsOf(reference);
  if (params.compute === undefined) return guard;
  // Nobody gets them, but XState computes them, and they may throw.
  return { kind: "and", parts: [{ kind: "call", call: () => true, params, name }, guard] };
}

function builtInGuard(machine: AnyStateMachine, built: BuiltInGuard, name: string): Guard {
  const { check, guards, stateValue } = built;
  if (check === STATE_IN) {
    // Throws for an id that no state has.
    if (isStateId(stateValue)) machine.getStateNodeById(stateValue);
    return { kind: "stateIn", value: stateValue };
  }
  if (check === NOT) return { kind: "not", part: guardOf(machine, guards[0]) };
  if (check !== AND && check !== OR) throw new Error(`guard '${name}' of an unknown kind`);
  const parts = guards.map((part) => guardOf(machine, part));
  return { kind: check === AND ? "and" : "or", parts };
}

export function nameOf(reference: unknown): string {
  return typeof reference === "string" ? reference : String((reference as { type: unknown }).type);
}

/** XState's `stateIn`: by "#id", or by a part of the state value. */
export function isIn(machine: AnyStateMachine, value: StateValue, at: Configuration): boolean {
  if (isStateId(value)) {
    return at.nodes.includes(machine.getStateNodeById(value));
  }
  return matchesState(value, at.value);
}

function isStateId(value: StateValue): value is string {
  return typeof value === "string" && value.startsWith("#");
}
