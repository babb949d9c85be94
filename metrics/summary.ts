// The numbers of a run, counted as it goes; the JSON of `kairos simulate --json`.
import { type Decision, RULES, type Rule } from "../domain/decision.ts";
import {
  Digest,
  digestColumns,
  digestDecision,
  digestEvent,
  digestTrigger,
  type Shard,
} from "../domain/digest.ts";
import type { EventColumns } from "../domain/event-columns.ts";
import type { Outcome, OutcomeKind } from "../domain/offer.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import { TRIGGER_NAMES, type Trigger, type TriggerName } from "../domain/trigger.ts";
import { type Score, Scorecard, type ScorecardPart, scoresOf } from "./scorecard.ts";

export type OutcomeCounts = Record<OutcomeKind, number>;

/**
 * How offers stand: offered = accepted + declined + expired + complained + open. Delivered counts a
 * step and no end; an offer that expires on its way never adds to it.
 */
export interface OfferCounts extends OutcomeCounts {
  /** Offers without an end yet: on their way, or delivered and unanswered. */
  readonly open: number;
}

/** One group of the experiment, in people and not in offers, so that the two can be compared. */
export interface Arm {
  readonly people: number;
  readonly converted: number;
}

/**
 * The numbers of one campaign. Every trigger counts for one campaign alone: the one that won its
 * moment, or the one that came furthest. Lift = treated.converted / treated.people −
 * control.converted / control.people (docs/decisions/0005-control-group.md).
 */
export interface CampaignSummary extends OfferCounts {
  readonly triggers: number;
  readonly offered: number;
  readonly suppressed: number;
  /** Distinct people with an offer; those of them who accepted one. */
  readonly treated: Arm;
  /** Distinct people with an offer withheld; those of them who convert without any message. */
  readonly control: Arm;
}

/** One object per run; key order is the order of printing. */
export interface Report {
  readonly scenario: string;
  readonly seed: string;
  readonly subscribers: number;
  readonly simulatedMs: number;
  readonly events: number;
  readonly triggers: Record<TriggerName, number>;
  readonly decisions: {
    readonly offered: number;
    readonly suppressed: { readonly total: number; readonly byRule: Partial<Record<Rule, number>> };
  };
  readonly offers: OfferCounts;
  readonly byCampaign: Record<string, CampaignSummary>;
  /** Triggers against the world's truth, one for each definition (docs/scorecard.md). */
  readonly scorecard: readonly Score[];
  readonly digests: {
    readonly events: string;
    readonly triggers: string;
    readonly decisions: string;
  };
}

const noOutcomes = (): OutcomeCounts => ({
  delivered: 0,
  accepted: 0,
  declined: 0,
  expired: 0,
  complained: 0,
});

/** What is kept of one campaign while the run goes on. */
const noTally = () => ({
  offered: 0,
  suppressed: 0,
  outcomes: noOutcomes(),
  treated: new Set<number>(),
  accepted: new Set<number>(),
  control: new Set<number>(),
  unprompted: 0,
});
type Tally = ReturnType<typeof noTally>;

/**
 * What has been counted of some of a run's people, as plain data. Parts about different people add
 * up to the whole: see {@link reportOf}.
 */
export interface SummaryPart {
  readonly triggers: Readonly<Record<TriggerName, number>>;
  readonly byRule: Readonly<Partial<Record<Rule, number>>>;
  /** In the order of the campaigns. */
  readonly byCampaign: readonly CampaignSummary[];
  /** In the order of the definitions. */
  readonly scorecard: readonly ScorecardPart[];
  readonly digests: Report["digests"];
}

/** Counts the three streams and the outcomes; `part` may be read at any time. */
export class Summary {
  /** Takes the true moments; the triggers come through {@link trigger}. */
  readonly scorecard: Scorecard;
  readonly #convertsUnprompted: (subscriber: number, campaign: number) => boolean;
  readonly #triggers = Object.fromEntries(TRIGGER_NAMES.map((name) => [name, 0])) as Record<
    TriggerName,
    number
  >;
  readonly #byRule = new Map<Rule, number>();
  readonly #tallies: readonly Tally[];
  readonly #events = new Digest();
  readonly #triggerDigest = new Digest();
  readonly #decisions = new Digest();

  constructor(
    campaigns: readonly string[],
    convertsUnprompted: (subscriber: number, campaign: number) => boolean,
    scorecard = new Scorecard([]),
  ) {
    this.scorecard = scorecard;
    this.#convertsUnprompted = convertsUnprompted;
    this.#tallies = campaigns.map(noTally);
  }

