// Files of feed events, read through the door and merged into one stream in the order of time.
import { KairosError } from "../domain/errors.ts";
import { byTotalOrder, type SubscriberEvent } from "../domain/subscriber-event.ts";
import {
  FEED_FORMATS,
  type FeedFormat,
  FeedLines,
  type FeedLinesOptions,
} from "../signaling/feed-lines.ts";
import { inputName, openOctets } from "./files.ts";

/** A file of a feed, as --feed names it. */
export interface FeedFile {
  readonly path: string;
  readonly format: FeedFormat;
  /** Of lines that do not name their event. */
  readonly event?: string;
}

export type FeedDoor = Pick<FeedLinesOptions, "registry" | "tokenise" | "numbers" | "start">;

/** Events of feeds, held in memory until the tap has come to their time. */
export interface FeedReading {
  /** In total order; `sequence` keeps the order of lines. */
  readonly events: readonly SubscriberEvent[];
  /** Lines about nobody whom the registry knows. */
  readonly unknown: number;
}

const FEED_EVENTS_MAX = 20_000_000;

/**
 * "orders.ndjson", "bills.csv", "day.txt:csv", "orders.csv:order.recorded": what follows the last
 * colon is a format, or the event of every line.
 */
export function feedFileOf(text: string): FeedFile {
  const colon = text.lastIndexOf(":");
  const last = colon < 0 ? "" : text.slice(colon + 1);
  const path = text.slice(0, colon);
  if ((FEED_FORMATS as readonly string[]).includes(last)) {
    return { path, format: last as FeedFormat };
  }
  if (/^[a-zA-Z]+\.[a-zA-Z]+$/.test(last) && !/\.(ndjson|csv|jsonl?|txt)$/i.test(last)) {
    return { path, format: formatOf(path), event: last };
  }
  return { path: text, format: formatOf(text) };
}

function formatOf(path: string): FeedFormat {
  return path.toLowerCase().endsWith(".csv") ? "csv" : "ndjson";
}

/**
 * Reads all files.
 *
 * @throws KairosError events.malformed with file and line, file.missing, file.unreadable
 */
export async function readFeedFiles(
  files: readonly FeedFile[],
  door: FeedDoor,
): Promise<FeedReading> {
  const events: SubscriberEvent[] = [];
  let unknown = 0;
  for (const { path, ...how } of files) {
    const lines = new FeedLines({ ...door, ...how, place: inputName(path) });
    for await (const line of linesOf(path)) {
      const event = lines.read(line);
      if (event === undefined) continue;
      if (events.push(event) > FEED_EVENTS_MAX) throw tooMany(path);
    }
    unknown += lines.counts.unknown;
  }
  return { events: events.sort(byTotalOrder), unknown };
}

/** Lines of a text file in UTF-8, without its byte order mark, as they come. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of openOctets(path)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  yield rest + decoder.decode();
}

function tooMany(path: string): KairosError {
  return new KairosError("events.malformed", {
    place: inputName(path),
    got: `more than ${FEED_EVENTS_MAX / 1e6} million events of feeds`,
    wanted: "fewer, for they wait in memory until the tap comes to their time",
    remedy: "Split the files by days, and replay day by day.",
  });
}
