// What the generated network shows at the tap, held to what must be true of every day.
import { describe, expect, test } from "vitest";
import type { FeedEvent } from "../../domain/feed-events.ts";
import type { Token } from "../../domain/identity.ts";
import { PERSON_STATE } from "../../domain/map-frame.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { byTotalOrder } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { DayPlan } from "../../simulator/days/day-plan.ts";
import { EventRows } from "../../simulator/days/event-rows.ts";
import { FIRST_FEED_TYPE } from "../../simulator/days/feed-rows.ts";
import { createNeighbours } from "../../simulator/days/serving.ts";
import { Signals } from "../../simulator/days/signals.ts";
import { Ties } from "../../simulator/days/ties.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { Permutation } from "../../simulator/permutation.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createTraffic, type TrafficOptions } from "../../simulator/traffic.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 1500;
const DAYS = 2;
const scenario = { ...exampleScenario(), days: DAYS };
const eventsOf = (options: Partial<TrafficOptions> = {}, windowMs = HOUR_MS): SubscriberEvent[] => {
  const traffic = createTraffic(scenario, { seed: "days", subscribers: COUNT, ...options });
  const events: SubscriberEvent[] = [];
  for (let fromMs = 0; fromMs < DAYS * DAY_MS; fromMs += windowMs) {
    events.push(...traffic.events(fromMs, Math.min(DAYS * DAY_MS, fromMs + windowMs)));
  }
  return events;
};

const traffic = createTraffic(scenario, { seed: "days", subscribers: COUNT });
const events: SubscriberEvent[] = [];
const frames: ReturnType<typeof traffic.people>[] = [];
for (let fromMs = 0; fromMs < DAYS * DAY_MS; fromMs += HOUR_MS) {
  events.push(...traffic.events(fromMs, fromMs + HOUR_MS));
  frames.push(traffic.people(fromMs + HOUR_MS / 2));
}
/** What the tap sees; feeds tell of other things, and late. */
const bySubscriber = Map.groupBy(
  events.filter(({ source }) => source === "tap"),
  ({ subscriber }) => subscriber,
);
const perPersonDay = (type: SubscriberEvent["type"]): number =>
  events.filter((event) => event.type === type).length / COUNT / DAYS;

