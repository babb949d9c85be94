// Mistakes of network files, each with its place, all told at once; and what was counted on the way.
import { KairosError } from "../../../domain/errors.ts";

/** Mistakes told at most; a wrong file is wrong in every line. */
const MISTAKES_MAX = 20;

export interface Mistake {
  /** "cells.csv:7: cell" */
  readonly place: string;
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;
}

/** Collects the mistakes of a file. */
export class Mistakes {
  readonly #found: KairosError[] = [];
  #more = 0;

  add(mistake: Mistake): void {
    if (this.#found.length < MISTAKES_MAX) {
      this.#found.push(new KairosError("network.malformed", mistake));
    } else this.#more++;
  }

  /** @throws AggregateError of every KairosError "network.malformed", if there is any. */
  tell(file: string): void {
    if (this.#found.length === 0) return;
    if (this.#more > 0) {
      const last = { place: file, got: `${this.#more} more mistakes`, wanted: "none" };
      this.#found.push(
        new KairosError("network.malformed", { ...last, remedy: "Mend the first ones." }),
      );
    }
    throw new AggregateError(this.#found, `${file} cannot be used`);
  }
}

/** What was left out or merged, and how often: nothing is lost silently. */
export class Counts {
  readonly #counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  /** "cells.csv: rows of network 1-2 left out: 12" */
  notes(file: string): string[] {
    return [...this.#counts].map(([what, count]) => `${file}: ${what}: ${count}`);
  }
}
