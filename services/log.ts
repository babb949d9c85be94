// The log: JSON lines on stderr, because stdout is for what a command answers.
import { destination, type Level, type Logger, pino } from "pino";

const STDERR = 2;
const root = pino({ base: { name: "kairos" } }, destination({ dest: STDERR, sync: true }));

/** A logger for one part of the broker; `bindings` name the part. */
export function createLogger(level: Level, bindings: Record<string, unknown>): Logger {
  return root.child(bindings, { level });
}
