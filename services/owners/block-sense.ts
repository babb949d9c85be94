// Whether a block of the log is one that machines can walk: what a faulty writer says must not reach them.
import type { EventColumns } from "../../domain/event-columns.ts";
import { MISSED_WHY, SUBSCRIBER_EVENT_TYPES } from "../../domain/subscriber-event.ts";
import type { EventBlock } from "../log/log-record.ts";

/** Of the columns that hold codes: how many codes there are. */
const CODES = {
  type: SUBSCRIBER_EVENT_TYPES.length,
  regular: 2,
  direction: 2,
  why: MISSED_WHY.length,
  hasRingbackTone: 3,
  peerHasRingbackTone: 2,
} as const satisfies Partial<Record<keyof EventColumns, number>>;

/**
 * The greatest row of a sound block, −1 for an empty one; undefined when a time is not the block's,
 * or is before an earlier one of the same row, or a code says nothing.
 */
export function greatestRowOf(
  { fromMs, toMs, columns }: EventBlock,
  zones: number,
): number | undefined {
  const { size, subscriber, timeMs, zone } = columns;
  let row = -1;
  let beforeMs = fromMs;
  let greatest = -1;
  for (let place = 0; place < size; place++) {
    const time = timeMs[place]!;
    if (subscriber[place] !== row) {
      row = subscriber[place]!;
      if (row > greatest) greatest = row;
      beforeMs = fromMs;
    }
    if (!(time >= beforeMs && time < toMs) || zone[place]! < -1 || zone[place]! >= zones) {
      return undefined;
    }
    beforeMs = time;
  }
  return areCodes(columns) ? greatest : undefined;
}

function areCodes(columns: EventColumns): boolean {
  return Object.entries(CODES).every(([name, codes]) => {
    const values = columns[name as keyof typeof CODES];
    for (let place = 0; place < columns.size; place++) {
      if (values[place]! >= codes) return false;
    }
    return true;
  });
}
