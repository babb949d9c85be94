// What every trigger machine emits, and the parameters that it is made of.
import type { Cause } from "../../domain/cause.ts";
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { TriggerFacts, TriggerName, TriggerParameters } from "../../domain/trigger.ts";

export interface TriggerFired {
  readonly type: "trigger.fired";
  readonly facts: TriggerFacts;
  /** Given when the trigger is due to an earlier event than the one under way. */
  readonly cause?: Cause;
}

export type ParametersOf<TName extends TriggerName> = Extract<
  TriggerParameters,
  { readonly name: TName }
>;

/** A guard's or action's view of one step. */
export interface Step<TContext> {
  readonly context: TContext;
  readonly event: EnrichedEvent;
}

export function fired(facts: TriggerFacts, cause?: Cause): TriggerFired {
  return cause === undefined
    ? { type: "trigger.fired", facts }
    : { type: "trigger.fired", facts, cause };
}
