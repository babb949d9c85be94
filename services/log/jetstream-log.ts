// The log in JetStream: a stream with one literal subject for each partition, and one for outputs.
import type { JsMsg } from "@nats-io/jetstream";
import { assertSizes } from "./entry-size.ts";
import {
  type Append,
  ENTRY_OCTETS_MAX,
  type EventLog,
  type LogBounds,
  type LogEntry,
  type LogReader,
  type Output,
} from "./event-log.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { JetStreamReader } from "./jetstream-reader.ts";
import {
  isStreamMissing,
  type MadeStreams,
  outputSubject,
  streamOf,
  streamOfOutputs,
} from "./jetstream-streams.ts";
import { plain } from "./octets.ts";
import { aheadOf, misfitError } from "./recovery.ts";

/** Octets of a message that are not the entry's: its headers. */
const HEADER_OCTETS = 4_096;

interface Message {
  readonly subject: string;
  readonly id: string;
  readonly octets: Uint8Array;
}

export class JetStreamLog implements EventLog {
  readonly #link: JetStreamLink;
  readonly #namespace: string;
  readonly #streams: MadeStreams;
  /** What each subject's last message waits for: those of one partition go one after the other. */
  readonly #queues = new Map<string, Promise<void>>();
  readonly #readers = new Set<JetStreamReader<unknown>>();

  constructor(link: JetStreamLink, namespace: string, streams: MadeStreams) {
    this.#link = link;
    this.#namespace = namespace;
    this.#streams = streams;
  }

  get partitions(): number {
    return this.#streams.partitions;
  }

  get name(): string {
    return this.#streams.name;
  }

  async append(entries: readonly Append[]): Promise<readonly number[]> {
    this.#assertSizes(entries);
    return await this.#publish(
      entries.map((entry) => ({ ...entry, subject: this.#stream(entry.partition) })),
    );
  }

  async read(partition: number, after: number): Promise<LogReader<LogEntry>> {
    const bounds = await this.bounds(partition);
    const ahead = aheadOf({ sequence: after, log: this.logOf(partition) }, bounds);
    if (ahead !== undefined) throw misfitError(partition, ahead);
    return await this.#open(this.#stream(partition), after, (message) => ({
      partition,
      sequence: message.seq,
      octets: plain(message.data),
    }));
  }

  async bounds(partition: number): Promise<LogBounds> {
    const stream = this.#stream(partition);
    try {
      const { streams } = this.#link.manager;
      const { state, created } = await this.#link.run(() => streams.info(stream));
      return {
        first: state.messages === 0 ? state.last_seq + 1 : state.first_seq,
        last: state.last_seq,
        log: `${this.name}@${created}`,
      };
    } catch (error) {
      if (!isStreamMissing(error)) throw error;
      return { first: 1, last: 0, log: `${this.name}@deleted` };
    }
  }

  async prune(partition: number, sequence: number): Promise<void> {
    const { first, last } = await this.bounds(partition);
    if (sequence < first) return;
    const stream = this.#stream(partition);
    const seq = Math.min(sequence, last) + 1;
    await this.#link.run(() => this.#link.manager.streams.purge(stream, { seq }));
  }

  async say(outputs: readonly Output[]): Promise<void> {
    this.#assertSizes(outputs);
    await this.#publish(
      outputs.map((output) => ({
        ...output,
        subject: outputSubject(this.#namespace, output.partition),
      })),
    );
  }

  async outputs(): Promise<LogReader<Output>> {
    return await this.#open(streamOfOutputs(this.#namespace), 0, outputOf);
  }

  /** Ends all readers; the connection belongs to openCluster(). */
  async close(): Promise<void> {
    for (const reader of [...this.#readers]) await reader.close();
  }

  /** {@link LogBounds.log} of a partition when this log was opened. */
  logOf(partition: number): string {
    return `${this.name}@${this.#streams.created[partition]}`;
  }

  async #open<T>(
    stream: string,
    after: number,
    of: (message: JsMsg) => T,
  ): Promise<JetStreamReader<T>> {
    const reader = await JetStreamReader.open(this.#link, { stream, after, of });
    this.#readers.add(reader);
    void reader.ended.then(() => this.#readers.delete(reader));
    return reader;
  }

  /** Subjects at one time, messages of a subject one after the other. */
  async #publish(messages: readonly Message[]): Promise<readonly number[]> {
    const sequences = new Array<number>(messages.length).fill(0);
    const bySubject = Map.groupBy(messages.keys(), (at) => messages[at]?.subject ?? "");
    await Promise.all(
      Array.from(bySubject, ([subject, places]) =>
        this.#queued(subject, async () => {
          for (const at of places) sequences[at] = await this.#publishOne(messages[at] as Message);
        }),
      ),
    );
    return sequences;
  }

  /** The sequence; an id that the stream remembers has the one that it got then. */
  async #publishOne({ subject, id, octets }: Message): Promise<number> {
    const client = this.#link.manager.jetstream();
    const { seq } = await this.#link.run(() => client.publish(subject, octets, { msgID: id }));
    return seq;
  }

  /** What waits behind one that fails fails with it: else it would get ahead of it. */
  #queued(subject: string, publish: () => Promise<void>): Promise<void> {
    const published = (this.#queues.get(subject) ?? Promise.resolve()).then(publish);
    this.#queues.set(subject, published);
    // Attached here: a refusal that comes while somebody awaits another one ends no process.
    const done = (): void => {
      if (this.#queues.get(subject) === published) this.#queues.delete(subject);
    };
    published.then(done, done);
    return published;
  }

  #stream(partition: number): string {
    if (partition < 0 || partition >= this.partitions) {
      throw new RangeError(`There is no partition ${partition} in a log of ${this.partitions}.`);
    }
    return streamOf(this.#namespace, partition);
  }

  #assertSizes(entries: readonly { readonly id: string; readonly octets: Uint8Array }[]): void {
    const payloadMax = this.#link.connection.info?.max_payload ?? ENTRY_OCTETS_MAX;
    assertSizes(entries, Math.min(ENTRY_OCTETS_MAX, payloadMax - HEADER_OCTETS));
  }
}

function outputOf({ subject, headers, data }: JsMsg): Output {
  return {
    partition: Number(subject.slice(subject.lastIndexOf(".") + 1)),
    id: headers?.get("Nats-Msg-Id") ?? "",
    octets: plain(data),
  };
}
