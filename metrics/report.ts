// The report of a run, from what its parts have counted: money, attention, goals, and the sums.
import { RULES, type Rule } from "../domain/decision.ts";
import { Digest } from "../domain/digest.ts";
import { OUTCOME_KINDS } from "../domain/offer.ts";
import { judgeGoals } from "./goals.ts";
import { originTable } from "./origins.ts";
import { scoresOf } from "./scorecard.ts";
import type {
  Arm,
  ArmOfOffers,
  Attention,
  CampaignPart,
  CampaignSummary,
  OfferCounts,
  OrderPrice,
  OutcomeCounts,
  Prices,
  Report,
  SummaryPart,
} from "./summary.ts";

/** Steps in the life of an offer that do not end it. */
const STEPS: readonly string[] = ["delivered", "held", "reminded"];

const NO_PRICES: Prices = { contactYuan: {}, campaigns: [] };

/** What a report says of a run besides what was counted. */
export type ReportedRun = Pick<Report, "scenario" | "seed" | "subscribers" | "simulatedMs"> & {
  readonly prices?: Prices;
  /** As the scenario writes them. */
  readonly goals?: readonly string[];
};

/** The report of a run that was counted in these parts; `campaigns` are its campaigns' names. */
export function reportOf(
  parts: readonly SummaryPart[],
  campaigns: readonly string[],
  run: ReportedRun,
): Report {
  const prices = run.prices ?? NO_PRICES;
  const counted = campaigns.map((_, campaign) =>
    summed(parts.map((part) => part.byCampaign[campaign]!)),
  );
  const byCampaign = counted.map((part, campaign) => summaryOf(part, campaign, prices));
  const sum = (key: "offered" | "suppressed" | keyof OfferCounts): number =>
    total(byCampaign, (campaign) => campaign[key]);
  const digests = (stream: keyof Report["digests"]): string => {
    const all = new Digest();
    for (const part of parts) all.merge(Digest.parse(part.digests[stream]));
    return all.toString();
  };
  const events = digests("events");
  const report = {
    scenario: run.scenario,
    seed: run.seed,
    subscribers: run.subscribers,
    simulatedMs: run.simulatedMs,
    events: Digest.parse(events).count,
    triggers: triggersOf(parts),
    decisions: {
      offered: sum("offered"),
      suppressed: { total: sum("suppressed"), byRule: ofRules(counted) },
    },
    offers: Object.fromEntries(
      [...OUTCOME_KINDS, "open" as const].map((kind) => [kind, sum(kind)]),
    ) as unknown as OfferCounts,
    reached: total(parts, (part) => part.reached),
    attention: attentionOf(byCampaign.map(({ attention }) => attention)),
    byCampaign: Object.fromEntries(
      byCampaign.map((campaign, index) => [campaigns[index]!, campaign]),
    ),
    scorecard: scoresOf(parts.map((part) => part.scorecard)),
    ...originsOf(parts),
    digests: { events, triggers: digests("triggers"), decisions: digests("decisions") },
  };
  const { digests: last, ...rest } = report;
  return { ...rest, goals: judgeGoals(run.goals ?? [], report), digests: last };
}

function originsOf(parts: readonly SummaryPart[]): Pick<Report, "origins"> {
  const origins = originTable(parts.map((part) => part.origins));
  return origins.length === 0 ? {} : { origins };
}

function total<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

/** By name, in the order of the definitions; those that never fired too. */
function triggersOf(parts: readonly SummaryPart[]): Report["triggers"] {
  const names = new Set(parts.flatMap((part) => Object.keys(part.triggers)));
  return Object.fromEntries(
    [...names].map((name) => [name, total(parts, (part) => part.triggers[name] ?? 0)]),
  );
}

/** In the order of RULES; rules that held nothing back are left out. */
function ofRules(parts: readonly Pick<CampaignPart, "byRule">[]): Partial<Record<Rule, number>> {
  const byRule: Partial<Record<Rule, number>> = {};
  for (const rule of RULES) {
    const count = total(parts, (part) => part.byRule[rule] ?? 0);
    if (count > 0) byRule[rule] = count;
  }
  return byRule;
}

