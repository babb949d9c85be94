// What an owner runs of a partition, whatever it is made of: entries in, outputs out, slabs to keep.
import type { LogEntry } from "../log/event-log.ts";

/** The state of one partition. The same entries in the same order make the same state and outputs. */
export interface Partition {
  /**
   * Applies the entry that follows, and returns what is to be said of it: the first output has n = 0.
   * An entry that cannot be read is counted and passed over; the partition never stops for it.
   */
  apply(entry: LogEntry): readonly Uint8Array[];
  /**
   * Slabs that differ from those of the last {@link committed}, by name; all of a fresh partition.
   * They are noted now, and their octets are made when they are called, of the state as it is now:
   * what is applied in the meantime makes no difference to them.
   */
  changed(): ReadonlyMap<string, () => Uint8Array>;
  /** What {@link changed} has given last is kept now; what was applied since then is not. */
  committed(): void;
}

/**
 * Makes a partition from its slabs, none for a fresh one.
 *
 * @throws KairosError colony.snapshot-refused for slabs of another version without a migration
 */
export type OpenPartition<T extends Partition> = (
  partition: number,
  slabs: ReadonlyMap<string, Uint8Array>,
) => T;
