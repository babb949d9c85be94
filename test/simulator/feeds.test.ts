// The second door of generated people: how late feeds tell, of whom, what is lost, and docs/feeds.md.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FEED_EVENT_TYPES, FEEDS, feedShapeOf } from "../../domain/feed-events.ts";
import {
  FEED_DEFAULTS,
  FEED_LATENCY_MAX_MS,
  type FeedParameters,
} from "../../domain/feed-parameters.ts";
import { DAY_MS, MINUTE_MS, parseDuration } from "../../domain/time.ts";
import { Acts, NOBODY } from "../../simulator/days/act-columns.ts";
import { ACT, PROCEDURE, PROCEDURE_OF } from "../../simulator/days/act-tables.ts";
import { Acting } from "../../simulator/days/acts.ts";
import { datesAsked } from "../../simulator/days/dates-ahead.ts";
import { FeedStore, FIRST_FEED_TYPE } from "../../simulator/days/feed-rows.ts";
import { PersonRows } from "../../simulator/days/person-rows.ts";
import { powerOf } from "../../simulator/days/power.ts";
import { Telling } from "../../simulator/days/telling.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { FeedNames } from "../../simulator/feed-names.ts";
import { Feeds, NEVER } from "../../simulator/feeds.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const KEY = runKey("feeds");
const MMS_SENT = FEED_EVENT_TYPES.indexOf("mms.sent");
const ORDERED = FEED_EVENT_TYPES.indexOf("order.recorded");
const SAMPLES = 4_000;

function arrivals(
  mmsc: Partial<FeedParameters>,
  atMs = (sample: number) => sample * 977,
): number[] {
  const feeds = new Feeds(KEY, { ...FEED_DEFAULTS, mmsc: { ...FEED_DEFAULTS.mmsc, ...mmsc } });
  return Array.from({ length: SAMPLES }, (_, sample) => {
    const arrivedMs = feeds.arrivalMs(sample, MMS_SENT, atMs(sample));
    return arrivedMs === NEVER ? NEVER : arrivedMs - atMs(sample);
  });
}

describe("a feed", () => {
  test("is late by a lognormal law with its median and spread", () => {
    const late = arrivals({ latencyMs: 5 * MINUTE_MS, spread: 0.8, loss: 0 }).sort((a, b) => a - b);
    const share = (q: number): number => Math.log(late[Math.floor(q * SAMPLES)]! / 60_000);
    expect(Math.exp(share(0.5))).toBeCloseTo(5, 0);
    expect(share(0.8413) - share(0.5)).toBeCloseTo(0.8, 1);
    expect(share(0.5) - share(0.1587)).toBeCloseTo(0.8, 1);
  });

  test("with spread 0 is always exactly so late, and never later than three days", () => {
    expect(new Set(arrivals({ latencyMs: 1234, spread: 0, loss: 0 }))).toEqual(new Set([1234]));
    const worst = Math.max(...arrivals({ latencyMs: DAY_MS, spread: 3, loss: 0 }));
    expect(worst).toBe(FEED_LATENCY_MAX_MS);
  });

  test("loses its share, and knows the same people always", () => {
    const lost = arrivals({ loss: 0.1 }).filter((late) => late === NEVER).length;
    expect(lost / SAMPLES).toBeCloseTo(0.1, 1);
    const known = (atMs: number): boolean[] =>
      arrivals({ coverage: 0.7, loss: 0 }, () => atMs).map((late) => late !== NEVER);
    expect(known(1)).toEqual(known(99_999));
    expect(known(1).filter(Boolean).length / SAMPLES).toBeCloseTo(0.7, 1);
  });

  test("with coverage 0% is off, and no other with it", () => {
    expect(new Set(arrivals({ coverage: 0 }))).toEqual(new Set([NEVER]));
    const feeds = { ...FEED_DEFAULTS, mmsc: { ...FEED_DEFAULTS.mmsc, coverage: 0 } };
    expect(new Feeds(KEY, feeds).arrivalMs(1, ORDERED, 5)).toBeGreaterThanOrEqual(5);
  });
});

