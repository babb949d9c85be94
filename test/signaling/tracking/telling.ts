// Stories for tests of the tracker: frames that go through encoder, file and decoder, told as text.
import { describeEvent } from "../../../domain/event-sentence.ts";
import { fictionalTokens } from "../../../domain/fictional-tokens.ts";
import {
  formatToken,
  NO_TOKEN,
  type SubscriberRegistry,
  type Token,
} from "../../../domain/identity.ts";
import { InterningRegistry } from "../../../domain/interning-registry.ts";
import { EMPTY_PLAN, type NumberPlan } from "../../../domain/number-plan.ts";
import type { SubscriberEvent } from "../../../domain/subscriber-event.ts";
import { encodeMtp3 } from "../../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, writePcap } from "../../../signaling/carriers/pcap.ts";
import { encodeSccp } from "../../../signaling/carriers/sccp.ts";
import { advance, createTracker, type Tracker, track } from "../../../signaling/tracker.ts";
import { messagesIn, type Transfer } from "../frames.ts";

export const ANN = "460000000000001";
export const BEN = "460000000000002";
export const NUMBERS = { [ANN]: "13800000001", [BEN]: "13800000002" } as const;

export const PLAN: NumberPlan = {
  ...EMPTY_PLAN,
  countryCode: "86",
  carrierPrefixes: ["12593"],
  mobilePrefixes: ["13", "15"],
  onNetPrefixes: ["138"],
  services: [
    { number: "10086", prefix: false, class: "operator", keywords: { YE: "balance" }, menu: true },
    { number: "10010", prefix: false, class: "rival", keywords: {}, menu: false },
    { number: "95588", prefix: false, class: "partner", keywords: {}, menu: false },
  ],
  codes: ["*139#"],
};

/** A token as events print it. */
export const tokenText = (number: string): string => formatToken(fictionalTokens("number", number));
export const imsiToken = (digits: string): Token => fictionalTokens("imsi", digits);

/** A registry that knows both numbers. */
export class NumberedRegistry extends InterningRegistry {
  override ofNumber(number: Token): number {
    const found = Object.entries(NUMBERS).find(
      ([, digits]) => fictionalTokens("number", digits) === number,
    );
    return found === undefined ? -1 : this.ofImsi(imsiToken(found[0]));
  }
  override numberOf(subscriber: number): Token {
    const found = Object.entries(NUMBERS).find(
      ([imsi]) => this.ofImsi(imsiToken(imsi)) === subscriber,
    );
    return found === undefined ? NO_TOKEN : fictionalTokens("number", found[1]);
  }
}

export interface Told {
  readonly story: readonly string[];
  readonly events: readonly SubscriberEvent[];
  readonly dropped: number;
  readonly unconnected: number;
  /** Connections still open. */
  readonly open: number;
  readonly unattributed: readonly SubscriberEvent[];
  readonly tracker: Tracker;
  /** What so many ms without a message tell. */
  readonly later: (ms: number) => string[];
}

export function tell(
  octets: Uint8Array,
  registry: SubscriberRegistry = new NumberedRegistry(),
  numbers = PLAN,
): Told {
  const unattributed: SubscriberEvent[] = [];
  const tracker = createTracker({
    registry,
    tokenise: fictionalTokens,
    numbers,
    onUnattributed: (event) => unattributed.push(event),
  });
  const events = messagesIn(octets).flatMap((message) => track(tracker, message));
  const names: Record<string, string> = {
    [formatToken(imsiToken(ANN))]: "Ann",
    [formatToken(imsiToken(BEN))]: "Ben",
  };
  const sentence = (event: SubscriberEvent): string => {
    const name = registry.nameOf(event.subscriber);
    return `${names[name] ?? name} ${describeEvent(event)}`;
  };
  return {
    story: events.map(sentence),
    events,
    dropped: tracker.counts.dropped,
    unconnected: tracker.counts.unconnected,
    open: tracker.links.connections.size,
    unattributed,
    tracker,
    later: (ms) => advance(tracker, tracker.links.timeMs + ms).map(sentence),
  };
}

/** Frames a second apart, first at 0; a number instead of frames is a pause in ms. */
export function pcapOfStory(items: readonly (Transfer | readonly Transfer[] | number)[]) {
  let timeMs = 1_000_000_000_000;
  const frames: { timeMs: number; octets: Uint8Array }[] = [];
  for (const item of items) {
    if (typeof item === "number") {
      timeMs += item - 1_000;
      continue;
    }
    for (const { opc, dpc, sccp } of [item].flat() as Transfer[]) {
      frames.push({ timeMs, octets: encodeMtp3({ opc, dpc, userData: encodeSccp(sccp) }) });
      timeMs += 1_000;
    }
  }
  return writePcap(LINK_TYPE.mtp3, frames);
}

export const story = (...items: readonly (Transfer | readonly Transfer[] | number)[]): Told =>
  tell(pcapOfStory(items));
