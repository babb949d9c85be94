// One campaign asking for one moment: what the rules look at, one object for all that are asked.
import { CAPABILITY, type Profile } from "../domain/directory.ts";
import { damageOf, POINT } from "./attention.ts";
import type { ContactPolicy } from "./campaign.ts";
import type { ContactRecord } from "./ledger-row.ts";
import { capsOf } from "./ledger-shape.ts";
import type { Candidate, Rulebook } from "./rulebook.ts";
import type { ContactCap, ContactChannel } from "./terms.ts";

/** The subscriber whom a moment concerns, as far as deciding may know. */
export interface Subject {
  readonly subscriber: number;
  /** Undefined when the subscriber is not in the master. */
  readonly profile: Profile | undefined;
  /** Of somebody in the control group: the contacts that were withheld. */
  readonly record: ContactRecord;
  /** Number of this decision among the subscriber's, from 0. */
  readonly sequence: number;
  readonly inControl: boolean;
}

/** What people share: which campaigns are paused, and which limits are used up. */
export interface Shared {
  isPaused(campaign: number): boolean;
  usedUp(campaign: number, timeMs: number): boolean;
  productUsedUp(product: number, timeMs: number): boolean;
  overBudget(campaign: number, channel: ContactChannel): boolean;
  hasRoom(channel: ContactChannel, timeMs: number): boolean;
}

export const NOTHING_SHARED: Shared = {
  isPaused: () => false,
  usedUp: () => false,
  productUsedUp: () => false,
  overBudget: () => false,
  hasRoom: () => true,
};

/** What a handset must be able to do for a channel. */
const NEEDS: Readonly<Partial<Record<ContactChannel, number>>> = {
  mms: CAPABILITY.mms,
  wapPush: CAPABILITY.wap,
};

/** Tests that a channel passes, one after the other. */
const TAKEN_BY_HANDSET = 1;
const UNDER_CAPS = 2;
const WITH_ROOM = 3;

/** Filled again for each campaign that is asked, so that rules make nothing. */
export class Request {
  readonly policy: ContactPolicy;
  readonly #caps: readonly ContactCap[];
  shared: Shared = NOTHING_SHARED;
  subject!: Subject;
  candidate!: Candidate;
  /** The other definition that must have fired, −1 none, −2 whatever fires. */
  other = -1;
  /** When the moment was. */
  momentMs = 0;
  /** When the contact would be. */
  timeMs = 0;
  /** The best channel, and the tests that it passes. */
  #channel: ContactChannel = "sms";
  #passed = -1;

  constructor({ book }: Rulebook) {
    this.policy = book.policy;
    this.#caps = capsOf(book.policy);
  }

  ask(candidate: Candidate, other: number, timeMs: number): void {
    this.candidate = candidate;
    this.other = other;
    this.timeMs = timeMs;
    this.#passed = -1;
  }

  /** The first channel that handset, caps and room allow; if none is, the one that comes furthest. */
  get channel(): ContactChannel {
    this.#choose();
    return this.#channel;
  }

  get canTake(): boolean {
    this.#choose();
    return this.#passed >= TAKEN_BY_HANDSET;
  }

  get isUnderChannelCaps(): boolean {
    this.#choose();
    return this.#passed >= UNDER_CAPS;
  }

  get hasRoom(): boolean {
    this.#choose();
    return this.#passed >= WITH_ROOM;
  }

  /** Whether one more contact would exceed a cap on all channels, in the window (now − within, now]. */
  get isCapped(): boolean {
    for (let cap = 0; cap < this.#caps.length; cap++) {
      if (this.#caps[cap]!.channel === undefined && this.#binds(cap)) return true;
    }
    return false;
  }

  get isOverAttention(): boolean {
    const { attention } = this.policy;
    if (attention === undefined) return false;
    const damage = this.subject.record.damage + damageOf(this.channel);
    return damage > Math.round(attention.perPerson * POINT);
  }

  #choose(): void {
    if (this.#passed >= 0) return;
    const { channels } = this.candidate;
    for (let place = 0; place < channels.length; place++) {
      const passed = this.#passedBy(channels[place]!);
      if (passed <= this.#passed) continue;
      this.#passed = passed;
      this.#channel = channels[place]!;
      if (passed === WITH_ROOM) return;
    }
  }

  #passedBy(channel: ContactChannel): number {
    const asked = NEEDS[channel] ?? 0;
    const able = this.subject.profile?.capabilities ?? 0;
    if ((able & asked) !== asked) return 0;
    for (let cap = 0; cap < this.#caps.length; cap++) {
      if (this.#caps[cap]!.channel === channel && this.#binds(cap)) return TAKEN_BY_HANDSET;
    }
    return this.shared.hasRoom(channel, this.timeMs) ? WITH_ROOM : UNDER_CAPS;
  }

  #binds(cap: number): boolean {
    return this.timeMs - this.subject.record.capMs(cap) < this.#caps[cap]!.withinMs;
  }
}
