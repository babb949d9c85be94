// Definitions of one kind in a scenario's list, with their places in it.
import type { TriggerName, TriggerParameters } from "../../domain/trigger.ts";

export type Wanted<TName extends TriggerName> = Extract<
  TriggerParameters,
  { readonly name: TName }
> & { readonly definition: number };

export function wantedOf<TName extends TriggerName>(
  definitions: readonly TriggerParameters[],
  name: TName,
): readonly Wanted<TName>[] {
  return definitions.flatMap((parameters, definition) =>
    parameters.name === name ? [{ ...parameters, definition } as Wanted<TName>] : [],
  );
}

/** Takes a true moment of the person under way; times are ms since the run's first midnight. */
export type Tell = (definition: number, fromMs: number, dueMs: number, untilMs: number) => void;
