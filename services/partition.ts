// Which partition a subscriber belongs to, by a token that no rotation of keys changes.
import type { Token } from "../domain/identity.ts";

/** Bits of hash in a token; those of its key version say nothing of the subscriber. */
const HASH_SPAN = 2 ** 48;

/** 0 ≤ partition < `partitions`; `partition` is a token of that kind, of 1 to 2³² partitions. */
export function partitionOf(partition: Token, partitions: number): number {
  return (partition % HASH_SPAN) % partitions;
}
