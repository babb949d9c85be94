// Actions as operations: what XState's action references stand for, resolved once.
import type { AnyStateMachine, AnyStateNode } from "xstate";
import type { Column } from "./columns.ts";
import { type BuiltIn, isBuiltIn, type Slot } from "./definition.ts";
import { otherActors, Refusal } from "./errors.ts";
import { type Expression, NO_PARAMS, nameOf, type Params, paramsOf } from "./guards.ts";
import type { Deed } from "./microstep.ts";

/** A value, or what computes it. */
export interface Source {
  readonly value: unknown;
  readonly compute: Expression | undefined;
}

interface Named {
  /** "" for an action that stands in the definition itself. */
  readonly name: string;
  readonly params: Params;
}

export interface Assigned {
  readonly column: Column;
  readonly source: Source;
}

export type Operation =
  | (Named & { readonly kind: "assign"; readonly fields: readonly Assigned[] })
  | (Named & { readonly kind: "assignAll"; readonly compute: Expression })
  | (Named & { readonly kind: "emit"; readonly event: Source })
  | (Named & {
      readonly kind: "raise";
      readonly event: Source;
      readonly delay: Source;
      readonly id: string | undefined;
      /** Place among the machine's `after` timers, −1 for none. */
      readonly slot: number;
    })
  | (Named & { readonly kind: "cancel"; readonly id: Source; readonly slot: number })
  | (Named & { readonly kind: "log"; readonly value: Source; readonly label: string | undefined })
  | (Named & { readonly kind: "enqueue"; readonly collect: Expression })
  | (Named & { readonly kind: "custom"; readonly call: Expression })
  | (Named & { readonly kind: "done"; readonly node: AnyStateNode; readonly output: Source })
  | (Named & {
      readonly kind: "complete";
      readonly completed: AnyStateNode;
      readonly output: Source;
      /** The completed state's own, which the machine's output is computed from. */
      readonly inner: Source;
    });

export type OperationOf<TKind extends Operation["kind"]> = Extract<
  Operation,
  { readonly kind: TKind }
>;

const CONSTANT_UNDEFINED: Source = { value: undefined, compute: undefined };

/** Resolves action references; throws an Error that says what a colony cannot do. */
export class Operations {
  readonly #machine: AnyStateMachine;
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #slots: readonly Slot[];
  readonly #known = new Map<unknown, Operation | undefined>();

  constructor(
    machine: AnyStateMachine,
    columns: ReadonlyMap<string, Column>,
    slots: readonly Slot[],
  ) {
    this.#machine = machine;
    this.#columns = columns;
    this.#slots = slots;
  }

  /** What a deed of a microstep comes to; undefined for a named action without implementation. */
  ofDeed(deed: Deed): Operation | undefined {
    if (deed.kind === "action") return this.#remembered(deed.action, () => this.of(deed.action));
    const node = deed.kind === "done" ? deed.node : deed.completed;
    const final = deed.kind === "done" ? deed.final : undefined;
    const key = [deed.kind, node.id, final?.id].join();
    return this.#remembered(key, () =>
      deed.kind === "done"
        ? { kind: "done", name: "", params: NO_PARAMS, node, output: sourceOf(final?.output) }
        : {
            kind: "complete",
            name: "",
            params: NO_PARAMS,
            completed: node,
            output: sourceOf(this.#machine.root.output),
            inner: node.parent === undefined ? CONSTANT_UNDEFINED : sourceOf(node.output),
          },
    );
  }

  /** As `ofDeed`, for actions that are made while a row runs: they are not remembered. */
  of(reference: unknown): Operation | undefined {
    const isInline = typeof reference === "function";
    const name = isInline ? reference.name : nameOf(reference);
    const implementation = isInline ? reference : this.#machine.implementations.actions[name];
    const params = isInline ? NO_PARAMS : paramsOf(reference);
    if (implementation === undefined) {
      // Nothing is done, but XState computes the params, and they may throw.
      return params.compute && { kind: "custom", name, params, call: () => undefined };
    }
    if (!isBuiltIn(implementation)) {
      return { kind: "custom", name, params, call: implementation as Expression };
    }
    return this.#builtIn(implementation, { name: isInline ? "" : name, params });
  }

