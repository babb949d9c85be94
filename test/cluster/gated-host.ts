// A host that lets something happen in the middle of a rehearsal, at a moment that is always the same.
import type { ShardHost } from "../../simulator/runs/simulation.ts";

/** Before the first shard lives through the window that begins at `fromMs`, `act` is awaited. */
export function gatedHost(host: ShardHost, fromMs: number, act: () => Promise<void>): ShardHost {
  return {
    ...host,
    start(order) {
      const shard = host.start(order);
      if (order.index > 0) return shard;
      return {
        ...shard,
        async walk(beginMs, toMs) {
          if (beginMs === fromMs) await act();
          return await shard.walk(beginMs, toMs);
        },
      };
    },
  };
}
