// Every word of the interface in both languages; sentences of moments come from the stream.
import type { Rule } from "../domain/decision.ts";
import type { OutcomeKind } from "../domain/offer.ts";
import type { Language } from "./look.ts";

const EN = {
  signalsPerSecond: "Signals/s",
  triggers: "Triggers",
  offersSent: "Offers sent",
  accepted: "Accepted",
  heldBack: "Held back",
  complaints: "Complaints",
  notSent: "held back",
  people: (count: string) => `${count} people`,
  seed: (seed: string) => `seed ${seed}`,
  language: "Language: switch to Chinese",
  help: "Keys and reading help",
  campaigns: "Campaigns",
  offersToday: "offers today",
  campaignHint: "Click: only this campaign. Shift-click: hide or show it.",
  why: "Why, just now",
  perMinute: (count: string) => `${count} per min`,
  andMore: (count: string) => `and ${count} more like this`,
  noTrigger: "No trigger yet. The first usually comes within a minute.",
  play: "Play",
  pause: "Pause",
  speed: (speed: string) => `${speed} times real time`,
  runsAt: (speed: string) => `runs at ${speed}×`,
  runsAtWhy: "The machine cannot keep up with the speed that was asked for.",
  day: (day: number, days: number) => `day ${day} of ${days}`,
  weekdays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  date: (weekday: string, day: number, month: number) =>
    `${weekday} ${day} ${"January February March April May June July August September October November December".split(" ")[month - 1]}`,
  quietHours: "quiet hours",
  yesterday: "dotted: yesterday",
  timeline: (time: string, triggers: string, held: string) =>
    `Triggers of the day in bins of ten minutes. Now ${time}: ${triggers} so far, ${held} held back.`,
  perKm2: "Subscribers per km²",
  idle: "idle",
  moving: "moving",
  inCall: "in a call",
  offered: "offered",
  complaint: "complaint",
  momentsHere: "n moments here",
  km: "km",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  map: (province: string) => `Map of ${province}`,
  donut: (count: number) => `${count} moments here: zoom in`,
  trackKey: "dotted: true path · outlined: cells the network saw",
  close: "Back to the feed",
  fictional: "fictional person",
  token: "Token of the IMSI, shortened. Identities stay in front of the door.",
  believes: "What the network believes",
  duration: "for",
  signals: "Last signals",
  noSignals: "The tap has not seen this person yet.",
  offers: "Offers",
  noOffers: "No moment has come yet.",
  sentRefused: (sent: number, refused: number) => `${sent} made, ${refused} refused`,
  sentAt: (time: string) => `sent ${time}`,
  refusedAt: (time: string) => `refused ${time}`,
  cameAbout: "How this offer came about",
  covered: "·· covers identities",
  heldBackWhy: "Why nothing was sent",
  decision: "decision",
  offerMade: "offer made",
  sms: "SMS",
  smsPending: "on its way",
  unreadable: "This person cannot be read just now.",
  making: (province: string) => `Making ${province}`,
  makingStart: "Asking the gateway for the province, its people and its campaigns.",
  makingShare: (phase: string, share: string, events: string) =>
    `${phase}: ${share} %, ${events} events so far.`,
  province: "the province",
  makingPeople: (cities: string, cells: string, people: string) =>
    `River, ${cities} cities, ${cells} cells: done. Waiting for ${people} people.`,
  emptyTitle: "Nobody to talk to",
  emptyPeople: "This scenario has no people. Set “subscribers” to at least 1 and start again.",
  emptyCampaigns:
    "The traffic runs, but no campaign waits for a moment. Add one to the scenario, or start quickstart.yaml.",
  lost: (since: string) => `Connection lost ${since} ago`,
  lostDetail: (time: string, wait: string) =>
    `The map shows ${time}, the last moment received. Trying again in ${wait}.`,
  lostNothing: (wait: string) => `Nothing has been received yet. Trying again in ${wait}.`,
  seconds: (count: number) => `${count} s`,
  errorTitle: "The gateway refused",
  errorRemedy: "Read the terminal where Kairos runs, then reload this page.",
  helpTitle: "Keys",
  keys: [
    ["Space", "play, pause"],
    ["1 – 5", "speed 1× 10× 60× 300× 600×"],
    ["N  P", "next, previous trigger"],
    ["+  −", "zoom"],
    ["← ↑ → ↓", "move the map"],
    ["0", "whole province"],
    ["C", "capital"],
    ["Tab", "campaigns, feed, marks"],
    ["Enter", "inspect the person behind a line or mark"],
    ["Esc", "back"],
    ["T", "dark, light"],
    ["L", "English, 中文"],
    ["W", "wall mode"],
    ["?", "this help"],
  ],
  helpReading:
    "Every mark is a moment that a campaign waited for, with the sentence that says why. A click on a person opens what the network believes; the dotted line is the true path. All people, places and operators are generated.",
};

export type Words = typeof EN;

