// One life of a partition: from its checkpoint through the log until it fails, is lost or let go.
import { EXIT, KairosError } from "../../domain/errors.ts";
import type { Committed, Durability, LogEntry, LogReader, Output } from "../log/event-log.ts";
import { assertCheckpoint } from "../log/recovery.ts";
import type { Wall } from "../pacer.ts";
import { Bell } from "./bell.ts";
import { inTurns } from "./encoding.ts";
import type { OwnerObserver } from "./observer.ts";
import type { OpenPartition, Partition } from "./partition.ts";

/** Outputs that may be on their way; applying waits for them beyond. */
const UNCONFIRMED_MAX = 128;
/** Outputs that are said with one call. */
const SAID_MAX = 64;
/** Applying lets timers and I/O run after so many entries, or after this time. */
const TURN_ENTRIES = 64;
const TURN_MS = 10;
/** How long a server may owe an answer. */
const ANSWER_MS = 10_000;
/** After how long without an entry the log is asked whether there are any. */
const SILENCE_MS = 3_000;
/** First and longest pause before something that failed is tried again. */
export const PAUSE_MS_MIN = 50;
export const PAUSE_MS_MAX = 2_000;
/** How often a life looks whether something is due. */
const LOOK_MS = 500;

export interface LifeOptions<T extends Partition> {
  readonly partition: number;
  readonly log: Durability["log"];
  readonly store: Durability["store"];
  readonly open: OpenPartition<T>;
  readonly wall: Wall;
  readonly checkpointMs: number;
  readonly observer: OwnerObserver;
  /** Of the lease. */
  readonly token: string;
  /** Whether the lease is ours for certain. */
  live(): boolean;
  /** The partition is loaded, and its entries are read from now on. */
  opened(state: T): void;
}

/** The store has refused a commit: this partition is somebody else's affair. */
export class RefusedCommit extends Error {
  readonly outcome: Exclude<Committed, "committed">;

  constructor(outcome: Exclude<Committed, "committed">) {
    super(`the store says: ${outcome}`);
    this.outcome = outcome;
  }
}

interface Silence {
  readonly sinceMs: number;
  readonly missed: boolean;
}

/**
 * Three loops over one state: entries in, outputs out, and a look at what is due. Whatever is still
 * awaited when a life is over has no effect here when it arrives; what it does in log and store is
 * refused or harmless ("What comes late" in docs/durability.md).
 */
export class Life<T extends Partition> {
  readonly #options: LifeOptions<T>;
  readonly #bell = new Bell();
  readonly #end = Promise.withResolvers<void>();
  #over = false;
  #leaving = false;
  #state: T | undefined;
  #reader: LogReader<LogEntry> | undefined;
  /** Last entry in the state when the reader was opened. */
  #openedAt = 0;
  /** Sequence of the last entry in the state, and of that in the store. */
  #applied = 0;
  #checkpoint = 0;
  #fruitful = false;
  /** Sequence of the last entry that the log is known to have. */
  #known = 0;
  /** Said, or to be said, and not confirmed; and how many are confirmed. */
  #unsaid: Output[] = [];
  #confirmed = 0;
  #committing = false;
  /** When the next commit is due, if there is anything to commit. */
  #dueMs: number;
  /** Questions that wait for an answer, and since when. */
  readonly #asked = new Set<{ readonly what: string; readonly sinceMs: number }>();
  /** Since when no entry has come, and whether the log had one at a look since then. */
  #silence: Silence | undefined;
  #turn = { sinceMs: 0, entries: 0 };
  #pauseMs = PAUSE_MS_MIN;

  constructor(options: LifeOptions<T>) {
    this.#options = options;
    this.#dueMs = this.#nextDueMs();
  }

  /**
   * Resolves when it was ended.
   *
   * @throws RefusedCommit, what {@link isFinal}, and whatever cannot be mended without its checkpoint
   */
  run(): Promise<void> {
    this.#look().catch(this.#fail);
    this.#load()
      .then(() => {
        this.#say().catch(this.#fail);
        return this.#read();
      })
      .catch(this.#fail);
    return this.#end.promise;
  }

  /** Whether it has brought its partition forward for good. */
  get fruitful(): boolean {
    return this.#fruitful;
  }

  /** Ends it as it is; nothing more is applied, said or committed. */
  end(): void {
    this.#finish(this.#end.resolve);
  }

  /** Ends it after a last commit. */
  leave(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#bell.ring();
    this.#lastCommit().catch(this.#fail);
  }

  readonly #fail = (error: unknown): void => this.#finish(() => this.#end.reject(error));

  #finish(settle: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#bell.ring();
    this.#reader?.close().catch(() => undefined);
    settle();
  }

