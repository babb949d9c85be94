// A moment that campaigns wait for, noticed in one subscriber's events.
import type { Cause } from "./cause.ts";
import type { SubscriberIndex } from "./identity.ts";
import type { ZoneIndex } from "./location.ts";

export const TRIGGER_NAMES = [
  "handset.changed",
  "powered.on",
  "area.dwelled",
  "cells.changedRapidly",
  "ringback.heard",
] as const;
export type TriggerName = (typeof TRIGGER_NAMES)[number];

/** What was noticed, in numbers that the tap showed; one shape per trigger name. */
export type TriggerFacts =
  | {
      readonly name: "handset.changed";
      /** TAC before (0 when none was known) and now. */
      readonly fromTac: number;
      readonly tac: number;
      /** Capability bits that the new handset has and the old one had not. */
      readonly gained: number;
      /** Time since the new handset was first seen. */
      readonly sinceMs: number;
    }
  | {
      readonly name: "powered.on";
      readonly offMs: number;
      readonly missedCalls: number;
    }
  | {
      readonly name: "area.dwelled";
      readonly zone: ZoneIndex;
      /** First to last sighting. */
      readonly stayMs: number;
    }
  | {
      readonly name: "cells.changedRapidly";
      /** Distinct cells seen, without counting a return to the cell before the last. */
      readonly cells: number;
      /** First to last of those sightings. */
      readonly withinMs: number;
      readonly messageSent: boolean;
    }
  | {
      readonly name: "ringback.heard";
      /** From ALERTING to answer or release. */
      readonly ringMs: number;
    };

export interface Trigger {
  readonly timeMs: number;
  readonly subscriber: SubscriberIndex;
  /** Counts this subscriber's triggers from 0. */
  readonly sequence: number;
  /** Index of the trigger definition (machine and parameters) in the scenario's list. */
  readonly definition: number;
  readonly facts: TriggerFacts;
  /** Where the network last saw the subscriber; 0 when never. */
  readonly lac: number;
  readonly ci: number;
  readonly cause: Cause;
}

/** What a trigger machine is made of, the same for all its rows. Durations in ms. */
export type TriggerParameters =
  | {
      readonly name: "handset.changed";
      /** Capability that the new handset must gain; "any" for every change. */
      readonly gains: "mms" | "wap" | "any";
      /** The new handset must still be in use this long after it was first seen. */
      readonly settleMs: number;
    }
  | {
      readonly name: "powered.on";
      readonly offForMs: number;
      readonly missedCalls: number;
    }
  | {
      readonly name: "area.dwelled";
      readonly zone: string;
      readonly minimumStayMs: number;
      /** Two sightings further apart than this do not prove a stay between them. */
      readonly maximumGapMs: number;
      /** Whether regulars of the zone (staff, residents) are ignored. */
      readonly notRegular: boolean;
    }
  | {
      readonly name: "cells.changedRapidly";
      readonly cells: number;
      readonly withinMs: number;
      /** An SMS must follow within this time; 0 when none is needed. */
      readonly andMessageWithinMs: number;
    }
  | {
      readonly name: "ringback.heard";
      readonly minimumRingMs: number;
    };
