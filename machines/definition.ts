// What a colony reads off a machine's definition before it runs a row: events it mentions, things
// it may not do.
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { KairosError } from "../domain/errors.ts";

const REFUSED_ACTIONS = new Set(["xstate.spawnChild", "xstate.stopChild", "xstate.sendTo"]);

/**
 * Every event descriptor in the definition, without those that XState sends itself (after, done).
 */
export function acceptedEvents(machine: AnyStateMachine): ReadonlySet<string> {
  const accepted = new Set<string>();
  for (const node of nodesOf(machine.root)) {
    for (const descriptor of node.transitions.keys()) {
      if (!descriptor.startsWith("xstate.")) accepted.add(descriptor);
    }
  }
  return accepted;
}

/** Throws `machine.unsupported` when the machine starts or addresses other actors. */
export function refuseOtherActors(machine: AnyStateMachine): void {
  for (const node of nodesOf(machine.root)) {
    if (node.invoke.length > 0) throw unsupported(node, "invoke");
    for (const action of actionsOf(node)) {
      const type = typeOf(action) ?? typeOf(machine.implementations.actions[nameOf(action)]);
      if (type !== undefined && REFUSED_ACTIONS.has(type)) throw unsupported(node, type);
    }
  }
}

/** The node and all its descendants, in document order. */
export function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap((child) => nodesOf(child as AnyStateNode))];
}

function actionsOf(node: AnyStateNode): readonly unknown[] {
  const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
  return [
    ...node.entry,
    ...node.exit,
    ...(node.initial?.actions ?? []),
    ...transitions.flatMap((transition) => transition.actions),
  ];
}

/** Built-in actions of XState are functions with a type; custom functions have none. */
function typeOf(action: unknown): string | undefined {
  return typeof action === "function" && "type" in action ? String(action.type) : undefined;
}

function nameOf(action: unknown): string {
  if (typeof action === "string") return action;
  return typeof action === "object" && action !== null && "type" in action
    ? String(action.type)
    : "";
}

function unsupported(node: AnyStateNode, what: string): KairosError {
  return new KairosError("machine.unsupported", {
    place: `state ${node.id}`,
    got: what,
    wanted: "a machine that neither starts nor addresses other actors",
    remedy: "Emit an event, and let the owner of the colony act on it.",
  });
}
