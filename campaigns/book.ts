// Gathers campaigns into a book, in which equal trigger definitions are one: one colony each.
import type { TriggerParameters } from "../domain/trigger.ts";
import type { Campaign, CampaignArm, CampaignBook, Offering } from "./campaign.ts";
import type { DeliveryMoment } from "./terms.ts";

type WithTrigger<T> = Omit<T, "definition"> & { readonly trigger: TriggerParameters };
type NextIdle = Extract<DeliveryMoment, { kind: "nextIdle" }>;

/** A delivery moment that still carries its own trigger parameters. */
export type DeliveryWithTrigger = Exclude<DeliveryMoment, NextIdle> | WithTrigger<NextIdle>;

/** A campaign that still carries its own trigger parameters. */
export interface CampaignWithTrigger extends Omit<Campaign, "whenAndWhere" | "what" | "arms"> {
  readonly what: WithDelivery<Offering>;
  readonly arms?: readonly (Omit<CampaignArm, "what"> & {
    readonly what: WithDelivery<Partial<Offering>>;
  })[];
  readonly whenAndWhere: {
    readonly trigger: TriggerParameters;
    readonly and?: WithTrigger<NonNullable<Campaign["whenAndWhere"]["and"]>>;
    readonly hours: Campaign["whenAndWhere"]["hours"];
  };
}

type WithDelivery<T extends Partial<Offering>> = Omit<T, "deliver"> & {
  readonly deliver?: DeliveryWithTrigger;
};

/**
 * The book of these campaigns, in their order. Definitions stand in order of first use, those
 * of keywords by which people withdraw last; parameters that are equal by value are shared.
 */
export function createBook(
  parts: Omit<CampaignBook, "definitions" | "campaigns"> & {
    readonly campaigns: readonly CampaignWithTrigger[];
  },
): CampaignBook {
  const definitions: TriggerParameters[] = [];
  const known = new Map<string, number>();
  const define = (trigger: TriggerParameters): number => {
    const key = JSON.stringify(Object.entries(trigger).sort());
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, definitions.length);
    return definitions.push(trigger) - 1;
  };
  const settled = <T extends Partial<Offering>>({ deliver, ...rest }: WithDelivery<T>): T => {
    if (deliver === undefined) return rest as unknown as T;
    if (deliver.kind !== "nextIdle") return { ...rest, deliver } as unknown as T;
    const moment = { kind: deliver.kind, definition: define(deliver.trigger) };
    return { ...rest, deliver: moment } as unknown as T;
  };
  const campaigns = parts.campaigns.map((campaign): Campaign => {
    const { arms, what, whenAndWhere, ...rest } = campaign;
    const { trigger, and, hours } = whenAndWhere;
    const definition = define(trigger);
    const second = and && { definition: define(and.trigger), withinMs: and.withinMs };
    return {
      ...rest,
      what: settled(what),
      ...(arms && { arms: arms.map((arm) => ({ ...arm, what: settled(arm.what) })) }),
      whenAndWhere: { definition, ...(second && { and: second }), hours },
    };
  });
  const { optOutKeywords = [] } = parts.policy;
  const withdrawals = optOutKeywords.map((keyword) =>
    define({ name: "message.sent", to: "any", numbers: [], keyword }),
  );
  return { ...parts, definitions, campaigns, ...(withdrawals.length > 0 && { withdrawals }) };
}
