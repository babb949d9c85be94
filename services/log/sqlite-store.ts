// Snapshots and checkpoints of the embedded log, in the tables of the same file.
import type { Commit, Committed, Snapshot } from "./event-log.ts";
import type { MemoryLeases } from "./memory-leases.ts";
import type { MendableStore } from "./recovery.ts";
import type { SqliteFile } from "./sqlite-file.ts";

export class SqliteStore implements MendableStore {
  readonly #file: SqliteFile;
  readonly #leases: Pick<MemoryLeases, "holds">;

  constructor(file: SqliteFile, leases: Pick<MemoryLeases, "holds">) {
    this.#file = file;
    this.#leases = leases;
  }

  async load(partition: number): Promise<Snapshot> {
    const rows = this.#file.all<{ name: string; octets: Uint8Array }>(
      "SELECT name, octets FROM slabs WHERE partition = ?",
      partition,
    );
    return {
      sequence: this.#sequence(partition),
      slabs: new Map(rows.map(({ name, octets }) => [name, octets])),
      log: this.#file.name,
    };
  }

  async commit(commit: Commit): Promise<Committed> {
    const { partition, previous, sequence, slabs, token } = commit;
    return this.#file.write(() => {
      if (!this.#leases.holds(partition, token)) return "fenced";
      if (this.#sequence(partition) !== previous) return "stale";
      for (const [name, octets] of slabs) {
        this.#file.run("INSERT OR REPLACE INTO slabs VALUES (?, ?, ?)", partition, name, octets);
      }
      this.#setSequence(partition, sequence);
      return "committed";
    });
  }

  async reset(partition: number, sequence: number, token: string): Promise<"committed" | "fenced"> {
    return this.#file.write(() => {
      if (!this.#leases.holds(partition, token)) return "fenced";
      this.#file.run("DELETE FROM slabs WHERE partition = ?", partition);
      this.#setSequence(partition, sequence);
      return "committed";
    });
  }

  /** Nothing of its own is open. */
  async close(): Promise<void> {}

  #sequence(partition: number): number {
    const sql = "SELECT sequence FROM checkpoints WHERE partition = ?";
    return this.#file.get<{ sequence: number }>(sql, partition)?.sequence ?? 0;
  }

  #setSequence(partition: number, sequence: number): void {
    this.#file.run("INSERT OR REPLACE INTO checkpoints VALUES (?, ?)", partition, sequence);
  }
}
