// The feed's lines: single moments, or "and 14 more like this" when they come too fast to read.
import type { Moment } from "../domain/map-frame.ts";

/** Rate per second from which like moments are grouped. */
const BUSY_PER_SECOND = 2;
/** Time over which the rate is taken, ms. */
const RATE_MS = 3_000;
/** A group takes more moments for this long, ms. */
const GROUP_MS = 10_000;
/** Groups among which a new moment looks for its like. */
const GROUPS_OPEN = 6;
/** Lines kept. */
export const LINES_MAX = 60;

export interface FeedLine {
  /** The moment whose sentence stands there; the sentence stays while the group grows. */
  readonly moment: Moment;
  /** Ids of all moments in the group, the shown one first. */
  readonly ids: readonly string[];
  /** Wall time at which the line appeared, ms. */
  readonly arrivedMs: number;
}

export interface Feed {
  /** Newest first. */
  readonly lines: readonly FeedLine[];
  /** Wall times of the latest arrivals, ms. */
  readonly arrivals: readonly number[];
}

export const EMPTY_FEED: Feed = { lines: [], arrivals: [] };

/**
 * Adds what happened before this screen was opened, or while its connection was lost: no news, so
 * neither rate nor groups. Moments that the feed has already are passed over.
 *
 * @param moments  oldest first
 */
export function addPast(feed: Feed, moments: readonly Moment[]): Feed {
  const known = new Set(feed.lines.flatMap(({ ids }) => ids));
  const past = moments
    .filter(({ id }) => !known.has(id))
    .map(
      (moment): FeedLine => ({
        moment,
        ids: [moment.id],
        arrivedMs: Number.NEGATIVE_INFINITY,
      }),
    )
    .reverse();
  const lines = [...feed.lines, ...past].sort((a, b) => b.moment.timeMs - a.moment.timeMs);
  return { lines: lines.slice(0, LINES_MAX), arrivals: feed.arrivals };
}

/** Adds a moment that arrived at wall time `nowMs`. */
export function addToFeed(feed: Feed, moment: Moment, nowMs: number): Feed {
  const arrivals = [...feed.arrivals.filter((time) => nowMs - time < 60_000), nowMs];
  const open = isBusy({ ...feed, arrivals }, nowMs)
    ? feed.lines
        .slice(0, GROUPS_OPEN)
        .findIndex((line) => nowMs - line.arrivedMs < GROUP_MS && alike(line.moment, moment))
    : -1;
  if (open >= 0) {
    const lines = feed.lines.map((line, index) =>
      index === open ? { ...line, ids: [...line.ids, moment.id] } : line,
    );
    return { lines, arrivals };
  }
  const line: FeedLine = { moment, ids: [moment.id], arrivedMs: nowMs };
  return { lines: [line, ...feed.lines].slice(0, LINES_MAX), arrivals };
}

/** Whether moments come faster than they can be read. */
export function isBusy({ arrivals }: Feed, nowMs: number): boolean {
  const recent = arrivals.filter((time) => nowMs - time < RATE_MS).length;
  return recent > (BUSY_PER_SECOND * RATE_MS) / 1000;
}

/** Moments per minute of wall time, over the last minute or since `startedMs`. */
export function perMinute(feed: Feed, nowMs: number, startedMs: number): number {
  const arrivals = feed.arrivals.filter((time) => nowMs - time < 60_000).length;
  const share = Math.min(1, Math.max(5_000, nowMs - startedMs) / 60_000);
  return Math.round(arrivals / share);
}

function alike(a: Moment, b: Moment): boolean {
  return a.campaign === b.campaign && a.decision === b.decision && a.rule === b.rule;
}
