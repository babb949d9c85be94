// What every trigger machine emits, and what its guards and actions see.
import type { Cause } from "../../domain/cause.ts";
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { TriggerFacts } from "../../domain/trigger.ts";

export interface TriggerFired {
  readonly type: "trigger.fired";
  readonly facts: TriggerFacts;
  /** Given when the trigger is due to an earlier event than the one under way. */
  readonly cause?: Cause;
}

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
