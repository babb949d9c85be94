// Time that passes without a message: every timer of the first stage, in the order of its end.
import type { Connection } from "./connection.ts";
import { CLOSING_MS, end, INACTIVITY_MS } from "./endings.ts";
import { abandonHandover, HANDOVER_MS } from "./handovers.ts";
import type { Links } from "./links.ts";
import { giveUp, REESTABLISHMENT_MS } from "./reestablishment.ts";

/** The timer that runs out first; its frame is the one that set it. */
interface Timer {
  readonly dueMs: number;
  readonly frame: number;
  readonly connection: Connection;
  readonly run: (links: Links, connection: Connection) => void;
}

/**
 * Runs every timer that ends at `toMs` or before, each at its own time and in one order, whatever
 * the steps in which time passes.
 */
export function runTimers(links: Links, toMs: number): void {
  const { frame } = links;
  for (;;) {
    const timer = firstTimer(links);
    links.dueMs = timer?.dueMs ?? Number.POSITIVE_INFINITY;
    if (timer === undefined || timer.dueMs > toMs) break;
    if (timer.dueMs > links.timeMs) links.timeMs = timer.dueMs;
    links.frame = timer.frame;
    links.overdue = true;
    timer.run(links, timer.connection);
  }
  links.overdue = false;
  links.frame = frame;
}

/** All queues are in the order of their timers' ends, as each has one duration. */
function firstTimer(links: Links): Timer | undefined {
  let first: Timer | undefined;
  const consider = (connection: Connection | undefined, make: (it: Connection) => Timer): void => {
    const timer = connection === undefined ? undefined : make(connection);
    if (timer === undefined) return;
    const earlier =
      first === undefined ? -1 : timer.dueMs - first.dueMs || timer.frame - first.frame;
    if (earlier < 0) first = timer;
  };
  consider(links.connections.oldest, (connection) => {
    const { lastMs, lastFrame } = connection;
    return { dueMs: lastMs + INACTIVITY_MS, frame: lastFrame, connection, run: timeOut };
  });
  consider(links.closing.values().next().value, (connection) => {
    const { lastMs, lastFrame } = connection;
    return { dueMs: lastMs + CLOSING_MS, frame: lastFrame, connection, run: end };
  });
  consider(links.parked.values().next().value, (connection) => {
    const { lastMs, lastFrame } = connection;
    return { dueMs: lastMs + REESTABLISHMENT_MS, frame: lastFrame, connection, run: giveUp };
  });
  consider(links.arriving.values().next().value, (connection) => {
    const { sinceMs, sinceFrame } = connection.handover!;
    return { dueMs: sinceMs + HANDOVER_MS, frame: sinceFrame, connection, run: abandonHandover };
  });
  return first;
}

function timeOut(links: Links, connection: Connection): void {
  links.counts.timedOut++;
  connection.radioLost = false;
  end(links, connection);
}