describe("the stream of events", () => {
  test("is in the total order, and each subscriber's sequence counts from 0", () => {
    expect(events.toSorted(byTotalOrder)).toEqual(events);
    for (const own of Map.groupBy(events, ({ subscriber }) => subscriber).values()) {
      expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index));
    }
  });

  test("has what feeds tell in it, never before it happened, and behind the tap's of a moment", () => {
    const told = events.filter((event): event is FeedEvent => event.source === "feed");
    expect(told.length).toBeGreaterThan(0.5 * COUNT * DAYS);
    for (const { timeMs, happenedMs, lac, ci } of told) {
      expect(happenedMs).toBeLessThanOrEqual(timeMs);
      expect([lac, ci]).toEqual([0, 0]);
    }
    for (const own of Map.groupBy(events, ({ subscriber }) => subscriber).values()) {
      for (const [at, event] of own.entries()) {
        if (own[at + 1]?.timeMs !== event.timeMs || event.source === "tap") continue;
        expect(own[at + 1]!.source).toBe("feed");
      }
    }
  });

  test("is the same again for the same seed, in windows of any length", () => {
    expect(eventsOf({}, 37 * MINUTE_MS)).toEqual(events);
  });

  test("is another one for another seed", () => {
    expect(eventsOf({ seed: "other days" })).not.toEqual(events);
  });

  test("is the same whoever is visited first, and whoever plans whom", () => {
    const key = runKey("order");
    const world = createWorld(key, scenario.network);
    const population = createPopulation(key, world, scenario, COUNT);
    const setting = { key, world, population, scenario, timetable: createTimetable(world) };
    const subscribers = Array.from({ length: COUNT }, (_, subscriber) => subscriber);
    const told = (shards: readonly (readonly number[])[]): string[] => {
      const parts = shards.map((people) => ({
        people,
        plan: new DayPlan(setting, new Ties(setting)),
        signals: new Signals(setting, createNeighbours(world)),
      }));
      const lines: string[] = [];
      for (const day of [0, 1]) {
        for (const { people, plan } of parts) {
          plan.begin(day);
          for (const subscriber of people) plan.make(subscriber);
        }
        const conflicts = parts.map(({ plan }) => plan.talk.conflicts());
        for (const { people, plan, signals } of parts) {
          plan.settle(conflicts);
          for (const [fromMs, toMs] of [
            [0, 7 * HOUR_MS],
            [7 * HOUR_MS, DAY_MS],
          ] as const) {
            const rows = new EventRows();
            signals.open(plan, fromMs, toMs);
            for (const subscriber of people) signals.visit(subscriber, rows);
            const { subscriber, sequence, timeMs, type, cell, a, b, facts } = rows;
            for (let row = 0; row < rows.count; row++) {
              const head = [subscriber[row], sequence[row], timeMs[row], type[row]];
              const place = type[row]! < FIRST_FEED_TYPE ? -1 : a[row]!;
              const said =
                place < 0
                  ? [a[row], b[row]]
                  : [facts.happenedMs, facts.first, facts.second, facts.third, facts.fourth].map(
                      (column) => column[place],
                    );
              lines.push([...head, cell[row], ...said].join());
            }
          }
        }
      }
      return lines.sort();
    };
    const forward = told([subscribers]);
    expect(forward.length).toBeGreaterThan(40 * COUNT);
    expect(told([subscribers.toReversed()])).toEqual(forward);
    const shuffle = new Permutation(COUNT, 1);
    expect(told([subscribers.map((subscriber) => shuffle.forward(subscriber))])).toEqual(forward);
    for (const of of [2, 3, 7]) {
      const dealt = Array.from({ length: of }, (_, index) =>
        subscribers.filter((subscriber) => subscriber % of === index),
      );
      expect(told(dealt)).toEqual(forward);
    }
  });

  test("refuses a window that does not begin where the last one ended", () => {
    const fresh = createTraffic(scenario, { seed: "days", subscribers: 10 });
    fresh.events(0, 1000);
    expect(() => fresh.events(500, 2000)).toThrow(/begins at 1000 ms/);
  });
});

describe("a phone", () => {
  test("shows nothing between switching off and switching on but calls that miss it", () => {
    for (const own of bySubscriber.values()) {
      let off = false;
      for (const event of own) {
        if (event.type === "call.missed") expect(off).toBe(event.why === "off");
        else if (event.type === "power.turnedOff") {
          expect(off).toBe(false);
          off = true;
        } else if (off) {
          expect(["power.turnedOn", "handset.seen"]).toContain(event.type);
          if (event.type === "power.turnedOn") off = false;
        }
      }
    }
    expect(perPersonDay("power.turnedOff")).toBeGreaterThan(0.1);
    expect(perPersonDay("call.missed")).toBeGreaterThan(0.02);
  });

  test("updates its location T3212 after its last sign of life, and not later", () => {
    const t3212Ms = scenario.network.t3212Ms;
    let periodic = 0;
    for (const own of bySubscriber.values()) {
      let aliveMs = Number.NEGATIVE_INFINITY;
      for (const event of own) {
        if (event.type === "call.missed") continue;
        const silentMs = event.timeMs - aliveMs;
        if (event.type === "location.updated" && event.updatingType === "periodic") {
          if (aliveMs >= 0) {
            expect(silentMs).toBeGreaterThanOrEqual(t3212Ms);
            periodic++;
          }
        }
        const wasOff = event.type === "power.turnedOn" || event.type === "handset.seen";
        // A fixed leg may stand in the way of the update for its own length.
        if (aliveMs >= 0 && !wasOff) expect(silentMs).toBeLessThan(t3212Ms + 20_000);
        aliveMs = event.timeMs;
      }
    }
    expect(periodic).toBeGreaterThan(5 * COUNT);
  });

  test("is always registered in the location area of its last update", () => {
    const { cells } = traffic.world;
    let checked = 0;
    for (const own of bySubscriber.values()) {
      let lac = -1;
      for (const event of own) {
        if (event.type === "location.updated" || event.type === "power.turnedOn") {
          if (lac >= 0) expect(event.fromLac).toBe(lac);
          if (event.type === "location.updated") {
            expect(event.updatingType === "periodic").toBe(event.fromLac === event.lac);
          }
          lac = event.lac;
          checked++;
        }
        if (event.ci > 0)
          expect(traffic.world.cellOf(event.lac, event.ci)).toBeLessThan(cells.count);
      }
    }
    expect(checked).toBeGreaterThan(COUNT);
  });

  test("hands over from the cell that it was in", () => {
    for (const own of bySubscriber.values()) {
      let before: SubscriberEvent | undefined;
      for (const event of own) {
        if (event.type === "call.handedOver") {
          expect([before!.lac, before!.ci]).toEqual([event.fromLac, event.fromCi]);
          expect([event.lac, event.ci]).not.toEqual([event.fromLac, event.fromCi]);
        }
        if (event.type !== "call.missed") before = event;
      }
    }
    expect(perPersonDay("call.handedOver")).toBeGreaterThan(1);
  });
});

