// Leases in Redis, by the clock of Redis: who may commit for which partition.
import { randomUUID } from "node:crypto";
import type { Leases } from "./event-log.ts";
import { nodesKey, partitionKeys, type ScriptedRedis } from "./redis-scripts.ts";

export class RedisLeases implements Leases {
  readonly #redis: ScriptedRedis;
  readonly #namespace: string;

  constructor(redis: ScriptedRedis, namespace: string) {
    this.#redis = redis;
    this.#namespace = namespace;
  }

  async acquire(partition: number, node: string, ttlMs: number): Promise<string | undefined> {
    // A Redis that crashed may count an epoch twice; the nonce makes the token new all the same.
    const token = await this.#redis.kairosAcquire(this.#key(partition), node, ttlMs, randomUUID());
    return (token as string | null) ?? undefined;
  }

  async renew(partition: number, token: string, ttlMs: number): Promise<boolean> {
    return (await this.#redis.kairosRenew(this.#key(partition), token, ttlMs)) === 1;
  }

  async release(partition: number, token: string): Promise<void> {
    await this.#redis.kairosRelease(this.#key(partition), token);
  }

  async owner(partition: number): Promise<string | undefined> {
    return ((await this.#redis.kairosOwner(this.#key(partition))) as string | null) ?? undefined;
  }

  async present(node: string, ttlMs: number): Promise<readonly string[]> {
    const nodes = await this.#redis.kairosPresent(nodesKey(this.#namespace), node, ttlMs);
    return (nodes as string[]).sort();
  }

  async absent(node: string): Promise<void> {
    await this.#redis.zrem(nodesKey(this.#namespace), node);
  }

  /** The connection belongs to openCluster(). */
  async close(): Promise<void> {}

  #key(partition: number): string {
    return partitionKeys(this.#namespace, partition).lease;
  }
}
