// Guards, choices and operations as closures: where code must not be generated, and what it leaves
// out.
import { assign, cancel, type EventObject, emit, raise } from "xstate";
import { firstCodeOf } from "./batch.ts";
import type { BatchField } from "./colony.ts";
import type { Configuration } from "./configurations.ts";
import { otherActors } from "./errors.ts";
import { type Guard, guardOf, isIn, type Params, type StepArguments } from "./guards.ts";
import { type Operation, type OperationOf, type Source, undeclaredField } from "./operations.ts";
import type { Scope } from "./scope.ts";
import type { Choice } from "./select.ts";

/** The batch under way, as the reused event object reads it. */
export interface BatchCursor {
  index: number;
  types: ArrayLike<number>;
  typeNames: readonly string[];
  /** By the place of the field's name. */
  fields: BatchField[];
}

/** The context, over the columns of the row under way. */
export function contextView({ records, frame }: Pick<Scope, "records" | "frame">): object {
  return viewOf(
    records.layout.columns.map((column) => [column.name, () => records.read(column, frame.row)]),
  );
}

/** The batch's event under way. */
export function eventView(names: readonly string[], cursor: BatchCursor): EventObject {
  const fields = names.map(
    (name, place): Getter => [
      name,
      () => {
        const field = cursor.fields[place]!;
        if (!("codes" in field)) return field[cursor.index];
        return field.values[field.codes[cursor.index]! - firstCodeOf(field)];
      },
    ],
  );
  const type = (): unknown => cursor.typeNames[cursor.types[cursor.index]!];
  return viewOf([["type", type], ...fields]) as EventObject;
}

type Getter = readonly [name: string, get: () => unknown];

/** An object with own enumerable getters that cannot be changed. */
function viewOf(getters: readonly Getter[]): object {
  const view = {};
  for (const [name, get] of getters) Object.defineProperty(view, name, { enumerable: true, get });
  return Object.freeze(view);
}

export function paramsFor(params: Params, args: StepArguments): unknown {
  return params.compute === undefined ? params.value : params.compute(args);
}

/** Whether a guard holds, in a configuration. */
export function asks(guard: Guard, at: () => Configuration, scope: Scope): () => boolean {
  if (guard.kind === "stateIn") return () => isIn(scope.machine, guard.value, at());
  if (guard.kind === "not") {
    const inner = asks(guard.part, at, scope);
    return () => !inner();
  }
  if (guard.kind === "and" || guard.kind === "or") {
    const parts = guard.parts.map((part) => asks(part, at, scope));
    return guard.kind === "and"
      ? () => parts.every((part) => part())
      : () => parts.some((part) => part());
  }
  const { frame, args } = scope;
  const { call, params, name } = guard;
  const place = frame.nameOf("guard", name);
  return () => {
    frame.at = place;
    return Boolean(call(args, paramsFor(params, args)));
  };
}

/** Makes a function that gives the key of what is selected. */
export function chooserOf(choice: Choice, at: Configuration, scope: Scope): () => number {
  if (choice.kind === "all") {
    const parts = choice.parts.map((part) => chooserOf(part, at, scope));
    return () => parts.reduce((key, part) => key + part(), 0);
  }
  if (choice.kind === "first") {
    const inner = chooserOf(choice.inner, at, scope);
    const outer = chooserOf(choice.outer, at, scope);
    return () => inner() || outer();
  }
  const guards = choice.candidates.map(({ guard }) => guard && asks(guard, () => at, scope));
  return () => choice.weight * (guards.findIndex((guard) => guard === undefined || guard()) + 1);
}

/** Makes a function that runs the operations in order. */
export function closureOfAll(operations: readonly Operation[], scope: Scope): () => void {
  const all = operations.map((operation) => closureOf(operation, scope));
  return () => {
    for (const perform of all) perform();
  };
}

/** Params are computed once for an action, and also if nobody takes them: they may throw. */
export function closureOf(operation: Operation, scope: Scope): () => void {
  const { frame, args } = scope;
  const { params } = operation;
  const place = frame.nameOf("action", operation.name);
  const perform = bodyOf(operation, scope);
  return () => {
    frame.at = place;
    perform(paramsFor(params, args));
  };
}

