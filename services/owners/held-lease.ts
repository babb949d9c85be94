// A lease as its holder knows it: renewed on a timer of its own, given up before others may have it.
import type { Leases } from "../log/event-log.ts";
import type { Wall } from "../pacer.ts";
import { settledWithin } from "./patience.ts";

/** Renewals in the time of one lease. */
const RENEWALS = 4;
/** Share of the time of a lease by which its holder gives up early: clocks do not run alike. */
const MARGIN = 0.1;

export interface HeldLeaseOptions {
  readonly leases: Leases;
  readonly wall: Wall;
  readonly partition: number;
  readonly token: string;
  readonly ttlMs: number;
  /** Wall time before the lease was asked for. */
  readonly askedMs: number;
  /** A renewal was refused or has failed. */
  renewFailed(): void;
  /** It is not ours any more, or cannot be known to be; called once at most. */
  lost(): void;
}

export class HeldLease {
  readonly token: string;
  readonly #options: HeldLeaseOptions;
  #untilMs: number;
  #ended = false;

  constructor(options: HeldLeaseOptions) {
    this.#options = options;
    this.token = options.token;
    this.#untilMs = options.askedMs + options.ttlMs * (1 - MARGIN);
    void this.#renewals();
  }

  /** Ours for certain: the store counts from later than we do. */
  get live(): boolean {
    return !this.#ended && this.#options.wall.now() < this.#untilMs;
  }

  /** Lets others have it at once; if that fails, they have it when its time is over. */
  async release(): Promise<void> {
    this.#ended = true;
    const { leases, wall, partition, ttlMs } = this.#options;
    await settledWithin(wall, ttlMs, leases.release(partition, this.token));
  }

  /** Never waits for an answer: one that hangs must not keep the next renewal from being sent. */
  async #renewals(): Promise<void> {
    const { wall, ttlMs } = this.#options;
    for (;;) {
      await wall.wait(ttlMs / RENEWALS);
      if (this.#ended) return;
      if (!this.live) return this.#lose();
      void this.#renew();
    }
  }

  async #renew(): Promise<void> {
    const { leases, wall, partition, token, ttlMs, renewFailed } = this.#options;
    const askedMs = wall.now();
    const renewed = await leases.renew(partition, token, ttlMs).catch(() => undefined);
    if (this.#ended) return;
    if (renewed !== true) renewFailed();
    if (renewed === false) this.#lose();
    if (renewed) this.#untilMs = Math.max(this.#untilMs, askedMs + ttlMs * (1 - MARGIN));
  }

  #lose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.lost();
  }
}