const ZH: Words = {
  signalsPerSecond: "信令/秒",
  triggers: "触发",
  offersSent: "已发送",
  accepted: "已订购",
  heldBack: "未打扰",
  complaints: "投诉",
  notSent: "未发",
  people: (count) => `${count} 名用户`,
  seed: (seed) => `种子 ${seed}`,
  language: "语言：切换为英文",
  help: "按键与读图说明",
  campaigns: "营销活动",
  offersToday: "今日发送",
  campaignHint: "单击：只看此活动。Shift + 单击：隐藏或显示。",
  why: "触发原因",
  perMinute: (count) => `每分钟 ${count} 条`,
  andMore: (count) => `另有 ${count} 条同类`,
  noTrigger: "还没有触发，通常一分钟内出现第一条。",
  play: "播放",
  pause: "暂停",
  speed: (speed) => `${speed} 倍速`,
  runsAt: (speed) => `实际 ${speed}×`,
  runsAtWhy: "机器跟不上所选的速度。",
  day: (day, days) => `第 ${day} 天，共 ${days} 天`,
  weekdays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  date: (weekday, day, month) => `${month}月${day}日 ${weekday}`,
  quietHours: "免打扰时段",
  yesterday: "虚线：昨日",
  timeline: (time, triggers, held) =>
    `当日触发，每 10 分钟一格。现在 ${time}，累计 ${triggers} 次，其中未打扰 ${held} 次。`,
  perKm2: "每平方公里用户数",
  idle: "空闲",
  moving: "移动",
  inCall: "通话",
  offered: "已发送",
  complaint: "投诉",
  momentsHere: "此处 n 次",
  km: "公里",
  zoomIn: "放大",
  zoomOut: "缩小",
  map: (province) => `${province}地图`,
  donut: (count) => `此处 ${count} 次触发：放大查看`,
  trackKey: "虚线：真实路径 · 轮廓：网络所见小区",
  close: "返回列表",
  fictional: "虚构人物",
  token: "IMSI 的令牌（缩写）；身份信息不进入此处。",
  believes: "网络所见状态",
  duration: "已持续",
  signals: "最近信令",
  noSignals: "接口上还没有见过此人。",
  offers: "推送",
  noOffers: "还没有出现时机。",
  sentRefused: (sent, refused) => `${sent} 条已发，${refused} 条未发`,
  sentAt: (time) => `${time} 已发`,
  refusedAt: (time) => `${time} 未发`,
  cameAbout: "这条推送的由来",
  covered: "·· 为已遮盖的身份",
  heldBackWhy: "未打扰的原因",
  decision: "决策",
  offerMade: "发送推送",
  sms: "短信",
  smsPending: "发送中",
  unreadable: "暂时无法读取此人。",
  making: (province) => `正在生成${province}`,
  makingStart: "正在向网关读取地图、用户与营销活动。",
  makingShare: (_phase, share, events) => `预热 ${share}%，已有 ${events} 个事件。`,
  province: "全省",
  makingPeople: (cities, cells, people) =>
    `河流、${cities} 座城市、${cells} 个小区已完成；等待 ${people} 名用户。`,
  emptyTitle: "暂无对象",
  emptyPeople: "此场景没有用户。请把 subscribers 设为 1 以上后重新启动。",
  emptyCampaigns: "信令正常，但没有营销活动。请在场景中添加活动，或启动 quickstart.yaml。",
  lost: (since) => `${since}前连接中断`,
  lostDetail: (time, wait) => `地图停留在最后收到的 ${time}，${wait}后重试。`,
  lostNothing: (wait) => `尚未收到任何数据，${wait}后重试。`,
  seconds: (count) => `${count} 秒`,
  errorTitle: "网关返回错误",
  errorRemedy: "请查看 Kairos 所在终端的提示，然后刷新本页。",
  helpTitle: "按键",
  keys: [
    ["Space", "播放、暂停"],
    ["1 – 5", "速度 1× 10× 60× 300× 600×"],
    ["N  P", "后一条、前一条触发"],
    ["+  −", "缩放"],
    ["← ↑ → ↓", "移动地图"],
    ["0", "全省"],
    ["C", "省会"],
    ["Tab", "活动、列表、标记"],
    ["Enter", "查看一行或一个标记背后的人"],
    ["Esc", "返回"],
    ["T", "深色、浅色"],
    ["L", "English、中文"],
    ["W", "大屏模式"],
    ["?", "本说明"],
  ],
  helpReading:
    "每个标记都是某项活动所等的时机，旁边一句话说明原因。点击一个人，可以看到网络所见的状态；虚线是真实走过的路。人物、地点、运营商均为生成。",
};

export const WORDS: Record<Language, Words> = { en: EN, zh: ZH };

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

/** A sentence whose numbers never part from their units at the end of a line. */
export function tied(sentence: string): string {
  return sentence.replace(/(\d) (?=\p{L})/gu, "$1\u00a0");
}
