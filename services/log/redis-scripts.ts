// What Redis does in one step each: leases with fencing tokens, and commits that check them.
import type { Redis } from "ioredis";

/** Ms of Redis's own clock: the only one that leases go by. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS lease; ARGV node, ttlMs, nonce → token or nil. Sent again by the driver, it gives the same. */
const ACQUIRE = `${NOW}
local held = redis.call('HMGET', KEYS[1], 'untilMs', 'nonce', 'token')
if held[1] and tonumber(held[1]) > now then
  if held[2] == ARGV[3] then return held[3] end
  return nil
end
local token = redis.call('HINCRBY', KEYS[1], 'epoch', 1) .. ':' .. ARGV[3]
redis.call('HSET', KEYS[1], 'node', ARGV[1], 'untilMs', now + ARGV[2], 'nonce', ARGV[3],
  'token', token)
return token
`;

/** KEYS lease; ARGV token, ttlMs → 1 or 0. One that expired while nobody else wanted it goes on. */
const RENEW = `${NOW}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'untilMs', now + ARGV[2])
return 1
`;

/** KEYS lease; ARGV token. The epoch stays. */
const RELEASE = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'node', 'untilMs', 'nonce', 'token')
return 1
`;

/** KEYS lease → node or nil. */
const OWNER = `${NOW}
local held = redis.call('HMGET', KEYS[1], 'untilMs', 'node')
if held[1] and tonumber(held[1]) > now then return held[2] end
return nil
`;

/** KEYS nodes; ARGV node, ttlMs → all that are there. */
const PRESENT = `${NOW}
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, -1)
`;

/**
 * KEYS lease, checkpoint, names; ARGV token, previous, sequence, log, id of the commit, what keys of
 * slabs on its stage begin with, what those of slabs begin with, then the names of the slabs. These
 * change their keys, whatever their size. Sent again by the driver, it says the same.
 */
const COMMIT = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 'fenced' end
local at = redis.call('HMGET', KEYS[2], 'sequence', 'commit')
if at[2] == ARGV[5] then return 'committed' end
if (at[1] or '0') ~= ARGV[2] then return 'stale' end
for i = 8, #ARGV do
  if redis.call('EXISTS', ARGV[6] .. ARGV[i]) == 0 then
    return redis.error_reply('slabs on the stage are gone')
  end
end
for i = 8, #ARGV do
  redis.call('RENAME', ARGV[6] .. ARGV[i], ARGV[7] .. ARGV[i])
  redis.call('PERSIST', ARGV[7] .. ARGV[i])
  redis.call('SADD', KEYS[3], ARGV[i])
end
redis.call('HSET', KEYS[2], 'sequence', ARGV[3], 'log', ARGV[4], 'commit', ARGV[5])
return 'committed'
`;

/** KEYS lease, checkpoint, names; ARGV token, sequence, log, what keys of slabs begin with. */
const RESET = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 'fenced' end
for _, name in ipairs(redis.call('SMEMBERS', KEYS[3])) do redis.call('UNLINK', ARGV[4] .. name) end
redis.call('DEL', KEYS[3])
redis.call('HDEL', KEYS[2], 'commit')
redis.call('HSET', KEYS[2], 'sequence', ARGV[2], 'log', ARGV[3])
return 'committed'
`;

const SCRIPTS = {
  kairosAcquire: { numberOfKeys: 1, lua: ACQUIRE },
  kairosRenew: { numberOfKeys: 1, lua: RENEW },
  kairosRelease: { numberOfKeys: 1, lua: RELEASE },
  kairosOwner: { numberOfKeys: 1, lua: OWNER },
  kairosPresent: { numberOfKeys: 1, lua: PRESENT },
  kairosCommit: { numberOfKeys: 3, lua: COMMIT },
  kairosReset: { numberOfKeys: 3, lua: RESET },
} as const;

type Script = (...keysAndArguments: (string | number | Buffer)[]) => Promise<unknown>;

/** A connection that knows the scripts. */
export type ScriptedRedis = Redis & { readonly [name in keyof typeof SCRIPTS]: Script };

/** Teaches a connection the scripts; they are sent once, and by their digest from then on. */
export function withScripts(redis: Redis): ScriptedRedis {
  for (const [name, script] of Object.entries(SCRIPTS)) redis.defineCommand(name, script);
  return redis as ScriptedRedis;
}

/** Keys of one partition: the braces put them into one slot of a Redis Cluster. */
export function partitionKeys(namespace: string, partition: number) {
  const slot = `{${namespace}:p${partition}}`;
  return {
    lease: `${slot}:lease`,
    checkpoint: `${slot}:checkpoint`,
    /** Of all slabs. */
    names: `${slot}:names`,
    slab: (name: string) => `${slot}:slab:${name}`,
    /** Where a slab waits for its commit. */
    staged: (commit: string, name: string) => `${slot}:stage:${commit}:${name}`,
  } as const;
}

export function nodesKey(namespace: string): string {
  return `{${namespace}:nodes}:present`;
}
