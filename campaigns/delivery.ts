// Delivers offers: each is a row of the offer machine, and each step of its life is an outcome.
import type { Offered } from "../domain/decision.ts";
import type { Outcome, OutcomeKind, ResponseModel } from "../domain/offer.ts";
import { createColony } from "../machines/colony.ts";
import { Changes } from "../machines/columnar/changes.ts";
import type { ColumnarColony, Row } from "../machines/columnar/colony.ts";
import { OFFER_COLUMNS, type OfferInput, offerMachine } from "../machines/offer.ts";
import { type PackedArray, packArrays, unpackVersions } from "../machines/packed-arrays.ts";
import type { CapturedSlabs, Slabs } from "../machines/twin-slabs.ts";
import type { CampaignBook } from "./campaign.ts";
import { untilWithin } from "./hours.ts";
import { whatOf } from "./rulebook.ts";
import { OffersUnderWay, type UnderWay } from "./under-way.ts";

export interface Delivery extends Slabs {
  /**
   * Sends an offer on its way, from the time at which it is sent: its decision's own, or when it was
   * released. People's answer is settled here. What would have happened before the delivery's time
   * happens at once. A message that is still on its way when quiet hours begin is called back: its
   * offer expires undelivered.
   */
  offer(decision: Offered): void;
  /** Whether an offer has no end yet. */
  isOpen(decision: Pick<Offered, "subscriber" | "sequence">): boolean;
  /** Sends a second message to somebody who has not answered; what she does about it counts now. */
  remind(decision: Offered): void;
  /** No further message comes: an offer whose message has lapsed expires now. */
  giveUp(decision: Pick<Offered, "subscriber" | "sequence">, timeMs: number): void;
  /** Tells a step of an offer that is not on its way. */
  tell(decision: Offered, kind: "held" | "expiredWhileHeld", timeMs: number): void;
  /**
   * Lets everything happen that is due ≤ toMs (ms since the scenario's start), in order of time.
   */
  advance(toMs: number): void;
  /** Offers on their way, delivered, or lapsed with a reminder to come. */
  readonly pending: number;
  /**
   * Puts a fresh delivery where the one stood at `timeMs` whose slabs these are; other slabs are
   * passed over.
   *
   * @throws KairosError colony.snapshot-refused for damaged ones, or of another version
   */
  load(slabs: ReadonlyMap<string, Uint8Array>, timeMs: number): void;
}

/** One slab for all offers: they are few, and rows of those that have ended are used again. */
const SLAB = "offers";
const VERSION = 3;
/** Has each offer under way with its row, where version 3 has all rows: read for upgrades. */
const VERSION_SPARSE = 2;

type DeliveryBook = Pick<CampaignBook, "campaigns" | "policy">;

/** A delivery for a book; `onOutcome` is called in the order of time. */
export function createDelivery({
  book,
  responses,
  onOutcome,
}: {
  readonly book: DeliveryBook;
  readonly responses: Pick<ResponseModel, "react">;
  onOutcome(outcome: Outcome): void;
}): Delivery {
  return new OfferDelivery({ book, responses, onOutcome });
}

/** An offer that a reminder may follow, and its row; −1: its message has lapsed. */
interface Followed {
  readonly offer: UnderWay;
  row: Row;
}

class OfferDelivery implements Delivery {
  readonly #parts: Parameters<typeof createDelivery>[0];
  readonly #underWay = new OffersUnderWay();
  /** By {@link keyOf}. */
  readonly #followed = new Map<string, Followed>();
  readonly #colony: ColumnarColony;
  /** Of what may change without a row: whether a reminder may come. */
  readonly #changes = new Changes();
  /** Rows that there have been. */
  #rows = 0;
  #now = 0;
  /** Offers whose message has lapsed with a reminder to come. */
  #lapsed = 0;

