// A short log of generated people, in the memory of a test, for partitions to be made of.
import type { Shard } from "../../domain/digest.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { decodeSlab } from "../../machines/columnar/slab-format.ts";
import { bySubscriber, columnsOf } from "../../machines/columns-of.ts";
import { unpackArrays } from "../../machines/packed-arrays.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { LogEntry } from "../../services/log/event-log.ts";
import type { Control, EventBlock, LogRecord } from "../../services/log/log-record.ts";
import { encodeRecord } from "../../services/log/record-codec.ts";
import type { OpenPartition, Partition } from "../../services/owners/partition.ts";
import { openPartitionTwin, type PartitionTwin } from "../../services/owners/partition-twin.ts";
import { createTraffic, type Traffic } from "../../simulator/traffic.ts";

/** Generated people and all that they do in a while. */
export interface Lived {
  readonly scenario: Scenario;
  readonly traffic: Traffic;
  readonly events: readonly SubscriberEvent[];
  readonly untilMs: number;
}

export function live(scenario: Scenario, subscribers: number, untilMs: number): Lived {
  const traffic = createTraffic(scenario, { seed: scenario.seed, subscribers });
  return { scenario, traffic, events: traffic.events(0, untilMs), untilMs };
}

/** Of a partition that begins. */
export const NO_SLABS: ReadonlyMap<string, Uint8Array> = new Map();

/** Ends of blocks of the same length. */
export function every(lengthMs: number, untilMs: number): readonly number[] {
  return Array.from({ length: Math.ceil(untilMs / lengthMs) }, (_, at) => (at + 1) * lengthMs);
}

/** Partitions of these people, as any node opens them. */
export function opener(
  { scenario, traffic }: Lived,
  partitions: number,
): OpenPartition<PartitionTwin> {
  const { directory, responses } = traffic;
  return openPartitionTwin({ scenario, directory, responses, partitions });
}

/** Events by partition, in their order. */
export function byPartition(
  events: readonly SubscriberEvent[],
  partitions: number,
): readonly (readonly SubscriberEvent[])[] {
  const dealt: SubscriberEvent[][] = Array.from({ length: partitions }, () => []);
  for (const event of events) dealt[event.subscriber % partitions]!.push(event);
  return dealt;
}

/** A partition's log: blocks that end at these times, one after the other. */
export function logOf(
  { traffic, events }: Lived,
  shard: Shard,
  ends: readonly number[],
): readonly LogEntry[] {
  const own = byPartition(events, shard.of)[shard.index]!;
  const { directory } = traffic;
  let place = 0;
  let fromMs = 0;
  return ends.map((toMs, index) => {
    const first = place;
    while (place < own.length && own[place]!.timeMs < toMs) place++;
    const ordered = bySubscriber(own.slice(first, place));
    const columns = columnsOf(ordered, directory, shard);
    const block: EventBlock = { kind: "events", fromMs, toMs, columns, events: () => ordered };
    fromMs = toMs;
    return entryOf(block, shard.index, index + 1);
  });
}

/** The same entries with a control behind some of them, numbered anew. */
export function withControls(
  log: readonly LogEntry[],
  controls: ReadonlyMap<number, Control>,
): readonly LogEntry[] {
  return log
    .flatMap((entry, place) => {
      const control = controls.get(place);
      if (control === undefined) return [entry];
      return [entry, entryOf({ kind: "control", control }, entry.partition, 0)];
    })
    .map((entry, place) => ({ ...entry, sequence: place + 1 }));
}

export function entryOf(record: LogRecord, partition: number, sequence: number): LogEntry {
  return { partition, sequence, octets: encodeRecord(record) };
}

export function controlEntry(control: Control, partition: number, sequence: number): LogEntry {
  return entryOf({ kind: "control", control }, partition, sequence);
}

/** Octets of what has changed. */
export function slabsOf(twin: Pick<Partition, "changed">): Map<string, Uint8Array> {
  return new Map([...twin.changed()].map(([name, encode]) => [name, encode()]));
}

/**
 * Slabs as what they say: numbers and order of configurations and the time of writing are not the
 * state, which is the same.
 */
export function stateOf(slabs: ReadonlyMap<string, Uint8Array>): Readonly<Record<string, unknown>> {
  const names = [...slabs.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, readable(name, slabs.get(name)!)]));
}

function readable(name: string, octets: Uint8Array): unknown {
  if (name === "head") return new TextDecoder().decode(octets);
  if (/^(subscriber|trigger-\d+):/.test(name)) return colonyState(octets);
  if (name !== "offers") return Buffer.from(octets).toString("base64");
  const [rows, colony, ...open] = unpackArrays(octets, { place: name, version: 3 });
  return [[...rows!], colonyState(colony as Uint8Array), open.map((column) => [...column])];
}

function colonyState(octets: Uint8Array): unknown {
  const { head, records } = decodeSlab(octets);
  const { nowMs: _, configurations, ...rest } = head;
  return {
    ...rest,
    configurations: configurations.map(({ id, nodes }) => [id, nodes.toSorted()]),
    records: Buffer.from(records).toString("base64"),
  };
}
