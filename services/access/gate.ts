// Who is asking: the role behind a request's bearer token or ticket, or why there is none.
import type { Access } from "./access-file.ts";
import { Refusals } from "./refusals.ts";
import type { Role } from "./roles.ts";
import { Tickets } from "./tickets.ts";

/** What a request shows of itself. */
export interface Credentials {
  /** IP address it comes from. */
  readonly address: string;
  /** The Authorization header. */
  readonly authorization?: string | undefined;
  /** Only where a ticket may stand for a token. */
  readonly ticket?: string | undefined;
}

/** "unknown": no token, or a wrong one; "shut": it was so too often, and must wait. */
export type Judgement = Role | "unknown" | "shut";

export class Gate {
  readonly #access: Access | undefined;
  readonly #tickets: Tickets;
  readonly #refusals: Refusals;

  /** Without `access` whoever reaches the server is an operator: it listens on the loopback then. */
  constructor(access: Access | undefined, now: () => number) {
    this.#access = access;
    this.#tickets = new Tickets(now);
    this.#refusals = new Refusals(now);
  }

  judge({ address, authorization, ticket }: Credentials): Judgement {
    if (this.#access === undefined) return "operator";
    if (this.#refusals.isShut(address)) return "shut";
    const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
    const role =
      (token === undefined ? undefined : this.#access.roleOf(token)) ??
      (ticket === undefined ? undefined : this.#tickets.redeem(ticket));
    if (role !== undefined) return role;
    this.#refusals.add(address);
    return "unknown";
  }

  /** A ticket for a WebSocket; undefined while too many wait to be used. */
  ticketFor(role: Role): string | undefined {
    return this.#tickets.issue(role);
  }
}
