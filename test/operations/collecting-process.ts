// Lives as a node does: some of what it makes stays, and octets come and go. Prints how often each
// kind of garbage collection was made; its only argument says whether pauses are kept short.
import { constants, PerformanceObserver } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { keepPausesShort } from "../../services/steady-heap.ts";

if (process.argv[2] === "short") keepPausesShort();
const counts = { young: 0, full: 0 };
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { kind } = (entry as unknown as { readonly detail: { readonly kind: number } }).detail;
    if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) counts.full++;
    if (kind === constants.NODE_PERFORMANCE_GC_MINOR) counts.young++;
  }
});
observer.observe({ entryTypes: ["gc"] });
const kept: unknown[] = Array.from({ length: 300_000 }, (_, place) => ({ place }));
for (let round = 0; round < 400; round++) {
  for (let place = 0; place < 1_000; place++) kept[(round * 1_000 + place) % kept.length] = [place];
  kept[round % 8] = new Uint8Array(1_000_000);
  await turn();
}
await turn();
console.log(JSON.stringify(counts));
