// The services that a process hosts, each with the parts that it needs.
import type { ServiceSchema } from "moleculer";
import { campaignService } from "./campaign.service.ts";
import type { Conductor } from "./conductor.ts";
import { deliveryService } from "./delivery.service.ts";
import type { Front } from "./front.ts";
import { gatewayService } from "./gateway.service.ts";
import { type Durability, PARTITIONS } from "./log/event-log.ts";
import { traceAppends } from "./operations/tracing.ts";
import type { Owner } from "./owners/owner.ts";
import type { PartitionTwin } from "./owners/partition-twin.ts";
import { rehearsalService } from "./rehearsal.service.ts";
import type { Stage } from "./stage.ts";
import type { ServiceName } from "./subjects.ts";
import { subscriberService } from "./subscriber.service.ts";
import { type TapOptions, tapService } from "./tap.service.ts";
import { trafficService } from "./traffic.service.ts";

/** What the services of a process are made of; a part that none of them needs may be absent. */
export interface HostedParts {
  readonly services: ReadonlySet<ServiceName>;
  readonly stage: Stage | undefined;
  readonly front: Front | undefined;
  readonly conductor: Conductor | undefined;
  readonly durability: Durability | undefined;
  readonly owner: Owner<PartitionTwin> | undefined;
  readonly tap: TapOptions;
}

/** Shards are hosted by a broker of their own: nodes of all scenarios meet there. */
const STAGELESS: readonly ServiceName[] = ["rehearsal", "shard"];

/** Whether one of them needs world and people. */
export function needsStage(services: ReadonlySet<ServiceName>): boolean {
  return [...services].some((name) => !STAGELESS.includes(name));
}

export function schemasOf(parts: HostedParts): ServiceSchema[] {
  const { services, front, conductor, durability, owner, tap } = parts;
  const stage = parts.stage!;
  const all: Record<Exclude<ServiceName, "shard">, () => ServiceSchema> = {
    traffic: () => trafficService(conductor!),
    tap: () => tapService(stage, traceAppends(durability!.log), tap),
    subscriber: () => subscriberService(durability!, owner!),
    campaign: () => campaignService(stage, durability!),
    delivery: () => deliveryService(stage, durability!.log),
    rehearsal: () => rehearsalService(),
    gateway: () =>
      gatewayService(
        front!.board,
        stage,
        durability?.leases,
        durability?.log.partitions ?? PARTITIONS,
      ),
  };
  return [...services].flatMap((name) => (name === "shard" ? [] : [all[name]()]));
}
