// Connections to the two servers of the cluster back end; both come back by themselves when lost.
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { Redis } from "ioredis";
import { KairosError } from "../../domain/errors.ts";
import { withoutSecrets } from "../server-urls.ts";
import { type ScriptedRedis, withScripts } from "./redis-scripts.ts";

const CONNECT_MS = 5_000;
/** A command that Redis has not answered by then rejects. */
const COMMAND_MS = 10_000;
const RECONNECT_MS = 250;
/**
 * Attempts to connect after which all that waits for Redis rejects, 5 s where they are refused. Only
 * so does the driver forget it: what has merely timed out stays in its queue until Redis is back.
 */
const ATTEMPTS_WAITED = 20;
const PING_MS = 10_000;

/**
 * @param url  of one server or of several, with commas; user and password are those of the first
 * @throws KairosError server.unreachable
 */
export async function connectNats(url: string): Promise<NatsConnection> {
  try {
    return await connect({
      servers: withoutSecrets(url).split(","),
      ...credentialsIn(url.split(",")[0]!),
      name: "kairos log",
      timeout: CONNECT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      // Each request would note who asked, which takes longer than asking.
      noAsyncTraces: true,
      // A server that is there and silent is noticed as well.
      pingInterval: PING_MS,
      maxPingOut: 2,
    });
  } catch (error) {
    throw unreachable(url, error, "a NATS server with JetStream", "nats-server -js");
  }
}

/** The driver does not take them from the URL itself. */
function credentialsIn(url: string): { readonly user?: string; readonly pass?: string } {
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: "", password: "" };
  if (username === "") return {};
  return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}

/** @throws KairosError server.unreachable */
export async function connectRedis(url: string): Promise<ScriptedRedis> {
  let opened = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    retryStrategy: (attempt) => (opened ? Math.min(attempt * 50, RECONNECT_MS) : null),
    maxRetriesPerRequest: ATTEMPTS_WAITED,
  });
  let failure: unknown;
  // What a command meets it rejects with; without a listener ioredis prints the rest.
  redis.on("error", (error) => {
    failure = error;
  });
  try {
    await redis.connect();
    opened = true;
    return withScripts(redis);
  } catch (error) {
    redis.disconnect();
    throw unreachable(url, failure ?? error, "a Redis server", "redis-server --appendonly yes");
  }
}

export function unreachable(
  url: string,
  error: unknown,
  wanted: string,
  command: string,
): KairosError {
  return new KairosError("server.unreachable", {
    place: withoutSecrets(url),
    got: error instanceof Error && error.message !== "" ? error.message : String(error),
    wanted,
    remedy: `Start it (\`${command}\`), or name another one.`,
  });
}
