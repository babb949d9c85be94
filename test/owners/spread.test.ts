// Shares of partitions: each node works its own out, and together they are all.
import { expect, test } from "vitest";
import { preferences, shareOf } from "../../services/owners/spread.ts";

const nodes = (count: number) => Array.from({ length: count }, (_, index) => `node-${index}`);

test.each([
  [1, 16],
  [2, 16],
  [3, 16],
  [5, 16],
  [7, 64],
  [20, 16],
])("the shares of %i nodes are all of %i partitions, and differ by one at most", (count, of) => {
  const shares = nodes(count).map((node) => shareOf(node, nodes(count), of));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(of);
  expect(Math.max(...shares)).toBe(Math.ceil(of / count));
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
});

test("a node that is not on the list yet counts as one of it", () => {
  expect(shareOf("node-9", ["node-0"], 16)).toBe(8);
});

test("each node has its own favourites among all partitions, always the same", () => {
  const orders = nodes(8).map((node) => preferences(node, 16));
  for (const order of orders)
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(16).keys()]);
  expect(new Set(orders.map((order) => order[0])).size).toBeGreaterThan(3);
  expect(preferences("node-3", 16)).toEqual(orders[3]);
});
