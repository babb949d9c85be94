// Every trigger machine by the name that campaigns use; a new trigger is one file and one line
// here.
import type { AnyStateMachine } from "xstate";
import type { TriggerName, TriggerParameters } from "../../domain/trigger.ts";
import type { ColumnType, Migrate } from "../columnar/colony.ts";
import { areaDwelled, DWELL_COLUMNS } from "./area-dwelled.ts";
import { cellsChangedRapidly, RIDE_COLUMNS } from "./cells-changed-rapidly.ts";
import type { ParametersOf } from "./fired.ts";
import { HANDSET_COLUMNS, handsetChanged } from "./handset-changed.ts";
import { POWER_COLUMNS, poweredOn } from "./powered-on.ts";
import { RING_COLUMNS, ringbackHeard } from "./ringback-heard.ts";

/** Emitted by each: `TriggerFired`. Events: `EnrichedEvent`. */
export interface TriggerMachine {
  readonly machine: AnyStateMachine;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /**
   * To be changed with states, transitions, columns, or what they mean: slabs of another version
   * are only read with a migration. Default: the machine's own, or "".
   */
  readonly version?: string;
  /** By the older version, rows of which it makes rows of this one. */
  readonly migrations?: Readonly<Record<string, Migrate>>;
}

const MAKERS: { readonly [TName in TriggerName]: (of: ParametersOf<TName>) => TriggerMachine } = {
  "handset.changed": (of) => ({ machine: handsetChanged(of), columns: HANDSET_COLUMNS }),
  "powered.on": (of) => ({ machine: poweredOn(of), columns: POWER_COLUMNS }),
  "area.dwelled": (of) => ({ machine: areaDwelled(of), columns: DWELL_COLUMNS }),
  "cells.changedRapidly": (of) => ({ machine: cellsChangedRapidly(of), columns: RIDE_COLUMNS }),
  "ringback.heard": (of) => ({ machine: ringbackHeard(of), columns: RING_COLUMNS }),
};

/**
 * The machine of a trigger. The parameters are a part of its definition, not of its rows: they are
 * the same for all subscribers.
 */
export function createTriggerMachine(parameters: TriggerParameters): TriggerMachine {
  return MAKERS[parameters.name](parameters as never);
}
