// What Moleculer leaves open between processes: a lost connection's end, and its words.
import { Errors, type ServiceBroker } from "moleculer";
import { KairosError } from "../domain/errors.ts";
import { withoutSecrets } from "./server-urls.ts";

/** What a transporter that is not told to stop keeps alive. */
interface Connection {
  close?(): Promise<void>;
}

/**
 * Stops the broker. Moleculer leaves a NATS client that has lost its server reconnecting for ever,
 * and with it the process.
 */
export async function stopBroker(broker: ServiceBroker): Promise<void> {
  const transporter = broker.transit?.tx as { readonly client?: Connection | null } | undefined;
  const connection = transporter?.client;
  await broker.stop();
  await connection?.close?.();
}

/**
 * Why the flow broke: Moleculer's words for a process or server that has gone become an error of
 * Kairos, server.unreachable; all other errors stay what they are.
 */
export function flowError(error: Error, transporter: string | undefined): Error {
  if (!(error instanceof Errors.MoleculerRetryableError)) return error;
  return new KairosError("server.unreachable", {
    place: withoutSecrets(transporter ?? "broker"),
    got: error.message.replace(/\.$/, ""),
    wanted: "the log and every service of the flow, away for some seconds at most",
    remedy: "Start what is missing, then this process: the run goes on where its log ends.",
  });
}
