// One plain sentence that says why a trigger fired and what was done about it.

import type { Decision } from "./decision.ts";
import type { Directory } from "./directory.ts";
import { CAPABILITY } from "./directory.ts";
import type { Named } from "./scene.ts";
import { formatClock, formatDuration } from "./time.ts";
import type { Trigger } from "./trigger.ts";

/** What happened, from facts that the tap saw. No verb of doing, no full stop. */
export function describeTrigger(trigger: Trigger, directory?: Pick<Directory, "zones">): Named {
  const { facts } = trigger;
  const en = (ms: number): string => formatDuration(ms, "en");
  const zh = (ms: number): string => formatDuration(ms, "zh");
  switch (facts.name) {
    case "handset.changed": {
      const kind =
        facts.gained & CAPABILITY.mms ? "MMS" : facts.gained & CAPABILITY.wap ? "WAP" : "";
      const handset =
        kind === "" ? "another handset" : kind === "MMS" ? "an MMS handset" : "a WAP handset";
      const handsetZh = kind === "" ? "手机" : kind === "MMS" ? "彩信手机" : "WAP 手机";
      return {
        en: `Switched to ${handset} ${en(facts.sinceMs)} ago`,
        zh: `${zh(facts.sinceMs)}前换了${handsetZh}`,
      };
    }
    case "powered.on": {
      const calls = facts.missedCalls;
      return {
        en: `Phone on again after ${en(facts.offMs)}${calls === 0 ? "" : ` and ${calls} missed call${calls === 1 ? "" : "s"}`}`,
        zh: `关机 ${zh(facts.offMs)}${calls === 0 ? "后" : `、漏接 ${calls} 个电话后`}开机`,
      };
    }
    case "area.dwelled": {
      const zone = directory?.zones[facts.zone]?.name ?? { en: "one place", zh: "同一地点" };
      return {
        en: `${en(facts.stayMs)} at ${zone.en}`,
        zh: `在${zone.zh}停留 ${zh(facts.stayMs)}`,
      };
    }
    case "cells.changedRapidly":
      return {
        en: `${facts.cells} cells in ${en(facts.withinMs)}${facts.messageSent ? ", then an SMS" : ""}`,
        zh: `${zh(facts.withinMs)}过 ${facts.cells} 个小区${facts.messageSent ? "并发了短信" : ""}`,
      };
    case "ringback.heard":
      return {
        en: `Heard a friend’s ring-back tone for ${en(facts.ringMs)}, has none`,
        zh: `听了好友彩铃 ${zh(facts.ringMs)}、自己没有`,
      };
  }
}

/** The whole sentence of a decision: "Switched to an MMS handset 40 s ago: trial MMS offered." */
export function describeDecision(
  decision: Decision,
  offer: Named,
  directory?: Pick<Directory, "zones">,
): Named {
  const what = describeTrigger(decision.trigger, directory);
  if (decision.kind === "offered") {
    return { en: `${what.en}: ${offer.en} offered.`, zh: `${what.zh}：推荐${offer.zh}。` };
  }
  const why = describeRule(decision);
  return { en: `${what.en}: ${why.en}.`, zh: `${what.zh}：${why.zh}。` };
}

function describeRule(decision: Extract<Decision, { kind: "suppressed" }>): Named {
  switch (decision.rule) {
    case "campaign.paused":
      return { en: "the campaign is paused, nothing sent", zh: "活动已暂停，不发送" };
    case "campaign.out-of-hours":
      return { en: "the campaign is not running at this hour", zh: "不在活动时段" };
    case "segment.not-eligible":
      return { en: "not in the segment, nothing sent", zh: "条件不符，不发送" };
    case "contact-policy.red-list":
      return { en: "on the red list, nothing sent", zh: "属红名单，不发送" };
    case "contact-policy.do-not-disturb":
      return { en: "asked not to be disturbed, nothing sent", zh: "已登记免打扰，不发送" };
    case "contact-policy.opted-out":
      return { en: "wants no offers any more, nothing sent", zh: "已退订，不发送" };
    case "contact-policy.complained":
      return { en: "has complained before, nothing sent", zh: "曾投诉，不发送" };
    case "contact-policy.already-accepted":
      return { en: "has the product already, nothing sent", zh: "已订购，不发送" };
    case "campaign.daily-limit":
      return { en: "held back, the day’s offers are used up", zh: "当日名额已满，本次不发送" };
    case "experiment.control-group":
      return { en: "control group, nothing sent", zh: "属对照组，不发送" };
    case "contact-policy.quiet-hours":
      return {
        en: `held back at ${formatClock(decision.timeMs).slice(0, 5)}, quiet hours`,
        zh: `${formatClock(decision.timeMs).slice(0, 5)} 为免打扰时段，暂不发送`,
      };
    case "contact-policy.minimum-gap":
      if (decision.withheld) {
        return {
          en: `control group, would have been contacted ${formatDuration(decision.sinceContactMs)} ago`,
          zh: `属对照组，${formatDuration(decision.sinceContactMs, "zh")}前本应联系，不发送`,
        };
      }
      return {
        en: `contacted ${formatDuration(decision.sinceContactMs)} ago, held back`,
        zh: `${formatDuration(decision.sinceContactMs, "zh")}前刚联系过，本次不打扰`,
      };
    case "contact-policy.cap":
      if (decision.withheld) {
        return {
          en: "control group, contacts would be used up for now",
          zh: "属对照组，联系次数本应已满，不发送",
        };
      }
      return { en: "held back, contacts used up for now", zh: "联系次数已满，本次不打扰" };
  }
}
