// What a campaign offers: the block `what`, and the arms that change parts of it.
import { z } from "zod";
import { CONTACT_CHANNELS } from "../domain/decision.ts";
import { PRODUCTS } from "../domain/product.ts";
import { words } from "./phrases.ts";
import { yuan } from "./products.ts";
import { deliveryMoment, duration, productName, share, slug, wholeNumber } from "./scalars.ts";

const response = z
  .strictObject({
    accept: share().describe("Chance of acceptance when the offer comes at once and is the first."),
    unprompted: share().describe(
      "Chance that the same person converts with no message at all; these are among those who " +
        "accept, so accept − unprompted is what the message itself brings.",
    ),
    complain: share().describe("Chance of a complaint about one message."),
    at: z
      .enum(["contact", "peak"])
      .exactOptional()
      .describe(
        "Where the rates hold. contact: at this campaign's contacts. peak: at the best moment of " +
          "the need, and less elsewhere. Default contact.",
      ),
    optOut: share()
      .exactOptional()
      .describe("Chance of an answer that no more is wanted. Default: see docs/response.md."),
  })
  .describe(
    "How people answer. Say beside each rate whether it is calibrated (source) or assumed.",
  );

const followUp = z.strictObject({
  after: duration({ minimum: "1m", maximum: "365d" }).describe(
    "So long after the message before it.",
  ),
  text: words("the text of the reminder"),
});

const channel = z.enum(CONTACT_CHANNELS);

/** Every line of it, without defaults: of an arm, only what differs stands. */
const lines = {
  offer: words("the offer").describe("The offer, so that “… offered” reads well."),
  channel: channel.describe("How the offer travels. Default sms, or the first of `channels`."),
  channels: z
    .array(channel)
    .min(1)
    .max(CONTACT_CHANNELS.length)
    .describe(
      "In order of preference: the first that the handset can take and that has room. " +
        "Default: `channel` alone.",
    ),
  product: productName().describe(
    `What is sold: an id of products, or a class of need (${PRODUCTS.join(", ")}); simulated ` +
      "people who need it accept. Default: by trigger, see docs/triggers.md; other: a need of " +
      "this campaign's own.",
  ),
  text: words("the text of the message"),
  expiresAfter: duration({ minimum: "1m", maximum: "365d" }).describe(
    "Unanswered for this long, the offer ends. Default 1d.",
  ),
  offersPerDay: wholeNumber({ from: 1, to: 10_000_000 }).describe(
    "At most so many offers are sent from midnight to midnight, to all people together: first " +
      "come, first served; in a live run each partition has an equal share. Those that wait " +
      "(`deliver`, `hold`) count when they are sent, so that more are made, and what is left over " +
      "expires while held. Default: no limit.",
  ),
  budget: yuan().describe(
    "Yuan that the campaign's contacts may cost in the whole run. Default: no limit.",
  ),
  deliver: deliveryMoment().describe(
    "When it is sent: now, { after: 5s } after the moment, nextIdle (the person has had no calls " +
      'or messages for half an hour) or at the next { at: "08:30" }. Default now.',
  ),
  hold: duration({ minimum: "1m", maximum: "30d" }).describe(
    "A moment in quiet hours, or outside this campaign's hours, waits for the next allowed hour, " +
      "at most so long; so does, behind its `deliver`, an offer whose channel is full then. " +
      "Default: it is held back for good.",
  ),
  followUps: z
    .array(followUp)
    .min(1)
    .max(10)
    .describe("Reminders to people who have not answered, in this order. Default: none."),
  response,
};

export const what = z
  .strictObject({
    ...lines,
    offer: lines.offer
      .exactOptional()
      .describe("The offer, so that “… offered” reads well. Default: its product's title."),
    channel: lines.channel.exactOptional(),
    channels: lines.channels.exactOptional(),
    product: lines.product.exactOptional(),
    text: lines.text
      .exactOptional()
      .describe("The text of the message. Default: its product's script for the channel."),
    expiresAfter: lines.expiresAfter.prefault("1d"),
    offersPerDay: lines.offersPerDay.exactOptional(),
    budget: lines.budget.exactOptional(),
    deliver: lines.deliver.exactOptional(),
    hold: lines.hold.exactOptional(),
    followUps: lines.followUps.exactOptional(),
  })
  .describe("What is offered, in which words, and how people are thought to answer.");

export type WhatBlock = z.output<typeof what>;

const { offersPerDay: _, budget: __, ...armLines } = lines;

/** An arm's own lines; limits are the campaign's. */
const armWhat = z.strictObject(armLines).partial();

export const arms = z
  .array(
    z.strictObject({
      name: slug().describe("The arm's name in reports."),
      share: share().describe("This part of all people, always the same by a stable hash."),
      what: armWhat.describe(
        "Lines of `what` that differ for these people; the rest is shared. `channel` and `channels` " +
          "say one thing: one of them here is instead of both.",
      ),
    }),
  )
  .max(20)
  .exactOptional()
  .describe(
    "Variants of the offer, for a part of the people each; who is in none gets the campaign's " +
      "own. Default: none.",
  );

export type ArmWhatBlock = z.output<typeof armWhat>;
