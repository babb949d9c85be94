// A moment that campaigns wait for, noticed in one subscriber's events.
import type { Cause } from "./cause.ts";
import { hashText } from "./hash.ts";
import type { SubscriberIndex } from "./identity.ts";

/** "area.dwelled": the name of a definition in machines/triggers/catalogue.ts. */
export type TriggerName = string;

/** What was noticed, in numbers that the tap showed; each definition has its own. */
export type TriggerFacts = {
  readonly name: TriggerName;
  readonly [fact: string]: string | number | boolean;
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

export type ParameterValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly number[]
  | Readonly<Record<string, string | number | boolean>>;

/** What a trigger machine is made of, the same for all its rows. Durations in ms: plain JSON. */
export type TriggerParameters = {
  readonly name: TriggerName;
  readonly [parameter: string]: ParameterValue | undefined;
};

/** Those that digests number from 1; all later ones go by the hashes of their names. */
const NUMBERED: readonly TriggerName[] = [
  "handset.changed",
  "powered.on",
  "area.dwelled",
  "cells.changedRapidly",
  "ringback.heard",
];

/** The word for a trigger's name in digests. */
export function triggerWord(name: TriggerName): number {
  const place = NUMBERED.indexOf(name);
  return place < 0 ? hashText(name) : place + 1;
}
