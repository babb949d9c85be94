// What a book's rules need to look back on, and so what each row of the contact ledger keeps.
import type { CampaignBook } from "./campaign.ts";
import type { ContactCap, ContactChannel } from "./terms.ts";

/** The latest contacts of one channel, or of all. */
export interface Ring {
  readonly channel?: ContactChannel;
  /** Contacts kept, from 1. */
  readonly kept: number;
}

export interface LedgerShape {
  /** The first is of all channels. */
  readonly rings: readonly Ring[];
  /** For each cap its ring, and how many contacts it allows. */
  readonly caps: readonly { readonly ring: number; readonly offers: number }[];
  /** Ring of calls, −1 when nobody asks. */
  readonly calls: number;
  readonly campaigns: number;
  /** Definitions whose latest firing is kept. */
  readonly moments: readonly number[];
}

/** All caps of a policy, the one that stands alone first. */
export function capsOf({ cap, caps = [] }: CampaignBook["policy"]): readonly ContactCap[] {
  return [cap, ...caps];
}

/** What the ledger of a book keeps. */
export function shapeOf({ policy, campaigns }: CampaignBook): LedgerShape {
  const caps = capsOf(policy);
  const kept = new Map<ContactChannel | undefined, number>([[undefined, 1]]);
  for (const { channel, offers } of caps) {
    kept.set(channel, Math.max(kept.get(channel) ?? 1, offers));
  }
  const asksForCalls = policy.history?.telemarketedMs !== undefined;
  if (asksForCalls && !kept.has("call")) kept.set("call", 1);
  const channels = [...kept.keys()];
  const moments = new Set<number>();
  for (const { whenAndWhere } of campaigns) {
    if (whenAndWhere.and === undefined) continue;
    moments.add(whenAndWhere.definition).add(whenAndWhere.and.definition);
  }
  return {
    rings: channels.map((channel) => ({
      ...(channel === undefined ? {} : { channel }),
      kept: kept.get(channel)!,
    })),
    caps: caps.map(({ channel, offers }) => ({ ring: channels.indexOf(channel), offers })),
    calls: asksForCalls ? channels.indexOf("call") : -1,
    campaigns: campaigns.length,
    moments: [...moments].sort((a, b) => a - b),
  };
}
