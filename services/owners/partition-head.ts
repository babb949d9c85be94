// The small slab of a partition: where it stands, and what its other slabs must be read with.
import { KairosError } from "../../domain/errors.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import type { PartitionDigests } from "./partition-output.ts";

export const HEAD_SLAB = "head";
const VERSION = 1;
const REMEDY =
  "Start every node with the scenario that the log was begun with, and with this version or a later one.";

/** What the scenario must have in common with the one that the slabs were written with. */
export interface PartitionIdentity {
  readonly partition: number;
  readonly partitions: number;
  readonly definitions: readonly TriggerParameters[];
  /** Names of the campaigns, in their order. */
  readonly campaigns: readonly string[];
}

export interface PartitionHead {
  /** End of the last block. */
  readonly timeMs: number;
  readonly digests: PartitionDigests;
  /** Rows that blocks have named; absent in heads that were written before it was kept. */
  readonly rows?: number;
}

export function encodeHead(identity: PartitionIdentity, head: PartitionHead): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ version: VERSION, ...identity, ...head }));
}

/**
 * @throws KairosError colony.snapshot-refused for a head of another partition, of a scenario with
 * other triggers or campaigns, or of a later version
 */
export function decodeHead(octets: Uint8Array, identity: PartitionIdentity): PartitionHead {
  const head = parsed(octets);
  if (head["version"] !== VERSION) throw refused(`version ${head["version"]}`, `${VERSION}`);
  for (const [field, wanted] of Object.entries(identity)) {
    const [got, own] = [JSON.stringify(head[field]), JSON.stringify(wanted)];
    if (got !== own) throw refused(`${field} ${got}`, own);
  }
  return head as unknown as PartitionHead;
}

function parsed(octets: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(octets));
  } catch (thrown) {
    throw refused((thrown as Error).message, "JSON text");
  }
}

function refused(got: string, wanted: string): KairosError {
  const parts = { place: `slab ${HEAD_SLAB}`, got, wanted, remedy: REMEDY };
  return new KairosError("colony.snapshot-refused", parts);
}
