// The cluster's log as a target: blocks go into JetStream, outputs are read back from their end.
import type { Durability, EventLog, LogReader, Output } from "../log/event-log.ts";
import { decodeRecord } from "../log/record-codec.ts";
import { decodeOutput } from "../owners/partition-output.ts";
import { WALL } from "../pacer.ts";
import { createLogTarget } from "./log-target.ts";
import type { Target, TargetEars } from "./target.ts";

export interface NatsTargetOptions {
  readonly name: string;
  readonly durability: Durability;
  /** Partitions that are sent to, and whose outputs count. */
  readonly own: readonly number[];
}

/** Old outputs are passed over until none has come for so long, ms. */
const SILENCE_MS = 300;
/** And for so long at most: somebody else may be sending. */
const PASSING_MS_MAX = 30_000;
/** How far back a partition's last block is looked for behind controls. */
const CONTROLS_MAX = 64;

export async function openNatsTarget(
  { name, durability, own }: NatsTargetOptions,
  ears: TargetEars,
): Promise<Target> {
  const { log } = durability;
  const results = await openResults({ log, own, ears });
  return createLogTarget({
    name,
    returns: true,
    ears,
    append: (entries) => log.append(entries),
    failure: results.failure,
    async close() {
      await results.close();
      await durability.close();
    },
  });
}

export interface Results {
  readonly failure: Promise<never>;
  close(): Promise<void>;
}

/** Reads what owners say from now on. */
export async function openResults(options: {
  readonly log: EventLog;
  readonly own: readonly number[];
  readonly ears: Pick<TargetEars, "returned">;
}): Promise<Results> {
  const { log, own, ears } = options;
  const wanted = new Set(own);
  const reader = await log.outputs();
  let { next: coming } = await passOver(reader);
  let closed = false;
  const read = async (): Promise<never> => {
    for (;;) {
      const outputs = await coming;
      coming = reader.next();
      // Nobody may be waiting for it when it rejects.
      coming.catch(() => undefined);
      for (const { partition, octets } of outputs) {
        if (wanted.has(partition)) ears.returned(decodeOutput(octets));
      }
      if (outputs.length === 0 || closed) return await new Promise<never>(() => {});
    }
  };
  const failure = read();
  failure.catch(() => undefined);
  return {
    failure,
    async close() {
      closed = true;
      await reader.close();
    },
  };
}

/** The end of the last block that any of these partitions has, ms; 0 for none. */
export async function reachedOf(log: EventLog, own: readonly number[]): Promise<number> {
  const reached = await Promise.all(own.map((partition) => lastBlockMs(log, partition)));
  return Math.max(0, ...reached);
}

async function lastBlockMs(log: EventLog, partition: number): Promise<number> {
  const { first, last } = await log.bounds(partition);
  const from = Math.max(first, last - CONTROLS_MAX + 1);
  if (last < from) return 0;
  const reader = await log.read(partition, from - 1);
  let reachedMs = 0;
  try {
    for (let sequence = from - 1; sequence < last; ) {
      for (const entry of await reader.next()) {
        const record = decodeRecord(entry.octets);
        if (record.kind === "events") reachedMs = record.toMs;
        sequence = entry.sequence;
      }
    }
  } finally {
    await reader.close();
  }
  return reachedMs;
}

/** Reads all that there is; then what is asked for next, in a wrapping, for it has not come yet. */
async function passOver(
  reader: LogReader<Output>,
): Promise<{ readonly next: Promise<readonly Output[]> }> {
  const untilMs = WALL.now() + PASSING_MS_MAX;
  for (;;) {
    const next = reader.next();
    next.catch(() => undefined);
    const came = await Promise.race([next.then(() => true), WALL.wait(SILENCE_MS)]);
    if (came !== true || WALL.now() > untilMs) return { next };
  }
}
