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
/** What she writes to the number so soon after a message from it replies to that. ASSUMED. */
const REPLIES_WITHIN_MS = DAY_MS;
/** Numbers that speak by themselves. */
const VOICE_SERVICES: readonly ServiceRole[] = ["voiceService", "directory", "weather", "clock"];

/** A call as far as it has come. */
interface Call {
  readonly number: string;
  /** NaN before it is answered. */
  answeredMs: number;
}

/** Of one person. */
class Doings {
  hotlineCalls = 0;
  hotlineMinutes = 0;
  voiceServiceCalls = 0;
  billedMinutes = 0;
  counterVisits = 0;
  /** Messages that waited for a reply, and those that got one. */
  asked = 0;
  replied = 0;
  readonly messageKinds = new Set<string>();
  readonly webOperations = new Set<string>();
  readonly counterBusinesses = new Set<string>();
  /** The latest message to a number, and the latest from it that waits for a reply. */
  readonly wroteMs = new Map<string, number>();
  readonly askedMs = new Map<string, number>();
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
      case "call.released":
        this.#released(event, doings);
        break;
      case "message.sent":
        if (event.number !== "") this.#written(event, doings);
        break;
      case "message.received":
        if (event.numberClass === "operator") this.#read(event, doings);
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
    const { hotlineCalls, hotlineMinutes, asked, replied } = doings;
    return known({
      hotlineCalls: where(this.#hotlines.size > 0, aMonth(hotlineCalls)),
      hotlineMeanMinutes: where(hotlineCalls > 0, hotlineMinutes / hotlineCalls),
      voiceServiceCalls: where(this.#voices.size > 0, aMonth(doings.voiceServiceCalls)),
      billedMinutes: aMonth(doings.billedMinutes),
      messageReplyShare: where(asked > 0, replied / asked),
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
    if (this.#hotlines.has(call.number)) doings.hotlineMinutes += minutes;
  }

  #written(
    { timeMs, number, keyword }: Extract<SubscriberEvent, { type: "message.sent" }>,
    doings: Doings,
  ): void {
    doings.messageKinds.add(`${number} ${keyword}`);
    doings.wroteMs.set(number, timeMs);
    const askedMs = doings.askedMs.get(number);
    if (askedMs === undefined) return;
    doings.askedMs.delete(number);
    if (timeMs - askedMs <= REPLIES_WITHIN_MS) doings.replied++;
  }

  #read(
    { timeMs, number }: Extract<SubscriberEvent, { type: "message.received" }>,
    doings: Doings,
  ): void {
    const wroteMs = doings.wroteMs.get(number) ?? Number.NEGATIVE_INFINITY;
    if (timeMs - wroteMs <= ANSWERS_WITHIN_MS) return;
    doings.asked++;
    doings.askedMs.set(number, timeMs);
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
