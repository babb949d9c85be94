// The whole of `kairos up --cluster`: two servers, N nodes, kept alive, ended in due order.
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClusterFolder, takeFolder } from "./folder.ts";
import { type Kept, keepAlive, type Living } from "./keep.ts";
import { layoutOf, type NodeLayout } from "./layout.ts";
import { type NodeProcess, startNodeProcess } from "./node-process.ts";
import { checkFree, freePort } from "./ports.ts";
import { findServer, type RunningServer, startNats, startRedis } from "./servers.ts";
import { WatchmanLink } from "./watchman-link.ts";

export interface ClusterOptions {
  /** The data folder, kept between two runs. */
  readonly data: string;
  readonly nodes: number;
  /** Of a log that is made now, 1 to 256; the nodes' default when absent. */
  readonly partitions?: number;
  /** Between commits of a partition, ms. */
  readonly checkpointMs?: number;
  /** Whether the first node generates traffic and serves the map. */
  readonly traffic: boolean;
  /** TCP port of the map on 127.0.0.1, 0 for any free one. */
  readonly port: number;
  /** TCP port of the first node's health and metrics, the next nodes' follow; 0 for any free ones. */
  readonly adminPort: number;
  /** Any free ones when absent. */
  readonly natsPort?: number;
  readonly redisPort?: number;
  /** The program of a node with all its arguments, for a map on this port. */
  command(port: number): readonly string[];
  /** What the nodes inherit; the variables of the cluster are added. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One sentence for people. */
  tell(sentence: string): void;
  /** Ends the start: what has begun stops, and startCluster() rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** One process, for the table. */
export interface ClusterProcess {
  readonly name: string;
  /** 0 between its end and its next start. */
  readonly pid: number;
  readonly address: string;
  /** What it hosts, or what it is for. */
  readonly role: string;
  /** The folder that it keeps things in; "" when it keeps none. */
  readonly data: string;
  readonly log: string;
}

export interface RunningCluster {
  /** Of the map; "" without traffic. */
  readonly url: string;
  readonly nats: string;
  readonly redis: string;
  /** What the servers cannot promise, as sentences. */
  readonly warnings: readonly string[];
  readonly processes: readonly ClusterProcess[];
  /** Resolves when a process has ended too often. */
  readonly failure: Promise<Error>;
  /** The nodes, then Redis, then NATS. */
  stop(): Promise<void>;
}

/** Groups of the watchman: each has gone before the next one is ended. */
const GROUP = { nodes: 0, redis: 1, nats: 2 } as const;
const ROLE = { nats: "messages and the log", redis: "leases and snapshots" } as const;

/**
 * Starts everything and resolves when every process has said that it is there.
 *
 * @throws KairosError program.missing, folder.in-use, port.busy, server.unreachable, node.ended;
 *   the signal's reason
 */
export async function startCluster(options: ClusterOptions): Promise<RunningCluster> {
  await Promise.all([findServer("nats-server"), findServer("redis-server")]);
  const starting = new Starting(options);
  try {
    return await starting.run();
  } catch (error) {
    await starting.stop();
    throw error;
  }
}

/** What has been started so far. */
class Starting {
  readonly #options: ClusterOptions;
  readonly #watchman = new WatchmanLink(Object.keys(GROUP).length);
  readonly #nodes: Kept<NodeProcess>[] = [];
  /** In the order in which they were started. */
  readonly #servers: Kept<RunningServer>[] = [];
  #folder: ClusterFolder | undefined;

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  async run(): Promise<RunningCluster> {
    const { data, nodes, partitions, checkpointMs, traffic, port, natsPort, redisPort, signal } =
      this.#options;
    const folder = await takeFolder(resolve(data), this.#watchman.pid);
    this.#folder = folder;
    const nats = await this.#server("nats", startNats, natsPort);
    const redis = await this.#server("redis", startRedis, redisPort);
    signal.throwIfAborted();
    const admin = await this.#adminPorts();
    const map = port === 0 ? await freePort() : port;
    const rows: ClusterProcess[] = [
      { ...rowOf(nats), role: ROLE.nats, data: folder.nats },
      { ...rowOf(redis), role: ROLE.redis, data: folder.redis },
    ];
    const variables = {
      KAIROS_TRANSPORTER: nats.url,
      KAIROS_STORE: redis.url,
      ...(partitions === undefined ? {} : { KAIROS_PARTITIONS: `${partitions}` }),
      ...(checkpointMs === undefined ? {} : { KAIROS_CHECKPOINT: `${checkpointMs / 1000}s` }),
    };
    let url = "";
    const started = await Promise.allSettled(
      layoutOf(nodes, traffic).map(async (layout, index) => {
        const log = join(folder.logs, `${layout.name}.log`);
        const { pid, greeting } = await this.#node(layout, log, map, {
          ...variables,
          KAIROS_SERVICES: layout.services?.join(","),
          KAIROS_ADMIN_PORT: `${admin[index]}`,
        });
        const role = layout.services?.join(", ") ?? "all services";
        const address = `http://127.0.0.1:${admin[index]}`;
        // Only the node with the map says where it is.
        url ||= /https?:\/\/\S+/.exec(greeting)?.[0] ?? "";
        rows[2 + index] = { name: layout.name, pid, address, role, data: "", log };
      }),
    );
    const failed = started.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return {
      url,
      nats: nats.url,
      redis: redis.url,
      warnings: [...nats.warnings, ...redis.warnings],
      processes: rows,
      failure: Promise.race([...this.#servers, ...this.#nodes].map(({ failure }) => failure)),
      stop: () => this.stop(),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()));
    for (const server of this.#servers.toReversed()) await server.stop();
    await this.#watchman.dismiss();
    await this.#folder?.release();
  }

  async #server(
    kind: "nats" | "redis",
    start: typeof startNats,
    wanted: number | undefined,
  ): Promise<RunningServer> {
    // The same port again after an end: the nodes look for it there.
    const port = wanted ?? (await freePort());
    const folder = this.#folder![kind];
    const server = await this.#keep(GROUP[kind], `${kind}-server`, (_, onSpawn) =>
      start({ folder, port, ownGroup: true, onSpawn }),
    );
    this.#servers.push(server);
    return server.current!;
  }

