// The feed's lines: single moments, or "and 14 more like this" when they come too fast to read.
import type { Moment } from "../domain/map-frame.ts";
import { MINUTE_MS } from "../domain/time.ts";

/** Rate per second of wall time from which like moments are grouped. */
const BUSY_PER_SECOND = 2;
/** Time over which the rate is taken, ms. */
const RATE_MS = 3_000;
/** Network time over which the shown rate is taken, ms. */
const SHOWN_RATE_MS = 10 * MINUTE_MS;
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
  const arrivals = [...feed.arrivals.filter((time) => nowMs - time < RATE_MS), nowMs];
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

/**
 * Moments per minute of network time, like the signals per second above: the same at every speed.
 * `moments` are the latest, oldest first; `timeMs` is the network's time.
 */
export function perMinute(moments: readonly Moment[], timeMs: number): number {
  const recent = moments.filter((moment) => timeMs - moment.timeMs < SHOWN_RATE_MS);
  // When all that is remembered is recent, it may reach back less far.
  const whole = recent.length < moments.length || recent.length === 0;
  const spanMs = whole ? SHOWN_RATE_MS : Math.max(MINUTE_MS, timeMs - recent[0]!.timeMs);
  return (recent.length / spanMs) * MINUTE_MS;
}

function alike(a: Moment, b: Moment): boolean {
  return a.campaign === b.campaign && a.decision === b.decision && a.rule === b.rule;
}
