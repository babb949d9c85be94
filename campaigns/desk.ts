// The desk where every trigger is decided: it keeps the ledger that pure deciding looks into.
import type { Decision, Offered, Rule } from "../domain/decision.ts";
import type { Shard } from "../domain/digest.ts";
import type { Directory } from "../domain/directory.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { Outcome } from "../domain/offer.ts";
import type { Trigger } from "../domain/trigger.ts";
import { SLAB_ROWS } from "../machines/columnar/changes.ts";
import { type PackedArray, packArrays, unpackArrays } from "../machines/packed-arrays.ts";
import { type CapturedSlabs, captureChanged, type Slabs } from "../machines/twin-slabs.ts";
import type { CampaignBook } from "./campaign.ts";
import { OF_THE_HOUR } from "./contact-policy.ts";
import { Decider } from "./decide.ts";
import { inControlGroup } from "./experiment.ts";
import { Ledger } from "./ledger.ts";
import { shapeOf } from "./ledger-shape.ts";
import type { Shared, Subject } from "./request.ts";
import { type Candidate, createRulebook } from "./rulebook.ts";
import { nextAllowed, type SendingTime, sendingTime } from "./sending-time.ts";
import { FORM, SharedLimits } from "./shared-limits.ts";
import { refuseOtherArrays, refuseOtherForm } from "./slab-form.ts";
import type { ContactChannel } from "./terms.ts";
import type { WaitingOffer } from "./waiting.ts";

/** What becomes of an offer that has waited: it goes, it waits on, or a rule holds it back for good. */
export type Released =
  | { readonly kind: "sent"; readonly offer: Offered }
  | { readonly kind: "waits"; readonly dueMs: number }
  | { readonly kind: "dropped"; readonly rule: Rule };

export interface Desk extends Slabs {
  /**
   * Decides at the trigger's own time. An offer enters the ledger when it is sent, at once or when
   * it is {@link release}d, and always before its delivery, so two triggers of one moment can never
   * both be answered. What the control group withholds enters it too, so that gap and cap bind both
   * groups alike. Times of one subscriber never go back.
   */
  decide(trigger: Trigger): Decision;
  /** When an offer that was made or withheld is to be sent; undefined: it was, at once. */
  sendingOf(decision: Decision): SendingTime | undefined;
  /** Decides again what has waited until now, a reminder too; what is sent enters the ledger. */
  release(waiting: WaitingOffer, nowMs: number): Released;
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
   * @throws KairosError colony.snapshot-refused for damaged ones, and those of another book
   */
  load(slabs: ReadonlyMap<string, Uint8Array>): void;
}

/** Of the slab of what people share: pauses, limits, money, capacity. */
const SHARED = "campaigns";
const SHARED_VERSION = 4;

const NEVER = Number.POSITIVE_INFINITY;

/** A desk for a book; it grows with every subscriber that it has not seen before. */
export function createDesk(parts: {
  readonly book: CampaignBook;
  readonly directory: Pick<Directory, "profile">;
  /** Which part of the limits that people share is this desk's; default: the whole. */
  readonly limitShare?: Shard;
  /** Whose triggers come here; default: everybody's. */
  readonly shard?: Shard;
  /** Rules that are asked; default: all. A test takes one away to see that it is missed. */
  readonly rules?: readonly Rule[];
}): Desk {
  return new LedgerDesk(parts);
}

class LedgerDesk implements Desk {
  readonly #parts: Pick<Parameters<typeof createDesk>[0], "book" | "directory">;
  readonly #shard: Shard;
  readonly #limits: SharedLimits;
  readonly #ledger: Ledger;
  readonly #decider: Decider;
  readonly #shared: Shared;
  /** 1 for a campaign that is paused. */
  readonly #paused: Uint8Array;

