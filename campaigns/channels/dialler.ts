// Outbound calls from a list: blindly, or only to phones that the network knows to be reachable (A24).

export interface DialOptions {
  readonly seats: number;
  /** Between these times of the scenario, ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** A seat is busy so long with a call that is answered, and with one that is not. */
  readonly handlingMs: number;
  readonly failedMs: number;
  /** After a call that failed, and after a phone that was not reachable, ms. */
  readonly retryAfterMs: number;
  readonly attemptsMax: number;
  /** Whether a phone may be dialled; default: always. What the twin knows, never the truth. */
  isReachable?(person: number, timeMs: number): boolean;
  /** Whether the call is answered: the world's to say. */
  isAnswered(person: number, timeMs: number): boolean;
}

export interface Dialled {
  readonly attempts: number;
  readonly connected: number;
  /** People who were never dialled. */
  readonly untouched: number;
  /** Seats' time spent on calls that nobody took. */
  readonly wastedMs: number;
}

interface Due {
  readonly person: number;
  readonly attempts: number;
  readonly notBeforeMs: number;
}

/** Works through a list in its order; who was not reached comes again later. */
export function dial(list: readonly number[], options: DialOptions): Dialled {
  const { seats, fromMs, toMs, handlingMs, failedMs, retryAfterMs, attemptsMax } = options;
  const queue: Due[] = list.map((person) => ({ person, attempts: 0, notBeforeMs: fromMs }));
  const freeMs = new Array<number>(seats).fill(fromMs);
  const dialled = new Set<number>();
  let [attempts, connected, wastedMs] = [0, 0, 0];
  while (queue.length > 0) {
    const seat = freeMs.indexOf(Math.min(...freeMs));
    const nowMs = freeMs[seat]!;
    if (nowMs >= toMs) break;
    const place = queue.findIndex(({ notBeforeMs }) => notBeforeMs <= nowMs);
    if (place < 0) {
      freeMs[seat] = Math.min(...queue.map(({ notBeforeMs }) => notBeforeMs));
      continue;
    }
    const [due] = queue.splice(place, 1) as [Due];
    const again = { ...due, notBeforeMs: nowMs + retryAfterMs };
    if (options.isReachable?.(due.person, nowMs) === false) {
      queue.push(again);
      continue;
    }
    attempts++;
    dialled.add(due.person);
    if (options.isAnswered(due.person, nowMs)) {
      connected++;
      freeMs[seat] = nowMs + handlingMs;
      continue;
    }
    wastedMs += failedMs;
    freeMs[seat] = nowMs + failedMs;
    if (due.attempts + 1 < attemptsMax) queue.push({ ...again, attempts: due.attempts + 1 });
  }
  return { attempts, connected, untouched: list.length - dialled.size, wastedMs };
}
