// Somebody who looks on while a run goes: told of each trigger, and of all that is sent, one by one.
import type { Offered } from "../../domain/decision.ts";
import type { Trigger } from "../../domain/trigger.ts";

/** On the run's own thread alone; it changes nothing. */
export interface Watcher {
  trigger?(trigger: Trigger): void;
  /** A message, call or talk is on its way now, at once or released; a reminder too. */
  sent?(offer: Offered): void;
}
