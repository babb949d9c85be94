// What stands in the log: blocks of events as columns, and controls that change what is done with them.
import type { EventColumns } from "../../domain/event-columns.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";

/**
 * All events of one partition with fromMs ≤ timeMs < toMs (an event at toMs stands in the next
 * block). Blocks of a partition follow one another: each begins where the last one ended.
 */
export interface EventBlock {
  readonly kind: "events";
  readonly fromMs: number;
  readonly toMs: number;
  /** `subscriber` counts within the partition: index = place · partitions + partition. */
  readonly columns: EventColumns;
  /**
   * The same events as objects, position by position, as the inspector shows them; absent where
   * events were made as columns.
   */
  events?(): readonly SubscriberEvent[];
  /** One of these, without making the others. */
  eventAt?(place: number): SubscriberEvent;
}

/** What an operator changes of a running network. It takes effect after the block before it. */
export type Control =
  | {
      /** Holds all offers of a campaign back, or lets them go again. */
      readonly kind: "campaign.pause" | "campaign.resume";
      /** Its name in the scenario. */
      readonly campaign: string;
    }
  | {
      /** Somebody wants no offers any more. */
      readonly kind: "contact.refuse";
      readonly subscriber: number;
    };

export interface ControlRecord {
  readonly kind: "control";
  readonly control: Control;
}

export type LogRecord = EventBlock | ControlRecord;
