// Batches must come one by one and in order; anything else would make the run another run.
import { KairosError } from "../domain/errors.ts";
import type { BatchHead } from "./batches.ts";

/** Lets batch n + 1 pass after batch n. */
export class Order {
  readonly #place: string;
  #next = 0;

  /** `place` names the receiver in errors. */
  constructor(place: string) {
    this.#place = place;
  }

  /** @throws KairosError batch.out-of-order */
  take({ number }: BatchHead): void {
    if (number !== this.#next) {
      throw new KairosError("batch.out-of-order", {
        place: this.#place,
        got: `batch ${number}`,
        wanted: `batch ${this.#next}`,
        remedy:
          "Host each service of the flow in one process only (KAIROS_SERVICES); start all anew.",
      });
    }
    this.#next++;
  }
}
