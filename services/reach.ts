// Asks whether the broker's server answers, before the broker would wait for it without a word.
import { connect } from "node:net";
import { KairosError } from "../domain/errors.ts";

const PORTS: Record<string, number> = { "nats:": 4222, "redis:": 6379 };
const START_LINES: Record<string, string> = {
  "nats:": "nats-server -a 127.0.0.1",
  "redis:": "redis-server --bind 127.0.0.1",
};
const PATIENCE_MS = 2_000;

/**
 * Opens and closes one TCP connection to the transporter's server.
 *
 * @throws KairosError usage.invalid (not a nats:// or redis:// URL), server.unreachable
 */
export async function checkReachable(transporter: string): Promise<void> {
  const url = URL.canParse(transporter) ? new URL(transporter) : undefined;
  if (url === undefined || !(url.protocol in PORTS)) throw notAUrl(transporter);
  const port = url.port === "" ? PORTS[url.protocol]! : Number(url.port);
  const reason = await knock(url.hostname, port);
  if (reason === undefined) return;
  throw new KairosError("server.unreachable", {
    place: transporter,
    got: reason,
    wanted: "a server that answers",
    remedy: `Start it ("${START_LINES[url.protocol]}"), or unset KAIROS_TRANSPORTER.`,
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
    got: `"${transporter}"`,
    wanted: "nats://host:port or redis://host:port",
    remedy: "Unset it to run everything in one process.",
  });
}
