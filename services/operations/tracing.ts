// Traces and messaging metrics for OpenTelemetry: the only file that knows their names.
//
// The conventions for messaging are still in development: when their names change, they change here.
// Without an endpoint the API does nothing, the SDK is not loaded, and no socket is opened.
import { setTimeout } from "node:timers/promises";
import { metrics, type Span, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import type { NodeSDKConfiguration } from "@opentelemetry/sdk-node";
import type { EventLog } from "../log/event-log.ts";
import type { OwnerObserver } from "../owners/observer.ts";

/** One trace of so many is recorded. */
export const TRACES_PER_SAMPLE = 1_000;
/** Patience with a receiver at the end. */
const CLOSE_MS_MAX = 1_000;
const SCOPE = "kairos";
const SYSTEM = { "messaging.system": SCOPE } as const;
/** Values that eight hexadecimal digits have. */
const DRAWS = 0x1_0000_0000;

export interface Tracing {
  /** Sends what is left, for a second at most, and never rejects: a stop does not wait for traces. */
  close(): Promise<void>;
}

/**
 * Begins to send traces and metrics by OTLP; `endpoint` is OTEL_EXPORTER_OTLP_ENDPOINT, which the SDK
 * reads by itself, with the other OTEL_* variables of exporters. Undefined: nothing begins.
 */
export async function openTracing(endpoint: string | undefined): Promise<Tracing> {
  if (endpoint === undefined) return { close: async () => undefined };
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const sdk = new NodeSDK({
    serviceName: SCOPE,
    sampler: SAMPLER,
    // A host's name and a command's arguments may name somebody.
    autoDetectResources: false,
    logRecordProcessors: [],
  });
  sdk.start();
  return {
    close: async () => {
      const sent = sdk.shutdown().catch(() => undefined);
      await Promise.race([sent, setTimeout(CLOSE_MS_MAX, undefined, { ref: false })]);
    },
  };
}

/** What belongs to a sampled trace is recorded, and of new traces every thousandth by its random id. */
const SAMPLER: NodeSDKConfiguration["sampler"] = {
  shouldSample(context, traceId) {
    const parent = trace.getSpanContext(context);
    const drawn =
      parent === undefined
        ? Number.parseInt(traceId.slice(-8), 16) < DRAWS / TRACES_PER_SAMPLE
        : (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    return { decision: drawn ? RECORD : LEAVE };
  },
  toString: () => `1/${TRACES_PER_SAMPLE}`,
};
/** SamplingDecision of the SDK, whose code is not loaded here. */
const RECORD = 2;
const LEAVE = 0;

/** Spans of what an owner does, from what it tells when it has done it, and how long it took. */
export function tracingObserver(): Partial<OwnerObserver> {
  const meter = metrics.getMeter(SCOPE);
  const duration = meter.createHistogram("messaging.process.duration", {
    description: "Time to apply one entry of the log",
    unit: "s",
  });
  const consumed = meter.createCounter("messaging.client.consumed.messages", {
    description: "Entries of the log that were taken",
    unit: "{message}",
  });
  return {
    applied(partition, seconds) {
      const attributes = { ...SYSTEM, ...destinationOf(partition) };
      duration.record(seconds, { ...attributes, "messaging.operation.name": "apply" });
      consumed.add(1, { ...attributes, "messaging.operation.name": "receive" });
      spanOf("apply", partition, seconds).end();
    },
    committed(partition, seconds, octets, sequence) {
      const span = spanOf("commit", partition, seconds);
      span.setAttributes({ "kairos.octets": octets, "kairos.sequence": sequence });
      span.end();
    },
    failed(partition, error) {
      const span = spanOf("apply", partition, 0);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.name });
      span.end();
    },
  };
}

/** A span that began so many seconds ago. */
function spanOf(name: string, partition: number, seconds: number): Span {
  return trace.getTracer(SCOPE).startSpan(name, {
    startTime: Date.now() - seconds * 1_000,
    attributes: { ...SYSTEM, ...destinationOf(partition) },
  });
}

function destinationOf(partition: number): Record<string, string> {
  return { "messaging.destination.partition.id": String(partition) };
}

/** The same log, with a span around every append. */
export function traceAppends(log: EventLog): EventLog {
  const append: EventLog["append"] = (entries) =>
    trace.getTracer(SCOPE).startActiveSpan("append", async (span) => {
      span.setAttributes({ ...SYSTEM, "messaging.batch.message_count": entries.length });
      try {
        return await log.append(entries);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name });
        throw error;
      } finally {
        span.end();
      }
    });
  return {
    partitions: log.partitions,
    name: log.name,
    append,
    read: (partition, after) => log.read(partition, after),
    bounds: (partition) => log.bounds(partition),
    prune: (partition, sequence) => log.prune(partition, sequence),
    say: (outputs) => log.say(outputs),
    outputs: () => log.outputs(),
    close: () => log.close(),
  };
}
