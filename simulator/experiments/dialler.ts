// One list dialled three times on the same day: blindly, on the twin's advice, and with appointments.
import type { CallWindow } from "../../campaigns/channels/call-backs.ts";
import { type Dialled, dial } from "../../campaigns/channels/dialler.ts";
import { fraction, hashWords } from "../../domain/hash.ts";
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
  /** Gated, and who asks for another time has an appointment instead of a place in the list. */
  readonly promised: Dialled;
}

/** A call that is answered keeps a seat so long, and one that is not. ASSUMED. */
const HANDLING_MS = 3 * MINUTE_MS;
const FAILED_MS = 35 * SECOND_MS;
const RETRY_AFTER_MS = HOUR_MS;
const ATTEMPTS_MAX = 3;
/** Of those whose phone rings, so many take an unknown number's call. ASSUMED. */
const PICK_UP_SHARE = 0.6;
/** Of those who take the call, so many ask for a later one, in a window of two hours. ASSUMED. */
const LATER_SHARE = 0.15;
const LATER_AFTER_HOURS = [2, 3, 4] as const;
const LATER_WINDOW_MS = 2 * HOUR_MS;
/** A promised call that nobody takes is tried again in its window. ASSUMED. */
const APPOINTMENTS = { retryAfterMs: 20 * MINUTE_MS, triesMax: 6 };
/** Streams of who asks for a later call, and for when. */
const LATER = 0x1a7e2;
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
  const [blind, gated, promised] = (["blind", "gated", "promised"] as const).map((way) => {
    const traffic = createTraffic(scenario, people);
    const watched = new Watched(traffic, runKey(seed));
    const isGated = way !== "blind";
    const list = Array.from({ length: traffic.subscribers }, (_, subscriber) => subscriber);
    return dial(list, {
      ...day,
      isAnswered: (person, timeMs) => watched.isAnswered(person, timeMs),
      asksFor: laterWindow,
      ...(way === "promised" ? { appointments: APPOINTMENTS } : {}),
      ...(isGated
        ? { isReachable: (person: number, timeMs: number) => watched.isReachable(person, timeMs) }
        : {}),
    });
  }) as [Dialled, Dialled, Dialled];
  return { list: options.subscribers ?? scenario.subscribers, seats, blind, gated, promised };
}

/** The same wish of a person whoever calls: from a whole hour some hours later, for two hours. */
function laterWindow(person: number, timeMs: number): CallWindow | undefined {
  const word = hashWords(LATER, person);
  if (fraction(word) >= LATER_SHARE) return undefined;
  const later = LATER_AFTER_HOURS[hashWords(word) % LATER_AFTER_HOURS.length]!;
  const fromMs = (Math.floor(timeMs / HOUR_MS) + later) * HOUR_MS;
  return { fromMs, toMs: fromMs + LATER_WINDOW_MS };
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
