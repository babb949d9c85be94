// Hosts a node's share of the partitions: takes what is free, gives up what is too much.
import type { KairosError } from "../../domain/errors.ts";
import type { Durability } from "../log/event-log.ts";
import type { Wall } from "../pacer.ts";
import { CHECKPOINT_MS } from "./checkpoint.ts";
import type { OwnerObserver } from "./observer.ts";
import type { OpenPartition, Partition } from "./partition.ts";
import { settledWithin } from "./patience.ts";
import { preferences, shareOf } from "./spread.ts";
import { Tenancy } from "./tenancy.ts";

/** Looks at who is there, in the time of one lease. */
const BEATS = 8;

export interface OwnerOptions<T extends Partition> {
  /** Unlike that of all other nodes, and of this one before it was started anew. */
  readonly node: string;
  readonly durability: Pick<Durability, "log" | "store" | "leases">;
  readonly open: OpenPartition<T>;
  readonly wall: Wall;
  /** How long a node that died keeps its partitions; 3,000 ms unless told. */
  readonly ttlMs?: number;
  /** What a takeover replays at most, besides what it has missed; {@link CHECKPOINT_MS} unless told. */
  readonly checkpointMs?: number;
  readonly observer?: Partial<OwnerObserver>;
}

export interface Owner<T extends Partition> {
  /** Announces the node and begins to take partitions. */
  start(): void;
  /** Those that are loaded, by partition: what they hold is as old as the last entry applied. */
  readonly owned: ReadonlyMap<number, T>;
  /** How many it should own, with all nodes that are there; 0 until it has seen them. */
  readonly share: number;
  /**
   * Resolves when a partition cannot go on at all: its checkpoint is ahead of the log, its slabs are
   * refused, an output is too large. It is released, and not asked for again; the others go on.
   */
  readonly failure: Promise<Error>;
  /**
   * Commits and releases all partitions. What cannot be committed within `ttlMs` is left as it is:
   * its next owner replays it. Resolves within 1.5 · `ttlMs`, whatever the servers do.
   */
  stop(): Promise<void>;
}

const SILENT: OwnerObserver = {
  acquired: () => undefined,
  applied: () => undefined,
  passedOver: () => undefined,
  machineFailed: () => undefined,
  committed: () => undefined,
  fenced: () => undefined,
  stale: () => undefined,
  renewFailed: () => undefined,
  released: () => undefined,
  failed: () => undefined,
};

export function createOwner<T extends Partition>(options: OwnerOptions<T>): Owner<T> {
  return new Host(options);
}

class Host<T extends Partition> implements Owner<T> {
  readonly owned = new Map<number, T>();
  readonly failure: Promise<Error>;
  readonly #fail: (error: Error) => void;
  readonly #options: Required<Omit<OwnerOptions<T>, "observer">>;
  readonly #observer: OwnerObserver;
  /** All partitions, the favourite first. */
  readonly #order: readonly number[];
  readonly #tenancies = new Map<number, Tenancy<T>>();
  /** Partitions that cannot be started. */
  readonly #hopeless = new Set<number>();
  #stopping: Promise<void> | undefined;
  /** Announcements sent, and the last one that was answered. */
  #announced = 0;
  #answered = 0;
  #share = 0;
  /** Since when partitions are being asked for. */
  #askingSinceMs = Number.NEGATIVE_INFINITY;

  constructor(options: OwnerOptions<T>) {
    this.#options = { ttlMs: 3_000, checkpointMs: CHECKPOINT_MS, ...options };
    this.#observer = { ...SILENT, ...options.observer };
    this.#order = preferences(options.node, options.durability.log.partitions);
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.failure = promise;
    this.#fail = resolve;
  }

  get share(): number {
    return this.#share;
  }

  start(): void {
    void this.#beats();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#leave();
    return this.#stopping;
  }

  async #leave(): Promise<void> {
    const { node, durability, wall, ttlMs } = this.#options;
    await Promise.all([...this.#tenancies.values()].map((tenancy) => tenancy.leave()));
    await settledWithin(wall, ttlMs / 4, durability.leases.absent(node));
  }

  /** Never waits for an answer: one that hangs must not keep the node from being seen. */
  async #beats(): Promise<void> {
    const { wall, ttlMs } = this.#options;
    while (!this.#stopping) {
      void this.#announce();
      await wall.wait(ttlMs / BEATS);
    }
  }

  async #announce(): Promise<void> {
    const { node, durability, ttlMs } = this.#options;
    const beat = ++this.#announced;
    const nodes = await durability.leases.present(node, ttlMs).catch(() => undefined);
    if (nodes === undefined || this.#stopping || beat < this.#answered) return;
    this.#answered = beat;
    this.#share = shareOf(node, nodes, durability.log.partitions);
    this.#giveUp();
    await this.#ask();
  }

  /** Partitions that are ours and stay so. */
  #kept(): number[] {
    return this.#order.filter((partition) => this.#tenancies.get(partition)?.leaving === false);
  }

  #giveUp(): void {
    for (const partition of this.#kept().slice(this.#share)) {
      void this.#tenancies.get(partition)!.leave();
    }
  }

  /** Asks for as many as are missing at a time, until the share is full or all were asked for. */
  async #ask(): Promise<void> {
    const { wall, ttlMs } = this.#options;
    const missing = this.#share - this.#kept().length;
    // One round at a time, unless it hangs.
    if (missing <= 0 || wall.now() - this.#askingSinceMs < ttlMs) return;
    const askedMs = wall.now();
    this.#askingSinceMs = askedMs;
    const rest = this.#order.filter(
      (partition) => !this.#tenancies.has(partition) && !this.#hopeless.has(partition),
    );
    const ask = async () => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        if (this.#stopping || (await this.#acquire(next))) return;
      }
    };
    await Promise.all(Array.from({ length: missing }, ask));
    if (this.#askingSinceMs === askedMs) this.#askingSinceMs = Number.NEGATIVE_INFINITY;
  }

  /** True when there is no use in asking for another one. */
  async #acquire(partition: number): Promise<boolean> {
    const { node, durability, wall, ttlMs } = this.#options;
    const { leases } = durability;
    const askedMs = wall.now();
    let token: string | undefined;
    try {
      token = await leases.acquire(partition, node, ttlMs);
    } catch {
      return true;
    }
    if (token === undefined) return false;
    // The answer may have taken long enough for all to be different.
    if (this.#stopping || this.#tenancies.has(partition) || this.#kept().length >= this.#share) {
      await leases.release(partition, token).catch(() => undefined);
      return true;
    }
    this.#begin(partition, token, askedMs);
    return true;
  }

  #begin(partition: number, token: string, askedMs: number): void {
    const { durability, ...options } = this.#options;
    const tenancy = new Tenancy<T>({
      ...options,
      ...durability,
      partition,
      token,
      askedMs,
      observer: this.#observer,
      opened: (state) => void this.owned.set(partition, state),
      closed: () => void this.owned.delete(partition),
      hopeless: (reason: KairosError) => {
        this.#hopeless.add(partition);
        this.#fail(reason);
      },
    });
    this.#tenancies.set(partition, tenancy);
    void tenancy.ended.then(() => this.#tenancies.delete(partition));
  }
}
