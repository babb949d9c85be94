// Hidden need: how much a person wants a product at a moment. Truth, never shown to a decision.
import type { Campaign, Product } from "../campaigns/campaign.ts";
import { hashText } from "../domain/hash.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../domain/time.ts";
import type { TriggerFacts, TriggerName, TriggerParameters } from "../domain/trigger.ts";
import { PURPOSE, type RunKey, uniform } from "./random.ts";

/** What wakes a need. */
export type MomentName =
  | "newHandset"
  | "switchedOn"
  | "callsMissed"
  | "waiting"
  | "travelling"
  | "toneHeard"
  | "asked";

/**
 * When something happened to a person, or went on, ms since the scenario's start. `untilMs` is
 * `sinceMs` for what happens at once, and Infinity while it goes on.
 */
export interface Moment {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** A person's latest moment of each kind; absent for what has not happened. */
export type Moments = Partial<Readonly<Record<MomentName, Moment>>>;

/** Who knows what really happened to the people. */
export interface TruthOfMoments {
  /** Kinds of moments that are known; of all others a trigger's claim counts as true. */
  readonly known: readonly MomentName[];
  /** A person's latest moments of these kinds that had begun by a time, ms since the start. */
  of(subscriber: number, timeMs: number): Moments;
}

/** How one kind of moment wakes the need for a product. */
export interface Wake {
  /** 0 to 1; the strongest moment of a product has 1. */
  readonly strength: number;
  /** The need grows to 1 − 1/e of its height in this time; 0: at once. */
  readonly onsetMs: number;
  /** What goes fast after the moment, 0 to 1, and how fast; the rest goes slowly. */
  readonly fast: number;
  readonly fastMs: number;
  readonly slowMs: number;
}

export interface NeedCurve {
  /** Need without any moment, as a part of the need at its strongest moment. */
  readonly base: number;
  /** Need by hour of the day, 0 to 1: which of {@link HOURS}. */
  readonly hours: keyof typeof HOURS;
  readonly wakes: Partial<Readonly<Record<MomentName, Wake>>>;
  /** Where the numbers are from. */
  readonly mark: string;
}

/** Need at the full hours of a day, from midnight; between them it runs straight. All ASSUMED. */
export const HOURS = {
  /** Whenever awake. */
  awake: [
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 0.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.9, 0.7, 0.5,
  ],
  /** Lunch, the way home and the evening. */
  leisure: [
    0.4, 0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 0.5, 0.6, 0.6, 0.6, 0.7, 0.9, 0.8, 0.6, 0.6, 0.7, 0.8, 0.9,
    1, 1, 1, 0.9, 0.7,
  ],
  /** Breakfast and the way to work, again in the evening. */
  news: [
    0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 0.7, 1, 1, 0.8, 0.6, 0.6, 0.8, 0.7, 0.5, 0.5, 0.6, 0.8, 0.8, 0.7,
    0.6, 0.5, 0.4, 0.3,
  ],
} as const;

/** What fades as g(τ) of design/traffic.md 2.6: 0.6 in a quarter of an hour, 0.4 in a day. */
const FADING = { onsetMs: 0, fast: 0.6, fastMs: 15 * MINUTE_MS, slowMs: DAY_MS } as const;

/** Something that lasts: it takes a while to bore, and is soon over once it ends. */
const whileItLasts = (strength: number, onsetMs: number, afterMs: number): Wake => ({
  strength,
  onsetMs,
  fast: 1,
  fastMs: afterMs,
  slowMs: DAY_MS,
});

/** The curves of all products: the one table of their parameters. */
export const NEEDS: Readonly<Record<Product, NeedCurve>> = {
  mms: {
    base: 0.15,
    hours: "leisure",
    // The time of finding out what the new phone can do (campaigns.md J24).
    wakes: {
      newHandset: {
        strength: 1,
        onsetMs: 30 * MINUTE_MS,
        fast: 0.3,
        fastMs: 6 * HOUR_MS,
        slowMs: 5 * DAY_MS,
      },
    },
    mark: "ASSUMED",
  },
  wap: {
    base: 0.2,
    hours: "leisure",
    wakes: {
      travelling: whileItLasts(1, 10 * MINUTE_MS, 20 * MINUTE_MS),
      waiting: whileItLasts(0.9, 15 * MINUTE_MS, 10 * MINUTE_MS),
      newHandset: {
        strength: 0.7,
        onsetMs: HOUR_MS,
        fast: 0.3,
        fastMs: 6 * HOUR_MS,
        slowMs: 5 * DAY_MS,
      },
    },
    mark: "ASSUMED",
  },
  missedCallAlert: {
    base: 0.1,
    hours: "awake",
    wakes: {
      callsMissed: {
        strength: 1,
        onsetMs: 0,
        fast: 0.5,
        fastMs: 30 * MINUTE_MS,
        slowMs: 12 * HOUR_MS,
      },
      switchedOn: { strength: 0.4, ...FADING },
    },
    mark: "ASSUMED",
  },
  mobileNewspaper: {
    base: 0.2,
    hours: "news",
    wakes: {
      waiting: whileItLasts(1, 15 * MINUTE_MS, 10 * MINUTE_MS),
      travelling: whileItLasts(0.7, 15 * MINUTE_MS, 15 * MINUTE_MS),
    },
    mark: "ASSUMED",
  },
  ringbackTone: {
    base: 0.35,
    hours: "awake",
    wakes: { toneHeard: { strength: 1, ...FADING } },
    mark:
      "base CALIBRATED: 1 % at any moment against 2.44 % (M-Zone), 0.3 % against 1 % (others), " +
      "Jiangsu Mobile; the fading ASSUMED (traffic.md R10: no curve is published)",
  },
  other: {
    base: 0,
    hours: "awake",
    wakes: { asked: { strength: 1, ...FADING } },
    mark: "ASSUMED",
  },
};

/**
 * Need N(u, p, t) of person u for product p, above 0 up to 1, where o is a campaign's own name:
 *
 * - N = D(u, p) · M(p, t);
 * - D is fixed and uniform in (0, 1] over the people, and independent of everything that records
 *   say: no segment is keener than another, so a campaign's rates hold in each. For "other" products
 *   each campaign has its own D, else all campaigns of a product share one;
 * - M = h(t) · (b + (1 − b)·r(t)): the hour of the day h, the base b, the strongest recent moment r;
 * - r = max over the person's moments k of s · (1 − exp(−α/onset)) · (φ·exp(−ω/fast) +
 *   (1 − φ)·exp(−ω/slow)), with ω the time since the moment ended (0 while it lasts), and α the time
 *   since it began, until it ended if it lasted.
 */
export function needOf(
  key: RunKey,
  subscriber: number,
  wanted: { readonly product: Product; readonly campaign: string },
  at: { readonly timeMs: number; readonly moments: Moments },
): number {
  return dispositionOf(key, subscriber, wanted) * momentFactor(wanted.product, at);
}

/** D: the fixed part, above 0 up to 1. */
export function dispositionOf(
  key: RunKey,
  subscriber: number,
  { product, campaign }: { readonly product: Product; readonly campaign: string },
): number {
  const name = product === "other" ? campaign : product;
  return 1 - uniform(key, subscriber, PURPOSE.taste, hashText(name));
}

/** M: the part that moves with the hour and the person's moments, above 0 up to 1. */
export function momentFactor(
  product: Product,
  { timeMs, moments }: { readonly timeMs: number; readonly moments: Moments },
): number {
  const { base, hours } = NEEDS[product];
  return hourFactor(hours, timeMs) * (base + (1 - base) * woken(product, timeMs, moments));
}

/** h: 0.1 to 1. */
export function hourFactor(hours: keyof typeof HOURS, timeMs: number): number {
  const table = HOURS[hours];
  const clock = (((timeMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
  const hour = Math.floor(clock);
  const from = table[hour]!;
  return from + (table[(hour + 1) % 24]! - from) * (clock - hour);
}

/** r: 0 to 1. */
function woken(product: Product, timeMs: number, moments: Moments): number {
  const { wakes } = NEEDS[product];
  let strongest = 0;
  for (const name of Object.keys(wakes) as MomentName[]) {
    const moment = moments[name];
    if (moment === undefined || moment.sinceMs > timeMs) continue;
    strongest = Math.max(strongest, wakeOf(wakes[name]!, timeMs, moment));
  }
  return strongest;
}

function wakeOf(wake: Wake, timeMs: number, { sinceMs, untilMs }: Moment): number {
  const { strength, onsetMs, fast, fastMs, slowMs } = wake;
  const overMs = Math.max(0, timeMs - untilMs);
  const grownMs = untilMs > sinceMs ? Math.min(timeMs, untilMs) - sinceMs : timeMs - sinceMs;
  const grown = onsetMs === 0 ? 1 : 1 - Math.exp(-grownMs / onsetMs);
  const left = fast * Math.exp(-overMs / fastMs) + (1 - fast) * Math.exp(-overMs / slowMs);
  return strength * grown * left;
}

/** What a campaign sells that does not say so, by the moment that it waits for. ASSUMED. */
const PRODUCT_OF_TRIGGER: Readonly<Record<TriggerName, Product>> = {
  "handset.changed": "mms",
  "powered.on": "missedCallAlert",
  "area.dwelled": "mobileNewspaper",
  "cells.changedRapidly": "wap",
  "ringback.heard": "ringbackTone",
};

/** What a campaign sells: as it says, else the usual product of its moment. */
export function productOf(
  what: Pick<Campaign["what"], "product">,
  trigger: TriggerParameters,
): Product {
  if (what.product !== undefined) return what.product;
  if (trigger.name === "handset.changed" && trigger.gains === "wap") return "wap";
  return PRODUCT_OF_TRIGGER[trigger.name];
}

/**
 * The moments that a trigger claims, as the tap shows them; the truth may be another. `asked` is
 * always among them: for products whose need no moment of theirs is known to wake.
 */
export function claimedBy(facts: TriggerFacts, timeMs: number): Moments {
  const once = (sinceMs: number): Moment => ({ sinceMs, untilMs: sinceMs });
  const goingOn = (sinceMs: number): Moment => ({ sinceMs, untilMs: Number.POSITIVE_INFINITY });
  const asked = once(timeMs);
  switch (facts.name) {
    case "handset.changed":
      return { asked, newHandset: once(timeMs - facts.sinceMs) };
    case "powered.on":
      return {
        asked,
        switchedOn: once(timeMs),
        ...(facts.missedCalls > 0 ? { callsMissed: once(timeMs) } : {}),
      };
    case "area.dwelled":
      return { asked, waiting: goingOn(timeMs - facts.stayMs) };
    case "cells.changedRapidly":
      return { asked, travelling: goingOn(timeMs - facts.withinMs) };
    case "ringback.heard":
      return { asked, toneHeard: once(timeMs) };
  }
}

/** What really happened where that is known, and what a trigger claims of the rest. */
export function truthAgainst(
  claimed: Moments,
  truth: TruthOfMoments,
  subscriber: number,
  timeMs: number,
): Moments {
  const unknown = Object.entries(claimed).filter(
    ([name]) => !truth.known.includes(name as MomentName),
  );
  return { ...Object.fromEntries(unknown), ...truth.of(subscriber, timeMs) };
}

/**
 * What of the need at the moment that a trigger claims is left when its message arrives, 0 to 1:
 * M(arrival, true moments) / M(decision, claimed moments), at most 1. So it is 1 for a message that
 * comes at once on a claim that is true, falls with delay, and is low when there was no such moment.
 * A claim that wakes no need of this product counts as being asked.
 */
export function worthOf(
  product: Product,
  claim: { readonly timeMs: number; readonly moments: Moments },
  arrival: { readonly timeMs: number; readonly moments: Moments },
): number {
  const curve = woken(product, claim.timeMs, claim.moments) > 0 ? product : "other";
  const then = momentFactor(curve, claim);
  return then > 0 ? Math.min(1, momentFactor(curve, arrival) / then) : 1;
}
