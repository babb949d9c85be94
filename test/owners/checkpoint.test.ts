// How far apart commits may be, as KAIROS_CHECKPOINT and --checkpoint say it.
import { expect, test } from "vitest";
import { CHECKPOINT_MS, checkpointOf, parseCheckpoint } from "../../services/owners/checkpoint.ts";

test.each([
  ["2s", 2_000],
  ["45s", 45_000],
  ["1m", 60_000],
])("%s is %i ms", (text, ms) => {
  expect(parseCheckpoint(text)).toBe(ms);
  expect(checkpointOf(text)).toBe(ms);
});

test.each(["", "soon", "30", "1s", "61s", "-5s"])('"%s" is refused', (text) => {
  expect(parseCheckpoint(text)).toBeUndefined();
  expect(() => checkpointOf(text)).toThrow(
    expect.objectContaining({
      code: "usage.invalid",
      message: expect.stringContaining(`KAIROS_CHECKPOINT: got "${text}"`),
    }),
  );
});

test("nothing is asked for where it is not set", () => {
  expect(checkpointOf(undefined)).toBe(CHECKPOINT_MS);
});
