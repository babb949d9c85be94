// The two back ends, each in a place of its own, for the tests that hold for both.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCluster } from "../../services/log/cluster.ts";
import type { LogReader } from "../../services/log/event-log.ts";
import type { MendableDurability } from "../../services/log/recovery.ts";
import { openEmbedded } from "../../services/log/sqlite.ts";
import { type RunningServer, startServer } from "../services/servers.ts";

/** Where one log is; opened again, it is the same. */
export interface Place {
  open(partitions?: number): Promise<MendableDurability>;
  remove(): Promise<void>;
}

export interface BackEnd {
  readonly name: string;
  start(): Promise<void>;
  place(): Promise<Place>;
  stop(): Promise<void>;
}

export const embedded: BackEnd = {
  name: "embedded",
  async start() {},
  async place() {
    const folder = await mkdtemp(join(tmpdir(), "kairos-log-"));
    return {
      open: (partitions = 4) => openEmbedded(folder, { partitions }),
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  },
  async stop() {},
};

/** Tests share the servers; each has a namespace. */
export function cluster(): BackEnd {
  let servers: { readonly nats: RunningServer; readonly redis: RunningServer };
  let places = 0;
  return {
    name: "cluster",
    async start() {
      const [nats, redis] = await Promise.all([startServer("nats"), startServer("redis")]);
      servers = { nats, redis };
    },
    async place() {
      const namespace = `test-${++places}`;
      return {
        open: (partitions = 4) =>
          openCluster({
            nats: servers.nats.url,
            redis: servers.redis.url,
            namespace,
            partitions,
            ...SMALL,
          }),
        async remove() {},
      };
    },
    async stop() {
      await Promise.all([servers.nats.stop(), servers.redis.stop()]);
    },
  };
}

/** NATS reserves what a stream may take, so that many small logs fit on a disk. */
export const SMALL = { logOctetsMax: 64_000_000, outputOctetsMax: 16_000_000 };

export const text = (octets: Uint8Array): string => new TextDecoder().decode(octets);
export const octets = (words: string): Uint8Array => new TextEncoder().encode(words);

/** Reads so many, however they come. */
export async function take<T>(reader: LogReader<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const more = await reader.next();
    if (more.length === 0) break;
    taken.push(...more);
  }
  return taken;
}
