// The embedded log: entries, and what owners say of them, in the tables of one file.
import { assertSizes } from "./entry-size.ts";
import type { Append, EventLog, LogBounds, LogEntry, LogReader, Output } from "./event-log.ts";
import { aheadOf, misfitError } from "./recovery.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import { TailReader, Tails } from "./tail-reader.ts";

/** Partitions share one table, one after the other: place = partition · 2^40 + sequence. */
const PLACES = 2 ** 40;

/** Ids that are remembered of each partition beyond those of the entries that are kept. */
const IDS_KEPT = 10_000;

/** At most so many entries or octets are read at once. */
const READ_ENTRIES = 256;
const READ_OCTETS = 8_388_608;

interface EntryRow {
  readonly place: number;
  readonly octets: Uint8Array;
}

interface OutputRow extends EntryRow {
  readonly partition: number;
  readonly id: string;
}

export class SqliteLog implements EventLog {
  readonly #file: SqliteFile;
  readonly #outputOctetsMax: number;
  #outputOctets: number;
  readonly #entryTails: readonly Tails[];
  readonly #outputTails = new Tails();

  constructor(file: SqliteFile, outputOctetsMax: number) {
    this.#file = file;
    this.#outputOctetsMax = outputOctetsMax;
    const sum = "SELECT coalesce(sum(length(octets)), 0) AS octets FROM outputs";
    this.#outputOctets = file.get<{ octets: number }>(sum)?.octets ?? 0;
    this.#entryTails = Array.from({ length: file.partitions }, () => new Tails());
  }

  get partitions(): number {
    return this.#file.partitions;
  }

  get name(): string {
    return this.#file.name;
  }

  async append(entries: readonly Append[]): Promise<readonly number[]> {
    assertSizes(entries);
    // Before the transaction, which others may share: they must not fail with it.
    for (const { partition } of entries) this.#tails(partition);
    const sequences = await this.#file.write(() => entries.map((entry) => this.#append(entry)));
    for (const { partition } of entries) this.#entryTails[partition]?.wake();
    return sequences;
  }

  async read(partition: number, after: number): Promise<LogReader<LogEntry>> {
    const ahead = aheadOf({ sequence: after }, await this.bounds(partition));
    if (ahead !== undefined) throw misfitError(partition, ahead);
    let last = after;
    return new TailReader(this.#tails(partition), () => {
      const rows = this.#file.iterate<EntryRow>(
        "SELECT place, octets FROM entries WHERE place > ? AND place < ? ORDER BY place",
        partition * PLACES + last,
        (partition + 1) * PLACES,
      );
      const entries = some(rows).map(({ place, octets }) => ({
        partition,
        sequence: place - partition * PLACES,
        octets,
      }));
      last = entries.at(-1)?.sequence ?? last;
      return entries;
    });
  }

  async bounds(partition: number): Promise<LogBounds> {
    const { pruned, last } = this.#ends(partition);
    return { first: pruned + 1, last, log: this.name };
  }

  async prune(partition: number, sequence: number): Promise<void> {
    await this.#file.write(() => {
      const { pruned, last } = this.#ends(partition);
      const to = Math.min(sequence, last);
      if (to <= pruned) return;
      const start = partition * PLACES;
      this.#file.run("DELETE FROM entries WHERE place > ? AND place <= ?", start, start + to);
      this.#file.run("UPDATE ends SET pruned = ? WHERE partition = ?", to, partition);
      this.#file.run(
        "DELETE FROM ids WHERE partition = ? AND sequence <= ?",
        partition,
        to - IDS_KEPT,
      );
    });
  }

  async say(outputs: readonly Output[]): Promise<void> {
    assertSizes(outputs);
    const grown = await this.#file.write(() => {
      const said = outputs.reduce((octets, output) => octets + this.#say(output), 0);
      return said - this.#forgetOutputs(said);
    });
    this.#outputOctets += grown;
    this.#outputTails.wake();
  }

  async outputs(): Promise<LogReader<Output>> {
    let last = 0;
    return new TailReader(this.#outputTails, () => {
      const rows = some(
        this.#file.iterate<OutputRow>(
          "SELECT place, partition, id, octets FROM outputs WHERE place > ? ORDER BY place",
          last,
        ),
      );
      last = rows.at(-1)?.place ?? last;
      return rows.map(({ partition, id, octets }) => ({ partition, id, octets }));
    });
  }

  /** Ends all readers; the file stays open. */
  async close(): Promise<void> {
    for (const tails of [...this.#entryTails, this.#outputTails]) tails.close();
  }

  #append({ partition, octets, id }: Append): number {
    const known = this.#file.get<{ sequence: number }>(
      "SELECT sequence FROM ids WHERE partition = ? AND id = ?",
      partition,
      id,
    );
    if (known !== undefined) return known.sequence;
    const sequence = this.#ends(partition).last + 1;
    this.#file.run("INSERT INTO entries VALUES (?, ?)", partition * PLACES + sequence, octets);
    this.#file.run("INSERT INTO ids VALUES (?, ?, ?)", id, partition, sequence);
    this.#file.run("UPDATE ends SET last = ? WHERE partition = ?", sequence, partition);
    return sequence;
  }

  /** Octets that are new. */
  #say({ partition, id, octets }: Output): number {
    if (this.#file.get("SELECT 1 FROM outputs WHERE id = ?", id) !== undefined) return 0;
    this.#file.run(
      "INSERT INTO outputs (partition, id, octets) VALUES (?, ?, ?)",
      partition,
      id,
      octets,
    );
    return octets.length;
  }

  /** Keeps the newest outputs that fit; the octets of those that went. */
  #forgetOutputs(said: number): number {
    let forgotten = 0;
    while (this.#outputOctets + said - forgotten > this.#outputOctetsMax) {
      const oldest = this.#file.get<{ place: number; octets: number }>(
        "SELECT place, length(octets) AS octets FROM outputs ORDER BY place LIMIT 1",
      );
      if (oldest === undefined) break;
      this.#file.run("DELETE FROM outputs WHERE place = ?", oldest.place);
      forgotten += oldest.octets;
    }
    return forgotten;
  }

  #ends(partition: number): { readonly pruned: number; readonly last: number } {
    const ends = this.#file.get<{ pruned: number; last: number }>(
      "SELECT pruned, last FROM ends WHERE partition = ?",
      partition,
    );
    if (ends === undefined) throw noSuchPartition(partition, this.partitions);
    return ends;
  }

  #tails(partition: number): Tails {
    const tails = this.#entryTails[partition];
    if (tails === undefined) throw noSuchPartition(partition, this.partitions);
    return tails;
  }
}

/** The first rows, up to the limits of one reading. */
function some<Row extends EntryRow>(rows: Iterable<Row>): readonly Row[] {
  const taken: Row[] = [];
  let octets = 0;
  for (const row of rows) {
    taken.push(row);
    octets += row.octets.length;
    if (taken.length === READ_ENTRIES || octets >= READ_OCTETS) break;
  }
  return taken;
}

function noSuchPartition(partition: number, partitions: number): RangeError {
  return new RangeError(`There is no partition ${partition} in a log of ${partitions}.`);
}
