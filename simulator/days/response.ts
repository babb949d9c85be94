// How the generated people answer offers: the first response model, equations in its docstring.
import type { CampaignBook } from "../../campaigns/campaign.ts";
import type { Offered } from "../../domain/decision.ts";
import { hashText, hashWords } from "../../domain/hash.ts";
import type { SubscriberIndex } from "../../domain/identity.ts";
import type { Reaction, ResponseModel } from "../../domain/offer.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { exponential, lognormal, PURPOSE, type RunKey, uniform } from "../random.ts";

/** Offer to handset through the service centre, seconds: median 6. ASSUMED. */
const DELIVERY_SECONDS = { mu: Math.log(6), sigma: 0.5 };

/**
 * Handset to eyes, seconds: 90 % within 3 min, 99 % within 20 min. CALIBRATED on an industry claim
 * of weak provenance (mobileSQUARED 2010): (ln 1200 − ln 180)/(2.3263 − 1.2816) and ln 180 − 1.2816·σ.
 */
const READING_SECONDS = { mu: 2.8657, sigma: 1.8159 };

/** Reading to answering, mean. ASSUMED. */
const THINKING_MS = 4 * MINUTE_MS;

/** Part of the readers who neither accept nor complain and yet answer no; others let it expire. ASSUMED. */
const DECLINE_SHARE = 0.25;

/**
 * What a late message is worth: a part that goes with the situation and a part that stays for a day.
 * ASSUMED; no published curve is known.
 */
const DECAY = { situational: 0.6, situationalMs: 15 * MINUTE_MS, lastingMs: 24 * HOUR_MS };

/** Per earlier contact: how much weaker the wish grows, and how much likelier a complaint. ASSUMED. */
const FATIGUE = { wish: 0.12, complaint: 0.35 };

/** The generated people as those who answer, with what only the simulator may know of them. */
export interface PeopleResponses extends ResponseModel {
  /**
   * Hidden need of a person for what a campaign offers, above 0 up to 1: 1 − X of the equations at
   * {@link createResponses}. Ground truth: for labels and scores, never for a decision.
   */
  needOf(offer: { readonly subscriber: SubscriberIndex; readonly campaign: number }): number;
}

/**
 * The response model of a run. With `a` = accept, `u` = unprompted and `c` = complain of the
 * campaign, n = contact pressure of the offer, τ = time from the decision to the handset:
 *
 * - g(τ) = 0.6·exp(−τ/15 min) + 0.4·exp(−τ/24 h);
 * - each person holds, per campaign, a fixed X uniform in [0, 1): the person converts without a
 *   message when X < u, and accepts this offer when X < u + (a − u)·g(τ)·exp(−0.12·n). So the uplift
 *   of a run is a − u but for delay and fatigue, and nobody converts less for being contacted
 *   when a ≥ u;
 * - otherwise the person complains with chance c·exp(0.35·n)/(1 − P(accept)), at most 1, so that
 *   c·exp(0.35·n) of all messages bring a complaint;
 * - of the rest, a quarter decline and the others let the offer expire.
 *
 * Reading time is the person's own and so already inside any published rate; it delays the answer
 * and does not enter τ. As X is fixed, who said no to a first offer hardly ever accepts the same
 * campaign later: repeating gains nothing in this first model. X depends on the campaign's name and
 * the person, the other draws on these and the trigger's time: changing one campaign leaves the
 * answers to all others as they were.
 */
export function createResponses(
  book: Pick<CampaignBook, "campaigns">,
  key: RunKey,
): PeopleResponses {
  const names = book.campaigns.map(({ name }) => hashText(name));
  const taste = (subscriber: number, campaign: number): number =>
    uniform(key, subscriber, PURPOSE.taste, names[campaign]!);
  return {
    react(offer) {
      const { subscriber, campaign } = offer;
      const rates = book.campaigns[campaign]!.what.response;
      const pressure = offer.contactPressure ?? 0;
      const moment = hashWords(names[campaign]!, offer.timeMs);
      const deliveredAfterMs = Math.round(
        SECOND_MS * lognormal(DELIVERY_SECONDS, key, subscriber, PURPOSE.delivery, moment),
      );
      const weight = worthAfter(deliveredAfterMs) * Math.exp(-FATIGUE.wish * pressure);
      const accepts = rates.unprompted + (rates.accept - rates.unprompted) * weight;
      const complains = rates.complain * Math.exp(FATIGUE.complaint * pressure);
      return {
        deliveredAfterMs,
        answer: answerOf({
          accepts: taste(subscriber, campaign) < accepts,
          mood: uniform(key, subscriber, PURPOSE.mood, moment),
          complaint: accepts < 1 ? complains / (1 - accepts) : 0,
        }),
        answeredAfterMs: deliveredAfterMs + answeringMs(key, offer, moment),
      };
    },
    convertsUnprompted: ({ subscriber, campaign }) =>
      taste(subscriber, campaign) < book.campaigns[campaign]!.what.response.unprompted,
    needOf: ({ subscriber, campaign }) => 1 - taste(subscriber, campaign),
  };
}

/** g(τ): what a message is worth that arrives τ ms after its moment, 1 at once. */
export function worthAfter(delayMs: number): number {
  const { situational, situationalMs, lastingMs } = DECAY;
  return (
    situational * Math.exp(-delayMs / situationalMs) +
    (1 - situational) * Math.exp(-delayMs / lastingMs)
  );
}

function answerOf(person: {
  readonly accepts: boolean;
  readonly mood: number;
  readonly complaint: number;
}): Reaction["answer"] {
  if (person.accepts) return "accepted";
  if (person.mood < person.complaint) return "complained";
  // The same draw again, stretched over those who did not complain.
  const rest = (person.mood - person.complaint) / (1 - person.complaint);
  return rest < DECLINE_SHARE ? "declined" : "none";
}

function answeringMs(key: RunKey, { subscriber }: Offered, moment: number): number {
  const reading = SECOND_MS * lognormal(READING_SECONDS, key, subscriber, PURPOSE.reading, moment);
  return Math.round(reading + exponential(THINKING_MS, key, subscriber, PURPOSE.thinking, moment));
}
