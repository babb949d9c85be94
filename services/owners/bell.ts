// Wakes whoever waits for something to have changed; nobody is kept waiting by a ring it missed.

export class Bell {
  #next = Promise.withResolvers<void>();

  /** Resolves at the next ring. */
  rung(): Promise<void> {
    return this.#next.promise;
  }

  ring(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve();
  }
}
