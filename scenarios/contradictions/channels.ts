// Channels that can take nothing, and caps of channels that no campaign uses.
import { CONTACT_CHANNELS } from "../../domain/decision.ts";
import { numberAt } from "../raw.ts";
import type { Complaint } from "../refusals.ts";

const CAPACITIES = ["perSecond", "seats", "counters"] as const;

/** A capacity of nothing holds every offer back. */
export function wrongChannels(root: unknown): readonly Complaint[] {
  return CONTACT_CHANNELS.flatMap((channel) =>
    CAPACITIES.filter((key) => numberAt(root, ["channels", channel, key]) === 0).map((key) => ({
      path: ["channels", channel, key],
      got: '"0", with which nothing can be sent',
      wanted: "a capacity above 0",
      remedy: "Leave the line out for no limit, or take the channel out of the campaigns.",
    })),
  );
}
