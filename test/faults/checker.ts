// Looks at every commit and every output, not only at the end: what was lost, doubled or reordered.
import type { Durability, LogEntry, Output } from "../../services/log/event-log.ts";
import type { OpenPartition } from "../../services/owners/partition.ts";
import type { PartitionTwin } from "../../services/owners/partition-twin.ts";
import { recordsIn, withoutRecords } from "./histories.ts";

/** What should have been, from the log alone, in one place and without a fault. */
interface Reference {
  readonly twin: PartitionTwin;
  /** Of the partition's streams, after each entry; [0] before the first. */
  readonly digests: readonly string[];
  readonly outputs: ReadonlyMap<string, Buffer>;
}

export interface Verdict {
  /** One line each; empty when all is as it should be. */
  readonly violations: readonly string[];
  readonly commits: number;
  readonly entries: number;
  readonly outputs: number;
  /** Outputs that were said more than once, under one id and with the same octets. */
  readonly repeated: number;
}

/** The owners must have stopped. Any partition of which `open` makes the state can be checked. */
export async function check(
  { log, store }: Pick<Durability, "log" | "store">,
  open: OpenPartition<PartitionTwin>,
): Promise<Verdict> {
  const violations: string[] = [];
  const said = await allOutputs(log);
  let commits = 0;
  let entries = 0;
  const known = new Map<string, Buffer>();
  for (let partition = 0; partition < log.partitions; partition++) {
    const { last } = await log.bounds(partition);
    const reference = await referenceOf(log, partition, last, open);
    entries += last;
    for (const [id, octets] of reference.outputs) known.set(id, octets);
    const { sequence, slabs } = await store.load(partition);
    const complain = (what: string): void => {
      violations.push(`partition ${partition}: ${what}`);
    };
    if (sequence !== last) complain(`the checkpoint is ${sequence}, the log ends at ${last}`);
    commits += checkCommits(slabs, reference, complain);
    checkState(open(partition, withoutRecords(slabs)), reference, complain);
  }
  const repeated = checkOutputs(said, known, violations);
  return { violations, commits, entries, outputs: known.size, repeated };
}

/** Every commit follows the one before, and holds what the log says up to it. */
function checkCommits(
  slabs: ReadonlyMap<string, Uint8Array>,
  { digests }: Reference,
  complain: (what: string) => void,
): number {
  const records = recordsIn(slabs);
  let reached = 0;
  for (const { previous, sequence, node, digests: kept } of records) {
    if (previous !== reached) {
      complain(`${node} committed ${previous} → ${sequence} where ${reached} was reached`);
    }
    if (JSON.stringify(kept) !== digests[sequence]) {
      complain(`${node} committed another state at ${sequence} than the log says`);
    }
    reached = sequence;
  }
  return records.length;
}

/** The slabs make a twin that says of one more block what the reference says of it. */
function checkState(
  twin: PartitionTwin,
  { twin: wanted }: Reference,
  complain: (what: string) => void,
): void {
  if (JSON.stringify(twin.digests) !== JSON.stringify(wanted.digests)) {
    complain(`ends with ${JSON.stringify(twin.digests)}, not ${JSON.stringify(wanted.digests)}`);
  }
  if (twin.timeMs !== wanted.timeMs) complain(`ends at ${twin.timeMs}, not ${wanted.timeMs}`);
}

function checkOutputs(
  said: readonly Output[],
  known: ReadonlyMap<string, Buffer>,
  violations: string[],
): number {
  const seen = new Set<string>();
  for (const { id, octets } of said) {
    const wanted = known.get(id);
    if (wanted === undefined) violations.push(`output ${id} is of no entry`);
    else if (!wanted.equals(octets)) violations.push(`output ${id} says something else`);
    seen.add(id);
  }
  for (const id of known.keys()) if (!seen.has(id)) violations.push(`output ${id} is lost`);
  return said.length - seen.size;
}

async function referenceOf(
  log: Durability["log"],
  partition: number,
  last: number,
  open: OpenPartition<PartitionTwin>,
): Promise<Reference> {
  const twin = open(partition, new Map());
  const digests = [JSON.stringify(twin.digests)];
  const outputs = new Map<string, Buffer>();
  const take = (entry: LogEntry): void => {
    for (const [place, octets] of twin.apply(entry).entries()) {
      outputs.set(`o:${partition}:${entry.sequence}:${place}`, Buffer.from(octets));
    }
    digests[entry.sequence] = JSON.stringify(twin.digests);
  };
  const reader = await log.read(partition, 0);
  for (let reached = 0; reached < last; ) {
    for (const entry of await reader.next()) {
      take(entry);
      reached = entry.sequence;
    }
  }
  await reader.close();
  return { twin, digests, outputs };
}

/** All that was said until now. */
async function allOutputs(log: Durability["log"]): Promise<Output[]> {
  const id = `end:${crypto.randomUUID()}`;
  await log.say([{ partition: 0, id, octets: new Uint8Array() }]);
  const said: Output[] = [];
  const reader = await log.outputs();
  while (said.at(-1)?.id !== id) {
    for (const output of await reader.next()) said.push({ ...output });
  }
  await reader.close();
  return said.filter((output) => !output.id.startsWith("end:"));
}
