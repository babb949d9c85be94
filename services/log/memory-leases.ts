// Leases within one process: nobody else has the log open, so they need not outlive it.
import { randomUUID } from "node:crypto";
import type { Leases } from "./event-log.ts";

interface Lease {
  readonly node: string;
  readonly token: string;
  /** By {@link now}. */
  untilMs: number;
}

export class MemoryLeases implements Leases {
  readonly #leases = new Map<number, Lease>();
  readonly #nodes = new Map<string, number>();
  #epoch = 0;

  async acquire(partition: number, node: string, ttlMs: number): Promise<string | undefined> {
    const held = this.#leases.get(partition);
    if (held !== undefined && held.untilMs > now()) return undefined;
    const token = `${++this.#epoch}:${randomUUID()}`;
    this.#leases.set(partition, { node, token, untilMs: now() + ttlMs });
    return token;
  }

  async renew(partition: number, token: string, ttlMs: number): Promise<boolean> {
    const lease = this.#leases.get(partition);
    // One that expired while nobody else wanted it goes on.
    if (lease === undefined || lease.token !== token) return false;
    lease.untilMs = now() + ttlMs;
    return true;
  }

  async release(partition: number, token: string): Promise<void> {
    if (this.holds(partition, token)) this.#leases.delete(partition);
  }

  async owner(partition: number): Promise<string | undefined> {
    const lease = this.#leases.get(partition);
    return lease !== undefined && lease.untilMs > now() ? lease.node : undefined;
  }

  async present(node: string, ttlMs: number): Promise<readonly string[]> {
    this.#nodes.set(node, now() + ttlMs);
    for (const [other, untilMs] of this.#nodes) {
      if (untilMs <= now()) this.#nodes.delete(other);
    }
    return [...this.#nodes.keys()].sort();
  }

  async absent(node: string): Promise<void> {
    this.#nodes.delete(node);
  }

  async close(): Promise<void> {}

  /** Whether nobody was granted a lease since; one that has merely expired still holds. */
  holds(partition: number, token: string): boolean {
    return this.#leases.get(partition)?.token === token;
  }
}

/** Ms; goes on while the process is stopped, and does not jump with the wall clock. */
function now(): number {
  return performance.now();
}
