// What a rule says when it holds an offer back, in both languages.
import type { Decision, Rule } from "./decision.ts";
import type { Named } from "./scene.ts";
import { formatClock, formatDuration } from "./time.ts";

type HistoryRule = Extract<Rule, `contact-policy.history-${string}`>;

/** Why nothing was sent: a clause without a full stop. */
export function describeRule(decision: Extract<Decision, { kind: "suppressed" }>): Named {
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
    case "moment.not-together":
      return { en: "the other moment has not come, nothing sent", zh: "另一时机未到，不发送" };
    case "product.prerequisite":
      return { en: "lacks what the product needs, nothing sent", zh: "缺少前提业务，不发送" };
    case "product.excluded":
      return { en: "has a product that rules it out, nothing sent", zh: "已有互斥业务，不发送" };
    case "product.handset":
      return { en: "the handset cannot take it, nothing sent", zh: "终端不支持，不发送" };
    case "consent.missing":
      return { en: "has not agreed to it, nothing sent", zh: "未获授权，不发送" };
    case "campaign.pilot":
      return { en: "not among the pilot’s people, nothing sent", zh: "不在试点人群，不发送" };
    case "contact-policy.channel-cap":
      return {
        en: "held back, contacts in this channel used up",
        zh: "该渠道联系次数已满，不发送",
      };
    case "attention.budget":
      return { en: "held back, disturbed enough", zh: "打扰额度已满，不发送" };
    case "product.daily-limit":
      return { en: "held back, the product’s day is used up", zh: "该业务当日推送已满，不发送" };
    case "campaign.budget":
      return { en: "held back, the budget is used up", zh: "预算已用完，不发送" };
    case "channel.capacity":
      return { en: "held back, the channel is full", zh: "渠道已满，本次不发送" };
    case "arbitration.lost":
      return { en: "another campaign was chosen, nothing sent", zh: "已选其他活动，不发送" };
    default:
      return describeHistory(decision.rule);
  }
}

function describeHistory(rule: HistoryRule): Named {
  switch (rule) {
    case "contact-policy.history-ordered":
      return { en: "has ordered it before, nothing sent", zh: "早已订购，不发送" };
    case "contact-policy.history-tried":
      return { en: "tried it lately, nothing sent", zh: "近期试用未订，不发送" };
    case "contact-policy.history-cancelled":
      return { en: "cancelled it lately, nothing sent", zh: "近期开通后取消，不发送" };
    case "contact-policy.history-batch-unsubscribed":
      return { en: "was unsubscribed in a batch, nothing sent", zh: "曾被批量退订，不发送" };
    case "contact-policy.history-self-unsubscribed":
      return { en: "unsubscribed from it, nothing sent", zh: "曾自行退订，不发送" };
    case "contact-policy.history-complained-about":
      return { en: "has complained about it, nothing sent", zh: "曾投诉该业务，不发送" };
    case "contact-policy.history-contacted":
      return { en: "was contacted lately, nothing sent", zh: "近期联系过，不发送" };
    case "contact-policy.history-telemarketed":
      return { en: "was called by an agent lately, nothing sent", zh: "近期外呼过，不发送" };
  }
}
