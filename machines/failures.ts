// How a guard or action that throws is told: with its name, wherever it has one.
import type { AnyMachineSnapshot } from "xstate";
import { KairosError } from "../domain/errors.ts";

/** XState names a guard that throws, in its message, but no action: this does, in like words. */
export function failedAction(name: string | undefined, thrown: unknown): unknown {
  if (name === undefined) return thrown;
  return new Error(`Unable to run action '${name}':\n${messageOf(thrown)}`, { cause: thrown });
}

export interface FailedStep {
  /** The row, in words. */
  readonly who: string;
  readonly at: AnyMachineSnapshot;
  /** Type of the event under way. */
  readonly type: string;
  readonly thrown: unknown;
}

/** `machine.failed` of a step; the row must be left as it was before. */
export function failedStep({ who, at, type, thrown }: FailedStep): KairosError {
  const error = new KairosError("machine.failed", {
    place: `machine ${at.machine.id}, ${who}, state ${JSON.stringify(at.value)}`,
    got: `"${messageOf(thrown).replaceAll("\n", " ")}" on event ${type}`,
    wanted: "guards and actions that do not throw",
    remedy: "The row keeps its state and takes no more events; mend the guard or action.",
  });
  error.cause = thrown;
  return error;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
