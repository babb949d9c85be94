// A machine as a colony runs it: what each configuration and event type lead to, found out once.
import type { AnyStateMachine } from "xstate";
import type { Backend, Piece } from "./backend.ts";
import { type Configuration, Configurations } from "./configurations.ts";
import { descriptorsOf, matches, nodesOf } from "./definition.ts";
import { type Microstep, planMicrostep, planStart } from "./microstep.ts";
import { continues, type Operation, type Operations, timersLast } from "./operations.ts";
import {
  type Choice,
  type ChoiceTree,
  choicesOfEvent,
  eventlessChoices,
  isNothing,
  selectedBy,
} from "./select.ts";

/** Names of event types beside the machine's own whose class is remembered at a time. */
const NAMES_MAX = 4096;
/** Keys up to which a selection's plans stand in an array. */
const DENSE_KEYS_MAX = 4096;

/** Of event types that no descriptor matches. */
const UNKNOWN_CLASS = 0;

const NO_CHOICE: ChoiceTree = { choice: { kind: "all", parts: [] }, keys: 1 };

/** What a set of selected transitions comes to in one configuration. */
export interface Plan {
  /** Undefined when nothing is to be done. */
  readonly list: Piece<void> | undefined;
  readonly next: Configuration;
  /** No microstep can follow: nothing raised, nothing eventless, not done. */
  readonly isLast: boolean;
  /** Whether XState makes a new snapshot of it, even if no assign runs. */
  readonly changes: boolean;
}

/** What events of one type select in one configuration. */
export interface Selection {
  readonly chooser: Piece<number>;
  /** By key, 0 being nothing; holes until they are needed. */
  readonly plans: (Plan | undefined)[];
  /** Plans with keys above those of `plans`. */
  readonly more: Map<number, Plan>;
  readonly choice: Choice;
  readonly from: Configuration;
}

export interface Start {
  readonly plan: Plan;
  readonly before: Configuration;
}

export class Program {
  readonly #machine: AnyStateMachine;
  readonly configurations: Configurations;
  readonly #operations: Operations;
  readonly #backend: Backend;
  readonly #descriptors: readonly string[];
  /** Class by the descriptors that match. */
  readonly #classes = new Map<string, number>([["", UNKNOWN_CLASS]]);
  /** Of the descriptors, which most events' types are. */
  readonly #ownClasses: ReadonlyMap<string, number>;
  readonly #otherClasses = new Map<string, number>();
  /** Whether any event may set an eventless transition off. */
  readonly #hasEventless: boolean;
  #start: Start | undefined;

  constructor(
    machine: AnyStateMachine,
    operations: Operations,
    backend: Backend,
    configurationsMax: number,
  ) {
    this.#machine = machine;
    this.configurations = new Configurations(machine, configurationsMax);
    this.#operations = operations;
    this.#backend = backend;
    this.#hasEventless = nodesOf(machine.root).some(({ always }) => always !== undefined);
    this.#descriptors = [...descriptorsOf(machine)];
    this.#ownClasses = new Map(this.#descriptors.map((type) => [type, this.#classify(type)]));
  }

  /** Event types that no descriptor tells apart are one class: there are few, whatever is sent. */
  classOf(type: string): number {
    const known = this.#ownClasses.get(type) ?? this.#otherClasses.get(type);
    if (known !== undefined) return known;
    const found = this.#classify(type);
    if (this.#otherClasses.size === NAMES_MAX) this.#otherClasses.clear();
    this.#otherClasses.set(type, found);
    return found;
  }

  /** Whether an event of this class could do anything at all, in whatever state. */
  couldTake(eventClass: number): boolean {
    return eventClass !== UNKNOWN_CLASS || this.#hasEventless;
  }

  #classify(type: string): number {
    const key = this.#descriptors.filter((descriptor) => matches(type, descriptor)).join("\n");
    const known = this.#classes.get(key) ?? this.#classes.size;
    this.#classes.set(key, known);
    return known;
  }

  /** The microstep that starts a row, and the configuration in which its guards are asked. */
  start(): Start {
    this.#start ??= {
      plan: this.#plan(planStart(this.#machine)),
      before: this.configurations.of([this.#machine.root], {}, false),
    };
    return this.#start;
  }

  /** Whether starting a row takes one microstep that does nothing. */
  get startsQuietly(): boolean {
    const { plan } = this.start();
    return plan.list === undefined && plan.isLast;
  }

  /**
   * What an event selects; null when nothing can come of it: it selects nothing, and no eventless
   * transition is there that it could set off.
   */
  selection(from: Configuration, eventClass: number, type: string): Selection | null {
    let selection = from.selections[eventClass];
    if (selection === undefined) {
      const tree = from.done ? NO_CHOICE : choicesOfEvent(this.#machine, from, type);
      const isIdle = isNothing(tree.choice) && this.eventless(from) === null;
      selection = isIdle ? null : this.#select(from, tree);
      from.selections[eventClass] = selection;
    }
    return selection;
  }

  /** What is selected without an event; null when nothing can be. */
  eventless(from: Configuration): Selection | null {
    if (from.eventless === undefined) {
      const tree = from.done ? NO_CHOICE : eventlessChoices(this.#machine, from);
      from.eventless = isNothing(tree.choice) ? null : this.#select(from, tree);
    }
    return from.eventless;
  }

  plan({ plans, more, choice, from }: Selection, key: number): Plan {
    const known = plans[key] ?? more.get(key);
    if (known !== undefined) return known;
    const plan = this.#plan(planMicrostep(selectedBy(choice, key) as never, from));
    if (key <= DENSE_KEYS_MAX) plans[key] = plan;
    else more.set(key, plan);
    return plan;
  }

  #select(from: Configuration, { choice, keys }: ChoiceTree): Selection {
    if (keys > Number.MAX_SAFE_INTEGER) {
      throw new Error("an event that can select transitions in more than 2^53 ways");
    }
    const chooser = this.#backend.chooser(choice, from);
    return { chooser, plans: [], more: new Map(), choice, from };
  }

  #plan({ deeds, nodes, history, done, changes }: Microstep): Plan {
    const operations = deeds
      .map((deed) => this.#operations.ofDeed(deed))
      .filter((operation): operation is Operation => operation !== undefined);
    const next = this.configurations.of(nodes, history, done);
    const assigns = operations.some(({ kind }) => kind === "assign" || kind === "assignAll");
    return {
      list: operations.length === 0 ? undefined : this.#backend.list(timersLast(operations)),
      next,
      isLast: !done && !operations.some(continues) && this.eventless(next) === null,
      changes: changes || assigns,
    };
  }
}