  constructor(parts: Parameters<typeof createDesk>[0]) {
    const { book, limitShare, rules, shard = { index: 0, of: 1 } } = parts;
    const limits = new SharedLimits(book, limitShare);
    this.#parts = parts;
    this.#shard = shard;
    this.#limits = limits;
    this.#ledger = new Ledger(shapeOf(book));
    this.#decider = new Decider(createRulebook(book), rules);
    this.#paused = new Uint8Array(book.campaigns.length);
    this.#shared = {
      isPaused: (campaign) => this.isPaused(campaign),
      usedUp: (campaign, timeMs) => limits.usedUp(campaign, timeMs),
      productUsedUp: (product, timeMs) => limits.productUsedUp(product, timeMs),
      overBudget: (campaign, channel) => limits.overBudget(campaign, channel),
      hasRoom: (channel, timeMs) => limits.hasRoom(channel, timeMs),
    };
  }

  decide(trigger: Trigger): Decision {
    const { subscriber, timeMs, definition } = trigger;
    const person = this.#personOf(subscriber);
    const sequence = this.#ledger.nextDecision(person);
    const subject = this.#subjectOf(subscriber, sequence);
    const decision = this.#decider.decide(trigger, subject, this.#shared);
    this.#ledger.recordMoment(person, definition, timeMs);
    if (decision.kind === "suppressed" && decision.rule !== "experiment.control-group") {
      return decision;
    }
    if (this.sendingOf(decision) !== undefined) return decision;
    if (decision.kind === "offered") this.#contact(decision, decision.channel ?? "sms", timeMs);
    else this.#ledger.recordContact(person, timeMs, this.#channelFor(decision, subject, timeMs));
    return decision;
  }

  sendingOf({ campaign, subscriber, timeMs }: Decision): SendingTime | undefined {
    const candidate = this.#decider.candidateOf(campaign, subscriber);
    if (candidate.isAtOnce) return undefined;
    const sending = sendingTime(candidate, this.#parts.book.policy, timeMs);
    return sending.timeMs > timeMs || sending.idle !== undefined ? sending : undefined;
  }

  release(
    { offer, isWithheld, deadlineMs, reminder, idle }: WaitingOffer,
    nowMs: number,
  ): Released {
    const { subscriber, campaign, sequence } = offer;
    const subject = this.#subjectOf(subscriber, sequence);
    const candidate = this.#decider.candidateOf(campaign, subscriber);
    const asked = { candidate, momentMs: offer.timeMs };
    const rule = this.#decider.again(asked, nowMs, subject, this.#shared);
    if (rule === undefined) {
      const channel = this.#decider.channelOf(candidate, nowMs, subject, this.#shared);
      const contactPressure = subject.record.pressureAt(nowMs);
      if (isWithheld) this.#ledger.recordContact(this.#personOf(subscriber), nowMs, channel);
      else this.#contact(offer, channel, nowMs, reminder > 0);
      const { channel: _, ...rest } = offer;
      const number = reminder > 0 ? { reminder } : {};
      const through = channel === "sms" ? {} : { channel };
      const sent = { ...rest, ...through, ...number, contactPressure, deliverAtMs: nowMs };
      return { kind: "sent", offer: sent };
    }
    const laterMs = this.#laterThan(nowMs, rule, {
      candidate,
      subject,
      deadlineMs: idle === undefined ? deadlineMs : NEVER,
    });
    // Who waits for another trigger waits for the next of them.
    const dueMs = idle === undefined || laterMs === NEVER ? laterMs : deadlineMs;
    return dueMs <= deadlineMs && dueMs > nowMs
      ? { kind: "waits", dueMs }
      : { kind: "dropped", rule };
  }

  record({ subscriber, campaign, kind }: Outcome): void {
    const person = this.#personOf(subscriber);
    if (kind === "accepted") this.#ledger.recordAccepted(person, campaign);
    else if (kind === "optedOut") this.#ledger.recordOptOut(person);
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
    const shared = packArrays(SHARED_VERSION, [
      Float64Array.from(this.#limits.form),
      ...this.#sharedWords,
    ]);
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
    const octets = slabs.get(SHARED);
    // Read before anything is loaded: what is refused leaves no contacts behind.
    const shared = octets === undefined ? [] : this.#readShared(octets);
    for (let run = 0; ; run++) {
      const contacts = slabs.get(`contacts:${run}`);
      if (contacts === undefined) break;
      this.#ledger.load(contacts, run * SLAB_ROWS);
    }
    for (const [place, kept] of shared.entries()) this.#sharedWords[place]!.set(kept);
  }

  /** All that people share, in the order of its slab. */
  get #sharedWords(): readonly PackedArray[] {
    return [this.#paused, ...this.#limits.words];
  }

  #readShared(octets: Uint8Array): readonly PackedArray[] {
    const place = `slab ${SHARED}`;
    const arrays = unpackArrays(octets, { place, version: SHARED_VERSION });
    refuseOtherForm(arrays, { place, form: this.#limits.form, says: FORM });
    const kept = arrays.slice(1);
    refuseOtherArrays(kept, { place, like: this.#sharedWords });
    return kept;
  }

  #contact(
    { subscriber, campaign }: Offered,
    channel: ContactChannel,
    timeMs: number,
    isReminder = false,
  ): void {
    const candidate = this.#decider.candidateOf(campaign, subscriber);
    this.#limits.count(candidate, channel, timeMs, isReminder);
    this.#ledger.recordContact(this.#personOf(subscriber), timeMs, channel);
  }

  /** The next time at which a rule that held an offer back may hold no more; Infinity: never. */
  #laterThan(
    nowMs: number,
    rule: Rule,
    {
      candidate,
      subject,
      deadlineMs,
    }: {
      readonly candidate: Candidate;
      readonly subject: Subject;
      readonly deadlineMs: number;
    },
  ): number {
    if (OF_THE_HOUR.has(rule)) return nextAllowed(candidate, this.#parts.book.policy, nowMs);
    if (rule !== "channel.capacity") return NEVER;
    const channel = this.#decider.channelOf(candidate, nowMs, subject, this.#shared);
    return this.#limits.queue(channel, nowMs, deadlineMs);
  }

  #channelFor({ campaign }: Decision, subject: Subject, timeMs: number): ContactChannel {
    const candidate = this.#decider.candidateOf(campaign, subject.subscriber);
    return this.#decider.channelOf(candidate, timeMs, subject, this.#shared);
  }

  #subjectOf(subscriber: SubscriberIndex, sequence: number): Subject {
    return {
      subscriber,
      profile: this.#parts.directory.profile(subscriber),
      record: this.#ledger.view(this.#personOf(subscriber)),
      sequence,
      inControl: inControlGroup(this.#parts.book.control, subscriber),
    };
  }

  #personOf(subscriber: SubscriberIndex): number {
    return Math.floor(subscriber / this.#shard.of);
  }
}
