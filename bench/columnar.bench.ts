// Columnar execution of the subscriber machine, between real actors and the hand-written limit.
import type { BenchReport, Columns } from "./bench.ts";
import * as competitors from "./columnar-competitors.ts";
import { type Competitor, type Figures, type Lane, measure } from "./columnar-measure.ts";
import { rate } from "./median.ts";
import { type WalkFigures, walkedTwin } from "./walked-twin.ts";

const { actors, columnar, columnarSend, float64, record, recordInTurn } = competitors;

const [TEN_THOUSAND, HUNDRED_THOUSAND, MILLION, FIVE_MILLION] = [1e4, 1e5, 1e6, 5e6] as const;
const EVENTS_A_ROUND = 1_000_000;
/** Real actors are slow. */
const EVENTS_A_ROUND_OF_ACTORS = 50_000;

/** What is to be reached; see the issue "Columnar execution". */
const TARGET = {
  timesActors: 100,
  timesRecord: 0.3,
  bytesEach: 80,
  makingSeconds: 0.6,
  pauseMs: 20,
} as const;

/** The record is there for the checksum. */
const SLOW: Lane = {
  competitors: [actors, columnarSend, record],
  eventsARound: EVENTS_A_ROUND_OF_ACTORS,
  takesObjects: true,
  makings: 1,
};
const ALL = fastLane(float64, recordInTurn, record, columnar);
const LIMIT = fastLane(record, columnar);

export async function columnarExecution(): Promise<BenchReport> {
  const [ten] = await measure(TEN_THOUSAND, [LIMIT]);
  const [slow, hundred] = await measure(HUNDRED_THOUSAND, [SLOW, ALL]);
  const [million] = await measure(MILLION, [ALL]);
  const [five] = await measure(FIVE_MILLION, [LIMIT]);
  const hundreds = [...slow!.filter(({ name }) => name !== record.name), ...hundred!];
  return {
    name: "columnar",
    how:
      "The subscriber machine with its timers, each event for a random subscriber, in the " +
      "simulator's proportions of a day (63 events each); all in one process, turn by turn, in " +
      "equal states at the end by checksum. `actor.send` with a discrete-event clock that costs " +
      "nothing to speak of; `sendBatch` in batches of 4,096. Bytes: what the process needs less " +
      "once it is gone (code and plans too), by subscriber. Last, what the product runs: the twin with " +
      "the quickstart's machines, row after row.",
    tables: [
      compared(hundreds, million!),
      costs([ten!, hundred!, million!, five!]),
      targets(hundreds, million!),
      walks([await walkedTwin(HUNDRED_THOUSAND), await walkedTwin(MILLION)]),
    ],
  };
}

function fastLane(...lane: readonly Competitor[]): Lane {
  return { competitors: lane, eventsARound: EVENTS_A_ROUND, makings: 3 };
}

function compared(hundreds: readonly Figures[], million: readonly Figures[]): Columns {
  const rowsOf = (group: readonly Figures[]) =>
    group.map((figures) => [
      figures.name,
      count(figures.rows),
      rate(1e9 / figures.nanoseconds),
      ratio(
        figures,
        group.find(({ name }) => name === actors.name),
      ),
      ratio(figures, of(float64, group)),
      ratio(figures, of(record, group)),
      figures.bytesEach.toFixed(figures.bytesEach < 1000 ? 1 : 0),
      figures.countedBytesEach === 0 ? "–" : figures.countedBytesEach.toFixed(1),
      figures.makingSeconds.toFixed(3),
      figures.longestPauseMs.toFixed(1),
    ]);
  return {
    header: [
      "",
      "subscribers",
      "events/s",
      "× `actor.send`",
      "× float64",
      "× record",
      "bytes each",
      "in typed arrays",
      "made in, s",
      "longest GC pause while sending, ms",
    ],
    rows: [...rowsOf(hundreds), ...rowsOf(million)],
  };
}

function costs(sizes: readonly (readonly Figures[])[]): Columns {
  const rowOf = (competitor: Competitor) => [
    competitor.name,
    ...sizes.map((group) => of(competitor, group).nanoseconds.toFixed(0)),
  ];
  return {
    header: ["ns per event, by subscribers", ...sizes.map((group) => count(group[0]!.rows))],
    rows: [rowOf(record), rowOf(columnar)],
  };
}

function walks(figures: readonly WalkFigures[]): Columns {
  return {
    header: [
      `the twin, ${figures[0]!.machines} machines, \`walk\` of windows of an hour`,
      "ns of processor time per event",
      "µs per subscriber and day",
      "bytes each in typed arrays",
    ],
    rows: figures.map(({ rows, nanoseconds, microsecondsADay, bytesEach }) => [
      `${count(rows)} subscribers`,
      nanoseconds.toFixed(0),
      microsecondsADay.toFixed(1),
      bytesEach.toFixed(1),
    ]),
  };
}

function targets(hundreds: readonly Figures[], million: readonly Figures[]): Columns {
  const [slow, fast, many] = [of(actors, hundreds), of(columnar, hundreds), of(columnar, million)];
  const timesActors = slow.nanoseconds / fast.nanoseconds;
  const timesRecord = of(record, million).nanoseconds / many.nanoseconds;
  const pauseMs = Math.max(fast.longestPauseMs, many.longestPauseMs);
  const bytesEach = Math.max(many.bytesEach, many.countedBytesEach);
  return {
    header: ["columnar, `colony.sendBatch`", "target", "measured", "met"],
    rows: [
      [
        "against `actor.send`, 100,000 subscribers each",
        `≥ ${TARGET.timesActors}×`,
        `${timesActors.toFixed(0)}×`,
        met(timesActors >= TARGET.timesActors),
      ],
      [
        "against the best record by hand, 1,000,000 subscribers",
        `≥ ${TARGET.timesRecord}×`,
        `${timesRecord.toFixed(2)}×`,
        met(timesRecord >= TARGET.timesRecord),
      ],
      [
        "bytes per subscriber, timers included, of 1,000,000",
        `≤ ${TARGET.bytesEach}`,
        bytesEach.toFixed(1),
        met(bytesEach <= TARGET.bytesEach),
      ],
      [
        "making of 1,000,000 subscribers",
        `< ${TARGET.makingSeconds} s`,
        `${many.makingSeconds.toFixed(2)} s`,
        met(many.makingSeconds < TARGET.makingSeconds),
      ],
      [
        "longest garbage-collection pause while sending",
        `≤ ${TARGET.pauseMs} ms`,
        `${pauseMs.toFixed(1)} ms`,
        met(pauseMs <= TARGET.pauseMs),
      ],
    ],
  };
}

function of({ name }: Competitor, group: readonly Figures[]): Figures {
  return group.find((figures) => figures.name === name)!;
}

function ratio({ nanoseconds }: Figures, reference: Figures | undefined): string {
  if (reference === undefined) return "–";
  const times = reference.nanoseconds / nanoseconds;
  return `${times.toFixed(times < 10 ? 2 : 0)}×`;
}

const count = (rows: number): string => rows.toLocaleString("en-US");
const met = (isMet: boolean): string => (isMet ? "yes" : "**no**");
