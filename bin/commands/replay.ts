// kairos replay: the story of the subscribers in a capture or an event file, and the triggers in it.
import { Command } from "commander";
import type { Directory } from "../../domain/directory.ts";
import { KairosError } from "../../domain/errors.ts";
import { parseToken, type SubscriberIndex } from "../../domain/identity.ts";
import { openDirectory } from "../../domain/open-directory.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { TwoDoors } from "../../domain/two-doors.ts";
import { ENVIRONMENT } from "../../moleculer.config.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { type FeedFile, feedFileOf, readFeedFiles } from "../../services/feed-files.ts";
import { inputName } from "../../services/files.ts";
import { readKeyFile } from "../../services/tokens.ts";
import { createCaptureReader, type TappedMessage } from "../../signaling/capture.ts";
import { readEventLines } from "../../signaling/event-lines.ts";
import { advance, createTracker, type TrackerCounts, track } from "../../signaling/tracker.ts";
import { type Beginning, begin } from "../beginning.ts";
import { type Door, doorFor } from "../door.ts";
import { seed } from "../flags.ts";
import { Instants } from "../instants.ts";
import { LineOutput } from "../output.ts";
import { loadScenario } from "../scenario-file.ts";
import { reportSkipped } from "../skipped-frames.ts";
import { endOfStory, Story } from "../story.ts";

interface Options {
  readonly scenario?: string;
  readonly seed?: string;
  readonly tokenKey?: string;
  readonly feed?: readonly FeedFile[];
  readonly json?: boolean;
}

/** What a file without a scenario can show: no zones, no handset table, no ring-back tones needed. */
const WORLDLESS_DEFINITIONS: readonly TriggerParameters[] = [
  { name: "powered.on", offForMs: 0, missedCalls: 0 },
  { name: "cells.changedRapidly", cells: 3, withinMs: 15 * MINUTE_MS, andMessageWithinMs: 0 },
];

/** An event file is put in order as a whole: characters of text that are held for it. */
const EVENT_TEXT_MAX = 500_000_000;

/** A run that ends at midnight may have a frame or two after it. */
const PAST_MIDNIGHT_MS = 10 * SECOND_MS;

const EXAMPLES = `
Examples:
  kairos replay capture.pcap
  kairos replay capture.pcap --token-key keys      the same tokens in every run
  tcpdump -i any -w - sctp | kairos replay -
  kairos replay capture.pcap --json > events.ndjson && kairos replay events.ndjson
  kairos replay day.pcap --feed orders.csv --feed mms.ndjson
  kairos replay day.pcap --scenario scenarios/quickstart.yaml --seed 7
      what "kairos generate" wrote with them: the digests of "kairos simulate"`;

export function replayCommand(): Command {
  return new Command("replay")
    .description(
      "Follow the subscribers of a capture (or of an event file) and say which triggers fire.",
    )
    .argument(
      "<file>",
      "a pcap or pcapng of the A interface, or NDJSON of subscriber events; - is stdin",
    )
    .option("--scenario <file>", "a YAML file: run its triggers, in its world, on its people")
    .option("--seed <text>", "the seed of that world", seed)
    .option("--token-key <file>", "the keys under which identities become tokens")
    .option(
      "--feed <file[:format]>",
      "what feeds told meanwhile, as ndjson or csv (docs/feeds.md); may be given again",
      (text: string, files: readonly FeedFile[] = []) => [...files, feedFileOf(text)],
    )
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
  const keyFile = options.tokenKey ?? ENVIRONMENT.tokenKeyFile;
  const keys = keyFile === undefined ? undefined : await readKeyFile(keyFile);
  const scenario = await scenarioOf(options.scenario);
  const beginning = await begin(path);
  const place = inputName(path);
  const door = doorFor(beginning, { keys, scenario, seed: options.seed });
  const directory = openDirectory(door.master);
  const output = new LineOutput();
  const story = new Story({
    directory,
    definitions: scenario?.definitions ?? WORLDLESS_DEFINITIONS,
    json: options.json === true,
    output,
  });
  const feeds = await feedsOf(options.feed ?? [], { door, directory, scenario });
  const telling: Telling = { beginning, place, door, directory, story, output, feeds };
  await (beginning.isText ? tellEvents(telling) : tellCapture(telling));
}

