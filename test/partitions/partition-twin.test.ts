// Partitions decide what a whole run decides, and going on from slabs is never having stopped.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Digest } from "../../domain/digest.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Report } from "../../metrics/summary.ts";
import type { LogEntry } from "../../services/log/event-log.ts";
import type { Control } from "../../services/log/log-record.ts";
import { decodeOutput, type PartitionDigests } from "../../services/owners/partition-output.ts";
import type { PartitionTwin } from "../../services/owners/partition-twin.ts";
import { run } from "../../simulator/runs/simulation.ts";
import { readQuickstart, SUBSCRIBERS } from "../services/quickstart.ts";
import { type Lived, live, logOf, opener, stateOf, withControls } from "./partition-log.ts";

let lived: Lived;
let report: Report;
beforeAll(async () => {
  const scenario = { ...(await readQuickstart()), days: 1 };
  lived = live(scenario, SUBSCRIBERS, DAY_MS);
  report = await run(scenario, { subscribers: SUBSCRIBERS });
});

const NOTHING: ReadonlyMap<string, Uint8Array> = new Map();

function every(pauseMs: number, untilMs: number): number[] {
  return Array.from({ length: Math.ceil(untilMs / pauseMs) }, (_, at) => (at + 1) * pauseMs);
}

function merged(parts: readonly PartitionDigests[]): PartitionDigests {
  const of = (stream: keyof PartitionDigests): string => {
    const all = new Digest();
    for (const part of parts) all.merge(Digest.parse(part[stream]));
    return all.toString();
  };
  return { events: of("events"), triggers: of("triggers"), decisions: of("decisions") };
}

describe("partitions", () => {
  test.each([1, 4, 16])("%i of them decide what one run of the scenario decides", (count) => {
    const open = opener(lived, count);
    const quarters = every(HOUR_MS / 4, DAY_MS);
    const said = Array.from({ length: count }, (_, partition) => {
      const twin = open(partition, NOTHING);
      const log = logOf(lived, { index: partition, of: count }, quarters);
      return log.flatMap((entry) => twin.apply(entry)).map(decodeOutput);
    }).flat();
    const last = said.filter(({ toMs }) => toMs === DAY_MS).map(({ digests }) => digests);
    expect(last).toHaveLength(count);
    expect(merged(last)).toEqual(report.digests);
    const decisions = said.flatMap((output) => output.decisions);
    const offered = decisions.filter(({ kind }) => kind === "offered").length;
    expect(offered).toBe(report.decisions.offered);
    expect(said.flatMap(({ outcomes }) => outcomes).length).toBeGreaterThan(offered);
  });
});

/** What a store keeps, and what the partition has said, each entry's outputs once. */
interface Kept {
  readonly slabs: Map<string, Uint8Array>;
  sequence: number;
  readonly said: Map<number, readonly string[]>;
}

const textOf = (octets: Uint8Array): string => new TextDecoder().decode(octets);

function commit(twin: PartitionTwin, kept: Kept, sequence: number): void {
  for (const [name, octets] of twin.changed()) kept.slabs.set(name, octets);
  twin.committed();
  kept.sequence = sequence;
}

/** Applies entries behind the last commit, up to one; what was said before must be said again. */
function goOn(twin: PartitionTwin, log: readonly LogEntry[], kept: Kept, until: number): void {
  for (const entry of log.slice(kept.sequence, until)) {
    const said = twin.apply(entry).map(textOf);
    expect(said).toEqual(kept.said.get(entry.sequence) ?? said);
    kept.said.set(entry.sequence, said);
  }
}

const UNTIL_MS = 13 * HOUR_MS;
const SHARD = { index: 1, of: 2 };

const anyControl = (names: readonly string[]): fc.Arbitrary<Control> =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("campaign.pause" as const, "campaign.resume" as const),
      campaign: fc.constantFrom(...names, "nobody knows it"),
    }),
    fc.record({
      kind: fc.constant("subscriber.optOut" as const),
      subscriber: fc.nat(SUBSCRIBERS - 1),
    }),
  );

/** Ends of blocks from a few ms to hours, controls, and what happens behind some of the entries. */
const anyCourse = (names: readonly string[]) =>
  fc.record({
    cuts: fc.array(
      fc.oneof(fc.nat(UNTIL_MS - 1), fc.integer({ min: 8 * HOUR_MS, max: 9 * HOUR_MS })),
      { maxLength: 60, size: "max" },
    ),
    controls: fc.dictionary(fc.nat(60).map(String), anyControl(names), { maxKeys: 8 }),
    steps: fc.array(
      fc.record({
        at: fc.nat(60),
        what: fc.constantFrom("commit", "commit", "crash", "prepare" as const),
      }),
      { maxLength: 20, size: "max" },
    ),
  });

describe("a partition", () => {
  test("that goes on from its slabs, and the log behind them, is one that never stopped", () => {
    const names = lived.scenario.campaigns.map(({ name }) => name);
    const open = opener(lived, SHARD.of);
    let crashes = 0;
    fc.assert(
      fc.property(anyCourse(names), ({ cuts, controls, steps }) => {
        const ends = [...new Set([...cuts.map((cut) => cut + 1), UNTIL_MS])].sort((a, b) => a - b);
        const by = new Map(Object.entries(controls).map(([at, control]) => [Number(at), control]));
        const log = withControls(logOf(lived, SHARD, ends), by);
        const whole = open(SHARD.index, NOTHING);
        const saidByWhole = log.map((entry) => whole.apply(entry).map(textOf));
        let twin = open(SHARD.index, NOTHING);
        const kept: Kept = { slabs: new Map(), sequence: 0, said: new Map() };
        let reached = 0;
        for (const { at, what } of steps.toSorted((a, b) => a.at - b.at)) {
          if (at >= log.length) break;
          for (const entry of log.slice(reached, at)) {
            const said = twin.apply(entry).map(textOf);
            expect(said).toEqual(kept.said.get(entry.sequence) ?? said);
            kept.said.set(entry.sequence, said);
          }
          reached = Math.max(reached, at);
          if (what === "commit") commit(twin, kept, reached);
          // Slabs that were made and never kept must be given again.
          if (what === "prepare") twin.changed();
          if (what === "crash") {
            crashes++;
            twin = open(SHARD.index, new Map(kept.slabs));
            goOn(twin, log, kept, reached);
          }
        }
        for (const entry of log.slice(reached)) {
          kept.said.set(entry.sequence, twin.apply(entry).map(textOf));
        }
        expect([...kept.said.values()]).toEqual(saidByWhole);
        expect(twin.digests).toEqual(whole.digests);
        commit(twin, kept, log.length);
        expect(stateOf(kept.slabs)).toEqual(stateOf(whole.changed()));
      }),
      { numRuns: 25 },
    );
    expect(crashes).toBeGreaterThan(20);
  });
});
