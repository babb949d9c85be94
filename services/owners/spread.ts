// Which partitions a node should have, worked out by each node alone from who is there.
import { hashText, hashWords } from "../../domain/hash.ts";

/**
 * How many partitions are a node's fair share. Shares differ by one at most and add up to all
 * partitions, so that whoever keeps to its own leaves the others theirs.
 *
 * @param nodes all that are there, sorted by name; `node` counts as one of them
 */
export function shareOf(node: string, nodes: readonly string[], partitions: number): number {
  const all = nodes.includes(node) ? nodes : [...nodes, node].sort();
  const extra = all.indexOf(node) < partitions % all.length ? 1 : 0;
  return Math.floor(partitions / all.length) + extra;
}

/** All partitions, those first that a node takes first and lets go last: each node has its own order. */
export function preferences(node: string, partitions: number): readonly number[] {
  const name = hashText(node);
  const scores = Array.from({ length: partitions }, (_, index) => hashWords(name, index));
  return [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
}
