// The words of rules, outcomes and states in both languages, by the names that the twin has for them.
import type { Rule } from "../domain/decision.ts";
import type { OutcomeKind } from "../domain/offer.ts";
import type { Language } from "./look.ts";

const RULE_WORDS: Record<Rule, readonly [en: string, zh: string]> = {
  "campaign.paused": ["paused", "活动暂停"],
  "campaign.out-of-hours": ["not its hour", "不在活动时段"],
  "segment.not-eligible": ["no match", "条件不符"],
  "contact-policy.red-list": ["red list", "红名单"],
  "contact-policy.do-not-disturb": ["do not disturb", "免打扰"],
  "contact-policy.opted-out": ["opted out", "已退订"],
  "contact-policy.complained": ["complained before", "曾投诉"],
  "contact-policy.already-accepted": ["has it already", "已订购"],
  "experiment.control-group": ["control group", "对照组"],
  "contact-policy.quiet-hours": ["quiet hours", "免打扰时段"],
  "contact-policy.minimum-gap": ["minimum gap", "最小间隔"],
  "contact-policy.cap": ["contact cap", "次数上限"],
  "campaign.daily-limit": ["daily limit", "当日限额"],
  "moment.not-together": ["moments not together", "时机未凑齐"],
  "product.prerequisite": ["prerequisite missing", "缺前提业务"],
  "product.excluded": ["excluded product", "业务互斥"],
  "product.handset": ["handset cannot", "终端不支持"],
  "consent.missing": ["no consent", "未授权"],
  "contact-policy.history-ordered": ["has it already", "已有该业务"],
  "contact-policy.history-tried": ["tried lately", "近期试用过"],
  "contact-policy.history-cancelled": ["cancelled lately", "近期退过"],
  "contact-policy.history-batch-unsubscribed": ["batch unsubscribed", "批量退订过"],
  "contact-policy.history-self-unsubscribed": ["unsubscribed herself", "自行退订过"],
  "contact-policy.history-complained-about": ["complained about it", "投诉过该业务"],
  "contact-policy.history-contacted": ["contacted lately", "近期联系过"],
  "contact-policy.history-telemarketed": ["called lately", "近期外呼过"],
  "campaign.pilot": ["not in the pilot", "不在试点内"],
  "contact-policy.channel-cap": ["channel cap", "渠道次数上限"],
  "attention.budget": ["attention budget", "打扰额度"],
  "product.daily-limit": ["product's daily limit", "业务当日限额"],
  "campaign.budget": ["budget used up", "预算用完"],
  "channel.capacity": ["channel full", "渠道已满"],
  "arbitration.lost": ["lost to another", "让位其他活动"],
};

/** A rule as people say it; unknown rules keep their id. */
export function ruleWord(rule: string, language: Language): string {
  const words = (RULE_WORDS as Record<string, readonly [string, string] | undefined>)[rule];
  return words?.[language === "zh" ? 1 : 0] ?? rule;
}

const OUTCOME_WORDS: Record<OutcomeKind, readonly [en: string, zh: string]> = {
  delivered: ["delivered", "已送达"],
  accepted: ["accepted", "已订购"],
  declined: ["declined", "已拒绝"],
  expired: ["no answer", "无回应"],
  complained: ["complained", "投诉"],
  held: ["held", "等待中"],
  reminded: ["reminded", "已再次提醒"],
  expiredWhileHeld: ["never sent", "等待过期"],
  optedOut: ["wants no more", "退订"],
};

/** What became of an offer. */
export function outcomeWord(outcome: OutcomeKind, language: Language): string {
  return OUTCOME_WORDS[outcome][language === "zh" ? 1 : 0];
}

const STATE_WORDS: Record<string, readonly [en: string, zh: string]> = {
  power: ["power", "电源"],
  mobility: ["mobility", "移动"],
  calling: ["calling", "呼叫"],
  messaging: ["messaging", "消息"],
  handset: ["handset", "终端"],
  off: ["off", "关机"],
  on: ["on", "开机"],
  unknown: ["unknown", "未知"],
  staying: ["staying", "停留"],
  moving: ["moving", "移动"],
  roaming: ["roaming", "漫游"],
  idle: ["idle", "空闲"],
  settingUp: ["setting up", "接续"],
  dialling: ["dialling", "拨号"],
  alerting: ["alerting", "回铃"],
  ringing: ["ringing", "振铃"],
  inCall: ["in call", "通话"],
  talking: ["talking", "通话"],
  active: ["active", "活跃"],
  quiet: ["quiet", "静默"],
  texting: ["texting", "收发"],
  plain: ["plain", "普通"],
  mms: ["MMS", "彩信"],
  wap: ["WAP", "WAP"],
  known: ["known", "已知"],
  changed: ["changed", "已换机"],
  settled: ["settled", "稳定"],
};

/** A region or state of the subscriber machine; unknown names are split into words. */
export function stateWord(state: string, language: Language): string {
  const words = STATE_WORDS[state];
  if (words !== undefined) return words[language === "zh" ? 1 : 0];
  return state.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

const FIELD_WORDS: Record<string, readonly [en: string, zh: string]> = {
  valueAdded: ["value added", "增值业务"],
  industry: ["industry", "行业应用"],
  voice: ["voice", "语音"],
  care: ["care", "客户关怀"],
};

/** A campaign's field of application. */
export function fieldWord(field: string, language: Language): string {
  return FIELD_WORDS[field]?.[language === "zh" ? 1 : 0] ?? field;
}
