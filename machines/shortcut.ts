// Saves the interpreter most of XState's work: steps between sibling states with built-in actions
// only.
import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
  EventObject,
} from "xstate";
import { nodesOf } from "./definition.ts";
import { failedAction } from "./failures.ts";

type Context = Record<string, unknown>;
type Expression = (args: object, params: undefined) => unknown;

/** The built-in action creators' results, as XState 5.33 makes them. */
interface BuiltIn {
  readonly type: "xstate.assign" | "xstate.emit" | "xstate.raise" | "xstate.cancel";
  readonly assignment: Expression | Readonly<Record<string, unknown>>;
  readonly event: Expression | EventObject;
  readonly delay: Expression | string | number | undefined;
  readonly id: string | undefined;
  readonly sendId: Expression | string;
}

/** A built-in action, with the name by which the machine's definition asks for it. */
interface PlannedAction extends BuiltIn {
  /** Undefined for an action that stands in the definition itself. */
  readonly name: string | undefined;
}

/** A transition that needs no search for exit and entry sets. */
interface Plan {
  /** Undefined when the transition has no target. */
  readonly move: { readonly from: AnyStateNode; readonly to: AnyStateNode } | undefined;
  readonly exit: readonly PlannedAction[];
  readonly actions: readonly PlannedAction[];
  readonly entry: readonly PlannedAction[];
}

/**
 * XState copies the whole snapshot, value and tags included, at every assign and computes exit and
 * entry sets for every event (5.33). For transitions without target, or from one atomic state to a
 * sibling, in machines with no eventless transition, history or tag, the same result needs one
 * copy. Everything else is left to XState.
 */
export class Shortcut {
  readonly #machine: AnyStateMachine;
  readonly #scope: AnyActorScope;
  readonly #open: boolean;
  readonly #plans = new Map<AnyTransitionDefinition, Plan | undefined>();

  constructor(machine: AnyStateMachine, scope: AnyActorScope) {
    this.#machine = machine;
    this.#scope = scope;
    this.#open = nodesOf(machine.root).every(
      (node) => node.always === undefined && node.type !== "history" && node.tags.length === 0,
    );
  }

  /** What `machine.transition` would return, or undefined when only that can tell. */
  next(snapshot: AnyMachineSnapshot, event: EventObject): AnyMachineSnapshot | undefined {
    if (!this.#open) return undefined;
    const plans: Plan[] = [];
    for (const transition of this.#machine.getTransitionData(snapshot, event)) {
      const plan = this.#planOf(transition);
      if (plan === undefined) return undefined;
      plans.push(plan);
    }
    const step = new PlannedStep(this.#scope, snapshot.context, event);
    // Sources and targets come in document order: exits run backwards, entries forwards.
    for (let index = plans.length - 1; index >= 0; index--) step.run(plans[index]!.exit);
    for (const plan of plans) step.run(plan.actions);
    for (const plan of plans) step.run(plan.entry);
    if (!step.isPlain) return undefined;
    step.release();
    return resulting(snapshot, step.context, plans);
  }

  #planOf(transition: AnyTransitionDefinition): Plan | undefined {
    if (!this.#plans.has(transition)) this.#plans.set(transition, this.#plan(transition));
    return this.#plans.get(transition);
  }

  #plan({ source, target, reenter, actions }: AnyTransitionDefinition): Plan | undefined {
    const own = this.#planned(actions);
    if (own === undefined) return undefined;
    if (target === undefined) {
      return reenter ? undefined : { move: undefined, exit: [], actions: own, entry: [] };
    }
    const to = target[0] as AnyStateNode;
    if (target.length > 1 || !areSiblings(source, to) || (source === to && !reenter)) return;
    const exit = this.#planned(source.exit);
    const entry = this.#planned(to.entry);
    return exit && entry && { move: { from: source, to }, exit, actions: own, entry };
  }

  /** Names become what they stand for, once; undefined when one is anything but a built-in. */
  #planned(actions: readonly unknown[]): PlannedAction[] | undefined {
    const { implementations } = this.#machine;
    const planned: PlannedAction[] = [];
    for (const action of actions) {
      const name = typeof action === "string" ? action : undefined;
      const builtIn = name === undefined ? action : implementations.actions[name];
      if (!isBuiltIn(builtIn)) return undefined;
      const { delay } = builtIn;
      const own = typeof delay === "string" ? implementations.delays[delay] : delay;
      planned.push({ ...builtIn, name, delay: own as PlannedAction["delay"] });
    }
    return planned;
  }
}

