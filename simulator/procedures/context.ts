// What a ladder is told besides the event: who, in which call, in which form, with how much time.
import { hashWords } from "../../domain/hash.ts";
import type { Lai } from "../../domain/location.ts";
import type { CallDirection, HandsetSeen, SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { CellIdentifier } from "../../signaling/messages/location.ts";
import type { Spoken } from "../spoken.ts";
import type { Rungs } from "./rungs.ts";
import type { Forced, Variants } from "./variants.ts";

/** Who is on the connection, as the network knows him. */
export interface Party {
  readonly mcc: string;
  readonly mnc: string;
  readonly imsi: string;
  readonly tmsi: number;
  /** What the VLR would give him next. */
  readonly nextTmsi: number;
  /** A u32 of this person in this run: with the event's sequence it draws forms, gaps, challenges. */
  readonly word: number;
}

/** A call between its SETUP and its release, as the ladder of SETUP has begun it. */
export interface CallAtHand {
  /** Word of the event call.setUp. */
  readonly word: number;
  readonly direction: CallDirection;
  readonly variants: Variants;
  /** Location area whose BSC the call is with. */
  readonly lac: number;
  readonly answered: boolean;
  /** Whether this subscriber is the one of the two who hangs up. */
  readonly hangsUp: boolean;
}

export interface LadderContext {
  readonly party: Party;
  /** ISO date of day 0, for time stamps. */
  readonly start: string;
  /** Of the call that alerting, answer, handover and release belong to. */
  readonly direction: CallDirection;
  readonly spoken: Spoken;
  /** The event before this one, if its handset is shown in the connection that this event opens. */
  readonly handset?: HandsetSeen;
  /** Of the events of a call but its SETUP; without it, a call that was set up in the event's cell. */
  readonly call?: CallAtHand;
  /** Where the phone is registered under its TMSI so that a tap knows it; default: nowhere. */
  readonly knownInLac?: number;
  /** Reference of a concatenated message, 0–255; default: drawn. */
  readonly concatenation?: number;
  /** Time that is free for messages before the event, ms. */
  readonly roomMs?: number;
  /** Forms that the source of the events wants. */
  readonly forced?: Forced;
}

/** What the parts of a ladder share. */
export interface Step<E extends SubscriberEvent = SubscriberEvent> {
  readonly event: E;
  readonly context: LadderContext;
  readonly party: Party;
  readonly variants: Variants;
  /** The event's own u32. */
  readonly word: number;
  readonly rungs: Rungs;
}

/** The u32 of an event of a party: the same for the same run, person and sequence. */
export function wordOfEvent(party: Party, sequence: number): number {
  return hashWords(party.word, sequence, 0x6c6164);
}

export function areaOf({ mcc, mnc }: Party, lac: number): Lai {
  return { mcc, mnc, lac };
}

export function cellOf(
  { mcc, mnc }: Party,
  { lac, ci }: { readonly lac: number; readonly ci: number },
): CellIdentifier {
  return { discriminator: "cgi", mcc, mnc, lac, ci };
}

/** Octets drawn by a word: challenges, answers and keys that nobody checks. */
export function octetsOf(word: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => hashWords(word, index, 0x6f63) & 0xff);
}
