// Calls that survive the loss of the radio: CM RE-ESTABLISHMENT (3GPP TS 24.008 §4.5.1.6, §5.5.4).
import { moveCalls, releaseCalls } from "./calls.ts";
import type { Connection } from "./connection.ts";
import { dueAt, type Links, watch } from "./links.ts";

/**
 * How long a call that was answered waits for its phone after the connection of a lost radio ended,
 * ms. Assumed: the phone looks for a cell for some seconds, and tries for T3230, which is 10 s.
 */
export const REESTABLISHMENT_MS = 10_000;
/** Causes of CLEAR REQUEST that say that the radio is lost, 3GPP TS 48.008 §3.2.2.5. */
const RADIO_LOST: ReadonlySet<number> = new Set([0x00, 0x01]);

/** CLEAR REQUEST: the BSS has lost the phone, or has another reason to end the connection. */
export function onClearRequest(links: Links, connection: Connection, cause: number): void {
  connection.commanded = false;
  if (!RADIO_LOST.has(cause) || connection.calls.length === 0) return;
  connection.radioLost = true;
  watch(links.lost, connection, (oldest) => links.lost.delete(oldest));
  for (const other of links.returning) if (resume(links, other, connection)) return;
}

/** CM RE-ESTABLISHMENT REQUEST: a phone is back that has lost the radio in a call. */
export function returns(links: Links, connection: Connection): void {
  connection.returning = true;
  watch(links.returning, connection, (oldest) => {
    oldest.returning = false;
    links.returning.delete(oldest);
  });
}

/** Looks for the calls of a phone that is back, as soon as it is known whose it is. */
export function reclaimCalls(links: Links, connection: Connection): void {
  if (!connection.returning) return;
  for (const before of links.parked) if (resume(links, connection, before)) return;
  for (const before of links.lost) if (resume(links, connection, before)) return;
}

/** Whether calls of a connection that ended wait for their phone; else they are over. */
export function parkCalls(links: Links, connection: Connection): boolean {
  const { calls, radioLost, subscriber } = connection;
  if (!radioLost || subscriber < 0 || !calls.some(({ answered }) => answered)) return false;
  // Calls that were never answered end with the connection (3GPP TS 24.008 §5.5.4.1).
  connection.calls = calls.filter(({ answered }) => !answered);
  releaseCalls(links, connection);
  connection.calls = calls.filter(({ answered }) => answered);
  watch(links.parked, connection, (oldest) => giveUp(links, oldest));
  dueAt(links, connection.lastMs + REESTABLISHMENT_MS);
  return true;
}

/** The phone did not come back. */
export function giveUp(links: Links, connection: Connection): void {
  links.parked.delete(connection);
  releaseCalls(links, connection);
}

function resume(links: Links, connection: Connection, before: Connection): boolean {
  const same =
    before.subscriber >= 0 &&
    before.subscriber === connection.subscriber &&
    before.exchange === connection.exchange;
  if (!same || before === connection) return false;
  moveCalls(links, connection, before);
  before.radioLost = false;
  connection.returning = false;
  links.parked.delete(before);
  links.lost.delete(before);
  links.returning.delete(connection);
  return true;
}
