// What a launch would ask of the operator's systems: a small rehearsal, scaled up to all people.
import { sharesLimits } from "../../campaigns/daily-offers.ts";
import type { ChannelTerms } from "../../campaigns/terms.ts";
import { CONTACT_CHANNELS, type ContactChannel } from "../../domain/decision.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import {
  type Observation,
  observe,
  type Send,
  type SmallRun,
  withoutSharedLimits,
} from "./observation.ts";

/** What one channel would carry; numbers are of all the scenario's people. */
export interface ChannelLoad {
  readonly channel: ContactChannel;
  /** Contacts of a day, on average. */
  readonly perDay: number;
  /** The hour of the day, 0 to 23, in which most are sent on some day. */
  readonly peakHour: number;
  /** Contacts in that hour. */
  readonly perHour: number;
  /** The same by the second, on average in that hour. */
  readonly perSecond: number;
  /** Contacts of the small rehearsal in that hour: how sure the numbers are. */
  readonly sample: number;
  /** Agents or counters that would be busy no more than {@link BUSY_MOST} of that hour. */
  readonly staff?: number;
  /** People who wait at the counters on average in that hour; Infinity when the queue only grows. */
  readonly queue?: number;
}

export interface CampaignLoad {
  /** Undefined: all campaigns together. */
  readonly campaign?: string;
  /** People contacted at least once in the rehearsed days. */
  readonly people: number;
  readonly channels: readonly ChannelLoad[];
}

/** What would not fit, and the cap that would. */
export interface LoadWarning {
  readonly channel: ContactChannel;
  /** "4,200 calls an hour at 10:00". */
  readonly got: string;
  /** "at most the 300 an hour of 15 seats". */
  readonly wanted: string;
  /** Contacts a day with which the peak hour would fit. */
  readonly capPerDay: number;
}

export interface LaunchLoad {
  /** People of the small rehearsal, and of the launch. */
  readonly rehearsed: number;
  readonly subscribers: number;
  readonly days: number;
  readonly campaigns: readonly CampaignLoad[];
  readonly all: CampaignLoad;
  readonly warnings: readonly LoadWarning[];
}

/** Share of an hour that people can work in at most. ASSUMED: usual in call centres, 80 to 90 %. */
const BUSY_MOST = 0.85;
/** When the scenario does not say how long a contact takes; the defaults of scenarios/channels.ts. */
const CALL_MS = 3 * MINUTE_MS;
const SERVICE_MS = 8 * MINUTE_MS;
const SECONDS_PER_HOUR = 3_600;

/**
 * The load of a launch. Limits that people share are left out of the small rehearsal, as they are
 * made for all people; offersPerDay then counts for the launch. A rehearsal of the scenario that is
 * there already is used when it has no such limits.
 */
export async function launchLoad(
  scenario: Scenario,
  small: SmallRun,
  known?: Observation,
): Promise<LaunchLoad> {
  const observation =
    known !== undefined && !sharesLimits(scenario)
      ? known
      : await observe(withoutSharedLimits(scenario), small);
  return loadOf(scenario, observation);
}

/** The load of what a small rehearsal without shared limits has sent. */
export function loadOf(
  scenario: Scenario,
  { sends, subscribers, days }: Pick<Observation, "sends" | "subscribers" | "days">,
): LaunchLoad {
  const scale = scenario.subscribers / subscribers;
  const weights = scenario.campaigns.map(({ what }, campaign) => {
    const own = sends.filter((send) => send.campaign === campaign).length;
    const perDay = (own * scale) / days;
    return what.offersPerDay === undefined
      ? scale
      : scale * Math.min(1, what.offersPerDay / perDay);
  });
  const weightOf = ({ campaign }: Send): number => weights[campaign]!;
  const of = (own: readonly Send[], campaign?: string): CampaignLoad => ({
    ...(campaign === undefined ? {} : { campaign }),
    people: peopleOf(own, weightOf),
    channels: CONTACT_CHANNELS.flatMap((channel) => {
      const there = own.filter((send) => send.channel === channel);
      return there.length === 0
        ? []
        : [
            channelLoad(channel, there, {
              weightOf,
              days,
              terms: scenario.channels?.[channel] ?? {},
            }),
          ];
    }),
  });
  const all = of(sends);
  return {
    rehearsed: subscribers,
    subscribers: scenario.subscribers,
    days,
    campaigns: scenario.campaigns.map(({ name }, campaign) =>
      of(
        sends.filter((send) => send.campaign === campaign),
        name,
      ),
    ),
    all,
    warnings: all.channels.flatMap((load) =>
      warningsOf(load, scenario.channels?.[load.channel] ?? {}),
    ),
  };
}

function peopleOf(sends: readonly Send[], weightOf: (send: Send) => number): number {
  const weights = new Map<number, number>();
  for (const send of sends) {
    weights.set(send.subscriber, Math.max(weights.get(send.subscriber) ?? 0, weightOf(send)));
  }
  return Math.round([...weights.values()].reduce((sum, weight) => sum + weight, 0));
}

