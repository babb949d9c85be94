// The ladder of A-interface messages behind each subscriber event (3GPP TS 24.008, 24.011, 48.008).
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import {
  announce,
  fromCalled,
  press,
  REESTABLISHMENT_MS,
  release,
  setUp,
} from "./procedures/calls.ts";
import {
  type CallAtHand,
  type LadderContext,
  type Step,
  wordOfEvent,
} from "./procedures/context.ts";
import { handOver, isBetweenBscs } from "./procedures/handovers.ts";
import { deliver, push, submit } from "./procedures/messages.ts";
import {
  detach,
  identify,
  pageInVain,
  UNANSWERED_MS,
  updateLocation,
  updatingTypeOf,
} from "./procedures/mobility.ts";
import { Rungs, type WireMessage } from "./procedures/rungs.ts";
import { query, setForwarding } from "./procedures/services.ts";
import { type Variants, variantsOf } from "./procedures/variants.ts";

export type { CallAtHand, LadderContext, Party } from "./procedures/context.ts";
export type { WireMessage } from "./procedures/rungs.ts";
export type { Forced, Variants } from "./procedures/variants.ts";

/** The longest time from a ladder's first message to its event, ms. */
export const LADDER_LEAD_MS = 24_000;
/** The same of a ladder that nothing has forced into a longer form. */
export const USUAL_LEAD_MS = 4_500;

/** What the phone and the network are about, as labels name it. */
export const PROCEDURES = [
  "imsiAttach",
  "imsiDetach",
  "normalLocationUpdate",
  "periodicLocationUpdate",
  "identification",
  "originatedCall",
  "terminatedCall",
  "handoverInsideBsc",
  "handoverBetweenBscs",
  "originatedMessage",
  "terminatedMessage",
  "push",
  "unstructuredService",
  "forwarding",
  "paging",
  "reset",
] as const;
export type ProcedureName = (typeof PROCEDURES)[number];

/** What an event is made of. */
export interface Procedure {
  readonly name: ProcedureName;
  /** In order of time. */
  readonly messages: readonly WireMessage[];
  /** Whether the person has the party's next TMSI from now on. */
  readonly hasNextTmsi: boolean;
}

/**
 * The messages of one event in order of time; the one that concludes it has exactly the event's
 * time. A call's events share one connection: its first ladder opens it, its last one ends it. A
 * `handset.seen` before an event that opens a connection is a part of that event's ladder:
 * `context.handset`. `call.missed` has no message of its own, and nothing concludes
 * `paging.unanswered` but time.
 */
export function ladder(event: SubscriberEvent, context: LadderContext): readonly WireMessage[] {
  return procedureOf(event, context).messages;
}

/** The same with its name and its consequence. */
export function procedureOf(event: SubscriberEvent, context: LadderContext): Procedure {
  const { party } = context;
  const word = wordOfEvent(party, event.sequence);
  const variants = variantsFor(event, context, word);
  const rungs = new Rungs(word, event.lac);
  const step: Step = { event, context, party, variants, word, rungs };
  const name = nameOf(event, context);
  const reallocated = climb(step, event);
  const leadMs = isUsual(event, context) ? USUAL_LEAD_MS : LADDER_LEAD_MS;
  const roomMs = Math.min(leadMs, context.roomMs ?? leadMs, event.timeMs);
  const handsetMs = (context.handset?.timeMs ?? event.timeMs) - event.timeMs;
  const silenceMs = event.type === "paging.unanswered" ? UNANSWERED_MS : REESTABLISHMENT_MS;
  const offsets = { event: 0, handset: handsetMs, before: -silenceMs };
  return {
    name,
    messages: rungs.place(event.timeMs, roomMs, offsets),
    hasNextTmsi: reallocated || (variants.tmsiCommand && opens(event)),
  };
}

function isUsual({ type }: SubscriberEvent, { forced }: LadderContext): boolean {
  return forced === undefined && type !== "paging.unanswered" && type !== "call.released";
}

/** A handset that is shown alone, to an inspector, is shown as in the ladder that it belongs to. */
function variantsFor(event: SubscriberEvent, context: LadderContext, word: number): Variants {
  const { party, forced } = context;
  if (event.type !== "handset.seen" || context.call !== undefined) return variantsOf(word, forced);
  return variantsOf(wordOfEvent(party, event.sequence + 1), forced);
}

/** Puts the event's messages on its rungs; answers whether location updating gave a new TMSI. */
function climb(step: Step, event: SubscriberEvent): boolean {
  const of = <E extends SubscriberEvent>(own: E): Step<E> => ({ ...step, event: own });
  switch (event.type) {
    case "power.turnedOn":
    case "location.updated":
      return updateLocation(of(event));
    case "power.turnedOff":
      detach(of(event));
      break;
    case "handset.seen":
      identify(of(event));
      break;
    case "call.setUp":
      setUp(of(event));
      break;
    case "call.alerted":
      fromCalled(of(event), "alerting");
      break;
    case "call.answered":
      fromCalled(of(event), "connect");
      break;
    case "announcement.heard":
      announce(of(event));
      break;
    case "key.pressed":
      press(of(event));
      break;
    case "call.handedOver":
      handOver(of(event), callOf(step));
      break;
    case "call.released":
      release(of(event), callOf(step));
      break;
    case "message.sent":
      submit(of(event));
      break;
    case "message.received":
      deliver(of(event));
      break;
    case "push.received":
      push(of(event));
      break;
    case "ussd.requested":
      query(of(event));
      break;
    case "forwarding.set":
      setForwarding(of(event));
      break;
    case "paging.unanswered":
      pageInVain(of(event));
      break;
    case "call.missed":
      break;
  }
  return false;
}

/** Events whose ladder begins a connection and secures it. */
function opens({ type }: SubscriberEvent): boolean {
  return OPENING.has(type);
}

const OPENING: ReadonlySet<SubscriberEvent["type"]> = new Set([
  "call.setUp",
  "message.sent",
  "message.received",
  "push.received",
  "ussd.requested",
  "forwarding.set",
]);

function callOf({ context, word, event, variants }: Step): CallAtHand {
  const { direction } = context;
  const hangsUp = direction === "originated";
  return context.call ?? { word, direction, variants, lac: event.lac, answered: true, hangsUp };
}

function nameOf(event: SubscriberEvent, { direction }: LadderContext): ProcedureName {
  switch (event.type) {
    case "power.turnedOn":
    case "location.updated": {
      const type = updatingTypeOf(event);
      return type === "imsiAttach" ? type : `${type}LocationUpdate`;
    }
    case "power.turnedOff":
      return "imsiDetach";
    case "handset.seen":
      return "identification";
    case "call.handedOver":
      return isBetweenBscs(event) ? "handoverBetweenBscs" : "handoverInsideBsc";
    case "message.sent":
      return "originatedMessage";
    case "message.received":
      return "terminatedMessage";
    case "push.received":
      return "push";
    case "ussd.requested":
      return "unstructuredService";
    case "forwarding.set":
      return "forwarding";
    case "paging.unanswered":
      return "paging";
    case "call.setUp":
      return event.direction === "originated" ? "originatedCall" : "terminatedCall";
    default:
      return direction === "originated" ? "originatedCall" : "terminatedCall";
  }
}
