// Gathers campaigns into a book, in which equal trigger definitions are one: one colony each.
import type { TriggerParameters } from "../domain/trigger.ts";
import type { Campaign, CampaignBook } from "./campaign.ts";

/** A campaign that still carries its own trigger parameters. */
export interface CampaignWithTrigger extends Omit<Campaign, "whenAndWhere"> {
  readonly whenAndWhere: {
    readonly trigger: TriggerParameters;
    readonly hours: Campaign["whenAndWhere"]["hours"];
  };
}

/**
 * The book of these campaigns, in their order. Definitions stand in order of first use, so none is
 * without a campaign; parameters that are equal by value are shared.
 */
export function createBook(
  parts: Pick<CampaignBook, "policy" | "control"> & {
    readonly campaigns: readonly CampaignWithTrigger[];
  },
): CampaignBook {
  const definitions: TriggerParameters[] = [];
  const known = new Map<string, number>();
  const campaigns = parts.campaigns.map((campaign): Campaign => {
    const { trigger, hours } = campaign.whenAndWhere;
    const key = JSON.stringify(Object.entries(trigger).sort());
    let definition = known.get(key);
    if (definition === undefined) {
      definition = definitions.push(trigger) - 1;
      known.set(key, definition);
    }
    return { ...campaign, whenAndWhere: { definition, hours } };
  });
  return { definitions, campaigns, policy: parts.policy, control: parts.control };
}
