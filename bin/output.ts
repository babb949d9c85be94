// Lines of data on stdout, many in one write and never faster than the reader: there are millions.
import { once } from "node:events";

/** Characters that are gathered before they are written. */
const CHUNK_LENGTH = 65_536;

/**
 * Gathers lines. When it is {@link LineOutput.full}, and before words on stderr that come after
 * the lines, await {@link LineOutput.flush}: a pipe takes what it is given and keeps it in memory.
 */
export class LineOutput {
  #waiting = "";

  get full(): boolean {
    return this.#waiting.length >= CHUNK_LENGTH;
  }

  line(text: string): void {
    this.#waiting += `${text}\n`;
  }

  /** Returns when the reader has room again. A reader that has closed ends the process there. */
  async flush(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = "";
    if (lines !== "" && !process.stdout.write(lines)) await once(process.stdout, "drain");
  }
}
