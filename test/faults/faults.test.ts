// Processes, servers and time are lost while events flow: nothing is lost, doubled or reordered.
import { expect, test } from "vitest";
import { drive, type Fault, type Plan } from "./drive.ts";

const PATIENCE_MS = 240_000;
/** A day of people who make some hundred events each: 100,000 and more. */
const DAY = { subscribers: 1_100, partitions: 16, windows: 288 };
const CONTROL = { subscribers: 200, partitions: 8, windows: 48 };
const KINDS: readonly Fault[] = [
  "kill an owner",
  "suspend an owner",
  "keep a copy of Redis",
  "kill nats-server",
  "kill redis-server",
  "suspend an owner",
  "restore the copy of Redis",
  "kill an owner",
];

/** One fault after the other, evenly over the day. */
function spread(faults: readonly Fault[], windows: number): Plan["faults"] {
  const every = Math.floor(windows / (faults.length + 1));
  return new Map(faults.map((fault, at) => [(at + 1) * every, fault]));
}

test(
  "100,000 events pass owners, servers and stores that are killed, suspended and set back, each once and in order",
  async () => {
    const faults = spread(KINDS, DAY.windows);
    const { verdict, fed, told, errors } = await drive({ ...DAY, faults, fenced: true });
    expect(verdict.violations, errors.join("\n")).toEqual([]);
    expect(new Set(KINDS).size).toBeGreaterThanOrEqual(5);
    expect(fed.events).toBeGreaterThan(100_000);
    expect(fed.doubled).toBeGreaterThan(fed.blocks / 60);
    expect(verdict.entries).toBe(fed.blocks);
    expect(verdict.outputs).toBe(fed.blocks);
    // More were acquired than there are: partitions changed hands.
    expect(told.acquired).toBeGreaterThan(2 * DAY.partitions);
    expect(verdict.commits).toBeGreaterThan(2 * DAY.partitions);
  },
  PATIENCE_MS,
);

test(
  "one suspended owner does no harm; without fencing the same checker finds what it does",
  async () => {
    const faults = spread(["suspend an owner"], CONTROL.windows);
    const run = { ...CONTROL, faults };
    const fenced = await drive({ ...run, fenced: true });
    expect(fenced.verdict.violations, fenced.errors.join("\n")).toEqual([]);
    const unfenced = await drive({ ...run, fenced: false });
    expect(unfenced.verdict.violations.join("\n")).toMatch(/committed \d+ → \d+ where/);
  },
  PATIENCE_MS,
);
