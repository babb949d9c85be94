// How the generated people answer offers: by need at the moment of contact, equations below.
import type { CampaignBook } from "../../campaigns/campaign.ts";
import { armOf, whatOf } from "../../campaigns/rulebook.ts";
import type { Offered } from "../../domain/decision.ts";
import type { Channel, Directory } from "../../domain/directory.ts";
import { hashText, hashWords } from "../../domain/hash.ts";
import type { SubscriberIndex } from "../../domain/identity.ts";
import type { Reaction, ResponseModel } from "../../domain/offer.ts";
import { SECOND_MS } from "../../domain/time.ts";
import {
  claimedBy,
  dispositionOf,
  momentFactor,
  needOf,
  productOf,
  type TruthOfMoments,
  truthAgainst,
  worthOf,
} from "../needs.ts";
import { exponential, lognormal, PURPOSE, type RunKey, uniform } from "../random.ts";
import answers from "../response/answers.json" with { type: "json" };
import { millisecondsOf } from "../response/parameters.ts";

const { fatigue, annoyance, fit, channel: liking } = answers;
/** Offer to handset through the service centre, seconds. */
const DELIVERY_SECONDS = {
  mu: Math.log(answers.delivery.median.value),
  sigma: answers.delivery.sigma.value,
};
/** Handset to eyes, seconds. */
const READING_SECONDS = {
  mu: answers.reading.logMedian.value,
  sigma: answers.reading.sigma.value,
};
/** Reading to answering, mean. */
const THINKING_MS = millisecondsOf(answers.thinking);

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
 * The response model of a run: docs/response.md has its equations, simulator/response/answers.json
 * its parameters. With `a` = accept, `u` = unprompted and `c` = complain of the campaign, n = contact
 * pressure of the offer, D = the person's fixed disposition to the product, uniform in (0, 1], and
 * w = what of the need is there when the message arrives, 0 to 1:
 *
 * - the person converts without a message when D > 1 − u, and accepts this offer when
 *   D > 1 − (u + (a − u)·w·exp(−0.12·n)). Nobody converts less for being contacted when a ≥ u;
 * - where the rates hold at contact (the default), w = M(arrival, true moments) / M(decision, moments
 *   that the trigger claims), at most 1, with the need's moment factor M (simulator/needs.ts): `a` is
 *   the share that accepts an offer that comes at once, on a moment that is true. What `truth` does
 *   not know of, or without it, claims count as true, and only the delay remains;
 * - where they hold `at: peak`, w = M(arrival, true moments) · fit · liking of the channel: `a` is the
 *   share at the best hour of the product's strongest moment, and what a moment is worth emerges;
 * - otherwise the person complains with chance c·exp(0.35·n)·min(30, w^−2.19)/(1 − P(accept)): who is
 *   disturbed without need complains sooner;
 * - or wants no more offers with chance o·exp(0.35·n)/(1 − P(accept)), o = optOut or the file's;
 * - of the rest, a quarter decline and the others let the offer expire.
 *
 * Those who accept are those who need most; the moment decides how many they are. Reading time is
 * the person's own and so already inside any published rate; it delays the answer and does not enter
 * w. As D is fixed, who said no to a first offer hardly ever accepts the same product at a like
 * moment later: repeating gains little. D depends on the product and the person, the other draws on
 * the campaign's name, the person and the time of sending: changing one campaign leaves the answers
 * to all others as they were. Fit and liking need `people`; without them they are 1.
 */
