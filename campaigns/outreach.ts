// What is done about triggers, wherever they come from: decided, held, offered, and answered.
import type { Decision, Offered } from "../domain/decision.ts";
import type { Outcome } from "../domain/offer.ts";
import type { Trigger } from "../domain/trigger.ts";
import type { Slabs } from "../machines/twin-slabs.ts";
import type { CampaignBook } from "./campaign.ts";
import { createDelivery, type Delivery } from "./delivery.ts";
import { createDesk, type Desk } from "./desk.ts";
import { priorityOf, whatOf } from "./rulebook.ts";
import type { FollowUp } from "./terms.ts";
import { type Rank, type WaitingOffer, WaitingRoom } from "./waiting.ts";

/** Desk and delivery as one: what came of earlier offers binds later decisions. */
export interface Outreach extends Slabs, Pick<Desk, "pause" | "isPaused" | "optOut"> {
  /**
   * Decides a trigger; they come in the order of time. Outcomes until then are told before. Undefined
   * for one that only withdraws its person's consent to be offered anything, which holds at once.
   */
  decide(trigger: Trigger): Decision | undefined;
  /** Lets everything happen that is due ≤ toMs. */
  advance(toMs: number): void;
  /** Offers that have not ended. */
  readonly pending: number;
  /**
   * Puts a fresh one where the one stood at `timeMs` whose slabs these are; other slabs are passed
   * over.
   *
   * @throws KairosError colony.snapshot-refused for damaged ones, or of another version
   */
  load(slabs: ReadonlyMap<string, Uint8Array>, timeMs: number): void;
}

type Parts = Parameters<typeof createDesk>[0] &
  Pick<Parameters<typeof createDelivery>[0], "responses"> & {
    onOutcome(outcome: Outcome): void;
    /** An offer is on its way now: decided at once, or released; a reminder too. */
    onSent?(offer: Offered): void;
  };

/** Of the subscribers that `desk.shard` has; `onOutcome` is called in the order of time. */
export function createOutreach(parts: Parts): Outreach {
  return new DeskOutreach(parts);
}

class DeskOutreach implements Outreach {
  readonly #book: CampaignBook;
  readonly #desk: Desk;
  readonly #delivery: Delivery;
  readonly #waiting = new WaitingRoom();
  readonly #onSent: ((offer: Offered) => void) | undefined;
  /** Definitions that campaigns wait for. */
  readonly #awaited: ReadonlySet<number>;

