// A process of the live bench: owns partitions, whose logs it may read once its stdin says how long they are.
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { EventColumns } from "../domain/event-columns.ts";
import { openCluster } from "../services/log/cluster.ts";
import type { Durability, EventLog } from "../services/log/event-log.ts";
import { decodeRecord } from "../services/log/record-codec.ts";
import { hostOwners } from "../services/owners/host.ts";
import type { OwnerObserver } from "../services/owners/observer.ts";
import { createOwner } from "../services/owners/owner.ts";
import type { Partition } from "../services/owners/partition.ts";
import { WALL } from "../services/pacer.ts";
import { keepPausesShort } from "../services/steady-heap.ts";
import { readScenarioFile } from "../test/scenarios/scenario-file.ts";

/** The JSON of the only argument. */
export interface LiveOwnerOrder {
  readonly nats: string;
  readonly redis: string;
  readonly namespace: string;
  readonly partitions: number;
  readonly checkpointMs: number;
  readonly node: string;
  readonly file: string;
  readonly seed: string;
  readonly subscribers: number;
  /** Whether events are only decoded, or walked by the machines and decided. */
  readonly does: "decode" | "decide";
}

/** A line of stdout. */
export type LiveOwnerTold =
  | { readonly what: "acquired" | "released"; readonly partition: number }
  /** The partition's log is done. */
  | { readonly what: "done"; readonly partition: number }
  /** After SIGTERM, when the last commit is made. */
  | {
      readonly what: "stopped";
      readonly commits: number;
      readonly octets: number;
      readonly cpuSeconds: number;
      readonly peakBytes: number;
    };

keepPausesShort();
const order = JSON.parse(process.argv[2]!) as LiveOwnerOrder;
const tell = (told: LiveOwnerTold): void => console.log(JSON.stringify(told));
const { nats, redis, namespace, partitions, checkpointMs, node, subscribers, seed } = order;
const durability = await openCluster({ nats, redis, namespace, partitions });
const go = Promise.withResolvers<void>();
/** Entries of each partition's log, and those applied. */
let entries = Number.POSITIVE_INFINITY;
const applied = new Uint32Array(partitions);
createInterface(process.stdin).once("line", (line) => {
  entries = Number(line);
  go.resolve();
});
let commits = 0;
let octets = 0;
const observer: Partial<OwnerObserver> = {
  acquired: (partition) => tell({ what: "acquired", partition }),
  released: (partition) => tell({ what: "released", partition }),
  committed(_partition, _seconds, size) {
    commits++;
    octets += size;
  },
  failed: (partition, error) => console.error(`${node} ${partition}: ${error.message}`),
  applied(partition) {
    if (++applied[partition]! === entries) tell({ what: "done", partition });
  },
};
const gated: Durability = { ...durability, log: behindGate(durability.log, go.promise) };
const owner =
  order.does === "decode"
    ? createOwner({ node, durability: gated, open: () => decoding(), wall: WALL, observer })
    : hostOwners({
        node,
        durability: gated,
        checkpointMs,
        observer,
        scenario: readScenarioFile(order.file),
        seed,
        subscribers,
      });
owner.failure.then((error) => {
  console.error(error);
  process.exit(1);
});
owner.start();
await once(process, "SIGTERM");
await owner.stop();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
tell({
  what: "stopped",
  commits,
  octets,
  cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  peakBytes: maxRSS * 1024,
});
await durability.close();
process.exit(0);

/** Readers wait for the gate before they give anything. */
function behindGate(log: EventLog, gate: Promise<void>): EventLog {
  return {
    partitions: log.partitions,
    name: log.name,
    append: (entries) => log.append(entries),
    async read(partition, after) {
      const reader = await log.read(partition, after);
      return {
        next: async () => {
          await gate;
          return await reader.next();
        },
        close: () => reader.close(),
      };
    },
    bounds: (partition) => log.bounds(partition),
    prune: (partition, sequence) => log.prune(partition, sequence),
    say: (outputs) => log.say(outputs),
    outputs: () => log.outputs(),
    close: () => log.close(),
  };
}

/** The same consumer without machines: reads every event's columns, and says nothing. */
function decoding(): Partition {
  let sum = 0;
  const read = ({ size, subscriber, timeMs, type, lac, ci }: EventColumns): void => {
    for (let event = 0; event < size; event++) {
      sum += subscriber[event]! + timeMs[event]! + type[event]! + lac[event]! + ci[event]!;
    }
  };
  return {
    apply({ octets: record }) {
      const decoded = decodeRecord(record);
      if (decoded.kind === "events") read(decoded.columns);
      return [];
    },
    changed() {
      const octets = new Uint8Array(new Float64Array([sum]).buffer);
      return new Map([["sum", () => octets]]);
    },
    committed: () => undefined,
  };
}
