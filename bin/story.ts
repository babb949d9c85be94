// What kairos replay tells: events and triggers as they come, and a summary at the end.
import { Digest, digestEvent, digestTrigger } from "../domain/digest.ts";
import type { Directory } from "../domain/directory.ts";
import { describeEvent } from "../domain/event-sentence.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import { formatClock } from "../domain/time.ts";
import type { Trigger, TriggerParameters } from "../domain/trigger.ts";
import { describeTrigger } from "../machines/triggers/catalogue.ts";
import { createTwin, type Twin } from "../machines/twin.ts";
import { eventLine } from "../signaling/event-lines.ts";
import type { LineOutput } from "./output.ts";

export interface StoryOptions {
  readonly directory: Directory;
  readonly definitions: readonly TriggerParameters[];
  readonly json: boolean;
  readonly output: LineOutput;
}

/** How the summary line of a story begins; the end of its time stands in it. */
const SUMMARY = '{"kind":"summary"';

/** Until when an earlier story in this text went, undefined when it does not say. */
export function endOfStory(text: string): number | undefined {
  const at = text.lastIndexOf(SUMMARY);
  if (at < 0) return undefined;
  const toMs = /"toMs":(\d{1,15})\b/.exec(text.slice(at))?.[1];
  return toMs === undefined ? undefined : Number(toMs);
}

/** Lines go to the output, which is flushed by whoever feeds the story, but for the end. */
export class Story {
  readonly #options: StoryOptions;
  readonly #twin: Twin;
  readonly #events = new Digest();
  readonly #triggers = new Digest();
  #lastMs = 0;

  constructor(options: StoryOptions) {
    const { directory, definitions } = options;
    this.#options = options;
    this.#twin = createTwin({
      directory,
      definitions,
      onTrigger: (trigger) => this.#trigger(trigger),
    });
  }

  /** Time of the last event, 0 before the first. */
  get lastMs(): number {
    return this.#lastMs;
  }

  event(event: SubscriberEvent): void {
    const { directory, json, output } = this.#options;
    digestEvent(this.#events, event);
    const name = directory.nameOf(event.subscriber);
    const frame = event.cause.frame === undefined ? "" : ` (frame ${event.cause.frame})`;
    output.line(
      json
        ? eventLine(event, name)
        : `${clock(event.timeMs)}  ${name}  ${describeEvent(event)}${frame}`,
    );
    this.#twin.apply(event);
    this.#lastMs = event.timeMs;
  }

  #trigger(trigger: Trigger): void {
    const { directory, json, output } = this.#options;
    digestTrigger(this.#triggers, trigger);
    const subscriber = directory.nameOf(trigger.subscriber);
    const { name, ...facts } = trigger.facts;
    const sentence = describeTrigger(trigger, directory);
    const { timeMs, sequence, definition, cause, lac, ci } = trigger;
    const head = { kind: "trigger", timeMs, subscriber, name, sequence, definition, cause };
    output.line(
      json
        ? JSON.stringify({ ...head, lac, ci, facts, sentence })
        : `${clock(timeMs)}  ${subscriber}  ▶ ${name}: ${sentence.en}.`,
    );
  }

  /** Lets time pass until `toMs`, and sums up. */
  async end(toMs: number): Promise<void> {
    const { definitions, json, output } = this.#options;
    this.#twin.advance(toMs);
    const summary = {
      kind: "summary",
      events: this.#events.count,
      triggers: this.#triggers.count,
      digests: { events: this.#events.toString(), triggers: this.#triggers.toString() },
      toMs,
    };
    if (json) output.line(JSON.stringify(summary));
    await output.flush();
    if (!json) {
      console.error(
        `Events: ${summary.events}. Triggers: ${summary.triggers}, of ` +
          `${definitions.length} definitions. Time: ${clock(this.#lastMs)}.`,
      );
    }
  }
}

/** "00:00:12.345": captures are short, so milliseconds matter. */
function clock(timeMs: number): string {
  return `${formatClock(timeMs)}.${String(timeMs % 1000).padStart(3, "0")}`;
}
