// kairos experiment orders: which orders of a rehearsal work in the end, by how they came about.
import type { OrderMode } from "../../../campaigns/order.ts";
import type { ProvisionedOrders } from "../../../simulator/experiments/orders.ts";
import { table } from "../../table.ts";

const NAMES: Readonly<Record<OrderMode, string>> = {
  sms: "SMS  短信",
  keyPress: "key press  按键",
  electronic: "electronic  电子渠道",
  telemarketing: "telemarketing  外呼",
  shop: "shop  营业厅",
  care: "care  客服",
  batchImport: "batch import  批量导入",
};

export function ordersTable(
  rows: readonly ProvisionedOrders[],
  { failing, approvedBy }: { readonly failing: number; readonly approvedBy?: string },
): string {
  if (rows.length === 0) {
    return "Nobody ordered anything. Give more --subscribers or --days.";
  }
  const approval = approvedBy === undefined ? "nobody (--approved-by)" : approvedBy;
  return [
    `Every order goes through billing, platform and commission; ${failing} % of the steps fail`,
    `(--failing, an input), and what was done before is undone. Batch imports approved by: ${approval}.`,
    "",
    table([
      ["ordered by", "orders", "provisioned", "failed", "steps undone", "refused"],
      ...rows.map(({ mode, orders, provisioned, failed, undone, refused }) => [
        NAMES[mode],
        ...[orders, provisioned, failed, undone, refused].map(String),
      ]),
    ]),
  ].join("\n");
}
