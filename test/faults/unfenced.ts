// The control: leases that nobody gives up and a store that keeps whatever comes, to show that the checker sees it.
import { Redis } from "ioredis";
import type { Durability } from "../../services/log/event-log.ts";
import { WALL, type Wall } from "../../services/pacer.ts";
import type { BackEnd } from "./back-end.ts";

/** What passes unseen when a process is suspended is never more than this, in ms. */
const TICK_MS = 25;

/** A clock that stands while the process does: its owner never finds out that its time is over. */
export function blindWall(): Wall {
  let nowMs = 0;
  setInterval(() => {
    nowMs += TICK_MS;
  }, TICK_MS).unref();
  return { now: () => nowMs, wait: (ms) => WALL.wait(ms) };
}

/**
 * Leases run out in Redis as ever, so others take over; but who has had one goes on, and a commit
 * neither looks at the token nor at what was committed before.
 */
export async function unfenced(
  durability: Durability,
  { redis, namespace }: BackEnd,
): Promise<Durability> {
  const client = new Redis(redis);
  client.on("error", () => {});
  const { leases, store } = durability;
  const key = (partition: number): string => `{unfenced-${namespace}:p${partition}}`;
  return {
    ...durability,
    leases: {
      acquire: leases.acquire.bind(leases),
      async renew(partition, token, ttlMs) {
        await leases.renew(partition, token, ttlMs);
        return true;
      },
      release: leases.release.bind(leases),
      owner: leases.owner.bind(leases),
      present: leases.present.bind(leases),
      absent: leases.absent.bind(leases),
      close: leases.close.bind(leases),
    },
    store: {
      async load(partition) {
        const { sequence, ...slabs } = await client.hgetallBuffer(key(partition));
        return {
          sequence: sequence === undefined ? 0 : Number(sequence.toString()),
          slabs: new Map(Object.entries(slabs)),
        };
      },
      async commit({ partition, sequence, slabs }) {
        const all: (string | Buffer)[] = ["sequence", String(sequence)];
        for (const [name, octets] of slabs) all.push(name, Buffer.from(octets));
        await client.hset(key(partition), ...all);
        return "committed";
      },
      close: () => store.close(),
    },
    async close() {
      client.disconnect();
      await durability.close();
    },
  };
}
