// People frames: what is packed is what is drawn.
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyPeople, encodePeople, type PeopleFrame } from "../../domain/map-frame.ts";

const PEOPLE = 50;
const frame = fc
  .tuple(
    fc.nat(1e9),
    fc.uint16Array({ minLength: PEOPLE, maxLength: PEOPLE }),
    fc.uint16Array({ minLength: PEOPLE, maxLength: PEOPLE }),
    fc.uint8Array({ minLength: PEOPLE, maxLength: PEOPLE }),
  )
  .map(([timeMs, x, y, state]): PeopleFrame => ({ timeMs, x, y, state }));

test("a full frame and then a delta give the second frame", () => {
  fc.assert(
    fc.property(frame, frame, (first, second) => {
      const people = {
        x: new Uint16Array(PEOPLE),
        y: new Uint16Array(PEOPLE),
        state: new Uint8Array(PEOPLE),
      };
      applyPeople(encodePeople(first).buffer as ArrayBuffer, people);
      const time = applyPeople(encodePeople(second, first).buffer as ArrayBuffer, people);
      expect(time).toBe(second.timeMs);
      expect(people).toEqual({ x: second.x, y: second.y, state: second.state });
    }),
  );
});

test("a delta of nothing is its head alone", () => {
  const still: PeopleFrame = {
    timeMs: 1,
    x: new Uint16Array(9),
    y: new Uint16Array(9),
    state: new Uint8Array(9),
  };
  expect(encodePeople(still, still)).toHaveLength(16);
});
