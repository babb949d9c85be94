// The numbers of a run, counted as it goes; the JSON of `kairos simulate --json`.

import type { Decision, Offered, Rule } from "../domain/decision.ts";
import {
  Digest,
  digestColumns,
  digestDecision,
  digestEvent,
  digestTrigger,
  type Shard,
} from "../domain/digest.ts";
import type { EventColumns } from "../domain/event-columns.ts";
import { OUTCOME_KINDS, type Outcome, type OutcomeKind } from "../domain/offer.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { Trigger, TriggerName } from "../domain/trigger.ts";
import type { GoalVerdict } from "./goals.ts";
import { type OriginCount, Origins, type PlaceOrigins } from "./origins.ts";
import { type Score, Scorecard, type ScorecardPart } from "./scorecard.ts";

export type OutcomeCounts = Record<OutcomeKind, number>;

/**
 * How offers stand: offered = accepted + declined + opted out + expired + complained + expired while
 * held + open. Delivered, held and reminded count a step and no end; an offer that expires on its way
 * is never delivered.
 */
export interface OfferCounts extends OutcomeCounts {
  /** Offers without an end yet: on their way, or delivered and unanswered. */
  readonly open: number;
}

/** What contacts, reminders too, have cost the people's patience; damage in points, see {@link Prices.damage}. */
export interface Attention {
  readonly contacts: number;
  readonly complaints: number;
  readonly damage: number;
}

/** One of a campaign's variants: offers, and people as in {@link Arm}. */
export interface ArmOfOffers extends Arm {
  readonly offered: number;
  /** Offers of it that were accepted. */
  readonly orders: number;
}

/** What an order earns and costs, yuan a month. */
export interface OrderPrice {
  readonly priceYuan?: number;
  readonly costYuan?: number;
}

/** What a run's contacts and orders are worth; all in yuan, none said: 0. */
export interface Prices {
  /** Of one message or call, by channel. */
  readonly contactYuan: Readonly<Record<string, number>>;
  /** In the order of the campaigns; an arm may sell another product than its campaign. */
  readonly campaigns: readonly (OrderPrice & {
    readonly arms?: readonly (OrderPrice & { readonly name: string })[];
  })[];
  /** Points of a contact, by channel, and of a complaint; none said: 0. */
  readonly damage?: {
    readonly contact: Readonly<Record<string, number>>;
    readonly complaint: number;
  };
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
  /** The first rule that held each back: they add up to `suppressed`. */
  readonly suppressedByRule: Partial<Record<Rule, number>>;
  /** Moments that it might have had and a rival won; they count for the rival. */
  readonly lostArbitration: number;
  /** Of contacts, and of what was ordered. */
  readonly costYuan: number;
  /** A month of what was ordered. */
  readonly revenueYuan: number;
  readonly attention: Attention;
  /** By name, of a campaign that has arms. */
  readonly arms?: Readonly<Record<string, ArmOfOffers>>;
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
  /** Distinct people to whom a message of any campaign came. */
  readonly reached: number;
  readonly attention: Attention;
  readonly byCampaign: Record<string, CampaignSummary>;
  /** Triggers against the world's truth, one for each definition (docs/scorecard.md). */
  readonly scorecard: readonly Score[];
  /** Of a scenario of kind statistics: where the visitors of places come from. */
  readonly origins?: readonly PlaceOrigins[];
  /** What the scenario promises itself, and whether this run kept it. */
  readonly goals: readonly GoalVerdict[];
  readonly digests: {
    readonly events: string;
    readonly triggers: string;
    readonly decisions: string;
  };
}

const noOutcomes = (): OutcomeCounts =>
  Object.fromEntries(OUTCOME_KINDS.map((kind) => [kind, 0])) as OutcomeCounts;

/** Of one arm of a campaign. */
const noArm = () => ({
  offered: 0,
  orders: 0,
  people: new Set<number>(),
  accepted: new Set<number>(),
});

/** What is kept of one campaign while the run goes on. */
const noTally = () => ({
  offered: 0,
  suppressed: 0,
  lostArbitration: 0,
  outcomes: noOutcomes(),
  byRule: new Map<Rule, number>(),
  byChannel: new Map<string, number>(),
  arms: new Map<number, ReturnType<typeof noArm>>(),
  treated: new Set<number>(),
  accepted: new Set<number>(),
  control: new Set<number>(),
  unprompted: 0,
});
type Tally = ReturnType<typeof noTally>;

/** What is counted of one campaign: whole numbers, so that shards add up to the same in any order. */
export interface CampaignPart {
  readonly offered: number;
  readonly suppressed: number;
  readonly lostArbitration: number;
  readonly outcomes: OutcomeCounts;
  readonly byRule: Readonly<Partial<Record<Rule, number>>>;
  /** Contacts by channel: what was sent, reminders too. */
  readonly byChannel: Readonly<Record<string, number>>;
  readonly arms: Readonly<Record<string, ArmOfOffers>>;
  readonly treated: Arm;
  readonly control: Arm;
}

/**
 * What has been counted of some of a run's people, as plain data. Parts about different people add
 * up to the whole: see `reportOf` (report.ts).
 */
