// The people of the fault tests: real machines, desk and delivery, and the blocks of their events.

import type { OpenPartition } from "../../services/owners/partition.ts";
import { openPartitionTwin, type PartitionTwin } from "../../services/owners/partition-twin.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { createTraffic, type Traffic } from "../../simulator/traffic.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

export interface People {
  readonly file: string;
  readonly subscribers: number;
  readonly partitions: number;
}

const SEED = "faults";

/** The generated network of these people: the same in every process. */
export function trafficOf(people: People): Traffic {
  const { subscribers } = people;
  const tokenise = tokeniserOfSeed(SEED);
  return createTraffic(readScenarioFile(people.file), { seed: SEED, subscribers, tokenise });
}

export function openPeople(people: People): OpenPartition<PartitionTwin> {
  const { directory, responses } = trafficOf(people);
  const { partitions } = people;
  return openPartitionTwin({
    scenario: readScenarioFile(people.file),
    directory,
    responses,
    partitions,
  });
}
