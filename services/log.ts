// The log: JSON lines on stderr, because stdout is for what a command answers; no line names anybody.
import { destination, type Level, type Logger, pino, stdTimeFunctions } from "pino";
import { redactLine } from "./operations/redaction.ts";

const STDERR = 2;

/**
 * The root of all loggers that write to `sink`. Every line is redacted as a whole, whatever logged it:
 * message, fields, bindings, errors with their stacks. Times are ISO 8601 texts.
 */
export function createRoot(sink: { write(line: string): unknown }): Logger {
  const redacted = { write: (line: string) => void sink.write(redactLine(line)) };
  return pino({ base: { name: "kairos" }, timestamp: stdTimeFunctions.isoTime }, redacted);
}

const root = createRoot(destination({ dest: STDERR, sync: true }));

/**
 * A logger for one part of a process; `bindings` name the part. Moleculer's nodeID becomes `node`;
 * give `partition` and `sequence` as fields of a line where it is about one.
 */
export function createLogger(level: Level, bindings: Record<string, unknown>): Logger {
  const { nodeID, ...others } = bindings;
  return root.child(nodeID === undefined ? others : { node: nodeID, ...others }, { level });
}
