// Rows as XState's own snapshots, and back.
import {
  type AnyActor,
  type AnyStateMachine,
  type AnyStateNode,
  createActor,
  type EventObject,
  SimulatedClock,
  type SnapshotStatus,
  type StateValue,
} from "xstate";
import type { PendingTimer, Row } from "./colony.ts";
import { type Column, fits, misfitOf, type Records } from "./columns.ts";
import type { Configuration, Configurations, HistoryValue } from "./configurations.ts";
import type { CreateError } from "./errors.ts";

/** What `actor.getPersistedSnapshot()` gives. */
export interface PersistedSnapshot {
  readonly status: SnapshotStatus;
  readonly output: unknown;
  readonly error: unknown;
  readonly value: StateValue;
  readonly historyValue: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly context: Readonly<Record<string, unknown>>;
  readonly children: Readonly<Record<string, never>>;
}

export function contextOf(records: Records, row: Row): Record<string, unknown> {
  return Object.fromEntries(
    records.layout.columns.map((column) => [column.name, records.read(column, row)]),
  );
}

export function persistedOf(
  {
    value,
    history,
    done,
  }: Pick<Configuration, "value" | "done"> & {
    readonly history: Readonly<Record<string, readonly { readonly id: string }[]>>;
  },
  context: Readonly<Record<string, unknown>>,
  output: unknown,
): PersistedSnapshot {
  return {
    status: done ? "done" : "active",
    output,
    error: undefined,
    value,
    historyValue: Object.fromEntries(
      Object.entries(history).map(([id, nodes]) => [id, nodes.map((node) => ({ id: node.id }))]),
    ),
    context,
    children: {},
  };
}

export interface RestoreParts {
  readonly machine: AnyStateMachine;
  readonly configurations: Configurations;
  readonly columns: ReadonlyMap<string, Column>;
  readonly records: Records;
  readonly fail: CreateError;
}

/**
 * Writes a snapshot's context into a row, and gives the configuration that it stands for. A field
 * that is missing counts as undefined: JSON drops those. Throws `colony.snapshot-refused` when the
 * machine has no such state or context; the row is then as before.
 */
export function restoreRow(
  row: Row,
  given: unknown,
  timers: readonly PendingTimer[],
  parts: RestoreParts,
): Configuration {
  const { machine, configurations, columns, records } = parts;
  const refuse = (got: string): Error =>
    refused(machine, `snapshot for row ${row}`, got, parts.fail);
  const { status, value, context, children } = (given ?? {}) as Partial<PersistedSnapshot>;
  if (status !== "active" && status !== "done") throw refuse(`status ${JSON.stringify(status)}`);
  if (Object.keys(children ?? {}).length > 0) throw refuse("child actors");
  const unknown = Object.keys(context ?? {}).find((field) => !columns.has(field));
  if (unknown !== undefined) throw refuse(`a context field "${unknown}"`);
  const values = [...columns.values()].map((column) => ({ column, value: context?.[column.name] }));
  const misfit = values.find(({ column, value }) => !fits(column, value));
  if (misfit !== undefined) throw refuse(misfitOf(misfit.column, misfit.value));
  const undated = timers.find(({ dueMs }) => typeof dueMs !== "number" || Number.isNaN(dueMs));
  if (undated !== undefined) throw refuse(`timer "${undated.id}" due at ${undated.dueMs}`);
  let nodes: readonly AnyStateNode[];
  let history: HistoryValue;
  try {
    const revived = machine.restoreSnapshot(given as never, {} as never);
    nodes = revived._nodes as AnyStateNode[];
    history = revived.historyValue as unknown as HistoryValue;
  } catch (thrown) {
    throw refuse(`${JSON.stringify(value)}: ${(thrown as Error).message}`);
  }
  for (const { column, value } of values) records.write(column, row, value);
  return configurations.of(nodes, history, status === "done");
}

interface Scheduler {
  schedule(from: unknown, to: unknown, event: EventObject, delayMs: number, id?: string): void;
  cancel(from: unknown, id: string): void;
}

/**
 * A started actor in a row's state, its timers armed: XState 5.33 does not restore pending ones.
 */
export function actorOf(
  machine: AnyStateMachine,
  snapshot: PersistedSnapshot,
  timers: readonly PendingTimer[],
  nowMs: number,
): AnyActor {
  const clock = new SimulatedClock();
  clock.set(nowMs);
  const actor = createActor(machine, { snapshot: snapshot as never, clock }).start();
  rearm(actor, timers, nowMs);
  return actor;
}

/**
 * Arms a fresh actor's timers, so that each name belongs to the same timer as before: to the one
 * armed last, as XState has it, or to none once one of that name has fired.
 */
export function rearm(actor: AnyActor, timers: readonly PendingTimer[], nowMs: number): void {
  const { scheduler } = actor.system as unknown as { scheduler: Scheduler };
  for (const { event, dueMs, id } of inArmingOrder(timers)) {
    scheduler.schedule(actor, actor, event, dueMs - nowMs, id === "" ? undefined : id);
  }
  for (const { id } of timers) {
    if (id === "" || timers.some((timer) => timer.id === id && timer.cancellable)) continue;
    // The name goes to a timer that is cancelled at once, and with it.
    scheduler.schedule(actor, actor, { type: "" }, 1, id);
    scheduler.cancel(actor, id);
  }
}

/**
 * From firing order: timers of one due stay in theirs, and the one that owns a name comes after all
 * others of that name.
 */
function inArmingOrder(timers: readonly PendingTimer[]): readonly PendingTimer[] {
  const rest = [...timers];
  const ordered: PendingTimer[] = [];
  while (rest.length > 0) {
    const next = rest.findIndex(
      ({ dueMs, id, cancellable }, index) =>
        !rest.slice(0, index).some((other) => other.dueMs === dueMs) &&
        !(cancellable && rest.some((other, place) => place !== index && other.id === id)),
    );
    ordered.push(...rest.splice(Math.max(next, 0), 1));
  }
  return ordered;
}

/** `colony.snapshot-refused`. */
export function refused(
  machine: AnyStateMachine,
  place: string,
  got: string,
  fail: CreateError,
  remedy = "Take snapshots of this machine only.",
): Error {
  return fail("colony.snapshot-refused", {
    place: `machine ${machine.id}, ${place}`,
    got,
    wanted: "a snapshot of this version of the machine",
    remedy,
  });
}
