// The board: decisions become moments with sentences, totals add up, the day has its bins.
import { describe, expect, test } from "vitest";
import type { Decision } from "../../domain/decision.ts";
import type { StreamMessage, Tick } from "../../domain/map-frame.ts";
import type { Outcome } from "../../domain/offer.ts";
import type { Scene } from "../../domain/scene.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { Standing, WindowClosed } from "../../services/batches.ts";
import { Board } from "../../services/board.ts";
import { Totals } from "../../services/counters.ts";
import { type Atlas, Chronicle, momentOf } from "../../services/moments.ts";
import type { Receiver } from "../../services/stream.ts";
import { bookOf, triggerAt } from "../campaigns/samples.ts";

const ATLAS: Atlas = {
  campaigns: bookOf([{ name: "tone" }, { name: "pack" }]).campaigns,
  directory: { zones: [] },
  siteOf: (lac, ci) => (lac === 1 && ci === 2 ? [30, 40] : undefined),
};

const offered = (timeMs: number, campaign = 0, subscriber = 7): Decision => ({
  kind: "offered",
  timeMs,
  subscriber,
  sequence: 3,
  campaign,
  trigger: triggerAt(timeMs, subscriber),
  cause: { trigger: 0 },
});
const heldBack = (timeMs: number): Decision => ({
  ...offered(timeMs),
  kind: "suppressed",
  rule: "experiment.control-group",
  sinceContactMs: 0,
});
const outcome = (kind: Outcome["kind"], timeMs = 5): Outcome => ({
  timeMs,
  subscriber: 7,
  decision: 3,
  campaign: 0,
  kind,
  cause: { decision: 3 },
});
const window = (parts: Partial<WindowClosed>): WindowClosed => ({
  fromMs: 0,
  toMs: 10 * HOUR_MS,
  events: 0,
  decisions: [],
  outcomes: [],
  ...parts,
});

describe("a moment", () => {
  test("says in one sentence why the trigger fired and what was done", () => {
    expect(momentOf(offered(HOUR_MS), ATLAS)).toEqual({
      kind: "moment",
      id: "7.3",
      timeMs: HOUR_MS,
      subscriber: 7,
      campaign: 0,
      trigger: "ringback.heard",
      decision: "offered",
      sentence: {
        en: "Heard a friend’s ring-back tone for 11 s, has none: trial tone offered.",
        zh: "听了好友彩铃 11 秒、自己没有：推荐彩铃体验。",
      },
      seenAt: [30, 40],
    });
  });

  test("of a refusal names the rule; without a known cell it has no place", () => {
    const trigger = { ...triggerAt(HOUR_MS, 7), lac: 0, ci: 0 };
    const moment = momentOf({ ...heldBack(HOUR_MS), trigger }, ATLAS);
    expect(moment).toMatchObject({ decision: "suppressed", rule: "experiment.control-group" });
    expect(moment.sentence.en).toContain("control group, nothing sent");
    expect(moment).not.toHaveProperty("seenAt");
  });

  test("names what the person's arm offers", () => {
    const [tone, pack] = ATLAS.campaigns;
    const other = { en: "a month of tones", zh: "一个月彩铃" };
    const arms = [{ name: "month", share: 1, what: { offer: other } }];
    const atlas = { ...ATLAS, campaigns: [{ ...tone!, arms }, pack!] };
    expect(momentOf({ ...offered(HOUR_MS), arm: 0 }, atlas).sentence.en).toContain(other.en);
    expect(momentOf(offered(HOUR_MS), atlas).sentence.en).not.toContain(other.en);
  });
});

describe("the chronicle", () => {
  test("counts offers by campaign and refusals in bins of ten minutes", () => {
    const chronicle = new Chronicle(ATLAS);
    chronicle.add(
      window({
        decisions: [
          offered(0),
          offered(9 * MINUTE_MS),
          offered(10 * MINUTE_MS, 1),
          heldBack(10 * HOUR_MS - 1),
        ],
      }),
    );
    const { binMs, fromMs, offered: bins, suppressed } = chronicle.history;
    expect([binMs, fromMs, bins.length, suppressed.length]).toEqual([600_000, 0, 2, 144]);
    expect([bins[0]![0], bins[0]![1], bins[1]![0], bins[1]![1]]).toEqual([2, 0, 0, 1]);
    expect(suppressed[59]).toBe(1);
    expect(suppressed.reduce((sum, count) => sum + count)).toBe(1);
  });

  test("starts new bins at midnight and keeps the last moments, oldest first", () => {
    const chronicle = new Chronicle(ATLAS);
    chronicle.add(window({ decisions: [offered(HOUR_MS)] }));
    chronicle.add(window({ toMs: DAY_MS + HOUR_MS, decisions: [offered(DAY_MS + 1, 1)] }));
    const { fromMs, offered: bins, moments } = chronicle.history;
    expect(fromMs).toBe(DAY_MS);
    expect(bins.map((row) => row.reduce((sum, count) => sum + count))).toEqual([0, 1]);
    expect(moments.map(({ timeMs }) => timeMs)).toEqual([HOUR_MS, DAY_MS + 1]);
  });

  test("its memory of moments is limited", () => {
    const chronicle = new Chronicle(ATLAS);
    for (let minute = 0; minute < 400; minute++) {
      chronicle.add(window({ decisions: [offered(minute * MINUTE_MS)] }));
    }
    expect(chronicle.history.moments).toHaveLength(300);
    expect(chronicle.history.moments.at(-1)!.timeMs).toBe(399 * MINUTE_MS);
  });

  test("tells moments before outcomes, under the same id", () => {
    const messages = new Chronicle(ATLAS).add(
      window({ decisions: [offered(1)], outcomes: [outcome("delivered")] }),
    );
    expect(messages.map(({ kind }) => kind)).toEqual(["moment", "outcome"]);
    expect(messages[1]).toEqual({ kind: "outcome", id: "7.3", outcome: "delivered", timeMs: 5 });
    expect(messages[0]).toMatchObject({ id: "7.3" });
  });
});

