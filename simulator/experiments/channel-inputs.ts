// What tap, feeds and records tell of how people deal with the operator: the factors of K4.
import type { ChannelFactor, ChannelInputs } from "../../campaigns/models/channel-preference.ts";
import type { Profile } from "../../domain/directory.ts";
import type { FeedEvent, FeedName } from "../../domain/feed-events.ts";
import type { SubscriberIndex } from "../../domain/identity.ts";
import type { ServiceRole } from "../../domain/number-plan.ts";
import type { EventHead, SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, MINUTE_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { VIP_STARS } from "./screening.ts";

/** Counts and minutes are brought to a month of so many days. */
const MONTH_DAYS = 30;
/** What the operator writes so soon after somebody has written to the number answers her. ASSUMED. */
const ANSWERS_WITHIN_MS = 10 * MINUTE_MS;
/** What she writes to the number so soon after a message from it may reply to that. ASSUMED. */
const REPLIES_WITHIN_MS = DAY_MS;
/** Numbers that speak by themselves; at 12580 an agent does. */
const VOICE_SERVICES: readonly ServiceRole[] = ["voiceService", "weather", "clock"];

/** A call as far as it has come. */
interface Call {
  readonly number: string;
  /** NaN before it is answered. */
  answeredMs: number;
}

/** What a number wrote to somebody, and what she wrote back. */
interface Exchange {
  /** Messages that were no answer to hers, and those of them that got a reply. */
  told: number;
  replied: number;
  /** The latest message to the number, and the latest from it without a reply; NaN for none. */
  wroteMs: number;
  toldMs: number;
}

/** Of one person. */
class Doings {
  hotlineCalls = 0;
  hotlineAnswers = 0;
  hotlineMinutes = 0;
  voiceServiceCalls = 0;
  billedMinutes = 0;
  counterVisits = 0;
  forwardingsSet = 0;
  readonly messageKinds = new Set<string>();
  readonly webOperations = new Set<string>();
  readonly counterBusinesses = new Set<string>();
  readonly exchanges = new Map<string, Exchange>();
  /** Feeds that have told something of her. */
  readonly toldBy = new Set<FeedName>();
  call: Call | undefined;
}

/** Counts what is told of people; what nobody tells of somebody stays unknown. */
export class ChannelCounts {
  readonly #feeds: Scenario["feeds"];
  readonly #hotlines: ReadonlySet<string>;
  readonly #voices: ReadonlySet<string>;
  readonly #listed: boolean;
  readonly #people = new Map<SubscriberIndex, Doings>();
  /** Numbers to which anybody has replied: others may only be telling something. */
  readonly #answerable = new Set<string>();

  /** Which number is for what stands in the scenario's plan. */
  constructor({ numbers, feeds }: Pick<Scenario, "numbers" | "feeds">) {
    const listedFor = (roles: readonly ServiceRole[]): ReadonlySet<string> =>
      new Set(
        numbers.services
          .filter(({ role }) => role !== undefined && roles.includes(role))
          .map(({ number }) => number),
      );
    this.#feeds = feeds;
    this.#hotlines = listedFor(["hotline"]);
    this.#voices = listedFor(VOICE_SERVICES);
    this.#listed = numbers.services.length > 0;
  }

  /** Takes one event; they come in the order of time. */
  add(event: SubscriberEvent): void {
    const doings = this.#of(event.subscriber);
    if ("feed" in event) this.#hear(event, doings);
    switch (event.type) {
      case "call.setUp":
        doings.call = undefined;
        if (event.direction === "originated") this.#dialled(event.number, doings);
        break;
      case "call.answered":
        if (doings.call !== undefined) doings.call.answeredMs = event.timeMs;
        break;
      case "forwarding.set":
        if (event.active) doings.forwardingsSet++;
        break;
      case "call.released":
        this.#released(event, doings);
        break;
      case "message.sent":
        if (event.number !== "") this.#written(event, doings);
        break;
      case "message.received":
        if (event.numberClass === "operator") read(event, doings);
        break;
    }
  }

  /**
   * What is known of somebody whom events of so many days have told of. A feed that knows only a
   * part of the people knows those of whom it has told something.
   */
  inputsOf(subscriber: SubscriberIndex, profile: Profile | undefined, days: number): ChannelInputs {
    const doings = this.#of(subscriber);
    const aMonth = (count: number): number => (count * MONTH_DAYS) / days;
    const tells = (feed: FeedName): boolean =>
      this.#feeds[feed].coverage === 1 || doings.toldBy.has(feed);
    const where = (isKnown: boolean, value: number): number | undefined =>
      isKnown ? value : undefined;
    const { hotlineAnswers, hotlineMinutes } = doings;
    return known({
      hotlineCalls: where(this.#hotlines.size > 0, aMonth(doings.hotlineCalls)),
      hotlineMeanMinutes: where(hotlineAnswers > 0, hotlineMinutes / hotlineAnswers),
      voiceServiceCalls: where(this.#voices.size > 0, aMonth(doings.voiceServiceCalls)),
      billedMinutes: aMonth(doings.billedMinutes),
      forwardingsSet: aMonth(doings.forwardingsSet),
      messageReplyShare: this.#replyShareOf(doings),
      messageServiceKinds: where(this.#listed, doings.messageKinds.size),
      webOperationKinds: where(tells("web"), doings.webOperations.size),
      counterVisits: where(tells("boss"), aMonth(doings.counterVisits)),
      counterBusinessKinds: where(tells("boss"), doings.counterBusinesses.size),
      ...(profile === undefined ? {} : recordedOf(profile)),
    });
  }

  #of(subscriber: SubscriberIndex): Doings {
    const found = this.#people.get(subscriber);
    if (found !== undefined) return found;
    const fresh = new Doings();
    this.#people.set(subscriber, fresh);
    return fresh;
  }

  #dialled(number: string, doings: Doings): void {
    doings.call = { number, answeredMs: Number.NaN };
    if (this.#hotlines.has(number)) doings.hotlineCalls++;
    if (this.#voices.has(number)) doings.voiceServiceCalls++;
  }

  #released({ timeMs }: EventHead, doings: Doings): void {
    const { call } = doings;
    doings.call = undefined;
    if (call === undefined || Number.isNaN(call.answeredMs)) return;
    const minutes = (timeMs - call.answeredMs) / MINUTE_MS;
    doings.billedMinutes += minutes;
    if (!this.#hotlines.has(call.number)) return;
    doings.hotlineAnswers++;
    doings.hotlineMinutes += minutes;
  }

  #written(
    { timeMs, number, keyword }: Extract<SubscriberEvent, { type: "message.sent" }>,
    doings: Doings,
  ): void {
    doings.messageKinds.add(`${number} ${keyword}`);
    const exchange = exchangeWith(number, doings);
    exchange.wroteMs = timeMs;
    // A keyword asks or orders something of its own accord.
    if (keyword !== "" || !(timeMs - exchange.toldMs <= REPLIES_WITHIN_MS)) return;
    exchange.replied++;
    exchange.toldMs = Number.NaN;
    this.#answerable.add(number);
  }

  /** Of what numbers wrote that are seen to get replies; undefined when none of them wrote. */
  #replyShareOf({ exchanges }: Doings): number | undefined {
    let told = 0;
    let replied = 0;
    for (const [number, exchange] of exchanges) {
      if (!this.#answerable.has(number)) continue;
      told += exchange.told;
      replied += exchange.replied;
    }
    return told === 0 ? undefined : replied / told;
  }

  #hear(event: FeedEvent, doings: Doings): void {
    doings.toldBy.add(event.feed);
    if ("by" in event && event.by === "web") {
      doings.webOperations.add(`${event.type} ${"about" in event ? event.about : ""}`);
    }
    if (event.type === "counter.closed") {
      doings.counterVisits++;
      doings.counterBusinesses.add(event.business);
    }
  }
}

function read(
  { timeMs, number }: Extract<SubscriberEvent, { type: "message.received" }>,
  doings: Doings,
): void {
  const exchange = exchangeWith(number, doings);
  if (timeMs - exchange.wroteMs <= ANSWERS_WITHIN_MS) return;
  exchange.told++;
  exchange.toldMs = timeMs;
}

function exchangeWith(number: string, { exchanges }: Doings): Exchange {
  const found = exchanges.get(number);
  if (found !== undefined) return found;
  const fresh = { told: 0, replied: 0, wroteMs: Number.NaN, toldMs: Number.NaN };
  exchanges.set(number, fresh);
  return fresh;
}

/** What the records hold, of the factors that the model asks for. */
function recordedOf(profile: Profile): ChannelInputs {
  const { star, tenureMonths, usesMms, usesWap, readsMobileNewspaper } = profile;
  return {
    isVip: star >= VIP_STARS ? 1 : 0,
    tenureMonths,
    dataServiceKinds: [usesMms, usesWap, readsMobileNewspaper].filter(Boolean).length,
  };
}

function known(
  inputs: Readonly<Partial<Record<ChannelFactor, number | undefined>>>,
): ChannelInputs {
  return Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => value !== undefined),
  ) as ChannelInputs;
}
