// Where a log is kept: what the environment asks for is understood, or refused before anything opens.
import { describe, expect, test } from "vitest";
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
