// How long an order is kept: by how it came about (campaigns.md W15, W20).
import type { Campaign } from "../../campaigns/campaign.ts";
import type { OrderMode } from "../../campaigns/order.ts";
import { whatFor } from "../../campaigns/rulebook.ts";
import { hashText, hashWords } from "../../domain/hash.ts";
import type { SubscriberIndex } from "../../domain/identity.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import type { Parameter } from "./parameters.ts";
import retention from "./retention.json" with { type: "json" };

/** The share of orders of a mode that is still there after this many months; see {@link keptAfter}. */
const KEPT: Readonly<Record<OrderMode, Parameter>> = retention;
const MEASURED_MONTHS = 3;

/** An order: who ordered, through which campaign, when (ms since the start), and how. */
export interface Order {
  readonly subscriber: number;
  readonly campaign: string;
  readonly timeMs: number;
  readonly mode: OrderMode;
}

/**
 * K(m) = K(3)^(m/3): the share of a mode's orders that is kept for so many months. A constant hazard:
 * only three months are published.
 */
export function keptAfter(mode: OrderMode, months: number): number {
  return KEPT[mode].value ** (months / MEASURED_MONTHS);
}

/** Whether this order is still there after so many months; who gives it up never has it again. */
export function retainedAfter(key: RunKey, order: Order, months: number): boolean {
  const { subscriber, campaign, timeMs, mode } = order;
  const moment = hashWords(hashText(campaign), timeMs);
  return uniform(key, subscriber, PURPOSE.retention, moment) < keptAfter(mode, months);
}

/** Ways in which a campaign reaches people, and how they order then. */
const MODE_OF_CHANNEL: Readonly<Record<string, OrderMode>> = {
  sms: "sms",
  mms: "sms",
  wapPush: "electronic",
  web: "electronic",
  call: "telemarketing",
  counter: "shop",
};

/**
 * How the order of a subscriber's arm of a campaign comes about. A list that is worked off without a
 * moment of the customer's own is a batch; a voice menu is answered by a key; else the channel says it.
 */
export function orderModeOf(
  campaign: Campaign,
  subscriber: SubscriberIndex,
  trigger: Pick<TriggerParameters, "name">,
): OrderMode {
  const channel: string = whatFor(campaign, subscriber).channel;
  const byPhone = channel === "call" || channel === "counter";
  if ((trigger.name as string) === "list.loaded" && !byPhone) return "batchImport";
  if ((trigger.name as string) === "keys.pressed" && !byPhone) return "keyPress";
  return MODE_OF_CHANNEL[channel] ?? "care";
}
