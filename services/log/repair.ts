// Sets checkpoints back that do not fit their log, so that their partitions are built anew from it.
import { KairosError } from "../../domain/errors.ts";
import type { Durability } from "./event-log.ts";
import { type MendableDurability, type Misfit, misfitOf } from "./recovery.ts";

/** One partition that cannot be started. */
export interface Finding {
  readonly partition: number;
  readonly misfit: Misfit;
  /** Its checkpoint is set to this entry, the one before the log's oldest; 0 when that is the first. */
  readonly sequence: number;
}

/** As a node, while it works on a partition. */
const NODE = "kairos repair";
const LEASE_MS = 60_000;

/** Partitions whose checkpoint does not fit the log. */
export async function findMisfits(
  durability: Pick<Durability, "log" | "store">,
): Promise<readonly Finding[]> {
  const { log, store } = durability;
  const findings: Finding[] = [];
  for (let partition = 0; partition < log.partitions; partition++) {
    const snapshot = await store.load(partition);
    const bounds = await log.bounds(partition);
    const misfit = misfitOf(snapshot, bounds);
    if (misfit !== undefined) findings.push({ partition, misfit, sequence: bounds.first - 1 });
  }
  return findings;
}

/**
 * Drops the slabs of a partition and sets its checkpoint back: what its state was cannot be known.
 *
 * @throws KairosError log.in-use (a node owns the partition)
 */
export async function mend(durability: MendableDurability, finding: Finding): Promise<void> {
  const { store, leases } = durability;
  const { partition, sequence } = finding;
  const token = await leases.acquire(partition, NODE, LEASE_MS);
  if (token === undefined) throw await owned(durability, partition);
  try {
    const done = await store.reset(partition, sequence, token);
    if (done === "fenced") throw await owned(durability, partition);
  } finally {
    await leases.release(partition, token);
  }
}

async function owned({ leases }: MendableDurability, partition: number): Promise<KairosError> {
  return new KairosError("log.in-use", {
    place: `partition ${partition}`,
    got: `node ${await leases.owner(partition)}, which owns it`,
    wanted: "no node that runs",
    remedy: "Stop all nodes, wait a few seconds, and say it again.",
  });
}
