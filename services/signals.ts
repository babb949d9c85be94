// The A-interface messages behind a subscriber event, as the inspector lists them.
import type { Inspection } from "../domain/map-frame.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";

export type Signal = Inspection["signals"][number];

/** The messages behind an event, oldest first. */
export function signalsOf(event: SubscriberEvent): readonly Signal[] {
  return [{ timeMs: event.timeMs, direction: "up", message: event.type, note: "" }];
}
