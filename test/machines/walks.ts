// Random walks through colonies, with generated code and with closures, and what is seen of a row.
import fc from "fast-check";
import type { AnyStateMachine, EventObject } from "xstate";
import type {
  ColumnarColony,
  ColumnType,
  CompileOptions,
  Row,
} from "../../machines/columnar/colony.ts";
import { compile } from "../../machines/columnar/compile.ts";
import { OFFER_COLUMNS } from "../../machines/offer.ts";
import { SUBSCRIBER_COLUMNS } from "../../machines/subscriber-context.ts";
import {
  createFeatureMachine,
  createFlatMachine,
  FEATURE_EVENTS,
  FEATURE_PAUSE,
  type MachineUnderTest,
  PRODUCT_MACHINES,
} from "./machines-under-test.ts";

export const BACKENDS = [
  { backend: "generated code", codegen: true },
  { backend: "closures", codegen: false },
] as const;

const FEATURE_WALK = {
  input: fc.nat(9).map((row) => ({ row })),
  event: FEATURE_EVENTS,
  pause: FEATURE_PAUSE,
};

/** Of those that do not name their own. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, ColumnType>>>> = {
  subscriber: SUBSCRIBER_COLUMNS,
  offer: OFFER_COLUMNS,
};

export type ColumnarMachine = MachineUnderTest;

/** The product machines, with their own columns, and two that use what these do not. */
export const MACHINES: readonly ColumnarMachine[] = [
  ...PRODUCT_MACHINES.map((under) => {
    const columns = COLUMNS[under.name];
    return columns === undefined ? under : { ...under, columns };
  }),
  { name: "features", machine: createFeatureMachine(() => {}), ...FEATURE_WALK },
  { name: "flat", machine: createFlatMachine({ eventless: true }), ...FEATURE_WALK },
];

export interface Step {
  readonly row: Row;
  readonly pauseMs: number;
  /** Undefined: time passes. */
  readonly event: EventObject | undefined;
}

export function stepsOf(
  { event, pause }: Pick<MachineUnderTest, "event" | "pause">,
  { rows, maxLength }: { readonly rows: number; readonly maxLength: number },
): fc.Arbitrary<Step[]> {
  const step = fc.record({
    row: fc.nat(rows - 1),
    pauseMs: pause,
    event: fc.option(event, { nil: undefined, freq: 5 }),
  });
  return fc.array(step, { maxLength, size: "max" });
}

/** A colony with what its rows have emitted, by row. */
export interface Watched {
  readonly colony: ColumnarColony;
  readonly heard: unknown[][];
  nowMs: number;
}

export function watch(machine: AnyStateMachine, options: Partial<CompileOptions> = {}): Watched {
  const heard: unknown[][] = [];
  const onEmit = (row: Row, emitted: EventObject, timeMs: number): void => {
    heard[row] ??= [];
    heard[row].push([timeMs, emitted]);
  };
  const colony = compile(machine, { onEmit, ...options }) as unknown as ColumnarColony;
  return { colony, heard, nowMs: 0 };
}

export function play(watched: Watched, steps: readonly Step[]): void {
  for (const { row, pauseMs, event } of steps) {
    watched.nowMs += pauseMs;
    if (event === undefined) watched.colony.advance(watched.nowMs);
    else watched.colony.send(row, dated(event, watched.nowMs), watched.nowMs);
  }
}

export function dated(event: EventObject, timeMs: number): EventObject {
  return { ...event, timeMs } as EventObject;
}

/** All that can be seen of a row. */
export function seen(colony: ColumnarColony, row: Row): unknown {
  return {
    persisted: colony.persisted(row),
    timers: colony.timers(row),
    quarantine: colony.quarantine.get(row)?.message,
  };
}
