// Triggers of one day in bins of ten minutes: from the history, then kept up by the ticks' totals.
import type { History, Tick } from "../domain/map-frame.ts";
import { DAY_MS, dayOf, timeOfDay } from "../domain/time.ts";

/** A day has 144 bins. */
export const BIN_MS = 600_000;
export const BINS = DAY_MS / BIN_MS;

export interface Bins {
  /** Day since the scenario's start, 0 for the first. */
  readonly day: number;
  /** offered[campaign][bin] */
  readonly offered: readonly Uint32Array[];
  /** Held back, all campaigns together. */
  readonly suppressed: Uint32Array;
}

export function createBins(campaigns: number, day: number): Bins {
  return {
    day,
    offered: Array.from({ length: campaigns }, () => new Uint32Array(BINS)),
    suppressed: new Uint32Array(BINS),
  };
}

/** The history's bins, on the grid of the day that it belongs to. */
export function fillBins(history: History, campaigns: number): Bins {
  const bins = createBins(campaigns, dayOf(history.fromMs));
  const pour = (counts: readonly number[], row: Uint32Array): void => {
    counts.forEach((count, index) => {
      row[binOf(history.fromMs + index * history.binMs)]! += count;
    });
  };
  pour(history.suppressed, bins.suppressed);
  bins.offered.forEach((row, campaign) => {
    pour(history.offered[campaign] ?? [], row);
  });
  return bins;
}

/** Bin of a time, 0 to 143. */
export function binOf(timeMs: number): number {
  return Math.floor(timeOfDay(timeMs) / BIN_MS);
}

/**
 * Adds what happened between two ticks to the bin of the later one, in place; past midnight the
 * answer is a new day's bins. Exact whatever share of the moments themselves was streamed.
 */
export function addTick(bins: Bins, before: Tick | undefined, tick: Tick): Bins {
  const day = dayOf(tick.timeMs);
  const target = day === bins.day ? bins : createBins(bins.offered.length, day);
  if (before === undefined) return target;
  const bin = binOf(tick.timeMs);
  const more = (now: number, then: number): number => Math.max(0, now - then);
  target.suppressed[bin]! += more(tick.counters.suppressed, before.counters.suppressed);
  target.offered.forEach((row, campaign) => {
    row[bin]! += more(
      tick.offeredByCampaign[campaign] ?? 0,
      before.offeredByCampaign[campaign] ?? 0,
    );
  });
  return target;
}

/** Offers of one campaign on this day. */
export function offersOf(bins: Bins, campaign: number): number {
  return bins.offered[campaign]?.reduce((sum, count) => sum + count, 0) ?? 0;
}

/** Triggers of each bin: sent and held back. */
export function totalsOf(bins: Bins): Uint32Array {
  return bins.suppressed.map(
    (held, bin) => held + bins.offered.reduce((sum, row) => sum + row[bin]!, 0),
  );
}

/** One rectangle of the stack: counts from `low` to `high` in a bin. */
export interface Layer {
  /** −1 for held back. */
  readonly campaign: number;
  readonly spans: readonly { readonly bin: number; readonly low: number; readonly high: number }[];
}

/** The stacked histogram, lowest layer first: shown campaigns in order, then held back. */
export function stackBins(bins: Bins, isShown: (campaign: number) => boolean): Layer[] {
  const top = new Float64Array(BINS);
  const layerOf = (campaign: number, row: Uint32Array): Layer => {
    const spans: Layer["spans"][number][] = [];
    row.forEach((count, bin) => {
      if (count === 0) return;
      spans.push({ bin, low: top[bin]!, high: top[bin]! + count });
      top[bin]! += count;
    });
    return { campaign, spans };
  };
  const layers = bins.offered
    .map((row, campaign) => ({ row, campaign }))
    .filter(({ campaign }) => isShown(campaign))
    .map(({ row, campaign }) => layerOf(campaign, row));
  return [...layers, layerOf(-1, bins.suppressed)];
}
