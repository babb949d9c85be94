// kairos replay: the story of the subscribers in a capture or an event file, and the triggers in it.
import { Command } from "commander";
import { Digest, digestEvent, digestTrigger } from "../../domain/digest.ts";
import type { Directory } from "../../domain/directory.ts";
import { describeEvent } from "../../domain/event-sentence.ts";
import { openDirectory } from "../../domain/open-directory.ts";
import { describeTrigger } from "../../domain/sentence.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { formatClock, MINUTE_MS } from "../../domain/time.ts";
import type { Trigger, TriggerParameters } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import { readOctets } from "../../services/files.ts";
import { readCapture } from "../../signaling/capture.ts";
import { eventLine, readEventLines } from "../../signaling/event-lines.ts";
import { createTracker, track } from "../../signaling/tracker.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { seed } from "../flags.ts";
import { loadScenario } from "../scenario-file.ts";
import { reportSkipped } from "../skipped-frames.ts";

interface Options {
  readonly scenario?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

/** What a file without a scenario can show: no zones, no handset table, no ring-back tones needed. */
const WORLDLESS_DEFINITIONS: readonly TriggerParameters[] = [
  { name: "powered.on", offForMs: 0, missedCalls: 0 },
  { name: "cells.changedRapidly", cells: 3, withinMs: 15 * MINUTE_MS, andMessageWithinMs: 0 },
];

const EXAMPLES = `
Examples:
  kairos replay capture.pcap
  kairos replay capture.pcap --json > events.ndjson && kairos replay events.ndjson
  kairos replay capture.pcap --scenario scenarios/quickstart.yaml`;

export function replayCommand(): Command {
  return new Command("replay")
    .description(
      "Follow the subscribers of a capture (or of an event file) and say which triggers fire.",
    )
    .argument("<file>", "a pcap or pcapng of the A interface, or NDJSON of subscriber events")
    .option("--scenario <file>", "its triggers, and its world and people")
    .option("--seed <text>", "the seed of that world", seed)
    .option("--json", "print NDJSON: events, triggers, and a summary line")
    .addHelpText("after", EXAMPLES)
    .action(replay);
}

async function replay(path: string, options: Options): Promise<void> {
  const { directory, definitions } = await surroundings(options);
  const octets = await readOctets(path);
  const story = new Story(directory, definitions, options.json === true);
  try {
    for (const event of eventsOf(octets, path, directory)) story.event(event);
  } finally {
    // What was read before a truncated end is told all the same.
    story.end();
  }
}

async function surroundings(
  options: Options,
): Promise<{ directory: Directory; definitions: readonly TriggerParameters[] }> {
  if (options.scenario === undefined) {
    console.error(
      "Without --scenario there is no world, no handset table and no profile: only powered.on " +
        "(any time off) and cells.changedRapidly (3 cells in 15 min) run.",
    );
    return { directory: openDirectory(), definitions: WORLDLESS_DEFINITIONS };
  }
  const scenario = await loadScenario(options.scenario);
  const traffic = createTraffic(scenario, { seed: options.seed ?? scenario.seed });
  return { directory: openDirectory(traffic.directory), definitions: scenario.definitions };
}

function* eventsOf(
  octets: Uint8Array,
  path: string,
  directory: Directory,
): Iterable<SubscriberEvent> {
  if (looksLikeText(octets)) {
    yield* readEventLines(new TextDecoder().decode(octets), directory, path);
    return;
  }
  const capture = readCapture(octets, path);
  const tracker = createTracker({ registry: directory });
  try {
    for (const message of capture.messages) yield* track(tracker, message);
  } finally {
    reportSkipped(capture.skipped, capture.counts.skipped);
  }
}

/** No capture format starts with "{" or white space. */
function looksLikeText(octets: Uint8Array): boolean {
  return octets[0] === 0x7b || octets[0] === 0x20 || octets[0] === 0x0a || octets[0] === 0x0d;
}

/** Prints events and triggers as they come, and the summary at the end. */
class Story {
  readonly #directory: Directory;
  readonly #definitions: readonly TriggerParameters[];
  readonly #json: boolean;
  readonly #twin;
  readonly #events = new Digest();
  readonly #triggers = new Digest();
  #lastMs = 0;

  constructor(directory: Directory, definitions: readonly TriggerParameters[], json: boolean) {
    this.#directory = directory;
    this.#definitions = definitions;
    this.#json = json;
    this.#twin = createTwin({
      directory,
      definitions,
      onTrigger: (trigger) => this.#trigger(trigger),
    });
  }

  event(event: SubscriberEvent): void {
    digestEvent(this.#events, event);
    const name = this.#directory.nameOf(event.subscriber);
    const frame = event.cause.frame === undefined ? "" : ` (frame ${event.cause.frame})`;
    console.log(
      this.#json
        ? eventLine(event, name)
        : `${clock(event.timeMs)}  ${name}  ${describeEvent(event)}${frame}`,
    );
    this.#twin.apply(event);
    this.#lastMs = event.timeMs;
  }

  #trigger(trigger: Trigger): void {
    digestTrigger(this.#triggers, trigger);
    const subscriber = this.#directory.nameOf(trigger.subscriber);
    const { name, ...facts } = trigger.facts;
    const sentence = describeTrigger(trigger, this.#directory);
    const { timeMs, sequence, definition, cause, lac, ci } = trigger;
    console.log(
      this.#json
        ? JSON.stringify({
            kind: "trigger",
            timeMs,
            subscriber,
            name,
            sequence,
            definition,
            cause,
            lac,
            ci,
            facts,
            sentence,
          })
        : `${clock(timeMs)}  ${subscriber}  ▶ ${name}: ${sentence.en}.`,
    );
  }

  end(): void {
    const summary = {
      kind: "summary",
      events: this.#events.count,
      triggers: this.#triggers.count,
      digests: { events: this.#events.toString(), triggers: this.#triggers.toString() },
    };
    if (this.#json) console.log(JSON.stringify(summary));
    else {
      console.error(
        `Events: ${summary.events}. Triggers: ${summary.triggers}, of ` +
          `${this.#definitions.length} definitions. Time: ${clock(this.#lastMs)}.`,
      );
    }
  }
}

/** "00:00:12.345": captures are short, so milliseconds matter. */
function clock(timeMs: number): string {
  return `${formatClock(timeMs)}.${String(timeMs % 1000).padStart(3, "0")}`;
}
