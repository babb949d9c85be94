// Whether people's usual channel can be read from what they do, and what answering by it brings (K4).
import type { Campaign, CampaignBook } from "../../campaigns/campaign.ts";
import {
  type ChannelScores,
  channelScores,
  preferredOf,
} from "../../campaigns/models/channel-preference.ts";
import { overlaid } from "../../campaigns/offering.ts";
import { createOutreach } from "../../campaigns/outreach.ts";
import { CHANNELS, type Channel } from "../../domain/directory.ts";
import type { Tokenise } from "../../domain/identity.ts";
import type { Outcome } from "../../domain/offer.ts";
import type { Trigger } from "../../domain/trigger.ts";
import {
  type Agreement,
  agreementOf,
  type Interval,
  type Moments,
  meanDifferenceInterval,
  pairedProportionsInterval,
  proportionInterval,
} from "../../metrics/statistics.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createTraffic, type Traffic } from "../traffic.ts";
import { ChannelCounts } from "./channel-inputs.ts";
import { momentsOf } from "./staleness.ts";

export interface ChannelsOptions {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly days?: number;
  readonly tokenise?: Tokenise;
}

export type ByChannel<T> = Readonly<Record<Channel, T>>;

/** Months by which those of one channel have been customers longer than all others. */
export interface TenureLead {
  readonly model: Interval;
  readonly records: Interval;
}

/** What the same moments brought, answered in one of these ways. */
export const WAYS = ["campaign", "model", "records"] as const;
export interface ChannelWay {
  readonly way: (typeof WAYS)[number];
  readonly delivered: number;
  readonly accepted: number;
  /** Of those delivered, with its interval of 95 %. */
  readonly rate: Interval;
  /**
   * Share of the people who accepted something, less that by the campaigns' own channel: of those to
   * whom one of the two delivered, paired, with the interval of 95 %; null for that way itself.
   */
  readonly gain: Interval | null;
}

export interface ChannelsReport {
  readonly subscribers: number;
  readonly days: number;
  /** Share of the factors' weight that is known, mean over the people. */
  readonly known: ByChannel<number>;
  /** People by the channel that the model reads, and by that of the records. */
  readonly people: ByChannel<ByChannel<number>>;
  readonly model: Agreement;
  /** Everybody read as the commonest channel of the records. */
  readonly baseline: Agreement & { readonly channel: Channel };
  readonly tenure: Readonly<Record<"call" | "sms", TenureLead>>;
  readonly ways: readonly ChannelWay[];
}

/** One person, as the experiment reads her. */
interface Reading {
  readonly scores: ChannelScores;
  readonly model: Channel | undefined;
  readonly records: Channel;
  readonly tenureMonths: number;
}

/** Nobody is contacted on the days that are read; their moments are then answered in three ways. */
export function compareChannels(
  base: Scenario,
  { seed = base.seed, days = base.days, ...options }: ChannelsOptions = {},
): ChannelsReport {
  const scenario = { ...base, days };
  const traffic = createTraffic(scenario, { seed, ...options });
  const { subscribers, directory } = traffic;
  const counts = new ChannelCounts(scenario);
  const triggers = momentsOf(scenario, traffic, (event) => counts.add(event));
  const readings = Array.from({ length: subscribers }, (_, subscriber): Reading => {
    const profile = directory.profile(subscriber)!;
    const scores = channelScores(counts.inputsOf(subscriber, profile, days));
    const { preferredChannel: records, tenureMonths } = profile;
    return { scores, model: preferredOf(scores), records, tenureMonths };
  });
  const channelIn: Readonly<Record<ChannelWay["way"], (of: Reading) => Channel | undefined>> = {
    campaign: () => undefined,
    model: ({ model }) => model,
    records: ({ records }) => records,
  };
  return {
    subscribers,
    days,
    known: byChannel((channel) => meanOf(readings.map(({ scores }) => scores[channel].known))),
    ...agreementsOf(readings),
    tenure: { call: tenureLead(readings, "call"), sms: tenureLead(readings, "sms") },
    ways: waysOf((way) => outcomesOf(scenario, traffic, triggers, readings.map(channelIn[way]))),
  };
}

