// Looks at every commit and every output of a run, and holds them against what the log alone says.
import type { Commit, LogEntry, Output, Snapshot } from "../../services/log/event-log.ts";
import { Chain } from "./chain.ts";
import type { Process } from "./network.ts";
import type { Lease, Witness } from "./servers.ts";

/** What a partition must come to, worked out as its log grows. */
class Reference {
  readonly #chain = new Chain();
  /** By sequence: digest of the state, and outputs of the entries up to it. */
  readonly digests = [0];
  readonly counts = [0];
  readonly outputs: { readonly id: string; readonly octets: Uint8Array }[] = [];

  apply(entry: LogEntry): void {
    for (const [n, octets] of this.#chain.apply(entry).entries()) {
      this.outputs.push({ id: `o:${entry.partition}:${entry.sequence}:${n}`, octets });
    }
    this.digests.push(this.#chain.digest);
    this.counts.push(this.outputs.length);
  }
}

export interface CheckerParts {
  readonly partitions: number;
  readonly ttlMs: number;
  nowMs(): number;
  /** The process of that name. */
  process(name: string): Process | undefined;
  /** Whose lease runs, by the store. */
  owner(partition: number): string | undefined;
}

export class Checker implements Witness {
  readonly violations: string[] = [];
  readonly references: readonly Reference[];
  /** Sequence of the last commit that survives, and outputs said, by partition. */
  readonly #committed: number[];
  readonly #said: number[];
  readonly #parts: CheckerParts;
  #rewound = false;

  constructor(parts: CheckerParts) {
    this.#parts = parts;
    this.references = Array.from({ length: parts.partitions }, () => new Reference());
    this.#committed = new Array(parts.partitions).fill(0);
    this.#said = new Array(parts.partitions).fill(0);
  }

  appended(entry: LogEntry): void {
    this.references[entry.partition]!.apply(entry);
  }

  /** Outputs are those of the reference, one after the other; said again, they are the same. */
  said({ partition, id, octets }: Output, again: boolean): void {
    const { outputs } = this.references[partition]!;
    const wanted = again
      ? outputs.find((output) => output.id === id)
      : outputs[this.#said[partition]++];
    if (wanted === undefined || wanted.id !== id) {
      this.violate(`output ${id} is said, expected ${wanted?.id ?? "none"}`);
    } else if (!same(wanted.octets, octets)) {
      this.violate(`output ${id} is said with other octets`);
    }
  }

  /** Commits follow one another, are what the log says, and leave no output to be said. */
  committed({ partition, previous, sequence }: Commit, kept: Snapshot): void {
    const reference = this.references[partition]!;
    const last = this.#committed[partition]!;
    const name = `partition ${partition}: commit ${previous} → ${sequence}`;
    if (previous !== last) this.violate(`${name} comes after a commit of ${last}`);
    if (sequence <= previous) this.violate(`${name} goes nowhere`);
    const { digest } = new Chain(kept.slabs);
    if (digest !== reference.digests[sequence]) this.violate(`${name} keeps another state`);
    if (this.#said[partition]! < reference.counts[sequence]!) {
      this.violate(`${name} covers outputs that are not said`);
    }
    this.#committed[partition] = sequence;
  }

  /** The store has lost its latest writes. */
  rewound(load: (partition: number) => Snapshot): void {
    this.#rewound = true;
    for (const partition of this.#committed.keys()) {
      this.#committed[partition] = load(partition).sequence;
    }
  }

  /** A lease gets old only when something keeps its holder from the store. */
  ended(partition: number, { node, untilMs }: Lease): void {
    const { nowMs, process, ttlMs } = this.#parts;
    if (this.#rewound || untilMs - nowMs() >= ttlMs / 4) return;
    const holder = process(node);
    if (holder === undefined || !holder.alive) return;
    if (untilMs - holder.troubledMs < 2 * ttlMs) return;
    this.violate(`partition ${partition}: ${node} did not renew its lease`);
  }

  /** Nobody applies entries while somebody else has the lease. */
  applied(partition: number, node: string): void {
    const owner = this.#parts.owner(partition);
    if (owner === undefined || owner === node || this.#rewound) return;
    this.violate(`partition ${partition}: ${node} applies an entry, ${owner} has the lease`);
  }

  /** What is not yet as it should be in the end. */
  pending(): string | undefined {
    for (const [partition, reference] of this.references.entries()) {
      const last = reference.digests.length - 1;
      const committed = this.#committed[partition]!;
      if (committed < last) return `partition ${partition} is at entry ${committed} of ${last}`;
      const said = this.#said[partition]!;
      const all = reference.outputs.length;
      if (said < all) return `partition ${partition} has said ${said} outputs of ${all}`;
    }
    return undefined;
  }

  violate(what: string): void {
    this.violations.push(`${(this.#parts.nowMs() / 1_000).toFixed(3)} s: ${what}`);
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, index) => octet === b[index]);
}
