// The two servers in memory: a log that keeps all, and a store that may lose its latest writes.
import type {
  Append,
  Commit,
  Committed,
  LogBounds,
  LogEntry,
  Output,
  Snapshot,
} from "../../services/log/event-log.ts";
import type { Host } from "./network.ts";
import type { Scheduler } from "./scheduler.ts";

export interface Lease {
  readonly node: string;
  readonly token: string;
  readonly untilMs: number;
}

/** What the checker is told of. */
export interface Witness {
  appended(entry: LogEntry): void;
  /** The first time that this id is said, or again. */
  said(output: Output, again: boolean): void;
  committed(commit: Commit, kept: Snapshot): void;
  /** It was released, or is seen to have run out. */
  ended(partition: number, lease: Lease): void;
}

/** Where a reader is: kept by the server, as that of an ephemeral consumer. */
export interface Cursor {
  readonly partition: number | "outputs";
  position: number;
  dead: boolean;
  wake: (() => void) | undefined;
}

export class LogServer implements Host {
  readonly name = "log";
  downUntilMs = 0;
  readonly partitions: number;
  readonly entries: LogEntry[][];
  readonly outputs: Output[] = [];
  readonly #ids = new Map<string, number>();
  readonly #saidIds = new Set<string>();
  readonly #pruned: number[];
  readonly #witness: Witness;
  #cursors: Cursor[] = [];

  constructor(partitions: number, witness: Witness) {
    this.partitions = partitions;
    this.entries = Array.from({ length: partitions }, () => []);
    this.#pruned = new Array(partitions).fill(0);
    this.#witness = witness;
  }

  append(entries: readonly Append[]): number[] {
    return entries.map(({ partition, octets, id }) => {
      const name = `${partition} ${id}`;
      const known = this.#ids.get(name);
      if (known !== undefined) return known;
      const sequence = this.entries[partition]!.length + 1;
      const entry = { partition, sequence, octets };
      this.#ids.set(name, sequence);
      this.entries[partition]!.push(entry);
      this.#witness.appended(entry);
      this.#wake(partition);
      return sequence;
    });
  }

  say(outputs: readonly Output[]): void {
    for (const output of outputs) {
      const again = this.#saidIds.has(output.id);
      this.#witness.said(output, again);
      if (again) continue;
      this.#saidIds.add(output.id);
      this.outputs.push(output);
      this.#wake("outputs");
    }
  }

  bounds(partition: number): LogBounds {
    return { first: this.#pruned[partition]! + 1, last: this.entries[partition]!.length };
  }

  prune(partition: number, sequence: number): void {
    const last = this.entries[partition]!.length;
    this.#pruned[partition] = Math.max(this.#pruned[partition]!, Math.min(sequence, last));
  }

  open(partition: number | "outputs", after: number): Cursor {
    const first = partition === "outputs" ? 0 : this.#pruned[partition]!;
    const cursor = { partition, position: Math.max(after, first), dead: false, wake: undefined };
    this.#cursors.push(cursor);
    return cursor;
  }

  /** What there is, once there is something. It counts as read, whether the answer arrives or not. */
  async fetch<T>(cursor: Cursor, most: number): Promise<readonly T[]> {
    const all = (cursor.partition === "outputs"
      ? this.outputs
      : this.entries[cursor.partition]) as unknown as readonly T[];
    while (!cursor.dead && cursor.position >= all.length) {
      await new Promise<void>((resolve) => {
        cursor.wake = resolve;
      });
    }
    if (cursor.dead) throw new Error("log: no such reader");
    const found = all.slice(cursor.position, cursor.position + most);
    cursor.position += found.length;
    return found;
  }

  close(cursor: Cursor): void {
    cursor.dead = true;
    this.#cursors = this.#cursors.filter((other) => other !== cursor);
  }

  /** Connections and readers are gone; what was acknowledged is not. `tell`: readers hear of it. */
  crash(untilMs: number, tell: boolean): void {
    this.downUntilMs = untilMs;
    for (const cursor of this.#cursors) {
      cursor.dead = true;
      if (tell) cursor.wake?.();
    }
    this.#cursors = [];
  }

  #wake(partition: number | "outputs"): void {
    for (const cursor of this.#cursors) {
      if (cursor.partition === partition) cursor.wake?.();
    }
  }
}

