// What can be read off a machine's definition before a row runs: its nodes, events and delays.
import type { AnyStateMachine, AnyStateNode, EventObject } from "xstate";

/**
 * The `after` of one state and delay: XState's own raise on entry, and cancel on exit, of this id.
 */
export interface Slot {
  readonly id: string;
  readonly event: EventObject;
  /** False when a function gives the delay: a later arming may then be due earlier. */
  readonly constantDelay: boolean;
}

/** The parts of XState's built-in actions that are read here, as 5.33 makes them. */
export interface BuiltIn {
  readonly type: string;
  readonly assignment: unknown;
  readonly event: unknown;
  readonly delay: unknown;
  readonly id: string | number | undefined;
  readonly sendId: unknown;
  readonly value: unknown;
  readonly label: string | undefined;
  readonly collect: unknown;
}

export function isBuiltIn(action: unknown): action is BuiltIn {
  return typeof action === "function" && "resolve" in action && "type" in action;
}

/** The node and all its descendants, in document order. */
export function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap((child) => nodesOf(child as AnyStateNode))];
}

/** The states of a node, without history. */
export function childrenOf(node: AnyStateNode): readonly AnyStateNode[] {
  return (Object.values(node.states) as AnyStateNode[]).filter(({ type }) => type !== "history");
}

export function isAtomic({ type }: AnyStateNode): boolean {
  return type === "atomic" || type === "final";
}

/** The node and its ancestors, from the inside out. */
export function lineOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...(node.parent === undefined ? [] : lineOf(node.parent))];
}

/** What is active once a node is entered and nothing else is said. */
export function initialNodes(start: AnyStateNode): ReadonlySet<AnyStateNode> {
  const found = new Set<AnyStateNode>();
  const visit = (node: AnyStateNode): void => {
    if (found.has(node)) return;
    found.add(node);
    if (node.type === "compound") visit(node.initial.target![0] as AnyStateNode);
    else if (node.type === "parallel") childrenOf(node).forEach(visit);
  };
  visit(start);
  return found;
}

/** Every event descriptor of the machine, with those that XState sends itself (after, done). */
export function descriptorsOf(machine: AnyStateMachine): ReadonlySet<string> {
  return new Set(nodesOf(machine.root).flatMap((node) => [...node.transitions.keys()]));
}

/** Every event descriptor in the definition, without those that XState sends itself. */
export function acceptedEvents(machine: AnyStateMachine): ReadonlySet<string> {
  const own = [...descriptorsOf(machine)].filter((name) => !name.startsWith("xstate."));
  return new Set(own);
}

/** Every action that the node's definition asks for, as it stands there. */
export function actionsOf(node: AnyStateNode): readonly unknown[] {
  return [
    ...node.entry,
    ...node.exit,
    ...(node.initial?.actions ?? []),
    ...transitionsOf(node).flatMap((transition) => transition.actions),
  ];
}

export function transitionsOf(node: AnyStateNode): AnyStateNode["always"] & object {
  return [...node.transitions.values()].flat().concat(node.always ?? []);
}

export function slotsOf(machine: AnyStateMachine): readonly Slot[] {
  return nodesOf(machine.root).flatMap((node) =>
    node.entry.filter(isBuiltIn).flatMap((action) => {
      const { id, event, delay } = action;
      if (action.type !== "xstate.raise" || id !== `xstate.after.${delay}.${node.id}`) return [];
      const resolved = typeof delay === "string" ? machine.implementations.delays[delay] : delay;
      const constantDelay = typeof resolved === "number";
      return [{ id, event: event as EventObject, constantDelay }];
    }),
  );
}

/** Whether an event type matches a descriptor: exact, "*", or "some.*" (XState's own rule). */
export function matches(type: string, descriptor: string): boolean {
  if (descriptor === type || descriptor === "*") return true;
  if (!descriptor.endsWith(".*")) return false;
  const wanted = descriptor.split(".");
  const found = type.split(".");
  for (const [index, token] of wanted.entries()) {
    if (token === "*") return index === wanted.length - 1;
    if (token !== found[index]) return false;
  }
  return true;
}

/** Whether a machine with these descriptors could react to the event type. */
export function accepting(accepts: ReadonlySet<string>, type: string): boolean {
  return [...accepts].some((descriptor) => matches(type, descriptor));
}

/** How many configurations the states below a node can form, in all orders of regions. */
export function configurationsMax(node: AnyStateNode): number {
  const children = childrenOf(node).map(configurationsMax);
  if (node.type === "parallel") {
    return children.reduce((product, count, index) => product * count * (index + 1), 1);
  }
  return children.length === 0 ? 1 : children.reduce((sum, count) => sum + count, 0);
}
