// The same list dialled twice on the same day: blindly, and only when the twin believes in an answer.
import { type Dialled, dial } from "../../campaigns/channels/dialler.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { PERSON_STATE } from "../../domain/map-frame.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { createTwin, type Twin } from "../../machines/twin.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { bernoulli, PURPOSE, type RunKey, runKey } from "../random.ts";
import { createTraffic, type Traffic } from "../traffic.ts";

export interface DiallerOptions {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly tokenise?: Tokenise;
  readonly seats?: number;
  /** Hours of the first day between which the seats call. */
  readonly fromHour?: number;
  readonly toHour?: number;
}

export interface DiallerReport {
  readonly list: number;
  readonly seats: number;
  readonly blind: Dialled;
  readonly gated: Dialled;
}

/** A call that is answered keeps a seat so long, and one that is not. ASSUMED. */
const HANDLING_MS = 3 * MINUTE_MS;
const FAILED_MS = 35 * SECOND_MS;
const RETRY_AFTER_MS = HOUR_MS;
const ATTEMPTS_MAX = 3;
/** Of those whose phone rings, so many take an unknown number's call. ASSUMED. */
const PICK_UP_SHARE = 0.6;
/** Not seen for longer, a phone may be anywhere (campaigns.md 5.4, gate `reachable`). */
const SEEN_WITHIN_MS = 2 * HOUR_MS;

/**
 * Everybody is on the list, in the order of the subscriber master. The twin is fed by the tap alone;
 * whether a phone is on and free when it is dialled is the world's truth.
 */
export function compareDiallers(scenario: Scenario, options: DiallerOptions = {}): DiallerReport {
  const { seats = 10, fromHour = 8, toHour = 20 } = options;
  const seed = options.seed ?? scenario.seed;
  const people = {
    seed,
    ...(options.subscribers === undefined ? {} : { subscribers: options.subscribers }),
    ...(options.tokenise === undefined ? {} : { tokenise: options.tokenise }),
  };
  const day = {
    seats,
    fromMs: fromHour * HOUR_MS,
    toMs: toHour * HOUR_MS,
    handlingMs: HANDLING_MS,
    failedMs: FAILED_MS,
    retryAfterMs: RETRY_AFTER_MS,
    attemptsMax: ATTEMPTS_MAX,
  };
  const runs = [false, true].map((isGated) => {
    const traffic = createTraffic(scenario, people);
    const watched = new Watched(traffic, runKey(seed));
    const list = Array.from({ length: traffic.subscribers }, (_, subscriber) => subscriber);
    return dial(list, {
      ...day,
      isAnswered: (person, timeMs) => watched.isAnswered(person, timeMs),
      ...(isGated
        ? { isReachable: (person: number, timeMs: number) => watched.isReachable(person, timeMs) }
        : {}),
    });
  });
  const [blind, gated] = runs as [Dialled, Dialled];
  return { list: options.subscribers ?? scenario.subscribers, seats, blind, gated };
}

/** A day that goes on as it is asked about; times never go back. */
class Watched {
  readonly #traffic: Traffic;
  readonly #twin: Twin;
  readonly #key: RunKey;
  #reachedMs = 0;

  constructor(traffic: Traffic, key: RunKey) {
    this.#traffic = traffic;
    this.#key = key;
    this.#twin = createTwin({ directory: traffic.directory, definitions: [] });
  }

  /** What the network knows: attached, in no call, seen not long ago. */
  isReachable(person: number, timeMs: number): boolean {
    this.#reach(timeMs);
    const seen = this.#twin.lastSeen(person);
    if (seen === undefined || timeMs - seen.timeMs > SEEN_WITHIN_MS) return false;
    const active = new Map(
      this.#twin.regions(person).map(({ region, active }) => [region, active]),
    );
    return active.get("power") === "on" && active.get("calling") === "idle";
  }

  /** What is so. */
  isAnswered(person: number, timeMs: number): boolean {
    this.#reach(timeMs);
    const state = this.#traffic.people(timeMs).state[person]!;
    if (state === PERSON_STATE.off || state === PERSON_STATE.call) return false;
    const hour = Math.floor(timeMs / HOUR_MS);
    return bernoulli(PICK_UP_SHARE, this.#key, person, PURPOSE.pickUp, hour);
  }

  #reach(timeMs: number): void {
    if (timeMs <= this.#reachedMs) return;
    for (const event of this.#traffic.events(this.#reachedMs, timeMs)) this.#twin.apply(event);
    this.#reachedMs = timeMs;
    this.#twin.advance(timeMs);
  }
}
