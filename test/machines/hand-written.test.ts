// The benchmark's hand-written limit does what the subscriber machine does, row by row.
import { expect, test } from "vitest";
import { SubscriberActors } from "../../bench/columnar-actors.ts";
import { createChunk, EventStream, eventObjects } from "../../bench/columnar-events.ts";
import { digest, READING_SIZE, REGIONS } from "../../bench/hand-written.ts";
import { Float64Subscribers } from "../../bench/hand-written-float64.ts";
import { RecordSubscribers } from "../../bench/hand-written-record.ts";
import { DAY_MS } from "../../domain/time.ts";

const ROWS = 300;
const CHUNKS = 8;

function readings(from: { read(row: number, into: Float64Array): void }): number[][] {
  return Array.from({ length: ROWS }, (_, row) => {
    const reading = new Float64Array(READING_SIZE);
    from.read(row, reading);
    return [...reading];
  });
}

test.each([
  { what: "a usual day", seed: 1, eventsADay: 63, grainMs: 1 },
  { what: "so many events that fades are put off", seed: 2, eventsADay: 2_000, grainMs: 1 },
  { what: "much due at the same time", seed: 3, eventsADay: 500, grainMs: 60_000 },
  { what: "times of more than 32 bits", seed: 4, eventsADay: 0.05, grainMs: 1 },
])("every row equals its actor: $what", ({ seed, eventsADay, grainMs }) => {
  const stream = new EventStream({ rows: ROWS, seed, eventsADay, grainMs });
  const chunk = createChunk(3_000);
  const actors = new SubscriberActors(ROWS);
  const [record, float64] = [new RecordSubscribers(ROWS), new Float64Subscribers(ROWS)];
  const statesSeen = new Set<string>();
  const note = (rows: number[][]): void => {
    for (const [states] of rows) {
      for (const { region, shift, states: names } of REGIONS) {
        statesSeen.add(`${region} ${names[(states! >> shift) & (names.length > 2 ? 3 : 1)]}`);
      }
    }
  };
  note(readings(actors));
  for (let round = 0; round < CHUNKS; round++) {
    stream.fill(chunk);
    actors.send(chunk.rows, eventObjects(chunk));
    record.send(chunk);
    float64.send(chunk);
    const expected = readings(actors);
    expect(readings(record)).toEqual(expected);
    expect(readings(float64)).toEqual(expected);
    expect(digest(record, { rows: ROWS })).toBe(digest(actors, { rows: ROWS }));
    note(expected);
  }
  const all = REGIONS.flatMap(({ region, states }) => states.map((state) => `${region} ${state}`));
  if (eventsADay > 1) expect([...statesSeen].sort()).toEqual(all.sort());

  for (const colony of [actors, record, float64]) colony.advance(chunk.timesMs.at(-1)! + DAY_MS);
  const faded = readings(actors);
  expect(faded.some(([states]) => (states! & 3) !== 0)).toBe(false);
  expect(readings(record)).toEqual(faded);
  expect(readings(float64)).toEqual(faded);
});

test("a stream is the same however it is cut into chunks", () => {
  const [whole, first, second] = [createChunk(1_000), createChunk(400), createChunk(600)];
  new EventStream({ rows: ROWS, seed: 1 }).fill(whole);
  const stream = new EventStream({ rows: ROWS, seed: 1 });
  stream.fill(first);
  stream.fill(second);
  expect(eventObjects(whole)).toEqual([...eventObjects(first), ...eventObjects(second)]);
});
