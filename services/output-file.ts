// Writing a long file or stdout piece by piece, never faster than the disk or the reader takes it.
import { once } from "node:events";
import { type FileHandle, open } from "node:fs/promises";
import { KairosError } from "../domain/errors.ts";

/** The path that means stdout. */
export const STDOUT = "-";

/** Octets that are gathered before they are written. */
const GATHERED_MAX = 262_144;

/** Where the octets go; `write` resolves when there is room for more. */
interface Sink {
  write(octets: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Gathers pieces and writes them in the order in which they came, always whole: whatever ends the
 * process, the file ends where a piece ended, if the system finishes its last write. Await
 * {@link OutputFile.flush} whenever it is {@link OutputFile.full}.
 */
export class OutputFile {
  readonly #sink: Sink;
  readonly #encoder = new TextEncoder();
  #gathered: Uint8Array = new Uint8Array(GATHERED_MAX);
  #length = 0;
  #written = 0;
  #abandoned = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Octets so far, those that wait included. */
  get octets(): number {
    return this.#written + this.#length;
  }

  get full(): boolean {
    return this.#length >= GATHERED_MAX / 2;
  }

  /** Whether the reader of a pipe has gone; what is added from then on is dropped. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Takes a piece; its octets may be used again at once. */
  add(piece: Uint8Array): void {
    this.#makeRoom(piece.length);
    this.#gathered.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** Takes a line of text and ends it. */
  line(text: string): void {
    // A character of UTF-16 needs up to three octets of UTF-8.
    this.#makeRoom(text.length * 3 + 1);
    const { written } = this.#encoder.encodeInto(text, this.#gathered.subarray(this.#length));
    this.#length += written;
    this.#gathered[this.#length++] = 0x0a;
  }

  /**
   * Writes what waits.
   *
   * @throws KairosError file.not-writable (disk full, device gone)
   */
  async flush(): Promise<void> {
    if (this.#length === 0 || this.#abandoned) return;
    const octets = this.#gathered.subarray(0, this.#length);
    this.#gathered = new Uint8Array(GATHERED_MAX);
    this.#written += this.#length;
    this.#length = 0;
    try {
      await this.#sink.write(octets);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
      this.#abandoned = true;
    }
  }

  /** Writes what waits and ends the file; stdout stays open. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#sink.close();
    }
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#gathered.length) return;
    const larger = new Uint8Array(Math.max(this.#gathered.length * 2, this.#length + more));
    larger.set(this.#gathered.subarray(0, this.#length));
    this.#gathered = larger;
  }
}

/**
 * Opens a file for writing, emptying one that is there, or stdout for {@link STDOUT}.
 *
 * @throws KairosError file.not-writable (a folder, no such folder, no permission)
 */
export async function openOutput(path: string): Promise<OutputFile> {
  if (path === STDOUT) return new OutputFile(STANDARD_OUTPUT);
  const handle = await open(path, "w").catch((error: NodeJS.ErrnoException) => {
    throw notWritable(path, error);
  });
  return new OutputFile(fileSink(path, handle));
}

const STANDARD_OUTPUT: Sink = {
  async write(octets) {
    if (!process.stdout.write(octets)) await once(process.stdout, "drain");
  },
  async close() {},
};

function fileSink(path: string, handle: FileHandle): Sink {
  return {
    async write(octets) {
      await handle.appendFile(octets).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "EPIPE" ? error : notWritable(path, error);
      });
    },
    close: () => handle.close(),
  };
}

const REASONS: Readonly<Record<string, { readonly got: string; readonly remedy: string }>> = {
  EISDIR: { got: "a folder", remedy: "Name a file in it." },
  ENOENT: { got: "no such folder", remedy: "Make the folder first, or name another place." },
  EEXIST: { got: "a file where a folder should be", remedy: "Name another place." },
  ENOTDIR: { got: "a file where a folder should be", remedy: "Name another place." },
  EACCES: { got: "no permission", remedy: "Name another place." },
  ENOSPC: { got: "a full disk", remedy: "Make room, or name a place on another disk." },
};

/** What is wrong with a place, in words. */
export function notWritable(path: string, error: NodeJS.ErrnoException): KairosError {
  const code = error.code ?? error.message;
  return new KairosError("file.not-writable", {
    place: path,
    got: REASONS[code]?.got ?? code,
    wanted: "a place that can be written",
    remedy: REASONS[code]?.remedy ?? "Name another place.",
  });
}
