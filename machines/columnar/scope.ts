// What guards and actions of one colony work on, handed to all that runs them.
import type { AnyStateMachine } from "xstate";
import type { CompileOptions } from "./colony.ts";
import type { Column, Records } from "./columns.ts";
import type { Frame } from "./frame.ts";
import type { StepArguments } from "./guards.ts";
import type { Operations } from "./operations.ts";
import type { Timers } from "./timers.ts";

export interface Scope {
  readonly machine: AnyStateMachine;
  readonly columns: ReadonlyMap<string, Column>;
  readonly operations: Operations;
  readonly frame: Frame;
  readonly args: StepArguments;
  readonly records: Records;
  readonly timers: Timers;
  readonly onLog: CompileOptions["onLog"];
  /** Copies the row's record, once per step. */
  save(): void;
}
