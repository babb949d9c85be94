// Complaints (S0) and retention (S1): the same message at the right moment, and to a list, driven directly.
import { fraction, hashWords } from "../../domain/hash.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { proportionInterval, ratioInterval } from "../../metrics/statistics.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { orderModeOf, retainedAfter } from "../response/retention.ts";
import { type DrivenMoment, type DrivenPeople, drive, peopleOf } from "./drive.ts";
import { type Measured, measuredAs, type ReproduceOptions } from "./reproduce-measured.ts";

const QUICK_PEOPLE = 3_000;
/** Stream of the times at which people hear a tone. */
const HEARD = 0x4ea2d;
/** People hear a friend's tone between these hours; nobody is contacted in others. */
const HEARD_HOURS = { from: 8, to: 21 };
const LISTED_HOUR = 10;
const RETENTION_MONTHS = 3;

export function measureMessages({ presets, quick = false }: ReproduceOptions): Measured[] {
  const scenario = presets.messages;
  const subscribers = quick ? QUICK_PEOPLE : scenario.subscribers;
  const people = peopleOf(scenario, subscribers);
  const arms = {
    treated: armOf(scenario, "right-moment", people, heardTone),
    ordinary: armOf(scenario, "ordinary", people, listed),
  };
  const how =
    `direct drive, no signalling: ${subscribers.toLocaleString("en-US")} people, ` +
    "each with one moment; desk, delivery and response model are those of every run";
  const { treated, ordinary } = arms;
  const fewer = Math.min(treated.complaints.n, ordinary.complaints.n);
  const rate = ({ successes, n }: Counted) => proportionInterval(successes, n);
  return [
    measuredAs("s0-complaints.treated", rate(treated.complaints), treated.complaints.n, how),
    measuredAs("s0-complaints.ordinary", rate(ordinary.complaints), ordinary.complaints.n, how),
    measuredAs(
      "s0-complaints.ratio",
      ratioInterval(treated.complaints, ordinary.complaints),
      fewer,
      how,
    ),
    measuredAs("s1-retention.ordered", rate(treated.kept), treated.kept.n, `${how}; its orders`),
    measuredAs("s1-retention.imported", rate(ordinary.kept), ordinary.kept.n, `${how}; its orders`),
  ];
}

interface Counted {
  readonly successes: number;
  readonly n: number;
}

function armOf(
  scenario: Scenario,
  name: string,
  people: DrivenPeople,
  momentOf: (subscriber: number) => Omit<DrivenMoment, "subscriber">,
): { readonly complaints: Counted; readonly kept: Counted } {
  const place = scenario.campaigns.findIndex((campaign) => campaign.name === name);
  const campaign = scenario.campaigns[place]!;
  const moments = Array.from({ length: people.population.count }, (_, subscriber) => ({
    subscriber,
    ...momentOf(subscriber),
  })).sort((a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber);
  const { report, orders } = drive(scenario, place, people, moments);
  const trigger = scenario.definitions[campaign.whenAndWhere.definition]!;
  const kept = orders.filter(({ subscriber, timeMs }) => {
    const mode = orderModeOf(campaign, subscriber, trigger);
    const order = { subscriber, campaign: name, timeMs, mode };
    return retainedAfter(people.key, order, RETENTION_MONTHS);
  });
  const { delivered, complained } = report.offers;
  return {
    complaints: { successes: complained, n: delivered },
    kept: { successes: kept.length, n: orders.length },
  };
}

/** Everybody hears one friend's tone, at some time of the day. */
function heardTone(subscriber: number): Omit<DrivenMoment, "subscriber"> {
  const { from, to } = HEARD_HOURS;
  const hour = from + (to - from) * fraction(hashWords(HEARD, subscriber));
  return { timeMs: Math.floor(hour * HOUR_MS), facts: { ringMs: 12_000 } };
}

/** Everybody stands on one list. */
function listed(): Omit<DrivenMoment, "subscriber"> {
  return { timeMs: LISTED_HOUR * HOUR_MS, facts: { list: "everybody" } };
}