describe("the serving cell", () => {
  const { cells, cellAt, cellOf } = traffic.world;
  const kmTo = (cell: number, [x, y]: readonly [number, number]): number =>
    Math.hypot(cells.x[cell]! - x, cells.y[cell]! - y);

  test("is the nearest one, or about as near: the tap sees people where they are", () => {
    const seen = events.filter(({ ci, timeMs }) => ci > 0 && timeMs >= DAY_MS);
    let nearest = 0;
    for (const { subscriber, timeMs, lac, ci } of seen) {
      const { at } = traffic.track(subscriber, timeMs).at(-1)!;
      const [cell, best] = [cellOf(lac, ci), cellAt(...at)];
      if (cell === best) nearest++;
      // Half a kilometre more for a train's way from the first message of a transaction to its end.
      expect(kmTo(cell, at)).toBeLessThan(Math.max(1.2, 2.5 * kmTo(best, at)) + 0.5);
    }
    expect(nearest / seen.length).toBeGreaterThan(0.7);
    expect(nearest / seen.length).toBeLessThan(0.95);
  });
});

describe("a call", () => {
  const { directory } = traffic;
  /** Between people: calls to services have one leg. */
  const legs = [...bySubscriber]
    .flatMap(([subscriber, own]) => legsOf(subscriber, own))
    .filter(({ peer }) => directory.ofNumber(peer) >= 0);

  test("is on one phone only once at a time", () => {
    for (const own of bySubscriber.values()) {
      let talking = false;
      for (const event of own) {
        if (event.type === "call.setUp") {
          expect(talking).toBe(false);
          talking = true;
        }
        if (event.type === "call.released") talking = false;
      }
    }
  });

  test("that rings is on the other phone too, once, and agrees to the millisecond", () => {
    const terminated = new Map<string, number>();
    for (const leg of legs.filter(({ direction }) => direction === "terminated")) {
      const key = [leg.peer, leg.own, leg.alertedMs, leg.answeredMs, leg.releasedMs, leg.cause];
      terminated.set(key.join(), (terminated.get(key.join()) ?? 0) + 1);
    }
    const ringing = legs.filter(
      ({ direction, alertedMs }) => direction === "originated" && alertedMs > 0,
    );
    expect(ringing.length).toBeGreaterThan(COUNT);
    for (const leg of ringing) {
      const key = [leg.own, leg.peer, leg.alertedMs, leg.answeredMs, leg.releasedMs, leg.cause];
      expect(terminated.get(key.join())).toBe(1);
    }
    expect(terminated.size).toBe(ringing.length);
  });

  test("that never rings was to a phone that is off, which misses it at that very time", () => {
    const silent = legs.filter(({ alertedMs }) => alertedMs === 0);
    expect(silent.length).toBeGreaterThan(20);
    for (const leg of silent) {
      const callee = bySubscriber.get(directory.ofNumber(leg.peer))!;
      const missed = callee.filter(
        (event) =>
          event.type === "call.missed" && event.peer === leg.own && event.timeMs === leg.releasedMs,
      );
      expect(missed).toMatchObject([{ why: "off", numberClass: "onNet", lac: 0, ci: 0 }]);
    }
    const off = events.filter((event) => event.type === "call.missed" && event.why === "off");
    expect(off).toHaveLength(silent.length);
  });

  test("that rings in vain is missed on the called leg, right after its release", () => {
    let vain = 0;
    const reasons = new Set<string>();
    for (const own of bySubscriber.values()) {
      let call: Extract<SubscriberEvent, { type: "call.setUp" }> | undefined;
      let answered = false;
      for (const [index, event] of own.entries()) {
        if (event.type === "call.setUp") [call, answered] = [event, false];
        if (event.type === "call.answered") answered = true;
        if (event.type !== "call.released" || call?.direction !== "terminated") continue;
        const next = own[index + 1];
        const says = next?.type === "call.missed" && next.why !== "off";
        expect(says).toBe(!answered);
        if (!says) continue;
        vain++;
        const { timeMs, lac, ci } = event;
        const { peer, numberClass, number } = call;
        const why = event.cause24008 === 17 ? "rejected" : "noAnswer";
        reasons.add(why);
        expect(next).toMatchObject({ timeMs, lac, ci, peer, numberClass, number, why });
      }
    }
    expect(vain).toBeGreaterThan(COUNT);
    expect(reasons.size).toBe(2);
  });

  test("is answered in two cases of three", () => {
    const answered = legs.filter(({ answeredMs }) => answeredMs > 0).length / legs.length;
    expect(answered).toBeGreaterThan(0.6);
    expect(answered).toBeLessThan(0.75);
  });

  interface LegSeen {
    readonly own: Token;
    readonly peer: Token;
    readonly direction: string;
    alertedMs: number;
    answeredMs: number;
    releasedMs: number;
    cause: number;
  }

  function legsOf(subscriber: number, own: readonly SubscriberEvent[]): LegSeen[] {
    const found: LegSeen[] = [];
    const times = { alertedMs: 0, answeredMs: 0, releasedMs: 0, cause: -1 };
    for (const event of own) {
      const leg = found.at(-1)!;
      if (event.type === "call.setUp") {
        const { direction, peer } = event;
        found.push({ own: directory.numberOf(subscriber), peer, direction, ...times });
      }
      if (event.type === "call.alerted") leg.alertedMs = event.timeMs;
      if (event.type === "call.answered") leg.answeredMs = event.timeMs;
      if (event.type === "call.released") {
        leg.releasedMs = event.timeMs;
        leg.cause = event.cause24008;
      }
    }
    return found;
  }
});

