// Every trigger machine by the name that campaigns use; a new trigger is one file and one line
// here.
import type { AnyStateMachine } from "xstate";
import type { TriggerName } from "../../domain/trigger.ts";
import { areaDwelled } from "./area-dwelled.ts";
import { cellsChangedRapidly } from "./cells-changed-rapidly.ts";
import { handsetChanged } from "./handset-changed.ts";
import { poweredOn } from "./powered-on.ts";
import { ringbackHeard } from "./ringback-heard.ts";

/**
 * Input of each machine: the trigger's parameters. Emitted by each: `TriggerFired`. Events:
 * `EnrichedEvent`.
 */
export const TRIGGER_MACHINES = {
  "handset.changed": handsetChanged,
  "powered.on": poweredOn,
  "area.dwelled": areaDwelled,
  "cells.changedRapidly": cellsChangedRapidly,
  "ringback.heard": ringbackHeard,
} as const satisfies Record<TriggerName, AnyStateMachine>;
