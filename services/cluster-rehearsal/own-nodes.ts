// A cluster for one rehearsal: nats-server and nodes as processes of their own, ended with it.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KairosError } from "../../domain/errors.ts";
import { endChild, endOf } from "../up/child.ts";
import { type RunningServer, startNats } from "../up/servers.ts";
import { WatchmanLink } from "../up/watchman-link.ts";
import type { ShardNodeOptions } from "./shard-node.ts";

const NODE_PROCESS = fileURLToPath(new URL("./node-process.ts", import.meta.url));
/** What the watchman ends first, and then. */
const GROUP = { nodes: 0, server: 1 } as const;
const STOP_PATIENCE_MS = 6_000;
/** Of what a node says on stderr, for the error when it ends. */
const LAST_WORDS_MAX = 4_000;

/** A node that runs. */
export interface OwnNode {
  readonly pid: number;
  /** Resolves when it ends, asked or not. */
  readonly ended: Promise<void>;
}

/** What it has started; a watchman ends it all if this process is killed. */
export class OwnNodes {
  readonly url: string;
  readonly #folder: string;
  readonly #server: RunningServer;
  readonly #watchman: WatchmanLink;
  readonly #children: { readonly child: ChildProcess; readonly ending: Promise<string> }[] = [];
  readonly #failure = Promise.withResolvers<never>();
  #stopping = false;

  private constructor(folder: string, server: RunningServer, watchman: WatchmanLink) {
    this.url = server.url;
    this.#folder = folder;
    this.#server = server;
    this.#watchman = watchman;
    void server.failure.then(this.#failure.reject);
    // Whoever waits for the nodes is told.
    this.#failure.promise.catch(() => {});
  }

  /**
   * Starts the server; nodes follow.
   *
   * @throws KairosError program.missing, server.unreachable
   */
  static async open(): Promise<OwnNodes> {
    const folder = await mkdtemp(join(tmpdir(), "kairos-rehearsal-"));
    const watchman = new WatchmanLink(Object.keys(GROUP).length);
    try {
      const onSpawn = (pid: number): void => watchman.note(GROUP.server, "nats-server", pid);
      const server = await startNats({ folder, ownGroup: true, onSpawn });
      return new OwnNodes(folder, server, watchman);
    } catch (error) {
      await watchman.dismiss();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Rejects when the server or a node ends before {@link stop}; a run that goes on may ignore it. */
  get failure(): Promise<never> {
    return this.#failure.promise;
  }

  /** Starts a node of so many threads; it joins the cluster when it is ready. */
  start(threads: number): OwnNode {
    const options: ShardNodeOptions = { transporter: this.url, threads };
    const child = spawn(process.execPath, [NODE_PROCESS, JSON.stringify(options)], {
      stdio: ["ignore", "ignore", "pipe"],
      // Ctrl-C in the terminal is for whoever started the rehearsal, who ends its nodes.
      detached: true,
    });
    let words = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-LAST_WORDS_MAX);
    });
    const name = `node ${this.#children.length + 1}`;
    if (child.pid !== undefined) this.#watchman.note(GROUP.nodes, name, child.pid);
    const ending = endOf(child);
    this.#children.push({ child, ending });
    const ended = ending.then((how) => {
      this.#watchman.note(GROUP.nodes, name, undefined);
      if (!this.#stopping) this.#failure.reject(nodeEnded(name, how, words));
    });
    return { pid: child.pid ?? 0, ended };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      this.#children.map(({ child, ending }) => endChild(child, ending, STOP_PATIENCE_MS)),
    );
    await this.#server.stop();
    await this.#watchman.dismiss();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function nodeEnded(name: string, how: string, words: string): KairosError {
  return new KairosError("node.ended", {
    place: name,
    got: `its end (${how})${words === "" ? "" : `: ${words.trimEnd()}`}`,
    wanted: "a node that stays as long as the rehearsal",
    remedy: "Simulate again; with --workers in place of --cluster no nodes are needed.",
  });
}
