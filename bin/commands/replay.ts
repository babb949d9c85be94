// kairos replay: the story of the subscribers in a capture or an event file, and the triggers in it.
import { Command } from "commander";
import { Digest, digestEvent, digestTrigger } from "../../domain/digest.ts";
import type { Directory } from "../../domain/directory.ts";
import { KairosError } from "../../domain/errors.ts";
import { describeEvent } from "../../domain/event-sentence.ts";
import { openDirectory } from "../../domain/open-directory.ts";
import { describeTrigger } from "../../domain/sentence.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { formatClock, MINUTE_MS } from "../../domain/time.ts";
import type { Trigger, TriggerParameters } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import { readOctets } from "../../services/files.ts";
import { type Capture, readCapture } from "../../signaling/capture.ts";
import { eventLine, readEventLines } from "../../signaling/event-lines.ts";
import { createTracker, type TrackerCounts, track } from "../../signaling/tracker.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { seed } from "../flags.ts";
import { LineOutput } from "../output.ts";
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
    .option("--scenario <file>", "a YAML file: run its triggers, in its world, on its people")
    .option("--seed <text>", "the seed of that world", seed)
    .option("--json", "print NDJSON: events, triggers, and a summary line")
    .addHelpText("after", EXAMPLES)
    .action(replay);
}

async function replay(path: string, options: Options): Promise<void> {
  if (options.seed !== undefined && options.scenario === undefined) {
    throw new KairosError("usage.invalid", {
      place: "--seed",
      got: "a seed without --scenario",
      wanted: "both or neither: it is the seed of the scenario's world",
      remedy: "Add --scenario, or leave --seed out.",
    });
  }
  const { master, definitions } = await surroundings(options);
  const octets = await readOctets(path);
  const directory = openDirectory(master);
  const source = looksLikeText(octets)
    ? readEventLines(new TextDecoder().decode(octets), directory, path)
    : capturedEvents(readCapture(octets, path), { heard: openDirectory(master), directory });
  const output = new LineOutput();
  const story = new Story({ directory, definitions, json: options.json === true, output });
  try {
    for (const event of source) {
      story.event(event);
      if (output.full) await output.flush();
    }
  } finally {
    // What was read before a truncated end is told all the same.
    await story.end();
  }
}

async function surroundings(
  options: Options,
): Promise<{ master?: Directory; definitions: readonly TriggerParameters[] }> {
  if (options.scenario === undefined) {
    console.error(
      "Without --scenario there is no world, no handset table and no profile: only powered.on " +
        "(any time off) and cells.changedRapidly (3 cells in 15 min) run.",
    );
    return { definitions: WORLDLESS_DEFINITIONS };
  }
  const scenario = await loadScenario(options.scenario);
  const traffic = createTraffic(scenario, { seed: options.seed ?? scenario.seed });
  return { master: traffic.directory, definitions: scenario.definitions };
}

/**
 * The tracker numbers strangers when it first hears of them, perhaps in a PAGING; here they are
 * numbered by their first event, as in an event file, so that both give the same digests.
 */
function* capturedEvents(
  capture: Capture,
  { heard, directory }: { readonly heard: Directory; readonly directory: Directory },
): Iterable<SubscriberEvent> {
  const tracker = createTracker({ registry: heard });
  try {
    for (const message of capture.messages) {
      for (const event of track(tracker, message)) {
        yield { ...event, subscriber: directory.ofImsi(heard.nameOf(event.subscriber)) };
      }
    }
  } finally {
    reportSkipped(capture.skipped, capture.counts.skipped);
    reportUnknown(tracker.counts);
  }
}

/** What a capture that starts late, or hides its identities, keeps from the story. */
function reportUnknown({ unconnected, dropped }: TrackerCounts): void {
  if (unconnected > 0) {
    console.error(`${unconnected} messages belong to connections that began before the capture.`);
  }
  if (dropped > 0) {
    console.error(`${dropped} events are left out: their connections never showed an IMSI.`);
  }
}

/** No capture begins with "{", blanks or a byte order mark; pcapng begins with a line feed. */
function looksLikeText(octets: Uint8Array): boolean {
  const first = octets.findIndex((octet) => octet !== 0x0a && octet !== 0x0d && octet !== 0x20);
  const pcapng = octets[0] === 0x0a && octets[1] === 0x0d && octets[2] === 0x0d;
  return !pcapng && (octets[first] === 0x7b || octets[first] === 0xef);
}

interface StoryParts {
  readonly directory: Directory;
  readonly definitions: readonly TriggerParameters[];
  readonly json: boolean;
  readonly output: LineOutput;
}

/** Prints events and triggers as they come, and the summary at the end. */
class Story {
  readonly #directory: Directory;
  readonly #definitions: readonly TriggerParameters[];
  readonly #json: boolean;
  readonly #output: LineOutput;
  readonly #twin;
  readonly #events = new Digest();
  readonly #triggers = new Digest();
  #lastMs = 0;

  constructor({ directory, definitions, json, output }: StoryParts) {
    this.#directory = directory;
    this.#definitions = definitions;
    this.#json = json;
    this.#output = output;
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
    this.#output.line(
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
    this.#output.line(
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

  async end(): Promise<void> {
    const summary = {
      kind: "summary",
      events: this.#events.count,
      triggers: this.#triggers.count,
      digests: { events: this.#events.toString(), triggers: this.#triggers.toString() },
    };
    if (this.#json) this.#output.line(JSON.stringify(summary));
    await this.#output.flush();
    if (!this.#json) {
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
