// What operators change of a running network goes into the log, so that a replay decides alike.
import { randomUUID } from "node:crypto";
import { KairosError } from "../../domain/errors.ts";
import type { EventLog } from "../log/event-log.ts";
import type { Control } from "../log/log-record.ts";
import { encodeRecord } from "../log/record-codec.ts";

/** Resolves when all partitions' logs have it: offers of the campaign are held back, or go again. */
export async function changeCampaign(
  log: EventLog,
  names: readonly string[],
  { campaign, paused }: { readonly campaign: string; readonly paused: boolean },
): Promise<void> {
  if (!names.includes(campaign)) {
    throw new KairosError("usage.invalid", {
      place: "campaign",
      got: `"${campaign}"`,
      wanted: names.join(", "),
      remedy: "Name a campaign of the scenario.",
    });
  }
  const kind = paused ? "campaign.pause" : "campaign.resume";
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  await append(log, { kind, campaign }, partitions);
}

/** Resolves when the log of the subscriber's partition has it: no offers any more. */
export async function optOut(log: EventLog, subscriber: number): Promise<void> {
  await append(log, { kind: "contact.refuse", subscriber }, [subscriber % log.partitions]);
}

async function append(
  log: EventLog,
  control: Control,
  partitions: readonly number[],
): Promise<void> {
  const octets = encodeRecord({ kind: "control", control });
  const id = `c:${randomUUID()}`;
  await log.append(partitions.map((partition) => ({ partition, id, octets })));
}
