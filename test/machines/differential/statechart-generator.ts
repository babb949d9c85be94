// Random statecharts: the same seed gives the same blueprint, whatever else changes in the tests.
import {
  type ActionBlueprint,
  type AssignmentBlueprint,
  type CandidatesBlueprint,
  type DelayUse,
  type EnqueuedBlueprint,
  type EventBlueprint,
  type GuardBlueprint,
  INNER_TYPES,
  type MachineBlueprint,
  OUTER_TYPES,
  type OutputBlueprint,
  type ParamsBlueprint,
  ROOT_ID,
  type StateBlueprint,
  type TestBlueprint,
  type TransitionBlueprint,
} from "./blueprint.ts";
import { Draws } from "./draws.ts";

export function generateStatechart(seed: number): MachineBlueprint {
  return new Generator(seed).machine();
}

/** How much of each feature a machine has; drawn anew for each, so that some are plain. */
interface Temper {
  readonly depth: number;
  readonly breadth: number;
  readonly parallel: number;
  readonly history: number;
  readonly final: number;
  readonly transitions: number;
  readonly always: number;
  readonly after: number;
  readonly actions: number;
  readonly bombs: boolean;
  /** Raises outer types, which gives loops of events that never end: only without timers. */
  readonly loops: boolean;
}

/** A state with what targets need to know of it. */
interface Place {
  readonly state: StateBlueprint;
  readonly parent: Place | undefined;
  readonly id: string;
  readonly children: Place[];
}

/** What may stand in a place: loops must burn fuel, or a machine would never come to rest. */
interface Permission {
  /** May give fuel and arm timers of outer types: only transitions that outer events cause. */
  readonly outer: boolean;
}

const PLAIN_GUARDS = ["even", "flagged", "neither", "above", "somewhere"] as const;
const GUARDS = [...PLAIN_GUARDS, "both", "either"] as const;
const PLAIN_ACTIONS = ["count", "mix", "tell", "ring", "quiet", "write", "setParams"] as const;
const ACTIONS = [...PLAIN_ACTIONS, "writeParams", "choose"] as const;
const DELAYS = ["short", "long", "counted", "paid"] as const;
/** Numbers come first in JavaScript's objects, whatever the order in which they were written. */
const ODD_KEYS = ["10", "it's", "2", '"'];
const TIMER_IDS = ["t0", "t1", "t2"] as const;
const MS = [0, 100, 100, 250, 250, 500, 1000] as const;
const WILDCARDS = ["*", "x.*", "x.y.*", "i.*"] as const;
const BURN: ActionBlueprint = {
  do: "assign",
  form: "object",
  set: [{ field: "fuel", op: "burn", by: 1 }],
};

class Generator {
  readonly #draws: Draws;
  readonly #seed: number;
  readonly #temper: Temper;
  readonly #places: Place[] = [];
  readonly #hasContext: boolean;
  readonly #context: MachineBlueprint["context"];
  #notes = 0;
  /** While the named guards and actions are made, which must not ask for themselves. */
  #naming = false;
  #outerTimers = 1;