function agreementsOf(
  readings: readonly Reading[],
): Pick<ChannelsReport, "people" | "model" | "baseline"> {
  const countOf = (model: Channel, records: Channel): number =>
    readings.filter((one) => one.model === model && one.records === records).length;
  const inRecords = byChannel(
    (channel) => readings.filter(({ records }) => records === channel).length,
  );
  const commonest = CHANNELS.reduce((best, one) => (inRecords[one] > inRecords[best] ? one : best));
  const people = byChannel((model) => byChannel((records) => countOf(model, records)));
  const tableOf = (count: (model: Channel, records: Channel) => number) =>
    CHANNELS.map((model) => CHANNELS.map((records) => count(model, records)));
  return {
    people,
    model: agreementOf(tableOf((model, records) => people[model][records])),
    baseline: {
      channel: commonest,
      ...agreementOf(tableOf((one, records) => (one === commonest ? inRecords[records] : 0))),
    },
  };
}

function tenureLead(readings: readonly Reading[], channel: Channel): TenureLead {
  const lead = (by: "model" | "records"): Interval => {
    const months = (isThis: boolean): Moments =>
      summed(
        readings.filter((one) => (one[by] === channel) === isThis).map((one) => one.tenureMonths),
      );
    return meanDifferenceInterval(months(true), months(false));
  };
  return { model: lead("model"), records: lead("records") };
}

function summed(numbers: readonly number[]): Moments {
  const sumOf = (of: (one: number) => number): number =>
    numbers.reduce((sum, one) => sum + of(one), 0);
  return { n: numbers.length, sum: sumOf((one) => one), squares: sumOf((one) => one * one) };
}

/** What one way brought: outcomes, and the people whom they concern. */
interface Brought {
  readonly delivered: number;
  readonly accepted: number;
  readonly reached: ReadonlySet<number>;
  readonly buyers: ReadonlySet<number>;
}

function waysOf(outcomesBy: (way: ChannelWay["way"]) => Brought): readonly ChannelWay[] {
  const own = outcomesBy("campaign");
  return WAYS.map((way) => {
    const brought = way === "campaign" ? own : outcomesBy(way);
    const { delivered, accepted } = brought;
    const rate = proportionInterval(accepted, delivered);
    return { way, delivered, accepted, rate, gain: brought === own ? null : gainOf(brought, own) };
  });
}

function gainOf(first: Brought, second: Brought): Interval {
  const both = [...first.buyers].filter((buyer) => second.buyers.has(buyer)).length;
  const firstOnly = first.buyers.size - both;
  const secondOnly = second.buyers.size - both;
  const reached = new Set([...first.reached, ...second.reached]).size;
  const neither = reached - both - firstOnly - secondOnly;
  return pairedProportionsInterval({ both, firstOnly, secondOnly, neither });
}

/**
 * Everybody is contacted in her channel, who has none in the campaign's own. One outreach for each
 * channel: rules bind a person alone once what people share is lifted, so that their sums are right.
 */
function outcomesOf(
  scenario: Scenario,
  { directory, responses }: Traffic,
  triggers: readonly Trigger[],
  channels: readonly (Channel | undefined)[],
): Brought {
  let delivered = 0;
  let accepted = 0;
  const reached = new Set<number>();
  const buyers = new Set<number>();
  const onOutcome = ({ kind, subscriber }: Outcome): void => {
    if (kind === "delivered") {
      delivered++;
      reached.add(subscriber);
    } else if (kind === "accepted") {
      accepted++;
      buyers.add(subscriber);
    }
  };
  for (const channel of new Set(channels)) {
    const book = byOneChannel(scenario, channel);
    const outreach = createOutreach({ book, directory, responses, onOutcome });
    for (const trigger of triggers) {
      if (channels[trigger.subscriber] === channel) outreach.decide(trigger);
    }
    outreach.advance(Number.MAX_SAFE_INTEGER);
  }
  return { delivered, accepted, reached, buyers };
}

/** Without a control group and without limits that people share, so that only the channel differs. */
function byOneChannel(book: CampaignBook, channel: Channel | undefined): CampaignBook {
  const { channels: _, products, ...rest } = book;
  return {
    ...rest,
    ...(products === undefined
      ? {}
      : { products: products.map(({ pushesPerDay: _, ...product }) => product) }),
    campaigns: book.campaigns.map((campaign) => through(campaign, channel)),
    control: { ...book.control, share: 0 },
  };
}

function through({ what, arms, ...campaign }: Campaign, channel: Channel | undefined): Campaign {
  const { offersPerDay: _, budget: __, ...unlimited } = what;
  return {
    ...campaign,
    what: overlaid(unlimited, { channel }),
    ...(arms === undefined
      ? {}
      : { arms: arms.map((arm) => ({ ...arm, what: overlaid(arm.what, { channel }) })) }),
  };
}

function byChannel<T>(of: (channel: Channel) => T): ByChannel<T> {
  return Object.fromEntries(CHANNELS.map((channel) => [channel, of(channel)])) as ByChannel<T>;
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
