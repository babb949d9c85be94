// The numbers of a run, counted as it goes; the JSON of `kairos simulate --json`.
import { type Decision, RULES, type Rule } from "../domain/decision.ts";
import { Digest, digestDecision, digestEvent, digestTrigger } from "../domain/digest.ts";
import type { Outcome, OutcomeKind } from "../domain/offer.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import { TRIGGER_NAMES, type Trigger, type TriggerName } from "../domain/trigger.ts";

export type OutcomeCounts = Record<OutcomeKind, number>;

export interface CampaignSummary extends OutcomeCounts {
  triggers: number;
  offered: number;
  suppressed: number;
  control: {
    /** Distinct people held back by the control group. */
    people: number;
    /** Those of them who convert without any message. */
    converted: number;
  };
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
  readonly offers: OutcomeCounts;
  readonly byCampaign: Record<string, CampaignSummary>;
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

/** Counts the three streams and the outcomes; `report` may be read at any time. */
export class Summary {
  readonly #campaigns: readonly string[];
  readonly #convertsUnprompted: (subscriber: number, campaign: number) => boolean;
  readonly #triggers = Object.fromEntries(TRIGGER_NAMES.map((name) => [name, 0])) as Record<
    TriggerName,
    number
  >;
  readonly #byRule = new Map<Rule, number>();
  readonly #offers = noOutcomes();
  readonly #byCampaign: CampaignSummary[];
  readonly #controlPeople: Set<number>[];
  readonly #events = new Digest();
  readonly #triggerDigest = new Digest();
  readonly #decisions = new Digest();
  #offered = 0;

  constructor(
    campaigns: readonly string[],
    convertsUnprompted: (subscriber: number, campaign: number) => boolean,
  ) {
    this.#campaigns = campaigns;
    this.#convertsUnprompted = convertsUnprompted;
    this.#controlPeople = campaigns.map(() => new Set<number>());
    this.#byCampaign = campaigns.map(() => ({
      triggers: 0,
      offered: 0,
      suppressed: 0,
      ...noOutcomes(),
      control: { people: 0, converted: 0 },
    }));
  }

  event(event: SubscriberEvent): void {
    digestEvent(this.#events, event);
  }

  trigger(trigger: Trigger): void {
    this.#triggers[trigger.facts.name]++;
    digestTrigger(this.#triggerDigest, trigger);
  }

  decision(decision: Decision): void {
    digestDecision(this.#decisions, decision);
    const campaign = this.#byCampaign[decision.campaign]!;
    campaign.triggers++;
    if (decision.kind === "offered") {
      this.#offered++;
      campaign.offered++;
      return;
    }
    campaign.suppressed++;
    this.#byRule.set(decision.rule, (this.#byRule.get(decision.rule) ?? 0) + 1);
    if (decision.rule === "experiment.control-group") this.#control(decision);
  }

  #control(decision: Decision): void {
    const people = this.#controlPeople[decision.campaign]!;
    if (people.has(decision.subscriber)) return;
    people.add(decision.subscriber);
    const { control } = this.#byCampaign[decision.campaign]!;
    control.people++;
    if (this.#convertsUnprompted(decision.subscriber, decision.campaign)) control.converted++;
  }

  outcome(outcome: Outcome): void {
    this.#offers[outcome.kind]++;
    this.#byCampaign[outcome.campaign]![outcome.kind]++;
  }

  get eventCount(): number {
    return this.#events.count;
  }

  report(run: Pick<Report, "scenario" | "seed" | "subscribers" | "simulatedMs">): Report {
    const byRule: Partial<Record<Rule, number>> = {};
    let total = 0;
    for (const rule of RULES) {
      const count = this.#byRule.get(rule) ?? 0;
      if (count > 0) byRule[rule] = count;
      total += count;
    }
    return {
      scenario: run.scenario,
      seed: run.seed,
      subscribers: run.subscribers,
      simulatedMs: run.simulatedMs,
      events: this.#events.count,
      triggers: { ...this.#triggers },
      decisions: { offered: this.#offered, suppressed: { total, byRule } },
      offers: { ...this.#offers },
      byCampaign: Object.fromEntries(
        this.#campaigns.map((name, index) => [name, this.#byCampaign[index]!]),
      ),
      digests: {
        events: this.#events.toString(),
        triggers: this.#triggerDigest.toString(),
        decisions: this.#decisions.toString(),
      },
    };
  }
}
