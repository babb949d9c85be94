// Joins trigger, decision and outcome into the map's moments, and keeps the day's history.
import type { Campaign } from "../campaigns/campaign.ts";
import { whatOf } from "../campaigns/rulebook.ts";
import type { Decision } from "../domain/decision.ts";
import type { Directory } from "../domain/directory.ts";
import type { History, Moment, OutcomeMessage, StreamMessage } from "../domain/map-frame.ts";
import type { Point } from "../domain/scene.ts";
import { describeDecision } from "../domain/sentence.ts";
import { DAY_MS, dayOf, MINUTE_MS, timeOfDay } from "../domain/time.ts";
import { describeTrigger } from "../machines/triggers/catalogue.ts";
import type { WindowClosed } from "./batches.ts";

/** Bins of the timeline: 144 a day. */
const BIN_MS = 10 * MINUTE_MS;
const BINS = DAY_MS / BIN_MS;
/** Moments kept for a map that opens late. */
const MOMENTS_MAX = 300;

/** What is needed to put a decision into words and on the map. */
export interface Atlas {
  readonly campaigns: readonly Campaign[];
  readonly directory: Pick<Directory, "zones">;
  /** The site of a cell, km; undefined for a cell outside the world. */
  siteOf(lac: number, ci: number): Point | undefined;
}

/** The id under which the map knows an offer, in moments and outcomes alike. */
function momentId(subscriber: number, decision: number): string {
  return `${subscriber}.${decision}`;
}

export function momentOf(decision: Decision, atlas: Atlas): Moment {
  const { trigger } = decision;
  const seenAt = atlas.siteOf(trigger.lac, trigger.ci);
  return {
    kind: "moment",
    id: momentId(decision.subscriber, decision.sequence),
    timeMs: decision.timeMs,
    subscriber: decision.subscriber,
    campaign: decision.campaign,
    trigger: trigger.facts.name,
    decision: decision.kind,
    ...(decision.kind === "suppressed" ? { rule: decision.rule } : {}),
    sentence: describeDecision(
      decision,
      whatOf(atlas.campaigns[decision.campaign]!, decision.arm).offer,
      describeTrigger(trigger, atlas.directory),
    ),
    ...(seenAt === undefined ? {} : { seenAt }),
  };
}

/** Bins by campaign for the current day, and the last moments. */
export class Chronicle {
  readonly #atlas: Atlas;
  #day = 0;
  #offered: number[][] = [];
  #suppressed: number[] = [];
  #moments: Moment[] = [];

  constructor(atlas: Atlas) {
    this.#atlas = atlas;
    this.#clear(0);
  }

  /** Writes a window down and returns what the maps are to be told, in order of time. */
  add(window: WindowClosed): readonly StreamMessage[] {
    if (dayOf(window.toMs) !== this.#day) this.#clear(dayOf(window.toMs));
    const moments = window.decisions.map((decision) => momentOf(decision, this.#atlas));
    for (const moment of moments) this.#count(moment);
    this.#moments.push(...moments);
    if (this.#moments.length > MOMENTS_MAX) this.#moments = this.#moments.slice(-MOMENTS_MAX);
    const outcomes = window.outcomes.map(
      ({ subscriber, decision, kind, timeMs }): OutcomeMessage => ({
        kind: "outcome",
        id: momentId(subscriber, decision),
        outcome: kind,
        timeMs,
      }),
    );
    return [...moments, ...outcomes];
  }

  /** Goes on from what another chronicle has told as its history. */
  restore({ fromMs, offered, suppressed, moments }: History): void {
    this.#day = dayOf(fromMs);
    this.#offered = offered.map((bins) => [...bins]);
    this.#suppressed = [...suppressed];
    this.#moments = [...moments];
  }

  get history(): History {
    return {
      binMs: BIN_MS,
      fromMs: this.#day * DAY_MS,
      offered: this.#offered.map((bins) => [...bins]),
      suppressed: [...this.#suppressed],
      moments: [...this.#moments],
    };
  }

  #clear(day: number): void {
    this.#day = day;
    this.#offered = this.#atlas.campaigns.map(() => new Array<number>(BINS).fill(0));
    this.#suppressed = new Array<number>(BINS).fill(0);
  }

  #count(moment: Moment): void {
    // A timer of yesterday that is noticed after midnight belongs to yesterday's closed chart.
    if (dayOf(moment.timeMs) !== this.#day) return;
    const bin = Math.floor(timeOfDay(moment.timeMs) / BIN_MS);
    const bins = moment.decision === "offered" ? this.#offered[moment.campaign]! : this.#suppressed;
    bins[bin]!++;
  }
}
