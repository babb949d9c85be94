// What people share and use up: offers of a day, budgets, and what channels can take.
import type { Shard } from "../domain/digest.ts";
import type { CampaignBook } from "./campaign.ts";
import { type Capacity, createCapacity } from "./capacity.ts";
import { DailyOffers, shareOfLimit } from "./daily-offers.ts";
import type { Candidate } from "./rulebook.ts";
import { CONTACT_CHANNELS, type ContactChannel } from "./terms.ts";

/** Money is counted in millionths of a yuan, whole: so sums do not depend on their order. */
const YUAN = 1_000_000;

/** What the numbers of a form are. */
export const FORM =
  "campaigns, products, share and shares, and for each limited channel its place, words and terms";

const WHOLE: Shard = { index: 0, of: 1 };

/** What one office, or one desk's part of it, has used up; real offers alone count. */
export class SharedLimits {
  readonly #book: CampaignBook;
  readonly #share: Shard;
  readonly #daily: DailyOffers;
  readonly #pushes: DailyOffers;
  readonly #budgets: readonly (number | undefined)[];
  /** Of each campaign, in millionths. */
  readonly #spent: Float64Array<ArrayBuffer>;
  readonly #channels: ReadonlyMap<ContactChannel, Capacity>;

  constructor(book: CampaignBook, share: Shard = WHOLE) {
    this.#book = book;
    this.#share = share;
    this.#daily = new DailyOffers(
      book.campaigns.map(({ what }) => what.offersPerDay),
      share,
    );
    this.#pushes = new DailyOffers(
      (book.products ?? []).map(({ pushesPerDay }) => pushesPerDay),
      share,
    );
    this.#spent = new Float64Array(book.campaigns.length);
    this.#budgets = book.campaigns.map(({ what: { budget } }) =>
      budget === undefined ? undefined : shareOfLimit(Math.round(budget * YUAN), share),
    );
    const channels = new Map<ContactChannel, Capacity>();
    for (const name of CONTACT_CHANNELS) {
      const capacity = createCapacity(book.channels?.[name] ?? {}, share);
      if (capacity !== undefined) channels.set(name, capacity);
    }
    this.#channels = channels;
  }

  /** Whether a campaign may make no further offer on the day of this time. */
  usedUp(campaign: number, timeMs: number): boolean {
    return this.#daily.usedUp(campaign, timeMs);
  }

  /** The same of a product, by its place in the book; −1: none. */
  productUsedUp(product: number, timeMs: number): boolean {
    return product >= 0 && this.#pushes.usedUp(product, timeMs);
  }

  /** Whether one more contact in a channel would cost more than the campaign's budget has left. */
  overBudget(campaign: number, channel: ContactChannel): boolean {
    const budget = this.#budgets[campaign];
    return budget !== undefined && this.#spent[campaign]! + this.#costOf(channel) > budget;
  }

  hasRoom(channel: ContactChannel, timeMs: number): boolean {
    return this.#channels.get(channel)?.hasRoom(timeMs) ?? true;
  }

  /**
   * A time after `timeMs` at which a channel that is full may have room, another one each time that
   * somebody asks: those who wait come again one after the other. Infinity: not by the deadline.
   */
  queue(channel: ContactChannel, timeMs: number, deadlineMs: number): number {
    return this.#channels.get(channel)?.queue(timeMs, deadlineMs) ?? timeMs + 1;
  }

  /** Notes a contact; a reminder uses up neither the day's offers nor the product's. */
  count(candidate: Candidate, channel: ContactChannel, timeMs: number, isReminder = false): void {
    if (!isReminder) {
      this.#daily.count(candidate.campaign, timeMs);
      if (candidate.product >= 0) this.#pushes.count(candidate.product, timeMs);
    }
    this.#spent[candidate.campaign]! += this.#costOf(channel);
    this.#channels.get(channel)?.take(timeMs);
  }

  /** All that is kept, to be copied for a snapshot, and set from one. */
  get words(): readonly (Uint32Array | Float64Array)[] {
    const capacities = [...this.#channels.values()].map(({ words }) => words);
    return [this.#daily.words, this.#pushes.words, this.#spent, ...capacities];
  }

  /** What the words of another book, or of another share of it, would differ in; {@link FORM} says it. */
  get form(): readonly number[] {
    const channels = [...this.#channels].flatMap(([name, { words, form }]) => [
      CONTACT_CHANNELS.indexOf(name),
      words.length,
      ...form,
    ]);
    const { campaigns, products = [] } = this.#book;
    return [campaigns.length, products.length, this.#share.index, this.#share.of, ...channels];
  }

  #costOf(channel: ContactChannel): number {
    return Math.round((this.#book.channels?.[channel]?.cost ?? 0) * YUAN);
  }
}
