// Where a log is kept: what the environment asks for is understood, or refused before anything opens.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { keepingOf } from "../../services/live/keeping.ts";

const CLUSTER = { transporter: "nats://127.0.0.1:1", store: "redis://127.0.0.1:1" } as const;
const keepingWith = (replicas: string | undefined) =>
  keepingOf({ ...CLUSTER, replicas, folder: "nowhere", namespace: "kairos-1", fresh: false });

describe("the replicas of a log", () => {
  test.each([undefined, "1", "3", "5"])("may be %s", (replicas) => {
    expect(keepingWith(replicas).place).toBe("nats://127.0.0.1:1 and redis://127.0.0.1:1");
  });

  test.each(["0", "6", "three", "", "1.5"])('cannot be "%s"', (replicas) => {
    expect(() => keepingWith(replicas)).toThrow(
      expect.objectContaining({
        code: "usage.invalid",
        message: expect.stringContaining("KAIROS_REPLICAS"),
      }),
    );
  });
});

describe("the partitions of a log", () => {
  const embedded = (folder: string, partitions?: string, fresh = false) =>
    keepingOf({
      transporter: undefined,
      store: undefined,
      ...(partitions === undefined ? {} : { partitions }),
      folder,
      namespace: "kairos-1",
      fresh,
    });

  async function opened(keeping: ReturnType<typeof keepingOf>): Promise<number> {
    const { log, close } = await keeping.open();
    const { partitions } = log;
    await close();
    return partitions;
  }

  test("are settled when it is made; another number is refused, and --fresh has it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kairos-keeping-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    expect(await opened(embedded(folder, "4"))).toBe(4);
    expect(await opened(embedded(folder))).toBe(4);
    await expect(embedded(folder, "8").open()).rejects.toMatchObject({
      code: "usage.invalid",
      message: expect.stringContaining("8, for a log of 4 partitions"),
    });
    // It was closed again: a log that is open lets nobody in.
    expect(await opened(embedded(folder, "4"))).toBe(4);
    expect(await opened(embedded(folder, "8", true))).toBe(8);
  });

  test.each(["0", "257", "many", "", "-1", "2.5"])('cannot be "%s"', (partitions) => {
    expect(() => embedded("nowhere", partitions)).toThrow(
      expect.objectContaining({
        code: "usage.invalid",
        message: expect.stringContaining("KAIROS_PARTITIONS"),
      }),
    );
  });
});