  constructor(parts: Parameters<typeof createDelivery>[0]) {
    this.#parts = parts;
    this.#colony = createColony(offerMachine, {
      columns: OFFER_COLUMNS,
      onEmit: (row, emitted, timeMs) => {
        const kind = emitted.type.slice("offer.".length) as OutcomeKind;
        this.#step(row, kind, timeMs);
      },
    }) as unknown as ColumnarColony;
  }

  offer(decision: Offered): void {
    const { subscriber, sequence, campaign } = decision;
    const offer = { subscriber, sequence, campaign };
    const row = this.#send(decision, offer);
    const { followUps = [] } = whatOf(this.#parts.book.campaigns[campaign]!, decision.arm);
    if (followUps.length > 0) this.#followed.set(keyOf(decision), { offer, row });
  }

  isOpen(decision: Pick<Offered, "subscriber" | "sequence">): boolean {
    return this.#followed.has(keyOf(decision));
  }

  remind(decision: Offered): void {
    const followed = this.#followed.get(keyOf(decision));
    if (followed === undefined) return;
    if (followed.row >= 0) this.#forget(followed.row);
    else this.#lapsed--;
    this.#parts.onOutcome(outcomeOf(followed.offer, "reminded", sentMsOf(decision)));
    followed.row = this.#send(decision, followed.offer);
  }

  giveUp(decision: Pick<Offered, "subscriber" | "sequence">, timeMs: number): void {
    const key = keyOf(decision);
    const followed = this.#followed.get(key);
    if (followed === undefined) return;
    this.#followed.delete(key);
    this.#changes.mark(0);
    if (followed.row >= 0) return;
    this.#lapsed--;
    this.#parts.onOutcome(outcomeOf(followed.offer, "expired", timeMs));
  }

  tell(decision: Offered, kind: "held" | "expiredWhileHeld", timeMs: number): void {
    this.advance(timeMs);
    this.#parts.onOutcome(outcomeOf(decision, kind, timeMs));
  }

  advance(toMs: number): void {
    this.#now = Math.max(this.#now, toMs);
    this.#colony.advance(this.#now);
  }

  get pending(): number {
    return this.#underWay.size + this.#lapsed;
  }

  changed(): CapturedSlabs {
    const runs = this.#colony.changes.take().length + this.#changes.take().length;
    if (runs === 0) return new Map();
    const rows = Uint32Array.of(this.#rows);
    const [colony] = this.#colony.capture([{ from: 0, to: this.#rows }]);
    const underWay = this.#underWay.capture(this.#rows);
    const followed = packedOffers([...this.#followed.values()]);
    return new Map([
      [SLAB, () => packArrays(VERSION, [rows, colony!(), ...underWay, ...followed])],
    ]);
  }

  committed(): void {
    this.#colony.changes.keep();
    this.#changes.keep();
  }

  load(slabs: ReadonlyMap<string, Uint8Array>, timeMs: number): void {
    const octets = slabs.get(SLAB);
    if (octets !== undefined) {
      const versions = [VERSION, VERSION_SPARSE];
      const { version, arrays } = unpackVersions(octets, { place: `slab ${SLAB}`, versions });
      const [rows, colony, ...columns] = arrays;
      this.#rows = rows![0]!;
      this.#colony.loadSlab(colony as Uint8Array);
      const underWay = columns.splice(0, version === VERSION_SPARSE ? 4 : 3);
      if (version === VERSION) this.#underWay.load(underWay);
      else for (const [row, offer] of unpackedOffers(underWay)) this.#underWay.set(row, offer);
      for (const [place, offer] of unpackedOffers(columns)) {
        if (place === 0) this.#lapsed++;
        this.#followed.set(keyOf(offer), { offer, row: place - 1 });
      }
    }
    this.advance(timeMs);
  }

  #send(decision: Offered, offer: UnderWay): Row {
    const sentMs = sentMsOf(decision);
    this.advance(sentMs);
    const input = inputOf(decision, this.#parts.book, this.#parts.responses);
    const row = this.#colony.allocate(sooner(input, this.#now - sentMs));
    this.#rows = Math.max(this.#rows, row + 1);
    this.#underWay.set(row, offer);
    return row;
  }

  #step(row: Row, kind: OutcomeKind, timeMs: number): void {
    const offer = this.#underWay.at(row);
    if (kind !== "delivered") {
      this.#forget(row);
      if (this.#followed.size > 0 && this.#staysOpen(offer, kind)) return;
    }
    this.#parts.onOutcome(outcomeOf(offer, kind, timeMs));
  }

  /** Whether the end of a message is not that of its offer, because a reminder may come. */
  #staysOpen(offer: UnderWay, kind: OutcomeKind): boolean {
    const key = keyOf(offer);
    const followed = this.#followed.get(key);
    if (followed === undefined) return false;
    if (kind !== "expired") {
      this.#followed.delete(key);
      return false;
    }
    followed.row = -1;
    this.#lapsed++;
    return true;
  }

  #forget(row: Row): void {
    this.#underWay.delete(row);
    this.#colony.release(row);
  }
}

function keyOf({ subscriber, sequence }: Pick<Offered, "subscriber" | "sequence">): string {
  return `${subscriber}:${sequence}`;
}

/** When an offer is sent, ms since the scenario's start. */
function sentMsOf({ timeMs, deliverAtMs }: Offered): number {
  return deliverAtMs ?? timeMs;
}

/** Rows counted from 1 (0: the message has lapsed), subscribers, sequences and campaigns. */
function packedOffers(followed: readonly Followed[]): readonly Uint32Array[] {
  const column = (of: (one: Followed) => number): Uint32Array => Uint32Array.from(followed, of);
  return [
    column(({ row }) => row + 1),
    column(({ offer }) => offer.subscriber),
    column(({ offer }) => offer.sequence),
    column(({ offer }) => offer.campaign),
  ];
}

function unpackedOffers([places, ...columns]: readonly PackedArray[]): [number, UnderWay][] {
  const [subscribers, sequences, campaigns] = columns;
  return [...places!].map((place, index) => [
    place,
    {
      subscriber: subscribers![index]!,
      sequence: sequences![index]!,
      campaign: campaigns![index]!,
    },
  ]);
}

function outcomeOf(
  decision: Pick<Offered, "subscriber" | "sequence" | "campaign">,
  kind: OutcomeKind,
  timeMs: number,
): Outcome {
  return {
    timeMs,
    subscriber: decision.subscriber,
    decision: decision.sequence,
    campaign: decision.campaign,
    kind,
    cause: { decision: decision.sequence },
  };
}

function inputOf(
  decision: Offered,
  book: DeliveryBook,
  responses: Pick<ResponseModel, "react">,
): OfferInput {
  const { expiresAfterMs } = whatOf(book.campaigns[decision.campaign]!, decision.arm);
  const reaction = responses.react(decision);
  // As the validity period of a short message does it (TP-VP, 3GPP TS 23.040 §9.2.3.12).
  const quietAfterMs = untilWithin(book.policy.quietHours, sentMsOf(decision));
  return reaction.deliveredAfterMs < quietAfterMs
    ? { ...reaction, expiresAfterMs }
    : {
        ...reaction,
        expiresAfterMs: Math.min(expiresAfterMs, quietAfterMs),
        deliveredAfterMs: Math.max(reaction.deliveredAfterMs, quietAfterMs + 1),
      };
}

/** The same times, counted from a start that is `lateMs` after the decision. */
function sooner(input: OfferInput, lateMs: number): OfferInput {
  const expiresAfterMs = Math.max(0, input.expiresAfterMs - lateMs);
  // What lapses before its delivery must still do so when both times are past.
  const neverArrives = input.deliveredAfterMs > input.expiresAfterMs;
  return {
    answer: input.answer,
    deliveredAfterMs: Math.max(
      neverArrives ? expiresAfterMs + 1 : 0,
      input.deliveredAfterMs - lateMs,
    ),
    answeredAfterMs: Math.max(0, input.answeredAfterMs - lateMs),
    expiresAfterMs,
  };
}
