// What an order does to others: who calls hears the new ring-back tone, and some want one (J14).
import friends from "./friends.json" with { type: "json" };

/** Calls that reach a person in a month and are of somebody who had not heard the tone yet. */
const HEARERS_A_MONTH =
  30 * friends.callersPerDay.value * friends.distinct.value * friends.ringing.value;

/**
 * Orders that one kept ring-back tone brings among its callers in so many months, expected:
 * months · 30 · calls · distinct · ringing · (1 − s) · want, where s is the share of people who have
 * a tone already. It is an estimate beside the run: nobody in the run hears a tone ordered in it.
 */
export function ordersOfFriends(months: number, toneShare: number): number {
  return months * HEARERS_A_MONTH * (1 - toneShare) * friends.want.value;
}
