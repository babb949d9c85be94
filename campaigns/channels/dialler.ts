// Outbound calls from a list: blindly, or only to phones that the network knows to be reachable (A24).
import { CallBacks, type CallWindow } from "./call-backs.ts";

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
  /** Who is reached may ask to be called in a window instead; asked once. Default: nobody does. */
  asksFor?(person: number, timeMs: number): CallWindow | undefined;
  /**
   * What becomes of the wish: an appointment that comes up inside its window only; else the person
   * stands in the list again, like anybody who was not reached.
   */
  readonly appointments?: { readonly retryAfterMs: number; readonly triesMax: number };
}

export interface Dialled {
  readonly attempts: number;
  readonly connected: number;
  /** People who were never dialled. */
  readonly untouched: number;
  /** Seats' time spent on calls that nobody took. */
  readonly wastedMs: number;
  readonly callBacks: CallBackCounts;
}

/** Of those who asked to be called in a window: calls that were made to them, and people reached. */
export interface CallBackCounts {
  readonly asked: number;
  readonly callsInside: number;
  readonly callsOutside: number;
  /** People who were reached inside their window. */
  readonly kept: number;
}

interface Due {
  readonly person: number;
  readonly attempts: number;
  readonly notBeforeMs: number;
}

/** Works through a list in its order; who was not reached comes again later. */
export function dial(list: readonly number[], options: DialOptions): Dialled {
  const day = new DiallingDay(list, options);
  day.work();
  return day.outcome();
}

class DiallingDay {
  readonly #list: readonly number[];
  readonly #options: DialOptions;
  readonly #queue: Due[];
  readonly #freeMs: number[];
  readonly #dialled = new Set<number>();
  readonly #asked = new Map<number, CallWindow>();
  readonly #promised: CallBacks | undefined;
  readonly #counts = { attempts: 0, connected: 0, wastedMs: 0 };
  readonly #callBacks = { callsInside: 0, callsOutside: 0, kept: 0 };

  constructor(list: readonly number[], options: DialOptions) {
    const { seats, fromMs, appointments } = options;
    this.#list = list;
    this.#options = options;
    this.#queue = list.map((person) => ({ person, attempts: 0, notBeforeMs: fromMs }));
    this.#freeMs = new Array<number>(seats).fill(fromMs);
    this.#promised = appointments && new CallBacks(appointments);
  }

  work(): void {
    const free = this.#freeMs;
    for (;;) {
      const seat = free.indexOf(Math.min(...free));
      const nowMs = free[seat]!;
      if (nowMs >= this.#options.toMs) return;
      const promised = this.#promised?.dueAt(nowMs);
      const place = this.#queue.findIndex(({ notBeforeMs }) => notBeforeMs <= nowMs);
      if (promised !== undefined) free[seat] = nowMs + this.#callBack(promised, nowMs);
      else if (place >= 0) free[seat] = nowMs + this.#next(place, nowMs);
      else free[seat] = this.#soonestMs();
    }
  }

  outcome(): Dialled {
    return {
      ...this.#counts,
      untouched: this.#list.length - this.#dialled.size,
      callBacks: { asked: this.#asked.size, ...this.#callBacks },
    };
  }

  #soonestMs(): number {
    const listedMs = this.#queue.map(({ notBeforeMs }) => notBeforeMs);
    return Math.min(...listedMs, this.#promised?.nextMs ?? Number.POSITIVE_INFINITY);
  }

  /** A promised call; how long it takes the seat. */
  #callBack(person: number, nowMs: number): number {
    const isReached = this.#mayDial(person, nowMs) ? this.#call(person, nowMs) : undefined;
    this.#promised!.told(person, isReached === true ? "call.reached" : "call.failed");
    return this.#takesMs(isReached);
  }

  /** The next of the list; how long it takes the seat. */
  #next(place: number, nowMs: number): number {
    const { retryAfterMs, attemptsMax } = this.#options;
    const [due] = this.#queue.splice(place, 1) as [Due];
    const { person } = due;
    const again = { ...due, notBeforeMs: nowMs + retryAfterMs };
    if (!this.#mayDial(person, nowMs)) {
      this.#queue.push(again);
      return this.#takesMs(undefined);
    }
    const isReached = this.#call(person, nowMs);
    if (!isReached) {
      if (due.attempts + 1 < attemptsMax)
        this.#queue.push({ ...again, attempts: due.attempts + 1 });
      return this.#takesMs(false);
    }
    const window = this.#asked.has(person) ? undefined : this.#options.asksFor?.(person, nowMs);
    if (window !== undefined) {
      this.#asked.set(person, window);
      if (this.#promised === undefined) this.#queue.push({ ...again, attempts: 0 });
      else this.#promised.book(person, window);
    }
    return this.#takesMs(true);
  }

  #mayDial(person: number, nowMs: number): boolean {
    return this.#options.isReachable?.(person, nowMs) !== false;
  }

  #call(person: number, nowMs: number): boolean {
    this.#dialled.add(person);
    this.#counts.attempts++;
    const isReached = this.#options.isAnswered(person, nowMs);
    if (isReached) this.#counts.connected++;
    else this.#counts.wastedMs += this.#options.failedMs;
    const window = this.#asked.get(person);
    if (window !== undefined) {
      const isInside = nowMs >= window.fromMs && nowMs < window.toMs;
      this.#callBacks[isInside ? "callsInside" : "callsOutside"]++;
      if (isInside && isReached) this.#callBacks.kept++;
    }
    return isReached;
  }

  /** Undefined: the phone was not dialled at all. */
  #takesMs(isReached: boolean | undefined): number {
    if (isReached === undefined) return 0;
    return isReached ? this.#options.handlingMs : this.#options.failedMs;
  }
}
