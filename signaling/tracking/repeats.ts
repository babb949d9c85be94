// Messages that are the same again: a tap sees some frames twice, and links send some twice.
import type { Connection } from "./connection.ts";
import { ABSENT } from "./key-table.ts";
import type { Links } from "./links.ts";

/**
 * How long after a message the same octets on the same connection are that message again, ms. Links
 * repeat within it (an SCTP retransmission waits 1 s, RFC 9260 §6.3.1); people cannot do the same
 * thing in the same transaction within it.
 */
export const REPEAT_MS = 2_000;
/** The same for a key, which people press again soon: a tone and its pause take 100 ms or more. */
export const KEY_REPEAT_MS = 100;
/** Messages remembered for each connection. */
const RECENT_MAX = 8;
/** Openings of ended connections that are remembered. */
export const BRIEF_MAX = 65_536;

/** FNV-1a. */
export function hashOctets(octets: Uint8Array): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < octets.length; index++) {
    hash = Math.imul(hash ^ octets[index]!, 0x01000193);
  }
  return hash;
}

/** Whether the message that is followed is one of this connection's again; notes it if not. */
export function isRepeated(links: Links, connection: Connection, withinMs = REPEAT_MS): boolean {
  const { timeMs } = links;
  const hash = hashOctets(links.octets);
  for (const { hash: other, timeMs: atMs } of connection.recent) {
    if (other !== hash || timeMs - atMs > withinMs) continue;
    links.counts.repeated++;
    return true;
  }
  connection.recent = [...connection.recent.slice(1 - RECENT_MAX), { hash, timeMs }];
  return false;
}

/** Remembers the opening of a connection that ended at once: the CR may come again. */
export function noteBrief(links: Links, { openerKey, openingHash, openedMs }: Connection): void {
  if (links.timeMs - openedMs > REPEAT_MS) return;
  links.brief.set(briefKey(openerKey, openingHash), openedMs);
}

/** Whether a CR is the one again that opened a connection which is over by now. */
export function isBrief(links: Links, openerKey: number, hash: number): boolean {
  const openedMs = links.brief.get(briefKey(openerKey, hash));
  return openedMs !== ABSENT && links.timeMs - openedMs <= REPEAT_MS;
}

/** Ends, reference and octets in 52 bits. */
function briefKey(openerKey: number, hash: number): number {
  const ends = Math.floor(openerKey / 2 ** 24);
  return ((hash ^ Math.imul(ends, 0x9e3779b1)) >>> 0) * 2 ** 20 + (openerKey % 2 ** 20);
}
