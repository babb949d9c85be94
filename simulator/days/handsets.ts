// When people take another handset into use: replacements by interval, and cards that wander.
import { fraction, hashWords } from "../../domain/hash.ts";
import { HOUR_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { AGE_SHARES } from "../people-tables.ts";
import { TRAIT } from "../population.ts";
import { draw, normalOf, PURPOSE, pickWeighted, type RunKey } from "../random.ts";

/**
 * Months from one handset to the next: spikes at one, two and three years, and a tail (traffic.md
 * 2.5, after Telephia 2006: 27 % replace within 12 months, 60 % within 24, mean 25.1).
 */
const SPIKES = [
  { share: 0.25, months: 12, sigma: 1.5 },
  { share: 0.35, months: 24, sigma: 2 },
  { share: 0.15, months: 36, sigma: 2 },
] as const;
const TAIL_MONTHS = 30;
const TAIL_SHARE = 0.25;
const MEAN_MONTHS = 0.25 * 12 + 0.35 * 24 + 0.15 * 36 + 0.25 * TAIL_MONTHS;
/** The same by age band: teens 20 months, 18–24: 21, over 55: 31 (T17 of traffic.md; between: assumed). */
const AGE_FACTORS = [0.82, 0.85, 1, 1.05, 1.27];
const AGE_FACTOR_MIN = 0.82;
/** A handset is kept for a day at least. */
const DAYS_MIN = 1;

const SHOP_FROM_MS = 10 * HOUR_MS;
const SHOP_SPAN_MS = 10 * HOUR_MS;

/** People who put their card into a second handset now and then, and how often (rest assumed). */
const SWAPPERS = 0.03;
const SWAP_BLOCK_DAYS = 30;
const SWAPS_PER_BLOCK = 0.12;

/** When another handset is taken into use on this day, ms of the day; −1 on most days. */
export function handsetChangeMs(
  key: RunKey,
  scenario: Pick<Scenario, "people">,
  subscriber: number,
  day: number,
): number {
  if (day < 0) return -1;
  const atDay = replacementDay(key, scenario, subscriber, day);
  if (atDay >= 0) return Math.floor(SHOP_FROM_MS + (atDay - day) * SHOP_SPAN_MS);
  return swapMs(key, subscriber, day);
}

/**
 * The first replacement at or after a day, in days and a fraction, when it is on that day; else −1.
 * Intervals follow each other from one before the run, so that the process has no beginning.
 */
function replacementDay(
  key: RunKey,
  { people }: Pick<Scenario, "people">,
  subscriber: number,
  day: number,
): number {
  if (people.handsetChangesPerYear <= 0) return -1;
  const daysPerMonth = 365 / (people.handsetChangesPerYear * MEAN_MONTHS);
  const residual = residualMonths(draw(key, subscriber, PURPOSE.handsetInterval, 0)) * daysPerMonth;
  // Most people most days: not even the quickest age has had a replacement yet.
  if (residual * AGE_FACTOR_MIN >= day + 1) return -1;
  const band = pickWeighted(AGE_SHARES, key, subscriber, PURPOSE.personTrait, TRAIT.ageBand);
  const factor = AGE_FACTORS[band]!;
  let atDay = residual * factor;
  for (let number = 1; atDay < day; number++) {
    const word = draw(key, subscriber, PURPOSE.handsetInterval, number);
    atDay += Math.max(DAYS_MIN, intervalMonths(word) * daysPerMonth * factor);
  }
  return atDay < day + 1 ? atDay : -1;
}

function intervalMonths(word: number): number {
  let rest = fraction(word);
  for (const { share, months, sigma } of SPIKES) {
    if (rest < share) return months + sigma * normalOf(hashWords(word, 1));
    rest -= share;
  }
  return -TAIL_MONTHS * Math.log((hashWords(word, 1) + 0.5) / 4294967296);
}

/** Months until the next replacement at a moment that knows nothing of the last one. */
function residualMonths(word: number): number {
  const place = fraction(word) * (RESIDUALS.length - 1);
  const index = Math.floor(place);
  const low = RESIDUALS[index]!;
  return low + (place - index) * (RESIDUALS[index + 1]! - low);
}

/** Inverse of ∫ (1 − F) ∕ mean, at equal shares: the forward recurrence time of a renewal process. */
const RESIDUALS = residualTable(1_025);

function residualTable(entries: number): Float64Array {
  const step = 0.05;
  const table = new Float64Array(entries);
  let months = 0;
  let share = 0;
  for (let entry = 1; entry < entries; entry++) {
    const wanted = Math.min(0.9995, entry / (entries - 1));
    while (share < wanted) {
      share += (step * survival(months + step / 2)) / MEAN_MONTHS;
      months += step;
    }
    table[entry] = months;
  }
  return table;
}

/** Share of handsets kept for longer; the normal law by its logistic neighbour. */
function survival(months: number): number {
  let kept = TAIL_SHARE * Math.exp(-months / TAIL_MONTHS);
  for (const { share, months: mean, sigma } of SPIKES) {
    kept += share / (1 + Math.exp((1.702 * (months - mean)) / sigma));
  }
  return kept;
}

function swapMs(key: RunKey, subscriber: number, day: number): number {
  if (!isSwapper(key, subscriber)) return -1;
  const phase = hashWords(subscriber, SWAP_BLOCK_DAYS) % SWAP_BLOCK_DAYS;
  const block = Math.floor((day + phase) / SWAP_BLOCK_DAYS);
  const word = draw(key, subscriber, PURPOSE.secondHandset, block);
  if (fraction(word) >= SWAPS_PER_BLOCK) return -1;
  if (hashWords(word, 1) % SWAP_BLOCK_DAYS !== (day + phase) % SWAP_BLOCK_DAYS) return -1;
  return Math.floor(SHOP_FROM_MS + fraction(hashWords(word, 2)) * SHOP_SPAN_MS);
}

function isSwapper(key: RunKey, subscriber: number): boolean {
  return fraction(draw(key, subscriber, PURPOSE.secondHandset, -1)) < SWAPPERS;
}
