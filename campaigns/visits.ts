// What statistics count of a trigger, where nothing is ever sent: whose visit it was, and to what place.
import type { Directory } from "../domain/directory.ts";
import type { Trigger } from "../domain/trigger.ts";
import type { CampaignBook } from "./campaign.ts";
import { inSegment } from "./segment.ts";

export interface Visit {
  readonly place: string;
  readonly origin: string;
}

/** Undefined when no campaign that waits for the trigger means this person, or it shows no place. */
export function visitOf(
  { campaigns }: Pick<CampaignBook, "campaigns">,
  directory: Pick<Directory, "profile" | "zones" | "zoneOf">,
  { definition, subscriber, lac, ci }: Trigger,
): Visit | undefined {
  const zone = directory.zones[directory.zoneOf(lac, ci)];
  if (zone === undefined) return undefined;
  const profile = directory.profile(subscriber);
  const isMeant = campaigns.some(
    ({ who, whenAndWhere }) => whenAndWhere.definition === definition && inSegment(who, profile),
  );
  return isMeant ? { place: zone.name.en, origin: profile?.homeCity ?? "" } : undefined;
}
