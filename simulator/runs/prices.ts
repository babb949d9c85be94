// What contacts and orders of a scenario are worth, as reports need it: yuan, and points of damage.
import { COMPLAINT_DAMAGE, damageOf, POINT } from "../../campaigns/attention.ts";
import type { Offering } from "../../campaigns/campaign.ts";
import { whatOf } from "../../campaigns/rulebook.ts";
import type { ProductRecord } from "../../campaigns/terms.ts";
import { CONTACT_CHANNELS } from "../../domain/decision.ts";
import type { OrderPrice, Prices } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";

/** Costs of channels and products as the scenario states them; weights of attention as campaigns have them. */
export function pricesOf({
  campaigns,
  products = [],
  channels = {},
}: Pick<Scenario, "campaigns" | "products" | "channels">): Prices {
  return {
    contactYuan: Object.fromEntries(
      CONTACT_CHANNELS.map((channel) => [channel, channels[channel]?.cost ?? 0]),
    ),
    campaigns: campaigns.map((campaign) => {
      const { what, arms } = campaign;
      const own = priceOf(products, what);
      if (arms === undefined) return own;
      const ofArm = (arm: number): OrderPrice => priceOf(products, whatOf(campaign, arm));
      return { ...own, arms: arms.map(({ name }, arm) => ({ name, ...ofArm(arm) })) };
    }),
    damage: {
      contact: Object.fromEntries(
        CONTACT_CHANNELS.map((channel) => [channel, damageOf(channel) / POINT]),
      ),
      complaint: COMPLAINT_DAMAGE / POINT,
    },
  };
}

function priceOf(products: readonly ProductRecord[], { productId }: Offering): OrderPrice {
  const product = products.find(({ id }) => id === productId);
  return {
    ...(product?.price === undefined ? {} : { priceYuan: product.price }),
    ...(product?.cost === undefined ? {} : { costYuan: product.cost }),
  };
}
