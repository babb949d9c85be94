// Two scenarios on the same people and days: what differs, with intervals, and what the pairing saves.
import { whatFor } from "../../campaigns/rulebook.ts";
import { KairosError } from "../../domain/errors.ts";
import {
  differenceInterval,
  type Interval,
  meanDifferenceInterval,
  meanInterval,
  type PairCounts,
  pairedProportionsInterval,
  pairedTest,
  ratioInterval,
  twoProportionTest,
  widthOf,
} from "../../metrics/statistics.ts";
import type { Arm, Report } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { Recording } from "../runs/recording.ts";
import { type RunOptions, run } from "../runs/simulation.ts";
import { type KeptOrders, keptOrders } from "./kept-orders.ts";
import { type TimingSummary, timingsOf } from "./timings.ts";

/** One measure on both sides, over all people; b − a with its intervals, as totals. */
export interface MeasureComparison {
  readonly measure: "contacts" | "conversions" | "complaints" | "revenueYuan";
  readonly a: number;
  readonly b: number;
  /** Each person against herself on the other side. */
  readonly paired: Interval;
  /** The same numbers as if each side had people of its own. */
  readonly unpaired: Interval;
  /** 1 − paired width / unpaired width; null when there is no width. */
  readonly narrowedBy: number | null;
  /** How many times more people it would take without pairing; null as above. */
  readonly peopleSaved: number | null;
  /** Two-sided, of a paired test; null where it is no yes or no. */
  readonly p: number | null;
}

/** A campaign against its own control group, in people. */
export interface Lift {
  readonly treated: Arm;
  readonly control: Arm;
  /** treated − control, and treated / control. */
  readonly difference: Interval;
  readonly ratio: Interval;
  readonly p: number;
}

export interface ComparedSide {
  readonly scenario: string;
  readonly lift: Readonly<Record<string, Lift>>;
  readonly timing: TimingSummary;
  readonly orders: KeptOrders;
  readonly digests: Report["digests"];
}

/** The JSON of `kairos compare --json`. */
export interface Comparison {
  readonly seed: string;
  readonly subscribers: number;
  readonly days: number;
  readonly confidence: number;
  readonly all: readonly MeasureComparison[];
  /** Of campaigns that have the same name on both sides. */
  readonly byCampaign: Readonly<Record<string, readonly MeasureComparison[]>>;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
}

/** What has come of one side. */
export interface ComparedRun {
  readonly scenario: Scenario;
  readonly report: Report;
  readonly recording: Recording;
}

/** Blocks of a scenario that make its people and their days, and nothing else. */
const PEOPLE_BLOCKS = ["start", "network", "people", "calendar"] as const;

export type CompareOptions = Omit<RunOptions, "onRecording" | "wire" | "host"> & {
  /** A new host for each of the two runs; default: this thread. */
  readonly openHost?: () => NonNullable<RunOptions["host"]>;
};

/**
 * Runs both scenarios with one seed and compares them person by person. Seed, people and days are
 * those of the first unless the options say other ones.
 *
 * @throws KairosError "scenario.invalid" when the two do not have the same people and days
 */
export async function compare(
  a: Scenario,
  b: Scenario,
  { openHost, ...options }: CompareOptions = {},
): Promise<Comparison> {
  checkSamePeople(a, b, options);
  const seed = options.seed ?? a.seed;
  const days = options.days ?? a.days;
  const subscribers = options.subscribers ?? a.subscribers;
  const side = async (scenario: Scenario): Promise<ComparedRun> => {
    let recording: Recording | undefined;
    const report = await run(scenario, {
      ...options,
      ...(openHost && { host: openHost() }),
      seed,
      days,
      subscribers,
      onRecording: (recorded) => {
        recording = recorded;
      },
    });
    return { scenario, report, recording: recording! };
  };
  return compareRuns(await side(a), await side(b), days);
}