  #remembered(key: unknown, make: () => Operation | undefined): Operation | undefined {
    if (!this.#known.has(key)) this.#known.set(key, make());
    return this.#known.get(key);
  }

  #builtIn(action: BuiltIn, named: Named): Operation {
    switch (action.type) {
      case "xstate.assign":
        return this.#assign(action.assignment, named);
      case "xstate.emit":
        return { kind: "emit", ...named, event: sourceOf(action.event) };
      case "xstate.raise":
        return this.#raise(action, named);
      case "xstate.cancel": {
        const slot = this.#slots.findIndex(({ id }) => id === action.sendId);
        return { kind: "cancel", ...named, id: sourceOf(action.sendId), slot };
      }
      case "xstate.log":
        return { kind: "log", ...named, value: sourceOf(action.value), label: action.label };
      case "xstate.enqueueActions":
        return { kind: "enqueue", ...named, collect: action.collect as Expression };
      default:
        throw otherActors(action.type.replace("xstate.", ""));
    }
  }

  #assign(assignment: unknown, named: Named): Operation {
    if (typeof assignment === "function") {
      return { kind: "assignAll", ...named, compute: assignment as Expression };
    }
    const fields = Object.entries(assignment as object).map(([field, value]) => {
      const column = this.#columns.get(field);
      if (column === undefined) throw undeclaredField(field);
      return { column, source: sourceOf(value) };
    });
    return { kind: "assign", ...named, fields };
  }

  #raise({ event, delay, id }: BuiltIn, named: Named): Operation {
    if (typeof event === "string") {
      const remedy = `Write raise({ type: "${event}" }).`;
      throw new Refusal(`raise("${event}")`, "event objects to raise", remedy);
    }
    const resolved =
      typeof delay === "string" ? this.#machine.implementations.delays[delay] : delay;
    return {
      kind: "raise",
      ...named,
      event: sourceOf(event),
      delay: sourceOf(resolved),
      id: id === undefined ? undefined : String(id),
      slot: this.#slots.findIndex((slot) => slot.id === id && slot.event === event),
    };
  }
}

export function undeclaredField(field: string): Refusal {
  return new Refusal(
    `an assign to the undeclared field "${field}"`,
    "assigns to fields of the first context",
    "Give the field a first value in the context.",
  );
}

function sourceOf(value: unknown): Source {
  return typeof value === "function"
    ? { value: undefined, compute: value as Expression }
    : { value, compute: undefined };
}

/** Whether it may put an event into the inner queue or end the machine: a microstep follows. */
export function continues(operation: Operation): boolean {
  if (operation.kind === "raise") return typeof operation.delay.value !== "number";
  return ["enqueue", "done", "complete"].includes(operation.kind);
}

/** Whether it touches the row's record before the operations after it have run. */
export function writes({ kind }: Operation): boolean {
  return ["assign", "assignAll", "enqueue", "raise", "cancel"].includes(kind);
}

/** Timers whose arming or disarming can neither fail nor depend on anything. */
function isPlainTimer(operation: Operation): boolean {
  if (operation.params.compute !== undefined) return false;
  if (operation.kind === "cancel") return operation.slot >= 0;
  return (
    operation.kind === "raise" && operation.slot >= 0 && typeof operation.delay.value === "number"
  );
}

function isTimer({ kind }: Operation): boolean {
  return kind === "raise" || kind === "cancel" || kind === "enqueue";
}

/**
 * The same operations with plain timers at the end, where this changes nothing that anybody can
 * notice (XState itself arms them after all actions): what can throw then comes before any write.
 */
export function timersLast(operations: readonly Operation[]): readonly Operation[] {
  if (!operations.filter(isTimer).every(isPlainTimer)) return operations;
  return [...operations.filter((o) => !isTimer(o)), ...operations.filter(isTimer)];
}

/** Whether something can throw after something has been written: the record must be saved first. */
export function needsUndo(operations: readonly Operation[]): boolean {
  // An assign in function form checks and writes field by field.
  if (operations.some(({ kind }) => kind === "assignAll")) return true;
  const first = operations.findIndex(writes);
  return first >= 0 && operations.slice(first + 1).some((operation) => !isPlainTimer(operation));
}
