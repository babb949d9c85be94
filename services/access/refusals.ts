// Counts refused requests by address, so that whoever guesses tokens is not even listened to.

/** Wrong or missing tokens from one address within {@link WINDOW_MS}; then it has to wait. */
export const REFUSALS_MAX = 30;
export const WINDOW_MS = 60_000;
/** Addresses that are remembered; the one that began first goes. */
const ADDRESSES_MAX = 10_000;

export class Refusals {
  readonly #now: () => number;
  readonly #counts = new Map<string, { count: number; readonly untilMs: number }>();

  /** `now` in ms, from any origin. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this address was refused too often of late. */
  isShut(address: string): boolean {
    const counted = this.#counts.get(address);
    if (counted === undefined) return false;
    if (counted.untilMs > this.#now()) return counted.count >= REFUSALS_MAX;
    this.#counts.delete(address);
    return false;
  }

  add(address: string): void {
    const counted = this.#counts.get(address);
    if (counted !== undefined && counted.untilMs > this.#now()) {
      counted.count++;
      return;
    }
    this.#counts.delete(address);
    this.#counts.set(address, { count: 1, untilMs: this.#now() + WINDOW_MS });
    if (this.#counts.size > ADDRESSES_MAX) this.#counts.delete(this.#counts.keys().next().value!);
  }
}
