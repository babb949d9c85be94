// Daily motifs (Schneider et al. 2013): the shape of a day's trips, whatever the places are.

/** More places than this in a day are all one motif. */
const NODES_MAX = 6;
export const LARGER = "larger";

const CANONICAL = new Map<string, string>();

/**
 * The motif of a day: places in the order of the stays there. Two days have the same text exactly
 * when their directed graphs are isomorphic: "2:01,10" for there and back.
 */
export function motifOf(places: readonly number[]): string {
  const nodes = [...new Set(places)];
  if (nodes.length > NODES_MAX) return LARGER;
  const edges = new Set<string>();
  for (let index = 1; index < places.length; index++) {
    const [from, to] = [nodes.indexOf(places[index - 1]!), nodes.indexOf(places[index]!)];
    if (from !== to) edges.add(`${from}${to}`);
  }
  const drawn = `${nodes.length}:${[...edges].sort().join(",")}`;
  let canonical = CANONICAL.get(drawn);
  if (canonical === undefined) {
    canonical = smallestOf(nodes.length, [...edges]);
    CANONICAL.set(drawn, canonical);
  }
  return canonical;
}

function smallestOf(nodes: number, edges: readonly string[]): string {
  let smallest: string | undefined;
  for (const order of permutationsOf(nodes)) {
    const renamed = edges.map((edge) => `${order[Number(edge[0])]}${order[Number(edge[1])]}`);
    const text = renamed.sort().join(",");
    if (smallest === undefined || text < smallest) smallest = text;
  }
  return `${nodes}:${smallest}`;
}

function permutationsOf(size: number): number[][] {
  if (size === 0) return [[]];
  return permutationsOf(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, place) => [
      ...order.slice(0, place),
      size - 1,
      ...order.slice(place),
    ]),
  );
}