describe("a message between people", () => {
  test("that is received was sent before, and nearly all that are sent arrive", () => {
    const { directory } = traffic;
    const sent = new Map<string, number[]>();
    for (const event of events.filter((one) => one.type === "message.sent")) {
      const key = [directory.numberOf(event.subscriber), directory.ofNumber(event.peer)].join();
      sent.set(key, [...(sent.get(key) ?? []), event.timeMs]);
    }
    let received = 0;
    for (const event of events.filter((one) => one.type === "message.received")) {
      if (event.numberClass !== "onNet") continue;
      received++;
      const times = sent.get([event.peer, event.subscriber].join()) ?? [];
      expect(times.some((timeMs) => timeMs < event.timeMs)).toBe(true);
    }
    const total = [...sent.values()].flat().length;
    expect(received).toBeLessThanOrEqual(total);
    // The rest waits for phones that are off, some for days.
    expect(received).toBeGreaterThan(0.88 * total);
  });
});

describe("a day", () => {
  test("has 45 to 80 transactions per person (T14 of traffic.md; Chinese feeds: 35–45)", () => {
    const within = ["call.alerted", "call.answered", "call.released", "call.handedOver"];
    const begun = events.filter(({ type }) => type !== "handset.seen" && !within.includes(type));
    const rate = begun.length / COUNT / DAYS;
    expect(rate).toBeGreaterThan(45);
    expect(rate).toBeLessThan(80);
  });

  test("has 7 to 10.5 % of its calls in the busiest hour, and fewest before dawn", () => {
    const hours = new Array<number>(24).fill(0);
    for (const event of events) {
      if (event.type === "call.setUp") hours[Math.floor((event.timeMs % DAY_MS) / HOUR_MS)]!++;
    }
    const total = hours.reduce((sum, count) => sum + count);
    expect(Math.max(...hours) / total).toBeGreaterThan(0.07);
    expect(Math.max(...hours) / total).toBeLessThan(0.105);
    expect(hours.indexOf(Math.max(...hours))).toBeGreaterThan(9);
    expect((hours[3]! + hours[4]!) / total).toBeLessThan(0.01);
  });

  test("has two peaks of normal location updates, in the morning and in the evening", () => {
    const hours = new Array<number>(24).fill(0);
    for (const event of events) {
      if (event.type !== "location.updated" || event.updatingType !== "normal") continue;
      // The run begins with everybody registered at home; who is away for nights updates at once.
      if (event.timeMs < MINUTE_MS) continue;
      hours[Math.floor((event.timeMs % DAY_MS) / HOUR_MS)]!++;
    }
    const valley = Math.min(...hours.slice(9, 15));
    expect(valley).toBeLessThan(0.75 * Math.max(...hours.slice(7, 9)));
    expect(valley).toBeLessThan(0.65 * Math.max(...hours.slice(16, 19)));
    const night = hours.slice(0, 5).reduce((sum, count) => sum + count);
    expect(night).toBeLessThan(0.05 * Math.max(...hours));
  });
});

