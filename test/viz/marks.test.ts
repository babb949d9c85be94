// Holds the life of a mark to map.md section 7: it fires, decays, is answered, and goes.
import { describe, expect, test } from "vitest";
import {
  ACCEPTED_MS,
  ageMarks,
  ageOf,
  answerMark,
  createMarks,
  FIRE_MS,
  fireMark,
  firingRing,
  glyphOpacity,
  isFresh,
  LIFE_MS,
} from "../../viz/marks.ts";
import { momentOf } from "./moments.ts";

const moment = momentOf({ id: "1.0" });

describe("a mark", () => {
  test("is not made for somebody whom the network never saw in the world", () => {
    const marks = createMarks();
    const { seenAt: _, ...unseen } = moment;
    expect(fireMark(marks, unseen, 0)).toBeUndefined();
    expect(marks.live).toEqual([]);
  });

  test("expands its ring from 8 to 30 px and thins it, then has none", () => {
    const mark = fireMark(createMarks(), moment, 1000)!;
    expect(firingRing(mark, 1000)).toEqual({ radius: 8, width: 2.2, opacity: 0.95 });
    const late = firingRing(mark, 1000 + FIRE_MS - 1)!;
    expect(late.radius).toBeCloseTo(30, 3);
    expect(late.width).toBeCloseTo(1, 3);
    expect(firingRing(mark, 1000 + FIRE_MS)).toBeUndefined();
  });

  test("fades from 1 to .38 over twenty seconds and is gone after them", () => {
    const marks = createMarks();
    const mark = fireMark(marks, moment, 0)!;
    expect(glyphOpacity(mark, 0, false)).toBe(1);
    expect(glyphOpacity(mark, LIFE_MS, false)).toBeCloseTo(0.38);
    ageMarks(marks, LIFE_MS - 1);
    expect(marks.live).toHaveLength(1);
    ageMarks(marks, LIFE_MS);
    expect(marks.live).toEqual([]);
  });

  test("dims in one step at ten seconds for readers who asked for stillness", () => {
    const mark = fireMark(createMarks(), moment, 0)!;
    expect(glyphOpacity(mark, 9_999, true)).toBe(1);
    expect(glyphOpacity(mark, 10_000, true)).toBe(0.5);
  });

  test("comes back for its acceptance without firing again", () => {
    const marks = createMarks();
    answerMark(marks, moment, "accepted", 100_000);
    const [mark] = marks.live;
    expect(mark!.acceptedMs).toBe(100_000);
    expect(firingRing(mark!, 100_000)).toBeUndefined();
    expect(isFresh(mark!, 100_000)).toBe(false);
    expect(ageOf(mark!, 100_000 + ACCEPTED_MS)).toBeLessThan(1);
  });

  test("becomes a complaint that stays when everything else has decayed", () => {
    const marks = createMarks();
    fireMark(marks, moment, 0);
    answerMark(marks, moment, "complained", 10);
    ageMarks(marks, LIFE_MS * 10);
    expect(marks.live).toEqual([]);
    expect(marks.complaints.map(({ id }) => id)).toEqual(["1.0"]);
  });

  test.each(["delivered", "declined", "expired"] as const)("is not changed by %s", (outcome) => {
    const marks = createMarks();
    const mark = fireMark(marks, moment, 0)!;
    const before = { ...mark };
    answerMark(marks, moment, outcome, 5);
    expect(mark).toEqual(before);
  });
});
