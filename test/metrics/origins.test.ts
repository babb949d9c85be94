// Visitor origins: counted in parts, shown by place, and never fewer than ten of a town.
import { expect, test } from "vitest";
import { Origins, originTable } from "../../metrics/origins.ts";

function counted(...visits: readonly (readonly [string, string, number])[]): Origins {
  const origins = new Origins();
  for (const [place, origin, times] of visits) {
    for (let time = 0; time < times; time++) origins.count(place, origin);
  }
  return origins;
}

test("parts add up, and the town with most visitors stands first", () => {
  const first = counted(["Lake", "Yunpu", 6], ["Lake", "Anhe", 30]);
  const second = counted(["Lake", "Yunpu", 44], ["Mall", "Anhe", 10]);
  expect(originTable([first.part(), second.part()])).toEqual([
    {
      place: "Lake",
      origins: [
        { origin: "Yunpu", visits: 50 },
        { origin: "Anhe", visits: 30 },
      ],
      suppressed: 0,
    },
    { place: "Mall", origins: [{ origin: "Anhe", visits: 10 }], suppressed: 0 },
  ]);
});

test("fewer than ten visits are not shown, nor how many they were", () => {
  const table = originTable([counted(["Lake", "Yunpu", 12], ["Lake", "Anhe", 9]).part()]);
  expect(table).toEqual([
    { place: "Lake", origins: [{ origin: "Yunpu", visits: 12 }], suppressed: 1 },
  ]);
  expect(JSON.stringify(table)).not.toContain("9");
});
