// A process that works as an owner does, and says what it has open: with or without an endpoint.
import { observeAll } from "../../services/operations/observers.ts";
import { openTracing, traceAppends, tracingObserver } from "../../services/operations/tracing.ts";

/** So many that one of a thousand is recorded for sure: none would be once in e^40 times. */
const ENTRIES = 40_000;

const tracing = await openTracing(process.env["OTEL_EXPORTER_OTLP_ENDPOINT"]);
const observer = observeAll(tracingObserver());
const log = traceAppends({ append: async (entries: readonly unknown[]) => entries } as never);
for (let entry = 0; entry < ENTRIES; entry++) {
  await log.append([{ partition: 3, octets: new Uint8Array(), id: "b:3:0" }]);
  observer.applied(3, 0.004, 0);
  observer.committed(3, 0.05, 100_000, entry);
}
observer.failed(3, new Error("gone"));
const sockets = process
  .getActiveResourcesInfo()
  .filter((name) => /TCP|UDP|Socket|DNS|Timeout/.test(name));
const builtins = (process as unknown as { moduleLoadList: string[] }).moduleLoadList;
console.log(JSON.stringify({ sockets, http: builtins.includes("NativeModule http") }));
await tracing.close();
// The SDK tries on for seconds when nobody answers; a node that has stopped does not wait for it.
process.exit();
