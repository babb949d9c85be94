// The numbers of a process for Prometheus: names and labels stand here, and none of them is a person.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ErrorCode } from "../../domain/errors.ts";
import type { OwnerObserver } from "../owners/observer.ts";

/** What a process counts. Labels have few values, and none of them is a subscriber. */
export interface Metrics {
  readonly registry: Registry;
  /** For createOwner(). */
  readonly owner: OwnerObserver;
  /** A frame was passed over; the code says why, of which there are few. */
  parserRejected(code: ErrorCode): void;
  /** What is asked at every look from now on. */
  watch(hosted: Hosted): void;
  /** The log ends before the checkpoint of this partition, so it is not owned. */
  checkpointAhead(partition: number): void;
}

/** Buckets in seconds: blocks are applied in ms, commits take up to some s. */
const APPLY_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const COMMIT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const TAKEOVER_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 10, 30];

/** What a process hosts at a moment. */
export interface Hosted {
  /** Partitions of the log, whoever owns them. */
  logPartitions(): number;
  /** Partitions that it owns. */
  partitions(): Iterable<number>;
  /** Subscribers with a machine in it. */
  actors(): number;
  /** Partitions with all events that their machines have taken since the log began. */
  events(): Iterable<readonly [partition: number, events: number]>;
}

/** Metrics of this process alone. `node` is the name under which it has leases. */
export function createMetrics(options: {
  readonly node: string;
  readonly version: string;
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: "kairos_build_info",
    help: "1, with the version of Kairos and of Node",
    labelNames: ["version", "node_version"],
    registers,
  }).set({ version: options.version, node_version: process.version }, 1);
  const rejects = new Counter({
    name: "kairos_parser_rejects_total",
    help: "Frames and entries of the log that were passed over, by what was wrong with them",
    labelNames: ["reason"],
    registers,
  });
  const ahead = new Gauge({
    name: "kairos_checkpoint_ahead_of_log",
    help: "1 for a partition whose log ends before its checkpoint: run kairos repair",
    labelNames: ["partition"],
    registers,
  });
  let hosted: Hosted = {
    logPartitions: () => 0,
    partitions: () => [],
    actors: () => 0,
    events: () => [],
  };
  new Counter({
    name: "kairos_events_applied_total",
    help: "Events that the machines of a partition have taken since its log began",
    labelNames: ["partition"],
    registers,
    collect() {
      this.reset();
      for (const [partition, events] of hosted.events()) this.inc({ partition }, events);
    },
  });
  new Gauge({
    name: "kairos_actors_active",
    help: "Subscribers with a machine in this process",
    registers,
    collect() {
      this.set(hosted.actors());
    },
  });
  new Gauge({
    name: "kairos_partitions",
    help: "Partitions of the log, whoever owns them; 0 until the node has started",
    registers,
    collect() {
      this.set(hosted.logPartitions());
    },
  });
  new Gauge({
    name: "kairos_partition_owner",
    help: "1 for each partition that this node owns",
    labelNames: ["partition", "node"],
    registers,
    collect() {
      this.reset();
      for (const partition of hosted.partitions()) this.set({ partition, node: options.node }, 1);
    },
  });
  return {
    registry,
    owner: {
      ...ownerMetrics(registry),
      passedOver: (_partition, _sequence, reason) => rejects.inc({ reason: `entry.${reason}` }),
    },
    parserRejected: (reason) => rejects.inc({ reason }),
    watch(live) {
      hosted = live;
    },
    checkpointAhead: (partition) => ahead.set({ partition }, 1),
  };
}

/** What the owner's own metrics count of what it tells. */
function ownerMetrics(registry: Registry): Omit<OwnerObserver, "passedOver"> {
  const registers = [registry];
  const labelNames = ["partition"];
  const histogram = (name: string, help: string, buckets: number[]): Histogram =>
    new Histogram({ name, help, buckets, registers });
  const counter = (name: string, help: string): Counter =>
    new Counter({ name, help, labelNames, registers });
  const takeover = histogram(
    "kairos_takeover_seconds",
    "From the wish to own a partition until its entries are read",
    TAKEOVER_BUCKETS,
  );
  const apply = histogram(
    "kairos_event_apply_seconds",
    "Time to apply one entry of the log, a block of events",
    APPLY_BUCKETS,
  );
  const commit = histogram(
    "kairos_commit_seconds",
    "Time to keep slabs and checkpoint of a partition",
    COMMIT_BUCKETS,
  );
  const lag = new Gauge({
    name: "kairos_partition_lag_events",
    help: "Entries of the log that a partition has not applied yet",
    labelNames,
    registers,
  });
  const fenced = counter("kairos_fenced_commits_total", "Commits refused: the lease is another's");
  const stale = counter("kairos_stale_commits_total", "Commits refused: another one came before");
  const renewals = counter("kairos_lease_renew_failures_total", "Leases that were not renewed");
  const failures = counter("kairos_machine_failures_total", "Machines of subscribers that failed");
  const drop = (partition: number): void => lag.remove({ partition });
  return {
    acquired(partition, seconds) {
      takeover.observe(seconds);
      lag.set({ partition }, 0);
    },
    applied(partition, seconds, behind) {
      apply.observe(seconds);
      lag.set({ partition }, behind);
    },
    machineFailed: (partition) => failures.inc({ partition }),
    committed: (_partition, seconds) => commit.observe(seconds),
    fenced(partition) {
      fenced.inc({ partition });
      drop(partition);
    },
    stale(partition) {
      stale.inc({ partition });
      drop(partition);
    },
    renewFailed: (partition) => renewals.inc({ partition }),
    released: drop,
    failed: drop,
  };
}
