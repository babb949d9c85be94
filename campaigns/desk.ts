// The desk where every trigger is decided: it keeps the ledger that pure deciding looks into.
import type { Decision } from "../domain/decision.ts";
import type { Shard } from "../domain/digest.ts";
import type { Directory } from "../domain/directory.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { Outcome } from "../domain/offer.ts";
import type { Trigger } from "../domain/trigger.ts";
import type { CampaignBook } from "./campaign.ts";
import { DailyOffers } from "./daily-offers.ts";
import { decide } from "./decide.ts";
import { inControlGroup } from "./experiment.ts";
import { grown, Ledger } from "./ledger.ts";

export interface Desk {
  /**
   * Decides at the trigger's own time. An offer enters the ledger at once, before its delivery, so
   * two triggers of one moment can never both be answered. What the control group withholds enters
   * it too, so that gap and cap bind both groups alike. Times of one subscriber never go back.
   */
  decide(trigger: Trigger): Decision;
  /** Notes how an offer ended: acceptances and complaints bind later decisions. */
  record(outcome: Outcome): void;
}

const SUBSCRIBERS_MIN = 64;

/** A desk for a book; it grows with every subscriber that it has not seen before. */
export function createDesk({
  book,
  directory,
  limitShare,
}: {
  readonly book: CampaignBook;
  readonly directory: Pick<Directory, "profile">;
  /** Which part of the campaigns' daily limits is this desk's; default: the whole. */
  readonly limitShare?: Shard;
}): Desk {
  const daily = new DailyOffers(book.campaigns, limitShare);
  const ledger = new Ledger({
    contactsKept: book.policy.cap.offers,
    campaigns: book.campaigns.length,
  });
  let sequences = new Uint32Array(SUBSCRIBERS_MIN);
  const nextSequence = (subscriber: SubscriberIndex): number => {
    if (subscriber >= sequences.length) {
      sequences = grown(sequences, Math.max(subscriber + 1, Math.ceil(1.25 * sequences.length)));
    }
    return sequences[subscriber]!++;
  };
  return {
    decide(trigger) {
      const { subscriber, timeMs } = trigger;
      const decision = decide(
        trigger,
        {
          profile: directory.profile(subscriber),
          record: ledger.view(subscriber, timeMs),
          sequence: nextSequence(subscriber),
          inControl: inControlGroup(book.control, subscriber),
        },
        book,
        timeMs,
        daily,
      );
      if (decision.kind === "offered") daily.count(decision.campaign, timeMs);
      if (decision.kind === "offered" || decision.rule === "experiment.control-group") {
        ledger.recordContact(subscriber, timeMs);
      }
      return decision;
    },
    record({ subscriber, campaign, kind }) {
      if (kind === "accepted") ledger.recordAccepted(subscriber, campaign);
      else if (kind === "complained") ledger.recordComplaint(subscriber);
    },
  };
}
