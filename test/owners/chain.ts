// The partition under test: a hash chain and a count for each subscriber; each entry must come once, in its turn.
import { hashWords } from "../../domain/hash.ts";
import type { LogEntry } from "../../services/log/event-log.ts";
import type { Partition } from "../../services/owners/partition.ts";

/** Subscribers share slabs, so that a commit with some of the slabs is seen to be right. */
const SLABS = 3;

interface Link {
  readonly hash: number;
  readonly count: number;
}

export class Chain implements Partition {
  readonly #links = new Map<number, Link>();
  /** Slabs that have changed since they were given last; and those given, until they are kept. */
  readonly #dirty = new Set<number>();
  readonly #given = new Set<number>();
  readonly #encoding: () => void;
  #digest = 0;

  /** `encoding` is called for each slab that is encoded. */
  constructor(
    slabs: ReadonlyMap<string, Uint8Array> = new Map(),
    encoding: () => void = () => undefined,
  ) {
    this.#encoding = encoding;
    for (const octets of slabs.values()) {
      const words = new Uint32Array(octets.slice().buffer);
      for (let at = 0; at < words.length; at += 3) {
        this.#set(words[at]!, { hash: words[at + 1]!, count: words[at + 2]! });
      }
    }
    for (let slab = 0; slab < SLABS; slab++) {
      if (slabs.size === 0) this.#dirty.add(slab);
    }
  }

  /** Of the whole state. */
  get digest(): number {
    return this.#digest;
  }

  apply({ sequence, octets }: LogEntry): readonly Uint8Array[] {
    const [subscriber, value] = [octets[0]!, octets[1]!];
    const before = this.#links.get(subscriber) ?? { hash: 0, count: 0 };
    const hash = hashWords(before.hash, subscriber, value, sequence);
    this.#set(subscriber, { hash, count: before.count + 1 });
    this.#dirty.add(subscriber % SLABS);
    // None, one, one or two outputs.
    const outputs = [0, 1, 1, 2][value % 4]!;
    return Array.from({ length: outputs }, (_, n) => octetsOf([hash, before.count + 1, n]));
  }

  changed(): ReadonlyMap<string, () => Uint8Array> {
    for (const slab of this.#dirty) this.#given.add(slab);
    this.#dirty.clear();
    return new Map([...this.#given].map((slab) => [`slab-${slab}`, this.captured(slab)]));
  }

  committed(): void {
    this.#given.clear();
  }

  /** A slab as it is now, to be encoded later. */
  protected captured(slab: number): () => Uint8Array {
    const octets = this.slab(slab);
    return () => {
      this.#encoding();
      return octets;
    };
  }

  /** A mistake to be found: takes what has changed since it was asked for to be kept as well. */
  forget(): void {
    this.#dirty.clear();
  }

  protected slab(slab: number): Uint8Array {
    const links = [...this.#links].filter(([subscriber]) => subscriber % SLABS === slab);
    return octetsOf(links.flatMap(([subscriber, { hash, count }]) => [subscriber, hash, count]));
  }

  #set(subscriber: number, link: Link): void {
    const before = this.#links.get(subscriber);
    if (before !== undefined) this.#digest ^= hashWords(subscriber, before.hash, before.count);
    this.#digest = (this.#digest ^ hashWords(subscriber, link.hash, link.count)) >>> 0;
    this.#links.set(subscriber, link);
  }
}

function octetsOf(words: readonly number[]): Uint8Array {
  return new Uint8Array(new Uint32Array(words).buffer);
}
