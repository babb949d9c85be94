// What durable hosting needs of a log, of snapshots and of leases; embedded and cluster keep it alike.

/** One entry of a partition's log. */
export interface LogEntry {
  readonly partition: number;
  /** From 1, without gaps: an entry that is missing is found out. */
  readonly sequence: number;
  readonly octets: Uint8Array;
}

/** Of a log that does not say otherwise when it is made. */
export const PARTITIONS = 16;
/** Each is a stream of its own: more would only cost. */
export const PARTITIONS_MAX = 256;

/** Octets of an entry or an output, at most: what a NATS server takes by default, less a header. */
export const ENTRY_OCTETS_MAX = 1_040_000;

export interface Append {
  readonly partition: number;
  readonly octets: Uint8Array;
  /** Names the entry: while the log remembers it, a second append of this id is not made. */
  readonly id: string;
}

/** The entries that a log holds of one partition. */
export interface LogBounds {
  /** Of the oldest entry; last + 1 when there is none. */
  readonly first: number;
  /** 0 when there never was one. */
  readonly last: number;
  /** Names what these sequences count in; another one once it was made anew. */
  readonly log?: string | undefined;
}

/** What an owner says of an entry. */
export interface Output {
  readonly partition: number;
  /** "o:<partition>:<sequence of the entry>:<n>": said again after a crash, it has the same id. */
  readonly id: string;
  readonly octets: Uint8Array;
}

/** Entries one after the other, and then those to come. */
export interface LogReader<T> {
  /**
   * What there is, at least one and at most some hundred; waits for the first. Empty once closed.
   *
   * @throws whatever the log's server says: the reader is then of no use, open another one.
   */
  next(): Promise<readonly T[]>;
  close(): Promise<void>;
}

/** One durable stream per partition, and one of what owners say; all promises reject as readers do. */
export interface EventLog {
  /** How many partitions there are; settled when the log was made. */
  readonly partitions: number;
  /** Names this log among all that were ever made: checkpoints of another one mean nothing here. */
  readonly name: string;
  /**
   * Resolves when all are durable, with their sequences, in the order given. Those of one partition
   * get ascending sequences. When it rejects, any of them may have been made: append them again.
   *
   * @throws KairosError log.entry-too-large (none is made)
   */
  append(entries: readonly Append[]): Promise<readonly number[]>;
  /**
   * Entries from sequence `after` + 1 on. Whoever reads asserts that none is missing.
   *
   * @throws KairosError checkpoint.ahead when the log has not reached `after`
   */
  read(partition: number, after: number): Promise<LogReader<LogEntry>>;
  bounds(partition: number): Promise<LogBounds>;
  /** Forgets entries ≤ `sequence`; a log may keep more. */
  prune(partition: number, sequence: number): Promise<void>;
  /** Resolves when all are durable. An id that is known is passed over. */
  say(outputs: readonly Output[]): Promise<void>;
  /** Outputs from the oldest kept on; those of a partition in the order in which they were said. */
  outputs(): Promise<LogReader<Output>>;
  close(): Promise<void>;
}

/** What a partition is started from. */
export interface Snapshot {
  /** Of the last entry that is in the slabs; 0 for none. */
  readonly sequence: number;
  /** By the names that {@link SnapshotStore.commit} was given. */
  readonly slabs: ReadonlyMap<string, Uint8Array>;
  /** {@link LogBounds.log} when it was committed. */
  readonly log?: string | undefined;
}

export interface Commit {
  readonly partition: number;
  /** Sequence of the last commit, as loaded or committed by the same owner. */
  readonly previous: number;
  readonly sequence: number;
  /** Those that changed; the others stay. */
  readonly slabs: ReadonlyMap<string, Uint8Array>;
  /** Of the lease. */
  readonly token: string;
}

/** "fenced": the token is not the lease's any more; "stale": `previous` is not the last commit's. */
export type Committed = "committed" | "fenced" | "stale";

/** Slabs and checkpoint of each partition: changed together, or not at all. */
export interface SnapshotStore {
  load(partition: number): Promise<Snapshot>;
  commit(commit: Commit): Promise<Committed>;
  close(): Promise<void>;
}

/** Who owns which partition, and which nodes there are. Times in ms. */
export interface Leases {
  /** The fencing token, unlike any before it; undefined while somebody else's lease runs. */
  acquire(partition: number, node: string, ttlMs: number): Promise<string | undefined>;
  /** False when the lease is lost. */
  renew(partition: number, token: string, ttlMs: number): Promise<boolean>;
  /** Does nothing when the lease is lost. */
  release(partition: number, token: string): Promise<void>;
  /** Node with the lease; undefined for none. */
  owner(partition: number): Promise<string | undefined>;
  /** Says that this node is there for `ttlMs`; all that are, sorted by name. */
  present(node: string, ttlMs: number): Promise<readonly string[]>;
  /** Says that it is not there any more. */
  absent(node: string): Promise<void>;
  close(): Promise<void>;
}

/** The three together, of one back end. */
export interface Durability {
  readonly log: EventLog;
  readonly store: SnapshotStore;
  readonly leases: Leases;
  /** Closes all three. */
  close(): Promise<void>;
}
