// A/A runs: two arms that get the same, so that whatever differs between them is our own error (N11).
import { createBook } from "../../campaigns/book.ts";
import type { Campaign } from "../../campaigns/campaign.ts";
import { createOutreach } from "../../campaigns/outreach.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { fraction, hashText, hashWords } from "../../domain/hash.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Trigger, TriggerFacts } from "../../domain/trigger.ts";
import { type Proportion, twoProportionTest } from "../../metrics/statistics.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createResponses } from "../days/response.ts";
import { createDirectory } from "../directory.ts";
import { createPopulation } from "../population.ts";
import { runKey } from "../random.ts";
import { createWorld } from "../world/world.ts";

export interface AuditedRun {
  readonly a: Proportion;
  readonly b: Proportion;
  /** Two-sided, that both arms convert alike: which is true. */
  readonly p: number;
}

export interface SelfAudit {
  readonly runs: readonly AuditedRun[];
  readonly alpha: number;
  /** Runs that saw a difference which is not there. */
  readonly falsePositives: number;
}

/** When the people's triggers come: one a person and day, in hours in which campaigns may speak. */
const HOURS = { fromMs: 9 * HOUR_MS, lengthMs: 11 * HOUR_MS };
const DAYS = 2;
const STREAM = 0x5a1f;

/**
 * Runs the first campaign of a scenario so many times, each time as two arms with one and the same
 * offer: real people, one fixed stream of triggers, real decisions (contact policy, arms and control
 * group by stable hash), deliveries and answers. Each run has its own seed, arms and control group.
 *
 * `subscribers` people are made once, for all runs: a few thousand.
 */
export function selfAudit(
  scenario: Scenario,
  options: {
    readonly runs: number;
    readonly subscribers: number;
    /** What the triggers of the first campaign say. */
    readonly facts: TriggerFacts;
    readonly alpha?: number;
  },
): SelfAudit {
  const { subscribers, alpha = 0.05 } = options;
  const key = runKey(scenario.seed);
  const world = createWorld(key, scenario.network);
  const population = createPopulation(key, world, scenario, subscribers);
  const directory = createDirectory(key, world, population, {
    ...scenario,
    tokenise: fictionalTokens,
  });
  const triggers = streamOf(subscribers, options.facts);
  const runs = Array.from({ length: options.runs }, (_, place): AuditedRun => {
    const name = `audit-${place}`;
    const book = bookOf(scenario, name);
    const responses = createResponses(book, runKey(name), undefined, directory);
    const reached = [new Set<number>(), new Set<number>()];
    const converted = [new Set<number>(), new Set<number>()];
    const armOf = new Map<number, number>();
    const outreach = createOutreach({
      book,
      directory,
      responses,
      onOutcome({ kind, subscriber }) {
        if (kind === "accepted") converted[armOf.get(subscriber)!]!.add(subscriber);
      },
    });
    for (const trigger of triggers) {
      const decision = outreach.decide(trigger);
      if (decision?.kind !== "offered") continue;
      armOf.set(decision.subscriber, decision.arm!);
      reached[decision.arm!]!.add(decision.subscriber);
    }
    outreach.advance((DAYS + 2) * DAY_MS);
    const [a, b] = [0, 1].map((arm) => ({
      successes: converted[arm]!.size,
      n: reached[arm]!.size,
    })) as [Proportion, Proportion];
    return { a, b, p: twoProportionTest(a, b) };
  });
  return { runs, alpha, falsePositives: runs.filter(({ p }) => p < alpha).length };
}

/** Its first campaign as two arms of half of the people each, under a name of this run's own. */
function bookOf(scenario: Scenario, name: string) {
  const first: Campaign = scenario.campaigns[0]!;
  const { response, ...what } = first.what;
  const half = (arm: string) => ({ name: arm, share: 0.5, what: { response } });
  const { deliver: _, ...offer } = { ...what, response, deliver: undefined };
  return createBook({
    policy: scenario.policy,
    control: { share: scenario.control.share, salt: hashText(name) },
    campaigns: [
      {
        name,
        title: first.title,
        who: first.who,
        what: offer,
        arms: [half("a"), half("b")],
        whenAndWhere: {
          trigger: scenario.definitions[first.whenAndWhere.definition]!,
          hours: first.whenAndWhere.hours,
        },
      },
    ],
  });
}

/** The same for all runs: a moment of each person on each day, in the order of time. */
function streamOf(subscribers: number, facts: TriggerFacts): Trigger[] {
  const triggers: Trigger[] = [];
  for (let day = 0; day < DAYS; day++) {
    for (let subscriber = 0; subscriber < subscribers; subscriber++) {
      const place = fraction(hashWords(STREAM, subscriber, day));
      triggers.push({
        definition: 0,
        timeMs: Math.floor(day * DAY_MS + HOURS.fromMs + place * HOURS.lengthMs),
        subscriber,
        sequence: day,
        facts,
        lac: 0,
        ci: 0,
        cause: {},
      });
    }
  }
  return triggers.sort((a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber);
}
