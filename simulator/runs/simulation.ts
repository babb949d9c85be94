// A rehearsal: a whole scenario in virtual time, as fast as the machine can, as one report.
import { sharesLimits } from "../../campaigns/daily-offers.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { byTotalOrder } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import { reportOf } from "../../metrics/report.ts";
import type { Report } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { layOutPopulation } from "../population.ts";
import { createTraffic } from "../traffic.ts";
import { createWire } from "../wire.ts";
import {
  createOffice,
  createSharedOffice,
  createSummary,
  type OfficeOrder,
  type RunPart,
  type SharedOffice,
} from "./office.ts";
import { pricesOf } from "./prices.ts";
import { mergedRecordings, type Recording } from "./recording.ts";
import { createShard, type Phase, type Shard, type ShardHooks, type ShardOrder } from "./shard.ts";
import type { Watcher } from "./watcher.ts";

export interface Progress {
  readonly phase: string;
  /** 0 to 1. */
  readonly share: number;
  readonly events: number;
  readonly simulatedMs: number;
}

/** Something with steps somewhere else: every step is asked for and answered. */
type Remote<T> = {
  readonly [Step in keyof T]: T[Step] extends (...given: infer Given) => infer Answer
    ? (...given: Given) => Promise<Answer>
    : never;
};
export type RemoteShard = Remote<Shard>;
export type RemoteOffice = Remote<SharedOffice>;

/** Starts the shards of a run: on threads, on nodes of a cluster, on this thread. */
export interface ShardHost {
  /** Memory that all shards see, or that each place has for itself. */
  allocate(octets: number): ArrayBufferLike;
  start(order: ShardOrder): RemoteShard;
  /** The one office of a run whose people share limits; it is asked once they are there. */
  openOffice(order: OfficeOrder): RemoteOffice;
  /** Ends all shards and the office, finished or not. */
  stop(): Promise<void>;
}

