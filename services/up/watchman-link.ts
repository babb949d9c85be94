// This process's side of the watchman: which processes must not outlive it.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Watched } from "./watchman.ts";

const WATCHMAN = fileURLToPath(new URL("./watchman.ts", import.meta.url));

/** Ends the noted processes, in their order, when this process is gone, even by SIGKILL. */
export class WatchmanLink {
  readonly #child: ChildProcess;
  readonly #groups: readonly Map<string, number>[];

  /** @param groups  how many groups there are: each has gone before the next one is ended */
  constructor(groups: number) {
    this.#groups = Array.from({ length: groups }, () => new Map());
    // Apart from the terminal, whose Ctrl-C it must survive.
    this.#child = fork(WATCHMAN, [], { detached: true, stdio: "ignore" });
    // A watchman that is gone cannot be told anything; everything else goes on without it.
    this.#child.on("error", () => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** @param pid  undefined when the process is gone */
  note(group: number, name: string, pid: number | undefined): void {
    if (pid === undefined) this.#groups[group]!.delete(name);
    else this.#groups[group]!.set(name, pid);
    const watched: Watched = this.#groups.map((pids) => [...pids.values()]);
    if (this.#child.connected) this.#child.send(watched);
  }

  /** Resolves when the watchman is gone; what it still has on its list, it ends first. */
  async dismiss(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    if (this.#child.connected) this.#child.disconnect();
    await gone;
  }
}
