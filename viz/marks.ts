// The life of a moment on the map: it fires, decays over twenty seconds, and may be answered.
import type { Moment } from "../domain/map-frame.ts";
import type { OutcomeKind } from "../domain/offer.ts";
import type { Point } from "../domain/scene.ts";

/** Wall time, so that 600× stays calm. */
export const FIRE_MS = 900;
export const LIFE_MS = 20_000;
/** How long an accepted offer keeps its thick ring. */
export const ACCEPTED_MS = 6_000;
/** How long a held-back mark keeps its dashed ring. */
export const DASHED_MS = 3_000;
/** Marks alive at once, and complaints kept. */
const MARKS_MAX = 240;
const COMPLAINTS_MAX = 200;
/** A mark is fresh in this first share of its life. */
const FRESH_SHARE = 0.3;

export interface Mark {
  readonly id: string;
  readonly moment: Moment;
  /** km */
  readonly at: Point;
  /** Wall time of birth, ms; an acceptance gives new life. */
  bornMs: number;
  acceptedMs: number | undefined;
}

export interface Complaint {
  readonly id: string;
  readonly moment: Moment;
  readonly at: Point;
}

export interface Marks {
  /** Oldest first. */
  live: Mark[];
  complaints: Complaint[];
}

export function createMarks(): Marks {
  return { live: [], complaints: [] };
}

/** A new mark, if the network ever saw the person in the world. */
export function fireMark(marks: Marks, moment: Moment, nowMs: number): Mark | undefined {
  if (moment.seenAt === undefined) return undefined;
  const mark: Mark = {
    id: moment.id,
    moment,
    at: moment.seenAt,
    bornMs: nowMs,
    acceptedMs: undefined,
  };
  marks.live.push(mark);
  if (marks.live.length > MARKS_MAX) marks.live.shift();
  return mark;
}

/** Shows an answer: acceptance revives the mark, a complaint stays. */
export function answerMark(
  marks: Marks,
  moment: Moment,
  outcome: OutcomeKind,
  nowMs: number,
): void {
  const { seenAt } = moment;
  if (seenAt === undefined) return;
  if (outcome === "accepted") {
    const known = marks.live.find((mark) => mark.id === moment.id);
    const mark = known ?? fireMark(marks, moment, nowMs);
    if (mark === undefined) return;
    mark.acceptedMs = nowMs;
    // Past its first flash, so that acceptance does not look like a second trigger.
    mark.bornMs = Math.max(mark.bornMs, nowMs - LIFE_MS * FRESH_SHARE);
    if (known === undefined) mark.bornMs = nowMs - LIFE_MS * FRESH_SHARE;
  } else if (outcome === "complained") {
    marks.complaints.push({ id: moment.id, moment, at: seenAt });
    if (marks.complaints.length > COMPLAINTS_MAX) marks.complaints.shift();
  }
}

/** Drops what has decayed. */
export function ageMarks(marks: Marks, nowMs: number): void {
  if (marks.live.some((mark) => ageOf(mark, nowMs) >= 1)) {
    marks.live = marks.live.filter((mark) => ageOf(mark, nowMs) < 1);
  }
}

/** Share of its life that has passed, 0 to 1 and beyond. */
export function ageOf(mark: Mark, nowMs: number): number {
  return (nowMs - mark.bornMs) / LIFE_MS;
}

export function isFresh(mark: Mark, nowMs: number): boolean {
  return ageOf(mark, nowMs) < FRESH_SHARE;
}

/** Opacity of the glyph: 1 → .38 over its life; in two steps for readers who asked for stillness. */
export function glyphOpacity(mark: Mark, nowMs: number, still: boolean): number {
  const age = ageOf(mark, nowMs);
  if (still) return age < 0.5 ? 1 : 0.5;
  return 1 - 0.62 * Math.min(1, Math.max(0, age));
}

/** Radius, width and opacity of the expanding ring; undefined when it is over. Cubic-out. */
export function firingRing(
  mark: Mark,
  nowMs: number,
): { readonly radius: number; readonly width: number; readonly opacity: number } | undefined {
  const share = (nowMs - mark.bornMs) / FIRE_MS;
  if (share < 0 || share >= 1 || mark.acceptedMs !== undefined) return undefined;
  const eased = 1 - (1 - share) ** 3;
  return { radius: 8 + 22 * eased, width: 2.2 - 1.2 * eased, opacity: 0.95 - 0.55 * eased };
}