export function createResponses(
  book: Pick<CampaignBook, "campaigns" | "definitions">,
  key: RunKey,
  truth?: TruthOfMoments,
  people?: Pick<Directory, "profile">,
): PeopleResponses {
  const sold = book.campaigns.map((campaign) =>
    [undefined, ...(campaign.arms ?? []).keys()].map((arm) => ({
      campaign: campaign.name,
      product: productOf(
        whatOf(campaign, arm),
        book.definitions[campaign.whenAndWhere.definition]!,
      ),
    })),
  );
  const names = book.campaigns.map(({ name }) => hashText(name));
  const soldBy = (campaign: number, arm = -1) => sold[campaign]![arm + 1]!;
  const armFor = ({ subscriber, campaign }: { subscriber: SubscriberIndex; campaign: number }) =>
    armOf(book.campaigns[campaign]!, subscriber);
  const worth = (offer: Offered, arrivalMs: number): number => {
    const { subscriber, campaign, trigger } = offer;
    const { product } = soldBy(campaign, offer.arm);
    const { timeMs } = trigger;
    const claimed = claimedBy(trigger.facts, timeMs);
    const moments = truth ? truthAgainst(claimed, truth, subscriber, arrivalMs) : claimed;
    const arrival = { timeMs: arrivalMs, moments };
    const { response } = whatOf(book.campaigns[campaign]!, offer.arm);
    return response.at === "peak"
      ? momentFactor(product, arrival) * suits(people, subscriber, offer.channel ?? "sms")
      : worthOf(product, { timeMs, moments: claimed }, arrival);
  };
  return {
    react(offer) {
      const { subscriber, campaign } = offer;
      const rates = whatOf(book.campaigns[campaign]!, offer.arm).response;
      const pressure = offer.contactPressure ?? 0;
      const sentMs = sentAt(offer);
      const moment = hashWords(names[campaign]!, sentMs);
      const deliveredAfterMs = Math.round(
        SECOND_MS * lognormal(DELIVERY_SECONDS, key, subscriber, PURPOSE.delivery, moment),
      );
      const left = worth(offer, sentMs + deliveredAfterMs);
      const weight = left * Math.exp(-fatigue.wish.value * pressure);
      const accepts = rates.unprompted + (rates.accept - rates.unprompted) * weight;
      const complains =
        rates.complain * Math.exp(fatigue.complaint.value * pressure) * annoyanceAt(left);
      const { optOut } = answers;
      const leaves =
        (rates.optOut ?? optOut.rate.value) * Math.exp(optOut.fatigue.value * pressure);
      return {
        deliveredAfterMs,
        answer: answerOf({
          accepts: dispositionOf(key, subscriber, soldBy(campaign, offer.arm)) > 1 - accepts,
          mood: uniform(key, subscriber, PURPOSE.mood, moment),
          complaint: accepts < 1 ? complains / (1 - accepts) : 0,
          optOut: accepts < 1 ? leaves / (1 - accepts) : 0,
        }),
        answeredAfterMs: deliveredAfterMs + answeringMs(key, offer, moment),
      };
    },
    convertsUnprompted(person) {
      const { subscriber, campaign } = person;
      const arm = armFor(person);
      const { unprompted } = whatOf(book.campaigns[campaign]!, arm).response;
      return dispositionOf(key, subscriber, soldBy(campaign, arm)) > 1 - unprompted;
    },
    needOf: ({ subscriber, campaign, timeMs }) =>
      needOf(key, subscriber, soldBy(campaign, armFor({ subscriber, campaign })), {
        timeMs,
        moments: truth?.of(subscriber, timeMs) ?? {},
      }),
  };
}

/** When an offer was sent, ms since the start. */
function sentAt({ timeMs, deliverAtMs }: Offered): number {
  return deliverAtMs !== undefined && Number.isFinite(deliverAtMs) ? deliverAtMs : timeMs;
}

/** How many times likelier a complaint is where so much of the need is there: 1 at its best. */
export function annoyanceAt(worth: number): number {
  return Math.min(annoyance.most.value, Math.max(worth, 0.01) ** -annoyance.exponent.value);
}

const WRITTEN: ReadonlySet<string> = new Set(["sms", "mms", "wapPush"]);

/** Fit and liking of the channel, 0 to 1. */
function suits(
  people: Pick<Directory, "profile"> | undefined,
  subscriber: SubscriberIndex,
  channel: string,
): number {
  const profile = people?.profile(subscriber);
  if (profile === undefined) return 1;
  const way = (WRITTEN.has(channel) ? "sms" : channel) as Channel;
  const isVip = profile.valueTier === "A1" || profile.valueTier === "A2";
  const liked = way === profile.preferredChannel ? liking.preferred : liking.other;
  return (isVip ? fit.vip : fit.others).value * liked.value;
}

function answerOf(person: {
  readonly accepts: boolean;
  readonly mood: number;
  readonly complaint: number;
  readonly optOut: number;
}): Reaction["answer"] {
  if (person.accepts) return "accepted";
  if (person.mood < person.complaint) return "complained";
  // From the silent end, so that all others answer as they would without it.
  if (person.mood >= 1 - person.optOut) return "optedOut";
  // The same draw again, stretched over those who did not complain.
  const rest = (person.mood - person.complaint) / (1 - person.complaint);
  return rest < answers.declining.value ? "declined" : "none";
}

function answeringMs(key: RunKey, { subscriber }: Offered, moment: number): number {
  const reading = SECOND_MS * lognormal(READING_SECONDS, key, subscriber, PURPOSE.reading, moment);
  return Math.round(reading + exponential(THINKING_MS, key, subscriber, PURPOSE.thinking, moment));
}