  async #load(): Promise<void> {
    const { partition, log, store, open, opened } = this.#options;
    const snapshot = await this.#answer("load", assertCheckpoint(log, store, partition));
    if (this.#over) return;
    this.#applied = this.#checkpoint = snapshot.sequence;
    this.#reader = await this.#opened();
    if (!this.#alive()) return;
    this.#measure();
    this.#state = open(partition, snapshot.slabs);
    opened(this.#state);
  }

  async #read(): Promise<void> {
    while (this.#reading()) {
      for (const entry of await this.#next()) {
        while (this.#reading() && !this.#free()) await this.#wait();
        if (!this.#reading()) return;
        if (entry.sequence !== this.#applied + 1) {
          await this.#distrust(entry);
          break;
        }
        this.#apply(entry);
      }
    }
  }

  /** What the log has; nothing when it failed. A reader that has failed is never used again. */
  async #next(): Promise<readonly LogEntry[]> {
    const { partition, wall } = this.#options;
    try {
      this.#reader ??= await this.#opened();
      this.#silence = { sinceMs: wall.now(), missed: false };
      const entries = await this.#reader.next();
      if (entries.length === 0) throw new Error(`partition ${partition}: its reader was closed`);
      this.#known = Math.max(this.#known, entries.at(-1)!.sequence);
      return entries;
    } catch (error) {
      await this.#mend(error);
      return [];
    } finally {
      this.#silence = undefined;
    }
  }

  async #opened(): Promise<LogReader<LogEntry>> {
    const { partition, log } = this.#options;
    const reader = await this.#answer("read", log.read(partition, this.#applied));
    if (this.#over) reader.close().catch(() => undefined);
    this.#openedAt = this.#applied;
    return reader;
  }

  /** Entries are missing or doubled. If the next reader has no better ones, it is not the reader. */
  async #distrust({ partition, sequence }: LogEntry): Promise<void> {
    const wanted = this.#applied + 1;
    const error = new Error(`partition ${partition}: got entry ${sequence}, expected ${wanted}`);
    if (this.#openedAt === this.#applied) throw error;
    await this.#mend(error);
  }

  /** Leaves the reader; the next one begins after the last entry that was applied. */
  async #mend(error: unknown): Promise<void> {
    this.#reader?.close().catch(() => undefined);
    this.#reader = undefined;
    if (this.#reading()) await this.#pause(error);
  }

  /** Whether one more entry may be applied right now. */
  #free(): boolean {
    return this.#unsaid.length < UNCONFIRMED_MAX && !this.#turnIsOver();
  }

  async #wait(): Promise<void> {
    const { wall } = this.#options;
    if (!this.#turnIsOver()) return this.#bell.rung();
    await wall.wait(0);
    this.#turn = { sinceMs: wall.now(), entries: 0 };
  }

  #turnIsOver(): boolean {
    const { sinceMs, entries } = this.#turn;
    return entries >= TURN_ENTRIES || this.#options.wall.now() - sinceMs > TURN_MS;
  }

  #apply(entry: LogEntry): void {
    const { partition, wall, observer } = this.#options;
    const startedMs = wall.now();
    const outputs = this.#state!.apply(entry);
    this.#applied = entry.sequence;
    this.#turn.entries++;
    for (const [n, octets] of outputs.entries()) {
      this.#unsaid.push({ partition, id: `o:${partition}:${entry.sequence}:${n}`, octets });
    }
    this.#pauseMs = PAUSE_MS_MIN;
    this.#bell.ring();
    const seconds = (wall.now() - startedMs) / 1_000;
    observer.applied(partition, seconds, this.#known - entry.sequence);
  }

  /** One call at a time, so that outputs of a partition are in order; said again until confirmed. */
  async #say(): Promise<void> {
    const { log } = this.#options;
    while (!this.#over) {
      if (this.#unsaid.length === 0) {
        await this.#bell.rung();
        continue;
      }
      if (!this.#alive()) return;
      const outputs = this.#unsaid.slice(0, SAID_MAX);
      try {
        await this.#answer("say", log.say(outputs));
        this.#confirmed += this.#unsaid.splice(0, outputs.length).length;
        this.#bell.ring();
      } catch (error) {
        await this.#pause(error);
      }
    }
  }