interface Kept {
  readonly leases: ReadonlyMap<number, Lease>;
  readonly nodes: ReadonlyMap<string, number>;
  readonly snapshots: ReadonlyMap<number, Snapshot>;
}

/** How long what was kept before can come back. */
const MEMORY_MS = 10_000;

export class StoreServer implements Host {
  readonly name = "store";
  downUntilMs = 0;
  readonly #scheduler: Scheduler;
  readonly #witness: Witness;
  /** False plants a defect: commits are not looked at. */
  readonly #fencing: boolean;
  #kept: Kept = { leases: new Map(), nodes: new Map(), snapshots: new Map() };
  /** Each state with the time at which it began. */
  #past: { readonly atMs: number; readonly kept: Kept }[] = [];
  #grants = 0;

  constructor(scheduler: Scheduler, witness: Witness, fencing = true) {
    this.#scheduler = scheduler;
    this.#witness = witness;
    this.#fencing = fencing;
    this.#past.push({ atMs: 0, kept: this.#kept });
  }

  load(partition: number): Snapshot {
    return this.#kept.snapshots.get(partition) ?? { sequence: 0, slabs: new Map() };
  }

  commit(commit: Commit): Committed {
    const { partition, previous, sequence, slabs, token } = commit;
    const before = this.load(partition);
    if (this.#fencing) {
      if (this.#kept.leases.get(partition)?.token !== token) return "fenced";
      if (before.sequence !== previous) return "stale";
    }
    const kept = { sequence, slabs: new Map([...before.slabs, ...slabs]) };
    this.#keep({ snapshots: new Map([...this.#kept.snapshots, [partition, kept]]) });
    this.#witness.committed(commit, kept);
    return "committed";
  }

  acquire(partition: number, node: string, ttlMs: number): string | undefined {
    const before = this.#kept.leases.get(partition);
    if (before !== undefined) {
      if (before.untilMs > this.#scheduler.nowMs) return undefined;
      this.#witness.ended(partition, before);
    }
    // Grants are counted on after a crash: that stands for the nonce of a token.
    const token = `${++this.#grants}`;
    this.#lease(partition, { node, token, untilMs: this.#scheduler.nowMs + ttlMs });
    return token;
  }

  renew(partition: number, token: string, ttlMs: number): boolean {
    const { nowMs } = this.#scheduler;
    const lease = this.#kept.leases.get(partition);
    if (lease?.token !== token || lease.untilMs <= nowMs) return false;
    this.#lease(partition, { ...lease, untilMs: nowMs + ttlMs });
    return true;
  }

  release(partition: number, token: string): void {
    const lease = this.#kept.leases.get(partition);
    if (lease?.token !== token) return;
    this.#witness.ended(partition, lease);
    const leases = new Map(this.#kept.leases);
    leases.delete(partition);
    this.#keep({ leases });
  }

  owner(partition: number): string | undefined {
    const lease = this.#kept.leases.get(partition);
    return lease !== undefined && lease.untilMs > this.#scheduler.nowMs ? lease.node : undefined;
  }

  present(node: string, ttlMs: number): readonly string[] {
    const { nowMs } = this.#scheduler;
    const there = [...this.#kept.nodes].filter(([, untilMs]) => untilMs > nowMs);
    const nodes = new Map([...there, [node, nowMs + ttlMs] as const]);
    this.#keep({ nodes });
    return [...nodes.keys()].sort();
  }

  absent(node: string): void {
    const nodes = new Map(this.#kept.nodes);
    nodes.delete(node);
    this.#keep({ nodes });
  }

  /** Everything is as it was `lostMs` ago: a rewind. */
  crash(untilMs: number, lostMs: number): void {
    this.downUntilMs = untilMs;
    const keptMs = this.#scheduler.nowMs - lostMs;
    while (this.#past.length > 1 && this.#past.at(-1)!.atMs > keptMs) this.#past.pop();
    this.#kept = this.#past.at(-1)!.kept;
  }

  #lease(partition: number, lease: Lease): void {
    this.#keep({ leases: new Map([...this.#kept.leases, [partition, lease]]) });
  }

  #keep(change: Partial<Kept>): void {
    const { nowMs } = this.#scheduler;
    this.#kept = { ...this.#kept, ...change };
    this.#past.push({ atMs: nowMs, kept: this.#kept });
    if (this.#past.length < 1_000) return;
    this.#past = this.#past.filter(({ atMs }) => atMs > nowMs - MEMORY_MS);
  }
}