/** Reads the feeds, and says how much of them is about nobody here. */
async function feedsOf(
  files: readonly FeedFile[],
  {
    door: { tokenise, numbers },
    directory: registry,
    scenario,
  }: Pick<Telling, "door" | "directory"> & { readonly scenario: Scenario | undefined },
): Promise<readonly SubscriberEvent[]> {
  const start = scenario === undefined ? {} : { start: scenario.start };
  const { events, unknown } = await readFeedFiles(files, { registry, tokenise, numbers, ...start });
  if (unknown > 0) console.error(`${unknown} lines of feeds are about nobody who is known here.`);
  return events;
}

async function scenarioOf(path: string | undefined): Promise<Scenario | undefined> {
  if (path !== undefined) return await loadScenario(path);
  console.error(
    "Without --scenario there is no world, no handset table and no profile: only powered.on " +
      "(any time off) and cells.changedRapidly (3 cells in 15 min) run.",
  );
  return undefined;
}

interface Telling {
  readonly beginning: Beginning;
  readonly place: string;
  readonly door: Door;
  readonly directory: Directory;
  readonly story: Story;
  readonly output: LineOutput;
  /** In total order. */
  readonly feeds: readonly SubscriberEvent[];
}

async function tellEvents({ beginning, place, door, directory, story, output, feeds }: Telling) {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of beginning.chunks) {
    if (text.length + chunk.length > EVENT_TEXT_MAX) throw tooLong(place);
    text += decoder.decode(chunk, { stream: true });
  }
  const { tokenise, numbers, master } = door;
  const events = readEventLines(text, { registry: directory, tokenise, numbers, place });
  for (const event of new TwoDoors().merge(events, feeds)) {
    story.event(event);
    if (output.full) await output.flush();
  }
  const { lastMs } = story;
  await story.end(endOfStory(text) ?? (master === undefined ? lastMs : midnightAfter(lastMs)));
}

function tooLong(place: string): KairosError {
  return new KairosError("events.malformed", {
    place,
    got: `more than ${EVENT_TEXT_MAX / 1e6} MB of events`,
    wanted: "less, for they are put in order as a whole",
    remedy: "Replay the capture itself, which is read as a stream, or split the file by days.",
  });
}

async function tellCapture({ beginning, place, door, directory, story, output, feeds }: Telling) {
  const { tokenise, numbers, master, originMicros } = door;
  const heard = openDirectory(master);
  const tracker = createTracker({ registry: heard, tokenise, numbers });
  const reader = createCaptureReader(place, originMicros === undefined ? {} : { originMicros });
  const numbered = numberedByEvents(heard, directory);
  const order = new Instants((event) => story.event(event), feeds);
  let lastMs = 0;
  let begun = false;
  const tell = async (messages: Iterable<TappedMessage>): Promise<void> => {
    for (const message of messages) {
      lastMs = Math.max(lastMs, message.timeMs);
      order.reach(lastMs);
      for (const event of track(tracker, message)) order.add(numbered(event));
      if (output.full) await output.flush();
    }
    // A live capture tells what has come, though it is little.
    await output.flush();
  };
  try {
    for await (const chunk of beginning.chunks) {
      const messages = reader.push(chunk);
      begun = true;
      await tell(messages);
    }
    await tell(reader.end());
  } finally {
    // What was read before a truncated end is told all the same.
    if (begun) {
      lastMs = Math.max(lastMs, feeds.at(-1)?.timeMs ?? 0);
      const endMs = originMicros === undefined ? lastMs : midnightAfter(lastMs);
      // The run's end is itself outside.
      for (const event of advance(tracker, endMs - 1)) order.add(numbered(event));
      order.reach(Number.POSITIVE_INFINITY);
      await story.end(endMs);
      reportSkipped(reader.skipped, reader.counts.skipped);
      reportUnknown(tracker.counts);
    }
  }
}

/** The end of the day that a run's last moment belongs to. */
function midnightAfter(lastMs: number): number {
  return Math.max(lastMs, Math.ceil((lastMs - PAST_MIDNIGHT_MS) / DAY_MS) * DAY_MS);
}

/**
 * The tracker numbers strangers when it first hears of them, perhaps in a PAGING; here they are
 * numbered by their first event, as in an event file, so that both give the same digests.
 */
function numberedByEvents(
  heard: Directory,
  directory: Directory,
): (event: SubscriberEvent) => SubscriberEvent {
  const numbers: SubscriberIndex[] = [];
  return (event) => {
    const stranger = event.subscriber - heard.subscribers;
    if (stranger < 0) return event;
    numbers[stranger] ??= directory.ofImsi(parseToken(heard.nameOf(event.subscriber))!);
    return { ...event, subscriber: numbers[stranger] };
  };
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
