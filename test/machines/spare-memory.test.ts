// Memory of captures: what is given back is had again, and copies are what the arrays were.
import { expect, test } from "vitest";
import { borrow, borrowedCopies, giveBack, prepare } from "../../machines/columnar/spare-memory.ts";

const PIECE = 65_536;

test("a piece that was given back is had again by what needs a little less, and by nothing much smaller", () => {
  const piece = borrow(20 * PIECE);
  giveBack(piece);
  expect(borrow(3 * PIECE)).not.toBe(piece);
  expect(borrow(19 * PIECE + 1)).toBe(piece);
  expect(borrow(20 * PIECE)).not.toBe(piece);
});

test("of several pieces the shortest that is long enough is borrowed", () => {
  const [short, long] = [borrow(96 * PIECE), borrow(112 * PIECE)];
  giveBack(long);
  giveBack(short);
  expect(borrow(95 * PIECE)).toBe(short);
  expect(borrow(97 * PIECE)).toBe(long);
});

test("what has grown finds what it gave back until it outgrows a step, of a quarter at most", () => {
  const piece = borrow(128 * PIECE + 1);
  giveBack(piece);
  expect(borrow(160 * PIECE)).toBe(piece);
  giveBack(piece);
  expect(borrow(160 * PIECE + 1)).toHaveLength(192 * PIECE);
});

test("prepared pieces are there all at once, as far as they are kept", () => {
  const used = (): number => process.memoryUsage().arrayBuffers;
  const before = used();
  prepare([200 * PIECE, 10_000 * PIECE, 210 * PIECE]);
  const prepared = used();
  expect(prepared - before).toBeLessThan(1_000 * PIECE);
  const pieces = [borrow(210 * PIECE), borrow(200 * PIECE)];
  expect(used() - prepared).toBeLessThan(PIECE);
  expect(new Set(pieces).size).toBe(2);
});

test("a piece longer than all that is kept is not, and pushes nothing out", () => {
  const piece = borrow(300 * PIECE);
  giveBack(piece);
  giveBack(new Uint8Array(1_025 * PIECE));
  expect(borrow(300 * PIECE)).toBe(piece);
});

test("copies of arrays of any kind keep what the arrays were, one behind the other", () => {
  const octets = Uint8Array.of(1, 2, 3);
  const times = Float64Array.of(0.5, -1);
  const none = new Uint32Array(0);
  const { copies, memory } = borrowedCopies<Uint8Array | Float64Array | Uint32Array>([
    octets,
    times,
    none,
  ]);
  octets.fill(9);
  times.fill(9);
  expect(copies).toEqual([Uint8Array.of(1, 2, 3), Float64Array.of(0.5, -1), none]);
  expect(copies.every(({ buffer }) => buffer === memory.buffer)).toBe(true);
});
