// Whose the events of a connection are: let out when that is known, held or dropped before.
import type { SubscriberIndex } from "../../domain/identity.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import {
  type Attempt,
  type Connection,
  FOREIGN_SUBSCRIBER,
  type Held,
  UNKNOWN_SUBSCRIBER,
} from "./connection.ts";
import type { Links } from "./links.ts";
import type { Particulars } from "./observations.ts";

/** What is held for one connection until its subscriber is known. */
export const HELD_MAX = 64;

const NOTHING: readonly Held[] = [];

/** Lets an event out, or holds it until the connection's subscriber is known. */
export function conclude(links: Links, connection: Connection, event: Particulars): void {
  const { timeMs, frame, overdue } = links;
  const { subscriber } = connection;
  if (subscriber >= 0) {
    const kind = "concluded";
    links.observations.push({ kind, timeMs, frame, overdue, subscriber, event, causeFrame: frame });
  } else if (!hold(connection, { frame, event })) drop(links, { frame, event });
}

/** Notes a call that nobody answered; it is about the called party, whoever the caller is. */
export function concludeAttempt(links: Links, connection: Connection, attempt: Attempt): void {
  const { frame } = links;
  const { subscriber } = connection;
  if (subscriber >= 0) letOut(links, subscriber, { frame, attempt });
  else if (!hold(connection, { frame, attempt })) drop(links, { frame, attempt });
}

/** Gives the connection its subscriber and lets out what was held, at the present time. */
export function attribute(
  links: Links,
  connection: Connection,
  subscriber: SubscriberIndex,
  certain: boolean,
): void {
  const before = connection.subscriber;
  connection.subscriber = subscriber >= 0 ? subscriber : FOREIGN_SUBSCRIBER;
  connection.certain = certain;
  if (subscriber < 0) {
    dropHeld(links, connection);
    return;
  }
  const { timeMs, frame, overdue } = links;
  const { openedMs, held } = connection;
  if (subscriber !== before) {
    links.observations.push({ kind: "appeared", timeMs, frame, overdue, subscriber, openedMs });
  }
  if (held.length === 0) return;
  connection.held = NOTHING;
  for (const each of held) letOut(links, subscriber, each);
}

/** Nobody will ever say whose these events are. */
export function dropHeld(links: Links, connection: Connection): void {
  const { held } = connection;
  if (held.length === 0) return;
  connection.held = NOTHING;
  for (const each of held) drop(links, each);
}

/** The target of a handover takes over what its source holds, as far as there is room. */
export function takeHeld(links: Links, target: Connection, source: Connection): void {
  if (source.held.length === 0) return;
  const all = [...source.held, ...target.held];
  source.held = NOTHING;
  target.held = all.slice(0, HELD_MAX);
  for (const each of all.slice(HELD_MAX)) drop(links, each);
}

function hold(connection: Connection, held: Held): boolean {
  if (connection.subscriber !== UNKNOWN_SUBSCRIBER || connection.held.length >= HELD_MAX) {
    return false;
  }
  connection.held = [...connection.held, held];
  return true;
}

function letOut(links: Links, subscriber: SubscriberIndex, held: Held): void {
  const { timeMs, frame, overdue } = links;
  const causeFrame = held.frame;
  if ("event" in held) {
    const { event } = held;
    const kind = "concluded";
    links.observations.push({ kind, timeMs, frame, overdue, subscriber, event, causeFrame });
    return;
  }
  const kind = "attempted";
  const caller = subscriber;
  links.observations.push({ kind, timeMs, frame, overdue, caller, ...held.attempt, causeFrame });
}

/** A call to somebody who is known was missed even if its caller is not known. */
function drop(links: Links, held: Held): void {
  if ("attempt" in held) {
    letOut(links, UNKNOWN_SUBSCRIBER, held);
    return;
  }
  const { counts, timeMs } = links;
  const { type } = held.event;
  counts.dropped++;
  counts.droppedByType[type] = (counts.droppedByType[type] ?? 0) + 1;
  const head = { timeMs, subscriber: -1, sequence: 0, source: "tap", cause: { frame: held.frame } };
  links.onUnattributed?.({ ...held.event, ...head } as SubscriberEvent);
}