/** @throws KairosError "scenario.invalid" with the first block that differs */
export function checkSamePeople(
  a: Scenario,
  b: Scenario,
  { subscribers, days }: Pick<RunOptions, "subscribers" | "days"> = {},
): void {
  const told = { subscribers, days };
  const different =
    PEOPLE_BLOCKS.find((block) => !sameValue(a[block], b[block])) ??
    (["subscribers", "days"] as const).find(
      (size) => told[size] === undefined && a[size] !== b[size],
    );
  if (different === undefined) return;
  const size = different === "subscribers" || different === "days";
  throw new KairosError("scenario.invalid", {
    place: `kairos compare: ${a.name} and ${b.name}`,
    got: `different ${different}${size ? `: ${a[different]} and ${b[different]}` : ""}`,
    wanted: "the same people and days on both sides",
    remedy: size
      ? `Make them equal, or give --${different}.`
      : `Make the ${different} of the two files equal, best in a file that both extend.`,
  });
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Compares two runs of the same seed, people and days. */
export function compareRuns(a: ComparedRun, b: ComparedRun, days: number): Comparison {
  const { seed, subscribers } = a.report;
  const [sideA, sideB] = [vectorsOf(a, subscribers), vectorsOf(b, subscribers)];
  const names = new Set(b.scenario.campaigns.map(({ name }) => name));
  const shared = a.scenario.campaigns.filter(({ name }) => names.has(name));
  const everyMoment = [...a.recording.moments, ...b.recording.moments];
  const told = (one: ComparedRun): ComparedSide => ({
    scenario: one.scenario.name,
    lift: liftsOf(one.report),
    timing: timingsOf(one.scenario, one.recording.sends, everyMoment),
    orders: keptOrders(one.scenario, seed, one.recording),
    digests: one.report.digests,
  });
  return {
    seed,
    subscribers,
    days,
    confidence: 0.95,
    all: measuresOf(sideA, sideB),
    byCampaign: Object.fromEntries(
      shared.map(({ name }) => [
        name,
        measuresOf(vectorsOf(a, subscribers, name), vectorsOf(b, subscribers, name)),
      ]),
    ),
    a: told(a),
    b: told(b),
  };
}

/** What became of every person, by index. */
interface Vectors {
  readonly contacts: Float64Array;
  /** 0 or 1: accepted an offer, or converted by herself. */
  readonly conversions: Float64Array;
  readonly complaints: Float64Array;
  /** A month of all that was ordered: a product once, however many campaigns sell it. */
  readonly revenueYuan: Float64Array;
}

/** Of all campaigns, or of one by its name. */
function vectorsOf(
  { scenario, recording }: Pick<ComparedRun, "scenario" | "recording">,
  subscribers: number,
  only?: string,
): Vectors {
  const vectors: Vectors = {
    contacts: new Float64Array(subscribers),
    conversions: new Float64Array(subscribers),
    complaints: new Float64Array(subscribers),
    revenueYuan: new Float64Array(subscribers),
  };
  const buyers = new Map((scenario.products ?? []).map(({ id }) => [id, new Set<number>()]));
  for (const [place, campaign] of scenario.campaigns.entries()) {
    if (only !== undefined && campaign.name !== only) continue;
    const { contacted, accepted, complained, unprompted } = recording.campaigns[place]!;
    for (const person of contacted) vectors.contacts[person]!++;
    for (const person of complained) vectors.complaints[person] = 1;
    for (const person of new Set([...accepted, ...unprompted])) {
      vectors.conversions[person] = 1;
      const { productId } = whatFor(campaign, person);
      if (productId !== undefined) buyers.get(productId)?.add(person);
    }
  }
  for (const { id, price = 0 } of scenario.products ?? []) {
    for (const person of buyers.get(id)!) vectors.revenueYuan[person]! += price;
  }
  return vectors;
}

const MEASURES = ["contacts", "conversions", "complaints", "revenueYuan"] as const;
const YES_OR_NO: ReadonlySet<string> = new Set(["conversions", "complaints"]);

function measuresOf(a: Vectors, b: Vectors): MeasureComparison[] {
  return MEASURES.map((measure) => {
    const [first, second] = [b[measure], a[measure]];
    const compared = YES_OR_NO.has(measure) ? ofFlags(first, second) : ofNumbers(first, second);
    const [narrow, wide] = [widthOf(compared.paired), widthOf(compared.unpaired)];
    const total = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x, 0);
    return {
      measure,
      a: total(a[measure]),
      b: total(b[measure]),
      paired: scaled(compared.paired, first.length),
      unpaired: scaled(compared.unpaired, first.length),
      narrowedBy: wide > 0 ? 1 - narrow / wide : null,
      peopleSaved: narrow > 0 && wide > 0 ? (wide / narrow) ** 2 : null,
      p: compared.p,
    };
  });
}

interface Compared {
  readonly paired: Interval;
  readonly unpaired: Interval;
  readonly p: number | null;
}

function ofFlags(first: Float64Array, second: Float64Array): Compared {
  const counts = { both: 0, firstOnly: 0, secondOnly: 0, neither: 0 };
  for (const [person, value] of first.entries()) counts[kindOf(value, second[person]!)]++;
  const n = first.length;
  return {
    paired: pairedProportionsInterval(counts),
    unpaired: differenceInterval(
      { successes: counts.both + counts.firstOnly, n },
      { successes: counts.both + counts.secondOnly, n },
    ),
    p: pairedTest(counts),
  };
}

function kindOf(first: number, second: number): keyof PairCounts {
  if (first > 0) return second > 0 ? "both" : "firstOnly";
  return second > 0 ? "secondOnly" : "neither";
}

function ofNumbers(first: Float64Array, second: Float64Array): Compared {
  const differences = first.map((value, person) => value - second[person]!);
  return {
    paired: meanInterval(momentsOf(differences)),
    unpaired: meanDifferenceInterval(momentsOf(first), momentsOf(second)),
    p: null,
  };
}

function momentsOf(numbers: Float64Array): { n: number; sum: number; squares: number } {
  let sum = 0;
  let squares = 0;
  for (const number of numbers) {
    sum += number;
    squares += number * number;
  }
  return { n: numbers.length, sum, squares };
}

function scaled({ estimate, low, high }: Interval, by: number): Interval {
  return { estimate: estimate * by, low: low * by, high: high * by };
}

/** Of each campaign, and "all" of them together where there are several. */
function liftsOf({ byCampaign }: Report): Record<string, Lift> {
  const arms = Object.entries(byCampaign).map(([name, { treated, control }]) => ({
    name,
    treated,
    control,
  }));
  const sum = (group: "treated" | "control"): Arm => ({
    people: arms.reduce((total, arm) => total + arm[group].people, 0),
    converted: arms.reduce((total, arm) => total + arm[group].converted, 0),
  });
  const all = { name: "all", treated: sum("treated"), control: sum("control") };
  return Object.fromEntries(
    [...arms, ...(arms.length > 1 ? [all] : [])].map(({ name, treated, control }) => {
      const first = { successes: treated.converted, n: treated.people };
      const second = { successes: control.converted, n: control.people };
      return [
        name,
        {
          treated,
          control,
          difference: differenceInterval(first, second),
          ratio: ratioInterval(first, second),
          p: twoProportionTest(first, second),
        },
      ];
    }),
  );
}
