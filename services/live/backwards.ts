// Entries of a partition's log from the last one back, for those who look for the latest of something.
import type { EventLog, LogEntry } from "../log/event-log.ts";
import type { EventBlock } from "../log/log-record.ts";
import { decodeRecord } from "../log/record-codec.ts";

/** Entries of the first look, and of the later ones. */
const FIRST = 4;
const PART_MAX = 512;

/** From the entry that is the last one now to the oldest kept; at most `limit` of them. */
export async function* backwards(
  log: EventLog,
  partition: number,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<LogEntry> {
  const { first, last } = await log.bounds(partition);
  const least = Math.max(first, last - limit + 1);
  let size = FIRST;
  let to = last;
  while (to >= least) {
    const from = Math.max(least, to - size + 1);
    yield* (await entriesBetween(log, partition, from, to)).reverse();
    to = from - 1;
    size = Math.min(PART_MAX, size * 4);
  }
}

/** Undefined for what is no block of events; the owner counts what cannot be read. */
export function blockIn({ octets }: LogEntry): EventBlock | undefined {
  try {
    const record = decodeRecord(octets);
    return record.kind === "events" ? record : undefined;
  } catch {
    return undefined;
  }
}

async function entriesBetween(
  log: EventLog,
  partition: number,
  from: number,
  to: number,
): Promise<LogEntry[]> {
  const reader = await log.read(partition, from - 1);
  const entries: LogEntry[] = [];
  try {
    while ((entries.at(-1)?.sequence ?? from - 1) < to) {
      const next = await reader.next();
      if (next.length === 0) break;
      entries.push(...next);
    }
  } finally {
    await reader.close();
  }
  return entries.filter(({ sequence }) => sequence <= to);
}
