// Appends the generated events of a day to the log, some of it twice, never far ahead of the owners.
import { columnsOf } from "../../machines/columns-of.ts";
import type { Append, EventLog } from "../../services/log/event-log.ts";
import { encodeRecord } from "../../services/log/record-codec.ts";
import type { Traffic } from "../../simulator/traffic.ts";
import { byPartition } from "../partitions/partition-log.ts";

/** Blocks of a partition that are appended before the owners have said anything of them. */
const AHEAD_MAX = 12;
/** Every so-many-th block is appended twice. */
const DOUBLED_EVERY = 50;

export interface FeederOptions {
  readonly traffic: Traffic;
  readonly log: EventLog;
  readonly windows: number;
  /** Network time of a block. */
  readonly windowMs: number;
  /** Resolves once every partition has said something of this many blocks. */
  reached(windows: number): Promise<void>;
  /** Called before the window of this number is appended. */
  onWindow(window: number): void;
}

/** What was appended. */
export interface Fed {
  readonly events: number;
  readonly blocks: number;
  readonly doubled: number;
}

/** An append that fails is made again with the same ids until it succeeds. */
export async function feed(options: FeederOptions): Promise<Fed> {
  const { traffic, log, windows, windowMs, reached, onWindow } = options;
  let events = 0;
  let doubled = 0;
  for (let window = 0; window < windows; window++) {
    onWindow(window);
    await reached(window - AHEAD_MAX);
    const made = traffic.events(window * windowMs, (window + 1) * windowMs);
    events += made.length;
    const appends = byPartition(made, log.partitions).map((own, partition): Append => {
      const shard = { index: partition, of: log.partitions };
      const columns = columnsOf(own, traffic.directory, shard);
      const [fromMs, toMs] = [window * windowMs, (window + 1) * windowMs];
      const octets = encodeRecord({ kind: "events", fromMs, toMs, columns });
      return { partition, id: `b:${partition}:${fromMs}`, octets };
    });
    await insistently(() => log.append(appends));
    const again = appends.filter((_, at) => (window * log.partitions + at) % DOUBLED_EVERY === 0);
    if (again.length > 0) await insistently(() => log.append(again));
    doubled += again.length;
  }
  return { events, blocks: windows * log.partitions, doubled };
}

/** A server that is down refuses, and is asked again until it is back. */
async function insistently<T>(action: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await action();
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
