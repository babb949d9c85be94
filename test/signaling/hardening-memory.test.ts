// What a tap and a tracker keep of a million mutated frames and messages does not grow.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { MemoryReport } from "./mutations/memory.ts";

const PROGRAM = fileURLToPath(new URL("./mutations/memory.ts", import.meta.url));
/** Heap that a quarter of a million mutations may leave behind besides what the first one left. */
const GROWTH_BYTES_MAX = 8_000_000;
/** Tables of connections, TMSIs and areas are arrays; they grow to limits of their own. */
const ARRAY_BYTES_MAX = 64_000_000;

test("the heap after a million is as after a quarter of a million", async () => {
  const args = ["--expose-gc", PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { heapBytes, arrayBytes, connections, events } = JSON.parse(stdout) as MemoryReport;
  expect(heapBytes).toHaveLength(4);
  expect(heapBytes.at(-1)! - heapBytes[0]!).toBeLessThan(GROWTH_BYTES_MAX);
  expect(Math.max(...arrayBytes)).toBeLessThan(ARRAY_BYTES_MAX);
  // It was not idle.
  expect(connections).toBeGreaterThan(100);
  expect(events).toBeGreaterThan(10_000);
}, 600_000);