/** Cells of the page's tables whose first cell is a name in backticks. */
const page = readFileSync(new URL("../../docs/feeds.md", import.meta.url), "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\| `\w+` /.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
const named = (cell: string): string[] => [...cell.matchAll(/`([\w.]+)`/g)].map((m) => m[1]!);

describe("docs/feeds.md", () => {
  const feeds = rows.filter(([name]) => (FEEDS as readonly string[]).includes(named(name!)[0]!));

  test("has every feed with its events and its defaults", () => {
    expect(feeds.map(([name]) => named(name!)[0])).toEqual([...FEEDS]);
    for (const [name, says, latency, spread, coverage, loss] of feeds) {
      const feed = named(name!)[0] as (typeof FEEDS)[number];
      const own = FEED_EVENT_TYPES.filter((type) => feedShapeOf(type).feed === feed);
      expect(named(says!)).toEqual(own);
      expect({
        latencyMs: parseDuration(latency!),
        spread: Number(spread),
        coverage: Number(coverage!.replace(" %", "")) / 100,
        loss: Number(loss!.replace(" %", "")) / 100,
      }).toEqual(FEED_DEFAULTS[feed]);
    }
  });

  test("tells a season once to those who ask for it and to those who ask for any", () => {
    const season = { name: "date.reached", occasion: "season", daysBefore: 0 } as const;
    const asked = datesAsked([season, { ...season, subject: "spring" }]);
    expect(asked.map(({ subject }) => subject).sort()).toEqual([
      "autumn",
      "spring",
      "summer",
      "winter",
    ]);
  });

  test("has every act with the feeds that tell of it, and says where the tap sees nothing", () => {
    const scenario = exampleScenario();
    const holidays = [{ fromDay: 3, toDay: 4, name: { en: "Dragon Boat", zh: "端午" } }];
    const ahead = { name: "date.reached", occasion: "contractEnd", subject: "bundle" };
    const busy = {
      ...scenario,
      calendar: { ...scenario.calendar, holidays },
      definitions: [{ ...ahead, daysBefore: 7 }],
    };
    const world = createWorld(KEY, scenario.network);
    const population = createPopulation(KEY, world, busy, 3_000);
    const timetable = createTimetable(world);
    const setting = { key: KEY, world, population, scenario: busy, timetable };
    const always = { latencyMs: 0, spread: 0, coverage: 1, loss: 0 };
    const sure = Object.fromEntries(FEEDS.map((feed) => [feed, always]));
    const to = { store: new FeedStore(), rows: new PersonRows() };
    const names = new FeedNames(busy);
    const telling = new Telling(setting, new Feeds(KEY, sure as typeof FEED_DEFAULTS), names, to);
    const acting = new Acting(setting, (subscriber, day) => powerOf(setting, subscriber, day));
    const acts = new Acts();
    const told = new Map<number, Set<string>>();
    for (let day = 0; day < 30; day++) {
      for (let subscriber = 0; subscriber < population.count; subscriber++) {
        acting.actsOf(subscriber, day, [], acts);
        for (let at = 0; at < acts.size; at++) {
          const kind = acts.kind[at]!;
          to.rows.count = 0;
          telling.tell(subscriber, kind, acts.party[at]!, acts.a[at]!, acts.b[at]!, day * DAY_MS);
          const types = told.get(kind) ?? new Set();
          for (let row = 0; row < to.rows.count; row++) {
            types.add(FEED_EVENT_TYPES[to.rows.type[row]! - FIRST_FEED_TYPE]!);
            to.store.release(to.rows.a[row]!);
          }
          told.set(kind, types);
        }
      }
    }
    const listed = rows.filter(([name]) => named(name!)[0]! in ACT);
    expect(listed.map(([name]) => named(name!)[0]).sort()).toEqual(Object.keys(ACT).sort());
    for (const [name, tap, feed] of listed) {
      const kind = ACT[named(name!)[0] as keyof typeof ACT];
      expect([name, named(feed!).sort()]).toEqual([name, [...told.get(kind)!].sort()]);
      const hidden = PROCEDURE_OF[kind] === PROCEDURE.none;
      expect([name, tap!.startsWith("nothing")]).toEqual([name, hidden]);
    }
    expect(NOBODY).toBe(0xffff_ffff);
  });
});
