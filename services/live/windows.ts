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

/**
 * Octets of outputs that are held for partitions that are not as far; each partition has its even
 * share. What is beyond it stays in the log, and is read there once more.
 */
const HELD_OCTETS_MAX = 64 * 1_024 * 1_024;

interface Part {
  /** Of the last output that was taken; an output that comes twice has one not above it. */
  sequence: number;
  reachedMs: number;
  /** Beyond the last closed window. */
  open: PartitionOutput[];
  /** Octets of each of those, and of all. */
  readonly sizes: number[];
  octets: number;
  /** Whether outputs were passed over, so that all that follow are as well. */
  full: boolean;
  digests: Digests | undefined;
}

/**
 * Takes outputs in the order of each partition; the partitions in any order. A partition that is far
 * ahead of another one is held back: once {@link Windows.starved}, all must be added again.
 */
export class Windows {
  readonly #parts: Part[];
  readonly #octetsMax: number;
  /** Where the first window begins; the oldest outputs may be gone. */
  #closedMs: number | undefined;

  constructor(partitions: number, heldOctetsMax: number = HELD_OCTETS_MAX) {
    this.#octetsMax = heldOctetsMax / partitions;
    this.#parts = Array.from({ length: partitions }, () => ({
      sequence: 0,
      reachedMs: -1,
      open: [],
      sizes: [],
      octets: 0,
      full: false,
      digests: undefined,
    }));
  }

  /** Up to when everything is closed, ms; 0 before the first window. */
  get closedMs(): number {
    return this.#closedMs ?? 0;
  }

  /** Octets of all outputs that wait for a partition that is not as far. */
  get heldOctets(): number {
    return this.#parts.reduce((sum, { octets }) => sum + octets, 0);
  }

  /** Whether what all others wait for was passed over: it is in the log, from its oldest output on. */
  get starved(): boolean {
    const reachedMs = this.#reachedMs;
    return this.#parts.some((part) => part.full && part.reachedMs === reachedMs);
  }

  /** Before all outputs of the log are added again. */
  rewind(): void {
    for (const part of this.#parts) part.full = false;
  }

  /** The window that this output, of so many octets, closes, if it does. */
  add(output: PartitionOutput, octets = 0): MergedWindow | undefined {
    const part = this.#parts[output.partition]!;
    if (part.full || output.sequence <= part.sequence) return undefined;
    // Without anything open it is one that others wait for, or as far as they are.
    part.full = part.open.length > 0 && part.octets + octets > this.#octetsMax;
    if (part.full) return undefined;
    part.octets += octets;
    part.sizes.push(octets);
    part.sequence = output.sequence;
    part.reachedMs = output.toMs;
    part.open.push(output);
    const toMs = this.#reachedMs;
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

  /** How far the slowest partition is. */
  get #reachedMs(): number {
    return Math.min(...this.#parts.map(({ reachedMs }) => reachedMs));
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
  const count = first < 0 ? part.open.length : first;
  const outputs = part.open.splice(0, count);
  for (const octets of part.sizes.splice(0, count)) part.octets -= octets;
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
