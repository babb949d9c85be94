// Jobs that wait for one of some servers: seats of a call centre, counters of a shop.

/** All times in ms since the scenario's start. */
export interface Job {
  readonly atMs: number;
  readonly serviceMs: number;
  /** Later than this it is of no use any more; absent: never. */
  readonly deadlineMs?: number;
}

export interface Served<T extends Job> {
  readonly job: T;
  readonly startMs: number;
  readonly endMs: number;
}

/** Who of those that wait is next: the one that came first, or the one whose deadline is nearest. */
export type Discipline = "arrival" | "deadline";

export interface Serving<T extends Job> {
  /** In the order in which they were begun. */
  readonly served: readonly Served<T>[];
  /** Their deadline passed while they waited; nobody lost time with them. */
  readonly missed: readonly T[];
}

/**
 * Serves jobs, which stand in the order of their arrival, with so many servers. Whoever is free
 * takes the next at once; a job whose deadline has passed is dropped when its turn comes.
 */
export function serve<T extends Job>(
  jobs: readonly T[],
  servers: number,
  discipline: Discipline = "arrival",
): Serving<T> {
  const served: Served<T>[] = [];
  const missed: T[] = [];
  const freeMs = new Array<number>(servers).fill(0);
  const waiting: T[] = [];
  let next = 0;
  while (next < jobs.length || waiting.length > 0) {
    const server = earliest(freeMs);
    const nowMs = Math.max(freeMs[server]!, waiting.length > 0 ? 0 : jobs[next]!.atMs);
    while (next < jobs.length && jobs[next]!.atMs <= nowMs) {
      enqueue(waiting, jobs[next++]!, discipline);
    }
    const job = waiting.shift()!;
    if ((job.deadlineMs ?? Number.POSITIVE_INFINITY) < nowMs) {
      missed.push(job);
      continue;
    }
    const startMs = Math.max(nowMs, job.atMs);
    freeMs[server] = startMs + job.serviceMs;
    served.push({ job, startMs, endMs: freeMs[server] });
  }
  return { served, missed };
}

function earliest(times: readonly number[]): number {
  return times.reduce((best, time, place) => (time < times[best]! ? place : best), 0);
}

/** Keeps the queue in the order of its discipline; of equals, who came first stays first. */
function enqueue<T extends Job>(queue: T[], job: T, discipline: Discipline): void {
  if (discipline === "arrival") {
    queue.push(job);
    return;
  }
  const deadlineMs = job.deadlineMs ?? Number.POSITIVE_INFINITY;
  let [from, to] = [0, queue.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((queue[middle]!.deadlineMs ?? Number.POSITIVE_INFINITY) <= deadlineMs) from = middle + 1;
    else to = middle;
  }
  queue.splice(from, 0, job);
}
