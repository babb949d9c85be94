// The cluster back end: the log in NATS JetStream, snapshots and leases in Redis.
import { KairosError } from "../../domain/errors.ts";
import { withoutSecrets } from "../server-urls.ts";
import { PARTITIONS } from "./event-log.ts";
import { JetStreamLink } from "./jetstream-link.ts";
import { JetStreamLog } from "./jetstream-log.ts";
import { makeStreams, namespaceOfOutputs } from "./jetstream-streams.ts";
import type { MendableDurability } from "./recovery.ts";
import { RedisLeases } from "./redis-leases.ts";
import { RedisStore } from "./redis-store.ts";
import { connectNats, connectRedis, unreachable } from "./servers.ts";

export interface ClusterOptions {
  /** nats://host:port of a server with JetStream; several separated by commas. */
  readonly nats: string;
  /** redis://host:port */
  readonly redis: string;
  /** Names the log within the servers: letters, digits, "-" and "_". */
  readonly namespace: string;
  /** Only for a log that is not there: settled from then on. {@link PARTITIONS} by default. */
  readonly partitions?: number;
  /** Octets of entries that are kept, of all partitions: the oldest go. 4 GB by default. */
  readonly logOctetsMax?: number;
  /** Octets of outputs that are kept: the oldest go. 512 MB by default. */
  readonly outputOctetsMax?: number;
  /** Servers of a NATS cluster that keep each stream; 1 by default. */
  readonly replicas?: number;
}

/**
 * Opens a log that any number of processes share, and makes it when it is not there. Connections
 * that are lost come back by themselves; what was under way then rejects.
 *
 * @throws KairosError server.unreachable, log.unknown-format, usage.invalid (the namespace)
 */
export async function openCluster(options: ClusterOptions): Promise<MendableDurability> {
  const { namespace } = options;
  assertNamespace(namespace);
  const link = await openLink(options.nats);
  try {
    const redis = await connectRedis(options.redis);
    try {
      const streams = await makeStreams(link, {
        namespace,
        partitions: options.partitions ?? PARTITIONS,
        logOctetsMax: options.logOctetsMax ?? 4_294_967_296,
        outputOctetsMax: options.outputOctetsMax ?? 536_870_912,
        replicas: options.replicas ?? 1,
      }).catch((error: unknown) => {
        throw error instanceof KairosError ? error : refused(options.nats, error);
      });
      const log = new JetStreamLog(link, namespace, streams);
      return {
        log,
        store: new RedisStore({ redis, namespace, logOf: (partition) => log.logOf(partition) }),
        leases: new RedisLeases(redis, namespace),
        async close() {
          await log.close();
          redis.disconnect();
          await link.close();
        },
      };
    } catch (error) {
      redis.disconnect();
      throw error;
    }
  } catch (error) {
    await link.close();
    throw error;
  }
}

/**
 * Namespaces of the logs that a NATS server has.
 *
 * @throws KairosError server.unreachable
 */
export async function namespacesOf(nats: string): Promise<readonly string[]> {
  const link = await openLink(nats);
  try {
    const found: string[] = [];
    for await (const stream of link.manager.streams.names()) {
      const namespace = namespaceOfOutputs(stream);
      if (namespace !== undefined) found.push(namespace);
    }
    return found.sort();
  } finally {
    await link.close();
  }
}

async function openLink(url: string): Promise<JetStreamLink> {
  const connection = await connectNats(url);
  try {
    return await JetStreamLink.over(connection);
  } catch (error) {
    await connection.close();
    throw unreachable(url, error, "a NATS server with JetStream", "nats-server -js");
  }
}

/** Most often for want of room: a stream reserves what it may take. */
function refused(url: string, error: unknown): KairosError {
  return new KairosError("server.unreachable", {
    place: withoutSecrets(url),
    got: `a refusal: ${error instanceof Error ? error.message : String(error)}`,
    wanted: "a NATS server that makes the streams of a log",
    remedy: "Look at its JetStream limits (max_file_store) and at what its users may do.",
  });
}

function assertNamespace(namespace: string): void {
  if (/^[A-Za-z0-9_-]+$/.test(namespace)) return;
  throw new KairosError("usage.invalid", {
    place: "namespace",
    got: `"${namespace}"`,
    wanted: 'letters, digits, "-" and "_"',
    remedy: "Choose another name: streams of NATS are called by it.",
  });
}
