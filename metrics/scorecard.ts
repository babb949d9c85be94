// How well triggers know the world: each definition's precision, recall and delay against the truth.
import type { Trigger, TriggerName, TriggerParameters } from "../domain/trigger.ts";
import { DelayHistogram } from "./delay-histogram.ts";
import { hasTruth } from "./tolerance.ts";

/** Takes the moments that the world knows of; times are ms since the run's first midnight. */
export interface Expectations {
  /**
   * A moment that a trigger of a definition should notice at `dueMs`. A trigger from `fromMs` to
   * `untilMs`, both included, is about this moment.
   */
  expect(
    subscriber: number,
    definition: number,
    fromMs: number,
    dueMs: number,
    untilMs: number,
  ): void;
}

/** What has been scored of some of a run's people: plain data, which adds up. */
export interface ScorecardPart {
  readonly trigger: TriggerParameters;
  readonly moments: number;
  readonly triggers: number;
  readonly matched: number;
  /** Counts of {@link DelayHistogram}. */
  readonly delays: readonly number[];
}

/** One definition's line. */
export interface Score {
  readonly trigger: TriggerName;
  /** The definition's parameters; durations in ms. */
  readonly parameters: Omit<TriggerParameters, "name">;
  /** True moments: what really happened to the run's people, in the run; null when nobody knows. */
  readonly moments: number | null;
  readonly triggers: number;
  /** Triggers with a moment of their own: one trigger, one moment; null when nobody knows. */
  readonly matched: number | null;
  /** matched / triggers; null without triggers, or when nobody knows. */
  readonly precision: number | null;
  /** matched / moments; null without moments, or when nobody knows. */
  readonly recall: number | null;
  /** From the moment to its trigger, early ones as 0; to about 1 % below; null without a match. */
  readonly delayMs: { readonly median: number; readonly p90: number } | null;
}

const NONE = -1;

/**
 * Matches triggers with moments as both become known. Moments of a day come before its triggers,
 * and the triggers of one person in the order of time. A trigger takes the moment whose time is over
 * first, so that no choice of matches has more of them.
 */
export class Scorecard implements Expectations {
  readonly #definitions: readonly TriggerParameters[];
  readonly #of: number;
  readonly #moments: Uint32Array;
  readonly #triggers: Uint32Array;
  readonly #delays: readonly DelayHistogram[];
  /** First open moment of each person, and the next one of the same person. */
  #head = new Int32Array(0);
  #next = new Int32Array(64);
  #count = 0;
  #place = new Uint32Array(64);
  #definition = new Uint8Array(64);
  #fromMs = new Float64Array(64);
  #dueMs = new Float64Array(64);
  #untilMs = new Float64Array(64);

  /** `of`: every so-many-th person is scored here. */
  constructor(definitions: readonly TriggerParameters[], of = 1) {
    this.#definitions = definitions;
    this.#of = of;
    this.#moments = new Uint32Array(definitions.length);
    this.#triggers = new Uint32Array(definitions.length);
    this.#delays = definitions.map(() => new DelayHistogram());
  }

  expect(
    subscriber: number,
    definition: number,
    fromMs: number,
    dueMs: number,
    untilMs: number,
  ): void {
    this.#moments[definition]!++;
    this.#keep(Math.floor(subscriber / this.#of), definition, fromMs, dueMs, untilMs);
  }

