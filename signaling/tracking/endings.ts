// How connections end: asked to close, closed, fallen silent, or taken by another subscriber.
import type { TappedMessage } from "../tapped-message.ts";
import { dropHeld } from "./attribution.ts";
import { releaseCalls } from "./calls.ts";
import { blank, type Connection } from "./connection.ts";
import { dueAt, type Links } from "./links.ts";
import { parkCalls } from "./reestablishment.ts";
import { noteBrief } from "./repeats.ts";

/**
 * How long a connection lives without a message, ms. SCCP sends inactivity tests (IT) and releases a
 * connection after T(iar), 11 to 21 minutes, without one (ITU-T Q.714, appendix C.4).
 */
export const INACTIVITY_MS = 20 * 60_000;
/** How long after RLSD the RLC is waited for, ms: T(rel), 10 to 20 s (Q.714, appendix C.4). */
export const CLOSING_MS = 10_000;

/** RLSD: calls are over, but what was sent before it may still come. */
export function close(links: Links, connection: Connection): void {
  if (connection.closing) return;
  connection.lastMs = links.timeMs;
  connection.lastFrame = links.frame;
  links.connections.retire(connection);
  links.closing.add(connection);
  dueAt(links, connection.lastMs + CLOSING_MS);
  endCalls(links, connection);
  forgetHandover(links, connection);
  links.lost.delete(connection);
}

/** The connection is over: nothing more comes on it. */
export function end(links: Links, connection: Connection): void {
  close(links, connection);
  // Calls that came on it after RLSD, out of order; those that wait for their phone wait on.
  if (!links.parked.has(connection)) releaseCalls(links, connection);
  dropHeld(links, connection);
  links.closing.delete(connection);
  links.returning.delete(connection);
  noteBrief(links, connection);
  links.connections.remove(connection);
}

/** RESET: either side has lost its connections with the other (3GPP TS 48.008 §3.1.4.1). */
export function endAllBetween(links: Links, message: TappedMessage): void {
  for (const connection of links.connections.between(message)) end(links, connection);
}

/**
 * Another subscriber has the connection: its references were given anew, and the tap has missed the
 * end of the old connection and the beginning of this one.
 */
export function restart(links: Links, connection: Connection): void {
  releaseCalls(links, connection);
  dropHeld(links, connection);
  forgetHandover(links, connection);
  links.lost.delete(connection);
  links.returning.delete(connection);
  blank(connection);
}

/** Forgets what a connection has to do with handovers: it failed, or the connection ended. */
export function forgetHandover(links: Links, connection: Connection): void {
  connection.handover = undefined;
  connection.commanded = false;
  links.leaving.delete(connection);
  if (links.arriving.size === 0) return;
  links.arriving.delete(connection);
  for (const target of links.arriving) {
    if (target.handover?.source !== connection) continue;
    target.handover = undefined;
    links.arriving.delete(target);
  }
}

/** What becomes of the calls of a connection that ends. */
function endCalls(links: Links, connection: Connection): void {
  if (connection.calls.length === 0) return;
  if (connection.commanded) {
    // The handover went to where no tap is: the call goes on there.
    links.counts.handedAway += connection.calls.length;
    connection.calls = [];
    return;
  }
  if (!parkCalls(links, connection)) releaseCalls(links, connection);
}
