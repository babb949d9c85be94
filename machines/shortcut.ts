// Saves the interpreter most macrosteps: those that change nothing, or only the context.
import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine, EventObject } from "xstate";
import { nodesOf } from "./definition.ts";

type Context = Record<string, unknown>;
type Assignment =
  | ((args: object, params: undefined) => Partial<Context>)
  | Readonly<Record<string, unknown>>;

/**
 * XState copies the whole snapshot, with value and tags, at every assign (5.33). A transition without target whose
 * actions all assign has the same outcome by copying the context alone.
 */
export class Shortcut {
  readonly #machine: AnyStateMachine;
  readonly #scope: AnyActorScope;
  /** Eventless transitions may follow any change of context, so such machines take the long way. */
  readonly #open: boolean;

  constructor(machine: AnyStateMachine, scope: AnyActorScope) {
    this.#machine = machine;
    this.#scope = scope;
    this.#open = nodesOf(machine.root).every((node) => node.always === undefined);
  }

  /** What `machine.transition` would return, or undefined when only that can tell. */
  next(snapshot: AnyMachineSnapshot, event: EventObject): AnyMachineSnapshot | undefined {
    if (!this.#open) return undefined;
    const transitions = this.#machine.getTransitionData(snapshot, event);
    for (const { target, reenter, actions } of transitions) {
      if (target !== undefined || reenter) return undefined;
      for (const action of actions) if (assignmentOf(action) === undefined) return undefined;
    }
    let context = snapshot.context as Context;
    for (const { actions } of transitions) {
      for (const action of actions) context = this.#assigned(context, event, assignmentOf(action)!);
    }
    return context === snapshot.context ? snapshot : { ...snapshot, context };
  }

  #assigned(context: Context, event: EventObject, assignment: Assignment): Context {
    const { self, system } = this.#scope;
    const args = { context, event, self, system };
    if (typeof assignment === "function") return { ...context, ...assignment(args, undefined) };
    const next = { ...context };
    for (const key in assignment) {
      const property = assignment[key];
      next[key] = typeof property === "function" ? property(args, undefined) : property;
    }
    return next;
  }
}

function assignmentOf(action: unknown): Assignment | undefined {
  if (typeof action !== "function") return undefined;
  const { type, assignment } = action as { type?: string; assignment?: Assignment };
  return type === "xstate.assign" ? assignment : undefined;
}
