// The seats' book of promised calls: every appointment lives on the dialler's clock (W9).
import { type ActorRefFrom, createActor, SimulatedClock } from "xstate";
import { appointmentMachine } from "../appointment.ts";

/** ms of the scenario. */
export interface CallWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface CallBackOptions {
  readonly retryAfterMs: number;
  readonly triesMax: number;
}

/** Times never go back. */
export class CallBacks {
  readonly #clock = new SimulatedClock();
  /** When timers end, ascending: the clock stops at each, so that none of them is ever late. */
  #stops: number[] = [];
  readonly #options: CallBackOptions;
  readonly #booked = new Map<number, ActorRefFrom<typeof appointmentMachine>>();

  constructor(options: CallBackOptions) {
    this.#options = options;
  }

  book(person: number, { fromMs, toMs }: CallWindow): void {
    const nowMs = this.#clock.now();
    this.#stopAt(fromMs, toMs);
    const actor = createActor(appointmentMachine, {
      clock: this.#clock,
      input: { opensAfterMs: fromMs - nowMs, closesAfterMs: toMs - nowMs, ...this.#options },
    });
    actor.subscribe({ complete: () => this.#booked.delete(person) });
    this.#booked.set(person, actor);
    actor.start();
  }

  /** Whom an agent should call now, the earliest promise first; undefined: nobody. */
  dueAt(nowMs: number): number | undefined {
    while (this.nextMs <= nowMs) this.#clock.set(this.#stops.shift()!);
    this.#clock.set(nowMs);
    for (const [person, actor] of this.#booked) {
      if (actor.getSnapshot().matches({ open: "due" })) return person;
    }
    return undefined;
  }

  told(person: number, result: "call.reached" | "call.failed"): void {
    this.#stopAt(this.#clock.now() + this.#options.retryAfterMs);
    this.#booked.get(person)!.send({ type: result });
  }

  /** When something changes next, infinite when nothing is booked. */
  get nextMs(): number {
    return this.#stops[0] ?? Number.POSITIVE_INFINITY;
  }

  #stopAt(...timesMs: readonly number[]): void {
    this.#stops = [...this.#stops, ...timesMs].sort((a, b) => a - b);
  }
}
