// Looks at all that was sent, and says which rules that breaks: written without the code under test.
import weights from "../../../campaigns/attention.json" with { type: "json" };
import type { Campaign, CampaignBook } from "../../../campaigns/campaign.ts";
import type { ContactChannel } from "../../../campaigns/terms.ts";
import type { Decision, Offered, Rule } from "../../../domain/decision.ts";
import { CAPABILITY, type Profile } from "../../../domain/directory.ts";
import { fraction, hashText, hashWords } from "../../../domain/hash.ts";
import type { Outcome, OutcomeKind } from "../../../domain/offer.ts";
import { DAY_MS, HOUR_MS } from "../../../domain/time.ts";
import type { Note } from "./run.ts";
import type { World } from "./world.ts";

/** What is broken: a rule, or how offers live. */
export type Breach = Rule | "arm" | "life" | "deadline" | "delivered in quiet hours";

interface Contact {
  readonly timeMs: number;
  readonly campaign: number;
  readonly channel: ContactChannel;
  readonly isReminder: boolean;
}

const ENDS: ReadonlySet<OutcomeKind> = new Set([
  "accepted",
  "declined",
  "complained",
  "optedOut",
  "expired",
  "expiredWhileHeld",
]);

/** What these notes of a world break, under the world's own book. */
export function breachesOf(world: World, notes: readonly Note[]): Set<Breach> {
  const checker = new Checker(world);
  for (const note of notes) checker.take(note);
  return checker.end();
}

class Checker {
  readonly #book: CampaignBook;
  readonly #profiles: World["profiles"];
  readonly #moments: readonly { timeMs: number; subscriber: number; definition: number }[];
  readonly #broken = new Set<Breach>();
  readonly #byPerson = new Map<number, Contact[]>();
  readonly #all: Contact[] = [];
  readonly #paused = new Set<number>();
  readonly #optedOut = new Set<number>();
  readonly #complained = new Map<number, number>();
  /** "subscriber campaign" of what was accepted. */
  readonly #accepted = new Set<string>();
  /** By "subscriber sequence": what was offered, and how it ended. */
  readonly #offers = new Map<string, { offer: Decision; sent: number; ends: number }>();

