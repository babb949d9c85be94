// Definitions of one kind in a scenario's list, with their places in it.
import type { TriggerParameters } from "../../domain/trigger.ts";
import type { ParametersOf, TriggerOf } from "../../machines/triggers/catalogue.ts";

export type Wanted<TName extends TriggerOf> = ParametersOf<TName> & {
  readonly definition: number;
};

export function wantedOf<TName extends TriggerOf>(
  definitions: readonly TriggerParameters[],
  name: TName,
): readonly Wanted<TName>[] {
  return definitions.flatMap((parameters, definition) =>
    parameters.name === name ? [{ ...parameters, definition } as unknown as Wanted<TName>] : [],
  );
}

/** Takes a true moment of the person under way; times are ms since the run's first midnight. */
export type Tell = (definition: number, fromMs: number, dueMs: number, untilMs: number) => void;
