// A partition in the hands of one owner: as many lives as it takes, from the lease to its release.
import type { KairosError } from "../../domain/errors.ts";
import type { Leases } from "../log/event-log.ts";
import { HeldLease } from "./held-lease.ts";
import {
  asError,
  isFinal,
  Life,
  type LifeOptions,
  PAUSE_MS_MAX,
  PAUSE_MS_MIN,
  RefusedCommit,
} from "./life.ts";
import type { Partition } from "./partition.ts";
import { settledWithin } from "./patience.ts";

export interface TenancyOptions<T extends Partition> extends Omit<LifeOptions<T>, "live"> {
  readonly leases: Leases;
  readonly ttlMs: number;
  /** Wall time before the lease was asked for. */
  readonly askedMs: number;
  /** What was opened is of no use any more; called after each life. */
  closed(): void;
  /** No life can ever come of it: the reason says what to repair. */
  hopeless(reason: KairosError): void;
}

export class Tenancy<T extends Partition> {
  /** Settles when the partition is given up, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #options: TenancyOptions<T>;
  readonly #lease: HeldLease;
  #life: Life<T> | undefined;
  #leaving = false;
  /** Whether the observer knows of the first life. */
  #told = false;

  constructor(options: TenancyOptions<T>) {
    this.#options = options;
    const { leases, wall, partition, token, ttlMs, askedMs, observer } = options;
    this.#lease = new HeldLease({
      leases,
      wall,
      partition,
      token,
      ttlMs,
      askedMs,
      renewFailed: () => observer.renewFailed(partition),
      lost: () => this.#life?.end(),
    });
    this.ended = this.#lives();
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  /**
   * Gives the partition up after a last commit, and without one if that takes longer than the time
   * of a lease; what is then left of the release goes on by itself.
   */
  async leave(): Promise<void> {
    const { wall, ttlMs } = this.#options;
    this.#leaving = true;
    this.#life?.leave();
    await settledWithin(wall, ttlMs, this.ended);
    this.#life?.end();
    await settledWithin(wall, ttlMs / 4, this.ended);
  }

  async #lives(): Promise<void> {
    const { partition, wall, observer, opened, closed } = this.#options;
    let pauseMs = PAUSE_MS_MIN;
    while (this.#lease.live && !this.#leaving) {
      this.#life = new Life({
        ...this.#options,
        live: () => this.#lease.live,
        opened: (state) => {
          if (!this.#told) observer.acquired(partition, this.#seconds());
          this.#told = true;
          opened(state);
        },
      });
      try {
        await this.#life.run();
      } catch (error) {
        if (this.#endsWith(asError(error))) break;
        observer.failed(partition, asError(error));
        closed();
        if (this.#life.fruitful) pauseMs = PAUSE_MS_MIN;
        await wall.wait(pauseMs);
        pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2);
      }
    }
    closed();
    const owned = this.#lease.live;
    await this.#lease.release();
    if (owned && this.#leaving) observer.released(partition);
  }

  /** Whether another life of this tenancy would end alike. */
  #endsWith(error: Error): boolean {
    const { partition, observer, hopeless } = this.#options;
    if (error instanceof RefusedCommit) {
      observer[error.outcome](partition);
      return true;
    }
    if (isFinal(error)) hopeless(error);
    return isFinal(error);
  }

  #seconds(): number {
    return (this.#options.wall.now() - this.#options.askedMs) / 1_000;
  }
}