/**
 * Resolves actions in order, against the context as it is by then; effects wait until {@link
 * release}.
 */
class PlannedStep {
  context: Context;
  /**
   * False once a raise without delay has come up: an internal event, which asks for another
   * microstep.
   */
  isPlain = true;
  readonly #scope: AnyActorScope;
  readonly #event: EventObject;
  readonly #deferred: (() => void)[] = [];

  constructor(scope: AnyActorScope, context: Context, event: EventObject) {
    this.#scope = scope;
    this.context = context;
    this.#event = event;
  }

  run(actions: readonly PlannedAction[]): void {
    for (const action of actions) {
      try {
        this.#resolve(action);
      } catch (thrown) {
        throw failedAction(action.name, thrown);
      }
    }
  }

  release(): void {
    for (const effect of this.#deferred) this.#scope.defer(effect);
  }

  #resolve(action: PlannedAction): void {
    const { self, system } = this.#scope;
    const args = { context: this.context, event: this.#event, self, system };
    if (action.type === "xstate.assign") this.#assign(action, args);
    else if (action.type === "xstate.emit") this.#emit(action, args);
    else if (action.type === "xstate.raise") this.#raise(action, args);
    else this.#cancel(action, args);
  }

  #assign({ assignment }: BuiltIn, args: object): void {
    const next = { ...this.context };
    if (typeof assignment === "function") Object.assign(next, assignment(args, undefined));
    else {
      for (const key in assignment) next[key] = resolved(assignment[key], args);
    }
    this.context = next;
  }

  #emit({ event }: BuiltIn, args: object): void {
    const emitted = resolved(event, args);
    this.#deferred.push(() => this.#scope.emit(emitted));
  }

  #raise({ event, delay, id }: BuiltIn, args: object): void {
    const raised = resolved(event, args) as EventObject;
    const delayMs = resolved(delay, args);
    if (typeof delayMs !== "number") this.isPlain = false;
    const { self, system } = this.#scope;
    this.#deferred.push(() => system.scheduler.schedule(self, self, raised, delayMs as number, id));
  }

  #cancel({ sendId }: BuiltIn, args: object): void {
    const id = resolved(sendId, args) as string;
    const { self, system } = this.#scope;
    this.#deferred.push(() => system.scheduler.cancel(self, id));
  }
}

function resolved(value: unknown, args: object): unknown {
  return typeof value === "function" ? (value as Expression)(args, undefined) : value;
}

function isBuiltIn(action: unknown): action is BuiltIn {
  if (typeof action !== "function" || !("type" in action)) return false;
  const { type } = action;
  return (
    type === "xstate.assign" ||
    type === "xstate.emit" ||
    type === "xstate.raise" ||
    type === "xstate.cancel"
  );
}

/** Atomic states of the root itself, or of one region of a parallel root. */
function areSiblings(from: AnyStateNode, to: AnyStateNode): boolean {
  const { parent } = from;
  if (from.type !== "atomic" || to.type !== "atomic" || parent === undefined) return false;
  if (to.parent !== parent || parent.type !== "compound") return false;
  return (
    parent.parent === undefined ||
    (parent.parent.type === "parallel" && parent.parent.parent === undefined)
  );
}

function resulting(
  snapshot: AnyMachineSnapshot,
  context: Context,
  plans: readonly Plan[],
): AnyMachineSnapshot {
  const moves = plans.flatMap(({ move }) => (move === undefined ? [] : [move]));
  if (!moves.some(({ from, to }) => from !== to)) {
    return context === snapshot.context ? snapshot : { ...snapshot, context };
  }
  const left = moves.map(({ from }) => from);
  const nodes = snapshot._nodes.filter((node) => !left.includes(node));
  let { value } = snapshot;
  for (const { to } of moves) {
    nodes.push(to);
    const region = to.parent!;
    value = region.parent === undefined ? to.key : { ...(value as object), [region.key]: to.key };
  }
  return { ...snapshot, context, value, _nodes: nodes };
}
