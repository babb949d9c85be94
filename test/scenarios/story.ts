// One day of a scenario as told by what happened to single people: moments, decisions, messages.
import { createOutreach } from "../../campaigns/outreach.ts";
import { byTotalOrder } from "../../domain/subscriber-event.ts";
import { DAY_MS, dayOf, formatClock, HOUR_MS, timeOfDay } from "../../domain/time.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createTraffic } from "../../simulator/traffic.ts";

export interface Story {
  readonly subscriber: number;
  /** "Ms Lin, salesperson" */
  readonly person: string;
  /** Names of the campaigns whose messages she got, in order. */
  readonly got: readonly string[];
  /** A line for every moment that was decided and every message, each with its time. */
  readonly lines: readonly string[];
}

/** What happened to everybody to whom something did, by subscriber. */
export function storiesOf(scenario: Scenario, days = scenario.days): ReadonlyMap<number, Story> {
  const traffic = createTraffic(scenario, { seed: scenario.seed });
  const told = new Map<number, { got: string[]; lines: string[] }>();
  const at = (timeMs: number): string => {
    const clock = formatClock(timeOfDay(timeMs));
    return days > 1 ? `day ${dayOf(timeMs) + 1}, ${clock}` : clock;
  };
  const tell = (subscriber: number, line: string, campaign?: string): void => {
    const story = told.get(subscriber) ?? { got: [], lines: [] };
    told.set(subscriber, story);
    story.lines.push(line);
    if (campaign !== undefined) story.got.push(campaign);
  };
  const triggers: Trigger[] = [];
  const twin = createTwin({
    directory: traffic.directory,
    definitions: scenario.definitions,
    onTrigger: (trigger) => triggers.push(trigger),
  });
  const outreach = createOutreach({
    book: scenario,
    directory: traffic.directory,
    responses: traffic.responses,
    onOutcome({ timeMs, subscriber, campaign, kind }) {
      const { name, what } = scenario.campaigns[campaign]!;
      if (kind === "delivered") {
        tell(subscriber, `${at(timeMs)}  message of ${name}: ${what.text.en}`, name);
        tell(subscriber, `${" ".repeat(at(timeMs).length)}  ${what.text.zh}`);
      } else tell(subscriber, `${at(timeMs)}  ${kind} (${name})`);
    },
  });
  for (let fromMs = 0; fromMs < days * DAY_MS; fromMs += HOUR_MS) {
    for (const event of traffic.events(fromMs, fromMs + HOUR_MS)) twin.apply(event);
    twin.advance(fromMs + HOUR_MS);
    for (const trigger of triggers.splice(0).sort(byTotalOrder)) {
      const decision = outreach.decide(trigger);
      if (decision === undefined) continue;
      const { name } = scenario.campaigns[decision.campaign]!;
      const definition = scenario.definitions[trigger.definition]!.name;
      const fate = decision.kind === "offered" ? "offer" : `held back by ${decision.rule}`;
      tell(trigger.subscriber, `${at(trigger.timeMs)}  ${definition} → ${name}: ${fate}`);
    }
    outreach.advance(fromMs + HOUR_MS);
  }
  return new Map(
    [...told].map(([subscriber, { got, lines }]) => [
      subscriber,
      { subscriber, person: traffic.person(subscriber).en, got, lines },
    ]),
  );
}
