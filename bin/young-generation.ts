// Memory for work that makes much garbage and keeps little, such as reading a stream.
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Bytes of both halves: with half of it reading takes a tenth longer, with twice it is no faster. */
const YOUNG_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Keeps V8's young generation from growing over 32 MB: call what it returns now and then, such as
 * for each chunk of a stream. Hardly anything survives in it, so one thread collects it.
 */
export function limitYoungGeneration(): () => void {
  setFlagsFromString("--no-parallel-scavenge");
  let limited = false;
  return () => {
    if (limited) return;
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    if (young === undefined || young.space_size < YOUNG_BYTES_MAX) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    limited = true;
  };
}