describe("the totals", () => {
  test("triggers are offers and refusals; outcomes are counted by kind", () => {
    const totals = new Totals(2);
    totals.add(
      window({
        events: 100,
        decisions: [offered(1), offered(2, 1), heldBack(3)],
        outcomes: [outcome("delivered"), outcome("accepted"), outcome("delivered")],
      }),
    );
    expect(totals.counters).toMatchObject({
      events: 100,
      triggers: 3,
      offered: 2,
      suppressed: 1,
      delivered: 2,
      accepted: 1,
      declined: 0,
      expired: 0,
      complained: 0,
      held: 0,
      reminded: 0,
      expiredWhileHeld: 0,
    });
    const clock = { timeMs: 1, paused: false, speed: 60, realSpeed: 60 };
    expect(totals.tick(clock).offeredByCampaign).toEqual([1, 1]);
    const rules = totals.tick(clock).byCampaign.map(({ byRule }) => Object.values(byRule));
    expect(rules.flat()).toEqual([1]);
  });

  test.each([100, 1_000, 7_000, 60_000, 90_000])(
    "with windows of %i ms the rate is that of the last network minute",
    (windowMs) => {
      const totals = new Totals(1);
      for (let toMs = windowMs; toMs <= HOUR_MS; toMs += windowMs) {
        const rate = toMs <= HOUR_MS / 2 ? 5 : 20;
        totals.add(window({ toMs, events: (rate * windowMs) / 1_000 }));
      }
      expect(totals.eventsPerSecond).toBeCloseTo(20, 1);
    },
  );

  test("before the first window the rate is 0", () => {
    expect(new Totals(1).eventsPerSecond).toBe(0);
  });
});

describe("the board", () => {
  const UNASKED = async () => Promise.reject(new Error("not asked here"));
  const openedBoard = (standing: () => Promise<Standing> = UNASKED): Board => {
    const board = new Board();
    board.open({
      scene: { subscribers: 20, campaigns: [{ name: "tone" }] } as unknown as Scene,
      atlas: ATLAS,
      standing,
      inspect: UNASKED,
      command: async () => undefined,
      campaigns: UNASKED,
      changeCampaign: UNASKED,
      optOut: UNASKED,
      rehearse: UNASKED,
    });
    return board;
  };
  const spanning = (fromMs: number, toMs: number, parts: Partial<WindowClosed> = {}) =>
    window({ ...parts, fromMs, toMs });
  const CLOCK = { timeMs: 5, paused: false, speed: 60, realSpeed: 59 };

  test("is silent while the machines warm up, then tells moments and ticks", async () => {
    const board = openedBoard();
    const told: StreamMessage[] = [];
    const viewer: Receiver = {
      bufferedAmount: 0,
      send: (message) => told.push(JSON.parse(String(message))),
      terminate: () => undefined,
    };
    board.stream.attach(viewer);
    board.warmedUp({ phase: "warming up", share: 0.5, events: 9, timeMs: 4 });
    board.windowClosed(spanning(0, 4, { events: 9, decisions: [offered(1)] }));
    expect([told, board.scene(), board.progress().share]).toEqual([[], undefined, 0.5]);
    board.clockTicked(CLOCK);
    board.windowClosed(spanning(4, 7, { decisions: [heldBack(6)] }));
    expect(board.scene()).toContain('"subscribers":20');
    expect(told.map(({ kind }) => kind)).toEqual(["tick", "moment"]);
    expect((told[0] as Tick).counters).toMatchObject({ events: 9, offered: 1 });
    expect(board.history().moments).toHaveLength(2);
    expect(await board.inspect(20, "viewer")).toBeUndefined();
    expect(await board.optOut(20, "operator")).toBe(false);
    expect(await board.changeCampaign(1, { paused: true }, "operator")).toBe(false);
  });

  test("counts every window once, whichever it has missed or hears a second time", async () => {
    const [totals, chronicle] = [new Totals(2), new Chronicle(ATLAS)];
    const windows = [0, 1, 2, 3].map((at) =>
      spanning(at * MINUTE_MS, (at + 1) * MINUTE_MS, {
        events: 10,
        decisions: [offered(at * MINUTE_MS)],
      }),
    );
    let toMs = 0;
    const close = (closed: WindowClosed): void => {
      totals.add(closed);
      chronicle.add(closed);
      toMs = closed.toMs;
    };
    const board = openedBoard(async () => ({
      toMs,
      totals: totals.sums,
      history: chronicle.history,
    }));
    const [first, second, third, fourth] = windows as [
      WindowClosed,
      WindowClosed,
      WindowClosed,
      WindowClosed,
    ];
    for (const closed of [first, second, third]) close(closed);
    board.windowClosed(third);
    close(fourth);
    board.windowClosed(fourth);
    await new Promise(setImmediate);
    board.windowClosed(first);
    board.windowClosed(fourth);
    board.clockTicked(CLOCK);
    expect(board.history()).toEqual(chronicle.history);
    expect(board.history().moments).toHaveLength(4);
  });
});
