// The numbers on /metrics: every name of the design, no label that could be a person.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createMetrics } from "../../services/operations/metrics.ts";
import { openOperations } from "../../services/operations/server.ts";

/** As shared/design/scale-out.md, "Observability", names them; dashboards and rules rest on these. */
const NAMES = [
  "kairos_events_applied_total",
  "kairos_event_apply_seconds",
  "kairos_commit_seconds",
  "kairos_partition_lag_events",
  "kairos_partition_owner",
  "kairos_partitions",
  "kairos_lease_renew_failures_total",
  "kairos_fenced_commits_total",
  "kairos_stale_commits_total",
  "kairos_takeover_seconds",
  "kairos_parser_rejects_total",
  "kairos_machine_failures_total",
  "kairos_actors_active",
  "kairos_checkpoint_ahead_of_log",
  "kairos_build_info",
];
const LABELS = ["partition", "node", "reason", "version", "node_version", "le"];

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/** Every metric with something to show. */
function ran() {
  const metrics = createMetrics({ node: "node-1", version });
  const { owner } = metrics;
  owner.acquired(3, 0.2);
  owner.applied(3, 0.004, 7);
  owner.passedOver(3, 8, "unreadable");
  owner.machineFailed(3, new Error("a guard threw"));
  owner.committed(3, 0.05, 100_000, 1);
  owner.fenced(4);
  owner.stale(5);
  owner.renewFailed(6);
  metrics.parserRejected("octets.malformed");
  metrics.checkpointAhead(7);
  metrics.watch({
    logPartitions: () => 12,
    partitions: () => [3, 9],
    actors: () => 42,
    events: () => [[3, 1_234]],
  });
  return metrics;
}

describe("the metrics", () => {
  test("on /metrics have the names of the design, and those of the process", async () => {
    const { registry } = ran();
    const facts = {
      started: true,
      stopping: false,
      log: true,
      store: true,
      partitionsOwned: 0,
      partitionsExpected: 0,
      lagEntries: 0,
    };
    const operations = await openOperations({ port: 0, health: () => facts, registry });
    const answer = await fetch(`${operations.url}metrics`);
    const text = await answer.text();
    await operations.close();
    expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    const told = [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]!);
    expect(told.filter((name) => name.startsWith("kairos_")).sort()).toEqual([...NAMES].sort());
    expect(told).toContain("process_resident_memory_bytes");
    for (const line of [
      'kairos_events_applied_total{partition="3"} 1234',
      'kairos_partition_lag_events{partition="3"} 7',
      'kairos_partition_owner{partition="3",node="node-1"} 1',
      'kairos_partition_owner{partition="9",node="node-1"} 1',
      'kairos_fenced_commits_total{partition="4"} 1',
      'kairos_stale_commits_total{partition="5"} 1',
      'kairos_lease_renew_failures_total{partition="6"} 1',
      'kairos_parser_rejects_total{reason="octets.malformed"} 1',
      'kairos_parser_rejects_total{reason="entry.unreadable"} 1',
      'kairos_machine_failures_total{partition="3"} 1',
      'kairos_checkpoint_ahead_of_log{partition="7"} 1',
      "kairos_actors_active 42",
      "kairos_partitions 12",
      "kairos_event_apply_seconds_count 1",
      "kairos_commit_seconds_count 1",
      "kairos_takeover_seconds_count 1",
      `kairos_build_info{version="${version}",node_version="${process.version}"} 1`,
    ]) {
      expect(text).toContain(line);
    }
  });

  test("have no label but the few that are known", async () => {
    const text = await ran().registry.metrics();
    const own = text.split("\n").filter((line) => line.startsWith("kairos_"));
    const labels = own.flatMap((line) => [...line.matchAll(/(\w+)="/g)].map((match) => match[1]!));
    expect(labels.length).toBeGreaterThan(20);
    expect([...new Set(labels)].filter((label) => !LABELS.includes(label))).toEqual([]);
  });

  test("forget a partition that has gone elsewhere", async () => {
    const metrics = ran();
    metrics.owner.released(3);
    metrics.watch({
      logPartitions: () => 12,
      partitions: () => [9],
      actors: () => 0,
      events: () => [],
    });
    const text = await metrics.registry.metrics();
    expect(text).not.toContain('kairos_partition_lag_events{partition="3"}');
    expect(text).not.toContain('kairos_partition_owner{partition="3"');
    expect(text).toContain('kairos_partition_owner{partition="9"');
  });

  test("of two nodes in one process are each their own", async () => {
    const [first, second] = [ran(), createMetrics({ node: "node-2", version })];
    expect(await first.registry.metrics()).not.toContain("node-2");
    expect(await second.registry.metrics()).not.toContain('partition="3"');
  });
});
