// The admin port: health for whoever starts and stops the process, numbers for Prometheus.
import type { AddressInfo } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import fastify, { type FastifyReply } from "fastify";
import type { Registry } from "prom-client";
import { KairosError } from "../../domain/errors.ts";
import { livenessOf, type NodeFacts, readinessOf, startupOf, type Verdict } from "./health.ts";

const LOOPBACK = "127.0.0.1";
/** Time between two looks at the event loop: what is more is its lag. */
const LAG_STEP_MS = 20;
const NANOSECONDS_PER_MS = 1e6;

export interface OperationsOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly host?: string;
  /** Asked at every look. */
  health(): NodeFacts | Promise<NodeFacts>;
  readonly registry: Registry;
}

export interface Operations {
  /** http://host:port/ */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens /livez, /readyz, /startupz (200 or 503, with `{ ok, reasons }`) and /metrics.
 *
 * @throws KairosError port.busy
 */
export async function openOperations(options: OperationsOptions): Promise<Operations> {
  const { port, host = LOOPBACK, health, registry } = options;
  const lag = monitorEventLoopDelay({ resolution: LAG_STEP_MS });
  const app = fastify({ bodyLimit: 1, forceCloseConnections: true });
  app.get("/livez", async (_request, reply) => {
    const verdict = livenessOf({ eventLoopLagMs: lag.max / NANOSECONDS_PER_MS - LAG_STEP_MS });
    lag.reset();
    return await answer(reply, verdict);
  });
  app.get("/readyz", async (_request, reply) => answer(reply, readinessOf(await health())));
  app.get("/startupz", async (_request, reply) => answer(reply, startupOf(await health())));
  app.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw portError(`${host}:${port}`, error as NodeJS.ErrnoException);
  }
  lag.enable();
  const { port: bound } = app.server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound}/`,
    async close() {
      lag.disable();
      await app.close();
    },
  };
}

function answer(reply: FastifyReply, verdict: Verdict): FastifyReply {
  return reply
    .code(verdict.ok ? 200 : 503)
    .header("cache-control", "no-store")
    .send(verdict);
}

function portError(place: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  return new KairosError("port.busy", {
    place,
    got: error.code === "EADDRINUSE" ? "a port in use" : "a port that this user may not open",
    wanted: "a free port for health and metrics",
    remedy: "Give another one with --admin-port, 0 for any free one, or none.",
  });
}
