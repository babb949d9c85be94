// The one error type of Kairos, and the registry of its codes (docs/errors.md explains each).

/** Exit codes of the command line; the table in README.md and docs/errors.md is checked against this. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  missing: 3,
  badInput: 4,
  threshold: 99,
  interrupted: 130,
} as const;

/** Every error code, with the exit code it leads to on the command line. */
export const ERROR_CODES = {
  // captures and octets
  "capture.truncated": EXIT.badInput,
  "capture.unknown-format": EXIT.badInput,
  "capture.unsupported-link": EXIT.badInput,
  "capture.no-bssap": EXIT.badInput,
  "octets.out-of-bounds": EXIT.badInput,
  "octets.malformed": EXIT.badInput,
  "message.unknown": EXIT.badInput,
  "message.not-encodable": EXIT.internal,
  // event files
  "events.malformed": EXIT.badInput,
  // keys of the tap
  "keys.malformed": EXIT.badInput,
  // scenarios
  "scenario.syntax": EXIT.badInput,
  "scenario.invalid": EXIT.badInput,
  // files of a real network
  "network.malformed": EXIT.badInput,
  // machines
  "machine.unsupported": EXIT.internal,
  "machine.failed": EXIT.internal,
  "colony.no-such-row": EXIT.internal,
  "colony.full": EXIT.internal,
  "colony.misused": EXIT.internal,
  "colony.snapshot-refused": EXIT.badInput,
  // the log
  "log.record-malformed": EXIT.badInput,
  // the outside
  "file.missing": EXIT.badInput,
  "file.unreadable": EXIT.badInput,
  "file.not-writable": EXIT.missing,
  "port.busy": EXIT.missing,
  "viz.not-built": EXIT.missing,
  "node.too-old": EXIT.missing,
  "program.missing": EXIT.missing,
  "server.unreachable": EXIT.missing,
  "node.ended": EXIT.missing,
  "folder.in-use": EXIT.missing,
  "batch.out-of-order": EXIT.internal,
  // log and checkpoints
  "log.in-use": EXIT.missing,
  "log.unknown-format": EXIT.badInput,
  "log.entry-too-large": EXIT.internal,
  "checkpoint.ahead": EXIT.badInput,
  "checkpoint.behind": EXIT.badInput,
  "usage.invalid": EXIT.usage,
  // who may do what
  "access.malformed": EXIT.badInput,
  "access.exposed": EXIT.badInput,
  "access.required": EXIT.usage,
  "access.refused": EXIT.usage,
  "threshold.failed": EXIT.threshold,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorParts {
  /** Where: a file with line, a frame, a path, a machine and state. */
  readonly place: string;
  /** What was found there. */
  readonly got: string;
  /** What was wanted instead. */
  readonly wanted: string;
  /** What the reader can do about it, as a sentence. */
  readonly remedy: string;
}

/** An error that says thing, place, got, wanted and remedy; nothing else is thrown on bad input. */
export class KairosError extends Error {
  declare readonly code: ErrorCode;
  declare readonly parts: ErrorParts;

  constructor(code: ErrorCode, parts: ErrorParts) {
    super(`${parts.place}: got ${parts.got}, expected ${parts.wanted}. ${parts.remedy}`);
    this.name = "KairosError";
    this.code = code;
    this.parts = parts;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code];
  }
}
