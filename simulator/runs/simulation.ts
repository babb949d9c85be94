// A rehearsal: a whole scenario in virtual time, as fast as the machine can, as one report.
import { createDelivery } from "../../campaigns/delivery.ts";
import { createDesk } from "../../campaigns/desk.ts";
import type { Tokenise } from "../../domain/identity.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, MINUTE_MS } from "../../domain/time.ts";
import { createTwin } from "../../machines/twin.ts";
import { type Report, reportOf, Summary } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createTraffic, type Traffic } from "../traffic.ts";
import { createWire } from "../wire.ts";

export interface Progress {
  readonly phase: string;
  /** 0 to 1. */
  readonly share: number;
  readonly events: number;
  readonly simulatedMs: number;
}

export interface RunOptions {
  /** Default: the scenario's. */
  readonly seed?: string;
  readonly subscribers?: number;
  readonly days?: number;
  /** Sends every event through encoder, octets, decoder and tracker. */
  readonly wire?: boolean;
  /** The door; default: tokens without a key. */
  readonly tokenise?: Tokenise;
  onProgress?(progress: Progress): void;
  /** Stops the run between two windows; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Virtual time between two looks at the signal. */
const WINDOW_MS = 15 * MINUTE_MS;

/**
 * Runs a scenario and reports. The same scenario, seed, subscribers and days give the same report.
 *
 * @throws the signal's reason once it is aborted; KairosError when the scenario cannot be run.
 */
export async function run(scenario: Scenario, options: RunOptions = {}): Promise<Report> {
  const seed = options.seed ?? scenario.seed;
  const days = options.days ?? scenario.days;
  const simulatedMs = days * DAY_MS;
  const tell = (phase: string, timeMs: number, events: number): void =>
    options.onProgress?.({ phase, share: timeMs / simulatedMs, events, simulatedMs: timeMs });
  tell("making the world", 0, 0);
  await breathe(options.signal);
  const traffic = createTraffic(
    { ...scenario, days },
    {
      seed,
      ...(options.subscribers === undefined ? {} : { subscribers: options.subscribers }),
      ...(options.tokenise === undefined ? {} : { tokenise: options.tokenise }),
    },
  );
  const rehearsal = createRehearsal(scenario, traffic);
  const wire =
    options.wire === true
      ? createWire(traffic, { seed, start: scenario.start, untilMs: simulatedMs })
      : undefined;
  const phase = wire === undefined ? "simulating" : "simulating through octets";
  for (let fromMs = 0; fromMs < simulatedMs; fromMs += WINDOW_MS) {
    tell(phase, fromMs, rehearsal.summary.eventCount);
    await breathe(options.signal);
    const toMs = Math.min(simulatedMs, fromMs + WINDOW_MS);
    rehearsal.advance((wire ?? traffic).events(fromMs, toMs), toMs);
  }
  tell(phase, simulatedMs, rehearsal.summary.eventCount);
  return reportOf(
    [rehearsal.summary.part()],
    scenario.campaigns.map(({ name }) => name),
    { scenario: scenario.name, seed, subscribers: traffic.subscribers, simulatedMs },
  );
}

/** The bare loop: events in, triggers, decisions and outcomes counted. */
interface Rehearsal {
  readonly summary: Summary;
  /** Takes the events of a window in their total order, then lets time pass until `toMs`. */
  advance(events: readonly SubscriberEvent[], toMs: number): void;
}

function createRehearsal(
  scenario: Scenario,
  { directory, responses }: Pick<Traffic, "directory" | "responses">,
): Rehearsal {
  const names = scenario.campaigns.map(({ name }) => name);
  const summary = new Summary(names, (subscriber, campaign) =>
    responses.convertsUnprompted({ subscriber, campaign }),
  );
  const desk = createDesk({ book: scenario, directory });
  const delivery = createDelivery({
    book: scenario,
    responses,
    onOutcome(outcome) {
      summary.outcome(outcome);
      desk.record(outcome);
    },
  });
  const twin = createTwin({
    directory,
    definitions: scenario.definitions,
    onTrigger(trigger) {
      summary.trigger(trigger);
      // What became of earlier offers binds this decision.
      delivery.advance(trigger.timeMs);
      const decision = desk.decide(trigger);
      summary.decision(decision);
      if (decision.kind === "offered") delivery.offer(decision);
    },
  });
  return {
    summary,
    advance(events, toMs) {
      for (const event of events) {
        summary.event(event);
        twin.apply(event);
      }
      twin.advance(toMs);
      delivery.advance(toMs);
    },
  };
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
