// Which way a customer likes to be dealt with: one score for each channel (campaigns.md K4).
import { CHANNELS, type Channel } from "../../domain/directory.ts";
import parameters from "./channel-preference.json" with { type: "json" };
import { type Factor, type KnownScore, knownScoreOf } from "./factors.ts";

type FactorsOf = typeof parameters.channels;
export type ChannelFactor = { [C in Channel]: keyof FactorsOf[C] }[Channel];

/** What is known of somebody: counts and minutes of a month, kinds, and shares of 1. */
export type ChannelInputs = Readonly<Partial<Record<ChannelFactor, number>>>;

const FACTORS: Readonly<Record<Channel, Readonly<Record<string, Factor>>>> = parameters.channels;

export type ChannelScores = Readonly<Record<Channel, KnownScore>>;

/** For each channel the score of the factors that are known, and the share of weight they have. */
export function channelScores(inputs: ChannelInputs): ChannelScores {
  return Object.fromEntries(
    CHANNELS.map((channel) => [channel, knownScoreOf(FACTORS[channel], inputs)]),
  ) as ChannelScores;
}

/**
 * The channel with the highest score, the first of them in the order of CHANNELS on a tie. One of
 * which nothing is known cannot be chosen; undefined when that holds for all.
 */
export function preferredOf(scores: ChannelScores): Channel | undefined {
  return CHANNELS.filter((channel) => scores[channel].known > 0).reduce<Channel | undefined>(
    (best, channel) =>
      best !== undefined && scores[best].score >= scores[channel].score ? best : channel,
    undefined,
  );
}
