// Where a rehearsal's triggers are decided, offers made and answered, and all of it counted.
import { createDelivery } from "../../campaigns/delivery.ts";
import { createDesk } from "../../campaigns/desk.ts";
import type { Directory } from "../../domain/directory.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { Scorecard } from "../../metrics/scorecard.ts";
import { Summary } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { PeopleResponses } from "../days/response.ts";

export interface Office {
  readonly summary: Summary;
  /** Decides and counts; triggers come in the total order. */
  decide(trigger: Trigger): void;
  /** Lets everything happen that is due ≤ toMs. */
  advance(toMs: number): void;
}

/** An office for a scenario's campaigns and these people. */
export function createOffice(
  scenario: Scenario,
  {
    directory,
    responses,
    of = 1,
  }: {
    readonly directory: Pick<Directory, "profile">;
    readonly responses: PeopleResponses;
    /** Every so-many-th person's triggers come here. */
    readonly of?: number;
  },
): Office {
  const names = scenario.campaigns.map(({ name }) => name);
  const summary = new Summary(
    names,
    (subscriber, campaign) => responses.convertsUnprompted({ subscriber, campaign }),
    new Scorecard(scenario.definitions, of),
  );
  const desk = createDesk({ book: scenario, directory });
  const delivery = createDelivery({
    book: scenario,
    responses,
    onOutcome(outcome) {
      summary.outcome(outcome);
      desk.record(outcome);
    },
  });
  return {
    summary,
    decide(trigger) {
      summary.trigger(trigger);
      // What became of earlier offers binds this decision.
      delivery.advance(trigger.timeMs);
      const decision = desk.decide(trigger);
      summary.decision(decision);
      if (decision.kind === "offered") delivery.offer(decision);
    },
    advance: (toMs) => delivery.advance(toMs),
  };
}