function bodyOf(operation: Operation, scope: Scope): (params: unknown) => void {
  const { args, frame, onLog } = scope;
  const from = ({ compute, value }: Source, params: unknown): unknown =>
    compute === undefined ? value : compute(args, params);
  switch (operation.kind) {
    case "assign":
      return (params) => assignFields(operation, params, scope);
    case "assignAll":
      return (params) => assignAll(operation, params, scope);
    case "emit":
      return (params) => {
        frame.emitted.push(from(operation.event, params) as EventObject);
      };
    case "raise":
      return (params) => {
        const event = from(operation.event, params) as EventObject;
        armOrRaise(operation, event, from(operation.delay, params), scope);
      };
    case "cancel":
      return (params) => {
        if (operation.slot >= 0) scope.timers.disarm(frame.row, operation.slot);
        else scope.timers.cancel(frame.row, String(from(operation.id, params)));
      };
    case "log":
      return (params) => onLog?.(frame.row, from(operation.value, params), operation.label);
    case "enqueue":
      return (params) => enqueueActions(operation, params, scope);
    case "custom":
      return (params) => {
        operation.call(args, params);
      };
    case "done":
      return (params) => {
        const type = `xstate.done.state.${operation.node.id}`;
        frame.queue.push({ type, output: from(operation.output, params) } as EventObject);
      };
    case "complete":
      return () => complete(operation, scope);
  }
}

/** Every value is computed from the old context before any is written. */
function assignFields({ fields }: OperationOf<"assign">, params: unknown, scope: Scope): void {
  const { args, frame, records } = scope;
  const values = fields.map(({ source: { compute, value } }) =>
    compute === undefined ? value : compute(args, params),
  );
  frame.assigned = true;
  fields.forEach(({ column }, index) => {
    records.write(column, frame.row, values[index]);
  });
}

function assignAll({ compute }: OperationOf<"assignAll">, params: unknown, scope: Scope): void {
  const { args, frame, records, columns } = scope;
  const update = compute(args, params) ?? {};
  frame.assigned = true;
  for (const [field, value] of Object.entries(update as object)) {
    const column = columns.get(field);
    if (column === undefined) throw undeclaredField(field);
    records.write(column, frame.row, value);
  }
}

function armOrRaise(
  { id, slot }: OperationOf<"raise">,
  event: EventObject,
  delay: unknown,
  { frame, timers }: Scope,
): void {
  if (typeof delay !== "number") frame.queue.push(event);
  else if (Number.isNaN(delay)) throw new Error("a delay that is not a number (NaN)");
  else {
    const dueMs = delay > 0 ? frame.nowMs + delay : frame.nowMs;
    if (slot >= 0) timers.arm(frame.row, slot, dueMs);
    else timers.armGeneral(frame.row, dueMs, event, id);
  }
}

/** XState's getMachineOutput: the machine's output sees the done event of what completed it. */
function complete({ completed, output, inner }: OperationOf<"complete">, scope: Scope): void {
  const { args, frame } = scope;
  frame.output = output.value;
  if (output.compute === undefined) return;
  const innerOutput = inner.compute === undefined ? inner.value : inner.compute(args, undefined);
  const outer = args.event;
  const type = `xstate.done.state.${completed.id}`;
  args.event = { type, output: innerOutput } as EventObject;
  try {
    frame.output = output.compute(args, undefined);
  } finally {
    args.event = outer;
  }
}

/** Collects the actions, then runs them; each is resolved when its turn comes. */
function enqueueActions({ collect }: OperationOf<"enqueue">, params: unknown, scope: Scope): void {
  const { args, frame, machine, operations } = scope;
  const actions: unknown[] = [];
  const make =
    (creator: (...given: never[]) => unknown) =>
    (...given: never[]): void => {
      actions.push(creator(...given));
    };
  const refuse = (what: string) => (): never => {
    throw otherActors(`enqueue.${what}`);
  };
  const enqueue = Object.assign((action: unknown) => actions.push(action), {
    assign: make(assign as never),
    cancel: make(cancel as never),
    raise: make(raise as never),
    emit: make(emit as never),
    sendTo: refuse("sendTo"),
    sendParent: refuse("sendParent"),
    spawnChild: refuse("spawnChild"),
    stopChild: refuse("stopChild"),
  });
  const check = (reference: unknown): boolean =>
    asks(guardOf(machine, reference), () => frame.configuration!, scope)();
  collect({ ...args, enqueue, check } as StepArguments, params);
  const place = frame.at;
  for (const action of actions) {
    frame.at = place;
    const operation = operations.of(action);
    if (operation !== undefined) closureOf(operation, scope)();
  }
}
