// What feeds tell in words for sentences, and what a campaign after it usually sells.
import type { FeedEventType } from "../../domain/feed-events.ts";
import type { Product } from "../../domain/product.ts";
import type { Named } from "../../domain/scene.ts";

/** Without who, when and what of: no trigger keeps texts. */
export const TOLD_WORDS: Readonly<Record<FeedEventType, Named>> = {
  "order.recorded": { en: "An order was recorded", zh: "订单已登记" },
  "counter.opened": { en: "Came to a counter", zh: "到营业厅办理" },
  "counter.closed": { en: "Was served at a counter", zh: "营业厅业务办结" },
  "points.changed": { en: "Bonus points changed", zh: "积分变动" },
  "list.loaded": { en: "Was put on a list", zh: "列入清单" },
  "balance.changed": { en: "The balance changed", zh: "余额变动" },
  "ringbackTone.changed": { en: "Changed the ring-back tone", zh: "更换了彩铃" },
  "mms.sent": { en: "Sent an MMS", zh: "发送了彩信" },
  "mms.received": { en: "Got an MMS", zh: "收到彩信" },
  "wap.opened": { en: "Opened WAP", zh: "使用了 WAP" },
  "data.used": { en: "Used data", zh: "使用了流量" },
  "roamed.out": { en: "Left the province", zh: "漫游出省" },
  "roamed.home": { en: "Is back in the province", zh: "返回本省" },
  "menu.chosen": { en: "Chose from a voice menu", zh: "在语音导航中选择" },
  "bill.queried": { en: "Looked at the bill", zh: "查询了账单" },
  "date.reached": { en: "A date was reached", zh: "日期已到" },
  "complaint.opened": { en: "Complained", zh: "投诉" },
  "complaint.closed": { en: "A complaint was closed", zh: "投诉已办结" },
};

/** ASSUMED; of all others: other. */
const SOLD: Partial<Record<FeedEventType, Product>> = {
  "ringbackTone.changed": "ringbackTone",
  "mms.sent": "mms",
  "mms.received": "mms",
  "wap.opened": "wap",
  "data.used": "wap",
};

export function soldAfter(type: FeedEventType): Product {
  return SOLD[type] ?? "other";
}
