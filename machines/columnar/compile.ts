// Compiles an XState machine into a colony: the definition stays the only source of behaviour.
import type {
  AnyStateMachine,
  AnyStateNode,
  ContextFrom,
  EmittedFrom,
  EventFromLogic,
} from "xstate";
import { canGenerate, closuresBackend, generatedBackend } from "./backend.ts";
import type { ColumnarColony, ColumnType, CompileOptions } from "./colony.ts";
import { COLUMN_TYPES, inferredType, isColumnType, layoutOf, Records, rowsMax } from "./columns.ts";
import { actionsOf, configurationsMax, nodesOf, slotsOf, transitionsOf } from "./definition.ts";
import { ColonyError, type CreateError, otherActors, Refusal } from "./errors.ts";
import { Frame } from "./frame.ts";
import { guardOf } from "./guards.ts";
import { Operations } from "./operations.ts";
import { Program } from "./program.ts";
import type { Scope } from "./scope.ts";
import { Timers } from "./timers.ts";
import { type Compiled, TypedColony } from "./typed-colony.ts";
import { Undo } from "./undo.ts";

const CAPACITY = 1024;
/**
 * Configurations that a 16-bit state can tell apart, two values being "free" and "in quarantine".
 */
const NARROW_STATES_MAX = 2 ** 16 - 2;

/**
 * Makes a colony of a machine that neither starts nor addresses other actors.
 *
 * @throws machine.unsupported, with the state's id and what to do instead, for invoke, spawnChild,
 * stopChild, sendTo, sendParent, forwardTo, an assign to a field that the first context has not, a
 * guard without implementation, and a context whose fields are not known; colony.full for a
 * capacity beyond one buffer.
 */
export function compile<TMachine extends AnyStateMachine>(
  machine: TMachine,
  options: CompileOptions<EmittedFrom<TMachine>>,
): ColumnarColony<EventFromLogic<TMachine>, ContextFrom<TMachine>> {
  const compiled = prepare(machine, options as CompileOptions);
  return new TypedColony(compiled) as unknown as ColumnarColony<
    EventFromLogic<TMachine>,
    ContextFrom<TMachine>
  >;
}

function prepare(machine: AnyStateMachine, options: CompileOptions): Compiled {
  const fail: CreateError = options.createError ?? ((code, parts) => new ColonyError(code, parts));
  const slots = slotsOf(machine);
  const isNarrow = statesMax(machine.root) <= NARROW_STATES_MAX;
  const layout = layoutOf(typesOf(machine, options, fail), {
    stateType: isNarrow ? "u16" : "u32",
    slotCount: slots.length,
  });
  const capacity = Math.max(1, Math.ceil(options.capacity ?? CAPACITY));
  if (!(capacity <= rowsMax(layout))) {
    throw fail("colony.full", {
      place: `colony of machine ${machine.id}`,
      got: `room for ${capacity} rows`,
      wanted: `at most ${rowsMax(layout)} rows of ${layout.wordsPerRow * 4} bytes`,
      remedy: "Spread the rows over several colonies, or declare narrower columns.",
    });
  }
  const records = new Records(layout, capacity);
  const frame = new Frame();
  const undo = new Undo(records, frame);
  const columns = new Map(layout.columns.map((column) => [column.name, column]));
  const operations = new Operations(machine, columns, slots);
  checkDefinition(machine, operations, fail);
  // The colony says what `send` does.
  const self = { id: machine.id, sessionId: machine.id, send() {} };
  const scope: Scope = {
    machine,
    columns,
    operations,
    frame,
    args: { context: {}, event: { type: "xstate.init" }, self, system: {} },
    records,
    timers: new Timers({ ...layout, slots }, records.u8, records.u32),
    onLog: options.onLog,
    save: () => undo.save(),
  };
  const isGenerated = options.codegen !== false && canGenerate();
  const backend = isGenerated ? generatedBackend(scope) : closuresBackend(scope);
  return {
    scope,
    undo,
    backend,
    program: new Program(machine, operations, backend, isNarrow ? NARROW_STATES_MAX : Infinity),
    options,
    fail,
    firstContext: (input) => firstContext(machine, input),
    hasOneContext: typeof machine.config.context !== "function",
  };
}

