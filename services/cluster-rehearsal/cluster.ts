// Where the shards of `kairos simulate --cluster` run: on a cluster that is there, or on one of its own.
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { ServiceBroker } from "moleculer";
import { KairosError } from "../../domain/errors.ts";
import { brokerOptions } from "../../moleculer.config.ts";
import type { ShardHost } from "../../simulator/runs/simulation.ts";
import { WALL } from "../pacer.ts";
import { checkReachable } from "../reach.ts";
import { withoutSecrets } from "../server-urls.ts";
import { stopBroker } from "../transport.ts";
import { clusterHost } from "./cluster-host.ts";
import { SHARD_NAMESPACE } from "./letters.ts";
import { type OwnNode, OwnNodes } from "./own-nodes.ts";
import { ShardNodes } from "./shard-nodes.ts";

export interface ClusterOptions {
  /** nats://host:port of a cluster that is there; absent: nats-server and nodes are started here. */
  readonly transporter?: string;
  /** Nodes to start; on a cluster that is there, the least number of nodes to wait for. */
  readonly nodes: number;
  /** Shards of each node; default: as many as it has threads. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** One sentence for people: what was lost, and what became of it. */
  tell?(sentence: string): void;
}

export interface RehearsalCluster {
  /** Of one run. */
  readonly host: ShardHost;
  /** How many parts the people should be dealt out to. */
  readonly shards: number;
  /** One line: what runs where. */
  readonly where: string;
  /** Processes that were started for it. */
  readonly own: readonly OwnNode[];
  /** Ends the run everywhere, and what was started for it. */
  stop(): Promise<void>;
}

/** Nodes start within this time, and those of a cluster that is there are found within it. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 25;
/** More nodes than asked for may be there: they have this time to say so. */
const OTHERS_MS = 500;

/**
 * Finds or starts the nodes of a rehearsal.
 *
 * @throws KairosError usage.invalid (a wrong KAIROS_TRANSPORTER), server.unreachable,
 *   program.missing, node.ended; the signal's reason
 */
export async function openCluster(options: ClusterOptions): Promise<RehearsalCluster> {
  const { transporter: there, nodes: wanted, signal, tell } = options;
  if (there !== undefined) await checkReachable(there);
  const own = there === undefined ? await OwnNodes.open() : undefined;
  const transporter = there ?? own!.url;
  const place = withoutSecrets(transporter);
  const name = randomUUID();
  const broker = new ServiceBroker({
    // One process may have several runs, each with an end of its own.
    ...brokerOptions({ transporter, namespace: SHARD_NAMESPACE, nodeID: `rehearsal-${name}` }),
    // What becomes of nodes is told in sentences.
    logger: false,
  });
  const patienceMs = own === undefined ? PATIENCE_MS : 0;
  const nodes = new ShardNodes({ broker, run: name, place, patienceMs });
  const stop = async (): Promise<void> => {
    await nodes.end();
    await stopBroker(broker);
    await own?.stop();
  };
  const over = new AbortController();
  try {
    const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / wanted));
    const started = Array.from({ length: own === undefined ? 0 : wanted }, () =>
      own!.start(threads),
    );
    await broker.start();
    const ending = AbortSignal.any(signal === undefined ? [over.signal] : [over.signal, signal]);
    const found = waitForNodes(nodes, wanted, place, ending);
    await (own === undefined ? found : Promise.race([found, own.failure]));
    if (own === undefined) await WALL.wait(OTHERS_MS);
    const known = nodes.known();
    const shards = known.reduce((sum, node) => sum + (options.threads ?? node.threads), 0);
    const names = known.map(({ id }) => id).join(", ");
    return {
      host: clusterHost({ nodes, ...(signal && { signal }), ...(tell && { tell }) }),
      shards,
      where: `${count(shards, "shard")} on ${count(known.length, "node")} (${names}) over ${place}.`,
      own: started,
      stop,
    };
  } catch (error) {
    over.abort();
    await stop();
    throw error;
  }
}

/** @throws KairosError server.unreachable; the signal's reason */
async function waitForNodes(
  nodes: ShardNodes,
  wanted: number,
  place: string,
  signal: AbortSignal,
): Promise<void> {
  const sinceMs = WALL.now();
  while (nodes.known().length < wanted) {
    signal.throwIfAborted();
    if (WALL.now() - sinceMs > PATIENCE_MS) {
      throw new KairosError("server.unreachable", {
        place,
        got: `${count(nodes.known().length, "node")} that host shards`,
        wanted: `${wanted} of them in ${PATIENCE_MS / 1_000} s`,
        remedy: `Start nodes there (KAIROS_SERVICES=shard "kairos start"), or ask for fewer.`,
      });
    }
    await WALL.wait(LOOK_EVERY_MS);
  }
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
