// What a colony says when it is asked for what it cannot do.
import type { Row } from "./colony.ts";
import type { ColonyErrorCode, ColonyErrorParts, CreateError } from "./errors.ts";

export class Complaints {
  readonly place: string;
  readonly #fail: CreateError;

  constructor(machineId: string, fail: CreateError) {
    this.place = `colony of machine ${machineId}`;
    this.#fail = fail;
  }

  noSuchRow(got: string): Error {
    return this.#error("colony.no-such-row", {
      got,
      wanted: "a row that is allocated",
      remedy: "Use rows that allocate() returned and release() has not taken back.",
    });
  }

  full(got: string): Error {
    return this.#error("colony.full", {
      got,
      wanted: "fewer rows",
      remedy: "Spread the rows over several colonies, or declare narrower columns.",
    });
  }

  batch(got: string, wanted: string): Error {
    return this.#error("colony.misused", { got, wanted, remedy: "Mend the batch." });
  }

  inStep(what: string): Error {
    return this.#error("colony.misused", {
      got: `${what} called by a guard or action`,
      wanted: "guards and actions that leave rows alone",
      remedy: "Call it from onEmit.",
    });
  }

  busy(what: string, remedy: string): Error {
    const wanted = "a colony at rest";
    return this.#error("colony.misused", { got: `${what} called during a step`, wanted, remedy });
  }

  window(got: string): Error {
    return this.#error("colony.misused", {
      got,
      wanted: "windows one after the other, colony after colony",
      remedy: "Begin each window where the last one ended.",
    });
  }

  otherRow(row: Row, underWay: Row): Error {
    return this.#error("colony.misused", {
      got: `an event for row ${row} from a step of row ${underWay} in walkBatch`,
      wanted: "rows that keep to themselves: one is walked after the other",
      remedy: "Keep it for the next window, or use sendBatch.",
    });
  }

  #error(code: ColonyErrorCode, parts: Omit<ColonyErrorParts, "place">): Error {
    return this.#fail(code, { place: this.place, ...parts });
  }
}
