// What becomes of a run's orders: by how they came about, and whether they are kept (W15, W20).
import { ORDER_MODES, type OrderMode } from "../../campaigns/order.ts";
import { whatFor } from "../../campaigns/rulebook.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { productOf } from "../needs.ts";
import { runKey } from "../random.ts";
import { ordersOfFriends } from "../response/friends.ts";
import { orderModeOf, retainedAfter } from "../response/retention.ts";
import type { Recording } from "../runs/recording.ts";

/** How long an order must be kept to count as kept. */
export const KEPT_MONTHS = 3;

export interface KeptOrders {
  /** Accepted offers by mode; modes without any are left out. */
  readonly byMode: Readonly<Partial<Record<OrderMode, { orders: number; kept: number }>>>;
  readonly orders: number;
  /** Still there after {@link KEPT_MONTHS} months. */
  readonly kept: number;
  /** Orders that kept ring-back tones are expected to bring among their callers in that time. */
  readonly ofFriends: number;
}

/** The orders of a run with this seed. */
export function keptOrders(
  scenario: Scenario,
  seed: string,
  { campaigns }: Pick<Recording, "campaigns">,
): KeptOrders {
  const key = runKey(seed);
  const counts = new Map(ORDER_MODES.map((mode) => [mode, { orders: 0, kept: 0 }]));
  let tones = 0;
  for (const [place, { accepted, acceptedMs }] of campaigns.entries()) {
    const campaign = scenario.campaigns[place]!;
    const trigger = scenario.definitions[campaign.whenAndWhere.definition]!;
    for (const [order, subscriber] of accepted.entries()) {
      const mode = orderModeOf(campaign, subscriber, trigger);
      const count = counts.get(mode)!;
      count.orders++;
      const one = { subscriber, campaign: campaign.name, timeMs: acceptedMs[order]!, mode };
      if (!retainedAfter(key, one, KEPT_MONTHS)) continue;
      count.kept++;
      if (productOf(whatFor(campaign, subscriber), trigger) === "ringbackTone") tones++;
    }
  }
  const all = [...counts.values()];
  const sum = (of: "orders" | "kept"): number => all.reduce((total, one) => total + one[of], 0);
  return {
    byMode: Object.fromEntries([...counts].filter(([, { orders }]) => orders > 0)),
    orders: sum("orders"),
    kept: sum("kept"),
    ofFriends: tones * ordersOfFriends(KEPT_MONTHS, scenario.people.ringbackToneShare),
  };
}
