// Whether a checkpoint fits its log, before anything is started from it; and how one that does not is set back.
import { KairosError } from "../../domain/errors.ts";
import type { Durability, EventLog, LogBounds, Snapshot, SnapshotStore } from "./event-log.ts";

/** A store whose checkpoints can be set back. */
export interface MendableStore extends SnapshotStore {
  /**
   * Drops the slabs of a partition and sets its checkpoint, whatever it was; "fenced" as
   * {@link SnapshotStore.commit} says it.
   */
  reset(partition: number, sequence: number, token: string): Promise<"committed" | "fenced">;
}

/** What openEmbedded() and openCluster() give. */
export interface MendableDurability extends Durability {
  readonly store: MendableStore;
}

/** What of a checkpoint does not fit the log. */
export interface Misfit {
  readonly code: "checkpoint.ahead" | "checkpoint.behind";
  readonly got: string;
  readonly wanted: string;
}

/**
 * The snapshot that a partition is to be started from.
 *
 * @throws KairosError checkpoint.ahead (the log was cut, restored or made anew since),
 *   checkpoint.behind (entries after it are forgotten)
 */
export async function assertCheckpoint(
  log: Pick<EventLog, "bounds">,
  store: Pick<SnapshotStore, "load">,
  partition: number,
): Promise<Snapshot> {
  const snapshot = await store.load(partition);
  // The bounds are read after the snapshot: what is committed meanwhile is not ahead.
  const misfit = misfitOf(snapshot, await log.bounds(partition));
  if (misfit === undefined) return snapshot;
  throw misfitError(partition, misfit);
}

export function misfitError(partition: number, misfit: Misfit): KairosError {
  return new KairosError(misfit.code, {
    place: `partition ${partition}`,
    got: misfit.got,
    wanted: misfit.wanted,
    remedy: "`kairos repair` says what can be done about it (docs/durability.md).",
  });
}

/** Why a snapshot cannot be continued from a log with these bounds; undefined when it can. */
export function misfitOf(snapshot: Snapshot, bounds: LogBounds): Misfit | undefined {
  const { sequence } = snapshot;
  const ahead = sequence > 0 ? aheadOf(snapshot, bounds) : undefined;
  if (ahead !== undefined || sequence + 1 >= bounds.first) return ahead;
  return {
    code: "checkpoint.behind",
    got: `a checkpoint at entry ${sequence} of a log that begins at entry ${bounds.first}`,
    wanted: `one at entry ${bounds.first - 1} or later`,
  };
}

/** Why a log with these bounds cannot be read on from a place; undefined when it can. */
export function aheadOf(
  place: Pick<Snapshot, "sequence" | "log">,
  bounds: LogBounds,
): Misfit | undefined {
  const { sequence, log } = place;
  if (log !== undefined && bounds.log !== undefined && log !== bounds.log) {
    return {
      code: "checkpoint.ahead",
      got: `a checkpoint at entry ${sequence} of another log (${log})`,
      wanted: `one of this log (${bounds.log})`,
    };
  }
  if (sequence <= bounds.last) return undefined;
  return {
    code: "checkpoint.ahead",
    got: `a checkpoint at entry ${sequence} of a log that ends at entry ${bounds.last}`,
    wanted: "one that the log has reached",
  };
}
