// The loop of kairos generate: windows of a generated network into files, as fast as they take them.
import { setImmediate as breathe } from "node:timers/promises";
import { Digest, digestEvent } from "../domain/digest.ts";
import { KairosError } from "../domain/errors.ts";
import type { FeedEvent } from "../domain/feed-events.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import { DAY_MS, epochMs, formatDuration, MINUTE_MS } from "../domain/time.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { OutputFile } from "../services/output-file.ts";
import { tokeniserOfSeed } from "../services/tokens.ts";
import { type CaptureFormat, createCaptureWriter } from "../signaling/capture-writer.ts";
import { eventLine } from "../signaling/event-lines.ts";
import { createResponses } from "../simulator/days/response.ts";
import {
  createLabels,
  type Labelled,
  type LabelPlace,
  type TruthSource,
} from "../simulator/labels.ts";
import { MSC } from "../simulator/link/ends.ts";
import { createLink, type WireFrame, type WireSource } from "../simulator/link.ts";
import { runKey } from "../simulator/random.ts";
import { createShowcase } from "../simulator/showcase.ts";
import { createTraffic } from "../simulator/traffic.ts";
import type { Progress } from "./progress.ts";

/** The format that is no capture: subscriber events, a line each. */
export const EVENT_LINES = "ndjson";
export type GenerationFormat = CaptureFormat | typeof EVENT_LINES;

