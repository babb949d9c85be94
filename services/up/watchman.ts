// A process that outlives `kairos up` for a moment: it ends what a killed one has left behind.
import { isAlive } from "./child.ts";

/** What runs now, in the order in which it must end: each group has gone before the next one. */
export type Watched = readonly (readonly number[])[];

const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 50;

let watched: Watched = [];

process.on("message", (now: Watched) => {
  watched = now;
});
// The channel ends with the process at its other end, however that one dies.
process.once("disconnect", () => void endAll());

async function endAll(): Promise<void> {
  for (const group of watched) {
    for (const pid of group) signal(pid, "SIGTERM");
    const lastMoment = performance.now() + PATIENCE_MS;
    while (group.some(isAlive) && performance.now() < lastMoment) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    for (const pid of group) signal(pid, "SIGKILL");
  }
  process.exit();
}

function signal(pid: number, name: NodeJS.Signals): void {
  if (isAlive(pid)) process.kill(pid, name);
}
