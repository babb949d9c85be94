// All that makes a process observable, put together: what an owner tells, health, metrics, traces.
import { Digest } from "../../domain/digest.ts";
import { KairosError } from "../../domain/errors.ts";
import type { Durability } from "../log/event-log.ts";
import { createLogger } from "../log.ts";
import type { OwnerObserver } from "../owners/observer.ts";
import type { Owner } from "../owners/owner.ts";
import type { PartitionTwin } from "../owners/partition-twin.ts";
import type { Wall } from "../pacer.ts";
import type { NodeFacts } from "./health.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { loggingObserver, observeAll } from "./observers.ts";
import { watchReachability } from "./reachability.ts";
import { type Operations, openOperations } from "./server.ts";
import { openTracing, tracingObserver } from "./tracing.ts";

export interface InstrumentOptions {
  /** Name of this process in metrics and log. */
  readonly node: string;
  /** Of package.json. */
  readonly version: string;
  /** Undefined: no port for health and metrics. */
  readonly adminPort: number | undefined;
  /** Undefined: no traces. */
  readonly traceEndpoint: string | undefined;
  readonly logLevel: Parameters<typeof createLogger>[0];
  readonly wall: Wall;
}

/** What a node that has started shows of itself; RunningNode has it. */
export interface Observed {
  readonly owner: Owner<PartitionTwin> | undefined;
  readonly durability: Durability | undefined;
}

export interface Instruments {
  /** For startNode(): hears of all partitions. */
  readonly observer: OwnerObserver;
  readonly metrics: Metrics;
  /** Of the admin port; "" without one. */
  readonly url: string;
  /** The node has started; `subscribers` are those of the run. */
  started(node: Observed, subscribers: number): void;
  /** It is about to stop: it is not ready any more. */
  stopping(): void;
  /** When all else has stopped. */
  close(): Promise<void>;
}

/** @throws KairosError port.busy */
export async function openInstruments(options: InstrumentOptions): Promise<Instruments> {
  const { node, version, adminPort: port, wall } = options;
  const tracing = await openTracing(options.traceEndpoint);
  const metrics = createMetrics({ node, version });
  const state = new State(wall);
  const logger = createLogger(options.logLevel, { node, module: "owner" });
  let operations: Operations | undefined;
  if (port !== undefined) {
    const { registry } = metrics;
    operations = await openOperations({ port, registry, health: () => state.facts() });
  }
  return {
    observer: observeAll(metrics.owner, state.observer, tracingObserver(), loggingObserver(logger)),
    metrics,
    url: operations?.url ?? "",
    started(observed, subscribers) {
      state.started(observed);
      const { owner, durability } = observed;
      if (owner === undefined || durability === undefined) return;
      void owner.failure.then((error) => tellAhead(metrics, error));
      metrics.watch({
        logPartitions: () => durability.log.partitions,
        partitions: () => owner.owned.keys(),
        actors: () => actorsIn(owner.owned.keys(), subscribers, durability.log.partitions),
        events: () => eventsIn(owner.owned),
      });
    },
    stopping: () => state.stopping(),
    async close() {
      await operations?.close();
      await tracing.close();
    },
  };
}

/** The error names the partition as its place. */
function tellAhead(metrics: Metrics, error: Error): void {
  if (!(error instanceof KairosError) || error.code !== "checkpoint.ahead") return;
  const partition = /^partition (\d+)$/.exec(error.parts.place)?.[1];
  if (partition !== undefined) metrics.checkpointAhead(Number(partition));
}

/** Subscribers of these partitions: each has a machine. */
function actorsIn(owned: Iterable<number>, subscribers: number, partitions: number): number {
  let actors = 0;
  for (const partition of owned) actors += Math.ceil((subscribers - partition) / partitions);
  return actors;
}

function* eventsIn(owned: ReadonlyMap<number, PartitionTwin>): Iterable<[number, number]> {
  for (const [partition, { digests }] of owned) {
    yield [partition, Digest.parse(digests.events).count];
  }
}

/** What health asks for. */
class State {
  readonly #wall: Wall;
  readonly #behind = new Map<number, number>();
  #observed: Observed | undefined;
  #reach: (() => Promise<{ readonly log: boolean; readonly store: boolean }>) | undefined;
  #stopping = false;

  constructor(wall: Wall) {
    this.#wall = wall;
  }

  readonly observer: Partial<OwnerObserver> = {
    applied: (partition, _seconds, behind) => void this.#behind.set(partition, behind),
  };

  started(observed: Observed): void {
    this.#observed = observed;
    const { durability } = observed;
    if (durability !== undefined) this.#reach = watchReachability(durability, this.#wall);
  }

  stopping(): void {
    this.#stopping = true;
  }

  async facts(): Promise<NodeFacts> {
    const owner = this.#observed?.owner;
    let lagEntries = 0;
    for (const partition of owner?.owned.keys() ?? []) {
      lagEntries += this.#behind.get(partition) ?? 0;
    }
    return {
      started: this.#observed !== undefined,
      stopping: this.#stopping,
      // A process that needs neither is not kept from its work by them.
      ...((await this.#reach?.()) ?? { log: true, store: true }),
      partitionsOwned: owner?.owned.size ?? 0,
      partitionsExpected: owner?.share ?? 0,
      lagEntries,
    };
  }
}
