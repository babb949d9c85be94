// Puts the partitions' outputs together: a window is closed when every partition has come to its end.
import type { Decision } from "../../domain/decision.ts";
import { Digest } from "../../domain/digest.ts";
import type { Outcome } from "../../domain/offer.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { Digests, WindowClosed } from "../batches.ts";
import type { PartitionOutput } from "../owners/partition-output.ts";

/** A closed window, and what led to its decisions as far as that is known. */
export interface MergedWindow extends WindowClosed {
  readonly causes: readonly SubscriberEvent[];
}

interface Part {
  /** Of the last output that was taken; an output that comes twice has one not above it. */
  sequence: number;
  reachedMs: number;
  /** Beyond the last closed window. */
  open: PartitionOutput[];
  digests: Digests | undefined;
}

/** Takes outputs in the order of each partition; the partitions in any order. */
export class Windows {
  readonly #parts: Part[];
  /** Where the first window begins; the oldest outputs may be gone. */
  #closedMs: number | undefined;

  constructor(partitions: number) {
    this.#parts = Array.from({ length: partitions }, () => ({
      sequence: 0,
      reachedMs: -1,
      open: [],
      digests: undefined,
    }));
  }

  /** Up to when everything is closed, ms; 0 before the first window. */
  get closedMs(): number {
    return this.#closedMs ?? 0;
  }

  /** The window that this output closes, if it does. */
  add(output: PartitionOutput): MergedWindow | undefined {
    const part = this.#parts[output.partition]!;
    if (output.sequence <= part.sequence) return undefined;
    part.sequence = output.sequence;
    part.reachedMs = output.toMs;
    part.open.push(output);
    const toMs = Math.min(...this.#parts.map(({ reachedMs }) => reachedMs));
    if (toMs <= (this.#closedMs ?? -1)) return undefined;
    const outputs = this.#parts.flatMap((part) => taken(part, toMs));
    // No output is left where nothing was closed yet: then a partition is still to be heard of.
    if (outputs.length === 0) return undefined;
    const fromMs = this.#closedMs ?? Math.min(...outputs.map((output) => output.fromMs));
    this.#closedMs = toMs;
    return {
      fromMs,
      toMs,
      events: outputs.reduce((sum, { events }) => sum + events, 0),
      decisions: outputs.flatMap(({ decisions }) => decisions).sort(byTime<Decision>),
      outcomes: outputs.flatMap(({ outcomes }) => outcomes).sort(byTime<Outcome>),
      causes: outputs.flatMap(({ causes }) => causes),
    };
  }

  /** Of all that is closed, over all partitions. */
  get digests(): Digests {
    const sumOf = (kind: keyof Digests): string => {
      const sum = new Digest();
      for (const { digests } of this.#parts) {
        if (digests !== undefined) sum.merge(Digest.parse(digests[kind]));
      }
      return sum.toString();
    };
    return { events: sumOf("events"), triggers: sumOf("triggers"), decisions: sumOf("decisions") };
  }
}

/** Takes what ends by `toMs` out of a partition's open outputs. */
function taken(part: Part, toMs: number): readonly PartitionOutput[] {
  const first = part.open.findIndex((output) => output.toMs > toMs);
  const outputs = part.open.splice(0, first < 0 ? part.open.length : first);
  part.digests = outputs.at(-1)?.digests ?? part.digests;
  return outputs;
}

function byTime<T extends Decision | Outcome>(a: T, b: T): number {
  return a.timeMs - b.timeMs || a.subscriber - b.subscriber || orderOf(a) - orderOf(b);
}

/** Of one person and moment: decisions by their numbers, outcomes as they came (the sort is stable). */
function orderOf(item: Decision | Outcome): number {
  return "sequence" in item ? item.sequence : 0;
}
