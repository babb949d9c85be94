// A statechart as plain JSON: what the generator makes, the builder builds, and a failure prints.

export interface MachineBlueprint {
  seed: number;
  /** "input": a function of the row's input; "static": one object for all; "none": no context. */
  context: "input" | "static" | "none";
  /** What the field `m` has beside numbers. */
  empty: "null" | "undefined";
  guards: Record<string, GuardBlueprint>;
  actions: Record<string, ActionBlueprint>;
  delays: Record<string, DelayBlueprint>;
  root: StateBlueprint;
}

export interface StateBlueprint {
  key: string;
  id?: string;
  type: "atomic" | "compound" | "parallel" | "final" | "history";
  initial?: string | { target: string; actions: ActionBlueprint[] };
  history?: "shallow" | "deep";
  /** Where a history state leads before there is a history. */
  target?: string;
  entry?: ActionBlueprint[];
  exit?: ActionBlueprint[];
  on?: Record<string, CandidatesBlueprint>;
  /** Keys are milliseconds or names of delays. */
  after?: Record<string, TransitionBlueprint[]>;
  always?: TransitionBlueprint[];
  onDone?: TransitionBlueprint[];
  output?: OutputBlueprint;
  states?: StateBlueprint[];
}

/** Forbidden as XState lets it be written, a bare target, or candidates in order. */
export type CandidatesBlueprint =
  | "forbidden: undefined"
  | "forbidden: {}"
  | "forbidden: []"
  | { to: string }
  | TransitionBlueprint[];

export interface TransitionBlueprint {
  target?: string | string[];
  guard?: GuardBlueprint;
  actions?: ActionBlueprint[];
  reenter?: boolean;
}

export type GuardBlueprint =
  | { is: "named"; name: string; params?: ParamsBlueprint }
  | { is: "test"; test: TestBlueprint; bomb?: number }
  | { is: "and" | "or" | "not"; of: GuardBlueprint[] }
  | { is: "in"; value: string | object };

export type TestBlueprint =
  | { field: "fuel" | "n" | "m" | "x"; above: number }
  | { field: "steps"; modulo: number; below: number }
  | { field: "flag" }
  | { field: "label"; equals: string }
  | { field: "list"; longer: number }
  | { field: "box" }
  | { event: "type"; equals: string }
  | { event: "k"; above: number }
  /** Compares n with the guard's `params.k`. */
  | { params: "k" };

/** A number, or one computed of context and event. */
export type ParamsBlueprint = { k: number } | { computed: true; plus: number; bomb?: number };

export type ActionBlueprint =
  | { do: "named"; name: string; params?: ParamsBlueprint }
  | { do: "note"; text: string; bomb?: number }
  | { do: "assign"; form: "object" | "function"; set: AssignmentBlueprint[]; bomb?: number }
  | { do: "raise"; event: EventBlueprint; delay?: DelayUse; id?: string; bomb?: number }
  | { do: "cancel"; id: string; computed?: boolean }
  | { do: "emit"; event: EventBlueprint; bomb?: number }
  | { do: "log"; what: "default" | "n" | "static"; label?: string }
  | { do: "send"; type: string }
  | { do: "enqueue"; body: EnqueuedBlueprint[]; bomb?: number };

export interface EnqueuedBlueprint {
  if?: GuardBlueprint;
  actions: ActionBlueprint[];
}

export interface AssignmentBlueprint {
  field: "fuel" | "steps" | "n" | "m" | "x" | "t" | "flag" | "label" | "list" | "box";
  op: string;
  by: number;
  /** A value in the place of a function. */
  constant?: boolean;
}

export interface EventBlueprint {
  type: string;
  /** Set: the event is computed, and has this type while the flag is set. */
  other?: string;
  /** What an onEmit listener sends back to the row. */
  reply?: string;
}

export type DelayUse = { named: string } | DelayBlueprint;

/** Milliseconds, or unit × (field modulo so many). */
export type DelayBlueprint =
  | number
  | { of: "n" | "steps" | "k"; unit: number; modulo: number; bomb?: number };

export type OutputBlueprint = { constant: number } | { computed: "n" | "k" | "output" };

/** Event types that only the harness sends, and those that the machines raise themselves. */
export const OUTER_TYPES = ["a", "b", "c", "x", "x.y", "x.y.z", "refuel"] as const;
export const INNER_TYPES = ["i", "i.j", "i.k"] as const;

/** The root's id. */
export const ROOT_ID = "m";
