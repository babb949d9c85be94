// Loaded before a node under soak: collects all garbage now and then, so that what stays is what is held.
import { setInterval } from "node:timers";

const EVERY_MS = 10_000;

const collect = globalThis.gc;
if (collect === undefined) throw new Error("Start node with --expose-gc.");
setInterval(() => {
  // Twice: what the first has made unreachable from finalisers goes with the second.
  collect();
  collect();
}, EVERY_MS).unref();
