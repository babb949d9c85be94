// Every commit leaves a record of itself among the slabs that it keeps, so that a checker sees them all.
import type { Commit, SnapshotStore } from "../../services/log/event-log.ts";
import type { OpenPartition } from "../../services/owners/partition.ts";
import type { PartitionTwin } from "../../services/owners/partition-twin.ts";

/** What a commit says of itself; it goes back with the state when a store is set back. */
export interface CommitRecord {
  readonly node: string;
  readonly token: string;
  readonly previous: number;
  readonly sequence: number;
  /** Of the partition's streams, as it was when the commit was made. */
  readonly digests: PartitionTwin["digests"];
}

const PREFIX = "history:";

/** The records among a partition's slabs, in the order of their sequences. */
export function recordsIn(slabs: ReadonlyMap<string, Uint8Array>): CommitRecord[] {
  return [...slabs]
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([, octets]) => JSON.parse(new TextDecoder().decode(octets)) as CommitRecord)
    .sort((a, b) => a.sequence - b.sequence || a.previous - b.previous);
}

/** The slabs of the state alone. */
export function withoutRecords(
  slabs: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> {
  return new Map([...slabs].filter(([name]) => !name.startsWith(PREFIX)));
}

export class Histories {
  readonly #node: string;
  readonly #digests = new Map<number, PartitionTwin["digests"]>();

  constructor(node: string) {
    this.#node = node;
  }

  /** Notes what a partition's digests are whenever its slabs are asked for. */
  watching(open: OpenPartition<PartitionTwin>): OpenPartition<PartitionTwin> {
    return (partition, slabs) => {
      const twin = open(partition, withoutRecords(slabs));
      const changed = twin.changed.bind(twin);
      return Object.assign(twin, {
        changed: () => {
          this.#digests.set(partition, { ...twin.digests });
          return changed();
        },
      });
    };
  }

  recording(store: SnapshotStore): SnapshotStore {
    return {
      load: (partition) => store.load(partition),
      close: () => store.close(),
      commit: (commit) => store.commit({ ...commit, slabs: this.#withRecord(commit) }),
    };
  }

  #withRecord({ partition, token, previous, sequence, slabs }: Commit): Map<string, Uint8Array> {
    const digests = this.#digests.get(partition)!;
    const record: CommitRecord = { node: this.#node, token, previous, sequence, digests };
    const octets = new TextEncoder().encode(JSON.stringify(record));
    return new Map([...slabs, [`${PREFIX}${previous}-${sequence}-${token}`, octets]]);
  }
}
