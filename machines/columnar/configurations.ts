// Configurations as integers: the active nodes in order, with history; made when first reached.
import type { AnyStateMachine, AnyStateNode, StateValue } from "xstate";
import { childrenOf, initialNodes, isAtomic, lineOf, nodesOf } from "./definition.ts";
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

/** Configurations of one machine: states × orders that can be noticed, of those that rows reach. */
const CONFIGURATIONS_MAX = 2 ** 20;

export class Configurations {
  readonly all: Configuration[] = [];
  readonly #byKey = new Map<string, Configuration>();
  readonly #root: AnyStateNode;
  readonly #orders: readonly ReadonlySet<AnyStateNode>[];
  readonly #max: number;

  /** `max`: how many there may be, if that is fewer than a machine may have anyway. */
  constructor(machine: AnyStateMachine, max: number) {
    this.#root = machine.root;
    this.#orders = noticedOrders(nodesOf(machine.root));
    this.#max = Math.min(max, CONFIGURATIONS_MAX);
  }

  /** Throws an Error when there are too many. */
  of(nodes: readonly AnyStateNode[], history: HistoryValue, done: boolean): Configuration {
    const key = this.#keyOf(nodes, history, done);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.all.length === this.#max) {
      throw new Error(
        `more than ${this.#max} configurations: give some of the regions a machine of their own`,
      );
    }
    const configuration: Configuration = {
      id: this.all.length,
      nodes,
      value: frozen(stateValueOf(this.#root, nodes)),
      history,
      done,
      selections: [],
      eventless: undefined,
    };
    this.all.push(configuration);
    this.#byKey.set(key, configuration);
    return configuration;
  }

  #keyOf(nodes: readonly AnyStateNode[], history: HistoryValue, done: boolean): string {
    const active = nodes.map(({ order }) => order).sort((a, b) => a - b);
    const orders = this.#orders.map((noticed) => orderOf(nodes.filter((n) => noticed.has(n))));
    const remembered = Object.entries(history).map(([id, kept]) => `${id}=${orderOf(kept)}`);
    return [active.join(), ...orders, ...remembered, done].join(";");
  }
}

/**
 * Sets of nodes among which the order of entering can be noticed: siblings, as events go to regions
 * in this order (a compound state has one active child, so that nothing comes of it); atomic states
 * from which `always` is asked, if it is not the same for all; what a deep history state remembers.
 * Other orders are one configuration.
 */
function noticedOrders(nodes: readonly AnyStateNode[]): readonly ReadonlySet<AnyStateNode>[] {
  const isRegional = ({ always, parent }: AnyStateNode): boolean =>
    always !== undefined &&
    parent !== undefined &&
    lineOf(parent).some(({ type }) => type === "parallel");
  const eventless = nodes.some(isRegional)
    ? nodes.filter((n) => isAtomic(n) && lineOf(n).some(({ always }) => always !== undefined))
    : [];
  const siblings = nodes.map(childrenOf);
  const remembered = nodes
    .filter(({ history }) => history === "deep")
    .map(({ parent }) => nodes.filter((n) => isAtomic(n) && lineOf(n).includes(parent!)));
  return [eventless, ...siblings, ...remembered]
    .filter(({ length }) => length > 1)
    .map((set) => new Set(set));
}

function orderOf(nodes: readonly AnyStateNode[]): string {
  return nodes.map(({ order }) => order).join();
}

/** The value is handed out: nobody may change it for all rows. */
function frozen(value: StateValue): StateValue {
  if (typeof value === "object") for (const part of Object.values(value)) frozen(part!);
  return Object.freeze(value);
}

/** XState's `getStateValue`: keys come in the order of the nodes. */
function stateValueOf(root: AnyStateNode, nodes: readonly AnyStateNode[]): StateValue {
  const set = withDefaults(nodes);
  const valueBelow = (node: AnyStateNode): StateValue => {
    const children = [...set].filter(({ parent }) => parent === node);
    if (node.type === "compound") {
      const [child] = children;
      if (child === undefined) return {};
      if (isAtomic(child)) return child.key;
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
