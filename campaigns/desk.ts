// The desk where every trigger is decided: it keeps the ledger that pure deciding looks into.
import type { Decision } from "../domain/decision.ts";
import type { Shard } from "../domain/digest.ts";
import type { Directory } from "../domain/directory.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { Outcome } from "../domain/offer.ts";
import type { Trigger } from "../domain/trigger.ts";
import { SLAB_ROWS } from "../machines/columnar/changes.ts";
import { packArrays, unpackArrays } from "../machines/packed-arrays.ts";
import { type CapturedSlabs, captureChanged, type Slabs } from "../machines/twin-slabs.ts";
import type { CampaignBook } from "./campaign.ts";
import { DailyOffers } from "./daily-offers.ts";
import { decide } from "./decide.ts";
import { inControlGroup } from "./experiment.ts";
import { Ledger } from "./ledger.ts";

export interface Desk extends Slabs {
  /**
   * Decides at the trigger's own time. An offer enters the ledger at once, before its delivery, so
   * two triggers of one moment can never both be answered. What the control group withholds enters
   * it too, so that gap and cap bind both groups alike. Times of one subscriber never go back.
   */
  decide(trigger: Trigger): Decision;
  /** Notes how an offer ended: acceptances and complaints bind later decisions. */
  record(outcome: Outcome): void;
  /** From now on, nothing of this campaign is offered; or it is again. */
  pause(campaign: number, isPaused: boolean): void;
  /** Whether a campaign's offers are held back. */
  isPaused(campaign: number): boolean;
  /** From now on, this subscriber is offered nothing. */
  optOut(subscriber: SubscriberIndex): void;
  /**
   * Puts a fresh desk where the one stood whose slabs these are; other slabs are passed over.
   *
   * @throws KairosError colony.snapshot-refused for damaged ones
   */
  load(slabs: ReadonlyMap<string, Uint8Array>): void;
}

/** Of the slab of what people share: pauses and daily offers by campaign. */
const SHARED = "campaigns";
const SHARED_VERSION = 1;

/** A desk for a book; it grows with every subscriber that it has not seen before. */
export function createDesk(parts: {
  readonly book: CampaignBook;
  readonly directory: Pick<Directory, "profile">;
  /** Which part of the campaigns' daily limits is this desk's; default: the whole. */
  readonly limitShare?: Shard;
  /** Whose triggers come here; default: everybody's. */
  readonly shard?: Shard;
}): Desk {
  return new LedgerDesk(parts);
}

class LedgerDesk implements Desk {
  readonly #parts: Pick<Parameters<typeof createDesk>[0], "book" | "directory">;
  readonly #shard: Shard;
  readonly #daily: DailyOffers;
  readonly #ledger: Ledger;
  /** 1 for a campaign that is paused. */
  readonly #paused: Uint8Array;

  constructor(parts: Parameters<typeof createDesk>[0]) {
    const { policy, campaigns } = parts.book;
    this.#parts = parts;
    this.#shard = parts.shard ?? { index: 0, of: 1 };
    this.#daily = new DailyOffers(campaigns, parts.limitShare);
    this.#ledger = new Ledger({
      contactsKept: policy.cap.offers,
      campaigns: campaigns.length,
    });
    this.#paused = new Uint8Array(campaigns.length);
  }

  decide(trigger: Trigger): Decision {
    const { subscriber, timeMs } = trigger;
    const { book, directory } = this.#parts;
    const person = this.#personOf(subscriber);
    const subject = {
      profile: directory.profile(subscriber),
      record: this.#ledger.view(person, timeMs),
      sequence: this.#ledger.nextDecision(person),
      inControl: inControlGroup(book.control, subscriber),
    };
    const decision = decide(trigger, subject, book, timeMs, {
      isPaused: (campaign) => this.isPaused(campaign),
      usedUp: (campaign, nowMs) => this.#daily.usedUp(campaign, nowMs),
    });
    if (decision.kind === "offered") this.#daily.count(decision.campaign, timeMs);
    if (decision.kind === "offered" || decision.rule === "experiment.control-group") {
      this.#ledger.recordContact(person, timeMs);
    }
    return decision;
  }

  record({ subscriber, campaign, kind }: Outcome): void {
    const person = this.#personOf(subscriber);
    if (kind === "accepted") this.#ledger.recordAccepted(person, campaign);
    else if (kind === "complained") this.#ledger.recordComplaint(person);
  }

  pause(campaign: number, isPaused: boolean): void {
    this.#paused[campaign] = isPaused ? 1 : 0;
  }

  isPaused(campaign: number): boolean {
    return this.#paused[campaign] === 1;
  }

  optOut(subscriber: SubscriberIndex): void {
    this.#ledger.recordOptOut(this.#personOf(subscriber));
  }

  changed(): CapturedSlabs {
    const shared = packArrays(SHARED_VERSION, [this.#paused, this.#daily.words]);
    const slabs = new Map([[SHARED, () => shared]]);
    for (const [run, slab] of captureChanged(this.#ledger, this.#ledger.people)) {
      slabs.set(`contacts:${run}`, slab);
    }
    return slabs;
  }

  committed(): void {
    this.#ledger.changes.keep();
  }

  load(slabs: ReadonlyMap<string, Uint8Array>): void {
    for (let run = 0; ; run++) {
      const octets = slabs.get(`contacts:${run}`);
      if (octets === undefined) break;
      this.#ledger.load(octets, run * SLAB_ROWS);
    }
    const shared = slabs.get(SHARED);
    if (shared === undefined) return;
    const kept = { place: `slab ${SHARED}`, version: SHARED_VERSION };
    const [paused, words] = unpackArrays(shared, kept);
    this.#paused.set(paused!);
    this.#daily.words.set(words!);
  }

  #personOf(subscriber: SubscriberIndex): number {
    return Math.floor(subscriber / this.#shard.of);
  }
}