  trigger({ subscriber, definition, timeMs }: Trigger): void {
    this.#triggers[definition]!++;
    const place = Math.floor(subscriber / this.#of);
    let best = NONE;
    let bestBefore = NONE;
    let before = NONE;
    const first = place < this.#head.length ? this.#head[place]! : NONE;
    for (let row = first; row !== NONE; before = row, row = this.#next[row]!) {
      if (this.#definition[row] !== definition) continue;
      if (timeMs < this.#fromMs[row]! || timeMs > this.#untilMs[row]!) continue;
      if (best !== NONE && !this.#isSooner(row, best)) continue;
      best = row;
      bestBefore = before;
    }
    if (best === NONE) return;
    this.#delays[definition]!.add(timeMs - this.#dueMs[best]!);
    if (bestBefore === NONE) this.#head[place] = this.#next[best]!;
    else this.#next[bestBefore] = this.#next[best]!;
    // Matched rows go with the next forgetting.
    this.#untilMs[best] = Number.NEGATIVE_INFINITY;
  }

  /** Forgets the moments whose time was over before this one; there will be no earlier trigger. */
  forget(beforeMs: number): void {
    const kept = this.#count;
    this.#count = 0;
    this.#head.fill(NONE);
    for (let row = 0; row < kept; row++) {
      const untilMs = this.#untilMs[row]!;
      if (untilMs < beforeMs) continue;
      const [fromMs, dueMs] = [this.#fromMs[row]!, this.#dueMs[row]!];
      this.#keep(this.#place[row]!, this.#definition[row]!, fromMs, dueMs, untilMs);
    }
  }

  part(): ScorecardPart[] {
    return this.#definitions.map((trigger, definition) => {
      const { total, counts } = this.#delays[definition]!;
      return {
        trigger,
        moments: this.#moments[definition]!,
        triggers: this.#triggers[definition]!,
        matched: total,
        delays: counts,
      };
    });
  }

  /** Of two moments the one over first; of those over together the one due first. */
  #isSooner(row: number, other: number): boolean {
    const [untilMs, otherUntilMs] = [this.#untilMs[row]!, this.#untilMs[other]!];
    if (untilMs !== otherUntilMs) return untilMs < otherUntilMs;
    return this.#dueMs[row]! < this.#dueMs[other]!;
  }

  #keep(place: number, definition: number, fromMs: number, dueMs: number, untilMs: number): void {
    const row = this.#count++;
    if (row >= this.#place.length) this.#grow();
    if (place >= this.#head.length) {
      const head = new Int32Array(Math.max(place + 1, 2 * this.#head.length)).fill(NONE);
      head.set(this.#head);
      this.#head = head;
    }
    this.#place[row] = place;
    this.#definition[row] = definition;
    this.#fromMs[row] = fromMs;
    this.#dueMs[row] = dueMs;
    this.#untilMs[row] = untilMs;
    this.#next[row] = this.#head[place]!;
    this.#head[place] = row;
  }

  #grow(): void {
    const length = 2 * this.#place.length;
    const grown = <T extends { set(from: T): void }>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#next = grown(this.#next, new Int32Array(length));
    this.#place = grown(this.#place, new Uint32Array(length));
    this.#definition = grown(this.#definition, new Uint8Array(length));
    this.#fromMs = grown(this.#fromMs, new Float64Array(length));
    this.#dueMs = grown(this.#dueMs, new Float64Array(length));
    this.#untilMs = grown(this.#untilMs, new Float64Array(length));
  }
}

/** The scorecard of a run that was scored in these parts, in the order of the definitions. */
export function scoresOf(parts: readonly (readonly ScorecardPart[])[]): Score[] {
  const [first = []] = parts;
  return first.map(({ trigger }, definition) => {
    const own = parts.map((part) => part[definition]!);
    const sum = (key: "moments" | "triggers" | "matched"): number =>
      own.reduce((total, part) => total + part[key], 0);
    const delays = new DelayHistogram();
    for (const part of own) delays.merge(part.delays);
    const [moments, triggers, matched] = [sum("moments"), sum("triggers"), sum("matched")];
    const { name, ...parameters } = trigger;
    if (!hasTruth(trigger)) {
      const unknown = { moments: null, matched: null, precision: null, recall: null };
      return { trigger: name, parameters, ...unknown, triggers, delayMs: null };
    }
    return {
      trigger: name,
      parameters,
      moments,
      triggers,
      matched,
      precision: triggers === 0 ? null : matched / triggers,
      recall: moments === 0 ? null : matched / moments,
      delayMs: matched === 0 ? null : { median: delays.quantile(0.5)!, p90: delays.quantile(0.9)! },
    };
  });
}
