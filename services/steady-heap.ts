// How a process that must answer within milliseconds collects its garbage.
import { setFlagsFromString } from "node:v8";

/**
 * Each as `node --v8-options` has it; a V8 that does not know one passes over it.
 *
 * - Young objects have little room: they are collected often, and each time briefly.
 * - The rest is collected when it has become three times as much, where V8 would have it at hardly
 *   more than what is in use: marking everything takes processors from those who handle events.
 * - Octets outside of the heap count as part of it: V8's own limit, 64 MB since the last time,
 *   is reached every second where sockets read into buffers of 64 KB.
 */
const FLAGS = [
  "--semi-space-growth-factor=1",
  "--heap-growing-percent=200",
  "--external-memory-accounted-in-global-limit",
];

/**
 * For the rest of the process's life, and early in it: what has grown does not shrink. The price is
 * memory: three times what is in use.
 */
export function keepPausesShort(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
