// Holds the people between two frames to what the stream said: smooth steps, honest jumps.
import { describe, expect, test } from "vitest";
import { encodePeople, PERSON_STATE, type PeopleFrame } from "../../domain/map-frame.ts";
import { createPeople, nearestPerson, placeOf, progress, receivePeople } from "../../viz/people.ts";

const frame = (
  timeMs: number,
  x: number[],
  state: number[] = x.map(() => PERSON_STATE.idle),
): PeopleFrame => ({
  timeMs,
  x: Uint16Array.from(x),
  y: Uint16Array.from(x),
  state: Uint8Array.from(state),
});
const packed = (next: PeopleFrame, previous?: PeopleFrame): ArrayBuffer =>
  encodePeople(next, previous).slice().buffer;
const WORLD = { km: 20, width: 300, height: 200 };

describe("people", () => {
  test("stand where the first frame says, without walking there from a corner", () => {
    const people = createPeople(2);
    receivePeople(people, packed(frame(5, [30_000, 60_000])), 0);
    expect(people.timeMs).toBe(5);
    expect(placeOf(people, 0, progress(people, 0))[0]).toBeCloseTo(30_000 / 65535);
  });

  test("walk evenly from where they were drawn to the newest frame", () => {
    const people = createPeople(1);
    const first = frame(0, [10_000]);
    receivePeople(people, packed(first), 0);
    receivePeople(people, packed(frame(1, [11_000]), first), 250);
    expect(progress(people, 250)).toBe(0);
    expect(
      placeOf(people, 0, progress(people, 250 + people.intervalMs / 2))[0] * 65535,
    ).toBeCloseTo(10_500);
    expect(placeOf(people, 0, progress(people, 10_000))[0] * 65535).toBeCloseTo(11_000);
  });

  test("do not jump back when a frame arrives early", () => {
    const people = createPeople(1);
    const [first, second] = [frame(0, [10_000]), frame(1, [11_000])];
    receivePeople(people, packed(first), 0);
    receivePeople(people, packed(second, first), 250);
    const nowMs = 250 + people.intervalMs / 2;
    const drawn = placeOf(people, 0, progress(people, nowMs))[0];
    receivePeople(people, packed(frame(2, [12_000]), second), nowMs);
    expect(placeOf(people, 0, progress(people, nowMs))[0]).toBeCloseTo(drawn, 6);
  });

  test("who turn up elsewhere after being off do not fly across the map", () => {
    const people = createPeople(1);
    const first = frame(0, [10_000], [PERSON_STATE.off]);
    receivePeople(people, packed(first), 0);
    receivePeople(people, packed(frame(1, [12_000]), first), 250);
    expect(placeOf(people, 0, 0)[0] * 65535).toBeCloseTo(12_000);
  });

  test("are found by the nearest place, but not when off or out of reach", () => {
    const people = createPeople(3);
    const states = [PERSON_STATE.idle, PERSON_STATE.off, PERSON_STATE.call];
    receivePeople(people, packed(frame(0, [10_000, 20_000, 22_500], states)), 0);
    const at = (x: number): [number, number] => [x / 65535, x / 65535];
    expect(nearestPerson(people, at(20_000), WORLD, 1)).toBe(2);
    expect(nearestPerson(people, at(10_500), WORLD, 1)).toBe(0);
    expect(nearestPerson(people, at(60_000), WORLD, 1)).toBeUndefined();
  });
});
