// A feed event in words, for people who follow a replay or look at one person.
import type { FeedEvent, FeedEventOf, FeedName } from "./feed-events.ts";
import { formatToken } from "./identity.ts";
import type { OtherParty } from "./number-plan.ts";
import type { Named } from "./scene.ts";

/** What a feed is called. */
export const FEED_WORDS: Readonly<Record<FeedName, Named>> = {
  boss: { en: "BOSS", zh: "业务支撑系统" },
  bi: { en: "BI list", zh: "经营分析清单" },
  balance: { en: "online charging", zh: "在线计费" },
  ringbackTone: { en: "ring-back tone platform", zh: "彩铃平台" },
  mmsc: { en: "MMSC", zh: "彩信中心" },
  wapGateway: { en: "WAP gateway", zh: "WAP 网关" },
  usage: { en: "data usage", zh: "流量话单" },
  hlr: { en: "HLR", zh: "归属位置寄存器" },
  ivr: { en: "voice menu", zh: "语音导航" },
  web: { en: "web", zh: "网上营业厅" },
  calendar: { en: "calendar", zh: "日历" },
  care: { en: "customer care", zh: "客户服务" },
};

/** "ordered missedCallAlert" – what happened, without who and when. No full stop. */
export function describeFeedEvent(event: FeedEvent): Named {
  switch (event.type) {
    case "order.recorded":
      return say(`${event.action} ${event.product}`, `${ORDER[event.action]}${event.product}`);
    case "counter.opened":
      return say(
        `at the counter of ${event.shop} for ${event.business}`,
        `到${event.shop}营业厅办理${BUSINESS[event.business]}`,
      );
    case "counter.closed":
      return say(
        `served at ${event.shop} in ${event.servedSeconds} s (${event.business})`,
        `${event.shop}营业厅办结${BUSINESS[event.business]}，用时 ${event.servedSeconds} 秒`,
      );
    case "points.changed":
      return say(
        `${event.reason} ${event.points} points, ${event.balancePoints} left`,
        `积分${POINTS[event.reason]} ${event.points}，余 ${event.balancePoints}`,
      );
    case "list.loaded":
      return say(`on list ${event.list}`, `列入清单 ${event.list}`);
    case "balance.changed":
      return say(
        `${event.reason} ${yuan(event.amountFen)} yuan, ${yuan(event.balanceFen)} left`,
        `${BALANCE[event.reason]} ${yuan(event.amountFen)} 元，余额 ${yuan(event.balanceFen)} 元`,
      );
    case "ringbackTone.changed":
      return say(
        `${event.action} a ring-back tone by ${event.by}`,
        `经${WAY[event.by]}${TONE[event.action]}彩铃`,
      );
    case "mms.sent":
      return say(
        `MMS to ${partyText(event)}, ${event.kilobytes} kB`,
        `发出彩信给${partyText(event)}`,
      );
    case "mms.received":
      return say(
        `MMS from ${partyText(event)}, ${event.kilobytes} kB`,
        `收到${partyText(event)}的彩信`,
      );
    case "wap.opened":
      return say(`WAP ${event.site}, ${event.kilobytes} kB`, `访问 WAP ${event.site}`);
    case "data.used":
      return say(
        `${event.kilobytes} kB of data, ${event.monthKilobytes} kB this month`,
        `用流量 ${event.kilobytes} kB，本月 ${event.monthKilobytes} kB`,
      );
    case "roamed.out":
      return say(
        `roaming in ${event.place} (${event.mcc}-${event.mnc})`,
        `漫游到 ${event.place}（${event.mcc}-${event.mnc}）`,
      );
    case "roamed.home":
      return say("home from roaming", "漫游归来");
    case "menu.chosen":
      return say(
        `menu ${event.number} ${event.label}: ${event.result}`,
        `${event.number} 菜单 ${event.label}：${RESULT[event.result]}`,
      );
    case "bill.queried":
      return say(`asked for ${event.about} by ${event.by}`, `经${WAY[event.by]}查询${event.about}`);
    case "date.reached":
      return say(dateText(event), dateTextZh(event));
    case "complaint.opened":
      return say(`complained about ${event.about}`, `投诉：${event.about}`);
    case "complaint.closed":
      return say(`complaint about ${event.about} ${event.verdict}`, `投诉办结：${event.about}`);
  }
}

const ORDER = { ordered: "订购", renewed: "续订", cancelled: "退订" } as const;
const BUSINESS = {
  payment: "缴费",
  order: "业务",
  handset: "购机",
  points: "积分",
  complaint: "投诉",
  other: "其他",
} as const;
const POINTS = { earned: "获得", redeemed: "兑换", expired: "过期" } as const;
const BALANCE = { charged: "扣费", recharged: "充值", corrected: "调账" } as const;
const TONE = { subscribed: "开通", changed: "更换", copied: "复制", cancelled: "取消" } as const;
const WAY = {
  call: "电话",
  message: "短信",
  ussd: "USSD",
  web: "网站",
  wap: "WAP",
  agent: "人工",
} as const;
const RESULT = { served: "已办", agent: "转人工", abandoned: "放弃" } as const;
const OCCASION = {
  birthday: ["birthday", "生日"],
  tenure: ["anniversary as a customer", "入网周年"],
  contractEnd: ["end of the contract", "合约到期"],
  trialEnd: ["end of the trial", "体验到期"],
  holiday: ["holiday", "节假日"],
  season: ["season", "季节"],
} as const;

type ReachedDate = Pick<FeedEventOf<"date.reached">, "occasion" | "years" | "daysBefore">;

function dateText({ occasion, years, daysBefore }: ReachedDate): string {
  const ahead = daysBefore > 0 ? ` in ${daysBefore} days` : "";
  return `${OCCASION[occasion][0]}${ahead}${years > 0 ? `, ${years} years` : ""}`;
}

function dateTextZh({ occasion, years, daysBefore }: ReachedDate): string {
  const ahead = daysBefore > 0 ? `${daysBefore} 天后` : "";
  return `${ahead}${OCCASION[occasion][1]}${years > 0 ? `（${years} 年）` : ""}`;
}

function say(en: string, zh: string): Named {
  return { en: en.trim(), zh: zh.trim() };
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

function partyText({ peer, number }: OtherParty): string {
  return number === "" ? formatToken(peer) : number;
}
