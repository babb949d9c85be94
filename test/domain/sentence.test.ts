// The sentences of triggers and decisions, as viewers read them.
import { describe, expect, test } from "vitest";
import { type Decision, RULES } from "../../domain/decision.ts";
import { describeDecision } from "../../domain/sentence.ts";
import type { Trigger, TriggerFacts } from "../../domain/trigger.ts";
import { describeTrigger } from "../../machines/triggers/catalogue.ts";

const zones = [{ name: { en: "Yunpu Central", zh: "云浦站" }, kind: "station" as const }];
const offer = { en: "mobile newspaper", zh: "手机报" };

function trigger(facts: TriggerFacts): Trigger {
  return {
    timeMs: 6 * 3_600_000 + 50 * 60_000,
    subscriber: 1,
    sequence: 0,
    definition: 0,
    lac: 1,
    ci: 1,
    cause: {},
    facts,
  };
}

function offered(facts: TriggerFacts): Decision {
  const cause = trigger(facts);
  return {
    kind: "offered",
    timeMs: cause.timeMs,
    subscriber: 1,
    sequence: 0,
    campaign: 0,
    trigger: cause,
    cause: { trigger: 0 },
  } as Decision;
}

const FACTS: Record<string, [TriggerFacts, string, string]> = {
  handset: [
    { name: "handset.changed", fromTac: 1, tac: 2, gained: 1, sinceMs: 40_000 },
    "Switched to an MMS handset 40 s ago: mobile newspaper offered.",
    "40 秒前换了彩信手机：推荐手机报。",
  ],
  power: [
    { name: "powered.on", offMs: 3 * 3_600_000, missedCalls: 4 },
    "Phone on again after 3 h and 4 missed calls: mobile newspaper offered.",
    "关机 3 小时、漏接 4 个电话后开机：推荐手机报。",
  ],
  oneCall: [
    { name: "powered.on", offMs: 600_000, missedCalls: 1 },
    "Phone on again after 10 min and 1 missed call: mobile newspaper offered.",
    "关机 10 分钟、漏接 1 个电话后开机：推荐手机报。",
  ],
  dwell: [
    { name: "area.dwelled", zone: 0, stayMs: 52 * 60_000 },
    "52 min at Yunpu Central: mobile newspaper offered.",
    "在云浦站停留 52 分钟：推荐手机报。",
  ],
  train: [
    { name: "cells.changedRapidly", cells: 6, withinMs: 540_000, messageSent: true },
    "6 cells in 9 min, then an SMS: mobile newspaper offered.",
    "9 分钟过 6 个小区并发了短信：推荐手机报。",
  ],
  tone: [
    { name: "ringback.heard", ringMs: 11_000 },
    "Heard a friend’s ring-back tone for 11 s, has none: mobile newspaper offered.",
    "听了好友彩铃 11 秒、自己没有：推荐手机报。",
  ],
};

function said(decision: Decision) {
  return describeDecision(decision, offer, describeTrigger(decision.trigger, { zones }));
}

describe("sentences", () => {
  test.each(Object.entries(FACTS))(
    "say why %s fired, in both languages",
    (_name, [facts, en, zh]) => {
      expect(said(offered(facts))).toEqual({ en, zh });
    },
  );

  test.each(RULES)("name what %s held back, briefly and without an exclamation", (rule) => {
    for (const [facts] of Object.values(FACTS)) {
      const decision = {
        ...offered(facts),
        kind: "suppressed",
        rule,
        sinceContactMs: 2 * 86_400_000,
      } as Decision;
      const { en, zh } = said(decision);
      expect(en).toMatch(/^[^!]{20,110}\.$/);
      expect(zh).toMatch(/^[^!！您]{10,52}。$/);
      expect(en).not.toContain("offered");
    }
  });

  test.each(["contact-policy.minimum-gap", "contact-policy.cap"])(
    "claim no contact with the control group, when %s holds",
    (rule) => {
      const decision = {
        ...offered(FACTS["tone"]![0]),
        kind: "suppressed",
        rule,
        sinceContactMs: 540_000,
        withheld: true,
      } as Decision;
      const { en, zh } = said(decision);
      expect(en).toMatch(/: control group, .*would (be|have been) .*\.$/);
      expect(en.length).toBeLessThanOrEqual(110);
      expect(zh).toMatch(/：属对照组，.*本应.*，不发送。$/);
    },
  );

  test("every rule reads differently", () => {
    const words = RULES.map((rule) => {
      const decision = {
        ...offered(FACTS["tone"]![0]),
        kind: "suppressed",
        rule,
        sinceContactMs: 0,
      };
      return said(decision as Decision).en;
    });
    expect(new Set(words).size).toBe(RULES.length);
  });
});
