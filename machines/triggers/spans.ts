// Times of day between which a trigger holds, over midnight too.
import { DAY_MS } from "../../domain/time.ts";
import type { Span } from "./define.ts";

/** Whether a time is from the begin on and before the end; equal times are the whole day. */
export function isWithin(timeMs: number, { fromMs, toMs }: Span): boolean {
  const clockMs = ((timeMs % DAY_MS) + DAY_MS) % DAY_MS;
  if (fromMs < toMs) return clockMs >= fromMs && clockMs < toMs;
  return fromMs === toMs || clockMs >= fromMs || clockMs < toMs;
}
