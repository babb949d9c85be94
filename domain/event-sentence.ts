// A subscriber event as a line of text, for people who follow a replay.
import { describeFeedEvent } from "./feed-sentence.ts";
import { formatToken } from "./identity.ts";
import type { NumberClass, OtherParty } from "./number-plan.ts";
import type { MessageShape, SubscriberEvent } from "./subscriber-event.ts";
import { formatDuration, SECOND_MS } from "./time.ts";

/** "location updated: LAC 4097 → 4098, cell 4098/21". English, no full stop. */
export function describeEvent(event: SubscriberEvent): string {
  const cell = event.lac === 0 && event.ci === 0 ? "" : `cell ${event.lac}/${event.ci}`;
  return joined(`${event.type}`, ...particularsOf(event), cell);
}

function joined(name: string, ...particulars: readonly string[]): string {
  const said = particulars.filter((text) => text !== "");
  return said.length === 0 ? name : `${name}: ${said.join(", ")}`;
}

function particularsOf(event: SubscriberEvent): string[] {
  switch (event.type) {
    case "power.turnedOn":
      return [event.fromLac === 0 ? "" : `last known in LAC ${event.fromLac}`];
    case "location.updated":
      return [
        event.updatingType,
        event.fromLac === event.lac ? "" : `LAC ${event.fromLac} → ${event.lac}`,
      ];
    case "handset.seen":
      return [`TAC ${String(event.tac).padStart(8, "0")}`, `IMEI ${formatToken(event.handset)}`];
    case "call.setUp":
      return [
        `${event.direction === "originated" ? "to" : "from"} ${partyText(event)}`,
        event.carrierPrefix === "" ? "" : `by carrier ${event.carrierPrefix}`,
      ];
    case "announcement.heard":
      return [`progress description ${event.description}`];
    case "key.pressed":
      return [event.phase, event.path === "" ? "" : `menu ${event.number} ${event.path}`];
    case "call.released":
      return [`cause ${event.cause24008}`];
    case "call.missed":
      return [`from ${partyText(event)}`, MISSED_TEXT[event.why]];
    case "message.sent":
      return [`to ${partyText(event)}`, ...shapeText(event), event.keyword];
    case "message.received":
      return [`from ${partyText(event)}`, ...shapeText(event)];
    case "push.received":
      return [`from ${partyText(event)}`, event.content];
    case "ussd.requested":
      return [event.code];
    case "forwarding.set": {
      const to = event.peer === 0 ? "" : `to ${partyText(event)}`;
      return [event.condition, event.active ? "on" : "off", to];
    }
    case "call.handedOver":
      return [`from cell ${event.fromLac}/${event.fromCi}`];
    case "power.turnedOff":
    case "call.alerted":
    case "call.answered":
    case "paging.unanswered":
      return [];
    default:
      return [describeFeedEvent(event).en, delayText(event.timeMs - event.happenedMs)];
  }
}

/** "told 5m later", of an event that a feed tells; "" at once. */
function delayText(delayMs: number): string {
  return delayMs < SECOND_MS ? "" : `told ${formatDuration(delayMs)} later`;
}

const MISSED_TEXT = { off: "while off", noAnswer: "not answered", rejected: "rejected" } as const;

const CLASS_TEXT: Readonly<Record<NumberClass, string>> = {
  withheld: "a withheld number",
  onNet: "",
  offNet: "off-net",
  fixed: "fixed",
  longDistance: "long-distance",
  international: "international",
  short: "short code",
  alphanumeric: "sender",
  operator: "",
  service: "",
  partner: "",
  rival: "rival",
};

/** The listed number, or class and token. */
function partyText({ peer, numberClass, number }: OtherParty): string {
  const words = [CLASS_TEXT[numberClass], number === "" ? formatToken(peer) : number];
  return words.filter((word) => word !== "").join(" ");
}

function shapeText({ part, parts }: MessageShape): string[] {
  return parts === 1 ? [] : [`part ${part} of ${parts}`];
}
