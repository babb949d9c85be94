// Columns of events as colonies take them: the same arrays under the names that machines read.
import { NO_CAUSE } from "../domain/cause.ts";
import { RINGBACK_STATES, type Zone } from "../domain/directory.ts";
import type { EventColumns } from "../domain/event-columns.ts";
import { MISSED_WHY, SUBSCRIBER_EVENT_TYPES } from "../domain/subscriber-event.ts";
import type { EventBatch } from "./columnar/colony.ts";

const DIRECTIONS = ["originated", "terminated"];
const FALSE_OR_TRUE = [false, true];
const IS_ACTIVE = RINGBACK_STATES.map((state) => state === "active");
/** Generated events come from no frame. */
const CAUSES = SUBSCRIBER_EVENT_TYPES.map(() => NO_CAUSE);

/** What columns say of zones by their place, −1 for none. */
export interface ZoneValues {
  readonly kinds: readonly string[];
  readonly names: readonly string[];
}

export function zoneValues(zones: readonly Zone[]): ZoneValues {
  return {
    kinds: ["", ...zones.map(({ kind }) => kind)],
    names: ["", ...zones.map(({ name }) => name.en)],
  };
}

/** Nothing is copied: the batch lasts as long as what is in the columns. Rows are their subscribers. */
export function windowBatch(columns: EventColumns, zones: ZoneValues): EventBatch {
  return {
    size: columns.size,
    rows: columns.subscriber,
    timesMs: columns.timeMs,
    types: columns.type,
    typeNames: SUBSCRIBER_EVENT_TYPES,
    fields: {
      timeMs: columns.timeMs,
      sequence: columns.sequence,
      cause: { codes: columns.type, values: CAUSES },
      lac: columns.lac,
      ci: columns.ci,
      zone: columns.zone,
      zoneKind: { codes: columns.zone, values: zones.kinds, firstCode: -1 },
      zoneName: { codes: columns.zone, values: zones.names, firstCode: -1 },
      regular: { codes: columns.regular, values: FALSE_OR_TRUE },
      capabilities: columns.capabilities,
      tac: columns.tac,
      handset: columns.handset,
      direction: { codes: columns.direction, values: DIRECTIONS },
      why: { codes: columns.why, values: MISSED_WHY },
      hasRingbackTone: { codes: columns.hasRingbackTone, values: IS_ACTIVE },
      ringbackTone: { codes: columns.hasRingbackTone, values: RINGBACK_STATES },
      happenedMs: columns.happenedMs,
      firstValue: columns.firstValue,
      secondValue: columns.secondValue,
      thirdValue: columns.thirdValue,
      fourthValue: columns.fourthValue,
      peerHasRingbackTone: { codes: columns.peerHasRingbackTone, values: FALSE_OR_TRUE },
    },
  };
}
