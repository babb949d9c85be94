// Builds the XState machine of a blueprint, with custom actions that write into a journal.
import {
  type AnyStateMachine,
  and,
  assign,
  cancel,
  createMachine,
  type EventObject,
  emit,
  enqueueActions,
  log,
  not,
  or,
  raise,
  stateIn,
} from "xstate";
import {
  type ActionBlueprint,
  type AssignmentBlueprint,
  type CandidatesBlueprint,
  type DelayBlueprint,
  type DelayUse,
  type EnqueuedBlueprint,
  type EventBlueprint,
  type GuardBlueprint,
  type MachineBlueprint,
  type OutputBlueprint,
  type ParamsBlueprint,
  ROOT_ID,
  type StateBlueprint,
  type TestBlueprint,
  type TransitionBlueprint,
} from "./blueprint.ts";
import type { Journal } from "./journal.ts";

export interface TestContext {
  readonly row: number;
  readonly fuel: number;
  readonly steps: number;
  readonly n: number;
  readonly m: number | null | undefined;
  readonly x: number;
  readonly t: number;
  readonly flag: boolean;
  readonly label: string;
  readonly list: readonly number[];
  readonly box: unknown;
}

export interface TestInput {
  readonly row: number;
}

interface TestEvent extends EventObject {
  readonly k?: number;
  readonly output?: unknown;
}

interface Args {
  readonly context: TestContext;
  readonly event: TestEvent;
}

interface Params {
  readonly k: number;
}

/** Anything that XState's creators take: the types of random machines are not worth proving. */
type Loose = (...args: never[]) => never;
const loosely = <T>(creator: T): Loose => creator as unknown as Loose;

/** XState's own limit of microsteps; colonies under test get the same. */
export const MICROSTEPS_MAX = 300;

/** A field's value before the first event. */
export function initialContext(row: number, empty: null | undefined): TestContext {
  const n = 3 + row;
  const rest = { steps: 0, m: empty, x: 0.5, t: 0, flag: row === 1, label: "new", list: [] };
  return { row, fuel: 4, n, ...rest, box: null };
}

/** With `plain`, actions that log or send to their own actor write a note instead. */
export function buildMachine(
  blueprint: MachineBlueprint,
  journal: Journal,
  { plain = false } = {},
): AnyStateMachine {
  return new Builder(blueprint, journal, plain).build();
}

class Builder {
  readonly #blueprint: MachineBlueprint;
  readonly #journal: Journal;
  readonly #empty: null | undefined;
  readonly #plain: boolean;

  constructor(blueprint: MachineBlueprint, journal: Journal, plain: boolean) {
    this.#plain = plain;
    this.#blueprint = blueprint;
    this.#journal = journal;
    this.#empty = blueprint.empty === "null" ? null : undefined;
  }