  /** Of the state as it is now: applying goes on meanwhile, and the next commit has the rest. */
  async #commit(): Promise<void> {
    const { partition, store, token, wall, observer } = this.#options;
    this.#committing = true;
    const startedMs = wall.now();
    const sequence = this.#applied;
    const covered = this.#confirmed + this.#unsaid.length;
    const changed = this.#state!.changed();
    const slabs = await inTurns(changed, wall, {
      isWanted: () => !this.#over,
      inHurry: () => this.#leaving,
    });
    while (!this.#over && this.#confirmed < covered) await this.#bell.rung();
    if (!this.#alive()) return;
    const commit = { partition, previous: this.#checkpoint, sequence, slabs, token };
    const outcome = await this.#answer("commit", store.commit(commit));
    if (this.#over) return;
    if (outcome !== "committed") throw new RefusedCommit(outcome);
    this.#state!.committed();
    this.#checkpoint = sequence;
    this.#fruitful = true;
    this.#committing = false;
    this.#bell.ring();
    let octets = 0;
    for (const slab of slabs.values()) octets += slab.byteLength;
    this.#measure();
    observer.committed(partition, (wall.now() - startedMs) / 1_000, octets, sequence);
  }

  /**
   * Each partition has a moment of its own in the interval: together they would hold up for longer
   * what a node does, and drift together if each counted from its last commit.
   */
  #nextDueMs(): number {
    const { wall, partition, log, checkpointMs } = this.#options;
    const ownMs = (checkpointMs * partition) / log.partitions;
    return ownMs + checkpointMs * (Math.floor((wall.now() - ownMs) / checkpointMs) + 1);
  }

  /** How far the log is: each entry tells how many are behind it. */
  #measure(): void {
    const { partition, log } = this.#options;
    const measured = log.bounds(partition).then(({ last }) => {
      this.#known = Math.max(this.#known, last);
    });
    measured.catch(() => undefined);
  }

  async #lastCommit(): Promise<void> {
    while (!this.#over && this.#committing) await this.#bell.rung();
    if (!this.#over && this.#applied > this.#checkpoint) await this.#commit();
    this.end();
  }

  async #look(): Promise<void> {
    const { wall } = this.#options;
    while (this.#alive()) {
      const nowMs = wall.now();
      for (const { what, sinceMs } of this.#asked) {
        if (nowMs - sinceMs > ANSWER_MS) throw new Error(`no answer to ${what} in ${ANSWER_MS} ms`);
      }
      if (nowMs >= this.#dueMs && !this.#committing && !this.#leaving) {
        this.#dueMs = this.#nextDueMs();
        if (this.#applied > this.#checkpoint) this.#commit().catch(this.#fail);
      }
      if (this.#silence !== undefined && nowMs - this.#silence.sinceMs > SILENCE_MS) {
        this.#listen(this.#silence).catch(this.#fail);
      }
      const untilDueMs = this.#dueMs - wall.now();
      await wall.wait(untilDueMs > 0 ? Math.min(LOOK_MS, untilDueMs) : LOOK_MS);
    }
  }

  /** A reader that gives nothing although there is something, at two looks, has lost its log. */
  async #listen(silence: Silence): Promise<void> {
    const { partition, log, wall } = this.#options;
    const bounds = await this.#answer("bounds", log.bounds(partition)).catch(() => undefined);
    if (bounds === undefined || this.#silence !== silence) return;
    const missed = bounds.last > this.#applied;
    if (missed && silence.missed) throw new Error(`partition ${partition}: its reader is silent`);
    this.#silence = { sinceMs: missed ? silence.sinceMs : wall.now(), missed };
  }

  #reading(): boolean {
    return this.#alive() && !this.#leaving;
  }

  /** False when over; a life without a lease is over. */
  #alive(): boolean {
    if (!this.#over && !this.#options.live()) this.end();
    return !this.#over;
  }

  async #pause(error: unknown): Promise<void> {
    const { partition, wall, observer } = this.#options;
    if (this.#over) return;
    if (isFinal(error)) throw error;
    observer.failed(partition, asError(error));
    await wall.wait(this.#pauseMs);
    this.#pauseMs = Math.min(PAUSE_MS_MAX, this.#pauseMs * 2);
  }

  /** Awaits an answer, and has it on the list of those that {@link #look} waits for. */
  async #answer<R>(what: string, promise: Promise<R>): Promise<R> {
    const question = { what, sinceMs: this.#options.wall.now() };
    this.#asked.add(question);
    try {
      return await promise;
    } finally {
      this.#asked.delete(question);
    }
  }
}

/** Whether it would be the same again: the log, the slabs or an output are not as they must be. */
export function isFinal(error: unknown): error is KairosError {
  return error instanceof KairosError && error.exitCode !== EXIT.missing;
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
