// One-time tickets for WebSockets: a browser cannot send a header with one, and no URL holds a token.
import { createHash, randomBytes } from "node:crypto";
import type { Role } from "./roles.ts";

/** How long a ticket is good for. */
export const TICKET_MS = 30_000;
/** Tickets that wait to be used; who asks for more must wait until some are too old. */
export const TICKETS_MAX = 1_000;
const TICKET_OCTETS = 32;

interface Issued {
  readonly role: Role;
  readonly untilMs: number;
}

export class Tickets {
  readonly #now: () => number;
  /** By the ticket's digest, oldest first: a lookup's time says nothing about a ticket. */
  readonly #issued = new Map<string, Issued>();

  /** `now` in ms, from any origin. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A ticket, good once and for {@link TICKET_MS}; undefined while too many wait. */
  issue(role: Role): string | undefined {
    this.#forgetOld();
    if (this.#issued.size >= TICKETS_MAX) return undefined;
    const ticket = randomBytes(TICKET_OCTETS).toString("base64url");
    this.#issued.set(digestOf(ticket), { role, untilMs: this.#now() + TICKET_MS });
    return ticket;
  }

  /** The role of whoever got the ticket; undefined when it was used, is too old, or never was. */
  redeem(ticket: string): Role | undefined {
    this.#forgetOld();
    const digest = digestOf(ticket);
    const role = this.#issued.get(digest)?.role;
    this.#issued.delete(digest);
    return role;
  }

  #forgetOld(): void {
    const nowMs = this.#now();
    for (const [digest, { untilMs }] of this.#issued) {
      if (untilMs > nowMs) return;
      this.#issued.delete(digest);
    }
  }
}

function digestOf(ticket: string): string {
  return createHash("sha256").update(ticket).digest("base64");
}