/** What to generate. */
export interface GenerationOrder {
  readonly scenario: Scenario;
  readonly seed: string;
  /** How many people there are; of a showcase, how many of the scenario's people play. */
  readonly subscribers: number;
  readonly days: number;
  /** Every procedure in every form, in place of people's days. */
  readonly showcase: boolean;
  readonly format: GenerationFormat;
  /** What is written of the run: fromMs ≤ time < toMs, ms since its start. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface GenerationPlaces {
  readonly output: OutputFile;
  readonly labels: OutputFile | undefined;
  /** What feeds tell beside a capture, a line each. */
  readonly feeds: OutputFile | undefined;
  /** Ends the files early, whole. */
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** What was written. */
export interface Generation {
  /** Frames of the capture, those of its carrier included; lines of an event file. */
  readonly frames: number;
  /** Frames that carry, or complete, a BSSAP message; 0 in an event file. */
  readonly messages: number;
  /** People behind what was written. */
  readonly subscribers: number;
  /** Of the first and the last one; both 0 if there is none. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Whether that was all of the run, from its beginning to its end. */
  readonly whole: boolean;
  /** Of all events of the run, as far as it went. */
  readonly events: Digest;
}

/** Virtual time that is generated at once. */
const WINDOW_MS = 15 * MINUTE_MS;

/** Where the pieces of a window come from, and how one is written. */
interface Source<Piece extends Labelled> {
  pieces(fromMs: number, toMs: number): Iterable<Piece>;
  /** Returns where the piece's label belongs. */
  write(piece: Piece): LabelPlace;
  carriesMessage(piece: Piece): boolean;
}

/**
 * Generates into open files. An abort ends them early, between two pieces.
 *
 * @throws KairosError usage.invalid (nothing is left after fromMs), file.not-writable
 */
export async function generate(
  order: GenerationOrder,
  places: GenerationPlaces,
): Promise<Generation> {
  const { format } = order;
  places.onProgress({ phase: "making the world", share: 0, events: 0 });
  await breathe();
  const network = order.showcase ? showcaseOf(order) : livesOf(order);
  if (order.fromMs >= network.untilMs) throw overBefore(network);
  const events = new Digest();
  const job = { order, places, network, events };
  const traffic = countedBy(events, network.traffic);
  return format === EVENT_LINES
    ? await writeAll(eventsOf(traffic, places.output), job)
    : await writeAll(framesOf({ ...network, traffic }, order, places, format), job);
}

/** How long a showcase is shows only when it is made. */
function overBefore({ untilMs }: Network): KairosError {
  return new KairosError("usage.invalid", {
    place: "--from",
    got: "a moment at or after the end of the run",
    wanted: `one before ${formatDuration(untilMs)}`,
    remedy: "Give an earlier one.",
  });
}

/** What is generated from: events, and the truth behind them. */
interface Network {
  readonly traffic: WireSource;
  readonly truth: TruthSource;
  /** End of the run, ms. */
  readonly untilMs: number;
  /** Whether the base station controllers begin the run with RESET. */
  readonly reset: boolean;
}

/** People's days. */
function livesOf({ scenario, seed, subscribers, days }: GenerationOrder): Network {
  const tokenise = tokeniserOfSeed(seed);
  const traffic = createTraffic({ ...scenario, days }, { seed, subscribers, tokenise });
  return { traffic, truth: traffic, untilMs: days * DAY_MS, reset: false };
}

/** Players who go through all there is; where they are while they do so is nobody's truth. */
function showcaseOf({ scenario, seed, subscribers }: GenerationOrder): Network {
  const traffic = createShowcase({
    scenario,
    seed,
    subscribers,
    tokenise: tokeniserOfSeed(seed),
  });
  const { world, directory, untilMs } = traffic;
  const responses = createResponses(scenario, runKey(seed));
  return { traffic, truth: { world, directory, responses }, untilMs, reset: true };
}

function countedBy(digest: Digest, traffic: WireSource): WireSource {
  return {
    ...traffic,
    events(fromMs, toMs) {
      const events = traffic.events(fromMs, toMs);
      for (const event of events) digestEvent(digest, event);
      return events;
    },
  };
}

type LabelledEvent = Labelled & { readonly event: SubscriberEvent };

function eventsOf(traffic: WireSource, output: OutputFile): Source<LabelledEvent> {
  let line = 0;
  return {
    *pieces(fromMs, toMs) {
      for (const event of traffic.events(fromMs, toMs)) {
        const { timeMs, subscriber } = event;
        yield { timeMs, subscriber, event };
      }
    },
    write({ event }) {
      output.line(eventLine(event, traffic.directory.nameOf(event.subscriber)));
      return { line: ++line };
    },
    carriesMessage: () => false,
  };
}

function framesOf(
  { traffic, untilMs, reset }: Network,
  { scenario: { start }, seed, fromMs, toMs: endMs }: GenerationOrder,
  { output, feeds }: Pick<GenerationPlaces, "output" | "feeds">,
  format: CaptureFormat,
): Source<WireFrame> {
  // Until the end of the run: what is on its way in the window belongs to events that come after.
  const onFeed = (event: FeedEvent): void => {
    if (event.timeMs < fromMs || event.timeMs >= endMs) return;
    feeds?.line(eventLine(event, traffic.directory.nameOf(event.subscriber)));
  };
  const link = createLink(traffic, { seed, start, untilMs, reset, onFeed });
  const writer = createCaptureWriter(format, { epochMs: epochMs(start), msc: MSC });
  output.add(writer.header());
  return {
    pieces: (fromMs, toMs) => link.frames(fromMs, toMs),
    write({ timeMs, transfer }) {
      output.add(writer.packet(timeMs, transfer));
      return { frame: writer.frames };
    },
    carriesMessage: ({ bssap }) => bssap !== undefined,
  };
}

interface Job {
  readonly order: GenerationOrder;
  readonly places: GenerationPlaces;
  readonly network: Network;
  readonly events: Digest;
}

async function writeAll<Piece extends Labelled>(
  source: Source<Piece>,
  { order, places, network, events }: Job,
): Promise<Generation> {
  const { truth, untilMs } = network;
  const { fromMs } = order;
  const toMs = Math.min(untilMs, order.toMs);
  const { output, labels, feeds, signal } = places;
  const names = order.scenario.campaigns.map(({ name }) => name);
  const labelOf = createLabels(truth, names);
  const seen = new Uint8Array(truth.directory.subscribers);
  const sum = { frames: 0, messages: 0, subscribers: 0, firstMs: 0, lastMs: 0 };
  const write = (piece: Piece): void => {
    const place = source.write(piece);
    labels?.line(JSON.stringify(labelOf(piece, place)));
    if (sum.frames === 0) sum.firstMs = piece.timeMs;
    sum.frames = "frame" in place ? place.frame : place.line;
    sum.lastMs = piece.timeMs;
    if (source.carriesMessage(piece)) sum.messages++;
    if (piece.subscriber === undefined || seen[piece.subscriber] === 1) return;
    seen[piece.subscriber] = 1;
    sum.subscribers++;
  };
  const stopped = (): boolean => signal.aborted || output.abandoned;
  for (let nowMs = 0; nowMs < toMs && !stopped(); nowMs += WINDOW_MS) {
    const phase = nowMs < fromMs ? "living until then" : "generating";
    places.onProgress({ phase, share: nowMs / toMs, events: events.count });
    await breathe();
    for (const piece of source.pieces(nowMs, Math.min(toMs, nowMs + WINDOW_MS))) {
      if (piece.timeMs < fromMs) continue;
      if (output.full || labels?.full === true || feeds?.full === true) {
        await Promise.all([output.flush(), labels?.flush(), feeds?.flush()]);
        if (stopped()) break;
      }
      write(piece);
    }
  }
  return { ...sum, whole: fromMs === 0 && toMs === untilMs && !stopped(), events };
}
