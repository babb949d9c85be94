// A NATS connection as the log uses it: what was under way when it was lost fails at once.
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";

/** How long a request waits for a lost connection to come back, and for its answer. */
const PATIENCE_MS = 5_000;

export class JetStreamLink {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly #onLost = new Set<(error: Error) => void>();
  /** Told true when the connection is back, false when it never will be. */
  readonly #onBack = new Set<(isBack: boolean) => void>();
  #up = true;

  private constructor(connection: NatsConnection, manager: JetStreamManager) {
    this.connection = connection;
    this.manager = manager;
  }

  /** @throws whatever the server says when it has no JetStream */
  static async over(connection: NatsConnection): Promise<JetStreamLink> {
    const manager = await jetstreamManager(connection, { timeout: PATIENCE_MS });
    const link = new JetStreamLink(connection, manager);
    void link.#follow();
    return link;
  }

  /** Runs a request; rejects as soon as the connection is lost, when nobody knows what became of it. */
  async run<T>(request: () => Promise<T>): Promise<T> {
    if (!this.#up) await this.#back();
    return await new Promise<T>((resolve, reject) => {
      const forget = this.whenLost(reject);
      // Both ways are taken care of from the beginning: a late refusal disturbs nobody.
      request().then(resolve, reject).finally(forget);
    });
  }

  /** Calls once when the connection is lost; gives what makes it not call. */
  whenLost(listener: (error: Error) => void): () => void {
    this.#onLost.add(listener);
    return () => this.#onLost.delete(listener);
  }

  async close(): Promise<void> {
    await this.connection.close();
    this.#lose();
    this.#tell(false);
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === "disconnect") this.#lose();
      if (type === "reconnect") this.#tell(true);
    }
    this.#lose();
  }

  #lose(): void {
    this.#up = false;
    const listeners = [...this.#onLost];
    this.#onLost.clear();
    for (const listener of listeners) listener(lost());
  }

  #tell(isBack: boolean): void {
    this.#up = isBack;
    const listeners = [...this.#onBack];
    this.#onBack.clear();
    for (const listener of listeners) listener(isBack);
  }

  #back(): Promise<void> {
    if (this.connection.isClosed()) return Promise.reject(lost());
    return new Promise((resolve, reject) => {
      const told = (isBack: boolean): void => {
        clearTimeout(late);
        this.#onBack.delete(told);
        if (isBack) resolve();
        else reject(lost());
      };
      const late = setTimeout(() => told(false), PATIENCE_MS);
      this.#onBack.add(told);
    });
  }
}

function lost(): Error {
  return new Error("The connection to the NATS server is lost.");
}
