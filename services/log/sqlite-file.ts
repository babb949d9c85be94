// The file of the embedded log: one process has it open, and what is written together is durable together.
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { KairosError } from "../../domain/errors.ts";
import { notWritable } from "../output-file.ts";

/** In the folder of the log. */
export const FILE_NAME = "kairos.sqlite";

/** Of the tables below. A file with a higher one is of a newer Kairos. */
const FORMAT = 1;

/** So that `PRAGMA application_id` tells this file from others: "KAIR". */
const APPLICATION = 0x4b_41_49_52;

const PAGE_OCTETS = 16_384;

/** Pages of the write-ahead log before they are written to their places: 32 MB. */
const CHECKPOINT_PAGES = 2_048;

/** See `place` in sqlite-log.ts for the keys of `entries`. */
const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE entries (place INTEGER PRIMARY KEY, octets BLOB NOT NULL);
  CREATE TABLE ends (partition INTEGER PRIMARY KEY, pruned INTEGER NOT NULL, last INTEGER NOT NULL);
  CREATE TABLE ids (id TEXT NOT NULL, partition INTEGER NOT NULL, sequence INTEGER NOT NULL,
    PRIMARY KEY (partition, id)) WITHOUT ROWID;
  CREATE INDEX ids_by_sequence ON ids (partition, sequence);
  CREATE TABLE outputs (place INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE, octets BLOB NOT NULL);
  CREATE TABLE checkpoints (partition INTEGER PRIMARY KEY, sequence INTEGER NOT NULL);
  CREATE TABLE slabs (partition INTEGER NOT NULL, name TEXT NOT NULL, octets BLOB NOT NULL,
    PRIMARY KEY (partition, name));
`;

/** Result codes of SQLite, by the lower octet. */
const RESULT = { busy: 5, readOnly: 8, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/** The codes under which notWritable() knows what went wrong. */
const SYSTEM_CODES: Readonly<Record<number, string>> = {
  [RESULT.readOnly]: "EACCES",
  [RESULT.full]: "ENOSPC",
  [RESULT.cannotOpen]: "EACCES",
};

interface Job {
  run(): void;
  committed(): void;
  failed(error: Error): void;
}

/**
 * An open file. Its locks are the system's, so they go with the process, however it ends.
 */
export class SqliteFile {
  readonly path: string;
  readonly name: string;
  readonly partitions: number;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #jobs: Job[] = [];

  /** @throws KairosError log.in-use, log.unknown-format, file.not-writable */
  constructor(folder: string, partitions: number) {
    this.path = join(folder, FILE_NAME);
    makeFolder(folder);
    this.#database = this.#opened(partitions);
    this.name = String(this.#meta("name"));
    this.partitions = Number(this.#meta("partitions"));
  }

  all<T>(sql: string, ...values: SQLInputValue[]): readonly T[] {
    return this.#prepared(sql).all(...values) as T[];
  }

  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#prepared(sql).get(...values) as T | undefined;
  }

  iterate<T>(sql: string, ...values: SQLInputValue[]): Iterable<T> {
    return this.#prepared(sql).iterate(...values) as Iterable<T>;
  }

  /** Only within {@link write}. */
  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepared(sql).run(...values);
  }

  /**
   * Runs a job in a transaction; resolves with what it gave when that is on the disk. Jobs of one
   * turn of the event loop share a transaction, so that they share the wait for the disk.
   *
   * @throws KairosError file.not-writable
   */
  write<T>(job: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      this.#jobs.push({
        run() {
          result = job();
        },
        committed: () => resolve(result),
        failed: reject,
      });
      if (this.#jobs.length === 1) setImmediate(() => this.#flush());
    });
  }

  /** Writes what waits and lets the file go. */
  close(): void {
    this.#flush();
    if (this.#database.isOpen) this.#database.close();
  }

  #flush(): void {
    const jobs = this.#jobs;
    if (jobs.length === 0) return;
    this.#jobs = [];
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      for (const job of jobs) job.run();
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec("ROLLBACK");
      const reason = this.#explained(error);
      for (const job of jobs) job.failed(reason);
      return;
    }
    for (const job of jobs) job.committed();
  }

  #opened(partitions: number): DatabaseSync {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(this.path);
      // Exclusive before the first look at the file: no other process gets in from then on.
      database.exec(`
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA page_size = ${PAGE_OCTETS};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
        BEGIN IMMEDIATE;`);
      this.#recognise(database, partitions);
      database.exec("COMMIT");
      return database;
    } catch (error) {
      database?.close();
      throw this.#explained(error);
    }
  }

  /** Makes the tables in a new file; asserts of another one that it is of this format. */
  #recognise(database: DatabaseSync, partitions: number): void {
    const pragma = (name: string): number =>
      Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    const application = pragma("application_id");
    const format = pragma("user_version");
    const isNew = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
    if (isNew) {
      database.exec(TABLES);
      database.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${FORMAT};`);
      const meta = database.prepare("INSERT INTO meta VALUES (?, ?)");
      meta.run("name", randomUUID());
      meta.run("partitions", partitions);
      const ends = database.prepare("INSERT INTO ends VALUES (?, 0, 0)");
      for (let partition = 0; partition < partitions; partition++) ends.run(partition);
    } else if (application !== APPLICATION || format !== FORMAT) {
      throw unknownFormat(this.path, application === APPLICATION ? `format ${format}` : "a file");
    }
  }

  #meta(name: string): unknown {
    return this.get<{ value: unknown }>("SELECT value FROM meta WHERE name = ?", name)?.value;
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #explained(error: unknown): Error {
    if (!(error instanceof Error) || !("errcode" in error)) return error as Error;
    const code = Number(error.errcode) & 0xff;
    if (code === RESULT.busy) return inUse(this.path);
    if (code === RESULT.notADatabase) return unknownFormat(this.path, "a file");
    const system = SYSTEM_CODES[code];
    return system === undefined
      ? error
      : notWritable(this.path, Object.assign(new Error(error.message), { code: system }));
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw notWritable(folder, error as NodeJS.ErrnoException);
  }
}

function inUse(path: string): KairosError {
  return new KairosError("log.in-use", {
    place: path,
    got: "a file that another process has open",
    wanted: "one that is free",
    remedy: "Stop the other Kairos, or name another folder.",
  });
}

function unknownFormat(path: string, got: string): KairosError {
  return new KairosError("log.unknown-format", {
    place: path,
    got: got === "a file" ? "a file that is no log of Kairos" : `a log of ${got}`,
    wanted: `a log of format ${FORMAT}`,
    remedy: "Use the version of Kairos that made it, or name another folder.",
  });
}
