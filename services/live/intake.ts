// Brings what the tap has heard into the log: a block per partition and window, each event once.
import type { Directory } from "../../domain/directory.ts";
import { KairosError } from "../../domain/errors.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { bySubscriber, columnsOf } from "../../machines/columns-of.ts";
import type { EventBatch } from "../batches.ts";
import type { Append, EventLog } from "../log/event-log.ts";
import { encodeRecord } from "../log/record-codec.ts";
import { backwards, blockIn } from "./backwards.ts";

/** Octets of a block beyond which it is cut: NATS takes 1 MiB in a message by default. */
const OCTETS_MAX = 512 * 1_024;

export interface IntakeOptions {
  readonly log: EventLog;
  readonly directory: Directory;
  /** Only for tests. */
  readonly octetsMax?: number;
}

/** Takes windows one after the other; what the log has of one already is left out. */
export class Intake {
  readonly #log: EventLog;
  readonly #directory: Directory;
  readonly #octetsMax: number;
  /** End of the last block of each partition; undefined while that is not known. */
  #ends: readonly number[] | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ log, directory, octetsMax = OCTETS_MAX }: IntakeOptions) {
    this.#log = log;
    this.#directory = directory;
    this.#octetsMax = octetsMax;
  }

  /** Up to when every partition has everything, ms; 0 for an empty log. */
  async reachedMs(): Promise<number> {
    this.#ends ??= await endsOf(this.#log);
    return Math.min(...this.#ends);
  }

  /**
   * Resolves when all of the window is durable. The same window may come again, and windows that
   * were cut in another way.
   *
   * @throws KairosError batch.out-of-order for a window that begins after the log's end; what the
   *   log says when it cannot append: the window may then be tried again
   */
  append(batch: EventBatch): Promise<void> {
    const appended = this.#last.catch(() => undefined).then(() => this.#append(batch));
    this.#last = appended;
    return appended;
  }

  async #append(batch: EventBatch): Promise<void> {
    const ends = this.#ends ?? (await endsOf(this.#log));
    // Until this is over nobody knows which of the blocks the log has.
    this.#ends = undefined;
    const events = Array.from(ends, (): SubscriberEvent[] => []);
    for (const event of batch.events) events[event.subscriber % ends.length]!.push(event);
    const appends = ends.flatMap((endMs, partition): Append[] => {
      if (endMs >= batch.toMs) return [];
      if (endMs < batch.fromMs) throw gap(partition, batch.fromMs, endMs);
      const news = events[partition]!.filter(({ timeMs }) => timeMs >= endMs);
      return [...this.#blocks(partition, endMs, batch.toMs, news)];
    });
    if (appends.length > 0) await this.#log.append(appends);
    this.#ends = ends.map((endMs) => Math.max(endMs, batch.toMs));
  }

  /** One block, or several that follow one another when one would be too large. */
  *#blocks(
    partition: number,
    fromMs: number,
    toMs: number,
    events: readonly SubscriberEvent[],
  ): Generator<Append> {
    const columns = columnsOf(events, this.#directory, {
      index: partition,
      of: this.#log.partitions,
    });
    const octets = encodeRecord({
      kind: "events",
      fromMs,
      toMs,
      columns,
      events: () => bySubscriber(events),
    });
    const cut = octets.length > this.#octetsMax ? middleOf(events) : 0;
    if (cut === 0) {
      yield { partition, id: `b:${partition}:${fromMs}`, octets };
      return;
    }
    const cutMs = events[cut]!.timeMs;
    yield* this.#blocks(partition, fromMs, cutMs, events.slice(0, cut));
    yield* this.#blocks(partition, cutMs, toMs, events.slice(cut));
  }
}

/** Place at which events in the order of time can be cut between two times; 0 for none. */
function middleOf(events: readonly SubscriberEvent[]): number {
  const middle = events.length >> 1;
  const timeMs = events[middle]!.timeMs;
  const before = events.findIndex((event) => event.timeMs === timeMs);
  if (before > 0) return before;
  return Math.max(
    0,
    events.findIndex((event) => event.timeMs > timeMs),
  );
}

/** Where the last block of each partition ends; 0 where there is none. */
function endsOf(log: EventLog): Promise<number[]> {
  return Promise.all(
    Array.from({ length: log.partitions }, async (_, partition) => {
      for await (const entry of backwards(log, partition)) {
        const block = blockIn(entry);
        if (block !== undefined) return block.toMs;
      }
      return 0;
    }),
  );
}

function gap(partition: number, fromMs: number, endMs: number): KairosError {
  return new KairosError("batch.out-of-order", {
    place: `tap, partition ${partition}`,
    got: `a window from ${fromMs} ms`,
    wanted: `one from ${endMs} ms, where its log ends`,
    remedy: "Start the process with the traffic anew: it goes on where the log ends.",
  });
}
