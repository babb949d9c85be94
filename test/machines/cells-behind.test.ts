// The cells behind a ride, kept in a few numbers, against the same kept as a plain list.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cellKey } from "../../domain/location.ts";
import {
  areBehind,
  type CellsBehind,
  countAfter,
  earlierAfter,
  leftCellAfter,
  leftMsAfter,
  NOTHING_BEHIND,
  sinceAfter,
} from "../../machines/triggers/cells-behind.ts";

type Seen = readonly [cell: number, lastMs: number];

/** The last entry is the present cell. */
function listAfter(line: readonly Seen[], cell: number, timeMs: number, memory: typeof MEMORY) {
  const returned = line.findIndex(([key]) => key === cell);
  const left = returned < 0 ? line : line.slice(0, returned);
  const recent = left.filter(([, lastMs]) => lastMs >= timeMs - memory.withinMs);
  const behind = recent.length > memory.cellsMax ? recent.slice(1) : recent;
  return [...behind, [cell, timeMs] as const];
}

const MEMORY = { withinMs: 100, cellsMax: 4 };

test("the same cells stay behind, whatever the way", () => {
  const move = fc.record({
    ci: fc.integer({ min: 1, max: 7 }),
    pauseMs: fc.constantFrom(0, 1, 30, 60, 101),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40, size: "max" }), (moves) => {
      let behind: CellsBehind = NOTHING_BEHIND;
      let line: readonly Seen[] = [];
      let timeMs = 0;
      for (const { ci, pauseMs } of moves) {
        timeMs += pauseMs;
        const seen = { lac: 1, ci, timeMs };
        const cell = cellKey(1, ci);
        if (cell === behind.cell) {
          behind = { ...behind, seenMs: timeMs };
          line = [...line.slice(0, -1), [cell, timeMs]];
          continue;
        }
        const expected = listAfter(line, cell, timeMs, MEMORY);
        expect(countAfter(behind, seen, MEMORY)).toBe(expected.length - 1);
        for (const cells of [1, 2, 3, 4]) {
          expect(areBehind(behind, seen, MEMORY, cells)).toBe(expected.length > cells);
        }
        expect(sinceAfter(behind, seen, MEMORY)).toBe(expected[0]![1]);
        behind = {
          cell,
          seenMs: timeMs,
          leftCell: leftCellAfter(behind, seen, MEMORY),
          leftMs: leftMsAfter(behind, seen, MEMORY),
          earlier: earlierAfter(behind, seen, MEMORY),
        };
        line = expected;
        const { leftCell, leftMs, earlier } = behind;
        const flat = leftCell === 0 ? [] : [...earlier, leftCell, leftMs];
        expect([...flat, cell, timeMs]).toEqual(line.flat());
      }
    }),
    { numRuns: 300 },
  );
});
