// What a trigger machine tells of a story.
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { TriggerFacts, TriggerParameters } from "../../domain/trigger.ts";
import { createColony } from "../../machines/colony.ts";
import type { Colony } from "../../machines/columnar/colony.ts";
import { createTriggerMachine } from "../../machines/triggers/catalogue.ts";
import type { TriggerFired } from "../../machines/triggers/fired.ts";
import { parametersOf, trigger } from "../../scenarios/triggers.ts";
import { type Line, min, story } from "./stories.ts";

/** What fires in a story, with its time; the clock runs on for a day after the last line. */
export function firings(
  parameters: TriggerParameters,
  lines: readonly Line[],
): (readonly [timeMs: number, facts: TriggerFacts])[] {
  const fired: (readonly [number, TriggerFacts])[] = [];
  const { machine, columns } = createTriggerMachine(parameters);
  const colony = createColony(machine, {
    columns,
    onEmit: (_row, { facts }: TriggerFired, timeMs) => fired.push([timeMs, facts]),
  }) as Colony<EnrichedEvent>;
  const row = colony.allocate();
  for (const event of story(...lines)) {
    if (colony.accepts.has(event.type)) colony.send(row, event, event.timeMs);
  }
  colony.advance((lines.at(-1)?.[0] ?? 0) + min(1440));
  return fired;
}

/** As a scenario would have it: defaults filled in, a network with T3212 of an hour. */
export function parametersWritten(
  name: string,
  fields: Readonly<Record<string, unknown>> = {},
): TriggerParameters {
  const listed = ["12590", "12530", "10086"].map((number) => ({ number }));
  return parametersOf(trigger.parse({ name, ...fields }), min(60), listed);
}
