// One microstep, planned once: which states are left and entered, and what is done on the way.
// SCXML's algorithm as XState 5.33 has it (raise-*.esm.js: microstep, computeExitSet, enterStates
// …).
import type { AnyStateMachine, AnyStateNode } from "xstate";
import type { Configuration, HistoryValue } from "./configurations.ts";
import { childrenOf, initialNodes, isAtomic } from "./definition.ts";

/** The parts of a transition that matter here; XState's start is one without definition. */
export interface PlannedTransition {
  readonly source: AnyStateNode;
  readonly target: readonly AnyStateNode[] | undefined;
  readonly reenter: boolean;
  readonly actions: readonly unknown[];
}

/** What happens in a microstep, in order. */
export type Deed =
  | { readonly kind: "action"; readonly action: unknown }
  /** A compound or parallel state is complete: XState's done event goes into the inner queue. */
  | { readonly kind: "done"; readonly node: AnyStateNode; readonly final: AnyStateNode | undefined }
  /** The machine is complete; `completed` is the state whose completion did it. */
  | { readonly kind: "complete"; readonly completed: AnyStateNode };

export interface Microstep {
  readonly deeds: readonly Deed[];
  readonly nodes: readonly AnyStateNode[];
  readonly history: HistoryValue;
  readonly done: boolean;
  /** Whether XState makes a new snapshot of it, apart from the context. */
  readonly changes: boolean;
}

interface EntrySet {
  readonly entered: Set<AnyStateNode>;
  /** Those whose `initial` actions are run too. */
  readonly byDefault: Set<AnyStateNode>;
}

/** The start of a machine. */
export function planStart(machine: AnyStateMachine): Microstep {
  const root = machine.root as AnyStateNode;
  const target = [...initialNodes(root)];
  const start: PlannedTransition = { source: root, target, reenter: true, actions: [] };
  const active = new Set([root]);
  return enter([start], { active, history: {}, deeds: [], byDefault: new Set([root]) });
}

/** The microstep that the selected transitions make from a configuration. */
export function planMicrostep(
  selected: readonly PlannedTransition[],
  { nodes, history }: Configuration,
): Microstep {
  const active = new Set(nodes);
  const transitions = withoutConflicts(selected, active, history);
  const deeds: Deed[] = [];
  const left = exitSet(transitions, active, history).sort((a, b) => b.order - a.order);
  const remembered = historyOf(left, active, history);
  for (const node of left) {
    for (const action of node.exit) deeds.push({ kind: "action", action });
    active.delete(node);
  }
  for (const { actions } of transitions) {
    for (const action of actions) deeds.push({ kind: "action", action });
  }
  const entering = { active, history: remembered, deeds, byDefault: new Set<AnyStateNode>() };
  const step = enter(transitions, entering);
  const isSame =
    remembered === history && active.size === nodes.length && nodes.every((n) => active.has(n));
  return isSame ? { ...step, nodes, history, changes: step.done } : step;
}

interface Entering {
  readonly active: Set<AnyStateNode>;
  readonly history: HistoryValue;
  readonly deeds: Deed[];
  readonly byDefault: Set<AnyStateNode>;
}

function enter(
  transitions: readonly PlannedTransition[],
  { active, history, deeds, byDefault }: Entering,
): Microstep {
  const set: EntrySet = { entered: new Set(), byDefault: new Set() };
  for (const transition of transitions) addEntries(transition, history, set);
  for (const node of byDefault) set.byDefault.add(node);
  const completed = new Set<AnyStateNode>();
  let done = false;
  for (const node of [...set.entered].sort((a, b) => a.order - b.order)) {
    active.add(node);
    const initial = set.byDefault.has(node) ? node.initial.actions : [];
    for (const action of [...node.entry, ...initial]) deeds.push({ kind: "action", action });
    if (node.type === "final" && completes(node, active, completed, deeds)) done = true;
  }
  const nodes = [...active];
  if (done) {
    nodes.sort((a, b) => b.order - a.order);
    for (const { exit } of nodes) for (const action of exit) deeds.push({ kind: "action", action });
  }
  return { deeds, nodes, history, done, changes: true };
}

