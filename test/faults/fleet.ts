// The processes of the fault tests: owners that are killed, suspended and replaced, by their pids.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { OwnerOrder, Told } from "./owner-process.ts";

const PROGRAM = fileURLToPath(new URL("owner-process.ts", import.meta.url));

export interface Member {
  readonly node: string;
  readonly pid: number;
  /** Resolves with what it does when it has gone. */
  readonly gone: Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
}

/** Owner processes of one order, each under a name of its own. */
export class Fleet {
  readonly #order: Omit<OwnerOrder, "node">;
  readonly #children = new Map<string, ChildProcess>();
  readonly #told: Record<Told["what"], number> = {
    ready: 0,
    acquired: 0,
    fenced: 0,
    stale: 0,
    released: 0,
  };
  readonly #errors: string[] = [];
  /** Who said last that the partition is its own. */
  readonly #owners = new Map<number, string>();
  readonly #waiting = new Set<() => void>();
  #number = 0;

  constructor(order: Omit<OwnerOrder, "node">) {
    this.#order = order;
  }

  /** How often each thing was told, by all processes together. */
  get told(): Readonly<Record<Told["what"], number>> {
    return this.#told;
  }

  /** Last lines of their stderr, for a failure's message. */
  get errors(): readonly string[] {
    return this.#errors.slice(-20);
  }

  /** Starts a process; resolves when it is ready. */
  async start(): Promise<Member> {
    const node = `node-${++this.#number}`;
    const order: OwnerOrder = { ...this.#order, node };
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(order)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.set(node, child);
    const gone = once(child, "exit").finally(() => this.#children.delete(node));
    createInterface(child.stderr!).on("line", (line) => this.#errors.push(line));
    const ready = Promise.withResolvers<void>();
    createInterface(child.stdout!).on("line", (line) => {
      const told = JSON.parse(line) as Told;
      this.#told[told.what]++;
      if (told.what === "ready") ready.resolve();
      if (told.what === "acquired") this.#owners.set(told.partition!, node);
      for (const look of this.#waiting) look();
    });
    await Promise.race([
      ready.promise,
      gone.then(() => Promise.reject(new Error(`${node} ended: ${this.errors.join("\n")}`))),
    ]);
    return { node, pid: child.pid!, gone, kill: (signal) => void child.kill(signal) };
  }

  /** Resolves when others have all that this node has now. */
  acquiredFrom(node: string): Promise<void> {
    const lost = [...this.#owners].filter(([, owner]) => owner === node).map(([at]) => at);
    return this.#until(() => lost.every((partition) => this.#owners.get(partition) !== node));
  }

  /** Resolves when these have all partitions, each its share. */
  settled(nodes: readonly string[]): Promise<void> {
    const { partitions } = this.#order;
    const share = partitions / nodes.length;
    return this.#until(() => {
      const owned = nodes.map((node) => [...this.#owners.values()].filter((at) => at === node));
      const counts = owned.map(({ length }) => length);
      return counts.every((count) => count >= Math.floor(share) && count <= Math.ceil(share));
    });
  }

  /** Ends all in good order. */
  async stop(): Promise<void> {
    const children = [...this.#children.values()];
    const gone = children.map((child) => once(child, "exit"));
    for (const child of children) {
      child.kill("SIGCONT");
      child.kill("SIGTERM");
    }
    await Promise.all(gone);
  }

  /** Looks whenever a process tells something. */
  #until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Ends all at once, for the end of a test that failed. */
  destroy(): void {
    for (const child of this.#children.values()) child.kill("SIGKILL");
  }
}
