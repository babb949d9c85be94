// Goals of a scenario, one line each: "complaints.rate < 0.0001", "lift.mzone-service > 0.5%".
import type { CampaignSummary, Report } from "./summary.ts";
import { COMPARISON, compare, type Operator } from "./thresholds.ts";

export interface GoalVerdict {
  /** As it was written. */
  readonly goal: string;
  /** What the run gave; null when there was nothing to measure it on. */
  readonly value: number | null;
  readonly met: boolean;
}

export interface Goal {
  readonly text: string;
  readonly metric: string;
  readonly operator: Operator;
  /** Shares are fractions: "1%" is 0.01. */
  readonly limit: number;
}

/** What a goal can speak of in all, and, with a dot and a campaign's name behind it, of one. */
export interface Measured {
  readonly offered: number;
  readonly delivered: number;
  readonly accepted: number;
  readonly complained: number;
  readonly reached: number;
  readonly costYuan: number;
  readonly revenueYuan: number;
  readonly damage: number;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Of the whole run, by the name that goals call them. */
const OF_ALL: Readonly<Record<string, (all: Measured) => number | null>> = {
  "complaints.rate": ({ complained, delivered }) => share(complained, delivered),
  "complaints.count": ({ complained }) => complained,
  "offers.acceptance": ({ accepted, delivered }) => share(accepted, delivered),
  "offers.made": ({ offered }) => offered,
  "offers.delivered": ({ delivered }) => delivered,
  "offers.accepted": ({ accepted }) => accepted,
  "people.reached": ({ reached }) => reached,
  "money.cost": ({ costYuan }) => costYuan,
  "money.revenue": ({ revenueYuan }) => revenueYuan,
  "money.margin": ({ revenueYuan, costYuan }) => revenueYuan - costYuan,
  "money.costPerOrder": ({ costYuan, accepted }) => share(costYuan, accepted),
  "attention.damage": ({ damage }) => damage,
};

/** Of one campaign: "lift.mzone-service". */
const OF_CAMPAIGN: Readonly<Record<string, (one: CampaignSummary) => number | null>> = {
  lift: ({ treated, control }) => {
    const [with_, without] = [treated, control].map(({ people, converted }) =>
      share(converted, people),
    );
    return with_ === null || without === null ? null : with_! - without!;
  },
  acceptance: ({ accepted, delivered }) => share(accepted, delivered),
  complaints: ({ complained, delivered }) => share(complained, delivered),
  offered: ({ offered }) => offered,
  delivered: ({ delivered }) => delivered,
  accepted: ({ accepted }) => accepted,
  triggers: ({ triggers }) => triggers,
  cost: ({ costYuan }) => costYuan,
  revenue: ({ revenueYuan }) => revenueYuan,
};

/** What a goal may begin with; `<campaign>` stands for a campaign's name. */
export const GOAL_METRICS: readonly string[] = [
  ...Object.keys(OF_ALL),
  ...Object.keys(OF_CAMPAIGN).map((name) => `${name}.<campaign>`),
];

const FORM = new RegExp(
  `^([A-Za-z]+\\.[A-Za-z0-9_.-]+)\\s*(${COMPARISON})\\s*(-?\\d+(?:\\.\\d+)?)\\s*(%|k|M)?$`,
);
const FACTORS: Readonly<Record<string, number>> = { "": 1, "%": 0.01, k: 1e3, M: 1e6 };

/** A goal from its text; a sentence of what is wanted when it is none of these campaigns'. */
export function parseGoal(text: string, campaigns: readonly string[]): Goal | string {
  const found = FORM.exec(text.trim());
  if (found === null) return 'a line such as "complaints.rate < 0.0001" or "lift.<campaign> > 1%"';
  const [, metric, operator, digits, unit = ""] = found;
  const [head, ...rest] = metric!.split(".");
  const known = metric! in OF_ALL || (head! in OF_CAMPAIGN && campaigns.includes(rest.join(".")));
  if (!known) {
    return head! in OF_CAMPAIGN
      ? `${head}. and a campaign's name: ${campaigns.join(", ")}`
      : `one of ${GOAL_METRICS.join(", ")}`;
  }
  const limit = Number(digits) * FACTORS[unit]!;
  return { text: text.trim(), metric: metric!, operator: operator as Operator, limit };
}

type JudgedReport = Pick<Report, "byCampaign" | "attention" | "reached">;

/** Each goal against a report; what could not be measured is missed. */
export function judgeGoals(goals: readonly string[], report: JudgedReport): GoalVerdict[] {
  return goals.map((text) => {
    const goal = parseGoal(text, Object.keys(report.byCampaign));
    if (typeof goal === "string") return { goal: text, value: null, met: false };
    const value = measuredOf(goal.metric, report);
    const met = value !== null && compare(value, goal.operator, goal.limit);
    return { goal: goal.text, value, met };
  });
}

function measuredOf(
  metric: string,
  { byCampaign, attention, reached }: JudgedReport,
): number | null {
  const ofAll = OF_ALL[metric];
  if (ofAll === undefined) {
    const [head, ...rest] = metric.split(".");
    return OF_CAMPAIGN[head!]!(byCampaign[rest.join(".")]!);
  }
  const sum = (of: (one: CampaignSummary) => number): number =>
    Object.values(byCampaign).reduce((all, one) => all + of(one), 0);
  return ofAll({
    offered: sum(({ offered }) => offered),
    delivered: sum(({ delivered }) => delivered),
    accepted: sum(({ accepted }) => accepted),
    complained: sum(({ complained }) => complained),
    reached,
    costYuan: sum(({ costYuan }) => costYuan),
    revenueYuan: sum(({ revenueYuan }) => revenueYuan),
    damage: attention.damage,
  });
}
