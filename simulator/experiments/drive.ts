// A direct drive: campaigns, people and their answers without signalling, for samples that need many.
import { createOutreach } from "../../campaigns/outreach.ts";
import type { Directory } from "../../domain/directory.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import type { Trigger, TriggerFacts } from "../../domain/trigger.ts";
import { reportOf } from "../../metrics/report.ts";
import { type Report, Summary } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createResponses } from "../days/response.ts";
import { createDirectory, type PeopleDirectory } from "../directory.ts";
import { createPopulation, type Population } from "../population.ts";
import { type RunKey, runKey } from "../random.ts";
import { pricesOf } from "../runs/prices.ts";
import { createWorld, type World } from "../world/world.ts";

/** The generated people of a scenario, with no days planned. */
export interface DrivenPeople {
  readonly key: RunKey;
  readonly world: World;
  readonly population: Population;
  readonly directory: PeopleDirectory;
}

export function peopleOf(scenario: Scenario, subscribers: number): DrivenPeople {
  const { network, numbers, start } = scenario;
  const key = runKey(scenario.seed);
  const world = createWorld(key, network);
  const population = createPopulation(key, world, scenario, subscribers);
  const tokenise = fictionalTokens;
  const directory = createDirectory(key, world, population, { network, numbers, start, tokenise });
  return { key, world, population, directory };
}

/** A moment of somebody, as the machine of the campaign's trigger would tell it. */
export interface DrivenMoment {
  readonly subscriber: number;
  readonly timeMs: number;
  readonly facts: Omit<TriggerFacts, "name">;
}

/** An offer that was accepted. */
export interface DrivenOrder {
  readonly subscriber: number;
  readonly timeMs: number;
}

/**
 * One campaign of a scenario against moments in the order of time, each of its own person: decided by
 * the desk, delivered, answered. What the moments claim is true, since nothing else happens here; the
 * answers are those of the response model without liking of channels.
 */
export function drive(
  scenario: Scenario,
  campaign: number,
  people: Pick<DrivenPeople, "key"> & { readonly directory: Pick<Directory, "profile"> },
  moments: Iterable<DrivenMoment>,
): { readonly report: Report; readonly orders: readonly DrivenOrder[] } {
  const own = scenario.campaigns[campaign]!;
  const parameters = scenario.definitions[own.whenAndWhere.definition]!;
  const book = {
    ...scenario,
    definitions: [parameters],
    campaigns: [{ ...own, whenAndWhere: { ...own.whenAndWhere, definition: 0 } }],
  };
  const responses = createResponses(book, people.key);
  const summary = new Summary([own.name], (subscriber) =>
    responses.convertsUnprompted({ subscriber, campaign: 0 }),
  );
  const orders: DrivenOrder[] = [];
  const outreach = createOutreach({
    book,
    directory: people.directory,
    responses,
    onOutcome(outcome) {
      summary.outcome(outcome);
      const { subscriber, timeMs } = outcome;
      if (outcome.kind === "accepted") orders.push({ subscriber, timeMs });
    },
    onSent: (offer) => summary.sent(offer),
  });
  let lastMs = 0;
  for (const { subscriber, timeMs, facts } of moments) {
    const at = { lac: 0, ci: 0, sequence: 0, definition: 0, cause: {} };
    const named = { ...facts, name: parameters.name };
    const trigger: Trigger = { ...at, timeMs, subscriber, facts: named };
    const decision = outreach.decide(trigger);
    if (decision !== undefined) summary.decision(decision);
    lastMs = timeMs;
  }
  outreach.advance(lastMs + own.what.expiresAfterMs);
  const { name, seed, subscribers } = scenario;
  const run = { scenario: name, seed, subscribers, simulatedMs: lastMs, prices: pricesOf(book) };
  return { report: reportOf([summary.part()], [own.name], run), orders };
}
