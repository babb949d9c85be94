// Hosts a node's share of the partitions of a run, whoever asks: the live flow, the load tool, a bench.
import type { Scenario } from "../../scenarios/scenario.ts";
import type { Durability } from "../log/event-log.ts";
import { WALL } from "../pacer.ts";
import { createStage, type Stage } from "../stage.ts";
import type { OwnerObserver } from "./observer.ts";
import { createOwner, type Owner, type OwnerOptions } from "./owner.ts";
import { openPartitionTwin, type PartitionTwin } from "./partition-twin.ts";

/**
 * Entries that a log keeps behind the checkpoint of their partition: the inspector reads there what
 * was heard of a subscriber.
 */
export const ENTRIES_KEPT = 4_096;
/** Entries are forgotten when so many can be, as a share of those that are kept. */
const FORGOTTEN_SHARE = 1 / 8;

export interface HostOptions
  extends Pick<OwnerOptions<PartitionTwin>, "node" | "durability" | "ttlMs" | "checkpointMs"> {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  readonly observer?: Partial<OwnerObserver>;
}

/** As {@link hostOwnersOf}, with a stage of its own; takes a few seconds to make it. */
export function hostOwners(options: HostOptions): Owner<PartitionTwin> {
  return hostOwnersOf(createStage(options, false), options);
}

/** An owner of the twins of a stage, not yet started. It lets the log forget what is long behind. */
export function hostOwnersOf(
  { scenario, traffic }: Pick<Stage, "scenario" | "traffic">,
  { observer = {}, ...options }: Omit<HostOptions, "scenario" | "seed" | "subscribers">,
): Owner<PartitionTwin> {
  const { log } = options.durability;
  const forget = forgetting(log, ENTRIES_KEPT);
  return createOwner({
    ...options,
    wall: WALL,
    open: openPartitionTwin({
      scenario,
      directory: traffic.directory,
      responses: traffic.responses,
      partitions: log.partitions,
      onPassedOver: (...told) => observer.passedOver?.(...told),
      onMachineFailed: (...told) => observer.machineFailed?.(...told),
    }),
    observer: {
      ...observer,
      committed(partition, seconds, octets, sequence) {
        observer.committed?.(partition, seconds, octets, sequence);
        forget(partition, sequence);
      },
    },
  });
}

/** Told of a checkpoint, it lets the log forget all but `kept` entries behind it. */
export function forgetting(
  log: Pick<Durability["log"], "prune">,
  kept: number,
): (partition: number, sequence: number) => void {
  const forgotten = new Map<number, number>();
  return (partition, sequence) => {
    const upTo = sequence - kept;
    if (upTo < (forgotten.get(partition) ?? 0) + kept * FORGOTTEN_SHARE) return;
    forgotten.set(partition, upTo);
    // A log that cannot forget now does so another time.
    log.prune(partition, upTo).catch(() => forgotten.delete(partition));
  };
}
