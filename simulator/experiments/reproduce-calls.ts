// A call centre's funnel (S3): a base, whom the contact rule leaves, the best by score, the calls, yeses.
import { byShare } from "../../campaigns/models/screening.ts";
import { hashWords } from "../../domain/hash.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { proportionInterval } from "../../metrics/statistics.ts";
import { FLAG } from "../population.ts";
import { needScoreOf } from "../records.ts";
import { type DrivenPeople, drive, peopleOf } from "./drive.ts";
import preset from "./presets/call-centre.json" with { type: "json" };
import { type Measured, measuredAs, type ReproduceOptions } from "./reproduce-measured.ts";

/** Parts of the preset in the quick mode. */
const QUICK = 400;
/** Stream of who was contacted in the last three months. */
const CONTACTED = 0xca11;
/** The list is worked off, in its order, between these times of a day. */
const CALLING = { fromMs: 9 * HOUR_MS, toMs: 20 * HOUR_MS };
const PRODUCT = "wap";

/** Sizes are the preset's; who fills them, and who says yes, is the people's. */
export function measureCalls({ presets, quick = false }: ReproduceOptions): Measured[] {
  const part = (size: number): number => (quick ? Math.floor(size / QUICK) : size);
  const sizes = {
    customers: part(preset.customers),
    contacted: part(preset.contactedInThreeMonths),
    targets: part(preset.targets),
    calls: part(preset.calls),
  };
  const scenario = presets.calls;
  const people = peopleOf(scenario, sizes.customers);
  const contacted = contactedLately(sizes.customers, sizes.contacted);
  const remaining = everybody(sizes.customers).filter((subscriber) => contacted[subscriber] === 0);
  const targets = targetsOf(people, remaining, sizes.targets);
  const campaign = scenario.campaigns[0]!;
  const facts = { list: "targets" };
  const calling = {
    ...scenario,
    campaigns: [{ ...campaign, what: { ...campaign.what, offersPerDay: sizes.calls } }],
  };
  const { fromMs, toMs } = CALLING;
  const callingAt = (place: number): number =>
    Math.floor(fromMs + (place * (toMs - fromMs)) / targets.length);
  const { report } = drive(
    calling,
    0,
    people,
    targets.map((subscriber, place) => ({ subscriber, timeMs: callingAt(place), facts })),
  );
  const { offered, accepted } = report.byCampaign[campaign.name]!;
  const how =
    `direct drive, no signalling: ${sizes.customers.toLocaleString("en-US")} people, ` +
    "sizes from presets/call-centre.json";
  const count = (id: string, value: number, sample: number): Measured => ({
    id: `s3-funnel.${id}`,
    value,
    sample,
    how,
  });
  return [
    count("contacted", sizes.customers - remaining.length, sizes.customers),
    count("remaining", remaining.length, remaining.length),
    count("targets", targets.length, remaining.length),
    count("targets-share", targets.length / remaining.length, remaining.length),
    count("called", offered, targets.length),
    count("called-share", offered / targets.length, targets.length),
    measuredAs("s3-funnel.success", proportionInterval(accepted, offered), offered, how),
  ];
}

const everybody = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** 1 for so many people, by stable hash: the contacts of three months, an input. */
function contactedLately(customers: number, count: number): Uint8Array {
  const ranks = Float64Array.from(
    { length: customers },
    (_, subscriber) => hashWords(CONTACTED, subscriber) * 2 ** 21 + subscriber,
  );
  const limit = ranks.toSorted()[count]!;
  return Uint8Array.from(ranks, (rank) => (rank < limit ? 1 : 0));
}

/** The best so many by their mined score of need, of those whom the contact policy leaves. */
function targetsOf(people: DrivenPeople, remaining: readonly number[], count: number): number[] {
  const barred = FLAG.doNotDisturb | FLAG.redListed | FLAG.usesWap;
  const { flags } = people.population;
  const free = remaining.filter((subscriber) => (flags[subscriber]! & barred) === 0);
  const scores = new Float64Array(people.population.count);
  for (const subscriber of free) scores[subscriber] = needScoreOf(people, subscriber, PRODUCT);
  // Rounded down, as a share is: half a person more does not round to one more.
  const share = (count + 0.5) / free.length;
  return byShare(free, (subscriber) => scores[subscriber]!, share).toSorted((a, b) => a - b);
}
