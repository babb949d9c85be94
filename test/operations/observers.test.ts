// What owners tell, as lines of the log: the unusual as a warning, and none of it without end.
import { expect, test } from "vitest";
import { loggingObserver } from "../../services/operations/observers.ts";

test("the first machine of a partition that fails is in the log, the others are not", () => {
  const lines: unknown[] = [];
  const observer = loggingObserver({
    debug: () => undefined,
    warn: (fields: unknown) => void lines.push(fields),
  });
  for (const partition of [3, 3, 4, 3]) {
    observer.machineFailed?.(partition, new Error(`a guard of ${partition}`));
  }
  expect(lines).toEqual([
    { partition: 3, error: "a guard of 3" },
    { partition: 4, error: "a guard of 4" },
  ]);
});
