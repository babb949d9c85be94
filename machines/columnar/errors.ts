// What goes wrong in a colony: every error says where, what was found, what was wanted, and what to
// do.

export type ColonyErrorCode =
  | "machine.unsupported"
  | "machine.failed"
  | "colony.no-such-row"
  | "colony.full"
  | "colony.misused"
  | "colony.snapshot-refused";

export interface ColonyErrorParts {
  readonly place: string;
  readonly got: string;
  readonly wanted: string;
  /** A sentence. */
  readonly remedy: string;
}

/** A host may have its own class of errors. */
export type CreateError = (code: ColonyErrorCode, parts: ColonyErrorParts) => Error;

/** Codes: machine.unsupported is thrown by `compile`, the others while rows run. */
export class ColonyError extends Error {
  declare readonly code: ColonyErrorCode;
  declare readonly parts: ColonyErrorParts;

  constructor(code: ColonyErrorCode, parts: ColonyErrorParts) {
    super(`${parts.place}: got ${parts.got}, expected ${parts.wanted}. ${parts.remedy}`);
    this.name = "ColonyError";
    this.code = code;
    this.parts = parts;
  }
}

/** What a definition asks for and a colony cannot do; `compile` adds where it stands. */
export class Refusal extends Error {
  declare readonly wanted: string;
  declare readonly remedy: string;

  constructor(got: string, wanted: string, remedy: string) {
    super(got);
    this.wanted = wanted;
    this.remedy = remedy;
  }
}

export function otherActors(got: string): Refusal {
  return new Refusal(
    got,
    "a machine that neither starts nor addresses other actors",
    "Emit an event, and let the owner of the colony act on it.",
  );
}
