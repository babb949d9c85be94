// Whether a scenario does what its file expects of it: a small rehearsal, line by line.
import type { Report } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { type Observation, observe, type SmallRun } from "./observation.ts";

/** One line of an expectation, and what the small rehearsal showed. */
export interface Finding {
  /** The line: "triggers", "firesFor 17", "suppressed contact-policy.minimum-gap". */
  readonly what: string;
  readonly wanted: string;
  readonly got: string;
  readonly met: boolean;
}

export interface CheckedExpectation {
  readonly findings: readonly Finding[];
  readonly observation: Observation;
}

type Expectation = NonNullable<Scenario["expectation"]>;
type Band = { readonly min?: number; readonly max?: number };

const SUBSCRIBERS = 2_000;
const DAYS = 1;

/** How the small rehearsal of a scenario is done. */
export function smallRunOf(scenario: Scenario, signal?: AbortSignal): SmallRun {
  const { subscribers, days, seed } = scenario.expectation ?? {};
  return {
    subscribers: subscribers ?? Math.min(scenario.subscribers, SUBSCRIBERS),
    days: days ?? DAYS,
    seed: seed ?? scenario.seed,
    signal,
  };
}

/**
 * Rehearses a scenario on few people and compares it with its expectation; without one there are no
 * findings. The same scenario gives the same findings.
 *
 * @throws the signal's reason once it is aborted; KairosError when the scenario cannot be run.
 */
export async function checkExpectation(
  scenario: Scenario,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<CheckedExpectation> {
  const observation = await observe(scenario, smallRunOf(scenario, signal));
  return { findings: findingsOf(scenario.expectation ?? {}, observation), observation };
}

/** Every line of an expectation against what was seen. */
export function findingsOf(
  expectation: Expectation,
  { report, noticed }: Pick<Observation, "report" | "noticed">,
): readonly Finding[] {
  const { suppressed = {}, campaigns = {} } = expectation;
  const { byRule } = report.decisions.suppressed;
  const triggers = Object.values(report.triggers).reduce((sum, count) => sum + count, 0);
  return [
    ...inBand("triggers", expectation.triggers, triggers),
    ...inBand("offered", expectation.offered, report.decisions.offered),
    ...ofPeople("firesFor", expectation.firesFor, noticed),
    ...ofPeople("notFor", expectation.notFor, noticed),
    ...ofQuality("precision", expectation.precision, report),
    ...ofQuality("recall", expectation.recall, report),
    ...Object.entries(suppressed).flatMap(([rule, band]) =>
      inBand(`suppressed ${rule}`, band, byRule[rule as keyof typeof byRule] ?? 0),
    ),
    ...Object.entries(campaigns).flatMap(([name, bands]) =>
      (["triggers", "offered", "suppressed"] as const).flatMap((key) =>
        inBand(`${name} ${key}`, bands[key], report.byCampaign[name]?.[key] ?? 0),
      ),
    ),
    ...(expectation.order ?? []).map((order) => inOrder(order, report)),
  ];
}

function inBand(what: string, band: Band | undefined, got: number): readonly Finding[] {
  if (band === undefined) return [];
  const { min = 0, max = Number.POSITIVE_INFINITY } = band;
  return [{ what, wanted: wordsOf(band, String), got: String(got), met: min <= got && got <= max }];
}

function wordsOf({ min, max }: Band, write: (value: number) => string): string {
  if (min !== undefined && min === max) return write(min);
  return [
    ...(min === undefined ? [] : [`at least ${write(min)}`]),
    ...(max === undefined ? [] : [`at most ${write(max)}`]),
  ].join(", ");
}

function ofPeople(
  what: "firesFor" | "notFor",
  people: readonly number[] | undefined,
  noticed: ReadonlySet<number>,
): readonly Finding[] {
  const wanted = what === "firesFor" ? "a moment" : "none";
  return (people ?? []).map((person) => {
    const got = noticed.has(person) ? "a moment" : "none";
    return { what: `${what} ${person}`, wanted, got, met: got === wanted };
  });
}

const percent = (value: number): string => `${Number((value * 100).toFixed(1))}%`;

/** Of all triggers together; what could not be measured is missed. */
function ofQuality(
  what: "precision" | "recall",
  band: Band | undefined,
  { scorecard }: Report,
): readonly Finding[] {
  if (band === undefined) return [];
  // Of definitions whose moments the world does not know nothing is measured.
  const known = scorecard.filter(({ moments }) => moments !== null);
  const sum = (key: "matched" | "triggers" | "moments"): number =>
    known.reduce((all, score) => all + (score[key] ?? 0), 0);
  const whole = sum(what === "precision" ? "triggers" : "moments");
  const wanted = wordsOf(band, percent);
  if (whole === 0) {
    return [{ what, wanted, got: "nothing to measure it on", met: false }];
  }
  const value = sum("matched") / whole;
  const { min = 0, max = 1 } = band;
  const got = `${percent(value)} (${sum("matched")} of ${whole})`;
  return [{ what, wanted, got, met: min <= value && value <= max }];
}

/** Acceptance of each campaign above that of the next. */
function inOrder(order: readonly string[], { byCampaign }: Report): Finding {
  const shares = order.map((name) => {
    const { accepted, delivered } = byCampaign[name]!;
    return {
      name,
      accepted,
      delivered,
      share: delivered === 0 ? Number.NaN : accepted / delivered,
    };
  });
  return {
    what: "order",
    wanted: order.join(" above "),
    got: shares
      .map(({ name, accepted, delivered, share }) =>
        Number.isNaN(share)
          ? `${name} nothing delivered`
          : `${name} ${percent(share)} (${accepted} of ${delivered})`,
      )
      .join(", "),
    met: shares.every(({ share }, place) => place === 0 || shares[place - 1]!.share > share),
  };
}
