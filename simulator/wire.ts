// The A interface between generator and tracker; until its encoder is in, the typed events pass as they are.
import type { Traffic } from "./traffic.ts";
export function createWire(traffic: Traffic): Pick<Traffic, "events"> {
  return traffic;
}