export interface SummaryPart {
  readonly triggers: Readonly<Record<TriggerName, number>>;
  /** In the order of the campaigns. */
  readonly byCampaign: readonly CampaignPart[];
  readonly reached: number;
  /** In the order of the definitions. */
  readonly scorecard: readonly ScorecardPart[];
  readonly origins: readonly OriginCount[];
  readonly digests: Report["digests"];
}

/** Counts the three streams, messages and outcomes; `part` may be read at any time. */
export class Summary {
  /** Takes the true moments; the triggers come through {@link trigger}. */
  readonly scorecard: Scorecard;
  /** Takes visits, where only they are counted. */
  readonly origins = new Origins();
  readonly #convertsUnprompted: (subscriber: number, campaign: number) => boolean;
  /** Of each name that the scenario's definitions have. */
  readonly #triggers = new Map<TriggerName, number>();
  readonly #tallies: readonly Tally[];
  readonly #reached = new Set<number>();
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
    // Those that never fire are told, too.
    for (const { trigger } of scorecard.part()) this.#triggers.set(trigger.name, 0);
  }

  event(event: SubscriberEvent): void {
    digestEvent(this.#events, event);
  }

  /** The events of a window. */
  columns(columns: EventColumns, shard: Shard): void {
    digestColumns(this.#events, columns, shard);
  }

  trigger(trigger: Trigger): void {
    const { name } = trigger.facts;
    this.#triggers.set(name, (this.#triggers.get(name) ?? 0) + 1);
    digestTrigger(this.#triggerDigest, trigger);
    this.scorecard.trigger(trigger);
  }

  decision(decision: Decision): void {
    digestDecision(this.#decisions, decision);
    const tally = this.#tallies[decision.campaign]!;
    for (const loser of losersOf(decision)) this.#tallies[loser]!.lostArbitration++;
    if (decision.kind === "offered") {
      tally.offered++;
      tally.treated.add(decision.subscriber);
      const { arm } = decision;
      if (arm !== undefined) this.#ofArm(tally, arm, decision.subscriber);
      return;
    }
    tally.suppressed++;
    increase(tally.byRule, decision.rule);
    if (decision.rule === "experiment.control-group") this.#withheld(tally, decision);
  }

  /** A message is on its way now, at once or released; a reminder too. */
  sent({ campaign, channel = "sms" }: Pick<Offered, "campaign" | "channel">): void {
    increase(this.#tallies[campaign]!.byChannel, channel);
  }

  #ofArm({ arms }: Tally, arm: number, subscriber: number): void {
    const counted = arms.get(arm) ?? noArm();
    arms.set(arm, counted);
    counted.offered++;
    counted.people.add(subscriber);
  }

  #withheld({ control }: Tally, { subscriber, campaign }: Decision): void {
    if (control.has(subscriber)) return;
    control.add(subscriber);
    if (this.#convertsUnprompted(subscriber, campaign)) this.#tallies[campaign]!.unprompted++;
  }

  outcome({ subscriber, campaign, kind }: Outcome): void {
    const { outcomes, accepted, arms } = this.#tallies[campaign]!;
    outcomes[kind]++;
    if (kind === "delivered") this.#reached.add(subscriber);
    // Never sent, and yet hers to convert by herself, as those of the control group do.
    const isHerOwn = kind === "expiredWhileHeld" && this.#convertsUnprompted(subscriber, campaign);
    if (kind !== "accepted" && !isHerOwn) return;
    accepted.add(subscriber);
    for (const arm of arms.values()) {
      if (!arm.people.has(subscriber)) continue;
      arm.accepted.add(subscriber);
      if (kind === "accepted") arm.orders++;
    }
  }

  get eventCount(): number {
    return this.#events.count;
  }

  part(): SummaryPart {
    return {
      triggers: Object.fromEntries(this.#triggers),
      byCampaign: this.#tallies.map(partOf),
      reached: this.#reached.size,
      scorecard: this.scorecard.part(),
      origins: this.origins.part(),
      digests: {
        events: this.#events.toString(),
        triggers: this.#triggerDigest.toString(),
        decisions: this.#decisions.toString(),
      },
    };
  }
}

/** Campaigns that a rival beat to this moment. */
function losersOf(decision: Decision): readonly number[] {
  const { losers = [] } = decision as Decision & {
    readonly losers?: readonly { readonly campaign: number; readonly rule?: Rule }[];
  };
  const lost = losers.filter(({ rule = LOST }) => rule === LOST);
  return lost.map(({ campaign }) => campaign);
}

const LOST: string = "arbitration.lost";

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function partOf(tally: Tally): CampaignPart {
  const { offered, suppressed, lostArbitration, outcomes } = tally;
  const arms = [...tally.arms].sort(([a], [b]) => a - b);
  return {
    offered,
    suppressed,
    lostArbitration,
    outcomes: { ...outcomes },
    byRule: Object.fromEntries(tally.byRule),
    byChannel: Object.fromEntries(tally.byChannel),
    arms: Object.fromEntries(
      arms.map(([arm, { offered, orders, people, accepted }]) => [
        arm,
        { offered, orders, people: people.size, converted: accepted.size },
      ]),
    ),
    treated: { people: tally.treated.size, converted: tally.accepted.size },
    control: { people: tally.control.size, converted: tally.unprompted },
  };
}
