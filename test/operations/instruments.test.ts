// A process with its instruments: from its start to its stop, on a log that is real.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Durability } from "../../services/log/event-log.ts";
import { openEmbedded } from "../../services/log/sqlite.ts";
import { type Instruments, openInstruments } from "../../services/operations/instruments.ts";
import { createOwner, type Owner } from "../../services/owners/owner.ts";
import type { PartitionTwin } from "../../services/owners/partition-twin.ts";
import { WALL } from "../../services/pacer.ts";

const PARTITIONS = 4;
const SUBSCRIBERS = 10;
/** As Digest prints it: so many events, in four lanes. */
const DIGEST = `${"0".repeat(32)}-7`;

let folder: string;
let durability: Durability;
let instruments: Instruments;
let owner: Owner<PartitionTwin>;

const ready = async (): Promise<[number, string[]]> => {
  const answer = await fetch(`${instruments.url}readyz`);
  return [answer.status, ((await answer.json()) as { reasons: string[] }).reasons];
};
const shown = async (): Promise<string> => (await fetch(`${instruments.url}metrics`)).text();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kairos-instruments-"));
  durability = await openEmbedded(folder, { partitions: PARTITIONS });
  instruments = await openInstruments({
    node: "node-1",
    version: "1.2.3",
    adminPort: 0,
    traceEndpoint: undefined,
    logLevel: "error",
    wall: WALL,
  });
  owner = createOwner({
    node: "node-1",
    durability,
    wall: WALL,
    observer: instruments.observer,
    open: () =>
      ({
        digests: { events: DIGEST },
        apply: () => [],
        changed: () => new Map(),
        committed: () => undefined,
      }) as unknown as PartitionTwin,
  });
});
afterAll(async () => {
  await owner.stop();
  await instruments.close();
  await durability.close();
  await rm(folder, { recursive: true });
});

describe("a process with instruments", () => {
  test("has not started before its node has", async () => {
    expect((await fetch(`${instruments.url}startupz`)).status).toBe(503);
    expect((await ready())[0]).toBe(503);
  });

  test("is ready once it owns what it should", async () => {
    owner.start();
    instruments.started({ owner, durability }, SUBSCRIBERS);
    await vi.waitFor(async () => expect(await ready()).toEqual([200, []]), { timeout: 20_000 });
    expect(owner.owned.size).toBe(PARTITIONS);
  });

  test("counts what it does", async () => {
    const entries = [0, 0, 3].map((partition, place) => ({
      partition,
      octets: new Uint8Array([place]),
      id: `b:${partition}:${place}`,
    }));
    await durability.log.append(entries);
    await vi.waitFor(async () =>
      expect(await shown()).toContain("kairos_event_apply_seconds_count 3"),
    );
    const text = await shown();
    for (const line of [
      `kairos_actors_active ${SUBSCRIBERS}`,
      `kairos_partitions ${PARTITIONS}`,
      'kairos_partition_owner{partition="3",node="node-1"} 1',
      'kairos_partition_lag_events{partition="0"} 0',
      "kairos_takeover_seconds_count 4",
      'kairos_events_applied_total{partition="2"} 7',
    ]) {
      expect(text).toContain(line);
    }
  });

  test("is not ready any more before it stops, and owns nothing then", async () => {
    instruments.stopping();
    expect(await ready()).toEqual([503, ["it is stopping"]]);
    await owner.stop();
    expect(await shown()).not.toContain('kairos_partition_owner{partition="');
  });
});
