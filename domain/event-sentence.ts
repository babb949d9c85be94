// A subscriber event as a line of text, for people who follow a replay.
import type { SubscriberEvent } from "./subscriber-event.ts";

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
      return [
        `IMEI ${String(event.tac).padStart(8, "0")} ${String(event.serial).padStart(6, "0")}`,
      ];
    case "call.setUp": {
      const party = event.number === "" ? "a withheld number" : event.number;
      return [event.direction === "originated" ? `to ${party}` : `from ${party}`];
    }
    case "call.released":
      return [`cause ${event.cause24008}`];
    case "call.missed":
      return [`from ${event.number} while off`];
    case "message.sent":
      return [`to ${event.number}`];
    case "message.received":
      return [`from ${event.number}`];
    case "ussd.requested":
      return [event.code];
    case "call.handedOver":
      return [`from cell ${event.fromLac}/${event.fromCi}`];
    case "power.turnedOff":
    case "call.alerted":
    case "call.answered":
      return [];
  }
}
