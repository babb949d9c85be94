// Memory of captures: what is given back is had again, and copies are what the arrays were.
import { expect, test } from "vitest";
import { borrow, borrowedCopies, giveBack } from "../../machines/columnar/spare-memory.ts";

const PIECE = 65_536;

test("a piece that was given back is had again by what needs a little less, and by nothing much smaller", () => {
  const piece = borrow(20 * PIECE);
  giveBack(piece);
  expect(borrow(3 * PIECE)).not.toBe(piece);
  expect(borrow(19 * PIECE + 1)).toBe(piece);
  expect(borrow(20 * PIECE)).not.toBe(piece);
});

test("of several pieces the shortest that is long enough is borrowed", () => {
  const [short, long] = [borrow(101 * PIECE), borrow(103 * PIECE)];
  giveBack(long);
  giveBack(short);
  expect(borrow(100 * PIECE)).toBe(short);
  expect(borrow(102 * PIECE)).toBe(long);
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
