// Somebody who looks on while a run goes: told of each trigger, decision and outcome, one by one.
import type { Decision } from "../../domain/decision.ts";
import type { Outcome } from "../../domain/offer.ts";
import type { Trigger } from "../../domain/trigger.ts";

/** On the run's own thread alone; it changes nothing. */
export interface Watcher {
  trigger?(trigger: Trigger): void;
  decision?(decision: Decision): void;
  outcome?(outcome: Outcome): void;
}
