// Reads one stream through a pull consumer of its own, and is of no use after anything went wrong.
import { AckPolicy, type ConsumerMessages, DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import type { LogReader } from "./event-log.ts";
import type { JetStreamLink } from "./jetstream-link.ts";

/** Messages that are asked for ahead, and so kept here at most. */
const AHEAD = 128;
/** A server that says nothing for twice as long has failed. */
const HEARTBEAT_MS = 5_000;
const EXPIRES_MS = 30_000;
/** The server removes the consumer of a reader that has gone. */
const INACTIVE_NS = 60_000_000_000;

/** What the driver reports and would try to mend; a reader gives up instead. */
const FAILURES: ReadonlySet<string> = new Set([
  "heartbeats_missed",
  "consumer_not_found",
  "consumer_deleted",
  "stream_not_found",
  "no_responders",
]);

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
  readonly #messages: ConsumerMessages;
  readonly #of: (message: JsMsg) => T;
  readonly #forget: () => void;
  #ready: T[] = [];
  #last: number | undefined;
  #failure: Error | undefined;
  #closed = false;
  /** Wakes next(). */
  #arrived = (): void => {};
  /** Wakes the pump. */
  #taken = (): void => {};

  private constructor(link: JetStreamLink, messages: ConsumerMessages, of: (message: JsMsg) => T) {
    this.#messages = messages;
    this.#of = of;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#forget = link.whenLost((error) => this.#fail(error));
    void this.#watch();
    void this.#pump();
  }

  /** @throws whatever the server says */
  static async open<T>(
    link: JetStreamLink,
    { stream, after, of }: ReaderOptions<T>,
  ): Promise<JetStreamReader<T>> {
    return await link.run(async () => {
      const { name } = await link.manager.consumers.add(stream, {
        ack_policy: AckPolicy.None,
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: after + 1,
        inactive_threshold: INACTIVE_NS,
      });
      const consumer = await link.manager.jetstream().consumers.get(stream, name);
      const messages = await consumer.consume({
        max_messages: AHEAD,
        expires: EXPIRES_MS,
        idle_heartbeat: HEARTBEAT_MS,
        abort_on_missing_resource: true,
      });
      return new JetStreamReader(link, messages, of);
    });
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
      for await (const message of this.#messages) {
        this.#take(message);
        while (this.#ready.length >= AHEAD && !this.#closed && this.#failure === undefined) {
          await new Promise<void>((resolve) => {
            this.#taken = resolve;
          });
        }
      }
      this.#fail(new Error("The consumer has ended."));
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #take(message: JsMsg): void {
    if (this.#last !== undefined && message.seq !== this.#last + 1) {
      throw new Error(`Message ${message.seq} came after ${this.#last}.`);
    }
    this.#last = message.seq;
    this.#ready.push(this.#of(message));
    this.#arrived();
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#messages.status()) {
      if (FAILURES.has(type)) this.#fail(new Error(`The consumer failed: ${type}.`));
    }
  }

  #fail(error: Error): void {
    if (this.#closed || this.#failure !== undefined) return;
    this.#failure = error;
    this.#end();
  }

  #end(): void {
    this.#forget();
    this.#messages.stop();
    this.#arrived();
    this.#taken();
    this.#resolveEnded();
  }
}