function channelLoad(
  channel: ContactChannel,
  sends: readonly Send[],
  {
    weightOf,
    days,
    terms,
  }: {
    readonly weightOf: (send: Send) => number;
    readonly days: number;
    readonly terms: ChannelTerms;
  },
): ChannelLoad {
  const hours = new Map<number, { sample: number; count: number }>();
  for (const send of sends) {
    const hour = Math.floor(send.timeMs / HOUR_MS);
    const { sample, count } = hours.get(hour) ?? { sample: 0, count: 0 };
    hours.set(hour, { sample: sample + 1, count: count + weightOf(send) });
  }
  const [hour, peak] = [...hours].reduce((most, next) =>
    next[1].count > most[1].count ? next : most,
  );
  const total = [...hours.values()].reduce((sum, { count }) => sum + count, 0);
  return {
    channel,
    perDay: Math.round(total / days),
    peakHour: hour % 24,
    perHour: Math.round(peak.count),
    perSecond: peak.count / SECONDS_PER_HOUR,
    sample: peak.sample,
    ...staffOf(channel, peak.count, terms),
  };
}

/** Those who make contacts of an hour, and who waits for them. */
function staffOf(
  channel: ContactChannel,
  perHour: number,
  { handlingMs = CALL_MS, serviceMs = SERVICE_MS, counters }: ChannelTerms,
): Pick<ChannelLoad, "staff" | "queue"> {
  if (channel !== "call" && channel !== "counter") return {};
  const erlangs = (perHour * (channel === "call" ? handlingMs : serviceMs)) / HOUR_MS;
  const staff = Math.max(1, Math.ceil(erlangs / BUSY_MOST));
  return channel === "counter" ? { staff, queue: waiting(erlangs, counters ?? staff) } : { staff };
}

/**
 * Mean number of people who wait for one of `servers`, offered so many erlangs (Erlang C); Infinity
 * when more come than can be served.
 */
export function waiting(erlangs: number, servers: number): number {
  if (erlangs >= servers) return Number.POSITIVE_INFINITY;
  // Erlang B by its recurrence, then C from B.
  let blocked = 1;
  for (let server = 1; server <= servers; server++) {
    blocked = (erlangs * blocked) / (server + erlangs * blocked);
  }
  const busy = erlangs / servers;
  const waits = blocked / (1 - busy * (1 - blocked));
  return (waits * busy) / (1 - busy);
}

const grouped = (count: number): string => Math.round(count).toLocaleString("en-US");

/** What a channel's own limits cannot take at the peak hour. */
function warningsOf(
  load: ChannelLoad,
  {
    perSecond,
    seats,
    handlingMs = CALL_MS,
    counters,
    serviceMs = SERVICE_MS,
    queueBelow,
  }: ChannelTerms,
): readonly LoadWarning[] {
  const { channel, perDay, perHour, peakHour } = load;
  const at = `at ${String(peakHour).padStart(2, "0")}:00`;
  const tooMuch = (perHourMost: number, got: string, wanted: string): readonly LoadWarning[] =>
    perHour <= perHourMost
      ? []
      : [{ channel, got, wanted, capPerDay: Math.floor((perDay * perHourMost) / perHour) }];
  if (perSecond !== undefined) {
    return tooMuch(
      perSecond * SECONDS_PER_HOUR,
      `${load.perSecond.toFixed(1)} messages a second ${at}`,
      `at most the ${perSecond} of channels.${channel}.perSecond`,
    );
  }
  if (seats !== undefined) {
    const most = (seats * HOUR_MS) / handlingMs;
    return tooMuch(
      most,
      `${grouped(perHour)} calls an hour ${at}`,
      `at most the ${grouped(most)} of ${grouped(seats)} seats; ${grouped(load.staff!)} would do`,
    );
  }
  if (counters === undefined) return [];
  const most = mostAtCounters({ counters, serviceMs, queueBelow: queueBelow ?? 1 });
  const queue = Number.isFinite(load.queue!) ? load.queue!.toFixed(1) : "ever more";
  return tooMuch(
    most,
    `${grouped(perHour)} customers an hour ${at}, ${queue} of them waiting`,
    `a queue below ${queueBelow ?? 1} at ${counters} counters: at most ${grouped(most)} an hour`,
  );
}

/** Customers of an hour with whom the queue stays below its limit. */
function mostAtCounters({
  counters,
  serviceMs,
  queueBelow,
}: {
  readonly counters: number;
  readonly serviceMs: number;
  readonly queueBelow: number;
}): number {
  const perErlang = HOUR_MS / serviceMs;
  let [low, high] = [0, counters];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (waiting(middle, counters) < queueBelow) low = middle;
    else high = middle;
  }
  return low * perErlang;
}
