// Moleculer's way over NATS, with an end to what waits for a server that is stopped or too slow.
import { Errors, Transporters } from "moleculer";

/** Octets that may wait for the server: two looks at a million people, and all calls beside them. */
export const PENDING_OCTETS_MAX = 33_554_432;

/** What is read of the client; the version of nats is pinned, and a test looks whether it holds. */
interface Client {
  readonly protocol: {
    /** Published while the server is away. */
    readonly outbound: { size(): number };
    /** Written, and not taken by the network yet. */
    readonly transport?: { readonly socket?: { readonly writableLength: number } };
  };
}

interface Sent {
  readonly packet?: { readonly type: string };
}

/**
 * While more than {@link PENDING_OCTETS_MAX} waits, events are dropped: whoever hears them finds the
 * gap and reads anew. Calls are refused; answers go out, since only as many wait as were called for.
 */
export class BoundedNats extends Transporters.NATS {
  readonly #pendingMax: number;
  #dropped = 0;
  #dropping = false;

  constructor(url: string, pendingMax = PENDING_OCTETS_MAX) {
    super({ url });
    this.#pendingMax = pendingMax;
  }

  /** Octets that the server has not taken yet. */
  get pending(): number {
    const client = this.client as Client | null;
    if (client === null) return 0;
    const { outbound, transport } = client.protocol;
    return outbound.size() + (transport?.socket?.writableLength ?? 0);
  }

  /** Events that were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  override send(topic: string, octets: Buffer, sent?: Sent): Promise<void> {
    if (this.pending + octets.length <= this.#pendingMax) {
      this.#tell(false);
      return super.send(topic, octets);
    }
    const type = sent?.packet?.type;
    if (type === "RES") return super.send(topic, octets);
    this.#tell(true);
    if (type === "REQ") return Promise.reject(refused());
    this.#dropped++;
    return Promise.resolve();
  }

  /** Says when dropping begins, and when it ends. */
  #tell(dropping: boolean): void {
    if (dropping === this.#dropping) return;
    this.#dropping = dropping;
    if (dropping) this.logger.warn("The broker's server takes nothing: events are dropped.");
    else this.logger.warn(`The broker's server takes events again; ${this.#dropped} were dropped.`);
  }
}

function refused(): Error {
  const message = "The broker's server takes nothing, and enough waits for it.";
  return new Errors.MoleculerRetryableError(message, 503, "BROKER_BUSY");
}
