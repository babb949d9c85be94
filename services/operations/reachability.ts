// Whether log and store answer in time: a question to each, asked anew at every look.
import type { Durability } from "../log/event-log.ts";
import type { Wall } from "../pacer.ts";

/** Patience with a server that should answer in a few ms. */
export const ANSWER_MS_MAX = 1_000;

export interface Reachability {
  readonly log: boolean;
  readonly store: boolean;
}

/** Never rejects. The question before is not repeated while its answer is still out. */
export function watchReachability(
  { log, leases }: Pick<Durability, "log" | "leases">,
  wall: Wall,
): () => Promise<Reachability> {
  const logAnswers = inTime(() => log.bounds(0), wall);
  const storeAnswers = inTime(() => leases.owner(0), wall);
  return async () => {
    const [ofLog, ofStore] = await Promise.all([logAnswers(), storeAnswers()]);
    return { log: ofLog, store: ofStore };
  };
}

function inTime(ask: () => Promise<unknown>, wall: Wall): () => Promise<boolean> {
  let asked: Promise<boolean> | undefined;
  return async () => {
    asked ??= ask()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        asked = undefined;
      });
    return await Promise.race([asked, wall.wait(ANSWER_MS_MAX).then(() => false)]);
  };
}
