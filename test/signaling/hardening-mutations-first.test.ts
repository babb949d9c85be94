// The first half of five million seeded mutations: octets are decoded as promised, or refused.
import { test } from "vitest";
import { expectPromisesKept } from "./mutations/half.ts";

test("no decoder breaks its promise, hangs or throws anything but a KairosError", async () => {
  await expectPromisesKept(0);
}, 1_000_000);
