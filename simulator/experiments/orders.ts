// The orders of a rehearsal on their way through billing, platform and commission (W10, W20, W21).
import { ORDER_MODES, type OrderMode, type OrderStep } from "../../campaigns/order.ts";
import { provision } from "../../campaigns/provisioning.ts";
import { fraction, hashText, hashWords } from "../../domain/hash.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { orderModeOf } from "../response/retention.ts";
import type { Recording } from "../runs/recording.ts";
import { type RunOptions, run } from "../runs/simulation.ts";

export interface ProvisionedOrders {
  readonly mode: OrderMode;
  readonly orders: number;
  readonly provisioned: number;
  /** A step failed, and what had been done before it was undone. */
  readonly failed: number;
  /** Steps that were undone for these. */
  readonly undone: number;
  /** A batch import that nobody has approved. */
  readonly refused: number;
}

export type OrdersOptions = Omit<RunOptions, "onRecording"> & {
  /** Share of steps that fail, 0 to 1; each by itself. */
  readonly failing: number;
  /** Who has approved batch imports; absent: nobody. */
  readonly approvedBy?: string;
};

/** Stream of which steps fail. */
const FAULT = 0xfa117;

/** Rehearses a scenario and provisions what was accepted; modes without orders are left out. */
export async function provisionOrders(
  scenario: Scenario,
  { failing, approvedBy, ...options }: OrdersOptions,
): Promise<readonly ProvisionedOrders[]> {
  let recording: Recording | undefined;
  await run(scenario, {
    ...options,
    onRecording(recorded) {
      recording = recorded;
    },
  });
  const seed = hashText(options.seed ?? scenario.seed);
  const counts = new Map(ORDER_MODES.map((mode) => [mode, emptyCounts()]));
  for (const [place, { accepted, acceptedMs }] of recording!.campaigns.entries()) {
    const campaign = scenario.campaigns[place]!;
    const trigger = scenario.definitions[campaign.whenAndWhere.definition]!;
    for (const [order, subscriber] of accepted.entries()) {
      const mode = orderModeOf(campaign, subscriber, trigger);
      const count = counts.get(mode)!;
      const which = hashWords(
        hashWords(FAULT, seed),
        hashText(campaign.name),
        subscriber,
        acceptedMs[order]!,
      );
      const fails = (step: OrderStep): boolean =>
        fraction(hashWords(which, hashText(step))) < failing;
      const { end, undone } = provision(mode, approvedBy, fails);
      count.orders++;
      count[end]++;
      count.undone += undone;
    }
  }
  return [...counts]
    .filter(([, { orders }]) => orders > 0)
    .map(([mode, one]) => ({ mode, ...one }));
}

const emptyCounts = () => ({ orders: 0, provisioned: 0, failed: 0, undone: 0, refused: 0 });