export interface RunOptions {
  /** Default: the scenario's. */
  readonly seed?: string;
  readonly subscribers?: number;
  readonly days?: number;
  /** Sends every event through encoder, octets, decoder and tracker; on this thread. */
  readonly wire?: boolean;
  /** The door of this thread; default: tokens without a key. */
  readonly tokenise?: Tokenise;
  /** Parts that the people are dealt out to; they change nothing but the speed. Default 1. */
  readonly shards?: number;
  /** Default: this thread. */
  readonly host?: ShardHost;
  /** Visits people from the last to the first, which must change nothing. */
  readonly reversed?: boolean;
  readonly onPhase?: (phase: Phase) => void;
  /** Told of everything as it happens; on this thread alone, not with `host` or `wire`. */
  readonly watcher?: Watcher;
  onProgress?(progress: Progress): void;
  /** Told at the end who was contacted, converted and complained; not with `wire`. */
  onRecording?(recording: Recording): void;
  /** Stops the run between two windows; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Virtual time between two looks at the signal; decisions are made window by window. */
const WINDOW_MS = HOUR_MS;

/**
 * Runs a scenario and reports. The same scenario, seed, subscribers and days give the same report,
 * whatever the number of shards and wherever they run.
 *
 * @throws the signal's reason once it is aborted; KairosError when the scenario cannot be run.
 */
export async function run(scenario: Scenario, options: RunOptions = {}): Promise<Report> {
  const days = options.days ?? scenario.days;
  const planned = {
    scenario: { ...scenario, days },
    seed: options.seed ?? scenario.seed,
    subscribers: options.subscribers ?? scenario.subscribers,
    simulatedMs: days * DAY_MS,
  };
  const tell = (phase: string, timeMs: number, events: number): void =>
    options.onProgress?.({
      phase,
      share: timeMs / planned.simulatedMs,
      events,
      simulatedMs: timeMs,
    });
  tell("making the world", 0, 0);
  await breathe(options.signal);
  const parts =
    options.wire === true
      ? [await throughOctets(planned, options, tell)]
      : await inShards(planned, options, tell);
  const recordings = parts.flatMap(({ recording }) => recording ?? []);
  options.onRecording?.(mergedRecordings(recordings, scenario.campaigns.length));
  return reportOf(
    parts,
    scenario.campaigns.map(({ name }) => name),
    {
      ...planned,
      scenario: scenario.name,
      prices: pricesOf(scenario),
      ...(scenario.goals === undefined ? {} : { goals: scenario.goals }),
    },
  );
}

interface Planned {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly subscribers: number;
  readonly simulatedMs: number;
}

type Tell = (phase: string, timeMs: number, events: number) => void;

async function inShards(
  { scenario, seed, subscribers, simulatedMs }: Planned,
  options: RunOptions,
  tell: Tell,
): Promise<RunPart[]> {
  const { shards: of = 1, tokenise, onPhase, watcher, reversed = false } = options;
  const host =
    options.host ??
    thisThread({
      ...(tokenise && { tokenise }),
      ...(onPhase && { onPhase }),
      ...(watcher && { watcher }),
    });
  const allocate = (octets: number): ArrayBufferLike => host.allocate(octets);
  const people = layOutPopulation(subscribers, allocate).buffer;
  const record = options.onRecording !== undefined;
  try {
    const shards = Array.from({ length: of }, (_, index) =>
      host.start({ scenario, seed, subscribers, people, index, of, reversed, record }),
    );
    const all = async <T>(step: (shard: RemoteShard) => Promise<T>): Promise<T[]> => {
      await breathe(options.signal);
      return await Promise.all(shards.map(step));
    };
    await all((shard) => shard.settleHomes());
    await shards[0]!.formGroups();
    await all((shard) => shard.settlePeople());
    const office = sharesLimits(scenario)
      ? host.openOffice({ scenario, seed, subscribers, people, record })
      : undefined;
    let events = 0;
    for (let fromMs = 0; fromMs < simulatedMs; fromMs += WINDOW_MS) {
      if (fromMs % DAY_MS === 0) {
        tell("planning the day", fromMs, events);
        const conflicts = await all((shard) => shard.plan(fromMs / DAY_MS));
        await all((shard) => shard.settle(conflicts));
      }
      tell("simulating", fromMs, events);
      const toMs = fromMs + WINDOW_MS;
      const walked = await all((shard) => shard.walk(fromMs, toMs));
      events = walked.reduce((sum, window) => sum + window.events, 0);
      await office?.decide(
        walked.flatMap(({ triggers }) => triggers),
        toMs,
      );
    }
    tell("simulating", simulatedMs, events);
    const parts = await all((shard) => shard.part());
    return office === undefined ? parts : [...parts, await office.part()];
  } finally {
    await host.stop();
  }
}

/** Shards that take turns on this thread. */
function thisThread(hooks: ShardHooks): ShardHost {
  return {
    allocate: (octets) => new ArrayBuffer(octets),
    start(order) {
      const shard = createShard(order, hooks);
      return {
        settleHomes: async (part) => shard.settleHomes(part),
        formGroups: async () => shard.formGroups(),
        settlePeople: async (part) => shard.settlePeople(part),
        plan: async (day) => shard.plan(day),
        settle: async (conflicts) => shard.settle(conflicts),
        walk: async (fromMs, toMs) => shard.walk(fromMs, toMs),
        part: async () => shard.part(),
      };
    },
    openOffice(order) {
      const office = createSharedOffice(order, hooks);
      return {
        decide: async (triggers, toMs) => office.decide(triggers, toMs),
        part: async () => office.part(),
      };
    },
    stop: async () => {},
  };
}

/** The bare loop, event by event, behind encoder and tracker. */
async function throughOctets(
  { scenario, seed, subscribers, simulatedMs }: Planned,
  { tokenise, signal }: RunOptions,
  tell: Tell,
): Promise<RunPart> {
  const traffic = createTraffic(scenario, {
    seed,
    subscribers,
    ...(tokenise === undefined ? {} : { tokenise }),
  });
  const summary = createSummary(scenario, traffic.responses);
  const office = createOffice(scenario, { ...traffic, summary });
  const triggers: Trigger[] = [];
  const twin = createTwin({
    directory: traffic.directory,
    definitions: scenario.definitions,
    onTrigger: (trigger) => triggers.push(trigger),
  });
  const wire = createWire(traffic, { seed, start: scenario.start, untilMs: simulatedMs });
  for (let fromMs = 0; fromMs < simulatedMs; fromMs += WINDOW_MS) {
    tell("simulating through octets", fromMs, summary.eventCount);
    await breathe(signal);
    const toMs = fromMs + WINDOW_MS;
    if (fromMs % DAY_MS === 0) {
      summary.scorecard.forget(fromMs);
      traffic.moments(fromMs / DAY_MS, summary.scorecard);
    }
    for (const event of wire.events(fromMs, toMs)) {
      summary.event(event);
      twin.apply(event);
    }
    twin.advance(toMs);
    for (const trigger of triggers) summary.trigger(trigger);
    office.decide(triggers.splice(0).sort(byTotalOrder), toMs);
  }
  tell("simulating through octets", simulatedMs, summary.eventCount);
  return summary.part();
}

/** Lets the event loop turn once, so that signals and sockets are heard. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(0);
  });
  port1.close();
  signal?.throwIfAborted();
}
