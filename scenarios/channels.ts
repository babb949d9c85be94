// The channels of a scenario: what a contact costs in each, and how many at a time it can take.
import { z } from "zod";
import type { ChannelTerms } from "../campaigns/terms.ts";
import type { ContactChannel } from "../domain/decision.ts";
import { yuan } from "./products.ts";
import { duration, quantity, wholeNumber } from "./scalars.ts";

const cost = yuan().exactOptional().describe("Yuan for each contact. Default: nothing.");

const messages = (what: string) =>
  z
    .strictObject({
      perSecond: quantity({ from: 0, to: 1_000_000 })
        .exactOptional()
        .describe("Messages a second, of all campaigns together. Default: no limit."),
      cost,
    })
    .exactOptional()
    .describe(what);

export const channels = z
  .strictObject({
    sms: messages("Short messages."),
    mms: messages("Multimedia messages, for handsets that can show them."),
    wapPush: messages("Messages with a link, for handsets that can follow it."),
    web: z
      .strictObject({ cost })
      .exactOptional()
      .describe("A note on the operator's own pages, seen at the next visit."),
    call: z
      .strictObject({
        seats: wholeNumber({ from: 0, to: 100_000 })
          .exactOptional()
          .describe("Agents who call at the same time. Default: no limit."),
        handling: duration({ minimum: "1s", maximum: "4h" })
          .prefault("3m")
          .describe("How long one call keeps an agent, notes included. Default 3m. ASSUMED."),
        cost,
      })
      .exactOptional()
      .describe("Calls by agents."),
    counter: z
      .strictObject({
        counters: wholeNumber({ from: 0, to: 100_000 })
          .exactOptional()
          .describe("Staff who serve at the same time, in all shops. Default: no limit."),
        service: duration({ minimum: "10s", maximum: "8h" })
          .prefault("8m")
          .describe("How long one customer takes. Default 8m. ASSUMED."),
        queueBelow: wholeNumber({ from: 1, to: 100_000 })
          .prefault(3)
          .describe("Offers are made while fewer than so many wait. Default 3. ASSUMED."),
        cost,
      })
      .exactOptional()
      .describe("The counter of a shop, while a customer stands at it."),
  })
  .prefault({})
  .describe("Capacity and cost of the channels, of all campaigns together. Default: no limits.");

type ChannelsBlock = z.output<typeof channels>;

/** What the block says, units in names; undefined when it says nothing. */
export function assembleChannels(
  block: ChannelsBlock,
): Readonly<Partial<Record<ContactChannel, ChannelTerms>>> | undefined {
  const { call, counter, ...others } = block;
  const terms = {
    ...others,
    ...(call && { call: callTerms(call) }),
    ...(counter && { counter: counterTerms(counter) }),
  };
  return Object.keys(terms).length > 0 ? terms : undefined;
}

/** How long a contact takes counts where those who make it are counted. */
function callTerms({ handling, ...rest }: NonNullable<ChannelsBlock["call"]>): ChannelTerms {
  return rest.seats === undefined ? rest : { ...rest, handlingMs: handling };
}

function counterTerms({
  service,
  queueBelow,
  ...rest
}: NonNullable<ChannelsBlock["counter"]>): ChannelTerms {
  return rest.counters === undefined ? rest : { ...rest, serviceMs: service, queueBelow };
}
