// Snapshots and checkpoints in Redis: slabs wait on a stage, until one script makes all of them valid.
import { randomUUID } from "node:crypto";
import { KairosError } from "../../domain/errors.ts";
import type { Commit, Committed, Snapshot } from "./event-log.ts";
import { asBuffer, plain } from "./octets.ts";
import type { MendableStore } from "./recovery.ts";
import { partitionKeys, type ScriptedRedis } from "./redis-scripts.ts";

/** Octets of slabs that are on their way at once: more would hold up everybody else for too long. */
const WAY_OCTETS = 500_000;

/** How long slabs wait on the stage for their commit; those of an owner that died go then. */
const STAGE_MS = 60_000;

/** A guess, for slabs that are read. */
const SLAB_OCTETS = 25_000;

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

  /** Throws colony.snapshot-refused when Redis has not kept all that was committed. */
  async load(partition: number): Promise<Snapshot> {
    for (;;) {
      const at = await this.#at(partition);
      const slabs = await this.#slabs(partition, at.names);
      // Nobody has committed in between: these are slabs of one state.
      if ((await this.#at(partition)).commit !== at.commit) continue;
      for (const [name, octets] of slabs) if (octets === null) throw lost(partition, name);
      return {
        sequence: Number(at.sequence ?? 0),
        slabs: new Map(slabs.map(([name, octets]) => [name, plain(octets!)])),
        log: at.log ?? undefined,
      };
    }
  }

  async commit(commit: Commit): Promise<Committed> {
    const { partition, previous, sequence, slabs, token } = commit;
    const keys = partitionKeys(this.#namespace, partition);
    const id = randomUUID();
    for (const some of inParts([...slabs], ([, { length }]) => length)) {
      const set = some.map(([name, octets]) =>
        this.#redis.set(keys.staged(id, name), asBuffer(octets), "PX", STAGE_MS),
      );
      await Promise.all(set);
    }
    const said = await this.#redis.kairosCommit(
      keys.lease,
      keys.checkpoint,
      keys.names,
      token,
      previous,
      sequence,
      this.#logOf(partition),
      id,
      keys.staged(id, ""),
      keys.slab(""),
      ...slabs.keys(),
    );
    return said as Committed;
  }

  async reset(partition: number, sequence: number, token: string): Promise<"committed" | "fenced"> {
    const keys = partitionKeys(this.#namespace, partition);
    const said = await this.#redis.kairosReset(
      keys.lease,
      keys.checkpoint,
      keys.names,
      token,
      sequence,
      this.#logOf(partition),
      keys.slab(""),
    );
    return said as "committed" | "fenced";
  }

  /** The connection belongs to openCluster(). */
  async close(): Promise<void> {}

  async #at(partition: number) {
    const { checkpoint, names } = partitionKeys(this.#namespace, partition);
    const replies =
      (await this.#redis
        .multi()
        .hmget(checkpoint, "sequence", "log", "commit")
        .smembers(names)
        .exec()) ?? [];
    for (const [error] of replies) if (error !== null) throw error;
    const [[sequence, log, commit], all] = replies.map(([, reply]) => reply) as [
      (string | null)[],
      string[],
    ];
    return { sequence, log, commit: `${sequence} ${commit}`, names: all };
  }

  async #slabs(partition: number, names: readonly string[]): Promise<[string, Buffer | null][]> {
    const { slab } = partitionKeys(this.#namespace, partition);
    const found: [string, Buffer | null][] = [];
    for (const some of inParts(names, () => SLAB_OCTETS)) {
      const all = await this.#redis.mgetBuffer(some.map(slab));
      for (const [place, name] of some.entries()) found.push([name, all[place]!]);
    }
    return found;
  }
}

function lost(partition: number, name: string): KairosError {
  return new KairosError("colony.snapshot-refused", {
    place: `slab ${name} of partition ${partition}`,
    got: "none in Redis",
    wanted: "every slab that was committed",
    remedy: "Restore a backup of Redis. Give it memory enough, and the policy noeviction.",
  });
}

/** In groups that may be on their way together; what is too large for that goes alone. */
function inParts<T>(all: readonly T[], octetsOf: (one: T) => number): T[][] {
  const parts: T[][] = [];
  let octets = Number.POSITIVE_INFINITY;
  for (const one of all) {
    octets += octetsOf(one);
    if (octets > WAY_OCTETS) {
      parts.push([]);
      octets = octetsOf(one);
    }
    parts.at(-1)!.push(one);
  }
  return parts;
}
