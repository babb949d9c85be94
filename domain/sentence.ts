// One plain sentence that says why a trigger fired and what was done about it.

import type { Decision } from "./decision.ts";
import type { Directory } from "./directory.ts";
import { CAPABILITY } from "./directory.ts";
import { describeRule } from "./rule-sentence.ts";
import type { Named } from "./scene.ts";
import { formatDuration } from "./time.ts";
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
