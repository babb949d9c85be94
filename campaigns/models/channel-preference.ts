// Which way a customer likes to be dealt with: one score for each channel (campaigns.md K4).
import { CHANNELS, type Channel } from "../../domain/directory.ts";
import parameters from "./channel-preference.json" with { type: "json" };
import { type Factor, scoreOf } from "./factors.ts";

/** What is known of a month: counts, minutes and shares of 1, by the names of the factors. */
export type ChannelInputs = Readonly<Record<string, number>>;

const FACTORS: Readonly<Record<Channel, Readonly<Record<string, Factor>>>> = parameters.channels;

/** 0 to 100 for each channel. */
export function channelScores(inputs: ChannelInputs): Readonly<Record<Channel, number>> {
  return Object.fromEntries(
    CHANNELS.map((channel) => [channel, scoreOf(FACTORS[channel], inputs)]),
  ) as Record<Channel, number>;
}

/** The channel with the highest score; the first of them in the order of CHANNELS on a tie. */
export function preferredOf(inputs: ChannelInputs): Channel {
  const scores = channelScores(inputs);
  return CHANNELS.reduce((best, channel) => (scores[channel] > scores[best] ? channel : best));
}