  constructor(seed: number) {
    this.#seed = seed;
    this.#draws = new Draws(seed);
    const draws = this.#draws;
    const level = (most: number): number => (draws.chance(0.25) ? 0 : draws.unit() * most);
    this.#context = draws.weighted({ input: 92, static: 5, none: 3 });
    this.#hasContext = this.#context !== "none";
    const loops = draws.chance(0.02);
    this.#temper = {
      depth: draws.pick([1, 2, 2, 3, 3, 4]),
      breadth: draws.between(2, 4),
      parallel: level(0.7),
      history: level(0.5),
      final: level(0.6),
      transitions: 0.3 + draws.unit() * 1.4,
      always: level(0.5),
      after: loops ? 0 : level(0.7),
      actions: 0.2 + draws.unit() * 1.3,
      bombs: draws.chance(0.2),
      loops,
    };
  }

  machine(): MachineBlueprint {
    const root = this.#skeleton(ROOT_ID, 0, undefined);
    root.state.type = root.state.states === undefined ? "atomic" : root.state.type;
    for (const place of this.#places) this.#fill(place);
    this.#naming = true;
    return {
      seed: this.#seed,
      context: this.#context,
      empty: this.#draws.chance(0.5) ? "null" : "undefined",
      guards: this.#namedGuards(),
      actions: this.#namedActions(),
      delays: {
        short: 100,
        long: 700,
        counted: { of: "steps", unit: 100, modulo: 4, ...this.#bomb(0.3) },
        paid: { of: "k", unit: 50, modulo: 5 },
      },
      root: root.state,
    };
  }

  #skeleton(key: string, depth: number, parent: Place | undefined): Place {
    const draws = this.#draws;
    const temper = this.#temper;
    const splits =
      depth < temper.depth && (depth === 0 || (this.#places.length < 16 && draws.chance(0.45)));
    const type = !splits ? "atomic" : draws.chance(temper.parallel) ? "parallel" : "compound";
    const state: StateBlueprint = { key, type };
    if (depth > 0 && draws.chance(0.2)) state.id = `n${this.#places.length}`;
    const own = parent === undefined ? key : (state.id ?? `${pathId(parent)}.${key}`);
    const place: Place = { state, parent, id: own, children: [] };
    this.#places.push(place);
    if (!splits) return place;
    const count = type === "parallel" ? draws.between(2, 3) : draws.between(2, temper.breadth);
    const keys = draws.chance(0.03) ? ODD_KEYS : ["a", "b", "c", "d"];
    for (let index = 0; index < count; index++) {
      place.children.push(this.#skeleton(keys[index]!, depth + 1, place));
    }
    if (draws.chance(temper.final)) place.children.push(this.#leaf("f", "final", place));
    if (draws.chance(temper.history)) {
      const history = this.#leaf("h", "history", place);
      if (draws.chance(0.6)) history.state.history = draws.pick(["shallow", "deep"] as const);
      place.children.push(history);
      if (draws.chance(0.2)) {
        const second = this.#leaf("g", "history", place);
        second.state.history = "deep";
        place.children.push(second);
      }
    }
    state.states = place.children.map((child) => child.state);
    if (type === "parallel") return place;
    const initial = draws.pick(place.children.filter((child) => canStart(child, draws)));
    state.initial = initial.state.key;
    const last = place.children.at(-1)!.state;
    if (draws.chance(0.02) && last.type === "history") {
      // It must lead somewhere: its parent's initial state would be itself.
      last.target = initial.state.key;
      state.initial = last.key;
    }
    return place;
  }

  #leaf(key: string, type: "final" | "history", parent: Place): Place {
    const id = this.#draws.chance(0.1) ? `n${this.#places.length}` : undefined;
    const state: StateBlueprint = { key, type, ...(id === undefined ? {} : { id }) };
    const place = { state, parent, id: id ?? `${pathId(parent)}.${key}`, children: [] };
    this.#places.push(place);
    return place;
  }

  #fill(place: Place): void {
    const { state, parent } = place;
    const draws = this.#draws;
    const temper = this.#temper;
    if (state.type === "history") {
      this.#fillHistory(place);
      return;
    }
    if (draws.chance(0.5 * temper.actions)) state.entry = this.#someActions(false);
    if (draws.chance(0.5 * temper.actions)) state.exit = this.#someActions(false);
    if (state.type === "final") {
      if (draws.chance(0.5)) state.output = this.#output();
      return;
    }
    if (parent === undefined && draws.chance(0.4)) state.output = this.#output();
    if (typeof state.initial === "string" && draws.chance(0.2)) {
      state.initial = { target: state.initial, actions: this.#someActions(false) };
    }
    this.#fillEvents(place);
    if (draws.chance(temper.always)) {
      state.always = draws.some(draws.between(1, 2), () => this.#always(place));
    }
    if (draws.chance(temper.after)) this.#fillDelays(place);
    if (state.type !== "atomic" && draws.chance(0.6)) {
      state.onDone = draws.some(draws.between(1, 2), () => this.#transition(place, "inner"));
      if (draws.chance(0.05)) state.onDone.push(this.#transition(place, "free"));
    }
  }

  #fillHistory({ state, parent }: Place): void {
    if (state.target !== undefined || !this.#draws.chance(0.5)) return;
    const siblings = parent!.children.filter((child) => child.state.type !== "history");
    const inside = this.#draws.pick(siblings);
    const deeper = this.#descendant(inside);
    const byId = this.#draws.chance(0.3);
    const to = this.#draws.chance(0.4) && !hasHistory(deeper) ? deeper : inside;
    state.target = byId ? `#${to.id}` : relative(parent!, to);
  }

  #fillEvents(place: Place): void {
    const draws = this.#draws;
    const { state, parent } = place;
    const on: Record<string, CandidatesBlueprint> = {};
    const density = this.#temper.transitions * (state.type === "atomic" ? 0.3 : 0.16);
    for (const type of OUTER_TYPES) {
      if (draws.chance(density)) on[type] = this.#candidates(place, "outer");
    }
    for (const type of INNER_TYPES) {
      if (draws.chance(density)) on[type] = this.#candidates(place, "inner");
    }
    for (const type of WILDCARDS) {
      if (!draws.chance(density / 2.5)) continue;
      on[type] = this.#candidates(place, type.startsWith("x") ? "outer" : "inner");
    }
    if (draws.chance(0.01)) on["xstate.*"] = this.#candidates(place, "inner");
    if (parent === undefined && this.#hasContext && draws.chance(0.9)) {
      on["refuel"] = [{ actions: [this.#refuel()] }];
    }
    if (Object.keys(on).length > 0) state.on = on;
  }

  #fillDelays(place: Place): void {
    const draws = this.#draws;
    const after: Record<string, TransitionBlueprint[]> = {};
    for (let count = draws.between(1, 3); count > 0; count--) {
      const named = draws.chance(0.01) ? "unwritten" : draws.pick(DELAYS);
      const key = draws.chance(0.6) ? String(draws.pick(MS)) : named;
      const isPositive = /^[1-9]/.test(key) || key === "short" || key === "long";
      const cause = isPositive && draws.chance(0.7) ? "time" : "inner";
      after[key] = draws.some(draws.between(1, 2), () => this.#transition(place, cause));
    }
    place.state.after = after;
  }

  #candidates(place: Place, cause: "outer" | "inner"): CandidatesBlueprint {
    const draws = this.#draws;
    if (draws.chance(0.08)) {
      return draws.pick(["forbidden: undefined", "forbidden: {}", "forbidden: []"] as const);
    }
    if (cause === "outer" && draws.chance(0.1)) {
      const to = this.#target(place);
      if (typeof to === "string") return { to };
    }
    const count = draws.pick([1, 1, 2, 3]);
    return draws.some(count, (index) => {
      const transition = this.#transition(place, cause);
      if (index < count - 1 && transition.guard === undefined) {
        return { ...transition, guard: this.#guard(1) };
      }
      return transition;
    });
  }

  /** Inner causes come in loops: they need fuel and burn it. */
  #transition(place: Place, cause: "outer" | "inner" | "time" | "free"): TransitionBlueprint {
    const draws = this.#draws;
    const transition: TransitionBlueprint = {};
    if (draws.chance(0.8)) transition.target = this.#target(place);
    if (draws.chance(0.25)) transition.reenter = draws.chance(0.75);
    const guard = draws.chance(0.45) ? this.#guard(1) : undefined;
    const actions = draws.chance(0.6 * this.#temper.actions)
      ? this.#someActions(cause === "outer")
      : [];
    if (cause !== "inner") {
      if (guard !== undefined) transition.guard = guard;
      if (cause === "outer" && this.#hasContext && draws.chance(0.25)) actions.push(this.#refuel());
    } else {
      transition.guard = fuelled(guard, draws);
      if (this.#hasContext) {
        const burn = draws.chance(0.5) ? BURN : ({ do: "named", name: "burn" } as const);
        actions.splice(draws.below(actions.length + 1), 0, burn);
      }
    }
    if (actions.length > 0) transition.actions = actions;
    if (transition.target === undefined && actions.length === 0)
      transition.actions = [this.#note()];
    return transition;
  }

  /** Without a target and with notes alone it changes nothing: XState must not repeat it. */
  #always(place: Place): TransitionBlueprint {
    if (this.#draws.chance(0.2)) {
      const guard = this.#draws.chance(0.5) ? { guard: this.#guard(1) } : {};
      return { ...guard, actions: [this.#note(), ...(this.#draws.chance(0.3) ? [TELL] : [])] };
    }
    return this.#transition(place, "inner");
  }

  #target(place: Place): string | string[] {
    const draws = this.#draws;
    if (draws.chance(0.12)) {
      const several = this.#severalTargets();
      if (several !== undefined) return several;
    }
    const { parent, children } = place;
    const way = draws.weighted({
      sibling: parent === undefined ? 0 : 50,
      nephew: parent === undefined ? 0 : 15,
      inside: children.length === 0 ? 0 : 25,
      anywhere: 22,
      itself: parent === undefined ? 0 : 8,
      root: 1,
    });
    if (way === "anywhere") return `#${draws.pick(this.#places.slice(1)).id}`;
    if (way === "root") return `#${ROOT_ID}`;
    if (way === "itself") return place.state.key;
    if (way === "inside") {
      const to = this.#descendant(draws.pick(children));
      return `.${relative(place, to)}`;
    }
    const sibling = draws.pick(parent!.children);
    return relative(parent!, way === "nephew" ? this.#descendant(sibling) : sibling);
  }

  /** Into two or more regions of one parallel state. */
  #severalTargets(): string[] | undefined {
    const draws = this.#draws;
    const parallels = this.#places.filter(({ state }) => state.type === "parallel");
    if (parallels.length === 0) return undefined;
    const { children } = draws.pick(parallels);
    const regions = children.filter(({ state }) => state.type !== "history");
    const chosen = regions.filter(() => draws.chance(0.75));
    if (chosen.length < 2) return undefined;
    return chosen.map((region) => `#${this.#descendant(region).id}`);
  }

  #descendant(place: Place): Place {
    let at = place;
    while (at.children.length > 0 && this.#draws.chance(0.6)) at = this.#draws.pick(at.children);
    return at;
  }

  #guard(depth: number): GuardBlueprint {
    const draws = this.#draws;
    const is = draws.weighted({
      test: 40,
      named: 30,
      in: 12,
      and: depth > 0 ? 6 : 0,
      or: depth > 0 ? 6 : 0,
      not: depth > 0 ? 6 : 0,
    });
    if (is === "test") {
      const test = this.#test();
      return { is, test, ...this.#bomb(0.12) };
    }
    if (is === "named") return this.#namedGuard();
    if (is === "in") return { is, value: this.#stateValue() };
    if (is === "not") return { is, of: [this.#guard(depth - 1)] };
    return { is, of: draws.some(draws.between(1, 3), () => this.#guard(depth - 1)) };
  }

  #namedGuard(): GuardBlueprint {
    const name = this.#draws.pick(this.#naming ? PLAIN_GUARDS : GUARDS);
    const takesParams = name === "above" || this.#draws.chance(0.1);
    return { is: "named", name, ...(takesParams ? { params: this.#params() } : {}) };
  }

  #params(): ParamsBlueprint {
    return this.#draws.chance(0.5)
      ? { k: this.#draws.below(12) }
      : { computed: true, plus: this.#draws.below(5), ...this.#bomb(0.08) };
  }

  /** In some machines only: what throws when the count of steps comes to it. */
  #bomb(probability: number): { bomb?: number } {
    return this.#temper.bombs && this.#draws.chance(probability)
      ? { bomb: this.#draws.below(8) }
      : {};
  }

  #stateValue(): string | object {
    const place = this.#draws.pick(this.#places.slice(1));
    const way = this.#draws.below(3);
    if (way === 0 || place.state.type === "history") return `#${place.id}`;
    const keys = pathOf(place);
    if (way === 1) return keys.join(".");
    return keys.slice(0, -1).reduceRight<string | object>((value, key) => {
      return { [key]: value };
    }, keys.at(-1)!);
  }

  #test(): TestBlueprint {
    const draws = this.#draws;
    switch (draws.below(11)) {
      case 0:
        return { field: "n", above: draws.between(3, 20) };
      case 1:
        return { field: "m", above: draws.between(-90, 4) };
      case 2:
        return { field: "x", above: draws.unit() };
      case 3:
        return { field: "flag" };
      case 4:
        return { field: "label", equals: `l${draws.below(6)}` };
      case 5:
        return { field: "list", longer: draws.below(3) };
      case 6:
        return { field: "box" };
      case 7:
        return { event: "type", equals: draws.pick([...OUTER_TYPES, ...INNER_TYPES]) };
      case 8:
        return { event: "k", above: draws.below(8) };
      default: {
        const modulo = draws.between(2, 5);
        return { field: "steps", modulo, below: draws.between(1, modulo - 1) };
      }
    }
  }

  #someActions(outer: boolean): ActionBlueprint[] {
    return this.#draws.some(this.#draws.pick([1, 1, 2, 3]), () => this.#action({ outer }));
  }

  #action(may: Permission, depth = 1): ActionBlueprint {
    const draws = this.#draws;
    const kind = draws.weighted({
      note: 30,
      assign: this.#hasContext ? 22 : 0,
      named: 20,
      emit: 10,
      raise: 8,
      timer: this.#temper.loops ? 0 : 12,
      cancel: 6,
      enqueue: depth > 0 ? 6 : 1,
      log: 3,
      send: 2,
    });
    const bomb = this.#bomb(0.2);
    switch (kind) {
      case "note":
        return { ...this.#note(), ...bomb };
      case "named":
        return this.#namedAction();
      case "assign":
        return { ...this.#assign(), ...bomb };
      case "emit":
        return { do: "emit", event: this.#emitted(), ...bomb };
      case "raise":
        return { do: "raise", event: this.#raised(), ...bomb };
      case "timer":
        return { ...this.#timer(may), ...bomb };
      case "cancel":
        return this.#cancel();
      case "enqueue":
        return { do: "enqueue", body: this.#enqueued(may, depth), ...bomb };
      case "log":
        return this.#log();
      case "send":
        return { do: "send", type: draws.pick([...OUTER_TYPES, "i"]) };
    }
  }

  #note(): ActionBlueprint & { do: "note" } {
    return { do: "note", text: `note ${this.#notes++}` };
  }

  #namedAction(): ActionBlueprint {
    // XState takes an action that nobody has written for one that does nothing.
    if (this.#draws.chance(0.01)) return { do: "named", name: "unwritten" };
    const name = this.#draws.pick(this.#naming ? PLAIN_ACTIONS : ACTIONS);
    const takesParams = name.endsWith("Params") || this.#draws.chance(0.1);
    return { do: "named", name, ...(takesParams ? { params: this.#params() } : {}) };
  }

  #assign(): ActionBlueprint & { do: "assign" } {
    const draws = this.#draws;
    const fields = ["steps", "n", "n", "m", "x", "t", "flag", "label", "list", "box"] as const;
    const set: AssignmentBlueprint[] = [];
    for (let count = draws.between(1, 3); count > 0; count--) {
      const field = draws.pick(fields);
      if (set.some((other) => other.field === field)) continue;
      set.push(this.#assignment(field));
    }
    return { do: "assign", form: draws.pick(["object", "object", "function"] as const), set };
  }

  #assignment(field: AssignmentBlueprint["field"]): AssignmentBlueprint {
    const draws = this.#draws;
    const ops: Partial<Record<AssignmentBlueprint["field"], readonly string[]>> = {
      n: ["plus", "payload", "params", "m"],
      m: ["set", "payload", "empty", "n"],
      x: ["halve", "payload"],
      t: ["later", "payload"],
      flag: ["toggle", "payload"],
      label: ["set", "grow", "payload"],
      list: ["push", "push", "clear"],
      box: ["fill", "clear"],
    };
    const op = draws.pick(ops[field] ?? ["plus"]);
    const isConstant = field !== "steps" && field !== "t" && draws.chance(0.15);
    return { field, op, by: draws.below(10), ...(isConstant ? { constant: true } : {}) };
  }

  #refuel(): ActionBlueprint {
    const by = this.#draws.below(4);
    return { do: "assign", form: "function", set: [{ field: "fuel", op: "fill", by }] };
  }

  #emitted(): EventBlueprint {
    const draws = this.#draws;
    return {
      type: draws.pick(["e", "e", "g"]),
      ...(draws.chance(0.6) ? { other: "e.other" } : {}),
      ...(draws.chance(0.12) ? { reply: draws.pick([...OUTER_TYPES, "i"]) } : {}),
    };
  }

  #raised(): EventBlueprint {
    const draws = this.#draws;
    const isOuter = this.#temper.loops && draws.chance(0.3);
    return {
      type: draws.pick(isOuter ? OUTER_TYPES : INNER_TYPES),
      ...(draws.chance(0.4) ? { other: draws.pick(INNER_TYPES) } : {}),
    };
  }

  #timer({ outer }: Permission): ActionBlueprint & { do: "raise" } {
    const draws = this.#draws;
    const id = draws.chance(0.65) ? { id: draws.pick(TIMER_IDS) } : {};
    if (outer && this.#outerTimers > 0 && draws.chance(0.4)) {
      this.#outerTimers--;
      return { do: "raise", event: { type: draws.pick(OUTER_TYPES) }, delay: 500, ...id };
    }
    return { do: "raise", event: this.#raised(), delay: this.#delay(), ...id };
  }

  #delay(): DelayUse {
    const draws = this.#draws;
    if (draws.chance(0.5)) return draws.pick(MS);
    if (draws.chance(0.5)) return { named: draws.pick(DELAYS) };
    const of = draws.pick(["n", "steps", "k"] as const);
    return { of, unit: draws.pick([50, 100, 250]), modulo: draws.between(2, 6) };
  }

  #cancel(): ActionBlueprint {
    const draws = this.#draws;
    if (draws.chance(0.1)) {
      const { state, id } = draws.pick(this.#places);
      const delay = Object.keys(state.after ?? { 100: [] })[0]!;
      return { do: "cancel", id: `xstate.after.${delay}.${id}` };
    }
    return draws.chance(0.3)
      ? { do: "cancel", id: "t0", computed: true }
      : { do: "cancel", id: draws.pick(TIMER_IDS) };
  }

  #enqueued(may: Permission, depth: number): EnqueuedBlueprint[] {
    const draws = this.#draws;
    return draws.some(draws.between(1, 3), () => ({
      ...(draws.chance(0.6) ? { if: this.#guard(1) } : {}),
      // Done for each of a machine's copies alike: an outer timer stays in plain transitions.
      actions: draws.some(draws.between(1, 2), () =>
        this.#action({ ...may, outer: false }, depth - 1),
      ),
    }));
  }

  #log(): ActionBlueprint {
    const what = this.#draws.pick(["default", "n", "static"] as const);
    return { do: "log", what, ...(this.#draws.chance(0.5) ? { label: "said" } : {}) };
  }

  #output(): OutputBlueprint {
    const draws = this.#draws;
    if (draws.chance(0.4) || !this.#hasContext) return { constant: draws.below(10) };
    return { computed: draws.pick(["n", "k", "output"] as const) };
  }

  #namedGuards(): Record<string, GuardBlueprint> {
    const named = (name: string): GuardBlueprint => ({ is: "named", name });
    return {
      even: { is: "test", test: { field: "steps", modulo: 2, below: 1 } },
      flagged: { is: "test", test: { field: "flag" } },
      both: { is: "and", of: [named("even"), this.#guard(0)] },
      either: { is: "or", of: [named("flagged"), this.#guard(0)] },
      neither: { is: "not", of: [named("even")] },
      above: { is: "test", test: { params: "k" } },
      somewhere: { is: "in", value: this.#stateValue() },
    };
  }

  #namedActions(): Record<string, ActionBlueprint> {
    const count: AssignmentBlueprint = { field: "steps", op: "plus", by: 1 };
    const assigning = (...set: AssignmentBlueprint[]): ActionBlueprint =>
      this.#hasContext
        ? { do: "assign", form: "object", set: [count, ...set] }
        : { do: "note", text: "nothing to assign" };
    return {
      burn: BURN,
      count: assigning(),
      mix: assigning(
        { field: "n", op: "m", by: 1 },
        { field: "m", op: "n", by: 1 },
        { field: "flag", op: "toggle", by: 0 },
      ),
      setParams: assigning({ field: "n", op: "params", by: 2 }),
      tell: { do: "emit", event: { type: "told", other: "told.other" } },
      ring: this.#temper.loops
        ? { do: "note", text: "ring" }
        : { do: "raise", event: { type: "i" }, delay: { named: "short" }, id: "t0" },
      quiet: { do: "cancel", id: "t0" },
      choose: { do: "enqueue", body: this.#enqueued({ outer: false }, 0) },
      write: { do: "note", text: "write" },
      writeParams: { do: "note", text: "write params" },
    };
  }
}

const TELL: ActionBlueprint = { do: "named", name: "tell" };

/** Initial states may be final, but seldom. */
function canStart({ state }: Place, draws: Draws): boolean {
  if (state.type === "history") return false;
  return state.type !== "final" || draws.chance(0.15);
}

function fuelled(guard: GuardBlueprint | undefined, draws: Draws): GuardBlueprint {
  const fuel: GuardBlueprint = { is: "test", test: { field: "fuel", above: 0 } };
  if (guard === undefined) return fuel;
  return { is: "and", of: draws.chance(0.5) ? [fuel, guard] : [guard, fuel] };
}

/** XState makes default ids of the path, whatever ids stand on the way. */
function pathId(place: Place): string {
  return [ROOT_ID, ...pathOf(place)].join(".");
}

function pathOf(place: Place): string[] {
  return place.parent === undefined ? [] : [...pathOf(place.parent), place.state.key];
}

function relative(from: Place, to: Place): string {
  return pathOf(to).slice(pathOf(from).length).join(".");
}

function hasHistory(place: Place): boolean {
  return place.state.type === "history";
}
