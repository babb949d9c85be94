// A log in a folder, and events that need no network, for tests of the live flow's parts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Directory } from "../../domain/directory.ts";
import { openDirectory } from "../../domain/open-directory.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { Durability, EventLog, LogEntry } from "../../services/log/event-log.ts";
import { openEmbedded } from "../../services/log/sqlite.ts";

export const DIRECTORY: Directory = openDirectory();

export interface SmallLog {
  readonly durability: Durability;
  remove(): Promise<void>;
}

export async function openSmallLog(partitions: number): Promise<SmallLog> {
  const folder = mkdtempSync(join(tmpdir(), "kairos-live-"));
  const durability = await openEmbedded(folder, { partitions });
  return {
    durability,
    async remove() {
      await durability.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export const eventOf = (subscriber: number, timeMs: number, cell = 1): SubscriberEvent => ({
  type: "power.turnedOff",
  timeMs,
  subscriber,
  sequence: timeMs,
  source: "tap",
  cause: {},
  lac: cell === 0 ? 0 : 7,
  ci: cell,
});

/** All entries of a partition. */
export async function entriesOf(log: EventLog, partition: number): Promise<readonly LogEntry[]> {
  const { last } = await log.bounds(partition);
  const reader = await log.read(partition, 0);
  const entries: LogEntry[] = [];
  while (entries.length < last) entries.push(...(await reader.next()));
  await reader.close();
  return entries;
}