describe("people on the map", () => {
  const { width, height } = traffic.world.map;
  const placeOf = (frame: (typeof frames)[number], subscriber: number): [number, number] => [
    (frame.x[subscriber]! / 65_535) * width,
    (frame.y[subscriber]! / 65_535) * height,
  ];

  test("at rest stand on dry land, but for the rounding of places", () => {
    let wet = 0;
    let all = 0;
    for (const frame of frames) {
      for (let subscriber = 0; subscriber < COUNT; subscriber++) {
        if (frame.state[subscriber] !== PERSON_STATE.idle) continue;
        all++;
        if (traffic.world.isWater(...placeOf(frame, subscriber))) wet++;
      }
    }
    expect(wet / all).toBeLessThan(0.002);
  });

  test("are at home at night, out by day, and move with the rush hours", () => {
    const moving = frames.map(
      ({ state }) => state.filter((one) => one === PERSON_STATE.moving).length,
    );
    expect(moving[3]! / COUNT).toBeLessThan(0.002);
    expect(moving[8]! / COUNT).toBeGreaterThan(0.03);
    const away = frames[12]!.x.filter((x, index) => x !== frames[3]!.x[index]).length;
    expect(away / COUNT).toBeGreaterThan(0.4);
  });

  test("are at the end of the last day where they were a moment before", () => {
    const end = traffic.people(DAYS * DAY_MS);
    expect(end).toEqual({ ...traffic.people(DAYS * DAY_MS - 1), timeMs: DAYS * DAY_MS });
    expect(end.state.filter((one) => one === PERSON_STATE.off).length).toBeGreaterThan(0);
  });

  test("are drawn off when their phone is off", () => {
    const offAtNight = frames[3]!.state.filter((one) => one === PERSON_STATE.off).length / COUNT;
    expect(offAtNight).toBeGreaterThan(scenario.people.nightOffShare * 0.6);
    // Others lie in drawers, are empty or abroad (T16 of traffic.md: 85–92 % are attached).
    expect(offAtNight).toBeLessThan(scenario.people.nightOffShare + 0.08);
  });

  test("are where their track ends", () => {
    const atMs = DAY_MS + 12.5 * HOUR_MS;
    const frame = traffic.people(atMs);
    for (const subscriber of [0, 1, 2, 3, 500]) {
      const track = traffic.track(subscriber, atMs);
      const [x, y] = placeOf(frame, subscriber);
      expect(track[0]!.label).toEqual({ en: "home", zh: "家" });
      expect(Math.hypot(track.at(-1)!.at[0] - x, track.at(-1)!.at[1] - y)).toBeLessThan(0.01);
    }
  });
});