/** One campaign as several shards have counted it. */
function summed(parts: readonly CampaignPart[]): CampaignPart {
  const sum = (key: "offered" | "suppressed" | "lostArbitration"): number =>
    total(parts, (part) => part[key]);
  return {
    offered: sum("offered"),
    suppressed: sum("suppressed"),
    lostArbitration: sum("lostArbitration"),
    outcomes: Object.fromEntries(
      OUTCOME_KINDS.map((kind) => [kind, total(parts, (part) => part.outcomes[kind])]),
    ) as OutcomeCounts,
    byRule: ofRules(parts),
    byChannel: keysOf(parts, "byChannel", (channel) =>
      total(parts, (part) => part.byChannel[channel] ?? 0),
    ),
    arms: keysOf(parts, "arms", (arm) => {
      const of = (key: keyof ArmOfOffers): number =>
        total(parts, (part) => part.arms[arm]?.[key] ?? 0);
      return {
        offered: of("offered"),
        orders: of("orders"),
        people: of("people"),
        converted: of("converted"),
      };
    }),
    treated: armOf(parts, "treated"),
    control: armOf(parts, "control"),
  };
}

function armOf(parts: readonly CampaignPart[], key: "treated" | "control"): Arm {
  return {
    people: total(parts, (part) => part[key].people),
    converted: total(parts, (part) => part[key].converted),
  };
}

/** All keys of a record that parts have, sorted, so that shards make no difference. */
function keysOf<T>(
  parts: readonly CampaignPart[],
  record: "byChannel" | "arms",
  value: (key: string) => T,
): Record<string, T> {
  const keys = new Set(parts.flatMap((part) => Object.keys(part[record])));
  return Object.fromEntries([...keys].sort().map((key) => [key, value(key)]));
}

function summaryOf(part: CampaignPart, campaign: number, prices: Prices): CampaignSummary {
  const { offered, suppressed, lostArbitration, outcomes, treated, control } = part;
  const own = prices.campaigns[campaign];
  const ended = total(
    OUTCOME_KINDS.filter((kind) => !STEPS.includes(kind)),
    (kind) => outcomes[kind],
  );
  const byChannel = Object.entries(part.byChannel);
  const contacts = total(byChannel, ([, count]) => count);
  /** Of all contacts, by what one costs in its channel. */
  const ofContacts = (costs: Readonly<Record<string, number>> = {}): number =>
    total(byChannel, ([channel, count]) => count * (costs[channel] ?? 0));
  const complaintDamage = outcomes.complained * (prices.damage?.complaint ?? 0);
  const arms = Object.entries(part.arms).map(([arm, counts]) => ({
    counts,
    price: own?.arms?.[Number(arm)] ?? { name: arm },
  }));
  const ordersOfArms = total(arms, ({ counts }) => counts.orders);
  /** Of all orders, an arm's by its own product. */
  const ofOrders = (key: keyof OrderPrice): number =>
    (outcomes.accepted - ordersOfArms) * (own?.[key] ?? 0) +
    total(arms, ({ counts, price }) => counts.orders * (price[key] ?? 0));
  return {
    triggers: offered + suppressed,
    offered,
    suppressed,
    suppressedByRule: part.byRule,
    lostArbitration,
    ...outcomes,
    open: offered - ended,
    costYuan: hundredths(ofContacts(prices.contactYuan) + ofOrders("costYuan")),
    revenueYuan: hundredths(ofOrders("priceYuan")),
    attention: {
      contacts,
      complaints: outcomes.complained,
      damage: hundredths(ofContacts(prices.damage?.contact) + complaintDamage),
    },
    ...(arms.length === 0
      ? {}
      : {
          arms: Object.fromEntries(arms.map(({ price, counts }) => [price.name, counts])),
        }),
    treated,
    control,
  };
}

function attentionOf(parts: readonly Attention[]): Attention {
  return {
    contacts: total(parts, ({ contacts }) => contacts),
    complaints: total(parts, ({ complaints }) => complaints),
    damage: hundredths(total(parts, ({ damage }) => damage)),
  };
}

/** To the fen, or a hundredth of a point, so that no sum shows the noise of its last digits. */
function hundredths(amount: number): number {
  return Math.round(amount * 100) / 100;
}
