// How the generated people answer offers: by need at the moment of contact, equations below.
import type { CampaignBook } from "../../campaigns/campaign.ts";
import type { Offered } from "../../domain/decision.ts";
import { hashText, hashWords } from "../../domain/hash.ts";
import type { SubscriberIndex } from "../../domain/identity.ts";
import type { Reaction, ResponseModel } from "../../domain/offer.ts";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import {
  claimedBy,
  dispositionOf,
  needOf,
  productOf,
  type TruthOfMoments,
  truthAgainst,
  worthOf,
} from "../needs.ts";
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

/** Per earlier contact: how much weaker the wish grows, and how much likelier a complaint. ASSUMED. */
const FATIGUE = { wish: 0.12, complaint: 0.35 };

/** The generated people as those who answer, with what only the simulator may know of them. */
export interface PeopleResponses extends ResponseModel {
  /**
   * Hidden need of a person for what a campaign sells, above 0 up to 1 (simulator/needs.ts). Ground
   * truth: for labels and scores, never for a decision.
   */
  needOf(offer: {
    readonly subscriber: SubscriberIndex;
    readonly campaign: number;
    readonly timeMs: number;
  }): number;
}

/**
 * The response model of a run. With `a` = accept, `u` = unprompted and `c` = complain of the
 * campaign, n = contact pressure of the offer, D = the person's fixed disposition to the product,
 * uniform in (0, 1], and w = what of the need is left when the message arrives, 0 to 1:
 *
 * - the person converts without a message when D > 1 − u, and accepts this offer when
 *   D > 1 − (u + (a − u)·w·exp(−0.12·n)). So `a` is what it is called, the share that accepts an
 *   offer that comes at once, on a moment that is true; the uplift of a run is a − u but for delay,
 *   false moments and fatigue; and nobody converts less for being contacted when a ≥ u;
 * - w = M(arrival, true moments) / M(decision, moments that the trigger claims), at most 1, with the
 *   need's moment factor M (simulator/needs.ts). What `truth` does not know of, or without
 *   it, claims count as true, and only the delay between decision and arrival remains;
 * - otherwise the person complains with chance c·exp(0.35·n)/(1 − P(accept)), at most 1, so that
 *   c·exp(0.35·n) of all messages bring a complaint;
 * - of the rest, a quarter decline and the others let the offer expire.
 *
 * Those who accept are those who need most; the moment decides how many they are. Reading time is
 * the person's own and so already inside any published rate; it delays the answer and does not enter
 * w. As D is fixed, who said no to a first offer hardly ever accepts the same product at a like
 * moment later: repeating gains little. D depends on the product and the person, the other draws on
 * the campaign's name, the person and the trigger's time: changing one campaign leaves the answers
 * to all others as they were.
 */
export function createResponses(
  book: Pick<CampaignBook, "campaigns" | "definitions">,
  key: RunKey,
  truth?: TruthOfMoments,
): PeopleResponses {
  const sold = book.campaigns.map(({ name, what, whenAndWhere }) => ({
    campaign: name,
    product: productOf(what, book.definitions[whenAndWhere.definition]!),
  }));
  const names = book.campaigns.map(({ name }) => hashText(name));
  const disposition = (subscriber: number, campaign: number): number =>
    dispositionOf(key, subscriber, sold[campaign]!);
  return {
    react(offer) {
      const { subscriber, campaign, timeMs, trigger } = offer;
      const rates = book.campaigns[campaign]!.what.response;
      const pressure = offer.contactPressure ?? 0;
      const moment = hashWords(names[campaign]!, timeMs);
      const deliveredAfterMs = Math.round(
        SECOND_MS * lognormal(DELIVERY_SECONDS, key, subscriber, PURPOSE.delivery, moment),
      );
      const claimed = claimedBy(trigger.facts, timeMs);
      const arrivalMs = timeMs + deliveredAfterMs;
      const worth = worthOf(
        sold[campaign]!.product,
        { timeMs, moments: claimed },
        {
          timeMs: arrivalMs,
          moments: truth ? truthAgainst(claimed, truth, subscriber, arrivalMs) : claimed,
        },
      );
      const weight = worth * Math.exp(-FATIGUE.wish * pressure);
      const accepts = rates.unprompted + (rates.accept - rates.unprompted) * weight;
      const complains = rates.complain * Math.exp(FATIGUE.complaint * pressure);
      return {
        deliveredAfterMs,
        answer: answerOf({
          accepts: disposition(subscriber, campaign) > 1 - accepts,
          mood: uniform(key, subscriber, PURPOSE.mood, moment),
          complaint: accepts < 1 ? complains / (1 - accepts) : 0,
        }),
        answeredAfterMs: deliveredAfterMs + answeringMs(key, offer, moment),
      };
    },
    convertsUnprompted: ({ subscriber, campaign }) =>
      disposition(subscriber, campaign) > 1 - book.campaigns[campaign]!.what.response.unprompted,
    needOf: ({ subscriber, campaign, timeMs }) =>
      needOf(key, subscriber, sold[campaign]!, {
        timeMs,
        moments: truth?.of(subscriber, timeMs) ?? {},
      }),
  };
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
