// The funnel of campaigns: what became of their moments, each counted once, by step and by rule.
import { RULES, type Rule } from "../domain/decision.ts";
import type { CampaignCount } from "../domain/map-frame.ts";
import type { OutcomeKind } from "../domain/offer.ts";
import { type Stage, stageOf } from "../metrics/funnel.ts";

/** What was lost on the way to a stage: a rule that held back, or how an offer stands. */
export interface Loss {
  readonly name: Rule | OutcomeKind | "open";
  readonly count: number;
}

export interface Step {
  readonly stage: Stage;
  readonly count: number;
  /** Since the step before, in the order in which the rules are asked: they add up. */
  readonly losses: readonly Loss[];
}

export interface Funnel {
  readonly steps: readonly Step[];
  /** Moments of the control group that would have been offered: apart, in none of the steps. */
  readonly control: number;
}

const CONTROL: Rule = "experiment.control-group";
/** The funnel of these campaigns together. */
export function funnelOf(counts: readonly CampaignCount[]): Funnel {
  const sum = (count: (of: CampaignCount) => number): number =>
    counts.reduce((all, one) => all + count(one), 0);
  const held = (stage: Stage): Loss[] =>
    RULES.filter((rule) => rule !== CONTROL && stageOf(rule) === stage)
      .map((rule) => ({ name: rule, count: sum(({ byRule }) => byRule[rule] ?? 0) }))
      .filter(({ count }) => count > 0);
  const total = (losses: readonly Loss[]): number =>
    losses.reduce((all, { count }) => all + count, 0);
  const of = (kind: OutcomeKind): number => sum(({ outcomes }) => outcomes[kind] ?? 0);

  const [unfit, spared, late] = [held("eligible"), held("allowed"), held("offered")];
  const offered = sum((one) => one.offered);
  const allowed = offered + total(late);
  const eligible = allowed + total(spared);
  const [delivered, accepted] = [of("delivered"), of("accepted")];
  const unsent = Math.min(of("expiredWhileHeld"), Math.max(0, offered - delivered));
  const undelivered = losses([
    ["expiredWhileHeld", unsent],
    ["open", offered - delivered - unsent],
  ]);
  const [declined, complained, optedOut] = [of("declined"), of("complained"), of("optedOut")];
  const unanswered = losses([
    ["declined", declined],
    ["complained", complained],
    ["optedOut", optedOut],
    ["expired", delivered - accepted - declined - complained - optedOut],
  ]);
  const step = (stage: Stage, count: number, lost: readonly Loss[] = []): Step => ({
    stage,
    count,
    losses: lost,
  });
  return {
    steps: [
      step("moments", eligible + total(unfit)),
      step("eligible", eligible, unfit),
      step("allowed", allowed, spared),
      step("offered", offered, late),
      step("delivered", delivered, undelivered),
      step("accepted", accepted, unanswered),
    ],
    control: sum(({ byRule }) => byRule[CONTROL] ?? 0),
  };
}

function losses(all: readonly (readonly [Loss["name"], number])[]): Loss[] {
  return all.map(([name, count]) => ({ name, count })).filter(({ count }) => count > 0);
}
