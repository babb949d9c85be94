// Hidden need: how much a person wants a product at a moment. Truth, never shown to a decision.
import type { Campaign, Product } from "../campaigns/campaign.ts";
import { hashText } from "../domain/hash.ts";
import { DAY_MS, HOUR_MS } from "../domain/time.ts";
import type { TriggerFacts, TriggerParameters } from "../domain/trigger.ts";
import { definitionOf } from "../machines/triggers/catalogue.ts";
import { PURPOSE, type RunKey, uniform } from "./random.ts";
import needs from "./response/needs.json" with { type: "json" };
import { millisecondsOf, type Parameter } from "./response/parameters.ts";

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
}

/** Need at the full hours of a day, from midnight, 0 to 1; between them it runs straight. */
export const HOURS: Readonly<Record<keyof typeof needs.hours, readonly number[]>> = {
  awake: needs.hours.awake.value,
  leisure: needs.hours.leisure.value,
  news: needs.hours.news.value,
};

interface WakeParameters {
  readonly strength: Parameter;
  readonly onset: Parameter;
  readonly fast: Parameter;
  readonly fastTime: Parameter;
  readonly slowTime: Parameter;
}

interface CurveParameters {
  readonly hours: string;
  readonly base: Parameter;
  readonly wakes: Partial<Readonly<Record<MomentName, WakeParameters>>>;
}

/** The curves of all products, from simulator/response/needs.json. */
export const NEEDS: Readonly<Record<Product, NeedCurve>> = curvesOf(needs.products);

function curvesOf(products: Readonly<Record<string, CurveParameters>>): Record<Product, NeedCurve> {
  const curves = Object.entries(products).map(([product, { hours, base, wakes }]) => {
    const woken = Object.entries(wakes).map(([moment, wake]) => [
      moment,
      {
        strength: wake.strength.value,
        onsetMs: millisecondsOf(wake.onset),
        fast: wake.fast.value,
        fastMs: millisecondsOf(wake.fastTime),
        slowMs: millisecondsOf(wake.slowTime),
      } satisfies Wake,
    ]);
    return [product, { base: base.value, hours, wakes: Object.fromEntries(woken) }];
  });
  return Object.fromEntries(curves) as Record<Product, NeedCurve>;
}

/**
 * Need N(u, p, t) of person u for product p, above 0 up to 1, where o is a campaign's own name:
 *
 * - N = D(u, p) · M(p, t);
 * - D is fixed and uniform in (0, 1] over the people, and independent of everything that records
 *   say but the mined scores (simulator/records.ts): no segment that asks for none of those is
 *   keener than another, so a campaign's rates hold in each. For "other" products
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
  const { base, hours } = curveOf(product);
  return hourFactor(hours, timeMs) * (base + (1 - base) * woken(product, timeMs, moments));
}

/** A product that has no curve yet is needed when it is asked for, as "other" ones are. */
function curveOf(product: Product): NeedCurve {
  return NEEDS[product] ?? NEEDS.other;
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
  const { wakes } = curveOf(product);
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

/** What a campaign sells: as it says, else the usual product of its moment. */
export function productOf(
  what: Pick<Campaign["what"], "product">,
  trigger: TriggerParameters,
): Product {
  return what.product ?? (definitionOf(trigger.name).product(trigger) as Product);
}

/**
 * The moments that a trigger claims, as the tap shows them; the truth may be another. `asked` is
 * always among them: for products whose need no moment of theirs is known to wake.
 */
export function claimedBy(facts: TriggerFacts, timeMs: number): Moments {
  const asked: Moment = { sinceMs: timeMs, untilMs: timeMs };
  return { asked, ...definitionOf(facts.name).claims?.(facts, timeMs) };
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
