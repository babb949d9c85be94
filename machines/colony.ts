// Colonies as Kairos makes them: columnar, with Kairos' own errors.
import type { AnyStateMachine, ContextFrom, EmittedFrom, EventFromLogic } from "xstate";
import { KairosError } from "../domain/errors.ts";
import type { ColumnarColony, CompileOptions } from "./columnar/colony.ts";
import { compile } from "./columnar/compile.ts";
import type { CreateError } from "./columnar/errors.ts";

export const createError: CreateError = (code, parts) => new KairosError(code, parts);

export type CreateColonyOptions<TMachine extends AnyStateMachine> = Omit<
  CompileOptions<EmittedFrom<TMachine>>,
  "createError"
>;

/**
 * A colony of subscribers, offers or triggers, each a row that runs the machine.
 *
 * @throws machine.unsupported as {@link compile} does.
 */
export function createColony<TMachine extends AnyStateMachine>(
  machine: TMachine,
  options: CreateColonyOptions<TMachine>,
): ColumnarColony<EventFromLogic<TMachine>, ContextFrom<TMachine>> {
  return compile(machine, {
    ...options,
    createError,
  });
}
