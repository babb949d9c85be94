// The name of a run, by which its processes and its log are found: of services, and of load tools.
import { hashText } from "../domain/hash.ts";
import type { Run } from "./stage.ts";

/** Processes with another scenario, seed or population are another run and do not meet. */
export function namespaceOf({ scenario, seed, subscribers }: Run): string {
  return `kairos-${hashText(JSON.stringify({ scenario, seed, subscribers })).toString(16)}`;
}