  event(event: SubscriberEvent): void {
    digestEvent(this.#events, event);
  }

  /** The events of a window. */
  columns(columns: EventColumns, shard: Shard): void {
    digestColumns(this.#events, columns, shard);
  }

  trigger(trigger: Trigger): void {
    this.#triggers[trigger.facts.name]++;
    digestTrigger(this.#triggerDigest, trigger);
    this.scorecard.trigger(trigger);
  }

  decision(decision: Decision): void {
    digestDecision(this.#decisions, decision);
    const tally = this.#tallies[decision.campaign]!;
    if (decision.kind === "offered") {
      tally.offered++;
      tally.treated.add(decision.subscriber);
      return;
    }
    tally.suppressed++;
    this.#byRule.set(decision.rule, (this.#byRule.get(decision.rule) ?? 0) + 1);
    if (decision.rule === "experiment.control-group") this.#withheld(tally, decision);
  }

  #withheld({ control }: Tally, { subscriber, campaign }: Decision): void {
    if (control.has(subscriber)) return;
    control.add(subscriber);
    if (this.#convertsUnprompted(subscriber, campaign)) this.#tallies[campaign]!.unprompted++;
  }

  outcome({ subscriber, campaign, kind }: Outcome): void {
    const { outcomes, accepted } = this.#tallies[campaign]!;
    outcomes[kind]++;
    if (kind === "accepted") accepted.add(subscriber);
  }

  get eventCount(): number {
    return this.#events.count;
  }

  part(): SummaryPart {
    return {
      triggers: { ...this.#triggers },
      byRule: Object.fromEntries(this.#byRule),
      byCampaign: this.#tallies.map(summaryOf),
      scorecard: this.scorecard.part(),
      digests: {
        events: this.#events.toString(),
        triggers: this.#triggerDigest.toString(),
        decisions: this.#decisions.toString(),
      },
    };
  }
}

/** The report of a run that was counted in these parts; `campaigns` are its campaigns' names. */
export function reportOf(
  parts: readonly SummaryPart[],
  campaigns: readonly string[],
  run: Pick<Report, "scenario" | "seed" | "subscribers" | "simulatedMs">,
): Report {
  const byRule: Partial<Record<Rule, number>> = {};
  for (const rule of RULES) {
    const count = total(parts, (part) => part.byRule[rule] ?? 0);
    if (count > 0) byRule[rule] = count;
  }
  const byCampaign = campaigns.map((_, campaign) =>
    summed(parts.map((part) => part.byCampaign[campaign]!)),
  );
  const sum = (key: "offered" | "suppressed" | keyof OfferCounts): number =>
    total(byCampaign, (campaign) => campaign[key]);
  const digests = (stream: keyof Report["digests"]): string => {
    const all = new Digest();
    for (const part of parts) all.merge(Digest.parse(part.digests[stream]));
    return all.toString();
  };
  const events = digests("events");
  return {
    scenario: run.scenario,
    seed: run.seed,
    subscribers: run.subscribers,
    simulatedMs: run.simulatedMs,
    events: Digest.parse(events).count,
    triggers: Object.fromEntries(
      TRIGGER_NAMES.map((name) => [name, total(parts, (part) => part.triggers[name])]),
    ) as Record<TriggerName, number>,
    decisions: { offered: sum("offered"), suppressed: { total: sum("suppressed"), byRule } },
    offers: {
      delivered: sum("delivered"),
      accepted: sum("accepted"),
      declined: sum("declined"),
      expired: sum("expired"),
      complained: sum("complained"),
      open: sum("open"),
    },
    byCampaign: Object.fromEntries(
      byCampaign.map((campaign, index) => [campaigns[index]!, campaign]),
    ),
    scorecard: scoresOf(parts.map((part) => part.scorecard)),
    digests: { events, triggers: digests("triggers"), decisions: digests("decisions") },
  };
}

function total<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

/** One campaign as several shards have counted it. */
function summed(parts: readonly CampaignSummary[]): CampaignSummary {
  const sum = (key: "triggers" | "offered" | "suppressed" | keyof OfferCounts): number =>
    total(parts, (part) => part[key]);
  const arm = (key: "treated" | "control"): Arm => ({
    people: total(parts, (part) => part[key].people),
    converted: total(parts, (part) => part[key].converted),
  });
  return {
    triggers: sum("triggers"),
    offered: sum("offered"),
    suppressed: sum("suppressed"),
    delivered: sum("delivered"),
    accepted: sum("accepted"),
    declined: sum("declined"),
    expired: sum("expired"),
    complained: sum("complained"),
    open: sum("open"),
    treated: arm("treated"),
    control: arm("control"),
  };
}

function summaryOf(tally: Tally): CampaignSummary {
  const { offered, suppressed, outcomes } = tally;
  const ended = outcomes.accepted + outcomes.declined + outcomes.expired + outcomes.complained;
  return {
    triggers: offered + suppressed,
    offered,
    suppressed,
    ...outcomes,
    open: offered - ended,
    treated: { people: tally.treated.size, converted: tally.accepted.size },
    control: { people: tally.control.size, converted: tally.unprompted },
  };
}