  async #node(
    { name }: NodeLayout,
    log: string,
    map: number,
    variables: Readonly<Record<string, string | undefined>>,
  ): Promise<NodeProcess> {
    const { command, environment, tell } = this.#options;
    const plan = {
      name,
      command: command(map),
      environment: { ...environment, ...variables },
      log,
      onError: (line: string) => tell(`${name}: ${line}`),
    };
    const node = await this.#keep(GROUP.nodes, name, (signal, onSpawn) =>
      startNodeProcess({ ...plan, onSpawn }, signal),
    );
    this.#nodes.push(node);
    return node.current!;
  }

  #keep<T extends Living>(
    group: number,
    name: string,
    start: (signal: AbortSignal, onSpawn: (pid: number) => void) => Promise<T>,
  ): Promise<Kept<T>> {
    const note = (pid: number | undefined): void => this.#watchman.note(group, name, pid);
    const keeper = {
      name,
      start: (signal: AbortSignal) => start(signal, note),
      tell: this.#options.tell,
      onChange: (current: T | undefined) => note(current?.pid),
      wait: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {}),
      now: () => performance.now(),
    };
    return keepAlive(keeper, this.#options.signal);
  }

  async #adminPorts(): Promise<number[]> {
    const { nodes, adminPort } = this.#options;
    const ports: number[] = [];
    for (let index = 0; index < nodes; index++) {
      if (adminPort !== 0) await checkFree(adminPort + index, "--admin-port");
      ports.push(adminPort === 0 ? await freePort() : adminPort + index);
    }
    return ports;
  }
}

function rowOf({ name, pid, url, log }: RunningServer) {
  return { name, pid, address: url, log };
}
