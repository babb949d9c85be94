// What an owner tells of its work, for metrics, logs and tests. Nothing here may throw.

/** Durations in seconds. All but the first have a default that does nothing in the owner. */
export interface OwnerObserver {
  /** The partition is loaded; `seconds` from the wish to own it until its entries are read. */
  acquired(partition: number, seconds: number): void;
  /** An entry was applied; `behind` counts entries that are known to follow it. */
  applied(partition: number, seconds: number, behind: number): void;
  /** An entry was of no use, and is left out: it stays in the log as long as others do. */
  passedOver(partition: number, sequence: number, reason: string): void;
  /** The machine of one subscriber failed; a replay fails alike, and tells it again. */
  machineFailed(partition: number, error: Error): void;
  /** Slabs of so many octets and the checkpoint are kept. */
  committed(partition: number, seconds: number, octets: number, sequence: number): void;
  /** Somebody else has the lease: the partition is discarded. */
  fenced(partition: number): void;
  /** Somebody else has committed: the partition is discarded. */
  stale(partition: number): void;
  renewFailed(partition: number): void;
  /** It is nobody's now, after a last commit. */
  released(partition: number): void;
  /** Reading, saying or committing failed; it begins anew at the checkpoint. */
  failed(partition: number, error: Error): void;
}
