// Where a rehearsal's triggers are decided, offers made and answered, and all of it counted.
import { createOutreach } from "../../campaigns/outreach.ts";
import { visitOf } from "../../campaigns/visits.ts";
import type { Directory } from "../../domain/directory.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { byTotalOrder } from "../../domain/subscriber-event.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { Scorecard } from "../../metrics/scorecard.ts";
import { Summary, type SummaryPart } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createMoments } from "../days/moments.ts";
import { createResponses, type PeopleResponses } from "../days/response.ts";
import { createTimetable } from "../days/timetable.ts";
import { createDirectory } from "../directory.ts";
import { createPopulation, layOutPopulation } from "../population.ts";
import { runKey } from "../random.ts";
import { createWorld } from "../world/world.ts";
import { Recorder, type Recording } from "./recording.ts";
import type { Watcher } from "./watcher.ts";

/** Counts what becomes of a scenario's triggers; `of`: every so-many-th person's are counted here. */
export function createSummary(
  { campaigns, definitions }: Scenario,
  responses: Pick<PeopleResponses, "convertsUnprompted">,
  of = 1,
): Summary {
  return new Summary(
    campaigns.map(({ name }) => name),
    (subscriber, campaign) => responses.convertsUnprompted({ subscriber, campaign }),
    new Scorecard(definitions, of),
  );
}

export interface Office {
  /** Decides a window's triggers, which come in the total order, and lets all happen until `toMs`. */
  decide(triggers: readonly Trigger[], toMs: number): void;
}

/** An office for a scenario's campaigns and these people; the triggers themselves are not counted. */
export function createOffice(
  scenario: Scenario,
  {
    directory,
    responses,
    summary,
    recorder,
    watcher,
  }: {
    readonly directory: Pick<Directory, "profile" | "zones" | "zoneOf">;
    readonly responses: PeopleResponses;
    /** Takes decisions and outcomes. */
    readonly summary: Summary;
    /** Takes messages and outcomes, where people are recorded. */
    readonly recorder?: Recorder | undefined;
    readonly watcher?: Watcher | undefined;
  },
): Office {
  if (scenario.kind === "statistics") return countingOffice(scenario, directory, summary);
  const outreach = createOutreach({
    book: scenario,
    directory,
    responses,
    onOutcome(outcome) {
      summary.outcome(outcome);
      recorder?.outcome(outcome);
    },
    onSent(offer) {
      summary.sent(offer);
      recorder?.sent(offer);
      watcher?.sent?.(offer);
    },
  });
  return {
    decide(triggers, toMs) {
      for (const trigger of triggers) {
        const decision = outreach.decide(trigger);
        if (decision !== undefined) summary.decision(decision);
      }
      outreach.advance(toMs);
    },
  };
}

/** Of a scenario that only counts: nobody is sent anything. */
function countingOffice(
  scenario: Scenario,
  directory: Parameters<typeof createOffice>[1]["directory"],
  summary: Summary,
): Office {
  return {
    decide(triggers) {
      for (const trigger of triggers) {
        const visit = visitOf(scenario, directory, trigger);
        if (visit === undefined) continue;
        summary.origins.count(visit.place, visit.origin, trigger.subscriber);
      }
    },
  };
}

/** What the one office of a run is made of: plain data, so that it can be sent to a thread. */
export interface OfficeOrder {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  /** Of all people, as the run's shards fill it; absent: the office makes them all itself. */
  readonly people?: ArrayBufferLike;
  /** Also notes who was contacted, converted and complained. */
  readonly record?: boolean;
}

/** What has been counted, with who it was where that is recorded. */
export type RunPart = SummaryPart & { readonly recording?: Recording };

/** The one office of a run whose people share limits: it takes the triggers of all shards. */
export interface SharedOffice {
  /**
   * Decides the triggers of a window, those of all shards in any order; windows follow one another.
   * They are decided in the total order, so that limits bind the same whatever the shards.
   */
  decide(triggers: readonly Trigger[], toMs: number): void;
  /** Decisions and what came of them; triggers and events are counted where they are noticed. */
  part(): RunPart;
}

export interface OfficeHooks {
  /** The door; default: tokens without a key. */
  readonly tokenise?: Tokenise;
  readonly watcher?: Watcher;
}

/**
 * Makes the one office, once all people are there.
 *
 * @throws KairosError when the scenario cannot be run.
 */
export function createSharedOffice(
  { scenario, seed, subscribers, people, record }: OfficeOrder,
  { tokenise = fictionalTokens, watcher }: OfficeHooks = {},
): SharedOffice {
  const { network, numbers, start } = scenario;
  const key = runKey(seed);
  const world = createWorld(key, network);
  const population =
    people === undefined
      ? createPopulation(key, world, scenario, subscribers)
      : layOutPopulation(subscribers, () => people, world.people);
  const directory = createDirectory(key, world, population, { network, numbers, tokenise, start });
  const setting = { key, world, population, scenario, timetable: createTimetable(world) };
  const responses = createResponses(scenario, key, createMoments(setting), directory);
  const summary = createSummary(scenario, responses);
  const recorder = record ? new Recorder(scenario.campaigns.length, subscribers) : undefined;
  const office = createOffice(scenario, { directory, responses, summary, recorder, watcher });
  return {
    decide: (triggers, toMs) => office.decide([...triggers].sort(byTotalOrder), toMs),
    part: () => ({ ...summary.part(), ...(recorder && { recording: recorder.recording }) }),
  };
}
