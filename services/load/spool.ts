// Ticks that were made beforehand: in memory up to a limit, the rest in a file that is read ahead.
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notWritable } from "../output-file.ts";
import type { Block, Prepared, Tick, Timeline } from "./tick.ts";

/** Octets of ticks that stay in memory. */
const MEMORY_OCTETS_MAX = 384 * 1024 * 1024;
/** Octets that are written, and read ahead, at once. */
const PIECE_OCTETS = 4 * 1024 * 1024;

interface Piece {
  readonly at: number;
  readonly octets: number;
}

/** A block whose octets lie in the file, from `at` in its piece. */
type Placed = Omit<Block, "octets"> & { readonly at: number; readonly length: number };
type Kept = Omit<Tick, "blocks"> &
  (
    | { readonly blocks: readonly Block[] }
    | { readonly placed: readonly Placed[]; readonly piece: number }
  );

export class Spool implements Prepared {
  readonly timeline: Timeline;
  readonly #memoryMax: number;
  readonly #kept: Kept[] = [];
  readonly #until: number[] = [0];
  readonly #pieces: Piece[] = [];
  #inMemory = 0;
  #folder: string | undefined;
  #file: FileHandle | undefined;
  #gathered: Uint8Array[] = [];
  #gatheredOctets = 0;
  #written = 0;
  #loaded = new Map<number, Promise<Uint8Array>>();

  constructor(timeline: Timeline, memoryMax: number = MEMORY_OCTETS_MAX) {
    this.timeline = timeline;
    this.#memoryMax = memoryMax;
  }

  get events(): number {
    return this.#until.at(-1)!;
  }

  eventsUntil(ticks: number): number {
    return this.#until[Math.min(ticks, this.#until.length - 1)]!;
  }

  /**
   * Adds the tick that follows, and its end to the timeline.
   *
   * @throws KairosError file.not-writable
   */
  async add(tick: Tick): Promise<void> {
    const octets = tick.blocks.reduce((sum, block) => sum + block.octets.length, 0);
    this.timeline.add(tick.toMs);
    this.#until.push(this.events + tick.events);
    const fits = this.#inMemory + octets <= this.#memoryMax && this.#file === undefined;
    // An empty tick has nothing that a piece of the file could hold.
    if (fits || octets === 0) {
      this.#inMemory += octets;
      this.#kept.push(tick);
      return;
    }
    this.#place(tick);
    if (this.#gatheredOctets >= PIECE_OCTETS) await this.#write();
  }

  /** Writes what is still gathered: no tick follows. */
  async finish(): Promise<void> {
    if (this.#gatheredOctets > 0) await this.#write();
  }

  async tick(tick: number): Promise<Tick> {
    const kept = this.#kept[tick]!;
    if ("blocks" in kept) return kept;
    const piece = await this.#load(kept.piece);
    // Read ahead: the disk is never waited for in the middle of a tick.
    if (kept.piece + 1 < this.#pieces.length)
      void this.#load(kept.piece + 1).catch(() => undefined);
    this.#loaded.delete(kept.piece - 1);
    const { fromMs, toMs, events, placed } = kept;
    const blocks = placed.map(({ at, length, ...block }) => ({
      ...block,
      octets: piece.subarray(at, at + length),
    }));
    return { fromMs, toMs, events, blocks };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#loaded.values());
    await this.#file?.close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#kept.length = 0;
  }

  #place({ fromMs, toMs, events, blocks }: Tick): void {
    const placed = blocks.map(({ octets, ...block }) => {
      // Records are read in place when they lie aligned.
      const at = Math.ceil(this.#gatheredOctets / 8) * 8;
      if (at > this.#gatheredOctets) this.#gathered.push(new Uint8Array(at - this.#gatheredOctets));
      this.#gathered.push(octets);
      this.#gatheredOctets = at + octets.length;
      return { ...block, at, length: octets.length };
    });
    this.#kept.push({ fromMs, toMs, events, placed, piece: this.#pieces.length });
  }

  async #write(): Promise<void> {
    const octets = Buffer.concat(this.#gathered);
    const piece = { at: this.#written, octets: octets.length };
    this.#gathered = [];
    this.#gatheredOctets = 0;
    const file = await this.#opened();
    await file.write(octets, 0, octets.length, piece.at).catch((error: NodeJS.ErrnoException) => {
      throw notWritable(this.#folder ?? tmpdir(), error);
    });
    this.#written += octets.length;
    this.#pieces.push(piece);
  }

  async #opened(): Promise<FileHandle> {
    if (this.#file !== undefined) return this.#file;
    try {
      this.#folder = await mkdtemp(join(tmpdir(), "kairos-load-"));
      this.#file = await open(join(this.#folder, "spool"), "w+");
    } catch (error) {
      throw notWritable(tmpdir(), error as NodeJS.ErrnoException);
    }
    return this.#file;
  }

  #load(place: number): Promise<Uint8Array> {
    const known = this.#loaded.get(place);
    if (known !== undefined) return known;
    const { at, octets } = this.#pieces[place]!;
    const buffer = new Uint8Array(octets);
    const loading = this.#file!.read(buffer, 0, octets, at).then(() => buffer);
    this.#loaded.set(place, loading);
    return loading;
  }
}
