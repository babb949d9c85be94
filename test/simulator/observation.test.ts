// What an observer of a small rehearsal notes down of what is sent: when, and through which channel.
import { expect, test } from "vitest";
import { readScenario } from "../../scenarios/parse.ts";
import { observe } from "../../simulator/experiments/observation.ts";

const DAY_MS = 86_400_000;
const DAYS = 2;
/** Yuan, so that what was sent can be told from what it cost. */
const COST = { sms: 1, call: 100 };

/** Calls and, for who has had one, messages; every offer with a reminder. */
const TEXT = `name: looked-on
title: { en: Looked on, zh: 旁观 }
start: 2008-06-10
subscribers: 300
days: ${DAYS}
network: { size: 60x40 }
policy:
  quietHours: { from: "00:00", to: "00:00" }
  minimumGap: 0s
  cap: { offers: 50, within: 1d }
  caps: [{ channel: call, offers: 1, within: 5d }]
channels: { sms: { cost: ${COST.sms} }, call: { cost: ${COST.call} } }
campaigns:
  - name: at-once
    title: { en: At once, zh: 立即 }
    what:
      offer: &words { en: Tone, zh: 彩铃 }
      text: *words
      channels: [call, sms]
      followUps: [{ after: 1h, text: *words }]
      response: &rates { accept: 0%, unprompted: 0%, complain: 0% }
    whenAndWhere: { trigger: { name: ringback.heard } }
  - name: when-idle
    title: { en: When idle, zh: 空闲时 }
    what:
      offer: *words
      text: *words
      deliver: nextIdle
      hold: ${DAYS + 1}d
      expiresAfter: ${DAYS + 2}d
      response: *rates
    whenAndWhere: { trigger: { name: powered.on } }
`;

test("an observer notes what was really sent, when, and through which channel", async () => {
  const reading = readScenario(TEXT, "looked-on.yaml");
  if ("errors" in reading) throw new AggregateError(reading.errors, String(reading.errors));
  const { report, sends } = await observe(reading.scenario, {
    subscribers: 300,
    days: DAYS,
    seed: "looked-on",
  });
  const seen = (campaign: number) => sends.filter((send) => send.campaign === campaign);
  for (const [campaign, { name }] of reading.scenario.campaigns.entries()) {
    const cost = seen(campaign).reduce((sum, { channel }) => sum + COST[channel as "sms"], 0);
    expect(report.byCampaign[name]!.costYuan).toBe(cost);
  }
  expect(new Set(seen(0).map(({ channel }) => channel))).toEqual(new Set(["call", "sms"]));
  // Whatever waits for idle has its deadline after the run.
  expect(seen(1).length).toBeGreaterThan(0);
  expect(seen(1).every(({ timeMs }) => timeMs < DAYS * DAY_MS)).toBe(true);
});
