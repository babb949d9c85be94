// Snapshots and checkpoints in Redis: one script checks token and last commit, and writes.
import { randomUUID } from "node:crypto";
import type { Commit, Committed, Snapshot } from "./event-log.ts";
import { asBuffer, plain } from "./octets.ts";
import type { MendableStore } from "./recovery.ts";
import { partitionKeys, type ScriptedRedis } from "./redis-scripts.ts";

/** Octets of slabs in one call: a larger one holds up everybody else for too long. */
const CALL_OCTETS = 8_000_000;

/** How long slabs wait on the stage for their commit; those of an owner that died go then. */
const STAGE_MS = 600_000;

type Slab = readonly [name: string, octets: Buffer];

export interface RedisStoreOptions {
  readonly redis: ScriptedRedis;
  readonly namespace: string;
  /** {@link LogBounds.log} of a partition. */
  readonly logOf: (partition: number) => string;
}

export class RedisStore implements MendableStore {
  readonly #redis: ScriptedRedis;
  readonly #namespace: string;
  readonly #logOf: (partition: number) => string;

  constructor({ redis, namespace, logOf }: RedisStoreOptions) {
    this.#redis = redis;
    this.#namespace = namespace;
    this.#logOf = logOf;
  }

  async load(partition: number): Promise<Snapshot> {
    const keys = partitionKeys(this.#namespace, partition);
    const replies =
      (await this.#redis
        .multi()
        .hmget(keys.sequence, "sequence", "log")
        .hgetallBuffer(keys.slabs)
        .exec()) ?? [];
    for (const [error] of replies) if (error !== null) throw error;
    const [at, slabs] = replies.map(([, reply]) => reply) as [
      [string | null, string | null],
      Record<string, Buffer>,
    ];
    return {
      sequence: Number(at[0] ?? 0),
      slabs: new Map(Object.entries(slabs).map(([name, octets]) => [name, plain(octets)])),
      log: at[1] ?? undefined,
    };
  }

  async commit(commit: Commit): Promise<Committed> {
    const { partition, previous, sequence, token } = commit;
    const keys = partitionKeys(this.#namespace, partition);
    const id = randomUUID();
    const stage = keys.stage(id);
    const calls = inCalls(commit.slabs);
    const last = calls.pop() ?? [];
    let staged = 0;
    for (const slabs of calls) {
      const said = await this.#redis.kairosStage(
        keys.lease,
        stage,
        token,
        STAGE_MS,
        ...slabs.flat(),
      );
      if (said === "fenced") return "fenced";
      staged += slabs.length;
    }
    const said = await this.#redis.kairosCommit(
      keys.lease,
      keys.sequence,
      keys.slabs,
      stage,
      token,
      previous,
      sequence,
      this.#logOf(partition),
      id,
      staged,
      ...last.flat(),
    );
    return said as Committed;
  }

  async reset(partition: number, sequence: number, token: string): Promise<"committed" | "fenced"> {
    const keys = partitionKeys(this.#namespace, partition);
    const said = await this.#redis.kairosReset(
      keys.lease,
      keys.sequence,
      keys.slabs,
      token,
      sequence,
      this.#logOf(partition),
    );
    return said as "committed" | "fenced";
  }

  /** The connection belongs to openCluster(). */
  async close(): Promise<void> {}
}

/** Slabs in groups that fit into a call each; one that is larger than a call is alone in its own. */
function inCalls(slabs: ReadonlyMap<string, Uint8Array>): Slab[][] {
  const calls: Slab[][] = [];
  let octets = Number.POSITIVE_INFINITY;
  for (const [name, slab] of slabs) {
    octets += slab.length;
    if (octets > CALL_OCTETS) {
      calls.push([]);
      octets = slab.length;
    }
    calls.at(-1)?.push([name, asBuffer(slab)]);
  }
  return calls;
}