function firstContext(machine: AnyStateMachine, input: unknown): Record<string, unknown> {
  const { context } = machine.config;
  if (typeof context !== "function") return (context ?? {}) as Record<string, unknown>;
  const spawn = (): never => {
    throw new Error("spawn: a colony's machine neither starts nor addresses actors");
  };
  return (context({ input, spawn, self: undefined } as never) ?? {}) as Record<string, unknown>;
}

/** Types of all context fields: declared, or inferred from the first context. */
function typesOf(
  machine: AnyStateMachine,
  { columns = {}, input }: CompileOptions,
  fail: CreateError,
): Readonly<Record<string, ColumnType>> {
  const wrong = (got: string, wanted: string, remedy: string): Error =>
    fail("machine.unsupported", { place: `machine ${machine.id}, context`, got, wanted, remedy });
  const strange = Object.entries(columns).find(([, type]) => !isColumnType(type));
  if (strange !== undefined) {
    throw wrong(
      `column type ${JSON.stringify(strange[1])} for "${strange[0]}"`,
      `one of ${COLUMN_TYPES.join(", ")}, or { type, empty } with null or undefined`,
      "See the table of columns in columnar.md.",
    );
  }
  let context: Record<string, unknown>;
  try {
    context = firstContext(machine, input);
  } catch (thrown) {
    if (Object.keys(columns).length > 0) return columns;
    throw wrong(
      `"${(thrown as Error).message}" when it was made from the colony's input`,
      "a context whose fields are known at once",
      "Declare every field in `columns`, or give an `input` that a context can be made from.",
    );
  }
  const unknown = Object.keys(columns).find((field) => !Object.hasOwn(context, field));
  if (unknown !== undefined) {
    throw wrong(
      `a column for "${unknown}"`,
      `columns for the fields ${Object.keys(context).join(", ")}`,
      "Take the column away, or give the field a first value in the machine's context.",
    );
  }
  const declared = new Map(Object.entries(columns));
  return Object.fromEntries(
    Object.entries(context).map(([field, value]) => [
      field,
      declared.get(field) ?? inferredType(value),
    ]),
  );
}

/** Most configurations, with the orders in which regions can come to stand, and the end. */
function statesMax(root: AnyStateNode): number {
  if (nodesOf(root).some((node) => node.always !== undefined || node.type === "history")) {
    return Number.POSITIVE_INFINITY;
  }
  return 2 * configurationsMax(root) + 1;
}

/** Resolves every guard and action once, so that what a colony cannot do is told at once. */
function checkDefinition(
  machine: AnyStateMachine,
  operations: Operations,
  fail: CreateError,
): void {
  const pathOf = new Map<string, string>();
  for (const node of nodesOf(machine.root)) {
    try {
      const path = [machine.id, ...node.path].join(".");
      const other = pathOf.get(node.id);
      if (other !== undefined) throw sameId(other, path);
      pathOf.set(node.id, path);
      if (node.invoke.length > 0) throw otherActors("invoke");
      for (const action of actionsOf(node)) operations.ofDeed({ kind: "action", action });
      for (const { guard } of transitionsOf(node)) if (guard) guardOf(machine, guard);
    } catch (thrown) {
      throw unsupported(node, thrown as Error, fail);
    }
  }
}

/** XState takes such states for one another. */
function sameId(one: string, other: string): Refusal {
  const got = `the same id for ${one} and ${other}`;
  return new Refusal(got, "ids that differ", "Give one of the states another id, or key.");
}

function unsupported(node: AnyStateNode, thrown: Error, fail: CreateError): Error {
  const { wanted, remedy } =
    thrown instanceof Refusal
      ? thrown
      : { wanted: "a definition that XState can run", remedy: "Mend the definition." };
  const place = `state ${node.id}`;
  return fail("machine.unsupported", { place, got: thrown.message, wanted, remedy });
}
