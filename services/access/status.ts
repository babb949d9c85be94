// Which HTTP status an error leads to, whether it comes from here or from another process.
import { ERROR_CODES, type ErrorCode, EXIT } from "../../domain/errors.ts";

/** Codes that say more than whose fault it was. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  "access.refused": 403,
  "server.unreachable": 503,
};

/** Moleculer's own, by the `type` that its errors keep between processes. */
const BROKER_STATUS: Readonly<Record<string, number>> = {
  VALIDATION_ERROR: 400,
  QUEUE_FULL: 429,
  SERVICE_NOT_FOUND: 503,
  SERVICE_NOT_AVAILABLE: 503,
  REQUEST_TIMEOUT: 503,
  REQUEST_REJECTED: 503,
  BROKER_BUSY: 503,
};

/** 400 for what whoever asks can mend, 403, 429 and 503 as they are known, else 500. */
export function statusOf(error: Error): number {
  const { statusCode, code, type } = error as Error & {
    readonly statusCode?: unknown;
    readonly code?: unknown;
    readonly type?: unknown;
  };
  if (typeof statusCode === "number") return statusCode;
  if (typeof code === "string" && Object.hasOwn(ERROR_CODES, code)) {
    const own = code as ErrorCode;
    const theirs = ERROR_CODES[own] === EXIT.badInput || ERROR_CODES[own] === EXIT.usage;
    return STATUS[own] ?? (theirs ? 400 : 500);
  }
  // Everything that is wrong with a scenario comes at once.
  if (error.name === "AggregateError") return 400;
  return BROKER_STATUS[String(type)] ?? 500;
}
