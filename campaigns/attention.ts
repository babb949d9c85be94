// What contacts cost a person's patience, in damage points; the weights are assumed (attention.json).
import weights from "./attention.json" with { type: "json" };
import type { ContactChannel } from "./terms.ts";

/** Thousandths of a point are counted, whole: so sums do not depend on their order. */
export const POINT = 1_000;

const CONTACT: Readonly<Record<ContactChannel, number>> = weights.contact;

/** Thousandths of a damage point that one contact costs. */
export function damageOf(channel: ContactChannel): number {
  return Math.round(CONTACT[channel] * POINT);
}

/** The same of a complaint. */
export const COMPLAINT_DAMAGE: number = Math.round(weights.complaint * POINT);
