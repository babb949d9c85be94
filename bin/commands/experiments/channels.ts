// kairos experiment channels: the channel that people's doings speak for, and what it is good for.
import { CHANNELS, type Channel } from "../../../domain/directory.ts";
import { type Agreement, type Interval, widthOf } from "../../../metrics/statistics.ts";
import type { ChannelsReport, ChannelWay } from "../../../simulator/experiments/channels.ts";
import { table } from "../../table.ts";

const NAMES: Readonly<Record<Channel, string>> = {
  sms: "SMS  短信",
  call: "phone  电话",
  web: "web  网站",
  counter: "counter  营业厅",
};
const WAY_NAMES: Readonly<Record<ChannelWay["way"], string>> = {
  campaign: "the campaign's own  活动渠道",
  model: "as the model reads  模型渠道",
  records: "as the records say  档案渠道",
};

export function channelsTable(report: ChannelsReport): string {
  return [...readLines(report), "", ...tenureLines(report), "", ...wayLines(report)].join("\n");
}

function readLines({ known, people, model, baseline, ...run }: ChannelsReport): string[] {
  const { subscribers, days } = run;
  return [
    `${subscribers} people, ${days} day${days === 1 ? "" : "s"} without contacts. Rows: the channel that the model reads from what tap,`,
    "feeds and records tell; what nobody tells is left out of a score. Columns: that of the records.",
    "Weights and spans are assumed (campaigns/models/channel-preference.json).",
    "",
    table([
      ["read as  模型", "weight known", ...CHANNELS.map((channel) => NAMES[channel])],
      ...CHANNELS.map((channel) => [
        NAMES[channel],
        percent(known[channel]),
        ...CHANNELS.map((records) => String(people[channel][records])),
      ]),
    ]),
    "",
    table([
      ["agreement with the records  一致率", "observed, 95 %", "by chance", "Cohen's kappa, 95 %"],
      ["the model  模型", ...agreed(model)],
      [`everybody: ${NAMES[baseline.channel]}`, ...agreed(baseline)],
    ]),
    "",
    "The generator lets hotline calls, visits to the counter and the way of questions follow the",
    "records' channel (assumed factors): agreement says how well behaviour is read through noise, and",
    "is no finding about real people.  行为随档案渠道生成（假设），一致率不代表真实用户。",
  ];
}

function tenureLines({ tenure }: ChannelsReport): string[] {
  return [
    "Longer a customer than all others, months, with the interval of 95 %  在网时长差:",
    "",
    table([
      ["channel", "as the model reads", "in the records"],
      ...(["call", "sms"] as const).map((channel) => [
        NAMES[channel],
        months(tenure[channel].model),
        months(tenure[channel].records),
      ]),
    ]),
    "",
    "The source has + for the phone and − for SMS; both are put into the model and into the records.",
  ];
}

function wayLines({ ways }: ChannelsReport): string[] {
  if (ways.every(({ delivered }) => delivered === 0)) {
    return [
      "No moment of a campaign led to a delivery. Give more --subscribers or --days.  没有触达，请增加用户数或天数。",
    ];
  }
  const differing = ways
    .filter(({ gain }) => gain !== null && (gain.low > 0 || gain.high < 0))
    .map(({ way }) => WAY_NAMES[way]);
  return [
    "The same people and moments, answered by channel  按渠道接触:",
    "",
    table([
      [
        "channel",
        "delivered",
        "accepted",
        "rate",
        "95 % interval",
        "more buyers in 1,000 reached, paired",
      ],
      ...ways.map(({ way, delivered, accepted, rate, gain }) => [
        WAY_NAMES[way],
        String(delivered),
        String(accepted),
        delivered === 0 ? "–" : percent(rate.estimate, 2),
        delivered === 0 ? "–" : `${(100 * rate.low).toFixed(2)}–${percent(rate.high, 2)}`,
        gain === null || delivered === 0 ? "–" : inThousand(gain),
      ]),
    ]),
    "",
    differing.length === 0
      ? "No way differs from the campaign's own channel by more than chance."
      : `Apart from the campaign's own channel by more than chance: ${differing.join(", ")}.`,
    "That people like their usual channel better is an assumed parameter of the response model",
    "(docs/response.md) and counts only where rates hold at the peak. A channel is taken to be there at",
    "once: at a counter too, where it would really wait for a visit.",
  ];
}

function agreed({ observed, expected, kappa }: Agreement): string[] {
  return [
    `${percent(observed.estimate)} (${(100 * observed.low).toFixed(0)}–${(100 * observed.high).toFixed(0)})`,
    percent(expected),
    kappaWithInterval(kappa),
  ];
}

/** Without an interval that has no width, and where chance alone explains everything. */
function kappaWithInterval(kappa: Interval): string {
  const { estimate, low, high } = kappa;
  const ends = widthOf(kappa) > 1e-6 ? ` (${low.toFixed(2)} to ${high.toFixed(2)})` : "";
  return `${estimate.toFixed(2)}${ends}`;
}

function months(interval: Interval): string {
  return Number.isNaN(interval.estimate) ? "too few people" : signedInterval(interval);
}

function inThousand({ estimate, low, high }: Interval): string {
  return signedInterval({ estimate: 1000 * estimate, low: 1000 * low, high: 1000 * high });
}

function signedInterval({ estimate, low, high }: Interval): string {
  const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
  return `${signed(estimate)} (${signed(low)} to ${signed(high)})`;
}

function percent(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)} %`;
}
