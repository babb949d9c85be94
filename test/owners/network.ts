// Processes that crash, stop and have clocks of their own, and a network that loses, repeats and delays.
import type { Wall } from "../../services/pacer.ts";
import type { Draws, Scheduler } from "./scheduler.ts";

/** Probabilities are per call; all are 0 once the network is calm. */
export interface Weather {
  readonly delayMsMax: number;
  /** A request or an answer is lost: the caller gets an error after a time, or never hears of it. */
  readonly lost: number;
  /** Of those lost: the caller never hears of it. */
  readonly mute: number;
  /** The request arrives twice. */
  readonly repeated: number;
  /** The request or the answer takes as long as {@link SLOW_MS}. */
  readonly slow: number;
  /** Only the first part of a request with several parts is done. */
  readonly torn: number;
}

const TIMEOUT_MS = 2_000;
const SLOW_MS = [200, 8_000] as const;

export const CALM: Weather = { delayMsMax: 5, lost: 0, mute: 0, repeated: 0, slow: 0, torn: 0 };

/** One process of a node: dead for good after a crash, silent while it is stopped. */
export class Process {
  readonly name: string;
  readonly wall: Wall;
  alive = true;
  /** Until when something has kept it from reaching the store, and be it itself. */
  troubledMs = Number.NEGATIVE_INFINITY;
  readonly #scheduler: Scheduler;
  #stopped = false;
  #busyUntilMs = 0;
  #mail: (() => void)[] = [];

  constructor(name: string, scheduler: Scheduler, clock: { offsetMs: number; rate: number }) {
    this.name = name;
    this.#scheduler = scheduler;
    this.wall = {
      now: () => clock.offsetMs + clock.rate * Math.max(scheduler.nowMs, this.#busyUntilMs),
      wait: (ms) =>
        new Promise((resolve) => {
          scheduler.after(Math.max(0, ms) / clock.rate, () => this.deliver(resolve));
        }),
    };
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Lets it have something as soon as it runs and has nothing else to do. */
  deliver(run: () => void): void {
    if (!this.alive) return;
    const busyMs = this.#busyUntilMs - this.#scheduler.nowMs;
    if (this.#stopped) this.#mail.push(run);
    else if (busyMs > 0) this.#scheduler.after(busyMs, () => this.deliver(run));
    else run();
  }

  /** It computes for so long. */
  compute(ms: number): void {
    this.#busyUntilMs = Math.max(this.#scheduler.nowMs, this.#busyUntilMs) + ms;
  }

  suspend(ms: number): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.troubledMs = Number.POSITIVE_INFINITY;
    this.#scheduler.after(ms, () => {
      this.#stopped = false;
      this.troubledMs = this.#scheduler.nowMs;
      const mail = this.#mail;
      this.#mail = [];
      for (const run of mail) this.#scheduler.after(0, () => this.deliver(run));
    });
  }

  crash(): void {
    this.alive = false;
  }
}

/** What is at the other end; down for a while after a crash. */
export interface Host {
  readonly name: string;
  downUntilMs: number;
}

export interface Call<R> {
  readonly from: Process;
  readonly to: Host;
  /** What the host does; it may take its time. */
  handle(): R | Promise<R>;
  /** May be done twice, as a client that tries again would do it. */
  readonly repeatable?: boolean;
}

export class Network {
  #weather: Weather = CALM;
  readonly #scheduler: Scheduler;
  readonly #draws: Draws;
  /** "process>host" → until when nothing gets through. */
  readonly #cuts = new Map<string, number>();

  constructor(scheduler: Scheduler, draws: Draws) {
    this.#scheduler = scheduler;
    this.#draws = draws;
  }

  get weather(): Weather {
    return this.#weather;
  }

  /** Ends all cuts as well. */
  set weather(weather: Weather) {
    this.#weather = weather;
    this.#cuts.clear();
  }

  cut(from: Process, to: Host, ms: number): void {
    this.#cuts.set(`${from.name}>${to.name}`, this.#scheduler.nowMs + ms);
  }

  /** How many of so many parts are done. */
  parts(count: number): number {
    return this.#draws.chance(this.#weather.torn) ? this.#draws.whole(0, count - 1) : count;
  }

  call<R>({ from, to, handle, repeatable = false }: Call<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => from.deliver(() => reject(new Error(`${to.name}: ${why}`)));
      const lose = () => {
        this.#trouble(from, to);
        if (!this.#draws.chance(this.#weather.mute)) {
          this.#scheduler.after(TIMEOUT_MS, () => fail("timed out"));
        }
      };
      const arrive = () => {
        if (this.#scheduler.nowMs < to.downUntilMs) {
          this.#trouble(from, to);
          this.#scheduler.after(this.#delay(from, to), () => fail("connection refused"));
          return;
        }
        const answer = (settle: () => void) => {
          if (this.#lost(from, to)) lose();
          else this.#scheduler.after(this.#delay(from, to), () => from.deliver(settle));
        };
        attempt(handle).then(
          (result) => answer(() => resolve(result)),
          (error) => answer(() => reject(error)),
        );
      };
      if (this.#lost(from, to)) lose();
      else this.#scheduler.after(this.#delay(from, to), arrive);
      if (repeatable && this.#draws.chance(this.#weather.repeated)) {
        this.#scheduler.after(this.#delay(from, to), () => {
          if (this.#scheduler.nowMs >= to.downUntilMs) attempt(handle).catch(() => undefined);
        });
      }
    });
  }

  #lost(from: Process, to: Host): boolean {
    const cutUntilMs = this.#cuts.get(`${from.name}>${to.name}`) ?? 0;
    return this.#scheduler.nowMs < cutUntilMs || this.#draws.chance(this.#weather.lost);
  }

  #delay(from: Process, to: Host): number {
    if (!this.#draws.chance(this.#weather.slow)) {
      return this.#draws.between(0, this.#weather.delayMsMax);
    }
    const ms = this.#draws.between(...SLOW_MS);
    this.#trouble(from, to, ms);
    return ms;
  }

  #trouble(from: Process, to: Host, forMs = 0): void {
    if (to.name !== "store") return;
    from.troubledMs = Math.max(from.troubledMs, this.#scheduler.nowMs + forMs);
  }
}

async function attempt<R>(handle: () => R | Promise<R>): Promise<R> {
  return handle();
}
