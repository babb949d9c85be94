// The loop of kairos generate: windows of a generated network into files, as fast as they take them.
import { setImmediate as breathe } from "node:timers/promises";
import { Digest, digestEvent } from "../domain/digest.ts";
import { DAY_MS, epochMs, MINUTE_MS } from "../domain/time.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { OutputFile } from "../services/output-file.ts";
import { tokeniserOfSeed } from "../services/tokens.ts";
import { type CaptureFormat, createCaptureWriter } from "../signaling/capture-writer.ts";
import { eventLine } from "../signaling/event-lines.ts";
import { createLabels, type Labelled, type LabelPlace } from "../simulator/labels.ts";
import { MSC } from "../simulator/link/ends.ts";
import { createLink, type WireFrame, type WireSource } from "../simulator/link.ts";
import { createTraffic, type Traffic } from "../simulator/traffic.ts";
import type { Progress } from "./progress.ts";

/** The format that is no capture: subscriber events, a line each. */
export const EVENT_LINES = "ndjson";
export type GenerationFormat = CaptureFormat | typeof EVENT_LINES;

/** What to generate. */
export interface GenerationOrder {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  readonly days: number;
  readonly format: GenerationFormat;
  /** What is written of the run: fromMs ≤ time < toMs, ms since its start. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface GenerationPlaces {
  readonly output: OutputFile;
  readonly labels: OutputFile | undefined;
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

/** Generates into open files. An abort ends them early, between two pieces. */
export async function generate(
  order: GenerationOrder,
  places: GenerationPlaces,
): Promise<Generation> {
  const { scenario, seed, subscribers, days, format } = order;
  places.onProgress({ phase: "making the world", share: 0, events: 0 });
  await breathe();
  const traffic = createTraffic(
    { ...scenario, days },
    { seed, subscribers, tokenise: tokeniserOfSeed(seed) },
  );
  const events = new Digest();
  const counted = countedBy(events, traffic);
  const job = { order, places, traffic, events };
  return format === EVENT_LINES
    ? await writeAll(eventsOf(counted, places.output), job)
    : await writeAll(framesOf(counted, order, { format, output: places.output }), job);
}

function countedBy(digest: Digest, traffic: Traffic): Traffic {
  return {
    ...traffic,
    events(fromMs, toMs) {
      const events = traffic.events(fromMs, toMs);
      for (const event of events) digestEvent(digest, event);
      return events;
    },
  };
}

type LabelledEvent = Labelled & { readonly event: ReturnType<Traffic["events"]>[number] };

function eventsOf(traffic: Traffic, output: OutputFile): Source<LabelledEvent> {
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
  traffic: WireSource,
  { scenario: { start }, seed, days }: GenerationOrder,
  { format, output }: { readonly format: CaptureFormat; readonly output: OutputFile },
): Source<WireFrame> {
  // Beyond the window's end too: what is on its way there belongs to events that come after it.
  const link = createLink(traffic, { seed, start, untilMs: days * DAY_MS });
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
  readonly traffic: Traffic;
  readonly events: Digest;
}

async function writeAll<Piece extends Labelled>(
  source: Source<Piece>,
  { order, places, traffic, events }: Job,
): Promise<Generation> {
  const { fromMs, toMs } = order;
  const { output, labels, signal } = places;
  const names = order.scenario.campaigns.map(({ name }) => name);
  const labelOf = createLabels(traffic, names);
  const seen = new Uint8Array(traffic.subscribers);
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
      if (output.full || labels?.full === true) {
        await Promise.all([output.flush(), labels?.flush()]);
        if (stopped()) break;
      }
      write(piece);
    }
  }
  return { ...sum, events };
}
