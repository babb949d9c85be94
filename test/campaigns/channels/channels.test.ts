// Seats, counters and urgent alerts: small days that can be followed by hand, and what they compare.
import { expect, test } from "vitest";
import { COUNTER_MODES, counterDay, type Visit } from "../../../campaigns/channels/counter.ts";
import { dial } from "../../../campaigns/channels/dialler.ts";
import { type Job, serve } from "../../../campaigns/channels/serving.ts";
import { HOUR_MS, MINUTE_MS } from "../../../domain/time.ts";

const at = (minute: number, serviceMinutes = 10, deadline?: number): Job => ({
  atMs: minute * MINUTE_MS,
  serviceMs: serviceMinutes * MINUTE_MS,
  ...(deadline === undefined ? {} : { deadlineMs: deadline * MINUTE_MS }),
});

test("whoever is free takes the next, and the others wait", () => {
  const { served } = serve([at(0), at(1), at(2), at(30)], 2);
  expect(served.map(({ startMs }) => startMs / MINUTE_MS)).toEqual([0, 1, 10, 30]);
});

test("the nearest deadline first saves alerts that first come, first served would miss", () => {
  // Lazy ones came first; an urgent one comes while both seats are busy.
  const jobs = [at(0, 10, 500), at(0, 10, 500), at(1, 10, 500), at(2, 10, 500), at(3, 10, 12)];
  const urgent = jobs.at(-1)!;
  const byArrival = serve(jobs, 2, "arrival");
  const byDeadline = serve(jobs, 2, "deadline");
  expect(byArrival.missed).toEqual([urgent]);
  expect(byDeadline.missed).toEqual([]);
  expect(byDeadline.served).toHaveLength(5);
  expect(byDeadline.served[2]!.job).toBe(urgent);
});

test("an alert that is late costs nobody time", () => {
  const { served, missed } = serve([at(0, 60), at(1, 60, 5), at(2, 5)], 1);
  expect(missed).toEqual([at(1, 60, 5)]);
  expect(served.map(({ startMs }) => startMs / MINUTE_MS)).toEqual([0, 60]);
});

const OPTIONS = {
  counters: 2,
  recommendationMs: {
    "number-entered": MINUTE_MS,
    questionnaire: 4 * MINUTE_MS,
    icon: MINUTE_MS,
  },
  queueBelow: 1,
} as const;

test("the icon recommends less than the other modes in a rush, and nobody waits longer for it", () => {
  const rush: Visit[] = Array.from({ length: 40 }, (_, place) => ({
    atMs: place * 3 * MINUTE_MS,
    serviceMs: 6 * MINUTE_MS,
    hasMatch: true,
  }));
  const days = Object.fromEntries(
    COUNTER_MODES.map((mode) => [mode, counterDay(rush, { ...OPTIONS, mode })]),
  );
  const { icon, questionnaire, "number-entered": entered } = days;
  expect(icon!.recommended).toBeLessThan(entered!.recommended);
  expect(icon!.recommended).toBeGreaterThan(0);
  expect(icon!.meanWaitMs).toBeLessThan(entered!.meanWaitMs);
  expect(entered!.meanWaitMs).toBeLessThan(questionnaire!.meanWaitMs);
  expect(icon!.waitMs95).toBeGreaterThanOrEqual(icon!.meanWaitMs);
});

test("in a quiet shop all modes recommend to everybody who matches, and nobody waits", () => {
  const quiet: Visit[] = [0, 30, 60].map((minute, place) => ({
    atMs: minute * MINUTE_MS,
    serviceMs: 6 * MINUTE_MS,
    hasMatch: place !== 1,
  }));
  for (const mode of COUNTER_MODES) {
    const { recommended, meanWaitMs } = counterDay(quiet, { ...OPTIONS, mode });
    expect([recommended, meanWaitMs]).toEqual([2, 0]);
  }
});

test("a dialler that knows which phones are off wastes no call on them, and reaches them later", () => {
  // Odd people switch on at eleven.
  const isOn = (person: number, timeMs: number): boolean =>
    person % 2 === 0 || timeMs >= 11 * HOUR_MS;
  const day = {
    seats: 1,
    fromMs: 10 * HOUR_MS,
    toMs: 12 * HOUR_MS,
    handlingMs: 4 * MINUTE_MS,
    failedMs: MINUTE_MS,
    retryAfterMs: HOUR_MS,
    attemptsMax: 2,
    isAnswered: isOn,
  };
  const list = Array.from({ length: 20 }, (_, person) => person);
  const blind = dial(list, day);
  const gated = dial(list, { ...day, isReachable: isOn });
  expect(gated).toMatchObject({ attempts: 20, connected: 20, untouched: 0, wastedMs: 0 });
  expect(blind.wastedMs).toBe(10 * MINUTE_MS);
  expect(blind.connected / blind.attempts).toBeLessThan(gated.connected / gated.attempts);
});

test("a list that is longer than the day leaves people untouched", () => {
  const dialled = dial([1, 2, 3], {
    seats: 1,
    fromMs: 0,
    toMs: 10 * MINUTE_MS,
    handlingMs: 6 * MINUTE_MS,
    failedMs: MINUTE_MS,
    retryAfterMs: HOUR_MS,
    attemptsMax: 1,
    isAnswered: () => true,
  });
  expect(dialled).toMatchObject({ attempts: 2, connected: 2, untouched: 1, wastedMs: 0 });
});

test("a promised call is made inside its window only, again and again, and never after it", () => {
  const answered: number[] = [];
  const day = {
    seats: 1,
    fromMs: 0,
    toMs: 10 * HOUR_MS,
    handlingMs: 3 * MINUTE_MS,
    failedMs: MINUTE_MS,
    retryAfterMs: HOUR_MS,
    attemptsMax: 3,
    // Reached at once; later only person 0, at half past four.
    isAnswered(person: number, timeMs: number) {
      const isTaken = timeMs < HOUR_MS || (person === 0 && timeMs >= 4.5 * HOUR_MS);
      if (isTaken && timeMs > HOUR_MS) answered.push(timeMs / HOUR_MS);
      return isTaken;
    },
    asksFor: () => ({ fromMs: 4 * HOUR_MS, toMs: 6 * HOUR_MS }),
  };
  const appointments = { retryAfterMs: 30 * MINUTE_MS, triesMax: 10 };
  const promised = dial([0, 1], { ...day, appointments }).callBacks;
  // Person 0 at 4:00 and 4:30; person 1 every half hour and the minute of the call, before six.
  expect(promised).toEqual({ asked: 2, callsInside: 2 + 4, callsOutside: 0, kept: 1 });
  expect(answered[0]).toBeGreaterThanOrEqual(4.5);
  // Without appointments the list brings them up after an hour.
  const listed = dial([0, 1], day).callBacks;
  expect(listed.callsOutside).toBeGreaterThan(0);
  expect(listed.asked).toBe(2);
});
