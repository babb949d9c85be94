// Delivers offers: each is a row of the offer machine, and each step of its life is an outcome.
import type { Offered } from "../domain/decision.ts";
import type { Outcome, OutcomeKind, ResponseModel } from "../domain/offer.ts";
import { createColony } from "../machines/colony.ts";
import type { ColumnarColony, Row } from "../machines/columnar/colony.ts";
import { OFFER_COLUMNS, type OfferInput, offerMachine } from "../machines/offer.ts";
import { packArrays, unpackArrays } from "../machines/packed-arrays.ts";
import type { CapturedSlabs, Slabs } from "../machines/twin-slabs.ts";
import type { CampaignBook } from "./campaign.ts";
import { untilWithin } from "./hours.ts";

export interface Delivery extends Slabs {
  /**
   * Sends an offer on its way, from its decision's own time; people's answer is settled here. What
   * would have happened before the delivery's time happens at once. A message that is still on its
   * way when quiet hours begin is called back: its offer expires undelivered.
   */
  offer(decision: Offered): void;
  /**
   * Lets everything happen that is due ≤ toMs (ms since the scenario's start), in order of time.
   */
  advance(toMs: number): void;
  /** Offers that have not ended. */
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
const VERSION = 1;

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

/** Of a decision only what its outcomes say: the rest need not be kept until they come. */
type UnderWay = Pick<Offered, "subscriber" | "sequence" | "campaign">;

class OfferDelivery implements Delivery {
  readonly #parts: Parameters<typeof createDelivery>[0];
  readonly #underWay = new Map<Row, UnderWay>();
  readonly #colony: ColumnarColony;
  /** Rows that there have been. */
  #rows = 0;
  #now = 0;

  constructor(parts: Parameters<typeof createDelivery>[0]) {
    this.#parts = parts;
    this.#colony = createColony(offerMachine, {
      columns: OFFER_COLUMNS,
      onEmit: (row, emitted, timeMs) => {
        const decision = this.#underWay.get(row)!;
        const kind = emitted.type.slice("offer.".length) as OutcomeKind;
        if (kind !== "delivered") {
          this.#underWay.delete(row);
          this.#colony.release(row);
        }
        parts.onOutcome(outcomeOf(decision, kind, timeMs));
      },
    }) as unknown as ColumnarColony;
  }

  offer(decision: Offered): void {
    this.advance(decision.timeMs);
    const input = inputOf(decision, this.#parts.book, this.#parts.responses);
    const { subscriber, sequence, campaign } = decision;
    const row = this.#colony.allocate(sooner(input, this.#now - decision.timeMs));
    this.#rows = Math.max(this.#rows, row + 1);
    this.#underWay.set(row, { subscriber, sequence, campaign });
  }

  advance(toMs: number): void {
    this.#now = Math.max(this.#now, toMs);
    this.#colony.advance(this.#now);
  }

  get pending(): number {
    return this.#underWay.size;
  }

  changed(): CapturedSlabs {
    if (this.#colony.changes.take().length === 0) return new Map();
    const all = Uint32Array.of(this.#rows);
    const [colony] = this.#colony.capture([{ from: 0, to: this.#rows }]);
    const open = [...this.#underWay];
    return new Map([[SLAB, () => packed(all, colony!(), open)]]);
  }

  committed(): void {
    this.#colony.changes.keep();
  }

  load(slabs: ReadonlyMap<string, Uint8Array>, timeMs: number): void {
    const octets = slabs.get(SLAB);
    if (octets !== undefined) {
      const arrays = unpackArrays(octets, { place: `slab ${SLAB}`, version: VERSION });
      const [all, colony, rows, subscribers, sequences, campaigns] = arrays;
      this.#rows = all![0]!;
      this.#colony.loadSlab(colony as Uint8Array);
      for (const [place, row] of rows!.entries()) {
        const subscriber = subscribers![place]!;
        const sequence = sequences![place]!;
        this.#underWay.set(row, { subscriber, sequence, campaign: campaigns![place]! });
      }
    }
    this.advance(timeMs);
  }
}

function packed(
  all: Uint32Array,
  colony: Uint8Array,
  underWay: readonly (readonly [Row, UnderWay])[],
): Uint8Array {
  const open = underWay.toSorted(([a], [b]) => a - b);
  const column = (of: (one: UnderWay) => number): Uint32Array =>
    Uint32Array.from(open, ([, one]) => of(one));
  return packArrays(VERSION, [
    all,
    colony,
    Uint32Array.from(open, ([row]) => row),
    column(({ subscriber }) => subscriber),
    column(({ sequence }) => sequence),
    column(({ campaign }) => campaign),
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
  const { expiresAfterMs } = book.campaigns[decision.campaign]!.what;
  const reaction = responses.react(decision);
  // As the validity period of a short message does it (TP-VP, 3GPP TS 23.040 §9.2.3.12).
  const quietAfterMs = untilWithin(book.policy.quietHours, decision.timeMs);
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
