// What both hand-written layouts of the subscriber machine share: codes of states, and how equality
// with the machine is told.
import type { StateValue } from "xstate";
import { mix32 } from "../domain/hash.ts";
import type { Slot } from "../machines/columnar/definition.ts";
import type { Region } from "../machines/subscriber.ts";
import { INITIAL_CONTEXT, type SubscriberContext } from "../machines/subscriber-context.ts";
import type { SubscriberEvents } from "./columnar-events.ts";

/**
 * All five regions in one byte: messaging in bit 0, mobility in bit 1, then two bits each for
 * power, calling and handset. The loops of the layouts spell these codes out as literals, because
 * only literals become jump tables.
 */
export const REGIONS: readonly {
  readonly region: Region;
  readonly shift: number;
  /** The code of a state is its place. */
  readonly states: readonly string[];
}[] = [
  { region: "messaging", shift: 0, states: ["quiet", "texting"] },
  { region: "mobility", shift: 1, states: ["staying", "moving"] },
  { region: "power", shift: 2, states: ["unknown", "off", "on"] },
  { region: "calling", shift: 4, states: ["idle", "dialling", "ringing", "inCall"] },
  { region: "handset", shift: 6, states: ["unknown", "plain", "wap", "mms"] },
];

/** The same codes as masks of the byte, and as what stands under them. */
export const TEXTING = 0x01;
export const MOVING = 0x02;
export const POWER = 0x0c;
export const OFF = 0x04;
export const ON = 0x08;
export const CALLING = 0x30;
export const DIALLING = 0x10;
export const RINGING = 0x20;
export const IN_CALL = 0x30;
export const HANDSET = 0xc0;

/** States that fade, as slots of the timers. */
export const JOURNEY_ENDS = 0;
export const TEXTING_ENDS = 1;
/** Two timers of a row that are due at one time do not both stand in slots: the event tells. */
export const JOURNEY_EVENT = { type: "journeyEnds" } as const;
export const TIMER_SLOTS: readonly Slot[] = [
  { id: "journeyEnds", event: JOURNEY_EVENT, constantDelay: true },
  { id: "textingEnds", event: { type: "textingEnds" }, constantDelay: true },
];

/** The machine's own times, spelt out once more, as everything here. */
export const JOURNEY_MS = 15 * 60_000;
export const JOURNEY_ENDS_MS = 10 * 60_000;
export const TEXTING_ENDS_MS = 2 * 60_000;

export interface HandWritten {
  /** Runs events in order, and the fades that are due before each. */
  send(events: SubscriberEvents): void;
  /** Runs the fades that are due. */
  advance(toMs: number): void;
  read(row: number, into: Float64Array): void;
  /** Of typed arrays, timers included. */
  readonly bytes: number;
}

const FIELDS = Object.keys(INITIAL_CONTEXT) as (keyof SubscriberContext)[];

/** Numbers that a row is read into: its states as one byte, then the context in its own order. */
export const READING_SIZE = 1 + FIELDS.length;

/** Reads a row of whatever runs the machine itself. */
export function readSnapshot(
  snapshot: { readonly value: StateValue; readonly context: SubscriberContext },
  into: Float64Array,
): void {
  const value = snapshot.value as Readonly<Record<Region, string>>;
  let states = 0;
  for (const { region, shift, states: names } of REGIONS) {
    states |= names.indexOf(value[region]) << shift;
  }
  into[0] = states;
  for (let i = 0; i < FIELDS.length; i++) into[i + 1] = snapshot.context[FIELDS[i]!];
}

/** Checksum over every `step`th row's states and context. */
export function digest(
  from: { read(row: number, into: Float64Array): void },
  { rows, step = 1 }: { readonly rows: number; readonly step?: number },
): number {
  const reading = new Float64Array(READING_SIZE);
  const words = new Uint32Array(reading.buffer);
  let sum = 0;
  for (let row = 0; row < rows; row += step) {
    from.read(row, reading);
    for (let i = 0; i < words.length; i++) sum = mix32(Math.imul(sum, 31) ^ words[i]! ^ i);
  }
  return sum;
}
