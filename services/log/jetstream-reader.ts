// Reads one stream through a pull consumer of its own, and is of no use after anything went wrong.
import {
  AckPolicy,
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  type JsMsg,
} from "@nats-io/jetstream";
import type { LogReader } from "./event-log.ts";
import type { JetStreamLink } from "./jetstream-link.ts";

/**
 * Octets that are asked for at a time, as far as the sizes of the last messages tell: NATS drops a
 * connection that has 64 MB to take, and a process reads all its partitions through one.
 */
const ASKED_OCTETS = 1_048_576;
const ASKED_MAX = 64;
/** At first, when no size is known. */
const ASKED_FIRST = 2;
/** Octets that wait here for next() before more are asked for. */
const READY_OCTETS = 4_194_304;

/** A server that says nothing for twice as long has failed. */
const HEARTBEAT_MS = 5_000;
const EXPIRES_MS = 30_000;
/** The server removes the consumer of a reader that could not do so itself. */
const INACTIVE_NS = 60_000_000_000;

export interface ReaderOptions<T> {
  readonly stream: string;
  /** Sequence before the first message; 0 for the oldest that is kept. */
  readonly after: number;
  readonly of: (message: JsMsg) => T;
}

export class JetStreamReader<T> implements LogReader<T> {
  /** Resolves when it failed or was closed. */
  readonly ended: Promise<void>;
  #resolveEnded = (): void => {};
  readonly #consumer: Consumer;
  #messages: ConsumerMessages | undefined;
  readonly #of: (message: JsMsg) => T;
  readonly #forget: () => void;
  #ready: T[] = [];
  #readyOctets = 0;
  #asked = ASKED_FIRST;
  #last: number | undefined;
  #failure: Error | undefined;
  #closed = false;
  /** Wakes next(). */
  #arrived = (): void => {};
  /** Wakes the pump. */
  #taken = (): void => {};

  private constructor(link: JetStreamLink, consumer: Consumer, of: (message: JsMsg) => T) {
    this.#consumer = consumer;
    this.#of = of;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#forget = link.whenLost((error) => this.#fail(error));
    void this.#pump();
  }

  /** @throws whatever the server says */
  static async open<T>(
    link: JetStreamLink,
    { stream, after, of }: ReaderOptions<T>,
  ): Promise<JetStreamReader<T>> {
    const consumer = await link.run(async () => {
      const { name } = await link.manager.consumers.add(stream, {
        ack_policy: AckPolicy.None,
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: after + 1,
        inactive_threshold: INACTIVE_NS,
      });
      return await link.manager.jetstream().consumers.get(stream, name);
    });
    // Out here: when the link was lost meanwhile, nobody would ever close it.
    return new JetStreamReader(link, consumer, of);
  }

  async next(): Promise<readonly T[]> {
    while (this.#ready.length === 0 && !this.#closed) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    const taken = this.#ready;
    this.#ready = [];
    this.#readyOctets = 0;
    this.#taken();
    return this.#closed ? [] : taken;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#end();
  }

  /** Reads no faster than next() is called. */
  async #pump(): Promise<void> {
    try {
      while (!this.#over) {
        await this.#fetch();
        while (this.#readyOctets >= READY_OCTETS && !this.#over) {
          await new Promise<void>((resolve) => {
            this.#taken = resolve;
          });
        }
      }
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  async #fetch(): Promise<void> {
    this.#messages = await this.#consumer.fetch({
      max_messages: this.#asked,
      expires: EXPIRES_MS,
      idle_heartbeat: HEARTBEAT_MS,
    });
    if (this.#over) this.#messages.stop();
    let count = 0;
    let octets = 0;
    for await (const message of this.#messages) {
      this.#take(message);
      count++;
      octets += message.data.length;
    }
    if (count > 0) {
      const fitting = Math.floor((ASKED_OCTETS * count) / Math.max(1, octets));
      this.#asked = Math.min(ASKED_MAX, Math.max(1, fitting));
    }
  }

  #take(message: JsMsg): void {
    if (this.#last !== undefined && message.seq !== this.#last + 1) {
      throw new Error(`Message ${message.seq} came after ${this.#last}.`);
    }
    this.#last = message.seq;
    this.#ready.push(this.#of(message));
    this.#readyOctets += message.data.length;
    this.#arrived();
  }

  get #over(): boolean {
    return this.#closed || this.#failure !== undefined;
  }

  #fail(error: Error): void {
    if (this.#over) return;
    this.#failure = error;
    this.#end();
  }

  /** Whoever looks into the log often must not leave a consumer behind each time. */
  #end(): void {
    this.#forget();
    this.#messages?.stop();
    this.#consumer.delete().catch(() => undefined);
    this.#arrived();
    this.#taken();
    this.#resolveEnded();
  }
}
