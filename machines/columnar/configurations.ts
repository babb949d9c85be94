// Configurations as integers: the active nodes in order, with history; made when first reached.
import type { AnyStateMachine, AnyStateNode, StateValue } from "xstate";
import { childrenOf, initialNodes, nodesOf } from "./definition.ts";
import type { Selection } from "./program.ts";

/** What history nodes remember: active nodes, by the id of the history node. */
export type HistoryValue = Readonly<Record<string, readonly AnyStateNode[]>>;

export interface Configuration {
  readonly id: number;
  /** In the order in which XState keeps them: it decides the order of regions and of `always`. */
  readonly nodes: readonly AnyStateNode[];
  readonly value: StateValue;
  readonly history: HistoryValue;
  /** A top-level final state is reached: nothing happens any more. */
  readonly done: boolean;
  /** By class of event type; filled as they are needed. */
  readonly selections: (Selection | null | undefined)[];
  /** Eventless transitions; null when none could ever be taken; undefined before it is known. */
  eventless: Selection | null | undefined;
}

export class Configurations {
  readonly all: Configuration[] = [];
  readonly #byKey = new Map<string, Configuration>();
  readonly #root: AnyStateNode;
  /**
   * Whether the order of all active nodes can be noticed. Without `always` and history only the
   * order of a parallel state's regions can, which spares most configurations.
   */
  readonly #keepsOrder: boolean;

  constructor(machine: AnyStateMachine) {
    this.#root = machine.root;
    this.#keepsOrder = nodesOf(machine.root).some(
      (node) => node.always !== undefined || node.type === "history",
    );
  }

  of(active: readonly AnyStateNode[], history: HistoryValue, done: boolean): Configuration {
    const nodes = this.#keepsOrder ? active : inRegionOrder(this.#root, active);
    const key = keyOf(nodes, history, done);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const configuration: Configuration = {
      id: this.all.length,
      nodes,
      value: stateValueOf(this.#root, nodes),
      history,
      done,
      selections: [],
      eventless: undefined,
    };
    this.all.push(configuration);
    this.#byKey.set(key, configuration);
    return configuration;
  }
}

function keyOf(nodes: readonly AnyStateNode[], history: HistoryValue, done: boolean): string {
  const remembered = Object.entries(history).map(
    ([id, active]) => `${id}=${active.map(({ order }) => order).join()}`,
  );
  return [nodes.map(({ order }) => order).join(), ...remembered, done].join(";");
}

/** The same nodes from the root down; siblings keep their order among each other. */
function inRegionOrder(node: AnyStateNode, active: readonly AnyStateNode[]): AnyStateNode[] {
  const children = active.filter(({ parent }) => parent === node);
  const below = children.flatMap((child) => inRegionOrder(child, active));
  return active.includes(node) ? [node, ...below] : below;
}

/** XState's `getStateValue`: keys come in the order of the nodes. */
function stateValueOf(root: AnyStateNode, nodes: readonly AnyStateNode[]): StateValue {
  const set = withDefaults(nodes);
  const valueBelow = (node: AnyStateNode): StateValue => {
    const children = [...set].filter(({ parent }) => parent === node);
    if (node.type === "compound") {
      const [child] = children;
      if (child === undefined) return {};
      if (child.type === "atomic" || child.type === "final") return child.key;
    }
    return Object.fromEntries(children.map((child) => [child.key, valueBelow(child)]));
  };
  return valueBelow(root);
}

/** XState's `getAllStateNodes`: what is missing below the nodes, and above them. */
function withDefaults(nodes: readonly AnyStateNode[]): ReadonlySet<AnyStateNode> {
  const set = new Set(nodes);
  const parents = new Set(nodes.map(({ parent }) => parent));
  for (const node of set) {
    if (node.type === "compound" && !parents.has(node)) {
      for (const initial of initialNodes(node)) set.add(initial);
    } else if (node.type === "parallel") {
      for (const child of childrenOf(node)) {
        if (!set.has(child)) for (const initial of initialNodes(child)) set.add(initial);
      }
    }
  }
  for (const { parent } of set) if (parent !== undefined) set.add(parent);
  return set;
}