/** Notes the done events of an entered final state; true when the machine is complete. */
function completes(
  final: AnyStateNode,
  active: ReadonlySet<AnyStateNode>,
  completed: Set<AnyStateNode>,
  deeds: Deed[],
): boolean {
  const parent = final.parent;
  let ancestor = parent?.type === "parallel" ? parent : parent?.parent;
  let last: AnyStateNode = ancestor ?? final;
  if (parent?.type === "compound") deeds.push({ kind: "done", node: parent, final });
  while (
    ancestor?.type === "parallel" &&
    !completed.has(ancestor) &&
    isComplete(active, ancestor)
  ) {
    completed.add(ancestor);
    deeds.push({ kind: "done", node: ancestor, final: undefined });
    last = ancestor;
    ancestor = ancestor.parent;
  }
  if (ancestor !== undefined) return false;
  deeds.push({ kind: "complete", completed: last });
  return true;
}

function isComplete(active: ReadonlySet<AnyStateNode>, node: AnyStateNode): boolean {
  const children = childrenOf(node);
  if (node.type === "compound") {
    return children.some((child) => child.type === "final" && active.has(child));
  }
  if (node.type === "parallel") return children.every((child) => isComplete(active, child));
  return node.type === "final";
}

/** What history nodes remember once these states are left; the same object when none does. */
function historyOf(
  left: readonly AnyStateNode[],
  active: ReadonlySet<AnyStateNode>,
  history: HistoryValue,
): HistoryValue {
  let changed: Record<string, readonly AnyStateNode[]> | undefined;
  for (const node of left) {
    for (const child of Object.values(node.states) as AnyStateNode[]) {
      if (child.type !== "history") continue;
      changed ??= { ...history };
      changed[child.id] = [...active].filter((other) =>
        child.history === "deep"
          ? isAtomic(other) && isDescendant(other, node)
          : other.parent === node,
      );
    }
  }
  return changed ?? history;
}

function withoutConflicts(
  transitions: readonly PlannedTransition[],
  active: ReadonlySet<AnyStateNode>,
  history: HistoryValue,
): readonly PlannedTransition[] {
  const kept = new Set<PlannedTransition>();
  for (const transition of transitions) {
    const exits = new Set(exitSet([transition], active, history));
    const conflicting = [...kept].filter((other) =>
      exitSet([other], active, history).some((node) => exits.has(node)),
    );
    const preempting = conflicting.findIndex((o) => !isDescendant(transition.source, o.source));
    if (preempting >= 0) continue;
    for (const other of conflicting) kept.delete(other);
    kept.add(transition);
  }
  return [...kept];
}

function exitSet(
  transitions: readonly PlannedTransition[],
  active: ReadonlySet<AnyStateNode>,
  history: HistoryValue,
): AnyStateNode[] {
  const left = new Set<AnyStateNode>();
  for (const transition of transitions) {
    if (!transition.target?.length) continue;
    const domain = domainOf(transition, history);
    if (transition.reenter && transition.source === domain) left.add(domain);
    for (const node of active) if (isDescendant(node, domain)) left.add(node);
  }
  return [...left];
}

/** The state within which the transition happens; undefined: all of the machine is left. */
function domainOf(transition: PlannedTransition, history: HistoryValue): AnyStateNode | undefined {
  const { source, reenter } = transition;
  const targets = effectiveTargets(transition, history);
  const isInner = targets.every((target) => target === source || isDescendant(target, source));
  if (!reenter && isInner) return source;
  const [head, ...others] = [...targets, source];
  const common = ancestorsOf(head!, undefined).find((ancestor) =>
    others.every((node) => isDescendant(node, ancestor)),
  );
  if (common !== undefined) return common;
  return reenter ? undefined : (source.machine.root as AnyStateNode);
}

function effectiveTargets(
  { target }: Pick<PlannedTransition, "target">,
  history: HistoryValue,
): AnyStateNode[] {
  const targets = new Set<AnyStateNode>();
  for (const node of target ?? []) {
    const effective =
      node.type === "history"
        ? (history[node.id] ?? effectiveTargets(historyDefault(node), history))
        : [node];
    for (const state of effective) targets.add(state);
  }
  return [...targets];
}

