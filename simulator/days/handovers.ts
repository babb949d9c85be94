// Handovers during a call: cells crossed on the way, and to and fro between neighbours at rest.
import { SECOND_MS } from "../../domain/time.ts";
import { exponential, PURPOSE, type RunKey } from "../random.ts";
import type { Serving } from "./serving.ts";

/** Between neighbours at rest: one in this much talk on average (calibrated to T6 of traffic.md). */
const AT_REST_MS = 75 * SECOND_MS;
/** Two handovers are at least this far apart. */
const APART_MS = 2_500;
/** Distance to an event of the call itself. */
const CLEAR_MS = 400;

export interface Handover {
  readonly timeMs: number;
  readonly cell: number;
}

/**
 * Handovers in ]fromMs, toMs[ of a call that begins in `cell`, none within 0.4 s of `answerMs`.
 * `call` is the call's number on this leg: it keys the draws.
 */
export function handoversOf(
  key: RunKey,
  serving: Serving,
  span: { readonly fromMs: number; readonly toMs: number; readonly answerMs: number },
  call: { readonly subscriber: number; readonly id: number; readonly cell: number },
): readonly Handover[] {
  const found: Handover[] = [];
  const pause = (): number =>
    exponential(AT_REST_MS, key, call.subscriber ^ call.id, PURPOSE.transaction, found.length);
  let cell = call.cell;
  let restless = span.fromMs + pause();
  let timeMs = span.fromMs;
  while (timeMs < span.toMs) {
    const rests = serving.restsAt(timeMs);
    const best = serving.cellAt(timeMs);
    let target = rests ? cell : best;
    if (rests && timeMs >= restless) {
      target = best === cell ? serving.otherCellAt(timeMs, cell) : best;
    }
    if (target !== cell) {
      if (Math.abs(timeMs - span.answerMs) < CLEAR_MS) {
        timeMs = span.answerMs + CLEAR_MS;
        continue;
      }
      cell = target;
      found.push({ timeMs, cell });
      timeMs += APART_MS;
      restless = timeMs + pause();
      continue;
    }
    if (timeMs >= restless) restless = timeMs + AT_REST_MS;
    timeMs = Math.ceil(Math.min(serving.nextCrossing(timeMs, span.toMs), restless));
  }
  return found;
}
