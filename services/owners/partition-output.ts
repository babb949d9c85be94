// What a partition says of one block of events: what was decided, and what came of earlier offers.
import type { Decision } from "../../domain/decision.ts";
import type { Outcome } from "../../domain/offer.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";

/** Running digests of a partition's three streams, as Digest prints them. */
export interface PartitionDigests {
  readonly events: string;
  readonly triggers: string;
  readonly decisions: string;
}

export interface PartitionOutput {
  readonly partition: number;
  /** Of the block's entry in the log. */
  readonly sequence: number;
  /** The window that the block closed, as the block says it. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Events in the block. */
  readonly events: number;
  /** In the order of (time, subscriber). */
  readonly decisions: readonly Decision[];
  /** In the order of (time, subscriber, decision). */
  readonly outcomes: readonly Outcome[];
  /** After this block; {@link Digest.merge} adds up those of all partitions. */
  readonly digests: PartitionDigests;
  /** Events of this block that led to its decisions, where the block has objects. */
  readonly causes: readonly SubscriberEvent[];
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** JSON in UTF-8; the same output has the same octets. */
export function encodeOutput(output: PartitionOutput): Uint8Array {
  return ENCODER.encode(JSON.stringify(output));
}

/** Of octets that {@link encodeOutput} has made. */
export function decodeOutput(octets: Uint8Array): PartitionOutput {
  return JSON.parse(DECODER.decode(octets)) as PartitionOutput;
}
