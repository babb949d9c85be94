// The campaigns: which there are, and what operators change of them.
import type { Context, ServiceSchema } from "moleculer";
import type { CampaignState } from "../domain/map-frame.ts";
import type { CampaignOrder } from "./batches.ts";
import { Campaigns } from "./live/campaigns.ts";
import type { Durability } from "./log/event-log.ts";
import type { Stage } from "./stage.ts";
import { ACTION } from "./subjects.ts";

export function campaignService({ scenario }: Stage, { log, leases }: Durability): ServiceSchema {
  const names = scenario.campaigns.map(({ name }) => name);
  let campaigns: Campaigns;
  return {
    name: "campaign",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.campaignChange]: {
        params: { campaign: "string", paused: "boolean" },
        handler: (ctx: Context<CampaignOrder>): Promise<void> => campaigns.change(ctx.params),
      },
      [ACTION.campaignList]: (): Promise<readonly CampaignState[]> => campaigns.list(),
    },
    created() {
      const owners = { broker: this.broker, leases, partitions: log.partitions };
      campaigns = new Campaigns(log, names, owners);
    },
  };
}
