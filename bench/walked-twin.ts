// The twin with all its machines on windows of columns, subscriber after subscriber.
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { Directory } from "../domain/directory.ts";
import type { EventColumns } from "../domain/event-columns.ts";
import { mix32 } from "../domain/hash.ts";
import { SUBSCRIBER_EVENT_TYPES } from "../domain/subscriber-event.ts";
import { HOUR_MS } from "../domain/time.ts";
import { createTwin } from "../machines/twin.ts";
import { readScenarioFile } from "../test/scenarios/scenario-file.ts";
import {
  createChunk,
  EVENTS_A_DAY,
  EventStream,
  type SubscriberEvents,
} from "./columnar-events.ts";
import { median, processorSeconds } from "./median.ts";

export interface WalkFigures {
  readonly rows: number;
  readonly machines: number;
  /** Of processor time, by event. */
  readonly nanoseconds: number;
  /** The same for the events of a subscriber's day. */
  readonly microsecondsADay: number;
  readonly bytesEach: number;
}

const SCENARIO = fileURLToPath(new URL("../scenarios/quickstart.yaml", import.meta.url));
const SEED = 20_050_601;
const WINDOWS = 5;
/** Events before the first window that counts, and windows at least. */
const WARM_UP = { events: 5_000_000, windows: 3 };
const HANDSET_SEEN = SUBSCRIBER_EVENT_TYPES.indexOf("handset.seen");

/** In a thread of its own: what other machines have run before would slow this one's code down. */
export function walkedTwin(rows: number): Promise<WalkFigures> {
  const worker = new Worker(new URL(import.meta.url), { workerData: rows });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

if (!isMainThread && typeof workerData === "number") {
  parentPort!.postMessage(await walk(workerData));
}

/** Windows of an hour, at the quickstart's campaigns. */
async function walk(rows: number): Promise<WalkFigures> {
  const { definitions } = readScenarioFile(SCENARIO);
  const twin = createTwin({ directory: directoryOf(rows), definitions });
  const stream = new EventStream({ rows, seed: SEED });
  const chunk = createChunk(Math.floor((rows * EVENTS_A_DAY * HOUR_MS) / (24 * HOUR_MS)));
  const columns = columnsFor(chunk.size);
  const seconds: number[] = [];
  const warmUp = Math.max(WARM_UP.windows, Math.ceil(WARM_UP.events / chunk.size));
  for (let window = 0; window < warmUp + WINDOWS; window++) {
    stream.fill(chunk);
    rowAfterRow(chunk, columns, rows);
    const toMs = (window + 1) * HOUR_MS;
    const taken = await processorSeconds(() => {
      twin.walk(columns, toMs);
      twin.endWindow(toMs);
    });
    if (window >= warmUp) seconds.push(taken / chunk.size);
  }
  const nanoseconds = median(seconds) * 1e9;
  return {
    rows,
    machines: definitions.length + 1,
    nanoseconds,
    microsecondsADay: (nanoseconds * EVENTS_A_DAY) / 1000,
    bytesEach: twin.bytes / rows,
  };
}

/** One station, whose cells are a fiftieth of all; nobody has a profile. */
function directoryOf(subscribers: number): Directory {
  return {
    subscribers,
    zones: [{ name: { en: "Station", zh: "车站" }, kind: "station" }],
    zoneOf: () => -1,
    handsetType: () => undefined,
    profile: () => undefined,
    ofImsi: () => -1,
    ofNumber: () => -1,
    numberOf: () => 0,
    nameOf: () => "",
  };
}

function columnsFor(size: number): EventColumns {
  return {
    size,
    subscriber: new Uint32Array(size),
    sequence: new Uint32Array(size),
    timeMs: new Float64Array(size),
    type: new Uint8Array(size),
    lac: new Uint16Array(size),
    ci: new Uint16Array(size),
    zone: new Int16Array(size),
    regular: new Uint8Array(size),
    capabilities: new Int8Array(size),
    tac: new Uint32Array(size),
    handset: new Float64Array(size),
    direction: new Uint8Array(size),
    why: new Uint8Array(size),
    hasRingbackTone: new Uint8Array(size),
    peerHasRingbackTone: new Uint8Array(size),
    firstWord: new Uint32Array(size),
    secondWord: new Uint32Array(size),
    happenedMs: new Float64Array(size),
    firstValue: new Uint32Array(size),
    secondValue: new Uint32Array(size),
    thirdValue: new Uint32Array(size),
    fourthValue: new Uint32Array(size),
  };
}

/** The events of the chunk, which are in the order of time, together by row. */
function rowAfterRow(chunk: SubscriberEvents, columns: EventColumns, rows: number): void {
  const next = new Uint32Array(rows + 1);
  for (let i = 0; i < chunk.size; i++) next[chunk.rows[i]! + 1]!++;
  for (let row = 0; row < rows; row++) next[row + 1]! += next[row]!;
  for (let i = 0; i < chunk.size; i++) {
    const row = chunk.rows[i]!;
    const place = next[row]!++;
    const type = chunk.types[i]!;
    const cell = chunk.cis[i]!;
    columns.subscriber[place] = row;
    columns.sequence[place] = place;
    columns.timeMs[place] = chunk.timesMs[i]!;
    columns.type[place] = type;
    columns.lac[place] = chunk.lacs[i]!;
    columns.ci[place] = cell;
    columns.zone[place] = cell % 50 === 1 ? 0 : -1;
    columns.capabilities[place] = chunk.capabilities[i]!;
    columns.tac[place] = type === HANDSET_SEEN ? 35_000_000 + (mix32(row) % 1000) : 0;
    columns.handset[place] = type === HANDSET_SEEN ? mix32(row + 1) : 0;
    columns.direction[place] = chunk.directions[i] === 2 ? 1 : 0;
    columns.peerHasRingbackTone[place] = mix32(i) % 10 === 0 ? 1 : 0;
  }
}
