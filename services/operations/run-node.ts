// A node as a process runs it: with its instruments, from its start until something ends it.
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Level } from "pino";
import { ENVIRONMENT } from "../../moleculer.config.ts";
import { type NodeOptions, type RunningNode, startNode } from "../node.ts";
import { WALL } from "../pacer.ts";
import { runUntilStopped, type Stopped } from "./grace.ts";
import { openInstruments } from "./instruments.ts";

export interface ProcessOptions {
  /** Port of health and metrics on 127.0.0.1; undefined for none. */
  readonly adminPort: number | undefined;
  /** SIGINT and SIGTERM, as bin/interruption.ts has them. */
  readonly signal: AbortSignal;
  /** `admin` is the URL of the admin port; "" without one. */
  onStarted?(node: RunningNode, admin: string): void;
}

/**
 * Starts a node and stops it at a signal, at its failure, or at an error that nobody caught, within 5
 * s; see {@link runUntilStopped}. It is not ready any more before it stops anything.
 *
 * @throws what startNode() throws; KairosError port.busy for the admin port
 */
export async function runNode(
  options: Omit<NodeOptions, "signal" | "observer" | "rejected">,
  { adminPort, signal, onStarted }: ProcessOptions,
): Promise<Stopped<RunningNode>> {
  const instruments = await openInstruments({
    node: `${hostname()}-${process.pid}`,
    version: versionOf(new URL("../../package.json", import.meta.url)),
    adminPort,
    traceEndpoint: ENVIRONMENT.traceEndpoint,
    logLevel: ENVIRONMENT.logLevel as Level,
    wall: WALL,
  });
  try {
    return await runUntilStopped({
      signal,
      async start(ended) {
        const { observer, metrics } = instruments;
        const rejected = metrics.parserRejected;
        const node = await startNode({ ...options, observer, rejected, signal: ended });
        instruments.started(node, options.subscribers ?? options.scenario.subscribers);
        onStarted?.(node, instruments.url);
        const stop = async (): Promise<void> => {
          instruments.stopping();
          await node.stop();
        };
        return { ...node, stop };
      },
    });
  } finally {
    await instruments.close();
  }
}

function versionOf(path: URL): string {
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