  constructor({ onOutcome, responses, onSent, ...desk }: Parts) {
    this.#book = desk.book;
    this.#onSent = onSent;
    this.#awaited = awaitedIn(desk.book);
    this.#desk = createDesk(desk);
    this.#delivery = createDelivery({
      book: desk.book,
      responses,
      onOutcome: (outcome) => {
        onOutcome(outcome);
        this.#desk.record(outcome);
      },
    });
  }

  decide(trigger: Trigger): Decision | undefined {
    const { timeMs, subscriber, definition } = trigger;
    this.advance(timeMs);
    if (this.#book.withdrawals?.includes(definition)) {
      this.#desk.optOut(subscriber);
      if (!this.#awaited.has(definition)) return undefined;
    }
    for (const { waiting } of this.#waiting.takeIdle(subscriber, definition)) {
      this.#release(waiting, timeMs);
    }
    const decision = this.#desk.decide(trigger);
    const isWithheld = decision.kind === "suppressed";
    if (isWithheld && decision.rule !== "experiment.control-group") return decision;
    const sending = this.#desk.sendingOf(decision);
    if (sending === undefined) {
      if (!isWithheld) this.#send(decision);
      return decision;
    }
    const { isHeld, deadlineMs, idle } = sending;
    const waiting = {
      offer: isWithheld ? asOffer(decision) : decision,
      isWithheld,
      deadlineMs,
      ...(idle === undefined ? {} : { idle }),
      reminder: 0,
      isTold: isHeld,
    };
    if (isHeld && !isWithheld) this.#delivery.tell(decision, "held", timeMs);
    this.#waiting.add(
      waiting,
      idle === undefined ? sending.timeMs : deadlineMs,
      this.#rankOf(decision),
    );
    return decision;
  }

  advance(toMs: number): void {
    for (let dueMs = this.#waiting.nextMs; dueMs <= toMs; dueMs = this.#waiting.nextMs) {
      // What comes of earlier offers until then binds what is decided now.
      this.#delivery.advance(dueMs);
      const { waiting } = this.#waiting.take()!;
      if (waiting.idle === undefined) this.#release(waiting, dueMs);
      else this.#drop(waiting, dueMs);
    }
    this.#delivery.advance(toMs);
  }

  get pending(): number {
    return this.#delivery.pending + this.#waiting.size;
  }

  pause(campaign: number, isPaused: boolean): void {
    this.#desk.pause(campaign, isPaused);
  }

  isPaused(campaign: number): boolean {
    return this.#desk.isPaused(campaign);
  }

  optOut(subscriber: number): void {
    this.#desk.optOut(subscriber);
  }

  changed(): ReturnType<Slabs["changed"]> {
    return new Map([
      ...this.#desk.changed(),
      ...this.#delivery.changed(),
      ...this.#waiting.changed(),
    ]);
  }

  committed(): void {
    this.#desk.committed();
    this.#delivery.committed();
    this.#waiting.committed();
  }

  load(slabs: ReadonlyMap<string, Uint8Array>, timeMs: number): void {
    this.#desk.load(slabs);
    this.#waiting.load(slabs);
    this.#delivery.load(slabs, timeMs);
  }

  #release(waiting: WaitingOffer, nowMs: number): void {
    const { offer, isWithheld, reminder } = waiting;
    if (reminder > 0 && !this.#delivery.isOpen(offer)) return;
    const released = this.#desk.release(waiting, nowMs);
    if (released.kind === "dropped") {
      this.#drop(waiting, nowMs);
    } else if (released.kind === "waits") {
      const isSaid = waiting.isTold || isWithheld || reminder > 0;
      if (!isSaid) this.#delivery.tell(offer, "held", nowMs);
      this.#waiting.add({ ...waiting, isTold: true }, released.dueMs, this.#rankOf(offer));
    } else if (!isWithheld) {
      this.#send(released.offer);
    }
  }

  /** Never sent: an offer ends so, a reminder leaves it to the next one. */
  #drop({ offer, isWithheld, reminder }: WaitingOffer, nowMs: number): void {
    if (isWithheld) return;
    if (reminder === 0) this.#delivery.tell(offer, "expiredWhileHeld", nowMs);
    else if (!this.#plan(offer, reminder, nowMs)) this.#delivery.giveUp(offer, nowMs);
  }

  #send(offer: Offered): void {
    const reminder = offer.reminder ?? 0;
    this.#onSent?.(offer);
    if (reminder === 0) this.#delivery.offer(offer);
    else this.#delivery.remind(offer);
    const isLast = !this.#plan(offer, reminder, offer.deliverAtMs ?? offer.timeMs);
    if (reminder > 0 && isLast) this.#delivery.giveUp(offer, offer.deliverAtMs ?? offer.timeMs);
  }

  /** Plans the reminder behind this one; false when there is none. */
  #plan(offer: Offered, reminder: number, fromMs: number): boolean {
    const followUp = this.#followUps(offer)[reminder];
    if (followUp === undefined) return false;
    const dueMs = fromMs + followUp.afterMs;
    const { holdMs = 0 } = whatOf(this.#book.campaigns[offer.campaign]!, offer.arm);
    const waiting = { offer, isWithheld: false, deadlineMs: dueMs + holdMs, isTold: true };
    this.#waiting.add({ ...waiting, reminder: reminder + 1 }, dueMs, this.#rankOf(offer));
    return true;
  }

  /** As a moment is won: by priority, then the higher score or the first of the list. */
  #rankOf({ score, campaign, arm }: Decision): Rank {
    const priority = priorityOf(this.#book, whatOf(this.#book.campaigns[campaign]!, arm));
    return [-priority, score === undefined ? campaign : -score];
  }

  #followUps({ campaign, arm }: Offered): readonly FollowUp[] {
    return whatOf(this.#book.campaigns[campaign]!, arm).followUps ?? [];
  }
}

function awaitedIn({ campaigns }: CampaignBook): ReadonlySet<number> {
  const definitions = campaigns.flatMap(({ what, arms = [], whenAndWhere }) => [
    whenAndWhere.definition,
    ...(whenAndWhere.and === undefined ? [] : [whenAndWhere.and.definition]),
    ...[what, ...arms.map((arm) => arm.what)].flatMap(({ deliver }) =>
      deliver?.kind === "nextIdle" ? [deliver.definition] : [],
    ),
  ]);
  return new Set(definitions);
}

/** What would have been offered, had the control group not been asked. */
function asOffer(decision: Extract<Decision, { kind: "suppressed" }>): Offered {
  const { rule: _rule, sinceContactMs: _since, withheld: _withheld, ...head } = decision;
  return { ...head, kind: "offered" };
}
