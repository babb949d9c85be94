// Visitor origins: counted in parts, shown by place, and never fewer than ten people of a town.
import { expect, test } from "vitest";
import { Origins, originTable } from "../../metrics/origins.ts";

/** `people` from a first one on, each of whom comes `times`. */
interface Seen {
  readonly place: string;
  readonly origin: string;
  readonly from?: number;
  readonly people: number;
  readonly times?: number;
}

function counted(...seen: readonly Seen[]): Origins {
  const origins = new Origins();
  for (const { place, origin, from = 0, people, times = 1 } of seen) {
    for (let visit = 0; visit < people * times; visit++) {
      origins.count(place, origin, from + (visit % people));
    }
  }
  return origins;
}

test("parts add up, and the town with most people stands first", () => {
  const first = counted(
    { place: "Lake", origin: "Yunpu", people: 6, times: 20 },
    { place: "Lake", origin: "Anhe", people: 30 },
  );
  const second = counted(
    { place: "Lake", origin: "Yunpu", from: 100, people: 14 },
    { place: "Mall", origin: "Anhe", from: 200, people: 10 },
  );
  expect(originTable([first.part(), second.part()])).toEqual([
    {
      place: "Lake",
      origins: [
        { origin: "Anhe", people: 30, visits: 30 },
        { origin: "Yunpu", people: 20, visits: 134 },
      ],
      suppressed: 0,
    },
    { place: "Mall", origins: [{ origin: "Anhe", people: 10, visits: 10 }], suppressed: 0 },
  ]);
});

test("fewer than ten people are not shown, however often they came, nor how many they were", () => {
  const table = originTable([
    counted(
      { place: "Lake", origin: "Yunpu", people: 12 },
      { place: "Lake", origin: "Anhe", people: 9, times: 30 },
    ).part(),
  ]);
  expect(table).toEqual([
    { place: "Lake", origins: [{ origin: "Yunpu", people: 12, visits: 12 }], suppressed: 1 },
  ]);
  expect(JSON.stringify(table)).not.toMatch(/9|270/);
});
