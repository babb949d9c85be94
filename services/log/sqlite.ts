// The embedded back end: log, snapshots and leases of one process, in one file.
import { PARTITIONS } from "./event-log.ts";
import { MemoryLeases } from "./memory-leases.ts";
import type { MendableDurability } from "./recovery.ts";
import { SqliteFile } from "./sqlite-file.ts";
import { SqliteLog } from "./sqlite-log.ts";
import { SqliteStore } from "./sqlite-store.ts";

export interface EmbeddedOptions {
  /** Only for a folder without a log: settled from then on. {@link PARTITIONS} by default. */
  readonly partitions?: number;
  /** Octets of outputs that are kept: the oldest go. 256 MB by default. */
  readonly outputOctetsMax?: number;
}

/**
 * Opens the log in a folder, and makes both where they are not there. One process at a time has it
 * open; what it wrote is there again after whatever ended it.
 *
 * @throws KairosError log.in-use, log.unknown-format, file.not-writable
 */
export async function openEmbedded(
  folder: string,
  options: EmbeddedOptions = {},
): Promise<MendableDurability> {
  const { partitions = PARTITIONS, outputOctetsMax = 268_435_456 } = options;
  const file = new SqliteFile(folder, partitions);
  const leases = new MemoryLeases();
  const log = new SqliteLog(file, outputOctetsMax);
  return {
    log,
    store: new SqliteStore(file, leases),
    leases,
    async close() {
      await log.close();
      file.close();
    },
  };
}
