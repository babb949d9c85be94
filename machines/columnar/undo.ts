// A copy of the record under way, so that a step that throws leaves its row as it was.
import type { Records } from "./columns.ts";
import type { Frame } from "./frame.ts";

export class Undo {
  readonly #records: Records;
  readonly #frame: Frame;
  readonly #words: Uint32Array;
  readonly #values: unknown[];

  constructor(records: Records, frame: Frame) {
    this.#records = records;
    this.#frame = frame;
    this.#words = new Uint32Array(records.layout.wordsPerRow);
    this.#values = records.lists.map(() => undefined);
  }

  /** Once per step. */
  save(): void {
    if (this.#frame.saved) return;
    this.#frame.saved = true;
    const { u32, lists } = this.#records;
    const { base, row } = this.#frame;
    for (let word = 0; word < this.#words.length; word++) this.#words[word] = u32[base + word]!;
    for (let list = 0; list < lists.length; list++) this.#values[list] = lists[list]![row];
  }

  restore(): void {
    if (!this.#frame.saved) return;
    const { u32, lists } = this.#records;
    const { base, row } = this.#frame;
    u32.set(this.#words, base);
    for (const [list, values] of lists.entries()) values[row] = this.#values[list];
  }
}
