// Which node of `kairos up` hosts what.
import { SERVICES } from "../subjects.ts";

export interface NodeLayout {
  /** "node-1", "node-2", … */
  readonly name: string;
  /** As KAIROS_SERVICES; undefined = all. */
  readonly services: readonly string[] | undefined;
}

/** What every node has: partitions of people, and shards of rehearsals. */
const SPREAD: readonly string[] = ["subscriber", "shard"];
/** What one node has when the traffic comes from outside. */
const FLOW: readonly string[] = ["subscriber", "campaign", "delivery", "shard"];

/**
 * @param traffic  whether the first node generates traffic and serves the map; else the load comes
 *   from outside, and the first node is only the end of the flow
 */
export function layoutOf(nodes: number, traffic: boolean): NodeLayout[] {
  return Array.from({ length: nodes }, (_, index) => ({
    name: `node-${index + 1}`,
    services: index === 0 ? (traffic ? undefined : known(FLOW)) : known(SPREAD),
  }));
}

function known(names: readonly string[]): string[] {
  return names.filter((name) => (SERVICES as readonly string[]).includes(name));
}
