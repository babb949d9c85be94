// Orders by channel (S1): the preset's orders dealt out to outlets and developers, and counted again.
import { fraction, hashWords } from "../../domain/hash.ts";
import preset from "./presets/channel-mix.json" with { type: "json" };
import type { Measured } from "./reproduce-measured.ts";

const HOW = "identity: the parts of presets/channel-mix.json counted again";
/** Streams of who makes an order. */
const OUTLET = 0x0071e7;
const DEVELOPER = 0xdeef;

export function measureChannels(): Measured[] {
  const orders = Object.values(preset.ordersByChannel);
  const total = orders.reduce((sum, count) => sum + count, 0);
  const shares = Object.entries(preset.ordersByChannel).map(([channel, count]) =>
    identity(`s1-orders.${channel}`, count / total, total),
  );
  const developers = dealt(total, preset.developers, DEVELOPER);
  return [
    identity("s1-orders.total", total, total),
    identity("s1-orders.wan", Math.floor(total / 10_000), total),
    ...shares,
    identity("s1-outlets", dealt(total, preset.outlets, OUTLET), total),
    identity("s1-developers", developers, total),
    identity("s1-orders-per-developer", total / developers, total),
    identity("s1-revenue.share", preset.revenueWanYuan / preset.industryRevenueWanYuan, total),
    identity("s1-revenue.per-order", (preset.revenueWanYuan * 10_000) / total, total),
    identity("s1-commission.saved", preset.commissionSavedWanYuan / preset.revenueWanYuan, total),
  ];
}

function identity(id: string, value: number, sample: number): Measured {
  return { id, value, sample, how: HOW };
}

/** How many of so many hands have an order when these are dealt out by chance. */
function dealt(orders: number, hands: number, stream: number): number {
  const counts = new Uint32Array(hands);
  for (let order = 0; order < orders; order++) {
    counts[Math.floor(hands * fraction(hashWords(stream, order)))]!++;
  }
  return counts.filter((count) => count > 0).length;
}