  build(): AnyStateMachine {
    const { context, guards, actions, delays, root } = this.#blueprint;
    const config = {
      id: ROOT_ID,
      version: "1",
      options: { maxIterations: MICROSTEPS_MAX },
      ...(context === "static" ? { context: initialContext(0, this.#empty) } : {}),
      ...(context === "input"
        ? { context: ({ input }: { input: TestInput }) => initialContext(input.row, this.#empty) }
        : {}),
      ...this.#state(root),
    };
    return createMachine(
      config as never,
      {
        guards: mapped(guards, (guard) => this.#guard(guard)),
        actions: mapped(actions, (action) => this.#action(action)),
        delays: mapped(delays, (delay) => this.#delay(delay)),
      } as never,
    ) as unknown as AnyStateMachine;
  }

  #state(state: StateBlueprint): object {
    const { type, entry, exit, always, after, on, onDone, output, states, initial } = state;
    return {
      ...(type === "parallel" || type === "final" || type === "history" ? { type } : {}),
      ...(state.id === undefined ? {} : { id: state.id }),
      ...(state.history === undefined ? {} : { history: state.history }),
      ...(state.target === undefined ? {} : { target: state.target }),
      ...(initial === undefined ? {} : { initial: this.#initial(initial) }),
      ...(entry === undefined ? {} : { entry: this.#actions(entry) }),
      ...(exit === undefined ? {} : { exit: this.#actions(exit) }),
      ...(always === undefined ? {} : { always: this.#transitions(always) }),
      ...(onDone === undefined ? {} : { onDone: this.#transitions(onDone) }),
      ...(after === undefined ? {} : { after: mapped(after, (to) => this.#transitions(to)) }),
      ...(on === undefined ? {} : { on: mapped(on, (to) => this.#candidates(to)) }),
      ...(output === undefined ? {} : { output: this.#output(output) }),
      ...(states === undefined
        ? {}
        : { states: Object.fromEntries(states.map((child) => [child.key, this.#state(child)])) }),
    };
  }

  #initial(initial: NonNullable<StateBlueprint["initial"]>): unknown {
    if (typeof initial === "string") return initial;
    return { target: initial.target, actions: this.#actions(initial.actions) };
  }

  #candidates(candidates: CandidatesBlueprint): unknown {
    if (candidates === "forbidden: undefined") return undefined;
    if (candidates === "forbidden: {}") return {};
    if (candidates === "forbidden: []") return [];
    return "to" in candidates ? candidates.to : this.#transitions(candidates);
  }

  #transitions(transitions: readonly TransitionBlueprint[]): unknown {
    const built = transitions.map(({ target, guard, actions, reenter }) => ({
      ...(target === undefined ? {} : { target }),
      ...(guard === undefined ? {} : { guard: this.#guard(guard) }),
      ...(actions === undefined ? {} : { actions: this.#actions(actions) }),
      ...(reenter === undefined ? {} : { reenter }),
    }));
    return built.length === 1 ? built[0] : built;
  }

  #actions(actions: readonly ActionBlueprint[]): unknown {
    const built = actions.map((action) => this.#action(action));
    return built.length === 1 ? built[0] : built;
  }

  #output(output: OutputBlueprint): unknown {
    if ("constant" in output) return { value: output.constant };
    return ({ context, event }: Args) => ({
      value: output.computed === "n" ? context.n : event[output.computed],
      type: event.type,
    });
  }

  #guard(guard: GuardBlueprint): unknown {
    switch (guard.is) {
      case "named":
        if (guard.params === undefined) return guard.name;
        return { type: guard.name, params: this.#params(guard.params) };
      case "and":
        return loosely(and)(guard.of.map((part) => this.#guard(part)) as never);
      case "or":
        return loosely(or)(guard.of.map((part) => this.#guard(part)) as never);
      case "not":
        return loosely(not)(this.#guard(guard.of[0]!) as never);
      case "in":
        return loosely(stateIn)(guard.value as never);
      case "test":
        return ({ context, event }: Args, params?: Params) => {
          this.#journal.work();
          explode(guard.bomb, context, "guard");
          return passes(guard.test, context, event, params);
        };
    }
  }

  #params(params: ParamsBlueprint): unknown {
    if ("k" in params) return params;
    return ({ context, event }: Args) => {
      explode(params.bomb, context, "params");
      return { k: ((context.n ?? 0) + (event.k ?? 0) + params.plus) % 9 };
    };
  }

  #action(action: ActionBlueprint): unknown {
    switch (action.do) {
      case "named":
        if (action.params === undefined) return action.name;
        return { type: action.name, params: this.#params(action.params) };
      case "note":
        return this.#note(action.text, action.bomb);
      case "send":
        return this.#plain ? this.#note("sends itself", undefined) : this.#send(action.type);
      case "assign":
        return this.#assign(action);
      case "raise":
        return this.#raise(action);
      case "cancel":
        return this.#cancel(action);
      case "emit":
        return loosely(emit)(this.#event(action.event, action.bomb, true) as never);
      case "log":
        return this.#plain ? this.#note("logs", undefined) : this.#log(action);
      case "enqueue":
        return this.#enqueue(action.body, action.bomb);
    }
  }

  #note(text: string, bomb: number | undefined): unknown {
    return ({ context, event }: Args, params?: Params) => {
      this.#journal.work();
      const { row, fuel, steps, n, m, x, t, flag, label, list, box } = context;
      const seen = [fuel, steps, n, m, x, t, flag, label, list?.length, JSON.stringify(box)];
      const cause = [event.type, event.k, JSON.stringify(event.output), params?.k];
      this.#journal.note(row, [text, ...seen, ...cause]);
      explode(bomb, context, "action");
    };
  }

  #send(type: string): unknown {
    return ({ context, self }: Args & { self: { send(event: EventObject): void } }) => {
      if (!this.#journal.maySend(context.row)) return;
      this.#journal.note(context.row, ["sends itself", type]);
      self.send({ type, k: 2 } as EventObject);
    };
  }

  #assign({ form, set, bomb }: ActionBlueprint & { do: "assign" }): unknown {
    const value = (each: AssignmentBlueprint) => (args: Args, params?: Params) => {
      this.#journal.work();
      explode(bomb, args.context, "assign");
      return this.#assigned(each, args, params);
    };
    if (form === "function") {
      return loosely(assign)(((args: Args, params?: Params) =>
        Object.fromEntries(set.map((each) => [each.field, value(each)(args, params)]))) as never);
    }
    const entries = set.map((each) => [
      each.field,
      each.constant === true ? this.#constant(each) : value(each),
    ]);
    return loosely(assign)(Object.fromEntries(entries) as never);
  }

  #constant({ field, by }: AssignmentBlueprint): unknown {
    if (field === "flag") return by % 2 === 1;
    if (field === "label") return `l${by}`;
    if (field === "list") return [by];
    if (field === "box") return { constant: by };
    return field === "m" && by === 0 ? this.#empty : by;
  }

  #assigned({ field, op, by }: AssignmentBlueprint, args: Args, params?: Params): unknown {
    const { context, event } = args;
    const k = op === "params" ? (params?.k ?? by) : op === "payload" ? (event.k ?? by) : by;
    switch (field) {
      case "fuel":
        return op === "burn" ? Math.max(context.fuel - 1, 0) : 3 + by;
      case "steps":
        return (context.steps + 1) % 60_000;
      case "n":
        return (op === "m" ? (context.m ?? by) + 1000 : context.n + k) % 200;
      case "m":
        return op === "empty" ? this.#empty : op === "n" ? context.n - 100 : k;
      case "x":
        return context.x / 2 + k / 10;
      case "t":
        return (context.t + k * 86_400_000_123) % 1_000_000_000_000;
      case "flag":
        return op === "toggle" ? !context.flag : k % 2 === 0;
      case "label":
        return op === "grow" ? (context.label + k).slice(-4) : `l${(context.n + k) % 6}`;
      case "list":
        return op === "clear" ? [] : [...context.list, context.n].slice(-4);
      case "box":
        return op === "clear" ? this.#empty : { n: context.n, deep: [context.flag, context.label] };
    }
  }

  #event({ type, other, reply }: EventBlueprint, bomb: number | undefined, out: boolean): unknown {
    const more = reply === undefined ? {} : { reply };
    if (other === undefined) return { type, k: 1, ...more };
    return ({ context, event }: Args, params?: Params) => {
      this.#journal.work();
      explode(bomb, context, "event");
      const computed = {
        type: context.flag ? other : type,
        k: ((context.n ?? 0) + (params?.k ?? 0)) % 10,
        ...more,
      };
      return out ? { ...computed, label: context.label, of: event.type, x: context.x } : computed;
    };
  }

  #raise({ event, delay, id, bomb }: ActionBlueprint & { do: "raise" }): unknown {
    const options = {
      ...(id === undefined ? {} : { id }),
      ...(delay === undefined ? {} : { delay: this.#delayUse(delay) }),
    };
    return loosely(raise)(this.#event(event, bomb, false) as never, options as never);
  }

  #delayUse(delay: DelayUse): unknown {
    return typeof delay === "object" && "named" in delay ? delay.named : this.#delay(delay);
  }

  #delay(delay: DelayBlueprint): unknown {
    if (typeof delay === "number") return delay;
    const { of, unit, modulo, bomb } = delay;
    return ({ context, event }: Args) => {
      explode(bomb, context, "delay");
      return unit * (((of === "k" ? event.k : context[of]) ?? 0) % modulo);
    };
  }

  #cancel({ id, computed }: ActionBlueprint & { do: "cancel" }): unknown {
    if (computed !== true) return cancel(id);
    return loosely(cancel)((({ context }: Args) => `t${(context.n ?? 0) % 3}`) as never);
  }

  #log({ what, label }: ActionBlueprint & { do: "log" }): unknown {
    if (what === "default") return log(undefined, label);
    if (what === "static") return loosely(log)("said" as never, label as never);
    return loosely(log)((({ context }: Args) => context.n) as never, label as never);
  }

  #enqueue(body: readonly EnqueuedBlueprint[], bomb: number | undefined): unknown {
    const steps = body.map((step) => ({
      guard: step.if === undefined ? undefined : this.#guard(step.if),
      actions: step.actions.map((action) => this.#enqueuer(action)),
    }));
    return loosely(enqueueActions)(((args: Args & Enqueuing, params?: Params) => {
      explode(bomb, args.context, "enqueue");
      for (const { guard, actions } of steps) {
        if (guard !== undefined && !args.check(guard)) continue;
        for (const put of actions) put(args.enqueue, params);
      }
    }) as never);
  }

  /** As people write it: `enqueue.raise(…)`, and `enqueue(…)` for what has no method. */
  #enqueuer(action: ActionBlueprint): (enqueue: Enqueue, params?: Params) => void {
    const built = this.#action(action) as BuiltIn;
    switch (action.do) {
      case "assign":
        return (enqueue) => enqueue.assign(built.assignment);
      case "emit":
        return (enqueue) => enqueue.emit(built.event);
      case "cancel":
        return (enqueue) => enqueue.cancel(built.sendId);
      case "raise":
        return (enqueue) => enqueue.raise(built.event, { id: built.id, delay: built.delay });
      default:
        return (enqueue) => enqueue(built);
    }
  }
}

interface BuiltIn {
  readonly assignment: unknown;
  readonly event: unknown;
  readonly sendId: unknown;
  readonly id: unknown;
  readonly delay: unknown;
}

interface Enqueue {
  (action: unknown): void;
  assign(assignment: unknown): void;
  emit(event: unknown): void;
  cancel(id: unknown): void;
  raise(event: unknown, options: object): void;
}

interface Enqueuing {
  readonly enqueue: Enqueue;
  check(guard: unknown): boolean;
}

function passes(test: TestBlueprint, context: TestContext, event: TestEvent, params?: Params) {
  if ("params" in test) return context.n > (params?.k ?? 4) * 10;
  if ("event" in test) {
    return test.event === "type" ? event.type === test.equals : (event.k ?? 0) > test.above;
  }
  switch (test.field) {
    case "steps":
      return context.steps % test.modulo < test.below;
    case "flag":
      return context.flag;
    case "label":
      return context.label === test.equals;
    case "list":
      return (context.list?.length ?? 0) > test.longer;
    case "box":
      return typeof context.box === "object" && context.box !== null;
    default:
      return (context[test.field] ?? -1) > test.above;
  }
}

/** Throws at certain counts, the same on both sides. */
function explode(bomb: number | undefined, context: TestContext, where: string): void {
  if (bomb !== undefined && context.steps % 8 === bomb) throw new Error(`bomb in ${where}`);
}

function mapped<T, U>(of: Readonly<Record<string, T>>, to: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, to(value)]));
}
