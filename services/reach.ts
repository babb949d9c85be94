// Asks whether the broker's server answers, before the broker would wait for it without a word.
import { connect } from "node:net";
import { KairosError } from "../domain/errors.ts";
import { parseServers, SERVER_PORTS, type ServerScheme, withoutSecrets } from "./server-urls.ts";

const START_LINES: Record<ServerScheme, string> = {
  "nats:": "nats-server -a 127.0.0.1 -js",
  "tls:": "nats-server -c ops/nats.conf",
  "redis:": "redis-server --bind 127.0.0.1",
  "rediss:": "redis-server ops/redis.conf",
};
const PATIENCE_MS = 2_000;

/**
 * Opens and closes one TCP connection to the transporter's server, or to the first that answers
 * of several.
 *
 * @throws KairosError usage.invalid (not a nats:// or redis:// URL), server.unreachable
 */
export async function checkReachable(transporter: string): Promise<void> {
  const urls = parseServers(transporter, ["nats:", "tls:", "redis:", "rediss:"]);
  if (urls === undefined) throw notAUrl(transporter);
  let reason: string | undefined;
  for (const { protocol, hostname, port } of urls) {
    const number = port === "" ? SERVER_PORTS[protocol as ServerScheme] : Number(port);
    reason = await knock(hostname, number);
    if (reason === undefined) return;
  }
  throw new KairosError("server.unreachable", {
    place: withoutSecrets(transporter),
    got: reason ?? "no answer",
    wanted: "a server that answers",
    remedy: `Start it ("${START_LINES[urls[0]!.protocol as ServerScheme]}"), or unset KAIROS_TRANSPORTER.`,
  });
}

/** Why nobody opened, undefined when somebody did. */
function knock(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (reason: string | undefined): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.setTimeout(PATIENCE_MS, () => end("no answer"));
    socket.once("connect", () => end(undefined));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

function notAUrl(transporter: string): KairosError {
  return new KairosError("usage.invalid", {
    place: "KAIROS_TRANSPORTER",
    got: `"${withoutSecrets(transporter)}"`,
    wanted: "nats://host:port or redis://host:port",
    remedy: "Unset it to run everything in one process.",
  });
}