/** Where a history node leads that remembers nothing; `initial` when that is its parent's own. */
function historyDefault(node: AnyStateNode): {
  readonly target: readonly AnyStateNode[];
  readonly isInitial: boolean;
} {
  const parent = node.parent!;
  const { target } = node.config as { target?: unknown };
  if (target === undefined || target === "") {
    return parent.type === "parallel"
      ? { target: [parent], isInitial: false }
      : { target: parent.initial.target as AnyStateNode[], isInitial: true };
  }
  const targets = Array.isArray(target) ? target : [target];
  return {
    target: targets.map((path) => (typeof path === "string" ? nodeAt(parent, path) : path)),
    isInitial: false,
  };
}

/**
 * XState's `getStateNodeByPath`: a backslash makes a dot part of a key; an empty key ends the path.
 */
function nodeAt(from: AnyStateNode, path: string): AnyStateNode {
  if (path.startsWith("#")) return from.machine.getStateNodeById(path);
  let node = from;
  for (const key of path.split(/(?<!\\)\./)) {
    if (key === "") break;
    node = node.states[key.replace(/\\(.)/g, "$1")] as AnyStateNode;
  }
  return node;
}

function addEntries(transition: PlannedTransition, history: HistoryValue, set: EntrySet): void {
  const { source, target, reenter } = transition;
  const domain = domainOf(transition, history);
  for (const node of target ?? []) {
    if (node.type !== "history" && (source !== node || source !== domain || reenter)) {
      set.entered.add(node);
      set.byDefault.add(node);
    }
    addDescendants(node, history, set);
  }
  for (const node of effectiveTargets(transition, history)) {
    const ancestors = ancestorsOf(node, domain);
    if (domain?.type === "parallel") ancestors.push(domain);
    addAncestors(
      ancestors,
      history,
      set,
      source.parent === undefined && reenter ? undefined : domain,
    );
  }
}

function addDescendants(node: AnyStateNode, history: HistoryValue, set: EntrySet): void {
  if (node.type === "history") addRemembered(node, history, set);
  else if (node.type === "compound") {
    const initial = node.initial.target![0] as AnyStateNode;
    if (initial.type !== "history") {
      set.entered.add(initial);
      set.byDefault.add(initial);
    }
    addDescendants(initial, history, set);
    addAncestors(ancestorsOf(initial, node), history, set, undefined);
  } else if (node.type === "parallel") {
    for (const child of childrenOf(node)) {
      if (hasEntered(set, child)) continue;
      set.entered.add(child);
      set.byDefault.add(child);
      addDescendants(child, history, set);
    }
  }
}

function addRemembered(node: AnyStateNode, history: HistoryValue, set: EntrySet): void {
  const remembered = history[node.id];
  const { target, isInitial } =
    remembered === undefined ? historyDefault(node) : { target: remembered, isInitial: false };
  for (const state of target) {
    set.entered.add(state);
    if (isInitial) set.byDefault.add(node.parent!);
    addDescendants(state, history, set);
  }
  for (const state of target) {
    addAncestors(ancestorsOf(state, node.parent), history, set, undefined);
  }
}

function addAncestors(
  ancestors: readonly AnyStateNode[],
  history: HistoryValue,
  set: EntrySet,
  within: AnyStateNode | undefined,
): void {
  for (const ancestor of ancestors) {
    if (within === undefined || isDescendant(ancestor, within)) set.entered.add(ancestor);
    if (ancestor.type !== "parallel") continue;
    for (const child of childrenOf(ancestor)) {
      if (hasEntered(set, child)) continue;
      set.entered.add(child);
      addDescendants(child, history, set);
    }
  }
}

/** Whether something inside the region is entered already. */
function hasEntered(set: EntrySet, region: AnyStateNode): boolean {
  return [...set.entered].some((node) => isDescendant(node, region));
}

function ancestorsOf(node: AnyStateNode, within: AnyStateNode | undefined): AnyStateNode[] {
  const ancestors: AnyStateNode[] = [];
  if (node === within) return ancestors;
  for (let at = node.parent; at !== undefined && at !== within; at = at.parent) ancestors.push(at);
  return ancestors;
}

function isDescendant(node: AnyStateNode, ancestor: AnyStateNode | undefined): boolean {
  let at = node;
  while (at.parent !== undefined && at.parent !== ancestor) at = at.parent;
  return at.parent === ancestor;
}
