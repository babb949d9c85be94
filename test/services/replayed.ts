// What a run must have come to: its log, gone through by partitions that begin anew.
import { Digest } from "../../domain/digest.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { Digests } from "../../services/batches.ts";
import type { RunningNode } from "../../services/node.ts";
import { openPartitionTwin } from "../../services/owners/partition-twin.ts";
import { createStage } from "../../services/stage.ts";
import { entriesOf } from "../live/small-log.ts";
import { SUBSCRIBERS } from "./quickstart.ts";

/** The digests of fresh partitions that the log was taken through from its first entry. */
export async function replayed({ durability }: RunningNode, scenario: Scenario): Promise<Digests> {
  const { log } = durability!;
  const { traffic } = createStage(
    { scenario, seed: scenario.seed, subscribers: SUBSCRIBERS },
    false,
  );
  const { directory, responses } = traffic;
  const open = openPartitionTwin({ scenario, directory, responses, partitions: log.partitions });
  const sums = { events: new Digest(), triggers: new Digest(), decisions: new Digest() };
  for (let partition = 0; partition < log.partitions; partition++) {
    const twin = open(partition, new Map());
    for (const entry of await entriesOf(log, partition)) twin.apply(entry);
    for (const kind of ["events", "triggers", "decisions"] as const) {
      sums[kind].merge(Digest.parse(twin.digests[kind]));
    }
  }
  const { events, triggers, decisions } = sums;
  return {
    events: events.toString(),
    triggers: triggers.toString(),
    decisions: decisions.toString(),
  };
}