  constructor({ book, profiles, happenings }: World) {
    this.#book = book;
    this.#profiles = profiles;
    this.#moments = happenings.map((one) =>
      one.kind === "moment" ? one : { timeMs: 0, subscriber: -1, definition: -1 },
    );
  }

  take(note: Note): void {
    if (note.kind === "happening") {
      const { happening } = note;
      if (happening.kind === "opt-out") this.#optedOut.add(happening.subscriber);
      else if (happening.kind === "pause") {
        if (happening.isPaused) this.#paused.add(happening.campaign);
        else this.#paused.delete(happening.campaign);
      }
    } else if (note.kind === "decision") this.#decision(note.decision);
    else if (note.kind === "sent") this.#sent(note.offer);
    else this.#outcome(note.outcome);
  }

  end(): Set<Breach> {
    for (const { offer, ends } of this.#offers.values()) {
      this.#check("life", offer.kind !== "offered" || ends === 1);
    }
    return this.#broken;
  }

  #check(breach: Breach, holds: boolean): void {
    if (!holds) this.#broken.add(breach);
  }

  #lifeOf(offer: Decision) {
    const key = `${offer.subscriber} ${offer.sequence}`;
    const known = this.#offers.get(key) ?? { offer, sent: 0, ends: 0 };
    this.#offers.set(key, known);
    return known;
  }

  #decision(decision: Decision): void {
    const life = this.#lifeOf(decision);
    if (decision.kind === "offered" && decision.deliverAtMs === undefined) {
      this.#check("life", life.sent === 1);
    } else if (decision.kind === "suppressed") this.#check("life", life.sent === 0);
    for (const { campaign, rule } of decision.losers ?? []) {
      if (rule === "arbitration.lost") this.#check(rule, this.#hasLost(decision, campaign));
    }
  }

  /** Whether a campaign rightly lost a moment to the one that was decided for. */
  #hasLost(decision: Decision, loser: number): boolean {
    const arm = armByHash(this.#book.campaigns[loser]!, decision.subscriber);
    const winner = this.#soldBy(decision.campaign, decision.arm);
    const ahead =
      (winner.product?.priority ?? 0) - (this.#soldBy(loser, arm).product?.priority ?? 0);
    if (ahead !== 0) return ahead > 0;
    if (this.#book.arbitration?.by !== "score") return decision.campaign < loser;
    const wonBy = this.#scoreOf(decision, decision.campaign, decision.arm);
    return this.#scoreOf(decision, loser, arm) <= wonBy + 1e-9;
  }

  #scoreOf({ subscriber }: Decision, campaign: number, arm: number | undefined): number {
    const { product, need } = this.#soldBy(campaign, arm);
    const scores = this.#profiles[subscriber]?.scores[need as keyof Profile["scores"]];
    if (scores === undefined) return 0;
    const { refusalWeight } = this.#book.arbitration!;
    return scores.need * (product?.price ?? 1) * scores.fit - scores.refusal * refusalWeight;
  }

  #outcome({ kind, subscriber, campaign, decision, timeMs }: Outcome): void {
    if (kind === "accepted") this.#accepted.add(`${subscriber} ${campaign}`);
    if (kind === "optedOut") this.#optedOut.add(subscriber);
    if (kind === "complained") {
      this.#complained.set(subscriber, (this.#complained.get(subscriber) ?? 0) + 1);
    }
    if (kind === "delivered") {
      const { quietHours } = this.#book.policy;
      this.#check("delivered in quiet hours", !isInside(quietHours, timeMs));
    }
    const life = this.#offers.get(`${subscriber} ${decision}`);
    if (ENDS.has(kind)) {
      this.#check("life", life !== undefined && (kind === "expiredWhileHeld" || life.sent > 0));
      if (life !== undefined) life.ends++;
    }
  }

  #sent(offer: Offered): void {
    const { subscriber, campaign, reminder = 0, channel = "sms" } = offer;
    const timeMs = offer.deliverAtMs ?? offer.timeMs;
    const life = this.#lifeOf(offer);
    if (reminder === 0) life.sent++;
    this.#check("life", life.sent === 1 && life.ends === 0);
    const contact = { timeMs, campaign, channel, isReminder: reminder > 0 };
    this.#checkPerson(offer, timeMs);
    this.#checkProduct(offer, channel);
    this.#checkHistory(offer, timeMs);
    this.#checkMoment(offer, timeMs);
    this.#checkContacts(offer, contact);
    this.#checkLimits(offer, contact);
    this.#all.push(contact);
    this.#byPerson.set(subscriber, [...(this.#byPerson.get(subscriber) ?? []), contact]);
  }

  #checkPerson({ subscriber, campaign, arm }: Offered, timeMs: number): void {
    const { policy, control, campaigns } = this.#book;
    const profile = this.#profiles[subscriber];
    const { who, whenAndWhere, name, pilot } = campaigns[campaign]!;
    this.#check("campaign.paused", !this.#paused.has(campaign));
    this.#check("campaign.out-of-hours", isInside(whenAndWhere.hours, timeMs));
    this.#check("contact-policy.quiet-hours", !isInside(policy.quietHours, timeMs));
    this.#check(
      "segment.not-eligible",
      who.usesMms === undefined || (profile !== undefined && who.usesMms === profile.usesMms),
    );
    this.#check("contact-policy.red-list", !(policy.excludeRedList && profile?.redListed));
    this.#check(
      "contact-policy.do-not-disturb",
      !(policy.respectDoNotDisturb && profile?.doNotDisturb),
    );
    for (const purpose of policy.consent ?? []) {
      this.#check("consent.missing", profile?.consent[purpose] === true);
    }
    this.#check("contact-policy.opted-out", !this.#optedOut.has(subscriber));
    this.#check(
      "contact-policy.complained",
      !(policy.excludeComplained && this.#complained.has(subscriber)),
    );
    this.#check(
      "contact-policy.already-accepted",
      !(policy.excludeAccepted && this.#accepted.has(`${subscriber} ${campaign}`)),
    );
    const place = fraction(hashWords(hashText(name), subscriber, 0x9117));
    this.#check("campaign.pilot", pilot === undefined || place < pilot.share);
    this.#check("arm", arm === armByHash(campaigns[campaign]!, subscriber));
    const inControl = fraction(hashWords(control.salt, subscriber)) < control.share;
    this.#check("experiment.control-group", !inControl);
  }

  #checkProduct({ subscriber, campaign, arm }: Offered, channel: ContactChannel): void {
    const { product, what } = this.#soldBy(campaign, arm);
    const able = this.#profiles[subscriber]?.capabilities ?? 0;
    const can = (bit: number): boolean => Math.floor(able / bit) % 2 === 1;
    const isListed = (what.channels ?? [what.channel]).includes(channel);
    this.#check("product.handset", isListed);
    this.#check("product.handset", channel !== "mms" || can(CAPABILITY.mms));
    this.#check("product.handset", channel !== "wapPush" || can(CAPABILITY.wap));
    for (const name of product?.handset ?? []) {
      this.#check("product.handset", can(CAPABILITY[name]));
    }
    for (const name of product?.prerequisites ?? []) {
      this.#check("product.prerequisite", this.#owns(subscriber, name));
    }
    for (const name of product?.excludes ?? []) {
      this.#check("product.excluded", !this.#owns(subscriber, name));
    }
  }

  /** Whether somebody has a product, by its id, or any of a need class. */
  #owns(subscriber: number, name: string): boolean {
    const record = this.#book.products?.find(({ id }) => id === name);
    const need = record?.need ?? name;
    const history = this.#profiles[subscriber]?.history as Record<string, { ordered?: true }>;
    if (history?.[need]?.ordered) return true;
    return this.#book.campaigns.some((campaign, index) => {
      if (!this.#accepted.has(`${subscriber} ${index}`)) return false;
      const sold = this.#soldBy(index, armByHash(campaign, subscriber));
      return record === undefined ? sold.need === need : sold.what.productId === name;
    });
  }

  #checkHistory({ subscriber, campaign, arm }: Offered, timeMs: number): void {
    const { history } = this.#book.policy;
    const profile = this.#profiles[subscriber];
    if (history === undefined) return;
    const { need, product } = this.#soldBy(campaign, arm);
    const past = profile?.history[need as keyof Profile["history"]] ?? {};
    const isOld = (daysAgo: number | undefined, windowMs: number | undefined): boolean =>
      daysAgo === undefined ||
      daysAgo === -1 ||
      windowMs === undefined ||
      timeMs + daysAgo * DAY_MS >= windowMs;
    const rule = (name: string, holds: boolean) =>
      this.#check(`contact-policy.history-${name}` as Rule, holds);
    if (history.ordered) rule("ordered", !this.#owns(subscriber, product?.id ?? need));
    rule("tried", isOld(past.triedDaysAgo, history.triedMs));
    rule("cancelled", isOld(past.cancelledDaysAgo, history.cancelledMs));
    if (past.unsubscribedBy === "batch") {
      rule("batch-unsubscribed", isOld(past.unsubscribedDaysAgo, history.batchUnsubscribedMs));
    } else if (past.unsubscribedBy === "self") {
      rule("self-unsubscribed", isOld(past.unsubscribedDaysAgo, history.selfUnsubscribedMs));
    }
    rule("complained-about", !(history.complainedAbout && past.complainedAbout));
    const mine = this.#byPerson.get(subscriber) ?? [];
    const { contactedMs = 0, telemarketedMs = 0 } = history;
    rule("contacted", isOld(profile?.contactedDaysAgo, history.contactedMs));
    rule("contacted", mine.filter((one) => timeMs - one.timeMs < contactedMs).length === 0);
    const calls = mine.filter(({ channel }) => channel === "call");
    rule("telemarketed", isOld(profile?.telemarketedDaysAgo, history.telemarketedMs));
    rule("telemarketed", calls.filter((one) => timeMs - one.timeMs < telemarketedMs).length === 0);
  }

  #checkMoment(
    { trigger, subscriber, campaign, arm, reminder = 0 }: Offered,
    timeMs: number,
  ): void {
    const { definition, and } = this.#book.campaigns[campaign]!.whenAndWhere;
    const { what } = this.#soldBy(campaign, arm);
    const own = trigger.definition;
    const isOwn = own === definition || own === and?.definition;
    this.#check("moment.not-together", isOwn);
    if (and !== undefined) {
      const other = own === definition ? and.definition : definition;
      const came = this.#moments
        .slice(0, trigger.sequence)
        .some(
          (one) =>
            one.subscriber === subscriber &&
            one.definition === other &&
            trigger.timeMs - one.timeMs <= and.withinMs,
        );
      this.#check("moment.not-together", came);
    }
    if (reminder > 0) return;
    const { deliver, holdMs } = what;
    const late = timeMs - trigger.timeMs;
    if (deliver?.kind === "nextIdle") this.#check("deadline", late <= (holdMs ?? DAY_MS));
    else if (deliver?.kind === "after") {
      this.#check("deadline", late >= deliver.afterMs && late <= deliver.afterMs + (holdMs ?? 0));
    } else if (deliver?.kind === "at") this.#check("deadline", late < DAY_MS + (holdMs ?? 0));
    else this.#check("deadline", late <= (holdMs ?? 0));
  }

  #checkContacts({ subscriber }: Offered, { timeMs, channel }: Contact): void {
    const { policy } = this.#book;
    const mine = this.#byPerson.get(subscriber) ?? [];
    this.#check(
      "contact-policy.minimum-gap",
      mine.every((one) => timeMs - one.timeMs >= policy.minimumGapMs),
    );
    for (const cap of [policy.cap, ...(policy.caps ?? [])]) {
      const through = "channel" in cap ? cap.channel : undefined;
      if (through !== undefined && through !== channel) continue;
      const counted = mine.filter(
        (one) =>
          (through === undefined || one.channel === through) && timeMs - one.timeMs < cap.withinMs,
      );
      const rule = through === undefined ? "contact-policy.cap" : "contact-policy.channel-cap";
      this.#check(rule, counted.length < cap.offers);
    }
    if (policy.attention === undefined) return;
    const complaints = (this.#complained.get(subscriber) ?? 0) * weights.complaint;
    const damage = mine.reduce((sum, one) => sum + weights.contact[one.channel], complaints);
    const after = damage + weights.contact[channel];
    this.#check("attention.budget", after <= policy.attention.perPerson + 1e-6);
  }

  #checkLimits({ campaign, arm }: Offered, contact: Contact): void {
    const { offersPerDay, budget } = this.#book.campaigns[campaign]!.what;
    const { product } = this.#soldBy(campaign, arm);
    const day = Math.floor(contact.timeMs / DAY_MS);
    if (!contact.isReminder) {
      const today = this.#all.filter(
        (one) => !one.isReminder && Math.floor(one.timeMs / DAY_MS) === day,
      );
      const own = today.filter((one) => one.campaign === campaign).length;
      this.#check("campaign.daily-limit", offersPerDay === undefined || own < offersPerDay);
      if (product?.pushesPerDay !== undefined) {
        const pushes = this.#pushes.get(`${product.id} ${day}`) ?? 0;
        this.#check("product.daily-limit", pushes < product.pushesPerDay);
        this.#pushes.set(`${product.id} ${day}`, pushes + 1);
      }
    }
    const cost = (channel: ContactChannel): number => this.#book.channels?.[channel]?.cost ?? 0;
    const spent = this.#all.filter((one) => one.campaign === campaign);
    const sum = spent.reduce((yuan, one) => yuan + cost(one.channel), cost(contact.channel));
    this.#check("campaign.budget", budget === undefined || sum <= budget + 1e-6);
    this.#checkCapacity(contact);
  }

  /** By "product day". */
  readonly #pushes = new Map<string, number>();
  /** By channel: when each server is free again. */
  readonly #servers = new Map<ContactChannel, number[]>();
  /** Begins of services at counters. */
  readonly #begins: number[] = [];

  #checkCapacity({ channel, timeMs }: Contact): void {
    const terms = this.#book.channels?.[channel] ?? {};
    const { perSecond, seats, handlingMs = 0, counters, serviceMs = 0, queueBelow = 0 } = terms;
    if (perSecond !== undefined) {
      const burst = Math.max(1, Math.floor(perSecond));
      const sent = this.#all.filter((one) => one.channel === channel);
      for (const [place, first] of sent.entries()) {
        const count = sent.length - place + 1;
        const allowed = burst + ((timeMs - first.timeMs) / 1000) * perSecond;
        this.#check("channel.capacity", count <= allowed + 1e-3);
      }
    }
    const servers = seats ?? counters;
    if (servers === undefined) return;
    const free = this.#servers.get(channel) ?? new Array<number>(servers).fill(0);
    this.#servers.set(channel, free);
    const next = free.indexOf(Math.min(...free));
    const beginMs = Math.max(timeMs, free[next] ?? Number.POSITIVE_INFINITY);
    if (seats !== undefined) this.#check("channel.capacity", beginMs === timeMs);
    else if (beginMs > timeMs) {
      const waiting = this.#begins.filter((begin) => begin > timeMs).length;
      this.#check("channel.capacity", waiting < queueBelow);
    }
    if (next >= 0) free[next] = beginMs + (seats === undefined ? serviceMs : handlingMs);
    if (counters !== undefined) this.#begins.push(beginMs);
  }

  #soldBy(campaign: number, arm: number | undefined) {
    const of = this.#book.campaigns[campaign]!;
    const own = arm === undefined ? {} : of.arms![arm]!.what;
    const { product: _, productId: __, ...unsold } = of.what;
    const base = own.product === undefined && own.productId === undefined ? of.what : unsold;
    const { channels: ___, ...rest } = base;
    const what: Campaign["what"] = { ...(own.channel === undefined ? base : rest), ...own };
    const product = this.#book.products?.find(({ id }) => id === what.productId);
    const trigger = this.#book.definitions[of.whenAndWhere.definition]!;
    return { what, product, need: product?.need ?? what.product ?? USUAL[trigger.name]! };
  }
}

/** What the triggers of these worlds are usually for. */
const USUAL: Readonly<Record<string, string>> = {
  "ringback.heard": "ringbackTone",
  "powered.on": "missedCallAlert",
  "cells.changedRapidly": "wap",
};

function armByHash({ arms, name }: Campaign, subscriber: number): number | undefined {
  if (arms === undefined) return undefined;
  const place = fraction(hashWords(hashText(name), subscriber, 0xa235));
  let from = 0;
  for (const [arm, { share }] of arms.entries()) {
    if (place >= from && place < from + share) return arm;
    from += share;
  }
  return undefined;
}

/** By walking the clock in half-hours, as the worlds make them. */
function isInside({ fromMs, toMs }: { fromMs: number; toMs: number }, timeMs: number): boolean {
  const half = HOUR_MS / 2;
  const slot = Math.floor((timeMs % DAY_MS) / half);
  if (fromMs === 0 && toMs === DAY_MS) return true;
  for (let at = fromMs / half; at !== toMs / half; at = (at + 1) % 48) {
    if (at === slot) return true;
  }
  return false;
}
