// What contacts and orders of a scenario are worth, as reports need it: yuan, and points of damage.
import { COMPLAINT_DAMAGE, damageOf, POINT } from "../../campaigns/attention.ts";
import { CONTACT_CHANNELS } from "../../domain/decision.ts";
import type { Prices } from "../../metrics/summary.ts";
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
    campaigns: campaigns.map(({ what, arms }) => {
      const product = products.find(({ id }) => id === what.productId);
      return {
        channel: what.channel,
        ...(product?.price === undefined ? {} : { priceYuan: product.price }),
        ...(product?.cost === undefined ? {} : { costYuan: product.cost }),
        ...(arms === undefined ? {} : { arms: arms.map(({ name }) => name) }),
      };
    }),
    damage: {
      contact: Object.fromEntries(
        CONTACT_CHANNELS.map((channel) => [channel, damageOf(channel) / POINT]),
      ),
      complaint: COMPLAINT_DAMAGE / POINT,
    },
  };
}
