// The broker's options, and the only place where Kairos reads the environment.
import type { BrokerOptions } from "moleculer";
import { BoundedNats } from "./services/bounded-nats.ts";
import { createLogger } from "./services/log.ts";

/** What the environment asks for; flags and options of startNode() come first. */
export const ENVIRONMENT = {
  /** KAIROS_TRANSPORTER: nats://host:port, for broker and log; absent = one process. */
  transporter: process.env["KAIROS_TRANSPORTER"],
  /** KAIROS_STORE: redis://host:port, for snapshots and leases; goes with KAIROS_TRANSPORTER. */
  store: process.env["KAIROS_STORE"],
  /** KAIROS_DATA: folder for the log of a single process; absent = .kairos. */
  data: process.env["KAIROS_DATA"],
  /** KAIROS_REPLICAS: servers of a NATS cluster that keep each stream, 1 to 5; absent = 1. */
  replicas: process.env["KAIROS_REPLICAS"],
  /** KAIROS_PARTITIONS: parts of a log that is made now, 1 to 256; absent = 16. */
  partitions: process.env["KAIROS_PARTITIONS"],
  /** KAIROS_CHECKPOINT: from one commit of a partition to the next, 2s to 1m; absent = 30s. */
  checkpoint: process.env["KAIROS_CHECKPOINT"],
  /** KAIROS_SERVICES: which services this process hosts, separated by commas; absent = all. */
  services: process.env["KAIROS_SERVICES"]?.split(",").map((name) => name.trim()),
  /** KAIROS_TOKEN_KEY_FILE: keys of the tap for captures, as --token-key; absent = of this run. */
  tokenKeyFile: process.env["KAIROS_TOKEN_KEY_FILE"],
  /** KAIROS_ACCESS_FILE: who may ask the map's server, as --access; absent = this machine. */
  accessFile: process.env["KAIROS_ACCESS_FILE"],
  /** KAIROS_ADMIN_PORT: for health and metrics, as --admin-port; absent = none. */
  adminPort: process.env["KAIROS_ADMIN_PORT"],
  /** OTEL_EXPORTER_OTLP_ENDPOINT: where traces go, http://host:port; absent = nowhere. */
  traceEndpoint: process.env["OTEL_EXPORTER_OTLP_ENDPOINT"],
  /** KAIROS_LOG_LEVEL: of the log on stderr (JSON lines); "warn" by default. */
  logLevel: process.env["KAIROS_LOG_LEVEL"] ?? "warn",
} as const;

/**
 * Options for a broker that our own code starts: no runner, because Moleculer's copies any
 * environment variable that is named like an option.
 */
export function brokerOptions(options: {
  readonly transporter?: string | undefined;
  /** Processes of one run find each other under this name, and no others. */
  readonly namespace: string;
  /** Unlike that of any other process, also of one before; Moleculer's own when absent. */
  readonly nodeID?: string;
}): BrokerOptions {
  return {
    namespace: options.namespace,
    ...(options.nodeID === undefined ? {} : { nodeID: options.nodeID }),
    logger: {
      type: "Pino",
      options: { level: ENVIRONMENT.logLevel, createLogger },
    } as NonNullable<BrokerOptions["logger"]>,
    transporter: options.transporter === undefined ? null : new BoundedNats(options.transporter),
    // A killed process is noticed after 3 s, not after 51 s (shared/design/scale-out.md).
    heartbeatInterval: 1,
    heartbeatTimeout: 3,
    // A graceful stop waits for the calls in flight.
    tracking: { enabled: true, shutdownTimeout: 5_000 },
    // Who asks decides whether to ask again (services/asking.ts).
    retryPolicy: { enabled: false },
    requestTimeout: 0,
    dependencyInterval: 50,
    internalServices: false,
    metrics: false,
    tracing: false,
    // Signals belong to bin/, which stops the node in order.
    skipProcessEventRegistration: true,
  };
}
